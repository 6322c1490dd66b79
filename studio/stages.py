"""Each stage of the chain as a command of its own, with files between them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines import engines, script, timeline
from pipelines.files import check_output, write_text
from pipelines.film import labels
from pipelines.film.labels import Label
from pipelines.images.painter import STYLES
from pipelines.media import PICTURE_KINDS, SOUND_KINDS, write_audio, write_picture
from pipelines.script import Script
from pipelines.speech import clone, sample, voices
from pipelines.speech.formats import Note
from pipelines.speech.recording import for_file, is_recording
from pipelines.text.sentences import detect_language
from pipelines.voice import Voice

from . import create, documents, long_texts, ssml_files, voice_licences
from .documents import read_script
from .line_cast import Cast
from .notes import show
from .progress import Progress
from .project import parse_size
from .spoken import check_language, is_sample, library_voice
from .store import key_of
from .wording import language as wording_language

Out = Annotated[Path, typer.Option(help="The file to write.")]
Force = Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")]
VoiceName = Annotated[
    str,
    typer.Option(
        help="A voice's name or folder, or a sample to clone (with --consent): ok.wav makes the voice folder ok beside the output."
    ),
]
Consent = Annotated[str, typer.Option(help="Who agreed to the use of the voice, and to what.")]


def engine_help(kind: engines.Kind) -> str:
    """The help of an option that chooses an engine."""
    return f"{', '.join(engines.names(kind))}."


def register(app: typer.Typer) -> None:
    for command in (write, plan, speak, paint):
        app.command()(command)


def write(
    brief: Annotated[str, typer.Argument(help="A .md or .txt file, - for standard input, or a sentence in quotes.")],
    out: Out,
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the text if not given.")] = "",
    seconds: Annotated[float, typer.Option(help="The length to aim for; 0: as long as the text.")] = 60,
    writer: Annotated[str, typer.Option(help=engine_help("writer"))] = "outline",
    model: Annotated[str, typer.Option(help="The model, for --writer llm.")] = "",
    voice: Annotated[str, typer.Option(help="A voice's name or folder: how fast it speaks decides how much is said.")] = "",
    force: Force = False,
) -> None:
    """Turn a brief into a script: scenes, spoken lines, titles, picture prompts."""
    check_output(out, force=force, kinds=(".json",))
    text, base = create.read_brief(brief)
    language = create.language_of(text, lang, create.script_in(text, brief))
    create.note_front_matter(text, lambda en, zh: show([Note("", en, zh)]))
    choices = create.choices_from({"seconds": seconds, "writer": writer, "model": model})
    chosen = {script.NARRATOR: (voice, library_voice(voice))} if voice else {}
    drafted = create.draft(text, language, choices, chosen, base=base, store=None)
    write_text(out, script.dumps(drafted) + "\n")
    print(out)


def _voice(name: str, consent: str, language: str, folder: Path, *, force: bool) -> Voice:
    """The voice named, or one cloned from a sample into `folder`, which is said."""
    if not name:
        return voices.default(language)
    if not is_sample(name):
        return library_voice(name)
    create.require_consent(consent)
    heard = sample.read(Path(name))
    made = clone.clone(heard, Path(name).stem, consent, language=language, folder=folder, force=force)
    print(f"{folder / made.name}  {_said('the cloned voice, with its consent', '克隆的声音及其同意书')}")
    return made


def _said(en: str, zh: str) -> str:
    return zh if wording_language() == "zh" else en


def plan(
    source: Annotated[str, typer.Argument(help="A script.json, a text or .ssml file, or a sentence in quotes.")],
    out: Out,
    voice: VoiceName = "",
    consent: Consent = "",
    lang: Annotated[str, typer.Option(help="zh, en, …; found from the text if not given.")] = "",
    speaker: Annotated[str, typer.Option(help=engine_help("speaker"))] = "espeak",
    lexicon: Annotated[Path | None, typer.Option(help="A .csv or .pls dictionary, before your own.")] = None,
    lines: Annotated[
        bool, typer.Option("--lines", help="As a document of lines, which a text over 20,000 characters always is.")
    ] = False,
    force: Force = False,
) -> None:
    """Plan the speech of a text: words and phonemes with their times, as an editable speech.json.

    A long text becomes a document of lines. Stopped and run again, it goes on where it was.
    """
    check_output(out, force=force, kinds=(".json",))
    engine = engines.load("speaker", speaker)
    if ssml_files.is_document(source):
        own = _voice(voice, consent, ssml_files.language_of(source, lang), out.parent, force=force) if voice else None
        planned = ssml_files.plan_document(source, out, engine, own, lang, lexicon, force=force)
    else:
        text, language = _spoken_text(source, lang)
        check_language(language)
        chosen = voice_licences.kept(_voice(voice, consent, language, out.parent, force=force), speaker)
        if lines or len(text) > long_texts.LONGEST_LINE:
            _plan_long(text, source, out, engine, chosen, language, lexicon)
            return
        planned = ssml_files.with_lexicon(engine.plan(text, chosen, language=language), engine, chosen, lexicon)
    write_text(out, timeline.dumps(planned) + "\n")
    print(f"{out}  {planned.seconds:.2f} s, {len(planned.words)} words")


def _plan_long(
    text: str, source: str, out: Path, engine: engines.Speaker, voice: Voice, language: str, lexicon: Path | None
) -> None:
    place = source if Path(source).is_file() else _said("the text", "文本")
    report = Progress(as_json=False, lang=wording_language())
    done = long_texts.plan(text, place, out, engine, voice, language, ssml_files.chosen(lexicon), report)
    show(done.notes)
    found = _said(f", {done.found} of them found", f"，其中 {done.found} 行已有") if done.found else ""
    print(f"{out}  " + _said(f"{done.lines} lines{found}, {done.words} words, {done.seconds:.0f} s",
                             f"{done.lines} 行{found}，{done.words} 个词，{done.seconds:.0f} 秒"))  # fmt: skip


def _of_script(drafted: Script, lang: str) -> tuple[str, str]:
    return drafted.text, lang or drafted.language


def _spoken_text(source: str, lang: str) -> tuple[str, str]:
    if Path(source).suffix.lower() == ".json" and "\n" not in source:
        return _of_script(read_script(Path(source)), lang)
    text, _ = create.read_brief(source, what=("The text", "文本"), limit=long_texts.LARGEST)
    if text.lstrip().startswith("{"):
        return _of_script(script.loads(text), lang)
    return text.strip(), lang or detect_language(text)


def speak(
    speech: Annotated[Path, typer.Argument(help="A speech.json, or a document of lines.")],
    out: Out,
    voice: Annotated[str, typer.Option(help="A voice's name or folder; the one it was planned for if not given.")] = "",
    speaker: Annotated[str, typer.Option(help=engine_help("speaker"))] = "espeak",
    line: Annotated[str, typer.Option(help="Of a document, this line only.")] = "",
    label: Annotated[
        bool, typer.Option(help="The audible AI label after the speech, the watermark in it, and the label in the file.")
    ] = True,
    force: Force = False,
) -> None:
    """Render a speech.json, or a document line by line, to a .wav or .flac."""
    check_output(out, force=force, kinds=SOUND_KINDS)
    if documents.is_document(speech) and not line:
        _speak_document(speech, out, voice, speaker, label=label)
        return
    planned = documents.read_line(speech, line)
    cast = Cast(speech, voice, speaker)
    sound = cast.say(planned)
    recorded = cast.recording(planned)
    untouched = recorded is not None and is_recording(sound, recorded)
    sound = for_file(sound) if recorded else sound
    if label and not untouched:
        sound = labels.label_sound(sound)
        labels.write_sound(out, sound, cast.label(key_of(timeline.to_dict(planned))))
        ends = _said(", with the audible AI label at its end", "，含末尾的可听 AI 标识")
    else:
        write_audio(out, sound)
        ends = _said(", the recording as it was: no AI label", "，录音原样，无 AI 标识") if untouched else ""
    print(f"{out}  {sound.seconds:.2f} s{ends}")


def _speak_document(speech: Path, out: Path, voice: str, speaker: str, *, label: bool) -> None:
    cast = Cast(speech, voice, speaker)
    report = Progress(as_json=False, lang=wording_language())
    done = long_texts.speak(speech, out, cast.say, cast.label if label else None, report)
    ends = _said(", with the audible AI label at its end", "，含末尾的可听 AI 标识") if label else ""
    print(f"{out}  {done.seconds:.2f} s, " + _said(f"{done.lines} lines", f"{done.lines} 行") + ends)


def paint(
    prompt: Annotated[str, typer.Argument(help="What the picture shows, in Chinese or English.")],
    out: Out,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT, both even.")] = "1080x1920",
    seed: Annotated[int, typer.Option(help="Another seed, another picture.")] = 0,
    style: Annotated[str, typer.Option(help=f"The look of the picture: {', '.join(STYLES)}.")] = "",
    painter: Annotated[str, typer.Option(help=engine_help("painter"))] = "painter",
    label: Annotated[bool, typer.Option(help="The visible AI label, and the one in the file.")] = True,
    force: Force = False,
) -> None:
    """Paint one picture from a prompt."""
    check_output(out, force=force, kinds=PICTURE_KINDS)
    engine = engines.load("painter", painter)
    picture = engine.paint(prompt, parse_size(size), seed, style=style)
    made = Label(key_of("picture", prompt, size, seed, style), "Shengying", {"painter": engine.note}, (), "picture")
    if label:
        labels.write_picture(out, labels.label_picture(picture, detect_language(prompt)), made)
    else:
        write_picture(out, picture)
    print(out)
