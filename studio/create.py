"""From what a person hands over (a brief, a portrait, a voice) to a project that can be filmed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines import engines, script
from pipelines.avatars import Avatar
from pipelines.errors import BadInput, OutputExists
from pipelines.files import read_text
from pipelines.film import clips
from pipelines.images.painter import STYLES
from pipelines.media import read_audio, read_picture
from pipelines.script import NARRATOR, Brief, Script
from pipelines.speech import clone, sample, voices
from pipelines.speech.espeak import languages
from pipelines.text.outline import OutlineWriter, fit
from pipelines.text.sentences import detect_language
from pipelines.voice import Voice

from . import produce, schedule
from .produce import Report, quiet
from .project import Choices, Project
from .store import Store, file_hash, key_of

_SOUND_SUFFIXES = {".wav", ".flac", ".mp3", ".m4a", ".ogg", ".opus", ".aac", ".webm", ".mp4"}


@dataclass(frozen=True)
class Request:
    """What a person asks for. `voices` maps a speaker ("" is the narrator) to a library voice, a voice folder or a sample."""

    brief: str
    base: Path = Path(".")
    portrait: Path | None = None
    voices: Mapping[str, str] | None = None
    consent: str = ""
    transcript: str = ""
    language: str = ""
    music: str = ""
    choices: Mapping[str, Any] | None = None


def read_brief(given: str) -> tuple[str, Path]:
    """(the brief's text, the folder that its pictures are named from) of a file's name, "-" for standard input, or a sentence."""
    if given == "-":
        return _checked(sys.stdin.read(), "standard input"), Path(".")
    path = Path(given)
    if len(given) < 256 and "\n" not in given and (path.is_file() or _looks_like_file(given)):
        return _checked(read_text(path, what_en="a brief", what_zh="文稿"), given), path.parent
    return _checked(given, "the brief"), Path(".")


def _looks_like_file(given: str) -> bool:
    return Path(given).suffix.lower() in (".md", ".txt", ".markdown", ".json") and " " not in given.strip()


def _checked(text: str, name: str) -> str:
    if len(text.encode()) > 1_000_000:
        raise BadInput(
            f"{name} is longer than 1,000,000 bytes; a brief of up to that is accepted.",
            f"{name} 超过 1,000,000 字节；文稿最多如此。",
        )
    if not any(character.isalnum() for character in text):
        raise BadInput(
            f"{name} is empty. Give a text, a Markdown file, or a sentence in quotes.",
            f"{name} 是空的。请给出文本、Markdown 文件或一句话。",
        )
    return text


def check_language(language: str) -> str:
    """The language code if it is spoken here; BadInput otherwise."""
    if language.lower() not in languages() and language.lower().split("-")[0] not in languages():
        raise BadInput(f"The language {language!r} is not known. Accepted: zh, en, yue, ja, ko, fr, de, es … ({len(languages())} codes; `studio doctor`).",
                       f"未知语言 {language!r}。可接受：zh、en、yue、ja、ko、fr、de、es……（共 {len(languages())} 种，见 `studio doctor`）。")  # fmt: skip
    return language


def choices_from(values: Mapping[str, Any]) -> Choices:
    try:
        return Choices.model_validate(dict(values))
    except ValidationError as error:
        text = script.validation_text(error)
        raise BadInput(f"A choice cannot be used. {text}", f"有一项设置无法使用。{text}") from error


def origin_of(request: Request, text: str) -> str:
    """A hash of everything asked for, files by content."""
    files = [
        request.portrait,
        Path(request.music) if request.music else None,
        *(Path(v) for v in (request.voices or {}).values()),
    ]
    hashes = [file_hash(path) for path in files if path and path.is_file()]
    asked = replace(request, brief=text, base=Path("."), portrait=None)
    return key_of([getattr(asked, name) for name in asked.__dataclass_fields__], hashes)


def begin(request: Request, store: Store, *, force: bool = False, report: Report = quiet) -> Project:
    """The project for a request: found if the same request has begun it, else drafted and saved.

    Everything given is checked before any work. OutputExists if the folder holds another film and not `force`.
    """
    text, base = read_brief(request.brief)
    origin = origin_of(request, text)
    if store.exists():
        found = store.load()
        if found.origin == origin:
            store.prepare()
            return found
        if not force:
            raise OutputExists(f"{store.folder} holds another film. Give another name, or --force to replace it.",
                               f"{store.folder} 中已有另一部影片。请换一个名字，或加 --force 覆盖。")  # fmt: skip
    meta, _ = script.front_matter(text)
    language = check_language(request.language or meta.get("language", "") or detect_language(text))
    choices = choices_from(request.choices or {})
    _check_inputs(request, choices)
    cloned = _judged(request, report)
    with store.begun():
        return _begun(request, text, base, origin, language, choices, cloned, store, report)


def _begun(request: Request, text: str, base: Path, origin: str, language: str, choices: Choices, cloned: Mapping[str, Any],
           store: Store, report: Report) -> Project:  # fmt: skip
    made_on = date.today().isoformat()
    choices = _keep_inputs(request, choices, store)
    chosen = _voices(request, cloned, language, store, made_on)
    drafted = draft(text, language, choices, chosen, base=base, store=store, report=report)
    names = _cast(drafted, chosen, language)
    project = Project(script=drafted, choices=choices.model_copy(update={"voices": names}), origin=origin, created=made_on)
    store.save(project)
    return project


def _check_inputs(request: Request, choices: Choices) -> None:
    for kind in engines.KINDS:
        engines.load(kind, getattr(choices, kind))
    for given in (request.voices or {}).values():
        if not is_sample(given):
            voices.load(given)
    if choices.painter == "painter" and choices.style and choices.style not in STYLES:
        raise BadInput(
            f"There is no style {choices.style!r}. There are: {', '.join(STYLES)}.",
            f"没有风格 {choices.style!r}。可选：{', '.join(STYLES)}。",
        )
    if request.portrait:
        avatar = Avatar(read_picture(request.portrait), face=choices.face)
        engines.load("animator", choices.animator).rest(avatar)  # refuses a picture without one clear face
    if request.music:
        produce.check_music(request.music)


def is_sample(given: str) -> bool:
    return Path(given).suffix.lower() in _SOUND_SUFFIXES


def require_consent(consent: str) -> None:
    """BadInput unless there is a text of consent to stand behind a cloned voice."""
    if not consent.strip():
        raise BadInput("A voice can be cloned only with consent. Give --consent with who agreed and to what, such as"
                       " --consent \"I am Li Lei and this is my own voice\".",
                       "克隆声音必须获得同意。请用 --consent 写明谁同意了什么，例如 --consent \"我是李雷，这是我本人的声音\"。")  # fmt: skip


def _judged(request: Request, report: Report) -> dict[str, Any]:
    """The cleaned sample of each speaker whose voice is to be cloned. Consent is asked for before anything else."""
    samples = {speaker: given for speaker, given in (request.voices or {}).items() if is_sample(given)}
    if samples:
        require_consent(request.consent)
    for number, given in enumerate(samples.values()):
        report("voice", number / len(samples), given)
    return {speaker: sample.accept(read_audio(Path(given))) for speaker, given in samples.items()}


def _keep_inputs(request: Request, choices: Choices, store: Store) -> Choices:
    update: dict[str, Any] = {}
    if request.portrait:
        update["avatars"] = {NARRATOR: store.keep_input(request.portrait, "portrait")}
        update["portrait_consent"] = request.consent
    if request.music:
        is_file = Path(request.music).is_file()
        update["music"] = store.keep_input(Path(request.music), "music") if is_file else request.music
    return choices.model_copy(update=update)


def _voices(
    request: Request, cloned: Mapping[str, Any], language: str, store: Store, made_on: str
) -> dict[str, tuple[str, Voice]]:
    """Speaker → (the voice's name in the project, the voice)."""
    chosen: dict[str, tuple[str, Voice]] = {}
    for number, (speaker, given) in enumerate((request.voices or {}).items()):
        if speaker in cloned:
            name = f"voice{number + 1}"
            voice = clone.clone(cloned[speaker], name, request.consent, language=language, transcript=request.transcript,
                                folder=store.folder / "voices", date=made_on, force=True)  # fmt: skip
            chosen[speaker] = (f"voices/{name}", voice)
        else:
            chosen[speaker] = (given, voices.load(given))
    return chosen


def _cast(drafted: Script, chosen: Mapping[str, tuple[str, Voice]], language: str) -> dict[str, str]:
    """A voice for each speaker: the one asked for; the first speaker has the narrator's; others take the library's in turn."""
    names = {speaker: name for speaker, (name, _) in chosen.items()}
    unused = [name for name in voices.names() if voices.load(name).language.split("-")[0] == language.split("-")[0]]
    unused = [name for name in unused if name not in names.values()]
    first = drafted.speakers[0]
    for speaker in drafted.speakers:
        if speaker in names:
            continue
        if speaker in (first, NARRATOR) and NARRATOR in names:
            names[speaker] = names[NARRATOR]
        elif unused and speaker not in (first, NARRATOR):
            names[speaker] = unused.pop(0)
        else:
            names[speaker] = voices.default(language).name
    return names


def draft(text: str, language: str, choices: Choices, chosen: Mapping[str, tuple[str, Voice]], *, base: Path, store: Store,
          report: Report = quiet) -> Script:  # fmt: skip
    """The script of a brief. The outline writer is asked again until its script lasts as long as wished, by the speaker's own plan."""
    voice = chosen[NARRATOR][1] if NARRATOR in chosen else voices.default(language)
    brief = Brief(text=text, language=language, seconds=choices.seconds, style=choices.style)
    report("write", 0, choices.writer)
    writer = engines.load("writer", choices.writer, **({"model": choices.model} if choices.model else {}))
    if isinstance(writer, OutlineWriter):
        drafted = fit(brief, lambda script: measure(script, choices, voice), writer=writer)
    else:
        drafted = writer.write(brief)
    report("write", 1, f"{len(drafted.lines)} lines")
    return _own_files(drafted, base, store)


def measure(drafted: Script, choices: Choices, voice: Voice) -> float:
    """How many seconds the film of a script lasts, by the speaker's own plan."""
    speaker = engines.load("speaker", choices.speaker)
    planned = {line.id: speaker.plan(line.text, voice, language=line.language or drafted.language) for line in drafted.lines}
    return schedule.total_seconds(schedule.lay(drafted, planned, choices.fps))


def _own_files(drafted: Script, base: Path, store: Store) -> Script:
    """The script with the person's own pictures and clips copied into the project."""
    scenes = []
    for scene in drafted.scenes:
        update = {}
        for field in ("picture", "clip"):
            if place := getattr(scene, field):
                path = base / place
                if not path.is_file():
                    raise BadInput(f"The scene {scene.title or scene.id!r} names {place}, which is not a file beside the brief.",
                                   f"场景 {scene.title or scene.id!r} 引用了 {place}，但文稿旁没有这个文件。")  # fmt: skip
                if field == "picture":
                    read_picture(path)
                else:
                    clips.check_clip(path)
                update[field] = store.keep_input(path, field)
        scenes.append(scene.model_copy(update=update))
    return drafted.model_copy(update={"scenes": tuple(scenes)})
