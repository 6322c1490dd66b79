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
from pipelines.files import known_hash, write_text
from pipelines.film import chapters, ffmpeg, hardware, labels, music, platforms, shots, subtitles
from pipelines.film.camera import REST
from pipelines.film.chapters import Chapter
from pipelines.film.labels import Label
from pipelines.film.layout import FREE, Safe, aspect_of
from pipelines.media import read_audio
from pipelines.script import NARRATOR, Layout, Line, Scene
from pipelines.speech import lexicon, voices
from pipelines.speech.delivery import voices_of
from pipelines.speech.lexicon import Lexicon
from pipelines.timeline import Utterance
from pipelines.voice import Consent, Voice

from . import batch, bookends, dictionaries, jobs, mattes, schedule, scrolling, seen
from .batch import Batch, Report
from .jobs import Before, Cast, Mark, ShotJob
from .project import Project
from .schedule import Slot
from .store import Store, key_of
from .voice_keys import voice_key
from .wording import counted
from .workers import Workers

MIX_VERSION = 6
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
    key = key_of("plan", speaker.name, speaker.version, text, language, voice.name, voice_key(voice), *([said] if said else []))
    path = store.takes.make(key, ".json", lambda path: write_text(path, timeline.dumps(made())))
    return timeline.loads(path.read_text(encoding="utf-8"))


def speak(project: Project, store: Store, slots: tuple[Slot, ...], report: Report = quiet) -> dict[str, Path]:
    """Every line's sound, as a WAV take whose samples are the slot's utterance's. Made in this process, one by one."""
    return speaking(project, store, slots).collect(report)


def speaking(project: Project, store: Store, slots: tuple[Slot, ...]) -> Batch:
    """`speak`, begun: what is missing is made as it is collected."""
    work = []
    for slot in slots:
        names = voices_of(slot.utterance)
        cast = Cast(project.choices.speaker, voice_of(project, store, slot.line.speaker),
                    {name: named_voice(store, name) for name in names}, store.folder)  # fmt: skip
        work.append((store.takes, cast.key(slot.utterance), slot.utterance, cast))
    return batch.begin(jobs.speak, work, [slot.line.id for slot in slots], "speak", ".wav", store, Workers(1))


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
            place = store.resolve(scene.picture)
            if scene.scroll:
                scrolling.check(scene, place, jobs.load_picture(place), choices.size)
            own[scene.id] = place if scene.scroll else jobs.fit(store.takes, place, size)
        elif any(shows_picture(project, store, scene, line) for line in scene.lines) and not scene.clip:
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


def shows_picture(project: Project, store: Store, scene: Scene, line: Line) -> bool:
    """Whether anything of the scene's picture is seen in the line: beside the presenter, or behind one who is cut out."""
    return layout_of(project, store, scene, line) != "presenter" or mattes.is_clear(project.choices.matte)


def shoot(project: Project, store: Store, slots: tuple[Slot, ...], sounds: Mapping[str, Path], pictures: Mapping[str, Path],
          workers: Workers, report: Report = quiet) -> dict[str, Path]:  # fmt: skip
    """Every line's moving picture, as a video-only take."""
    return shooting(project, store, slots, sounds, pictures, workers).collect(report)


def shooting(project: Project, store: Store, slots: tuple[Slot, ...], sounds: Mapping[str, Path], pictures: Mapping[str, Path],
             workers: Workers) -> Batch:  # fmt: skip
    """`shoot`, begun."""
    planned = [_shot_job(project, store, slots, index, sounds, pictures) for index in range(len(slots))]
    longest = sorted(range(len(slots)), key=lambda index: -slots[index].frames)  # last a short one, so that no core waits long
    work = [(store.takes, planned[index].key(), planned[index]) for index in longest]
    names = [slots[index].line.id for index in longest]
    return batch.begin(jobs.shoot, work, names, "shoot", ".mp4", store, workers)


def _poses(slot: Slot) -> tuple[shots.Pose, shots.Pose]:
    """Camera from one pose to the other, back again on the next line: so a line's take depends on no other line's length."""
    there, back = shots.POSES(zlib.crc32(slot.scene.id.encode()))
    return (there, back) if slot.place % 2 == 0 else (back, there)


def _shot_job(project: Project, store: Store, slots: tuple[Slot, ...], index: int, sounds: Mapping[str, Path],
              pictures: Mapping[str, Path]) -> ShotJob:  # fmt: skip
    slot, choices, scene = slots[index], project.choices, slots[index].scene
    start, end = _poses(slot)
    opens, joined = slot.place == 0, blends(project, slots, index)
    return ShotJob(
        size=choices.size,
        fps=choices.fps,
        frames=slot.frames,
        layout=layout_of(project, store, scene, slot.line),
        picture=pictures.get(scene.id),
        start=start,
        end=end,
        animator=choices.animator,
        matte=mattes.of_film(choices.matte, store),
        zoom=choices.zoom,
        direction=choices.direction,
        portrait=avatar_of(project, store, slot.line.speaker),
        landmarks=_landmarks(project, store, slot.line.speaker),
        cut=_cut(project, store, slot.line.speaker),
        face=choices.face,
        utterance=slot.utterance,
        audio=sounds[slot.line.id],
        clip=store.resolve(scene.clip) if scene.clip else None,
        clip_frames=_clip_frames(slots, slot) if scene.clip else (0, 0),
        before=_before(project, store, slots, index, pictures) if joined else None,
        dissolve_frames=transition_frames(choices.fps) if joined else 0,
        cues=subtitles.cues(
            slot.utterance, language=slot.line.language or project.script.language, aspect=aspect_of(choices.size)
        ),
        title=scene.title if opens else "",
        label=labels.visible_text(project.script.language) if choices.label else "",
        label_frames=max(0, min(slot.frames, round(bookends.LABEL_SECONDS * choices.fps) - slot.start)) if choices.label else 0,
        burn=choices.subtitles == "burn",
        seed=(choices.seed + zlib.crc32(slot.line.id.encode())) % 2**31,
        safe=safe_of(project),
        style=choices.subtitle_style,
        transition=choices.transition,
        logo=_logo(project, store),
        encoder=hardware.chosen(choices.encoder).name,
        scroll=scrolling.part(slots, slot) if scene.scroll else None,
    )


def blends(project: Project, slots: tuple[Slot, ...], index: int) -> bool:
    """Whether the film has a transition into a slot: at the head of a scene; a creator's clip is cut away from."""
    cut_to = slots[index].place > 0 or index == 0 or project.choices.transition == "cut"
    return not cut_to and not slots[index - 1].scene.clip


def transition_frames(fps: int) -> int:
    return round(DISSOLVE_SECONDS * fps)


def _logo(project: Project, store: Store) -> Mark | None:
    wanted = project.choices
    place = store.resolve(wanted.logo) if wanted.logo else None
    return Mark(place, wanted.logo_place, wanted.logo_size, wanted.logo_opacity) if place else None


def _landmarks(project: Project, store: Store, speaker: str) -> Path | None:
    portrait = avatar_of(project, store, speaker)
    return jobs.locate(store.takes, project.choices.animator, portrait, project.choices.face) if portrait else None


def _cut(project: Project, store: Store, speaker: str) -> Path | None:
    portrait, choices = avatar_of(project, store, speaker), project.choices
    if portrait is None or not choices.matte:
        return None
    landmarks, matte = _landmarks(project, store, speaker), mattes.of_film(choices.matte, store)
    return jobs.cut(store.takes, choices.animator, portrait, choices.face, landmarks, matte)


def _clip_frames(slots: tuple[Slot, ...], slot: Slot) -> tuple[int, int]:
    own = [other for other in slots if other.scene.id == slot.scene.id]
    return slot.start - own[0].start, sum(other.frames for other in own)


def _before(project: Project, store: Store, slots: tuple[Slot, ...], index: int, pictures: Mapping[str, Path]) -> Before:
    last = slots[index - 1]
    layout = layout_of(project, store, last.scene, last.line)
    portrait, landmarks = avatar_of(project, store, last.line.speaker), _landmarks(project, store, last.line.speaker)
    cut = _cut(project, store, last.line.speaker)
    pose = REST if last.scene.scroll else _poses(last)[1]
    return Before(layout, pictures.get(last.scene.id), pose, portrait, landmarks, cut, last.scene.scroll)


def label_of(project: Project, store: Store) -> Label:
    """Who made the film, with which engines, on whose consent. Its id is the hash of the project: the same film, the same id."""
    choices = project.choices
    notes: dict[str, str] = {
        kind: f"{name}: {engines.load(kind, name).note}" for kind in engines.KINDS if (name := getattr(choices, kind))
    }
    faces = sorted({store.resolve(place) for place in choices.avatars.values()})
    if moved := {seen.animator_for(face, choices.animator) for face in faces}:
        notes["animator"] = "; ".join(f"{name}: {engines.load('animator', name).note}" for name in sorted(moved))
    used = [voice_of(project, store, speaker) for speaker in project.script.speakers]
    of_voices = tuple(dict.fromkeys(voice.consent for voice in used if voice.consent))
    agreed = [Consent(choices.portrait_consent, date=project.created)] if choices.portrait_consent else []
    of_faces = tuple(dict.fromkeys([*agreed, *(consent for face in faces if (consent := seen.consent_of(face)))]))
    content = project.model_dump(mode="json")
    return Label(key_of(content), choices.producer, notes, of_voices, "film", of_faces)


def film(project: Project, store: Store, out: Path, *, workers: Workers | None = None, report: Report = quiet) -> Film:
    """The whole film at `out`, with its .srt, .vtt and .ass beside it. The same project gives the same bytes."""
    store.prepare()
    with workers or Workers() as pool:
        utterances, dropped = plan(project, store, report)
        slots = laid(project, store, utterances)
        with ThreadPoolExecutor(1) as beside:  # the workers start and paint while this process speaks
            paints = beside.submit(painting, project, store, pool)
            sounds = speak(project, store, slots, report)
        pictures = paints.result().collect(report)
        mixes = mixing(project, store, slots, sounds, pool)  # while the others shoot
        takes = shoot(project, store, slots, sounds, pictures, pool, report)
        intro, outro = (bookends.made(project, store, which) for which in bookends.BOTH)
        (sound,) = mixes.collect(report).values()
    report("assemble", 0, "")
    shown = [*([intro.picture] if intro else []), *(takes[slot.line.id] for slot in slots), *([outro.picture] if outro else [])]
    seconds = film_seconds(project, store, slots)
    cues = film_cues(project, slots)
    srt = subtitles.to_srt(cues)
    metadata = labels.metadata(label_of(project, store))
    ffmpeg.assemble(shown, sound, out, fps=project.choices.fps, metadata=metadata,
                    soft=srt if project.choices.subtitles == "soft" else None, chapters=chapters.to_ffmetadata(film_chapters(project, store, slots)),
                    language=project.script.language)  # fmt: skip
    files = {suffix: out.with_suffix(suffix) for suffix in (".srt", ".vtt", ".ass")}
    write_text(files[".srt"], srt)
    write_text(files[".vtt"], subtitles.to_vtt(cues))
    write_text(files[".ass"], subtitles.to_ass(cues, project.choices.size, project.choices.subtitle_style, safe_of(project)))
    report("assemble", 1, str(out))
    return Film(out, files[".srt"], files[".vtt"], files[".ass"], seconds, dropped)


def laid(project: Project, store: Store, utterances: Mapping[str, Utterance]) -> tuple[Slot, ...]:
    """The film's slots, after its intro, its scenes cut on the music's beats where that was chosen."""
    slots = schedule.lay(project.script, utterances, project.choices.fps, bookends.frames(project, store, "intro"))
    bed = bed_of(project, store) if project.choices.on_beat else ""
    if not bed:
        return slots
    path = bed if isinstance(bed, Path) else jobs.composed(store.takes, bed, project.choices.seed)
    heard = jobs.beats_of(store.takes, path, schedule.total_seconds(slots))
    return schedule.on_beats(slots, [slots[0].start_seconds + beat for beat in heard])


def safe_of(project: Project) -> Safe:
    """What the film's platform lays over it."""
    return platforms.platform(project.choices.platform).safe if project.choices.platform else FREE


def film_seconds(project: Project, store: Store, slots: tuple[Slot, ...]) -> float:
    """How long the film of these slots is, with its intro and its outro."""
    around = bookends.frames(project, store, "intro") + bookends.frames(project, store, "outro")
    return schedule.total_seconds(slots) + around / project.choices.fps


def film_chapters(project: Project, store: Store, slots: tuple[Slot, ...]) -> tuple[Chapter, ...]:
    """The chapters of the film: its titled scenes."""
    opening = [(slot.scene.title, slot.start_seconds) for slot in slots if slot.place == 0]
    return chapters.chapters(opening, film_seconds(project, store, slots))


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
    """The film's sound with those of its intro and outro, begun: one take."""
    choices = project.choices
    pieces = tuple((sounds[slot.line.id], slot.frames) for slot in slots)
    bed = bed_of(project, store)
    ends = [(which, bookends.frames(project, store, which)) for which in bookends.BOTH]
    around = tuple(bookends.heard(project, store, which) if count else None for which, count in ends)
    frames = sum(slot.frames for slot in slots) + sum(count for _, count in ends)
    key = key_of("mix", MIX_VERSION, [(path.name, own) for path, own in pieces], choices.fps, choices.seed,
                 known_hash(bed) if isinstance(bed, Path) else bed, [path.name if path else "" for path in around],
                 *([choices.loudness] if choices.loudness != jobs.LOUDNESS else []))  # fmt: skip
    job = (store.takes, key, pieces, choices.fps, bed, choices.seed, choices.loudness, around, frames)
    return batch.begin(jobs.mixed, [job], ["mix"], "mix", ".m4a", store, workers)


def bed_of(project: Project, store: Store) -> Path | str:
    """The film's music: a file, a mood of the composer, or "" for none."""
    chosen = project.choices.music
    return chosen if chosen in music.MOODS or not chosen else store.resolve(chosen)


def check_music(chosen: str) -> None:
    """BadInput unless `chosen` is a mood of the composer or a sound file."""
    if chosen in music.MOODS:
        return
    if not Path(chosen).is_file():
        raise BadInput(f"There is no music {chosen!r}. Give a sound file, or one of: {', '.join(music.MOODS)}.",
                       f"没有音乐 {chosen!r}。请给出音频文件，或选择：{', '.join(music.MOODS)}。")  # fmt: skip
    read_audio(Path(chosen))
