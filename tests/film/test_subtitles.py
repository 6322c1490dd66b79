from itertools import pairwise

import pysubs2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.film import breaking
from pipelines.film.subtitles import GAP, MAX_SECONDS, MIN_SECONDS, Cue, CueWord, cues, line_limit, to_ass, to_srt, to_vtt

from .helpers import spaced, utterance

ENGLISH = (
    "Tea begins as a leaf on a quiet hill, and ends as a conversation. Farmers pick the two youngest leaves and a bud, "
    "usually before eight in the morning; then they wither, roll and fire them. The oldest craft we know, says Anna."
)
CHINESE = [
    *(("茶叶", ""), ("从", ""), ("一片", ""), ("嫩芽", ""), ("开始", "，"), ("经过", ""), ("采摘", "、"), ("萎凋", "、")),
    *(("揉捻", ""), ("和", ""), ("发酵", "，"), ("最后", ""), ("变成", ""), ("我们", ""), ("杯中", ""), ("的", "“")),
    *(("红茶", "”。"), ("你", ""), ("知道", ""), ("吗", "？"), ("每年", ""), ("春天", "，"), ("茶农", ""), ("要", "")),
    *(("在", ""), ("十五", ""), ("天", ""), ("里", ""), ("完成", ""), ("全部", ""), ("采摘", "！")),
]


def bare(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


def test_english_keeps_to_two_lines_of_42_and_all_its_words() -> None:
    made = cues(spaced(ENGLISH))
    assert bare("".join(cue.text for cue in made)) == bare(ENGLISH)
    assert all(cue.text.count("\n") <= 1 and max(map(len, cue.text.split("\n"))) <= 42 for cue in made)
    assert made[0].text == "Tea begins as a leaf on a quiet hill,\nand ends as a conversation."


def test_chinese_keeps_to_16_characters_and_breaks_at_words() -> None:
    made = cues(utterance(CHINESE, "zh", 0.35, 0.3))
    assert all(max(len(line) for line in cue.text.split("\n")) <= 16 for cue in made)
    edges = {0}
    for text, _ in CHINESE:
        edges.add(max(edges) + len(text))
    place = 0
    for line in (line for cue in made for line in cue.text.split("\n")):
        assert place in edges, f"a word is split before {line!r}"
        place += len(bare(line))
    assert place == max(edges)


def test_chinese_kinsoku_and_no_comma_or_stop_at_a_line_end() -> None:
    for aspect in ("wide", "tall"):
        for cue in cues(utterance(CHINESE, "zh", 0.35, 0.3), aspect=aspect):  # type: ignore[arg-type]
            for line in cue.text.split("\n"):
                assert line[0] not in "，。、；：？！”’）》」』"
                assert line[-1] not in "，。、“‘（《「『"


def test_question_and_exclamation_marks_stay() -> None:
    text = "".join(cue.text for cue in cues(utterance(CHINESE, "zh", 0.35, 0.3)))
    assert "吗？" in text
    assert text.endswith("！")


def test_tall_video_has_shorter_lines() -> None:
    assert max(len(line) for cue in cues(spaced(ENGLISH), aspect="tall") for line in cue.text.split("\n")) <= 26
    tall = cues(utterance(CHINESE, "zh", 0.35, 0.3), aspect="tall")
    assert max(len(line) for cue in tall for line in cue.text.split("\n")) <= 13


def test_offset_moves_cues_and_words_alike() -> None:
    plain, moved = cues(spaced(ENGLISH)), cues(spaced(ENGLISH), 12.5)
    assert [cue.start + 12.5 for cue in plain] == pytest.approx([cue.start for cue in moved])
    assert moved[0].words[0].start == pytest.approx(plain[0].words[0].start + 12.5)
    assert [word.text for cue in moved for word in cue.words] == [word.text for word in spaced(ENGLISH).words]


def test_a_cue_starts_with_its_first_word_and_outlasts_its_last() -> None:
    for cue in cues(spaced(ENGLISH)):
        assert cue.start == pytest.approx(cue.words[0].start)
        assert cue.end >= cue.words[-1].end - GAP - 1e-9


def test_a_long_pause_clears_the_screen() -> None:
    made = cues(utterance([("Before", ". "), ("after", ".")], seconds=1.5, pause=3.0))
    assert [cue.text for cue in made] == ["Before.", "after."]
    assert made[0].end < made[1].start - 1.5


def test_an_utterance_without_words_has_no_cues() -> None:
    assert cues(utterance([])) == ()


def test_a_word_longer_than_a_line_is_not_split() -> None:
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    lines = [line for cue in cues(spaced(f"Die {long} war gross", "de")) for line in cue.text.split("\n")]
    assert long in lines


def test_quotes_and_hyphens_stay_with_their_words() -> None:
    parts = breaking.pieces([("she", " “"), ("well", "-"), ("known", ",” "), ("说", "《"), ("茶经", "》。")])
    assert [part.text for part in parts] == ["she", "“well-known,”", "说", "《茶经》。"]


WORDS = st.lists(
    st.tuples(
        st.one_of(st.text("abcdefghij", min_size=1, max_size=14), st.text("茶叶山水云雨风", min_size=1, max_size=5)),
        st.sampled_from(["", " ", ", ", ". ", "，", "。", "、", "！", " “", "” ", "《", "》", "…… ", " - "]),
        st.floats(0.05, 1.5),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=120, deadline=None)
@given(WORDS, st.sampled_from(["zh", "en"]), st.sampled_from(["wide", "tall"]))
def test_any_text_follows_the_rules(words: list[tuple[str, str, float]], language: str, aspect: str) -> None:
    spoken = utterance([(text, after) for text, after, _ in words], language, sum(s for *_, s in words) / len(words), 0.2)
    made = cues(spoken, language=language, aspect=aspect)  # type: ignore[arg-type]
    assert bare("".join(cue.text for cue in made)) == bare(spoken.text)
    assert "".join(word.text for cue in made for word in cue.words) == "".join(text for text, *_ in words)
    limit = line_limit(language, aspect)  # type: ignore[arg-type]
    unbreakable = {breaking.trimmed(part.text) for part in breaking.pieces([(text, after) for text, after, _ in words])}
    for cue in made:
        lines = cue.text.split("\n")
        assert len(lines) <= 2
        assert all(breaking.width(line) <= limit or line in unbreakable for line in lines)
        assert 0 < cue.end - cue.start <= MAX_SECONDS + 1e-9
        assert cue.start >= 0
        assert cue.end <= spoken.seconds + 1e-6
    for before, after in pairwise(made):
        assert before.end <= after.start + 1e-9


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1, max_size=40))
def test_ordinary_speech_meets_the_times(words: list[str]) -> None:
    spoken = utterance([(word, " ") for word in words], seconds=0.33)
    made = cues(spoken)
    for cue in made:
        assert cue.end - cue.start >= min(MIN_SECONDS, spoken.seconds) - 1e-6
    for before, after in pairwise(made):
        assert after.start - before.end >= GAP - 1e-6


EXAMPLE = (
    Cue(0.5, 2.0, "first <line>\nand {second} & more", (CueWord("first", 0.5, 0.9),)),
    Cue(3661.25, 3663.0, "later"),
)


def test_srt_is_read_back() -> None:
    assert to_srt(EXAMPLE).startswith("1\n00:00:00,500 --> 00:00:02,000\nfirst <line>\nand {second} & more\n\n2\n01:01:01,250")
    assert [event.start for event in pysubs2.SSAFile.from_string(to_srt(EXAMPLE), "srt")] == [500, 3661250]


def test_vtt_is_escaped() -> None:
    text = to_vtt(EXAMPLE)
    assert text.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nfirst &lt;line&gt;\nand {second} &amp; more\n")


def test_ass_is_read_back_and_shows_braces() -> None:
    script = pysubs2.SSAFile.from_string(to_ass(EXAMPLE, (1920, 1080)), "ass")
    assert script.info["PlayResX"] == "1920"
    assert script[0].start == 500
    assert "\\{second\\}" in script[0].text
    assert "\\N" in script[0].text


def test_karaoke_times_every_word() -> None:
    cue = cues(spaced("one two three", seconds=0.5), 2.0)[0]
    text = to_ass([cue], (1080, 1920), "karaoke")
    assert "{\\k50}one {\\k50}two {\\k50}three" in text


def test_a_line_too_wide_for_the_frame_is_set_smaller() -> None:
    wide = Cue(0, 2, "W" * 40)
    assert "\\fs" in to_ass([wide], (1080, 1920))
    assert "\\fs" not in to_ass([Cue(0, 2, "short")], (1080, 1920))


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(BadInput, match="clean, box"):
        to_ass(EXAMPLE, (1080, 1920), "neon")


def test_a_title_or_an_initial_ends_no_sentence() -> None:
    assert [breaking.ending(text) for text in ("It cost a lot, and Dr.", "J.", "e.g.", "(St.")] == [0, 0, 0, 0]
    assert [breaking.ending(text) for text in ("He went home.", "Why?", "It is OK.")] == [2, 2, 2]
