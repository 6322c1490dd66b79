import errno
import os
from io import BytesIO
from pathlib import Path

import av
import ffmpeg as graph
import numpy as np
import pytest

from pipelines.errors import BadInput, Cancelled, EngineFailed, OutputFailed
from pipelines.film import ffmpeg
from pipelines.film.shots import Shot, render
from pipelines.media import Audio

from .helpers import scene

SIZE = (192, 128)


def take(folder: Path, frames: int, shade: int, fps: int = 25) -> Path:
    path = folder / f"take-{frames}-{shade}-{fps}.mp4"
    picture = scene(SIZE)
    start, end = ({"zoom": 1.0}, {"zoom": 1.2}) if shade % 2 else ({"zoom": 1.2}, {"zoom": 1.0})
    from pipelines.film.shots import Pose

    render(Shot(SIZE, fps, frames, "picture", picture, Pose(**start), Pose(**end)), path)
    return path


def sound(seconds: float, rate: int = 48000) -> Audio:
    wave = (0.2 * np.sin(np.arange(round(seconds * rate)) / 20)).astype(np.float32)
    return Audio(np.stack([wave, wave], axis=1), rate)


def video_packets(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [bytes(packet) for packet in container.demux(video=0) if packet.size]


@pytest.mark.parametrize("fps", [24, 25, 30])
def test_takes_join_by_copy_to_the_sum_of_their_frames(tmp_path: Path, fps: int) -> None:
    counts = [7, 1, 26, 2, 13]
    takes = [take(tmp_path, count, n, fps) for n, count in enumerate(counts)]
    out = tmp_path / "film.mp4"
    ffmpeg.assemble(takes, sound(49 / fps), out, fps=fps, metadata={})
    with av.open(str(out)) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(video=0)]
    assert len(times) == sum(counts)
    assert all(time * fps == number for number, time in enumerate(times)), "every frame on its own tick"
    assert video_packets(out) == [packet for path in takes for packet in video_packets(path)]
    facts = ffmpeg.probe(out)
    assert abs(facts.video_seconds - facts.audio_seconds) <= 1 / fps
    assert (facts.audio_codec, facts.audio_rate, facts.audio_channels) == ("aac", 48000, 2)


def test_joined_takes_decode_to_the_pictures_of_each(tmp_path: Path) -> None:
    takes = [take(tmp_path, 9, 0), take(tmp_path, 6, 1)]
    ffmpeg.assemble(takes, sound(0.6), tmp_path / "film.mp4", fps=25, metadata={})

    def frames(path: Path) -> list[np.ndarray]:
        with av.open(str(path)) as container:
            return [frame.to_ndarray() for frame in container.decode(video=0)]

    wanted = frames(takes[0]) + frames(takes[1])
    assert all(np.array_equal(a, b) for a, b in zip(frames(tmp_path / "film.mp4"), wanted, strict=True))


def test_sound_is_padded_or_cut_to_the_picture(tmp_path: Path) -> None:
    path = take(tmp_path, 25, 0)
    for seconds in (0.2, 1.0, 3.0):
        ffmpeg.assemble([path], sound(seconds, 44100), tmp_path / "film.mp4", fps=25, metadata={})
        facts = ffmpeg.probe(tmp_path / "film.mp4")
        assert facts.audio_seconds == pytest.approx(1.0, abs=0.04)
        assert facts.duration == pytest.approx(1.0, abs=0.04)


def test_sound_is_not_shifted(tmp_path: Path) -> None:
    click = np.zeros((48000, 2), np.float32)
    click[24000:24050] = 0.8
    ffmpeg.assemble([take(tmp_path, 25, 0)], Audio(click, 48000), tmp_path / "film.mp4", fps=25, metadata={})
    with av.open(str(tmp_path / "film.mp4")) as container:
        parts = [(frame.pts, frame.to_ndarray()[0]) for frame in container.decode(audio=0)]
    heard = max(((np.abs(values).max(), pts + int(np.argmax(np.abs(values)))) for pts, values in parts))[1]
    assert abs(heard - 24025) < 100


def test_the_index_stands_before_the_media(tmp_path: Path) -> None:
    ffmpeg.assemble([take(tmp_path, 5, 0)], sound(0.2), tmp_path / "film.mp4", fps=25, metadata={})
    raw = (tmp_path / "film.mp4").read_bytes()
    assert 0 < raw.index(b"moov") < raw.index(b"mdat")


def test_a_soft_subtitle_track_has_its_language(tmp_path: Path) -> None:
    srt = "1\n00:00:00,000 --> 00:00:00,400\n你好，世界\n"
    ffmpeg.assemble(
        [take(tmp_path, 25, 0)], sound(1), tmp_path / "film.mp4", fps=25, metadata={"title": "茶"}, soft=srt, language="zh-CN"
    )
    with av.open(str(tmp_path / "film.mp4")) as container:
        assert container.metadata["title"] == "茶"
        track = container.streams.subtitles[0]
        assert track.language == "zho"
        assert container.streams.audio[0].language == "zho"
        assert "你好，世界".encode() in b"".join(bytes(packet) for packet in container.demux(track))


def test_assembly_is_the_same_every_time(tmp_path: Path) -> None:
    path = take(tmp_path, 10, 0)
    for name in "ab":
        ffmpeg.assemble([path], sound(0.4), tmp_path / f"{name}.mp4", fps=25, metadata={"AIGC": "{}"})
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_names_with_quotes_and_spaces(tmp_path: Path) -> None:
    folder = tmp_path / "Anna's film 茶 100%"
    folder.mkdir()
    ffmpeg.assemble([take(folder, 3, 0)], sound(0.1), folder / "it's.mp4", fps=25, metadata={})
    assert ffmpeg.probe(folder / "it's.mp4").frames == 3


def test_cancelling_an_assembly_leaves_the_old_film(tmp_path: Path) -> None:
    path = take(tmp_path, 50, 0)
    out = tmp_path / "film.mp4"
    out.write_bytes(b"the old one")

    def stop(_: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ffmpeg.assemble([path], sound(2), out, fps=25, metadata={}, progress=stop)
    assert out.read_bytes() == b"the old one"
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([path.name, "film.mp4"])


def test_no_takes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no takes"):
        ffmpeg.assemble([], sound(1), tmp_path / "film.mp4", fps=25, metadata={})


def test_a_damaged_take_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.mp4").write_bytes(b"not a film")
    with pytest.raises(BadInput, match=r"bad\.mp4"):
        ffmpeg.assemble([tmp_path / "bad.mp4"], sound(1), tmp_path / "film.mp4", fps=25, metadata={})
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    stream = graph.input("pipe:0", format="rawvideo", pix_fmt="yuv420p", s="128x128", framerate=25)
    stream = stream.output("/dev/full", format="matroska", **{"c:v": "rawvideo"})
    frame = bytes(128 * 128 * 3 // 2)
    with pytest.raises(OutputFailed, match="disk is full"):
        ffmpeg.feed(stream, [frame] * 400, 400, lambda _: None, tmp_path / "film.mp4")


def test_a_missing_folder_is_an_output_failure(tmp_path: Path) -> None:
    with pytest.raises((OutputFailed, EngineFailed)) as caught:
        render(Shot(SIZE, 25, 2, "picture"), tmp_path / "no" / "take.mp4")
    assert "take.mp4" in caught.value.en


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_ffmpegs_words_become_the_right_error(code: int) -> None:
    error = ffmpeg.failure(BytesIO(f"av_interleaved_write_frame(): {os.strerror(code)}\n".encode()), Path("film.mp4"))
    assert isinstance(error, OutputFailed)
    assert isinstance(ffmpeg.failure(BytesIO(b"Invalid data"), Path("film.mp4")), EngineFailed)


def test_probing_what_is_no_media(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(BadInput, match="Accepted"):
        ffmpeg.probe(tmp_path / "a.txt")
