"""The voices: listed, heard, designed in words, mixed, kept as one's own, given away."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.files import check_output, write_bytes
from pipelines.film import labels
from pipelines.film.labels import Label
from pipelines.media import SOUND_KINDS, read_audio, write_audio
from pipelines.speech import consents, licences, voices
from pipelines.speech.consents import NoSpokenConsent
from pipelines.speech.design import archive, mix, search, tags
from pipelines.speech.design.describe import Unknown
from pipelines.speech.formats import Note
from pipelines.voice import OWN, Voice

from . import auditions, designing, manner, own_voices, shelf
from .designing import SLIDERS, Recipe
from .notes import show
from .wording import language as wording_language

Lang = Annotated[str, typer.Option(help="Only this language: zh, en (with its accents), en-GB-scotland, …")]
Tag = Annotated[
    list[str] | None, typer.Option(help="Only with this tag; may be given more than once. `studio voices tags` lists them.")
]
Find = Annotated[str, typer.Option(help="Only with these words in the name or title.")]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]
Name = Annotated[str, typer.Argument(help="A voice's name or folder.")]
NewName = Annotated[str, typer.Option("--name", help="What the new voice is called.")]


def _span(slider: str) -> str:
    low, high = designing.LIMITS[slider]
    return f"{low:g} to {high:g}"


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        invoke_without_command=True,
        help="The voices: list, hear, design in words, mix, keep. 声音库：列出、试听、捏声音、混合、收藏。",
    )
    group.callback()(voices_group)
    for name, command in (("list", list_), ("show", show_), ("tags", tags_), ("audition", audition), ("design", design_), ("mix", mix_),
                          ("favourite", favourite), ("manner", manner_), ("rename", rename), ("delete", delete), ("export", export),
                          ("import", import_)):  # fmt: skip
        group.command(name)(command)
    app.add_typer(group, name="voices")


def voices_group(context: typer.Context, lang: Lang = "", tag: Tag = None, find: Find = "", as_json: Json = False) -> None:
    """The voices: list, hear, design in words, mix, keep. 声音库：列出、试听、捏声音、混合、收藏。"""
    if context.invoked_subcommand is None:
        list_(lang, tag, find, as_json=as_json)


def list_(
    lang: Lang = "",
    tag: Tag = None,
    find: Find = "",
    favourites: Annotated[bool, typer.Option("--favourites", help="Only your favourites.")] = False,
    as_json: Json = False,
) -> None:
    """List the voices, your favourites first. 列出声音，收藏在前。"""
    everything, faults = voices.catalogue()
    show(_faults(faults))
    found = search.search(everything, language=lang, tags=tag or (), words=find)
    order = shelf.favourites()
    found = shelf.ordered(found)
    if favourites:
        found = tuple(voice for voice in found if voice.name in order)
    if not found:
        raise _none(everything, lang, tag or [], find)
    if as_json:
        print(json.dumps([_row(voice, voice.name in order) for voice in found], ensure_ascii=False, indent=1))
        return
    for voice in found:
        mark = "★" if voice.name in order else " "
        print(f"{mark} {voice.name:<20} {voice.language:<15} {_title(voice)}  ({', '.join(voice.tags)})")


def _faults(faults: tuple[BadInput, ...]) -> list[Note]:
    """What is wrong with voices: of those without a spoken consent a line each, and the reason once."""
    silent = [fault for fault in faults if isinstance(fault, NoSpokenConsent)]
    notes = [Note("", fault.en, fault.zh) for fault in faults if fault not in silent]
    notes += [Note("", f"{fault.voice}: a cloned voice without a spoken consent; it is not used.",
                   f"{fault.voice}：克隆的声音，没有口头同意，不予使用。") for fault in silent]  # fmt: skip
    return notes + ([Note("", *consents.SPOKEN_WANTED)] if silent else [])


def _none(everything: tuple[Voice, ...], lang: str, wanted: list[str], find: str) -> BadInput:
    spoken = sorted({voice.language for voice in everything})
    if lang and not search.search(everything, language=lang):
        return BadInput(f"There is no voice for the language {lang!r}. There are voices for: {', '.join(spoken)}.",
                        f"没有语言 {lang!r} 的声音。已有声音的语言：{'、'.join(spoken)}。")  # fmt: skip
    said = " ".join(filter(None, (lang, *wanted, find)))
    if {*wanted} & {"cloned", "克隆", "designed"}:
        return BadInput(f"You have no voice with all of: {said}. `studio clone` clones one, `studio voices design` designs one.",
                        f"没有同时符合“{said}”的自己的声音。可用 `studio clone` 克隆，或用 `studio voices design` 捏一个。")  # fmt: skip
    return BadInput(f"No voice has all of: {said}. Ask for less, or design one: studio voices design \"{said}\" --name mine.",
                    f"没有同时符合“{said}”的声音。请减少条件，或捏一个：studio voices design \"{said}\" --name mine。")  # fmt: skip


def _row(voice: Voice, favourite: bool) -> dict[str, Any]:
    return {"name": voice.name, "language": voice.language, "title": voice.title_en, "title_zh": voice.title_zh, "tags": voice.tags,
            "favourite": favourite}  # fmt: skip


def _title(voice: Voice) -> str:
    return (voice.title_zh if wording_language() == "zh" else voice.title_en) or voice.name


def show_(name: Name, as_json: Json = False) -> None:
    """Show one voice's numbers. 显示一个声音的参数。"""
    voice = voices.load(name)
    values = {**_row(voice, voice.name in shelf.favourites()), "base": voice.base, **{key: getattr(voice, key) for key in SLIDERS},
              "timbre": voice.timbre, "cloned": voice.cloned, "licence": _licences(voice), "own": asdict(voice.own) if voice.own else None}  # fmt: skip
    if as_json:
        print(json.dumps(values, ensure_ascii=False, indent=1))
        return
    for key, value in (_clones(voice, values) if voice.cloned else values).items():
        print(f"{key:<12} {', '.join(map(str, value)) if isinstance(value, tuple) else value}")


_NOT_OF_CLONES = ("base", "range", "rate", "tract", "breath", "roughness", "brightness", "style", "degree", "timbre", "own")


def _clones(voice: Voice, values: dict[str, Any]) -> dict[str, Any]:
    """What is said of a cloned voice: its consent, its sample's manner in words, and no number that does not move it."""
    zh = wording_language() == "zh"
    kept = {key: value for key, value in values.items() if key not in _NOT_OF_CLONES}
    if voice.own is not None:
        degree = voice.degree if voice.style == OWN else 0.0
        own = voice.own
        kept["manner"] = (f"保留样本说话方式的 {degree:.0%}：音高起伏为通常的 {own.range:.2f} 倍，语速为 {own.speed:.2f} 倍，气声 {own.breath:.2f}（0 到 1）"
                          if zh else
                          f"{degree:.0%} of the sample's: the pitch moves {own.range:.2f} times as far as usual, "
                          f"the pace is {own.speed:.2f} times the usual, breath {own.breath:.2f} of 1")  # fmt: skip
    if voice.consent is not None:
        kept |= {
            "consent": voice.consent.text,
            "by": voice.consent.by or ("未写明" if zh else "not said"),
            "date": voice.consent.date,
        }
        kept["spoken"] = voice.consent.sentence or ("无" if zh else "no")
    return kept


def _licences(voice: Voice) -> tuple[str, ...]:
    """The licences of the neural engines that it was made for or spoken by."""
    own = licences.of(voice.engine)
    lines = dict.fromkeys((*voice.licence, *([own.line] if own else [])))
    return tuple(licences.said(line, wording_language()) for line in lines)


def tags_(as_json: Json = False) -> None:
    """List the tags that voices have. 列出标签。"""
    if as_json:
        print(json.dumps(tags.TAGS, ensure_ascii=False, indent=1))
        return
    for kind, known in tags.TAGS.items():
        print(f"{kind:<8} " + "  ".join(f"{tag} {zh}" for tag, zh in known.items()))


def audition(
    name: Name,
    text: Annotated[str | None, typer.Argument(help="What to say; a sentence in the voice's language if not given.")] = None,
    out: Annotated[Path | None, typer.Option(help="The .wav or .flac to write; a kept preview if not given.")] = None,
    label: Annotated[
        bool, typer.Option(help="With --out: the audible AI label after the speech, and the one in the file.")
    ] = True,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Hear a voice. 试听。"""
    if text is not None and not any(letter.isalnum() for letter in text):
        raise BadInput(f"There is nothing to say in {text!r}. Give words, or no text for a sentence of the voice's language.",
                       f"“{text}”中没有可朗读的内容。请给出文字，或不写，改用该语言的例句。")  # fmt: skip
    if out is not None:
        check_output(out, force=force, kinds=SOUND_KINDS)
    voice = voices.load(name)
    path = auditions.preview(voice, text or "")
    sound = read_audio(path)
    if out is not None and label:
        note = engines.load("speaker", voice.engine).note
        agreed = (voice.consent,) if voice.consent else ()
        sound = labels.label_sound(sound)
        labels.write_sound(out, sound, Label(path.stem, "Shengying", {"speaker": note}, agreed, "sound"))
    elif out is not None:
        write_audio(out, sound)
    result = {"out": str(out or path), "seconds": round(sound.seconds, 3), "voice": voice.name}
    print(json.dumps(result, ensure_ascii=False) if as_json else f"{result['out']}  {sound.seconds:.2f} s")


def design_(
    text: Annotated[
        str, typer.Argument(help='In English or Chinese: "a deep, husky old man, slow and kind", "声音有点沙哑的温柔女声".')
    ] = "",
    name: NewName = "",
    lang: Annotated[str, typer.Option(help="The language it speaks; by default what the text names, or is in.")] = "",
    like: Annotated[str, typer.Option(help='A voice to begin from: design "older, more cheerful" --like grace.')] = "",
    pitch: Annotated[float | None, typer.Option(help=f"Median pitch in Hz, {_span('pitch')}.")] = None,
    range_: Annotated[
        float | None, typer.Option("--range", help=f"Pitch range, {_span('range')}: 0 a monotone, 1.6 usual.")
    ] = None,
    rate: Annotated[float | None, typer.Option(help=f"Pace, {_span('rate')}: 1.2 is a fifth faster.")] = None,
    tract: Annotated[
        float | None, typer.Option(help=f"Length of the vocal tract, {_span('tract')}: 0.75 a child's, 1.1 a large man's.")
    ] = None,
    breath: Annotated[float | None, typer.Option(help=f"{_span('breath')}.")] = None,
    roughness: Annotated[float | None, typer.Option(help=f"{_span('roughness')}.")] = None,
    brightness: Annotated[float | None, typer.Option(help=f"dB from 500 Hz to 8 kHz, {_span('brightness')}.")] = None,
    gain: Annotated[float | None, typer.Option(help=f"dB louder, so that voices are alike, {_span('gain')}.")] = None,
    style: Annotated[str | None, typer.Option(help="cheerful, calm, sad, whisper, …")] = None,
    degree: Annotated[float | None, typer.Option(help=f"How much of the style, {_span('degree')}.")] = None,
    aged: Annotated[float, typer.Option(help="So many years older, -40 to 40: design --like grace --aged 20.")] = 0.0,
    cheerful: Annotated[float, typer.Option(help="Merrier, or more sober under 0: -2 to 2.")] = 0.0,
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Design a voice in words and with sliders. 捏声音：用文字描述，再用滑块微调。"""
    sliders = {"pitch": pitch, "range": range_, "rate": rate, "tract": tract, "breath": breath, "roughness": roughness,
               "brightness": brightness, "gain": gain, "style": style, "degree": degree}  # fmt: skip
    moved: dict[str, Any] = {key: value for key, value in sliders.items() if value is not None}
    voices.check_free(_named(name), voices.user_folder(), force=force)
    if not text.strip() and not moved and not aged and not cheerful:
        raise BadInput('Say what it should sound like: studio voices design "a warm young woman" --name mine, or move a slider: --pitch 180.',
                       '请描述想要的声音：studio voices design "温暖的年轻女声" --name mine，或移动滑块：--pitch 180。')  # fmt: skip
    made = designing.made(
        Recipe(text, language=lang, like=like, aged=aged, cheerful=cheerful, moved=moved), name, wording_language()
    )
    unknown = made.words.unknown if made.words else ()
    saved = voices.save(made.voice, voices.user_folder(), force=force)
    show([_unknown(one) for one in unknown])
    if as_json:
        print(json.dumps({**_row(saved, False), **{key: getattr(saved, key) for key in SLIDERS},
                          "unknown": [{"word": one.word, "near": one.near} for one in unknown]}, ensure_ascii=False, indent=1))  # fmt: skip
        return
    print(_facts(saved))


def _named(name: str) -> str:
    if not name:
        raise BadInput("--name is missing: what the new voice is called.", "缺少 --name：新声音的名称。")
    return name


def _facts(voice: Voice) -> str:
    return (f"{voices.user_folder() / voice.name}  {voice.language}, {voice.pitch:.0f} Hz, tract {voice.tract:.2f}, range {voice.range:.2f}, "
            f"rate {voice.rate:.2f}, breath {voice.breath:.2f}, roughness {voice.roughness:.2f}, brightness {voice.brightness:+.1f} dB")  # fmt: skip


def _unknown(one: Unknown) -> Note:
    near_en = f" Known and near: {', '.join(one.near)}." if one.near else ""
    near_zh = f"相近的已知词：{'、'.join(one.near)}。" if one.near else ""
    return Note(
        "", f"{one.word!r} was not understood and changed nothing.{near_en}", f"没有理解“{one.word}”，未作改动。{near_zh}"
    )


def mix_(
    parts: Annotated[list[str], typer.Argument(help="Two voices or more with weights: grace:60 alice:40.")],
    name: NewName = "",
    force: Force = False,
    as_json: Json = False,
) -> None:
    """Mix voices into a new one. 混合声音。"""
    voices.check_free(_named(name), voices.user_folder(), force=force)
    mixed = voices.checked(mix.mix([_part(part) for part in parts], name))
    saved = voices.save(mixed, voices.user_folder(), force=force)
    row = {**_row(saved, False), **{key: getattr(saved, key) for key in SLIDERS}}
    print(json.dumps(row, ensure_ascii=False, indent=1) if as_json else _facts(saved))


def _part(part: str) -> tuple[Voice, float]:
    name, colon, weight = part.rpartition(":")
    if not colon:
        return voices.load(part), 1.0
    try:
        return voices.load(name), float(weight)
    except ValueError:
        raise BadInput(f"{part!r} has no weight that is a number. Give grace:60 alice:40.",
                       f"{part!r} 的权重不是数字。请写成 grace:60 alice:40。") from None  # fmt: skip


def favourite(
    name: Name,
    place: Annotated[int, typer.Option(min=0, help="Its place among the favourites, from 1.")] = 0,
    remove: Annotated[bool, typer.Option("--remove", help="It is no favourite any more.")] = False,
) -> None:
    """Mark a voice as a favourite, and say where it stands. 收藏声音并排序。"""
    known = name in shelf.favourites()
    if not (remove and known):  # a favourite whose voice is gone can still be removed
        voices.load(name)
    print("  ".join(shelf.drop(name) if remove else shelf.put(name, place)))


def manner_(
    name: Name, degree: Annotated[float, typer.Argument(help="1 as in its sample, 0 none of it, up to 2 for more.")]
) -> None:
    """Turn the manner of a cloned voice's sample down or up: pitch range, pace, loudness, breath. 调节克隆声音的说话方式。"""
    turned = manner.turned(name, degree)
    print(f"{voices.user_folder() / turned.name}  studio voices audition {turned.name}")


def rename(name: Name, new: Annotated[str, typer.Argument(help="Its new name.")], force: Force = False) -> None:
    """Rename a voice of your own; one of the library's is copied under the new name. 重命名。"""
    saved = own_voices.rename(name, new, force=force)
    print(voices.user_folder() / saved.name)


def delete(name: Name, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Delete a voice of your own, and list the films that it speaks in. 删除自己的声音，并列出用到它的影片。"""
    used = own_voices.films(name)
    if not yes:
        _confirm(name, used)
    used = own_voices.delete(name)
    zh = wording_language() == "zh"
    print(f"已删除 {name}。" if zh else f"{name} is deleted.")
    for film in used:
        print(f"{film.film}  {film.title}  " + ("需要换一个声音。" if zh else "needs another voice."))


def _confirm(name: str, used: tuple[own_voices.Used, ...]) -> None:
    if not own_voices.is_own(name):
        return  # `delete` says why not
    if not sys.stdin.isatty():
        listed = ", ".join(film.title for film in used)
        raise BadInput(f"Nobody can be asked here. To delete {name!r} add --yes." + (f" These films need another voice then: {listed}." if used else ""),
                       f"此处无法询问。如要删除 {name!r} 请加 --yes。" + (f"这些影片随后需要换声音：{listed}。" if used else ""))  # fmt: skip
    zh = wording_language() == "zh"
    films = "".join(f"\n  {film.film}  {film.title}" for film in used)
    question = (
        f"删除声音 {name}？用到它的影片：{len(used)}{films}\n"
        if zh
        else f"Delete the voice {name}? Films that use it: {len(used)}{films}\n"
    )
    if not typer.confirm(question):
        raise typer.Exit(0)


def export(name: Name, out: Annotated[Path, typer.Option(help="The .zip to write.")], force: Force = False) -> None:
    """Write a voice as one .zip, with its consent if it is cloned. 导出为 .zip。"""
    check_output(out, force=force, kinds=(".zip",))
    write_bytes(out, archive.packed(voices.load(name)))
    print(out)


def import_(
    file: Annotated[Path, typer.Argument(help="A .zip that `studio voices export` wrote.")],
    name: Annotated[str, typer.Option(help="What it is called here; its own name if not given.")] = "",
    force: Force = False,
) -> None:
    """Take in a voice from a .zip. 从 .zip 导入。"""
    saved = archive.unpacked(file, voices.user_folder(), name=name, force=force)
    print(voices.user_folder() / saved.name)
