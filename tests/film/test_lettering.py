"""Text over the picture, against what ffmpeg's own filter draws into it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from pipelines.film import ffmpeg, look
from pipelines.film.lettering import lettering
from pipelines.film.subtitles import Cue, CueWord, captions, to_ass
from pipelines.planes import Converter, Page, Planes

SIZE = (640, 360)


def laid(texts: list[look.Text], number: int, ground: np.ndarray, style: str = "clean") -> np.ndarray:
    """Frame `number` at 25 a second as RGB"""
    shown = list(lettering(texts, SIZE, style, 25, number + 1))[number]
    page = Page(SIZE)
    page.take(Converter().planes(ground))
    for patch, motion in shown:
        patch.over(page.planes, motion)
    return Converter().rgb(page.planes).astype(int)


def drawn_by_ffmpeg(script: str, seconds: float, ground: np.ndarray, folder: Path) -> np.ndarray:
    file = folder / "text.ass"
    file.write_text(script)
    chain = f"setpts=PTS+{seconds}/TB,ass=filename={file}:fontsdir={ffmpeg.fonts_folder()}:shaping=complex"
    command = [ffmpeg.binary(), "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "640x360", "-i", "-",
               "-vf", f"format=gbrp,{chain}", "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]  # fmt: skip
    ran = subprocess.run(command, input=ground.tobytes(), capture_output=True, check=True)
    return np.frombuffer(ran.stdout, np.uint8).reshape(360, 640, 3).astype(int)


def ground() -> np.ndarray:
    ramp = np.linspace(30, 220, SIZE[0])[None, :, None] * np.ones((SIZE[1], 1, 1)) * np.array([1.0, 0.8, 0.6])
    return ramp.astype(np.uint8)


CUE = Cue(0.0, 3.0, "A caption 和字幕\nof two lines", (CueWord("A", 0.0, 1.0), CueWord("caption", 1.0, 2.0)))


@pytest.mark.parametrize("style", look.STYLES)
def test_captions_look_as_libass_draws_them(style: str, tmp_path: Path) -> None:
    texts = [look.Text((event,)) for event in captions([CUE], SIZE, style)]
    for number in (5, 40):
        wanted = drawn_by_ffmpeg(to_ass([CUE], SIZE, style), number / 25, ground(), tmp_path)
        made = laid(texts, number, ground(), style)
        plain = Converter().rgb(Converter().planes(ground())).astype(int)
        marked = np.abs(wanted - ground()).max(axis=2) > 40
        assert marked.sum() > 1500
        assert np.abs(made - wanted)[..., 1][marked].mean() < 5, "halved chroma apart, the same letters"
        far = ~(np.abs(wanted - ground()).max(axis=2) > 0)
        assert np.array_equal(made[:100], plain[:100])
        assert np.abs(made - plain)[far].max() <= 24, "a chroma sample reaches over its neighbours, no further"


def test_karaoke_lights_each_word_at_its_time() -> None:
    (event,) = captions([CUE], SIZE, "karaoke")
    lit = []
    for number in (5, 30):
        frame = laid([look.Text((event,))], number, np.full((360, 640, 3), 40, np.uint8), "karaoke")
        lit.append(int(((frame[..., 0] > 220) & (frame[..., 2] < 140)).sum()))
    assert lit[0] > 0
    assert lit[1] > 2 * lit[0]


def test_a_title_slides_in_and_fades_out() -> None:
    texts = look.title_texts("The mill", SIZE, 4.0)
    black = np.zeros((360, 640, 3), np.uint8)
    frames = [laid(texts, number, black)[..., 1] for number in (1, 5, 50, 98)]
    assert [int(frame.max()) > 200 for frame in frames] == [False, False, True, False]
    left = [int(np.flatnonzero((frame[:, 24:] > 20).any(axis=0))[0]) for frame in frames[1:3]]
    assert left[0] > left[1] + 2, "it comes from the right"
    assert list(lettering(texts, SIZE, "clean", 25, 102))[101] == (), "gone after four seconds"


def test_nothing_written_costs_nothing() -> None:
    assert list(lettering([], SIZE, "clean", 25, 3)) == [(), (), ()]


def test_text_that_leaves_the_frame_is_cut_at_its_edge() -> None:
    texts = look.title_texts("A title", SIZE, 4.0)
    frame = Planes(np.zeros((360, 640), np.uint8), *(np.full((180, 320), 128, np.uint8) for _ in range(2)))
    for patch, _ in list(lettering(texts, SIZE, "clean", 25, 51))[50]:
        patch.over(frame, look.Motion(right=560))
        patch.over(frame, look.Motion(right=900))
    assert frame.y.shape == (360, 640)
