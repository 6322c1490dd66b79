import json
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from PIL import Image

from pipelines.errors import BadInput
from pipelines.film import ffmpeg, labels, look, watermark
from pipelines.film.labels import Label
from pipelines.film.shots import Shot, render
from pipelines.media import Audio, Picture, read_audio, read_picture, write_audio, write_picture
from pipelines.voice import Consent

CONSENT = Consent("我同意使用我的声音。 Yes.", "Anna", "2026-11-01", "ab" * 32)
LABEL = Label("film-1", "声影 “studio”", {"speaker": "espeak-ng", "painter": "procedural"}, (CONSENT,))
SEVEN = {"Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2"}


def check(found: dict[str, object]) -> None:
    aigc, extra = found["AIGC"], found["shengying"]
    assert isinstance(aigc, dict)
    assert isinstance(extra, dict)
    assert set(aigc) == SEVEN
    assert (aigc["Label"], aigc["ContentProducer"], aigc["ProduceID"]) == ("1", "声影 “studio”", "film-1")
    assert extra["engines"] == {"speaker": "espeak-ng", "painter": "procedural"}
    consent = {"of": "voice", "text": CONSENT.text, "by": "Anna", "date": "2026-11-01", "sample_sha256": "ab" * 32}
    assert extra["consents"] == [consent]


def tone(seconds: float = 0.5, channels: int = 1) -> Audio:
    wave = 0.3 * np.sin(np.arange(round(seconds * 24000)) / 10).astype(np.float32)
    return Audio(wave if channels == 1 else np.stack([wave] * channels, axis=1), 24000)


@pytest.mark.parametrize("suffix", [".wav", ".flac"])
@pytest.mark.parametrize("channels", [1, 2])
def test_sound_carries_its_label_and_sounds_the_same(tmp_path: Path, suffix: str, channels: int) -> None:
    path = tmp_path / f"speech{suffix}"
    labels.write_sound(path, tone(channels=channels), LABEL)
    check(labels.read(path))
    write_audio(tmp_path / f"plain{suffix}", watermark.mark(tone(channels=channels)))
    assert np.array_equal(soundfile.read(path)[0], soundfile.read(tmp_path / f"plain{suffix}")[0])
    with av.open(str(path)) as container:  # any other program finds it too
        assert set(json.loads(container.metadata["AIGC"])) == SEVEN
        assert sum(frame.samples for frame in container.decode(audio=0)) == 12000


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_pictures_carry_their_label(tmp_path: Path, suffix: str) -> None:
    picture = Picture(np.full((60, 80, 3), 120, np.uint8))
    labels.write_picture(tmp_path / f"p{suffix}", picture, LABEL)
    check(labels.read(tmp_path / f"p{suffix}"))
    assert np.abs(read_picture(tmp_path / f"p{suffix}").pixels.astype(int) - 120).max() <= 2


def test_films_carry_their_label(tmp_path: Path) -> None:
    render(Shot((128, 128), 25, 5, "picture"), tmp_path / "take.mp4")
    ffmpeg.assemble([tmp_path / "take.mp4"], tone(), tmp_path / "film.mp4", fps=25, metadata=labels.metadata(LABEL))
    check(labels.read(tmp_path / "film.mp4"))


def test_a_thing_without_a_label_says_so(tmp_path: Path) -> None:
    write_audio(tmp_path / "plain.wav", tone())
    write_picture(tmp_path / "plain.png", Picture(np.zeros((9, 9, 3), np.uint8)))
    write_picture(tmp_path / "plain.jpg", Picture(np.zeros((9, 9, 3), np.uint8)))
    for name in ("plain.wav", "plain.png", "plain.jpg"):
        with pytest.raises(BadInput, match="no AI label"):
            labels.read(tmp_path / name)


@pytest.mark.parametrize("name", ["missing.mp4", "text.mp4", "text.png", "text.wav", "text.flac", "cut.wav", "cut.mp4"])
def test_what_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    labels.write_sound(tmp_path / "whole.wav", tone(), LABEL)
    content = b"This is a text." if name.startswith("text") else (tmp_path / "whole.wav").read_bytes()[:30]
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput) as caught:
        labels.read(tmp_path / name)
    assert caught.value.zh


def test_a_damaged_label_is_refused(tmp_path: Path) -> None:
    write_picture(tmp_path / "p.png", Picture(np.zeros((9, 9, 3), np.uint8)), text={"AIGC": "{broken"})
    with pytest.raises(BadInput, match="damaged"):
        labels.read(tmp_path / "p.png")


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "AI生成"), ("zh-Hant", "AI生成"), ("en-GB", "AI-generated"), ("de", "AI-generated")]
)
def test_visible_words(language: str, text: str) -> None:
    assert labels.visible_text(language) == text


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080), (300, 300)])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_pictures_visible_label_is_large_and_readable(size: tuple[int, int], language: str) -> None:
    for shade in (0, 128, 255):
        picture = Picture(np.full((size[1], size[0], 3), shade, np.uint8))
        marked = labels.label_picture(picture, language).pixels.astype(int)
        left, top, width, height = look.label_place(labels.visible_text(language), size)
        plate = marked[top : top + height, left : left + width].min(axis=2)
        rows = (
            np.flatnonzero((plate > 215).any(axis=1)) if shade < 255 else np.flatnonzero((plate[:, 20:-20] > 235).any(axis=1))
        )
        assert rows[-1] - rows[0] + 1 >= 0.05 * min(size)
        assert plate.max() - np.median(plate) > 80, "the words stand out from their plate"
        outside = marked.copy()
        outside[top : top + height, left : left + width] = shade
        assert np.all(outside == shade)


def test_transparency_survives_the_visible_label() -> None:
    clear = Picture(np.zeros((200, 200, 4), np.uint8))
    marked = labels.label_picture(clear, "zh").pixels
    assert marked.shape == (200, 200, 4)
    assert marked[150, 20, 3] == 0
    assert marked[..., 3].max() == 255


@pytest.mark.parametrize("channels", [1, 2])
def test_the_sound_label_is_a_quiet_rhythm_after_the_sound(channels: int) -> None:
    spoken = tone(1.0, channels)
    marked = labels.label_sound(spoken)
    assert np.array_equal(marked.samples[: len(spoken)], spoken.samples)
    tail = marked.mono().samples[len(spoken) :]
    assert 0.02 < np.abs(tail).max() < 0.1
    loud = np.convolve(np.abs(tail), np.ones(240) / 240, mode="same") > 0.005
    edges = np.flatnonzero(np.diff(np.concatenate([[0], loud.astype(int), [0]])))
    lengths = (edges[1::2] - edges[::2]) / 24000
    assert len(lengths) == 4
    short = lengths[[0, 2, 3]].mean()
    assert lengths[1] / short == pytest.approx(3, rel=0.25)
    assert lengths[[0, 2, 3]] == pytest.approx([short] * 3, rel=0.1)


def test_a_labelled_sound_is_read_by_the_ordinary_reader(tmp_path: Path) -> None:
    labels.write_sound(tmp_path / "a.flac", tone(), LABEL)
    assert len(read_audio(tmp_path / "a.flac")) == 12000
    with Image.new("RGB", (4, 4)) as image:
        assert image.size == (4, 4)
