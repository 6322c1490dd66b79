"""Designed captions: the word being said is the one that is lit, in the frames and in the .ass file, in tall and wide films."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pysubs2
import pytest

from pipelines.errors import BadInput
from pipelines.film import caption_styles, look, shots
from pipelines.film.platforms import PLATFORMS
from pipelines.film.shots import Shot
from pipelines.film.subtitles import Cue, CueWord, captions, to_ass
from pipelines.media import Picture

TALL, WIDE = (360, 640), (640, 360)
ENGLISH, CHINESE = ["Tea", "grows", "on", "hills"], ["茶叶", "长", "在", "山上"]
BY_WORD = [name for name, design in caption_styles.DESIGNS.items() if design.words]


def cue(words: list[str], joint: str, start: float = 0.2, each: float = 0.4) -> Cue:
    """`words` one after the other, with a pause of one word's length before the last"""
    starts = [start + each * (n + (n == len(words) - 1)) for n in range(len(words))]
    said = tuple(CueWord(word, begin, begin + each) for word, begin in zip(words, starts, strict=True))
    return Cue(start, said[-1].end + 0.2, joint.join(words), said)


def frames(one: Cue, size: tuple[int, int], style: str, folder: Path) -> np.ndarray:
    """The film of the cue over grey, decoded: (count, height, width, 3)"""
    picture = Picture(np.full((size[1], size[0], 3), 96, np.uint8))
    shot = Shot(size, 25, round((one.end + 0.2) * 25), "picture", picture, cues=(one,), style=style)
    shots.render(shot, folder / "take.mp4")
    with av.open(str(folder / "take.mp4")) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]).astype(int)


def marked(frame: np.ndarray, colour: tuple[int, int, int]) -> tuple[int, int]:
    """The columns, first and last, in which a colour is seen: more than a stray sample of it"""
    near = np.abs(frame - np.array(colour)).max(axis=2) < 70
    columns = np.flatnonzero(near.sum(axis=0) >= 2)
    return (int(columns[0]), int(columns[-1])) if len(columns) else (-1, -1)


def bright(style: str) -> tuple[int, int, int]:
    """The colour that only a lit word has"""
    design = caption_styles.DESIGNS[style]
    return design.lit if design.lit != look.WHITE else design.lit_rim or design.rim


def place(one: Cue, number: int, size: tuple[int, int], style: str) -> tuple[float, float]:
    """Where the word stands in its line, by the font's own widths"""
    design = caption_styles.DESIGNS[style]
    em = design.em * look.metrics(size).caption
    joint = " " if one.text.isascii() else ""
    before = joint.join(word.text for word in one.words[:number]) + (joint if number else "")
    left = (size[0] - look.text_width(one.text, em)) / 2 + look.text_width(before, em)
    return left, left + look.text_width(one.words[number].text, em)


@pytest.mark.parametrize(("size", "words", "joint"), [(WIDE, ENGLISH, " "), (TALL, CHINESE, "")], ids=["wide", "tall"])
@pytest.mark.parametrize("style", BY_WORD)
def test_at_a_words_middle_that_word_is_lit(
    style: str, size: tuple[int, int], words: list[str], joint: str, tmp_path: Path
) -> None:
    one = cue(words, joint)
    design = caption_styles.DESIGNS[style]
    seen = frames(one, size, style, tmp_path)
    em = look.metrics(size).caption
    for number, word in enumerate(one.words):
        middle = seen[round(25 * (word.start + word.end) / 2)]
        first, last = marked(middle, bright(style))
        left, right = place(one, 0 if design.words == "fill" else number, size, style)
        assert abs(first - left) < 0.5 * em, f"{word.text} begins at its place"
        right = place(one, number, size, style)[1]
        assert abs(last - right) < 0.5 * em, f"{word.text} ends at its place"


@pytest.mark.parametrize("style", [name for name in BY_WORD if caption_styles.DESIGNS[name].words == "lit"])
def test_nothing_is_lit_in_a_long_pause_and_the_letters_never_move(style: str, tmp_path: Path) -> None:
    one = cue(ENGLISH, " ")
    seen = frames(one, WIDE, style, tmp_path)
    pause = seen[round(25 * (one.words[2].end + one.words[3].start) / 2)]
    assert marked(pause, bright(style)) == (-1, -1)
    ends = [marked(frame, look.WHITE) for frame in (pause, seen[-8])]
    assert abs(ends[0][0] - ends[1][0]) <= 2


@pytest.mark.parametrize("style", look.STYLES)
def test_a_player_is_told_the_same(style: str) -> None:
    one = cue(CHINESE, "")
    script = pysubs2.SSAFile.from_string(to_ass([one], TALL, style), "ass")
    events = [event for event in script if event.plaintext == one.text]
    assert len(events) == 1 + (caption_styles.DESIGNS[style].halo is not None)
    timed = {"": "", "fill": "\\k40", "lit": "\\t(400,401,"}[caption_styles.DESIGNS[style].words]
    assert timed in events[-1].text
    assert [event.layer for event in events] == sorted(event.layer for event in events)


@pytest.mark.parametrize("platform", ["", "shorts"])
@pytest.mark.parametrize("style", look.STYLES)
def test_long_lines_stay_in_the_room_of_the_platform(style: str, platform: str, tmp_path: Path) -> None:
    text = "一二三四五六七八九十一二三\n和另外一行也是这么长的字幕"
    safe = PLATFORMS[platform].safe if platform else shots.FREE
    one = Cue(0.0, 0.2, text, (CueWord("一二三", 0, 0.1), CueWord("四五六", 0.1, 0.2)))
    shot = Shot(TALL, 25, 1, "picture", Picture(np.full((640, 360, 3), 96, np.uint8)), cues=(one,), style=style, safe=safe)
    shots.render(shot, tmp_path / "take.mp4")
    with av.open(str(tmp_path / "take.mp4")) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    written = np.argwhere(np.abs(frame - 96).max(axis=2) > 60)
    assert len(written) > 500
    top, left = written.min(axis=0)
    bottom, right = written.max(axis=0)
    rim = 4 if not caption_styles.DESIGNS[style].box else 8
    assert left >= max(0.05, safe.right) * 360 - rim
    assert right <= 360 - max(0.05, safe.right) * 360 + rim
    assert bottom <= 640 * (1 - safe.bottom) + rim
    assert top > 320


def test_a_caption_whose_words_are_elsewhere_is_shown_unlit() -> None:
    one = Cue(0, 2, "写法不同", (CueWord("另外", 0, 1), CueWord("", 1, 1), CueWord("不同", 1.5, 1.5)))
    for style in BY_WORD:
        (event,) = captions([one], TALL, style)
        assert event.plaintext == "写法不同"


def test_an_unknown_design_is_refused_with_what_there_is() -> None:
    with pytest.raises(BadInput) as refused:
        caption_styles.design("neon")
    assert all(name in refused.value.en and name in refused.value.zh for name in caption_styles.DESIGNS)
