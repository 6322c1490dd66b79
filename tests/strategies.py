"""Wild values for the property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from pipelines.overrides import PhonemeOverride, WordOverride
from pipelines.timeline import Phoneme, Utterance, Word

phonemes = st.builds(
    Phoneme,
    symbol=st.sampled_from(["a", "iː", "p", "ʂ", "tɕʰ", "oʊ"]),
    samples=st.integers(1, 24_000),
    stress=st.integers(0, 2),
    tone=st.sampled_from(["", "1", "4"]),
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
            changes = draw(
                st.dictionaries(
                    st.integers(0, len(sounds) - 1),
                    st.builds(
                        PhonemeOverride,
                        samples=st.none() | st.integers(200, 50_000),
                        semitones=st.floats(-12, 12),
                        gain_db=st.floats(-20, 10),
                    ),
                )
            )
            overrides[word_id] = WordOverride(
                draw(st.none() | st.just("ma1")), draw(st.none() | st.integers(0, 20_000)), changes
            )
    return Utterance(
        tuple(words),
        "zh",
        "v",
        24_000,
        draw(st.floats(0.25, 4)),
        draw(st.integers(0, 5000)),
        draw(st.sampled_from(["", "“"])),
        overrides,
    )
