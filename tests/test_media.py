from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from pipelines import files
from pipelines.errors import BadInput, OutputExists, OutputFailed
from pipelines.media import Audio, Picture, picture_remarks, read_audio, read_picture, write_audio, write_picture


def test_sound_is_read_back_to_16_bits(tmp_path: Path) -> None:
    sound = Audio(np.sin(np.arange(24_000) / 20).astype(np.float32) * 0.5, 24_000)
    for name in ("a.wav", "a.flac"):
        write_audio(tmp_path / name, sound)
        again = read_audio(tmp_path / name)
        assert again.rate == 24_000
        assert np.abs(again.samples - sound.samples).max() < 1 / 32_000
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.flac", "a.wav"]


@pytest.mark.parametrize("name", ["text.wav", "none.wav"])
def test_what_is_not_sound_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.wav").write_text("this is not sound")
    with pytest.raises(BadInput, match="wav"):
        read_audio(tmp_path / name)


def test_a_value_cannot_be_changed_from_outside() -> None:
    with pytest.raises(ValueError, match="read-only"):
        Audio(np.zeros(4), 8000).samples[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        Picture(np.zeros((2, 2, 3), np.uint8)).pixels[0, 0, 0] = 1


def test_pictures_come_upright_whatever_their_mode(tmp_path: Path) -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:20] = (200, 30, 30)
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held on its side
    Image.fromarray(pixels).save(tmp_path / "rotated.jpg", exif=exif, quality=95)
    assert read_picture(tmp_path / "rotated.jpg").size == (40, 60)
    Image.fromarray(pixels).convert("CMYK").save(tmp_path / "cmyk.jpg", quality=95)
    assert abs(int(read_picture(tmp_path / "cmyk.jpg").pixels[5, 5, 0]) - 200) < 12
    Image.fromarray((np.arange(2400, dtype=np.uint16) * 27).reshape(40, 60)).save(tmp_path / "deep.png")
    deep = read_picture(tmp_path / "deep.png").pixels
    assert deep[0, 0, 0] < 3
    assert deep[-1, -1, 0] > 245


def test_a_phones_picture_is_read(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    pixels = np.full((48, 64, 3), (200, 60, 30), np.uint8)
    pillow_heif.from_pillow(Image.fromarray(pixels)).save(tmp_path / "phone.heic")
    read = read_picture(tmp_path / "phone.heic")
    assert read.size == (64, 48)
    assert np.abs(read.pixels[20, 20].astype(int) - (200, 60, 30)).max() < 8


def test_a_phones_picture_says_what_reads_it_where_nothing_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "phone.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(40))
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(BadInput, match=r"shengying\[heic\]") as caught:
        read_picture(tmp_path / "phone.heic")
    assert "jpg" in caught.value.zh


def test_of_an_animation_the_first_picture_is_taken_and_said(tmp_path: Path) -> None:
    frames = [Image.fromarray(np.full((20, 30, 3), value, np.uint8)) for value in (200, 90, 10)]
    frames[0].save(tmp_path / "wave.gif", save_all=True, append_images=frames[1:])
    assert abs(int(read_picture(tmp_path / "wave.gif").pixels[5, 5, 0]) - 200) < 3
    ((en, zh),) = picture_remarks(tmp_path / "wave.gif")
    assert "first of its 3" in en
    assert "第一幅" in zh


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_picture_of_a_hundred_megapixels_is_halved(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (12_000, 8_400), (20, 120, 210)).save(
        tmp_path / f"huge.{kind}", **({"compress_level": 1} if kind == "png" else {})
    )
    read = read_picture(tmp_path / f"huge.{kind}")
    assert read.size == (6000, 4200)
    assert np.abs(read.pixels[2000, 3000].astype(int) - (20, 120, 210)).max() < 4
    assert "1/2" in picture_remarks(tmp_path / f"huge.{kind}")[0][0]


def test_too_large_a_picture_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    Image.new("1", (20_000, 9_000)).save(tmp_path / "vast.png")
    with pytest.raises(BadInput, match="up to 120 megapixels"):
        read_picture(tmp_path / "vast.png")


def test_colours_follow_the_pictures_own_profile(tmp_path: Path) -> None:
    """A profile whose red and blue are exchanged: what is stored blue is meant red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[i : i + 4]): i for i in range(132, 132 + 12 * int.from_bytes(profile[128:132], "big"), 12)}
    red, blue = tags[b"rXYZ"] + 4, tags[b"bXYZ"] + 4
    profile[red : red + 8], profile[blue : blue + 8] = profile[blue : blue + 8], profile[red : red + 8]
    named = bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    Image.fromarray(np.full((20, 30, 3), (10, 20, 220), np.uint8)).save(tmp_path / "own.png", icc_profile=named)
    assert np.abs(read_picture(tmp_path / "own.png").pixels[5, 5].astype(int) - (220, 20, 10)).max() < 12
    Image.fromarray(np.full((20, 30, 3), (10, 20, 220), np.uint8)).save(tmp_path / "odd.png", icc_profile=b"no profile")
    assert tuple(read_picture(tmp_path / "odd.png").pixels[5, 5]) == (10, 20, 220)


def test_a_truncated_picture_is_refused(tmp_path: Path) -> None:
    write_picture(tmp_path / "whole.png", Picture(np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8)))
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:4000])
    with pytest.raises(BadInput, match="whole jpg, png or webp"):
        read_picture(tmp_path / "cut.png")


def test_an_output_that_is_there_asks_for_force(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_text("mine")
    with pytest.raises(OutputExists, match="--force"):
        files.check_output(target)
    assert files.check_output(target, force=True) == target
    with pytest.raises(OutputFailed, match="mkdir"):
        files.check_output(tmp_path / "none" / "a.mp4")


def test_a_failed_write_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    files.write_text(target, "old")

    def fail() -> None:
        with files.replacing(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        fail()
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("raw", "text"), [("茶".encode("gb18030") * 9, "茶" * 9), ("茶".encode("utf-16"), "茶"), (b"\xef\xbb\xbftea", "tea")]
)
def test_text_is_read_in_the_encodings_people_have(raw: bytes, text: str) -> None:
    assert files.decode(raw, "brief") == text


def test_binary_is_not_taken_for_text() -> None:
    with pytest.raises(BadInput, match="not a text"):
        files.decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "brief.md")


def test_the_sound_of_a_film_keeps_its_channels_and_its_level(tmp_path: Path) -> None:
    from pipelines.film import encoders

    tone = 0.5 * np.sin(np.arange(48_000) * 0.05)
    both = np.stack([tone, 0.4 * tone], axis=1).astype(np.float32)
    encoders.write(tmp_path / "both.m4a", [both], 48_000, channels=2)
    heard = read_audio(tmp_path / "both.m4a")
    assert heard.channels == 2
    middle = heard.samples[12_000:36_000]
    assert np.allclose(np.sqrt((middle**2).mean(axis=0)), np.sqrt((both[12_000:36_000] ** 2).mean(axis=0)), rtol=0.02)
    assert np.abs(heard.mono().samples).max() < 0.4
