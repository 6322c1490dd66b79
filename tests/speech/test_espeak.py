from __future__ import annotations

import numpy as np
import pytest
import pyworld

from pipelines import edits, engines
from pipelines.errors import BadInput
from pipelines.media import Audio
from pipelines.speech import espeak_process
from pipelines.timeline import Utterance
from pipelines.voice import Voice

ZH = Voice("zh", language="zh")
EN = Voice("en", language="en")
SPEAKER = engines.load("speaker", "espeak")


def level_db(audio: Audio, start: int, end: int) -> float:
    return 10 * float(np.log10(np.mean(audio.samples[start:end].astype(float) ** 2) + 1e-12))


def median_f0(audio: Audio, start: int, end: int) -> float:
    f0, times = pyworld.harvest(audio.samples.astype(float), audio.rate)
    inside = (times * audio.rate >= start) & (times * audio.rate < end) & (f0 > 0)
    return float(np.median(f0[inside]))


def place(utterance: Utterance, word: str, index: int) -> tuple[int, int]:
    (segment,) = [s for s in utterance.segments() if s.word == word and s.index == index]
    return segment.start, segment.end


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("银行行长重新发行了 2024 年的 API 文档，大熊猫很高兴！", ZH),
        ("Hello, of the world. Dr. Smith isn't 3.5% happy — “state-of-the-art” 世界 indeed.", EN),
        ("Guten Tag, wie geht es Ihnen?", Voice("de", language="de")),
        ("你好，今日天氣好好。", Voice("yue", language="yue")),
        ("Bonjour à tous, c'est l'été.", Voice("fr", language="fr")),
    ],
)
def test_the_plan_holds_the_whole_text_and_the_sound_is_as_long(text: str, voice: Voice) -> None:
    planned = SPEAKER.plan(text, voice)
    assert planned.text == text
    assert all(word.phonemes for word in planned.words)
    sound = SPEAKER.speak(planned, voice)
    assert len(sound) == planned.samples == planned.segments()[-1].end
    assert sound.rate == planned.sample_rate
    assert level_db(sound, 0, len(sound)) > -40


@pytest.mark.parametrize(
    ("text", "word", "reading"),
    [
        ("银行行长重新发行。", "银行行长", "yin2 hang2 hang2 zhang3"),
        ("银行行长重新发行。", "重新", "chong2 xin1"),
        ("他长大了。", "长大", "zhang3 da4"),
        ("你好", "你好", "ni2 hao3"),
        ("不是", "不是", "bu2 shi4"),
        ("我买了一个。", "一个", "yi2 ge4"),
        ("2024年", "2024", "er4 ling2 er4 si4"),
        ("捡了100块钱", "100", "yi4 bai3"),
        ("占50%。", "50%", "bai3 fen1 zhi1 wu3 shi2"),
    ],
)
def test_mandarin_is_read_as_people_read_it(text: str, word: str, reading: str) -> None:
    planned = SPEAKER.plan(text, ZH)
    assert {w.text: w.reading for w in planned.words}[word] == reading


def test_tones_stand_on_the_vowels() -> None:
    word = SPEAKER.plan("妈妈骂马", ZH).words
    assert [p.tone for w in word for p in w.phonemes if p.tone] == [r[-1] for w in word for r in w.reading.split()]


def test_a_reading_can_be_given() -> None:
    planned = SPEAKER.plan("行", ZH, readings={0: "xíng"})
    assert planned.words[0].reading == "xing2"
    assert planned.words[0].phonemes[0].symbol == "ɕ"
    read = SPEAKER.plan("I read it", EN, readings={1: "ɹɛd"})
    assert "ɛ" in [p.symbol for p in read.words[1].phonemes]
    assert len(SPEAKER.speak(read, EN)) == read.samples


@pytest.mark.parametrize("reading", ["xing2 zhang3", "", "hello9", "行"])
def test_a_reading_that_does_not_fit_is_refused(reading: str) -> None:
    with pytest.raises(BadInput, match="pinyin"):
        SPEAKER.plan("行", ZH, readings={0: reading})


def test_a_longer_vowel_moves_what_follows_and_nothing_else() -> None:
    planned = SPEAKER.plan("今天天气很好。", ZH)
    word = planned.words[1].id
    start, end = place(planned, word, 1)
    longer = edits.set_length(planned, word, 1, 2 * (end - start))
    plain, changed = SPEAKER.speak(planned, ZH), SPEAKER.speak(longer, ZH)
    assert len(changed) - len(plain) == end - start
    assert np.array_equal(plain.samples[: start - 1200], changed.samples[: start - 1200])


def test_pitch_and_gain_follow_the_edit() -> None:
    planned = SPEAKER.plan("妈", ZH)
    index = next(i for i, p in enumerate(planned.words[0].phonemes) if p.tone)
    start, end = place(planned, "w1", index)
    edge = (end - start) // 4
    plain = SPEAKER.speak(planned, ZH)
    higher = SPEAKER.speak(edits.set_pitch(planned, "w1", index, 4), ZH)
    cents = 1200 * np.log2(median_f0(higher, start + edge, end - edge) / median_f0(plain, start + edge, end - edge))
    assert cents == pytest.approx(400, abs=20)
    softer = SPEAKER.speak(edits.set_gain(planned, "w1", index, -12), ZH)
    assert level_db(softer, start + edge, end - edge) - level_db(plain, start + edge, end - edge) == pytest.approx(-12, abs=0.5)


def test_a_pause_is_silent_and_exact() -> None:
    planned = SPEAKER.plan("Hello world", EN)
    paused = edits.set_pause(planned, "w1", 12_000)
    sound = SPEAKER.speak(paused, EN)
    assert paused.samples - planned.samples == 12_000 - planned.words[0].pause
    (gap,) = [s for s in paused.segments() if s.index < 0]
    assert level_db(sound, gap.start + 600, gap.end - 600) < -70


def test_a_voice_has_its_pitch() -> None:
    planned = SPEAKER.plan("This voice is a low one, and stays there.", EN)
    low = SPEAKER.speak(planned, Voice("low", language="en", pitch=90))
    high = SPEAKER.speak(planned, Voice("high", language="en", pitch=220))
    assert median_f0(low, 0, len(low)) == pytest.approx(90, rel=0.05)
    assert median_f0(high, 0, len(high)) == pytest.approx(220, rel=0.05)


def test_the_same_plan_gives_the_same_bytes() -> None:
    planned = SPEAKER.plan("Twice the same.", EN)
    assert SPEAKER.speak(planned, EN).samples.tobytes() == SPEAKER.speak(planned, EN).samples.tobytes()


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [("…！？", "zh", "nothing to say"), ("hello", "xx", "not spoken"), ("a" * 20_001, "en", "Split")],
)
def test_what_cannot_be_said_is_refused(text: str, language: str, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        SPEAKER.plan(text, Voice("v", language=language))


def test_what_was_said_before_does_not_change_a_line() -> None:
    def said() -> tuple[dict[str, object], bytes]:
        return espeak_process.ask(voice="gmw/en-US", text="Someone picks one leaf.")

    first = said()
    espeak_process.ask(voice="sit/cmn-Latn-pinyin", text="ni3 hao3")
    assert said() == first


@pytest.mark.parametrize(
    ("text", "symbols"), [("wheel", "w iː l"), ("tools", "t uː l z"), ("until", "ʌ n t ɪ l"), ("full", "f ʊ l")]
)
def test_a_dark_l_is_a_phoneme_of_its_own(text: str, symbols: str) -> None:
    (word,) = SPEAKER.plan(text, EN).words
    assert " ".join(p.symbol for p in word.phonemes) == symbols
    assert 24 * 30 < min(p.samples for p in word.phonemes if p.symbol == "l") <= 24 * 90
