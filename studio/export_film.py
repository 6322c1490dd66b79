"""A finished film for other editors: its takes, music, captions and chapters as a timeline with all its media beside it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from pipelines.errors import BadInput, OutputExists
from pipelines.files import check_output, write_text
from pipelines.film import chapters, detector, mix
from pipelines.film.bed import Bed
from pipelines.film.exchange import cut as cuts
from pipelines.film.exchange import files, gains
from pipelines.film.exchange.cut import Clip, Cut, Marker, Piece, Track
from pipelines.film.loudness import measured
from pipelines.film.subtitles import Cue
from pipelines.media import Audio, read_audio, write_audio
from pipelines.speech.formats import Note

from . import film_pictures, jobs, produce
from .batch import Batch, Report
from .notes import plain, show
from .progress import Progress
from .project import Project
from .schedule import Slot
from .store import Store, key_of
from .wording import language
from .workers import Workers

STEM_VERSION = 1
_RATE = 48_000
_CHAPTERS = "chapters"  # the kind of a text of chapters


def register(app: typer.Typer) -> None:
    app.command("export-film")(export_film)


def export_film(
    project: Annotated[Path, typer.Argument(help="A project folder, such as film.studio, whose film has been made.")],
    out: Annotated[
        Path, typer.Option(help="The file to write, or the draft's folder; its media go beside it, or into the draft.")
    ],
    to: Annotated[str, typer.Option(help=f"{', '.join(files.KINDS)}, {_CHAPTERS}; by --out's suffix if not given.")] = "",
    clean: Annotated[
        bool,
        typer.Option(
            "--clean",
            help="Pictures without captions and transitions, which the editor makes: shots that show them are made again.",
        ),
    ] = False,
    at: Annotated[str, typer.Option(help="Where the output's folder will lie when it is opened, if elsewhere: D:/films")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace the output if it exists.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Progress and result as JSON lines.")] = False,
) -> None:
    """Write a film's timeline for another editor: OpenTimelineIO, EDL, Final Cut, Premiere, Jianying or CapCut; or its chapters."""
    store = Store(project)
    loaded = store.load()
    if to == _CHAPTERS or (not to and out.suffix.lower() == ".txt"):
        _write_chapters(loaded, store, out, force=force, as_json=as_json)
        return
    kind = files.kind_of(out, to)
    _check_out(out, kind, force=force)
    progress = Progress(as_json=as_json, lang=language())
    cut = cut_of(loaded, store, clean=clean, report=progress)
    written = files.write(cut, out, kind, at=at, label=lambda: produce.label_of(loaded, store),
                          progress=lambda done: progress("gather", done, ""))  # fmt: skip
    notes = [Note("", en, zh) for en, zh in written.losses]
    clips = sum(len(track.clips) for track in cut.tracks)
    text = {"en": f"{written.out}  {clips} clips on {len(cut.tracks)} tracks, {float(cut.seconds(cut.frames)):.2f} s; media in {written.media}",
            "zh": f"{written.out}  {len(cut.tracks)} 条轨道共 {clips} 个片段，{float(cut.seconds(cut.frames)):.2f} 秒；媒体在 {written.media}"}  # fmt: skip
    progress.result(text[language()], out=str(written.out), kind=kind, media=str(written.media), clips=clips, tracks=len(cut.tracks),
                    seconds=round(float(cut.seconds(cut.frames)), 3), notes=plain(notes))  # fmt: skip
    if not as_json:
        show(notes)


def _check_out(out: Path, kind: str, *, force: bool) -> None:
    """Refuse, before any work, what could not be written; a draft is a folder, and may not replace one that is none."""
    if kind not in files.DRAFTS:
        check_output(out, force=force)
        return
    if out.exists() and not (out.is_dir() and (force or not any(out.iterdir()))):
        raise OutputExists(f"{out} exists. Give another name, or --force to write the draft into it.",
                           f"{out} 已存在。请换一个名字，或加 --force 将草稿写入其中。")  # fmt: skip
    check_output(out / "draft_content.json" if out.is_dir() else out, force=True)


def _write_chapters(project: Project, store: Store, out: Path, *, force: bool, as_json: bool) -> None:
    check_output(out, force=force, kinds=(".txt",))
    marks = produce.film_chapters(project, store, _laid(project, store))
    text = chapters.to_youtube(marks)
    if not text:
        raise BadInput(
            f"The film's titled parts are too few or too short: YouTube shows chapters from {chapters.YOUTUBE_FEWEST} of"
            f" {chapters.YOUTUBE_SHORTEST:g} s or more. Give its scenes titles (## in the brief).",
            f"影片有标题的部分太少或太短：YouTube 需要至少 {chapters.YOUTUBE_FEWEST} 个 {chapters.YOUTUBE_SHORTEST:g} 秒以上的章节。"
            "请为场景加标题（文稿中的 ##）。",
        )
    write_text(out, text)
    progress = Progress(as_json=as_json, lang=language())
    progress.result(f"{out}\n{text}".rstrip(), out=str(out), kind=_CHAPTERS, chapters=text.splitlines())


def _laid(project: Project, store: Store) -> tuple[Slot, ...]:
    utterances, _ = produce.plan(project, store)
    return produce.laid(project, store, utterances)


def cut_of(project: Project, store: Store, *, clean: bool = False, report: Report = produce.quiet) -> Cut:
    """The cut of a film whose takes are made: a picture and a sound clip for each line, its intro and its outro, the music with its
    ducking as a gain, captions, and a chapter for each titled scene. BadInput if the film, or a take of it, is not there.

    `clean`: pictures without captions burned in, and the editor's own transitions; such pictures are made as takes where they are missing.
    """
    slots = _laid(project, store)
    sounds = _found(produce.speaking(project, store, slots), slots, store)
    shown = film_pictures.without_texts(project) if clean else project
    with Workers() as workers:
        pictures = produce.painting(project, store, Workers(1)).collect(produce.quiet)
        shooting = produce.shooting(shown, store, slots, sounds, pictures, workers if clean else Workers(1))
        shots = shooting.collect(report) if clean else _found(shooting, slots, store)
    fps = Fraction(project.choices.fps)
    pieces = [_piece(project, store, slot, sounds[slot.line.id]) for slot in slots]
    scenes = film_pictures.track(project, store, slots, shots, clean=clean)
    level, gain = _levelled(slots, sounds, project)
    speech = cuts.side_by_side("speech", (cuts.spoken(piece, fps, gain) for piece in pieces))
    music = _music(project, store, slots, level)
    cues = produce.film_cues(project, slots)
    around = film_pictures.sounds_around(project, store, slots)
    facts = {"title": project.script.title, "film": produce.label_of(project, store).produce_id}
    return Cut(store.folder.stem, fps, project.choices.size, (scenes, *speech, *music, *around), cues, _markers(slots),
               project.script.language, shown.choices.subtitles == "burn", film_pictures.blended(shown, slots),
               produce.safe_of(project), facts)  # fmt: skip


def _found(begun: Batch, slots: tuple[Slot, ...], store: Store) -> dict[str, Path]:
    """The takes of a stage, if all are there: exporting makes none. BadInput names the first that is missing."""
    if not begun.missing:
        return begun.collect(produce.quiet)
    command = f"studio render {store.folder}"
    if len(begun.missing) == len(slots):
        raise BadInput(f"The film of {store.folder} has not been made yet, or not since it was changed. Make it: {command}",
                       f"{store.folder} 的影片尚未生成，或修改后未重新生成。请先运行：{command}")  # fmt: skip
    line = next(slot.line for slot in slots if slot.line.id in begun.missing)
    raise BadInput(
        f"The film is not finished: the take of line {line.id} ({line.text[:40]!r}) is missing, and {len(begun.missing) - 1} more."
        f" Make it: {command}",
        f"影片尚未完成：第 {line.id} 句（{line.text[:40]!r}）缺失，另缺 {len(begun.missing) - 1} 个。请运行：{command}",
    )


def _piece(project: Project, store: Store, slot: Slot, sound: Path) -> Piece:
    said = slot.utterance
    language = slot.line.language or project.script.language
    words = tuple(word for cue in _cues(project, slot) for word in cue.words)
    return Piece(sound, Fraction(slot.start, slot.fps), Fraction(said.samples, said.sample_rate), slot.line.text, slot.line.speaker,
                 produce.voice_of(project, store, slot.line.speaker).name, language, words)  # fmt: skip


def _cues(project: Project, slot: Slot) -> tuple[Cue, ...]:
    return produce.film_cues(project, (slot,))


def _levelled(slots: tuple[Slot, ...], sounds: dict[str, Path], project: Project) -> tuple[Audio, float]:
    """The film's speech as loud as in its mix, and the gain that makes it so."""
    speech = jobs.film_audio(tuple((sounds[slot.line.id], slot.frames) for slot in slots), project.choices.fps, _RATE)
    level = measured(mix.stereo(speech, _RATE), _RATE)
    gain = _factor(project.choices.loudness - level) if level is not None else 1.0
    return Audio(speech.samples * np.float32(gain), _RATE), gain


def _factor(decibels: float) -> float:
    return round(float(10 ** (decibels / 20)), 5)


def _music(project: Project, store: Store, slots: tuple[Slot, ...], speech: Audio) -> tuple[Track, ...]:
    """The music as long as the film, not lowered: how it goes down under the speech is its gain."""
    bed = produce.bed_of(project, store)
    if not bed:
        return ()
    path = bed if isinstance(bed, Path) else jobs.composed(store.takes, bed, project.choices.seed)
    frames, fps = sum(slot.frames for slot in slots), Fraction(project.choices.fps)

    under = Bed.of(mix.stereo(read_audio(path), _RATE), len(speech), _RATE)

    def build(target: Path) -> None:
        write_audio(target, Audio(under.block(0, len(speech)), _RATE))

    stem = store.takes.make(key_of("stem", STEM_VERSION, path.name, len(speech)), ".wav", build)
    own = under.level()
    gain = _factor(project.choices.loudness + mix.BED_DB - own) if own is not None else 1.0
    fades = gains.points(detector.envelope(speech, mix.DUCK_DB), _RATE, fps)
    name = bed if isinstance(bed, str) else bed.stem
    return (Track("music", "sound", (Clip(name, stem, slots[0].start, frames, gain=gain, fades=fades),)),)


def _markers(slots: tuple[Slot, ...]) -> tuple[Marker, ...]:
    return tuple(
        Marker(cuts.one_line(slot.scene.title), slot.start, slot.scene.prompt)
        for slot in slots
        if slot.place == 0 and slot.scene.title
    )
