"""From what a person hands over (a brief, a portrait, a voice) to a project that can be filmed."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pipelines import engines, script
from pipelines.carrying import Dropped
from pipelines.errors import BadInput, OutputExists
from pipelines.faults import validation_text
from pipelines.files import read_text
from pipelines.film import clips, hardware
from pipelines.images.painter import STYLES
from pipelines.media import read_picture
from pipelines.script import NARRATOR, Brief, Script
from pipelines.speech import clone, consents, sample, voices
from pipelines.text import byhand
from pipelines.text.outline import OutlineWriter, fit
from pipelines.text.sentences import detect_language
from pipelines.voice import Voice

from . import bookends, mattes, produce, schedule, scrolling, seen, voice_licences
from .produce import Report, quiet
from .project import Choices, Project
from .spoken import check_language, is_sample, library_voice
from .store import Store, file_hash, key_of
from .wording import counted, dropped


@dataclass(frozen=True)
class Request:
    """What a person asks for. `voices` maps a speaker ("" is the narrator) to a library voice, a voice folder or a sample;
    `looks` the choices "logo", "intro" and "outro" to files."""

    brief: str
    base: Path = Path(".")
    portrait: Path | None = None
    voices: Mapping[str, str] | None = None
    consent: str = ""
    transcript: str = ""
    language: str = ""
    music: str = ""
    choices: Mapping[str, Any] | None = None
    looks: Mapping[str, Path] | None = None


_DOCUMENTS = (".md", ".markdown", ".txt", ".json", ".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".htm", ".srt", ".vtt")
LONGEST_BRIEF = 1_000_000  # bytes


def read_brief(given: str, what: tuple[str, str] = ("The brief", "文稿"), limit: int = LONGEST_BRIEF) -> tuple[str, Path]:
    """(the brief's text, the folder that its pictures are named from) of a file's name, "-" for standard input, or a sentence.

    `what`: how a text that comes without a name is called, in English and in Chinese. `limit`: the bytes that are accepted.
    """
    if given == "-":
        return _checked(sys.stdin.read(limit + 1), ("Standard input", "标准输入"), limit), Path(".")
    path = Path(given)
    if len(given) < 256 and "\n" not in given and (path.exists() or _looks_like_file(given)):
        return _checked(read_text(path, limit=limit, what_en="a text", what_zh="文本"), (given, given), limit), path.parent
    return _checked(given, what, limit), Path(".")


def _looks_like_file(given: str) -> bool:
    return Path(given.strip()).suffix.lower() in _DOCUMENTS and not re.search(r"[。！？!?；;]|[.,:]\s|，|：", given)


def _checked(text: str, name: tuple[str, str], limit: int) -> str:
    en, zh = name
    if len(text.encode()) > limit:
        raise BadInput(f"{en} is longer than {limit:,} bytes; up to that is accepted.", f"{zh} 超过 {limit:,} 字节；最多如此。")
    if not any(character.isalnum() for character in text):
        why = ("is empty", "是空的") if not text.strip(" \n\t-") else ("is empty: it holds no word to say", "中没有可读的文字")
        raise BadInput(
            f"{en} {why[0]}. Give a text, a Markdown file, or a sentence in quotes.",
            f"{zh}{why[1]}。请给出文本、Markdown 文件或一句话。",
        )
    return text


def choices_from(values: Mapping[str, Any]) -> Choices:
    try:
        return Choices.model_validate(dict(values))
    except ValidationError as error:
        en, zh = validation_text(error), validation_text(error, "zh")
        raise BadInput(f"A choice cannot be used: {en}.", f"有一项设置无法使用：{zh}。") from error


def origin_of(request: Request, text: str) -> str:
    """A hash of everything asked for, files by content."""
    files = [
        request.portrait,
        Path(request.music) if request.music else None,
        *(Path(v) for v in (request.voices or {}).values()),
        mattes.file_of(str((request.choices or {}).get("matte", ""))),
    ]
    hashes = [file_hash(path) for path in files if path and path.is_file()]
    asked = replace(request, brief=text, base=Path("."), portrait=None)
    looks = [(name, file_hash(path)) for name, path in sorted((request.looks or {}).items()) if path.is_file()]
    return key_of(
        [getattr(asked, name) for name in asked.__dataclass_fields__ if name != "looks"], hashes, *([looks] if looks else [])
    )


Note = Callable[[str, str], None]
"""Called with something that a person should know and that stops nothing, in English and in Chinese."""


def unnoted(_en: str, _zh: str) -> None:
    pass


def begin(request: Request, store: Store, *, force: bool = False, report: Report = quiet, note: Note = unnoted) -> Project:
    """The project for a request: found if the same request has begun it, else drafted and saved.

    Everything given is checked before any work. OutputExists if the folder holds another film and not `force`.
    """
    text, base = read_brief(request.brief)
    ready = script_in(text, request.brief)
    note_front_matter(text, note)
    _note_layouts(text, request, note)
    origin = origin_of(request, text)
    if store.exists():
        found = store.load()
        if found.origin == origin:
            store.prepare()
            return found
        if not force:
            raise OutputExists(f"{store.folder} holds another film. Give another name, or --force to replace it.",
                               f"{store.folder} 中已有另一部影片。请换一个名字，或加 --force 覆盖。")  # fmt: skip
    language = language_of(text, request.language, ready)
    choices = choices_from(request.choices or {})
    _check_inputs(request, choices, note)
    _check_script(request, ready or byhand.read(Brief(text=text, language=language)), base, choices.size)
    cloned = _judged(request, report)
    lost = _lost(store)
    with store.begun():
        begun = _begun(request, text, base, origin, language, choices, cloned, store, report)
    for one in lost:
        note(dropped(one, "en"), dropped(one, "zh"))
    return begun


def _lost(store: Store) -> tuple[Dropped, ...]:
    """The settings of edited speech in the project that a new one replaces; none if it cannot be read."""
    try:
        return store.load().lost_with(()) if store.exists() else ()
    except BadInput:
        return ()


def script_in(text: str, place: str = "") -> Script | None:
    """The script that a brief in JSON is, None for a text. BadInput for any other JSON; `place` is the name it came by."""
    named = place.lower().endswith(".json") and "\n" not in place
    if named or (text.lstrip().startswith("{") and '"schema"' in text) or _is_json(text):
        return script.loads(text, place if named else "")
    return None


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith("{"):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def language_of(text: str, asked: str, ready: Script | None) -> str:
    """The language asked for, else the script's, else the front matter's, else what the text looks like. BadInput for an unknown one."""
    meta, _ = script.front_matter(text)
    return check_language(asked or (ready.language if ready else meta.get("language", "")) or detect_language(text))


def note_front_matter(text: str, note: Note) -> None:
    """Tell which keys of the front matter mean nothing here, and which rows look like directives but will be said."""
    for row, meant in script.nearly_directives(text):
        note(f"{row!r} is no directive and will be said as it stands. Did you mean {meant}?",
             f"{row!r} 不是指令，将按原文朗读。是否想写 {meant}？")  # fmt: skip
    for key in script.front_matter(text)[0]:
        if key not in script.FRONT_KEYS:
            near = get_close_matches(key, script.FRONT_KEYS, 1)
            en, zh = (f" Did you mean {near[0]}?", f"是否想写 {near[0]}？") if near else ("", "")
            note(f"The front matter's {key!r} is not used. Known: {', '.join(script.FRONT_KEYS)}.{en}",
                 f"文稿开头的 {key!r} 未被使用。可用：{'、'.join(script.FRONT_KEYS)}。{zh}")  # fmt: skip


def _begun(request: Request, text: str, base: Path, origin: str, language: str, choices: Choices, cloned: Mapping[str, Any],
           store: Store, report: Report) -> Project:  # fmt: skip
    made_on = date.today().isoformat()
    choices = _keep_inputs(request, choices, store)
    chosen = _voices(request, cloned, language, store, made_on, choices.speaker)
    drafted = draft(text, language, choices, chosen, base=base, store=store, report=report)
    check_speakers(request.voices or {}, drafted)
    names = _cast(drafted, chosen, language)
    project = Project(script=drafted, choices=choices.model_copy(update={"voices": names}), origin=origin, created=made_on)
    store.save(project)
    return project


def _note_layouts(text: str, request: Request, note: Note) -> None:
    if not request.portrait and any(layout != "picture" for layout in script.layouts_asked(text)):
        note("The brief asks for a presenter and there is no portrait: the film shows pictures only. Give one with"
             " --portrait me.jpg.",
             "文稿要求有主播画面，但没有肖像：影片只显示图片。请用 --portrait 我.jpg 给出肖像。")  # fmt: skip


def _check_script(request: Request, ready: Script | None, base: Path, size: tuple[int, int]) -> None:
    """The speakers and files of a brief that is a script already, before any work; those of other briefs come with the draft."""
    if ready is not None:
        check_speakers(request.voices or {}, ready)
        _own_files(ready, base, None, size)


def check_speakers(given: Mapping[str, str], drafted: Script) -> None:
    """BadInput if a voice is given to a speaker whom the script does not have."""
    there = [speaker for speaker in drafted.speakers if speaker != NARRATOR]
    for speaker in given:
        if speaker != NARRATOR and speaker not in there:
            known = (f"Its speakers: {', '.join(there)}.", f"其中的说话人：{'、'.join(there)}。") if there else (
                "It is all said by the narrator: give --voice NAME.", "全部由旁白朗读：请用 --voice 声音名。")  # fmt: skip
            raise BadInput(f"Nobody called {speaker!r} speaks in this brief. {known[0]}",
                           f"文稿中没有名为 {speaker!r} 的说话人。{known[1]}")  # fmt: skip


def _check_inputs(request: Request, choices: Choices, note: Note = unnoted) -> None:
    for kind in engines.KINDS:
        engines.load(kind, getattr(choices, kind))
    for given in (request.voices or {}).values():
        if not is_sample(given):
            library_voice(given)
    if choices.painter == "painter" and choices.style and choices.style not in STYLES:
        raise BadInput(
            f"There is no style {choices.style!r}. There are: {', '.join(STYLES)}.",
            f"没有风格 {choices.style!r}。可选：{', '.join(STYLES)}。",
        )
    if request.portrait:
        avatar = seen.avatar(request.portrait, choices.face)
        options = {"matte": choices.matte} if choices.matte else {}
        engine = engines.load("animator", seen.animator_for(request.portrait, choices.animator), **options)
        engine.rest(avatar)  # refuses what has no one face
        for remark in seen.remarks(request.portrait, avatar, choices.size):
            note(remark.en, remark.zh)
    elif choices.matte:
        raise BadInput("A matte cuts out a presenter, and there is none: give --portrait as well.",
                       "抠像需要主持人：请同时给出 --portrait。")  # fmt: skip
    if request.music:
        produce.check_music(request.music)
    _check_looks(request, choices, note)


def _check_looks(request: Request, choices: Choices, note: Note) -> None:
    """The encoder, the beats and the files of the film's looks."""
    hardware.chosen(choices.encoder)
    if told := hardware.told(choices.encoder):
        note(*told)
    if choices.on_beat and not request.music:
        raise BadInput("Scenes are cut on the beats of music, and there is none: give --music as well.",
                       "按节拍切换场景需要音乐：请同时给出 --music。")  # fmt: skip
    for name, path in (request.looks or {}).items():
        if name == "logo":
            read_picture(path)
        else:
            bookends.check(path)
            for remark in bookends.remarks(path, choices.size):
                note(*remark)


def require_consent(consent: str, spoken: bool = False) -> None:
    """BadInput unless there is a text of consent to stand behind a cloned voice, and a spoken one where this installation wants it."""
    if not consent.strip():
        raise BadInput("A voice can be cloned only with consent. Give --consent with who agreed and to what, such as"
                       " --consent \"I am Li Lei and this is my own voice\".",
                       "克隆声音必须获得同意。请用 --consent 写明谁同意了什么，例如 --consent \"我是李雷，这是我本人的声音\"。")  # fmt: skip
    consents.require_spoken(spoken)


def _judged(request: Request, report: Report) -> dict[str, Any]:
    """The sample of each speaker whose voice is to be cloned, if a voice can be learnt from it. Consent is asked for first."""
    samples = {speaker: given for speaker, given in (request.voices or {}).items() if is_sample(given)}
    if samples:
        require_consent(request.consent)
    for number, given in enumerate(samples.values()):
        report("voice", number / len(samples), given)
    found = {speaker: sample.read(Path(given)) for speaker, given in samples.items()}
    for heard in found.values():
        sample.require(sample.judge(heard))
    return found


def _keep_inputs(request: Request, choices: Choices, store: Store) -> Choices:
    update: dict[str, Any] = {}
    if request.portrait:
        update["avatars"] = {NARRATOR: store.keep_input(request.portrait, "portrait")}
        update["portrait_consent"] = request.consent
        update["matte"] = mattes.keep(choices.matte, store)
    if request.music:
        is_file = Path(request.music).is_file()
        update["music"] = store.keep_input(Path(request.music), "music") if is_file else request.music
    update |= {name: store.keep_input(path, name) for name, path in (request.looks or {}).items()}
    return choices.model_copy(update=update)


def _voices(
    request: Request, cloned: Mapping[str, Any], language: str, store: Store, made_on: str, engine: str
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
            chosen[speaker] = (given, library_voice(given))
        chosen[speaker] = (chosen[speaker][0], voice_licences.kept(chosen[speaker][1], engine))
    return chosen


def _cast(drafted: Script, chosen: Mapping[str, tuple[str, Voice]], language: str) -> dict[str, str]:
    """A voice for each speaker: the one asked for; the first speaker has the narrator's; others take the library's in turn."""
    names = {speaker: name for speaker, (name, _) in chosen.items()}
    taken = {*names.values()}
    unused = (name for name in voices.speaking(language) if name not in taken)
    first = drafted.speakers[0]
    for speaker in drafted.speakers:
        if speaker in names:
            continue
        if speaker in (first, NARRATOR) and NARRATOR in names:
            names[speaker] = names[NARRATOR]
        elif speaker in (first, NARRATOR):
            names[speaker] = voices.default(language).name
        else:
            names[speaker] = next(unused, "") or voices.default(language).name
    return names


def draft(text: str, language: str, choices: Choices, chosen: Mapping[str, tuple[str, Voice]], *, base: Path,
          store: Store | None, report: Report = quiet) -> Script:  # fmt: skip
    """The script of a brief. The outline writer is asked again until its script lasts as long as wished, by the speaker's own plan.

    The person's own pictures and clips are copied into the project of `store`; without one they keep the names they have.
    """
    voice = chosen[NARRATOR][1] if NARRATOR in chosen else voices.default(language)
    brief = Brief(text=text, language=language, seconds=choices.seconds, style=choices.style)
    size = choices.size if store else None  # a script alone has none yet
    report("write", 0, choices.writer)
    if ready := script_in(text):
        return _own_files(ready.model_copy(update={"language": language}), base, store, size)
    writer = engines.load("writer", choices.writer, **({"model": choices.model} if choices.model else {}))
    if isinstance(writer, OutlineWriter):
        drafted = fit(brief, lambda script: measure(script, choices, voice), writer=writer)
    else:
        drafted = writer.write(brief)
    if (layout := script.front_layout(text)) and byhand.read(brief) is None:  # a script by hand has it in its scenes already
        scenes = tuple(scene.model_copy(update={"layout": layout}) for scene in drafted.scenes)
        drafted = drafted.model_copy(update={"scenes": scenes})
    report("write", 1, counted("write", len(drafted.lines)))
    return _own_files(drafted, base, store, size)


def measure(drafted: Script, choices: Choices, voice: Voice) -> float:
    """How many seconds the film of a script lasts, by the speaker's own plan."""
    speaker = engines.load("speaker", choices.speaker)
    planned = {line.id: speaker.plan(line.text, voice, language=line.language or drafted.language) for line in drafted.lines}
    return schedule.total_seconds(schedule.lay(drafted, planned, choices.fps))


def _own_files(drafted: Script, base: Path, store: Store | None, size: tuple[int, int] | None) -> Script:
    """The script with the person's own pictures and clips, checked for a film of `size`, and copied into the project if there is one."""
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
                    picture = read_picture(path)
                    if size:
                        scrolling.check(scene, path, picture, size)
                else:
                    clips.check_clip(path)
                update[field] = store.keep_input(path, field) if store else place
        scenes.append(scene.model_copy(update=update))
    return drafted.model_copy(update={"scenes": tuple(scenes)})
