"""The chain, one function per arrow: plan, speak, paint, shoot (animate and compose), film.

Each takes the project and its store and gives takes back; what is already made is found, not made again.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from pipelines import engines, timeline
from pipelines.carrying import Dropped, carry
from pipelines.errors import BadInput
from pipelines.files import write_text
from pipelines.film import ffmpeg, labels, music, shots, subtitles
from pipelines.film.labels import Label
from pipelines.film.layout import aspect_of
from pipelines.media import read_audio
from pipelines.script import NARRATOR, Layout, Line, Scene
from pipelines.speech import lexicon, voices
from pipelines.speech.delivery import voices_of
from pipelines.speech.lexicon import Lexicon
from pipelines.timeline import Utterance
from pipelines.voice import Consent, Voice

from . import batch, dictionaries, jobs, schedule, seen
from .batch import Batch, Report
from .jobs import Before, Cast, ShotJob
from .project import Project
from .schedule import Slot
from .store import Store, file_hash, key_of
from .wording import counted
from .workers import Workers

MIX_VERSION = 3
LABEL_SECONDS = 3.0
DISSOLVE_SECONDS = 0.5
_PICTURE_MARGIN = 1.125  # pictures are painted this much larger than the film, for the camera to move in


def quiet(_stage: str, _done: float, _detail: str) -> None:
    pass


@dataclass(frozen=True)
class Film:
    """The files of a finished film."""

    video: Path
    srt: Path
    vtt: Path
    ass: Path
    seconds: float
    dropped: tuple[Dropped, ...] = ()


def voice_of(project: Project, store: Store, speaker: str) -> Voice:
    """The voice that a speaker was given; the narrator's for one without."""
    chosen = project.choices.voices
    place = chosen.get(speaker, chosen.get(NARRATOR, ""))
    if not place:
        return voices.default(project.script.language)
    return named_voice(store, place)


def named_voice(store: Store, place: str) -> Voice:
    """The project's own cloned voice at "voices/…", or the library's of that name."""
    return voices.load(store.resolve(place)) if place.startswith("voices/") else voices.load(place)


def avatar_of(project: Project, store: Store, speaker: str) -> Path | None:
    place = project.choices.avatars.get(speaker, project.choices.avatars.get(NARRATOR, ""))
    return store.resolve(place) if place else None


def plan(project: Project, store: Store, report: Report = quiet) -> tuple[dict[str, Utterance], tuple[Dropped, ...]]:
    """Every line's timeline, edits carried; and the settings that changed words made impossible to keep."""
    speaker = engines.load("speaker", project.choices.speaker)
    book = dictionaries.of_project(store.folder)
    planned: dict[str, Utterance] = {}
    dropped: list[Dropped] = []
    lines = project.script.lines
    for number, line in enumerate(lines):
        voice = voice_of(project, store, line.speaker)
        planned[line.id], lost = _plan_line(project, store, line, voice, speaker, book)
        dropped += lost
        done = number + 1
        report("plan", done / len(lines), line.text[:30] if done < len(lines) else counted("plan", done))
    return planned, tuple(dropped)


def _plan_line(
    project: Project, store: Store, line: Line, voice: Voice, speaker: engines.Speaker, book: Lexicon
) -> tuple[Utterance, tuple[Dropped, ...]]:
    language = line.language or project.script.language
    edited = project.utterance(line.id)
    if edited is None:
        return _planned(store, speaker, line.text, voice, language, book), ()
    if edited.text == line.text and edited.voice == voice.name:
        done = lexicon.applied(book, edited, speaker, voice)
        return done.utterance, done.dropped
    carried, dropped = carry(edited, _planned(store, speaker, line.text, voice, language, book))
    readings = {place: own for place, word in enumerate(carried.words) if (own := carried.override(word.id).reading)}
    if readings:
        carried, more = carry(carried, speaker.plan(line.text, voice, language=language, readings=readings))
        done = lexicon.applied(book, carried, speaker, voice)
        carried, dropped = done.utterance, (*dropped, *more, *done.dropped)
    return carried, dropped


def _planned(store: Store, speaker: engines.Speaker, text: str, voice: Voice, language: str, book: Lexicon) -> Utterance:
    """The speaker's own plan of a text, read by the dictionaries, as a take."""
    read = dictionaries.within(book, text)

    def made() -> Utterance:
        return lexicon.apply(read, speaker.plan(text, voice, language=language), speaker, voice)

    if not store.takes.folder.is_dir():
        return made()
    said = [astuple(entry) for entry in read.entries]
    key = key_of(
        "plan", speaker.name, speaker.version, text, language, voice.name, jobs.voice_key(voice), *([said] if said else [])
    )
    path = store.takes.make(key, ".json", lambda path: write_text(path, timeline.dumps(made())))
    return timeline.loads(path.read_text(encoding="utf-8"))


def speak(project: Project, store: Store, slots: tuple[Slot, ...], report: Report = quiet) -> dict[str, Path]:
    """Every line's sound, as a WAV take whose samples are the slot's utterance's. Made in this process, one by one."""
    work = []
    for slot in slots:
        names = voices_of(slot.utterance)
        cast = Cast(project.choices.speaker, voice_of(project, store, slot.line.speaker),
                    {name: named_voice(store, name) for name in names}, store.folder)  # fmt: skip
        work.append((store.takes, cast.key(slot.utterance), slot.utterance, cast))
    here = Workers(1)
    return batch.begin(jobs.speak, work, [slot.line.id for slot in slots], "speak", ".wav", store, here).collect(report)


def paint(project: Project, store: Store, workers: Workers, report: Report = quiet) -> dict[str, Path]:
    """A picture for each scene that shows one: the person's own, or painted from the prompt."""
    return painting(project, store, workers).collect(report)


def painting(project: Project, store: Store, workers: Workers) -> Batch:
    """`paint`, begun."""
    choices = project.choices
    size = (_even(choices.size[0] * _PICTURE_MARGIN), _even(choices.size[1] * _PICTURE_MARGIN))
    own: dict[str, Path] = {}
    work, names = [], []
    for scene in project.script.scenes:
        if scene.picture:
            own[scene.id] = jobs.fit(store.takes, store.resolve(scene.picture), size)
        elif any(layout_of(project, store, scene, line) != "presenter" for line in scene.lines) and not scene.clip:
            seed = (choices.seed + scene.seed + zlib.crc32(scene.id.encode())) % 2**31
            prompt = scene.prompt or scene.title or scene.lines[0].text
            key = jobs.paint_key(choices.painter, prompt, size, seed, choices.style)
            work.append((store.takes, key, choices.painter, prompt, size, seed, choices.style))
            names.append(scene.id)
    begun = batch.begin(jobs.paint, work, names, "paint", ".png", store, workers)
    return replace(begun, names=(*own, *names), found=own | begun.found)


def _even(value: float) -> int:
    return round(value / 2) * 2


def layout_of(project: Project, store: Store, scene: Scene, line: Line) -> Layout:
    """The scene's layout, or the picture alone for a speaker who has no portrait."""
    return scene.layout if avatar_of(project, store, line.speaker) else "picture"


def shoot(project: Project, store: Store, slots: tuple[Slot, ...], sounds: Mapping[str, Path], pictures: Mapping[str, Path],
          workers: Workers, report: Report = quiet) -> dict[str, Path]:  # fmt: skip
    """Every line's moving picture, as a video-only take."""
    planned = [_shot_job(project, store, slots, index, sounds, pictures) for index in range(len(slots))]
    longest = sorted(range(len(slots)), key=lambda index: -slots[index].frames)  # last a short one, so that no core waits long
    work = [(store.takes, planned[index].key(), planned[index]) for index in longest]
    names = [slots[index].line.id for index in longest]
    return batch.begin(jobs.shoot, work, names, "shoot", ".mp4", store, workers).collect(report)


def _poses(slot: Slot) -> tuple[shots.Pose, shots.Pose]:
    """Camera from one pose to the other, back again on the next line: so a line's take depends on no other line's length."""
    there, back = shots.POSES(zlib.crc32(slot.scene.id.encode()))
    return (there, back) if slot.place % 2 == 0 else (back, there)


def _shot_job(project: Project, store: Store, slots: tuple[Slot, ...], index: int, sounds: Mapping[str, Path],
              pictures: Mapping[str, Path]) -> ShotJob:  # fmt: skip
    slot, choices, scene = slots[index], project.choices, slots[index].scene
    start, end = _poses(slot)
    opens = slot.place == 0
    return ShotJob(
        size=choices.size,
        fps=choices.fps,
        frames=slot.frames,
        layout=layout_of(project, store, scene, slot.line),
        picture=pictures.get(scene.id),
        start=start,
        end=end,
        animator=choices.animator,
        direction=choices.direction,
        portrait=avatar_of(project, store, slot.line.speaker),
        landmarks=_landmarks(project, store, slot.line.speaker),
        face=choices.face,
        utterance=slot.utterance,
        audio=sounds[slot.line.id],
        clip=store.resolve(scene.clip) if scene.clip else None,
        clip_frames=_clip_frames(slots, slot) if scene.clip else (0, 0),
        before=_before(project, store, slots, index, pictures) if opens and index else None,
        dissolve_frames=round(DISSOLVE_SECONDS * choices.fps) if opens and index else 0,
        cues=subtitles.cues(
            slot.utterance, language=slot.line.language or project.script.language, aspect=aspect_of(choices.size)
        ),
        title=scene.title if opens else "",
        label=labels.visible_text(project.script.language) if choices.label else "",
        label_frames=max(0, min(slot.frames, round(LABEL_SECONDS * choices.fps) - slot.start)) if choices.label else 0,
        burn=choices.subtitles == "burn",
        seed=(choices.seed + zlib.crc32(slot.line.id.encode())) % 2**31,
    )


def _landmarks(project: Project, store: Store, speaker: str) -> Path | None:
    portrait = avatar_of(project, store, speaker)
    return jobs.locate(store.takes, project.choices.animator, portrait, project.choices.face) if portrait else None


def _clip_frames(slots: tuple[Slot, ...], slot: Slot) -> tuple[int, int]:
    own = [other for other in slots if other.scene.id == slot.scene.id]
    return slot.start - own[0].start, sum(other.frames for other in own)


def _before(project: Project, store: Store, slots: tuple[Slot, ...], index: int, pictures: Mapping[str, Path]) -> Before | None:
    last = slots[index - 1]
    if last.scene.clip:
        return None  # a creator's clip is cut away from, not dissolved
    layout = layout_of(project, store, last.scene, last.line)
    portrait, landmarks = avatar_of(project, store, last.line.speaker), _landmarks(project, store, last.line.speaker)
    return Before(layout, pictures.get(last.scene.id), _poses(last)[1], portrait, landmarks)


def label_of(project: Project, store: Store) -> Label:
    """Who made the film, with which engines, on whose consent. Its id is the hash of the project: the same film, the same id."""
    choices = project.choices
    notes: dict[str, str] = {
        kind: f"{name}: {engines.load(kind, name).note}" for kind in engines.KINDS if (name := getattr(choices, kind))
    }
    if moved := {seen.animator_for(Path(place), choices.animator) for place in choices.avatars.values()}:
        notes["animator"] = "; ".join(f"{name}: {engines.load('animator', name).note}" for name in sorted(moved))
    used = [voice_of(project, store, speaker) for speaker in project.script.speakers]
    of_voices = tuple(dict.fromkeys(voice.consent for voice in used if voice.consent))
    of_faces = (Consent(choices.portrait_consent, date=project.created),) if choices.portrait_consent else ()
    content = project.model_dump(mode="json")
    return Label(key_of(content), choices.producer, notes, of_voices, "film", of_faces)


def film(project: Project, store: Store, out: Path, *, workers: Workers | None = None, report: Report = quiet) -> Film:
    """The whole film at `out`, with its .srt, .vtt and .ass beside it. The same project gives the same bytes."""
    store.prepare()
    with workers or Workers() as pool:
        utterances, dropped = plan(project, store, report)
        slots = schedule.lay(project.script, utterances, project.choices.fps)
        with ThreadPoolExecutor(1) as beside:  # the workers start and paint while this process speaks
            paints = beside.submit(painting, project, store, pool)
            sounds = speak(project, store, slots, report)
        pictures = paints.result().collect(report)
        mixes = mixing(project, store, slots, sounds, pool)  # while the others shoot
        takes = shoot(project, store, slots, sounds, pictures, pool, report)
        (sound,) = mixes.collect(report).values()
    report("assemble", 0, "")
    cues = film_cues(project, slots)
    srt = subtitles.to_srt(cues)
    metadata = labels.metadata(label_of(project, store))
    ffmpeg.assemble([takes[slot.line.id] for slot in slots], read_audio(sound), out, fps=project.choices.fps, metadata=metadata,
                    soft=srt if project.choices.subtitles == "soft" else None, language=project.script.language)  # fmt: skip
    files = {suffix: out.with_suffix(suffix) for suffix in (".srt", ".vtt", ".ass")}
    write_text(files[".srt"], srt)
    write_text(files[".vtt"], subtitles.to_vtt(cues))
    write_text(files[".ass"], subtitles.to_ass(cues, project.choices.size))
    report("assemble", 1, str(out))
    return Film(out, files[".srt"], files[".vtt"], files[".ass"], schedule.total_seconds(slots), dropped)


def film_cues(project: Project, slots: tuple[Slot, ...]) -> tuple[subtitles.Cue, ...]:
    return tuple(
        cue
        for slot in slots
        for cue in subtitles.cues(
            slot.utterance,
            slot.start_seconds,
            language=slot.line.language or project.script.language,
            aspect=aspect_of(project.choices.size),
        )
    )


def mixing(project: Project, store: Store, slots: tuple[Slot, ...], sounds: Mapping[str, Path], workers: Workers) -> Batch:
    """The film's sound, begun: one take."""
    choices = project.choices
    pieces = tuple((sounds[slot.line.id], slot.frames) for slot in slots)
    bed: Path | str = choices.music if choices.music in music.MOODS or not choices.music else store.resolve(choices.music)
    key = key_of("mix", MIX_VERSION, [(path.name, frames) for path, frames in pieces], choices.fps, choices.seed,
                 file_hash(bed) if isinstance(bed, Path) else bed)  # fmt: skip
    return batch.begin(
        jobs.mixed, [(store.takes, key, pieces, choices.fps, bed, choices.seed)], ["mix"], "mix", ".flac", store, workers
    )


def check_music(chosen: str) -> None:
    """BadInput unless `chosen` is a mood of the composer or a sound file."""
    if chosen in music.MOODS:
        return
    if not Path(chosen).is_file():
        raise BadInput(f"There is no music {chosen!r}. Give a sound file, or one of: {', '.join(music.MOODS)}.",
                       f"没有音乐 {chosen!r}。请给出音频文件，或选择：{', '.join(music.MOODS)}。")  # fmt: skip
    read_audio(Path(chosen))
