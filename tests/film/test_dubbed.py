"""A video with other speech: its picture untouched, its sound where it was, and what cannot be dubbed refused before any work."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from pipelines.errors import BadInput, Cancelled
from pipelines.film import dubbed, labels, original
from pipelines.film.dubbed import dub_video
from pipelines.film.labels import Label
from pipelines.film.subtitles import Cue
from pipelines.film.track import Piece

from .films import (
    RATE,
    SIZE,
    by_ffmpeg,
    click,
    film,
    heard,
    packets,
    shown,
    spoken,
    take,
    with_pictures_for_subtitles,
    with_words,
)

LABEL = Label("dub-1", "声影", {"speaker": "espeak-ng"})
KINDS = dubbed.KINDS


def offset(path: Path, second: float, number: int = 0) -> float:
    """How many seconds later than `second` the loudest click is heard"""
    sound, begin = heard(path, number)
    burst = np.hanning(96) * np.sin(np.arange(96) * 0.7)
    return float(np.argmax(np.correlate(sound, burst))) / RATE + begin - second


def whitens(path: Path) -> float:
    return next(second for second, picture in shown(path) if picture.mean() > 200)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".mov"])
def test_the_picture_is_copied_and_everything_else_stays(tmp_path: Path, suffix: str) -> None:
    own = ".mkv" if suffix == ".mkv" else ".mp4"
    plain = film(tmp_path / f"plain{own}", sounds=("eng", "fra"), chapters=True, texts={"title": "A film"})
    video = with_words(plain, tmp_path / f"in{own}")
    out = tmp_path / f"out{suffix}"
    cues = {"zh": [Cue(0.2, 1.0, "你好")], "en": [Cue(0.2, 1.0, "hello")]}
    made = dub_video(video, spoken(tmp_path, 0.5), out, language="zh", original_language="en", keep_original_track=True, subtitles=cues,
                     label=LABEL)  # fmt: skip
    assert made.notes == ()
    before, after = packets(video), packets(out)
    assert [packet for packet, _ in after] == [packet for packet, _ in before]
    moved = [b - a for (_, a), (_, b) in zip(before, after, strict=True)]
    assert np.ptp(moved) <= 0.001
    assert [packet for packet, _ in packets(out, "audio", 1)] == [packet for packet, _ in packets(video, "audio", 0)]
    with av.open(str(out)) as container:
        assert container.streams.audio[0].language in ("zho", "chi")
        assert [stream.language for stream in container.streams.audio][1:] == ["eng", "fra"]
        assert [bool(stream.disposition & 1) for stream in container.streams.audio] == [True, False, False]
        assert len(container.streams.subtitles) == 3
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == ["part 0", "part 1", "part 2"]
        assert {key.lower(): value for key, value in container.metadata.items()}["title"] == "A film"
        said = b"".join(bytes(packet) for packet in container.demux(container.streams.subtitles[0]))
    assert "你好".encode() in said
    found = labels.examine(out)
    assert found["AIGC"]["ProduceID"] == "dub-1"


@pytest.mark.parametrize(
    ("suffix", "music"),
    [(".mp4", "keep"), (".mp4", "duck"), (".mp4", "drop"), (".mkv", "duck"), (".mov", "keep"), (".webm", "duck")],
)
def test_speech_and_picture_stay_together(tmp_path: Path, suffix: str, music: dubbed.Music) -> None:
    """The picture starts 80 ms after the sound; it turns white, the film clicks and the speech clicks a second after its start."""
    vp9 = suffix == ".webm"
    video = film(
        tmp_path / f"in{'.webm' if vp9 else '.mp4'}", 2.5, late=0.08, flash=1.0, sound=click(1.08, 2.6),
        codec="libvpx-vp9" if vp9 else "libx264", heard="libopus" if vp9 else "aac",
    )  # fmt: skip
    shift = whitens(video) - 1.08
    speech = [Piece(take(tmp_path / "click.wav", click(0.0, 0.1)), round((2.0) * RATE))]
    out = tmp_path / f"out{suffix}"
    dub_video(video, speech, out, music=music, keep_original_track=True)
    zero = whitens(out) - 1.08 - shift
    sound, begin = heard(out)
    loud = np.flatnonzero(np.abs(sound) > 0.25 * np.abs(sound).max()) / RATE + begin - zero
    places = sorted({round(float(second), 1) for second in loud})
    assert places == ([2.0] if music == "drop" else [1.1, 2.0])
    first = loud[loud > 1.9][0]
    assert abs(first - 2.0005) <= 0.001, "the speech, against the picture"
    if music != "drop":
        assert abs(loud[0] - 1.0805) <= 0.001, "the film's own sound"
    assert abs(offset(out, 1.08 + zero, 1) - offset(video, 1.08)) <= 0.001, "and its own track"


def test_a_varying_rate_and_pictures_out_of_order_keep_their_times(tmp_path: Path) -> None:
    times = np.cumsum(np.random.default_rng(1).choice([1 / 60, 1 / 24, 0.2], 40)).tolist()
    video = film(tmp_path / "in.mp4", 5.0, times=times)
    for suffix, most in ((".mp4", 1e-6), (".mkv", 0.001)):
        out = tmp_path / f"out{suffix}"
        dub_video(video, spoken(tmp_path, 0.5), out)
        moved = [b - a for (_, a), (_, b) in zip(packets(video), packets(out), strict=True)]
        assert np.ptp(moved) <= most
        assert [packet for packet, _ in packets(video)] == [packet for packet, _ in packets(out)]


def test_a_turned_picture_stays_turned(tmp_path: Path) -> None:
    video = film(tmp_path / "in.mp4", 1.0, rotation=90)
    assert original.check_video(video).size == (SIZE[1], SIZE[0])
    dub_video(video, spoken(tmp_path, 0.1), tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert next(container.decode(video=0)).rotation in (90, -90, 270)
    dub_video(video, spoken(tmp_path, 0.1), tmp_path / "burned.mp4", subtitles={"en": [Cue(0, 1, "Hi")]}, burn="en")
    with av.open(str(tmp_path / "burned.mp4")) as container:
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height, frame.rotation) == (SIZE[1], SIZE[0], 0)


@pytest.mark.parametrize("suffix", KINDS)
def test_the_labels_are_in_every_kind_and_the_bytes_are_the_same_each_time(tmp_path: Path, suffix: str) -> None:
    vp9 = suffix == ".webm"
    video = film(tmp_path / f"in{'.webm' if vp9 else '.mp4'}", 5.0, fps=5, codec="libvpx-vp9" if vp9 else "libx264",
                 heard="libopus" if vp9 else "aac")  # fmt: skip
    pieces = spoken(tmp_path, 0.5, 2.0, 3.5, seconds=1.2)
    for name in "ab":
        made = dub_video(
            video, pieces, tmp_path / f"{name}{suffix}", label=LABEL, loudness=-23.0, subtitles={"zh": [Cue(0.5, 2, "你好")]}
        )
    found = labels.examine(tmp_path / f"a{suffix}")
    assert found["AIGC"]["ContentProducer"] == "声影"
    assert found["watermark"]["found"]
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()
    assert made.loudness == pytest.approx(-23, abs=0.5)
    assert made.gap_db is not None
    assert made.gap_db >= 12


def test_the_film_keeps_its_length_unless_somebody_still_speaks(tmp_path: Path) -> None:
    video = film(tmp_path / "in.mp4", 2.0, sounds=())
    short = dub_video(video, spoken(tmp_path, 0.2), tmp_path / "a.mp4", music="drop")
    assert (short.seconds, short.notes) == (2.0, ())
    silent_end = take(tmp_path / "b.wav", np.r_[0.1 * np.ones(RATE // 2), np.zeros(RATE)])
    assert dub_video(video, [Piece(silent_end, RATE)], tmp_path / "b.mp4", music="drop").seconds == 2.0
    long = dub_video(video, spoken(tmp_path, 1.8), tmp_path / "c.mp4", music="drop")
    assert long.seconds == pytest.approx(2.4, abs=0.001)
    assert "0.40 s after" in long.notes[0][0]
    assert "0.40" in long.notes[0][1]
    assert len(heard(tmp_path / "c.mp4")[0]) / RATE == pytest.approx(2.4, abs=0.03)


def test_a_video_without_sound_is_dubbed_and_it_is_said(tmp_path: Path) -> None:
    video = film(tmp_path / "in.mp4", 1.0, sounds=())
    made = dub_video(video, spoken(tmp_path, 0.2), tmp_path / "out.mp4", music="duck")
    assert "no sound" in made.notes[0][0]
    assert np.abs(heard(tmp_path / "out.mp4")[0]).max() > 0.1


def test_subtitles_are_drawn_only_where_they_are_asked_for(tmp_path: Path) -> None:
    video = film(tmp_path / "in.mp4", 2.0)
    cues = {"zh": [Cue(1.0, 1.8, "你好世界")], "en": [Cue(1.0, 1.8, "Hello")]}
    dub_video(video, spoken(tmp_path, 0.2), tmp_path / "out.mp4", subtitles=cues, burn="zh", label=LABEL)
    before, after = shown(video), shown(tmp_path / "out.mp4")
    assert [second for second, _ in after] == pytest.approx([second for second, _ in before], abs=1e-6)
    changed = [np.abs(a.astype(int) - b).max() > 60 for (_, a), (_, b) in zip(before, after, strict=True)]
    assert changed[0], "the visible label, from the first picture on"
    lower = [np.abs(a.astype(int) - b)[SIZE[1] // 2 :].max() > 60 for (_, a), (_, b) in zip(before, after, strict=True)]
    drawn = [second for (second, _), there in zip(before, lower, strict=True) if there]
    assert len(drawn) > 15
    assert (min(drawn), max(drawn)) == pytest.approx((1.0, 1.76), abs=0.05)
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert [stream.language for stream in container.streams.subtitles] == ["eng"]
    with pytest.raises(BadInput, match="'fr'"):
        dub_video(video, [], tmp_path / "no.mp4", subtitles=cues, burn="fr")


@pytest.mark.parametrize("how", ["edit list", "late file", "transport stream"])
def test_a_file_that_does_not_begin_at_zero_keeps_its_picture_with_its_sound(tmp_path: Path, how: str) -> None:
    plain = film(tmp_path / "plain.mp4", 3.0, flash=2.0, sound=click(2.0, 3.0))
    if how == "edit list":  # it begins between two key frames
        video = by_ffmpeg(plain, tmp_path / "in.mp4", "-c", "copy", before=("-ss", "0.72"))
    elif how == "late file":
        video = by_ffmpeg(plain, tmp_path / "in.mkv", "-c", "copy", "-output_ts_offset", "100")
    else:
        video = by_ffmpeg(plain, tmp_path / "in.ts", "-c", "copy")
    found = original.check_video(video)
    at = whitens(video) - float(found.zero)
    speech = [Piece(take(tmp_path / "click.wav", click(0.0, 0.1)), round((at + 0.3) * RATE))]
    white, before = whitens(video), shown(video)
    for out in (tmp_path / "out.mp4", tmp_path / "out.mkv"):
        made = dub_video(video, speech, out, music="keep", keep_original_track=True)
        assert made.picture_seconds == pytest.approx(before[-1][0] + 0.04 - float(found.zero), abs=0.05)
        now, after = whitens(out), shown(out)
        assert abs(offset(out, now, 1) - offset(video, white)) <= 0.0015, "the film's own track"
        sound, begin = heard(out)
        loud = np.flatnonzero(np.abs(sound) > 0.25 * np.abs(sound).max()) / RATE + begin - now
        assert abs(loud[0] - offset(video, white) - 0.0005) <= 0.0015, "the film's own sound in the mix"
        assert abs(loud[loud > 0.2][0] - 0.3005) <= 0.0015, "the speech"
        pictures = [picture.mean() for second, picture in after if second >= now - 0.1]
        assert pictures == pytest.approx([picture.mean() for second, picture in before if second >= white - 0.1])


def cut_short(path: Path, share: float) -> Path:
    raw = path.read_bytes()
    path.write_bytes(raw[: round(share * len(raw))])
    return path


def test_what_cannot_be_dubbed_is_refused_before_any_work(tmp_path: Path) -> None:
    good = film(tmp_path / "good.mp4", 2.0)
    (tmp_path / "empty.mp4").write_bytes(b"")
    (tmp_path / "text.mp4").write_text("This is a text.\n" * 50)
    (tmp_path / "noise.mp4").write_bytes(np.random.default_rng(0).bytes(20_000))
    take(tmp_path / "sound.wav", np.zeros(1_000))
    key = "0123456789abcdef0123456789abcdef"
    locked = ("-c", "copy", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", key, "-encryption_kid", key)
    by_ffmpeg(good, tmp_path / "locked.mp4", *locked)
    by_ffmpeg(good, tmp_path / "start.mp4", "-c", "copy", "-movflags", "+faststart")
    by_ffmpeg(good, tmp_path / "fragments.mp4", "-c", "copy", "-movflags", "+frag_keyframe+empty_moov")
    by_ffmpeg(good, tmp_path / "sound.m4a", "-vn", "-c", "copy")
    long = film(tmp_path / "long.mkv", 12.0, fps=5)
    film(tmp_path / "endless.mkv", 1.0, times=[0.0, 0.04, 200_000.0])
    (tmp_path / "index_last.mp4").write_bytes(good.read_bytes())
    wrong = {
        "nowhere.mp4": "not a file", ".": "not a file", "empty.mp4": "is empty", "text.mp4": "cannot be read as a video",
        "noise.mp4": "cannot be read as a video", "sound.wav": "a WAV sound", "sound.m4a": "no moving picture",
        "locked.mp4": "DRM", "endless.mkv": "56 hours", cut_short(tmp_path / "start.mp4", 0.8).name: "cut off",
        cut_short(tmp_path / "index_last.mp4", 0.6).name: "cut off", cut_short(tmp_path / "fragments.mp4", 0.7).name: "cut off",
        cut_short(long, 0.5).name: "cut off",
    }  # fmt: skip
    for name, reason in wrong.items():
        with pytest.raises(BadInput, match=reason) as caught:
            dub_video(tmp_path / name, [], tmp_path / "out.mp4")
        assert caught.value.zh != caught.value.en
        assert name in caught.value.en
    for name, reason in {"out.webm": r"Write \.mp4, \.mkv, \.mov", "out.avi": r"\.mp4 or \.mkv", "out.wav": r"\.mp4"}.items():
        with pytest.raises(BadInput, match=reason):
            dub_video(good, [], tmp_path / name)
    with pytest.raises(BadInput, match="quiet"):
        dub_video(good, [], tmp_path / "out.mp4", music="quiet")  # type: ignore[arg-type]
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_sound_is_dubbed_around_or_refused(tmp_path: Path, seed: int) -> None:
    video = film(tmp_path / "in.mkv", 2.0)
    raw, rng = bytearray(video.read_bytes()), np.random.default_rng(seed)
    for place in rng.integers(len(raw) // 3, len(raw) * 9 // 10, 12):
        raw[place : place + 40] = rng.bytes(40)
    video.write_bytes(raw)
    try:
        made = dub_video(video, spoken(tmp_path, 0.5), tmp_path / "out.mkv", music="keep")
    except BadInput:
        assert not (tmp_path / "out.mkv").exists()
    else:
        assert made.seconds >= 0.9
        assert np.abs(heard(tmp_path / "out.mkv")[0]).max() > 0.1


def test_hdr_is_copied_and_never_burned(tmp_path: Path) -> None:
    tags = "h264_metadata=colour_primaries=9:transfer_characteristics=16:matrix_coefficients=9"
    video = by_ffmpeg(film(tmp_path / "plain.mp4", 1.0), tmp_path / "in.mp4", "-c", "copy", "-bsf:v", tags)
    dub_video(video, spoken(tmp_path, 0.1), tmp_path / "out.mp4")
    assert original.check_video(tmp_path / "out.mp4").hdr
    with pytest.raises(BadInput, match="HDR"):
        dub_video(video, [], tmp_path / "no.mp4", subtitles={"en": [Cue(0, 1, "Hi")]}, burn="en")


def test_progress_goes_from_nothing_to_all_and_stopping_leaves_the_old_film(tmp_path: Path) -> None:
    video, out = film(tmp_path / "in.mp4", 4.0), tmp_path / "out.mp4"
    out.write_bytes(b"the old one")
    for stop in (0.05, 0.6):

        def stopping(done: float, stop: float = stop) -> None:
            if done > stop:
                raise Cancelled

        with pytest.raises(Cancelled):
            dub_video(video, spoken(tmp_path, 0.5), out, loudness=-16.0, progress=stopping)
        assert out.read_bytes() == b"the old one"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4", "out.mp4", "spoken.wav"]
    told: list[float] = []
    dub_video(video, spoken(tmp_path, 0.5), out, loudness=-16.0, progress=told.append)
    assert told == sorted(told)
    assert 0 < told[0] < 0.3
    assert told[-1] == 1.0


def test_what_a_kind_of_file_cannot_have_is_left_out_and_told(tmp_path: Path) -> None:
    video = with_pictures_for_subtitles(film(tmp_path / "plain.mkv", 1.5), tmp_path / "in.mkv")
    kept = dub_video(video, spoken(tmp_path, 0.2), tmp_path / "out.mkv")
    with av.open(str(tmp_path / "out.mkv")) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio", "subtitle", "attachment"]
    assert kept.notes == ()
    made = dub_video(video, spoken(tmp_path, 0.2), tmp_path / "out.mp4")
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
    assert "pgssub subtitles" in made.notes[0][0]
    assert ".mkv" in made.notes[0][1]
    Image.new("RGB", (16, 16)).save(tmp_path / "cover.png")
    cover = ("-i", str(tmp_path / "cover.png"), "-map", "0", "-map", "1", "-c", "copy", "-disposition:v:1", "attached_pic")
    covered = by_ffmpeg(film(tmp_path / "bare.mp4", 1.0), tmp_path / "covered.mp4", *cover)
    assert "cover" in dub_video(covered, spoken(tmp_path, 0.2), tmp_path / "out.mov").notes[0][0]


def test_texts_in_an_old_encoding_are_no_hindrance(tmp_path: Path) -> None:
    video = film(tmp_path / "in.mkv", 1.0, texts={"title": "ABCDEFGH", "artist": "Anna"})
    video.write_bytes(video.read_bytes().replace(b"ABCDEFGH", "中文标题".encode("gbk")))
    dub_video(video, spoken(tmp_path, 0.2), tmp_path / "out.mp4", label=LABEL)
    assert labels.read(tmp_path / "out.mp4")["AIGC"]["ProduceID"] == "dub-1"
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert {key.lower(): value for key, value in container.metadata.items()}["artist"] == "Anna"


@pytest.mark.parametrize(("channels", "codec"), [(1, "aac"), (2, "aac"), (1, "pcm_s16le"), (6, "flac")])
def test_a_film_s_own_sound_is_as_loud_as_it_was(tmp_path: Path, channels: int, codec: str) -> None:
    video = by_ffmpeg(
        film(tmp_path / "plain.mp4", 1.5), tmp_path / "in.mkv", "-c:v", "copy", "-c:a", codec, "-ac", str(channels)
    )
    dub_video(video, [], tmp_path / "out.mkv", music="keep")
    before, after = (np.std(heard(path)[0][RATE // 4 : RATE]) for path in (video, tmp_path / "out.mkv"))
    assert 20 * np.log10(after / before) == pytest.approx(0, abs=0.2)
