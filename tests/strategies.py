"""Wild values for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from pipelines.overrides import PhonemeOverride, SoundEvent, WordOverride
from pipelines.styles import STYLES
from pipelines.timeline import Phoneme, Utterance, Word

phonemes = st.builds(
    Phoneme,
    symbol=st.sampled_from(["a", "iː", "p", "ʂ", "tɕʰ", "oʊ"]),
    samples=st.integers(1, 24_000),
    stress=st.integers(0, 2),
    tone=st.sampled_from(["", "1", "4"]),
)


def contours(low: float, high: float) -> st.SearchStrategy[tuple[tuple[float, float], ...]]:
    points = st.lists(st.tuples(st.floats(0, 1), st.floats(low, high)), max_size=4)
    return points.map(lambda found: tuple(sorted(found)))


phoneme_overrides = st.builds(
    PhonemeOverride,
    samples=st.none() | st.integers(200, 50_000),
    semitones=st.floats(-12, 12),
    gain_db=st.floats(-20, 10),
    contour=contours(-12, 12),
    hz=contours(60, 500),
)
events = st.builds(
    SoundEvent, kind=st.sampled_from(["breath", "laugh"]), samples=st.integers(1, 20_000), gain_db=st.floats(-20, 10)
)


def overrides_of(sounds: int) -> st.SearchStrategy[WordOverride]:
    """Anything that can be set on a word of so many phonemes."""
    return st.builds(
        WordOverride,
        reading=st.none() | st.just("ma1"),
        pause=st.none() | st.integers(0, 20_000),
        phonemes=st.dictionaries(st.integers(0, sounds - 1), phoneme_overrides),
        speed=st.floats(0.25, 4),
        range=st.floats(0, 4),
        stress=st.none() | st.integers(0, 2),
        joined=st.none() | st.booleans(),
        voice=st.sampled_from(["", "grace"]),
        style=st.sampled_from(["", *STYLES]),
        degree=st.floats(0, 2),
        events=st.lists(events, max_size=2).map(tuple),
    )


@st.composite
def utterances(draw: st.DrawFn) -> Utterance:
    words = []
    overrides = {}
    for number in range(draw(st.integers(1, 8))):
        sounds = tuple(draw(st.lists(phonemes, min_size=1, max_size=5)))
        word_id = f"w{number + 1}"
        words.append(
            Word(
                word_id,
                draw(st.text("ab字 ", min_size=1, max_size=4)),
                "r",
                sounds,
                draw(st.integers(0, 9000)),
                draw(st.sampled_from(["", " ", "，"])),
            )
        )
        if draw(st.booleans()):
            overrides[word_id] = draw(overrides_of(len(sounds)))
    return Utterance(
        tuple(words),
        "zh",
        "v",
        24_000,
        draw(st.floats(0.25, 4)),
        draw(st.integers(0, 5000)),
        draw(st.sampled_from(["", "“"])),
        overrides,
        draw(st.dictionaries(st.sampled_from("，。！"), st.integers(0, 20_000), max_size=2)),
    )
