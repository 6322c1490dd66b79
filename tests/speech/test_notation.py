from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import BadInput
from pipelines.speech import arpabet, espeak_process, ipa, jyutping, notation, pinyin, xsampa
from pipelines.speech.notation import ENGLISH, normalise


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("yin2 hang2", "yin2 hang2"),
        ("yin2hang2", "yin2 hang2"),
        ("yínháng", "yin2 hang2"),
        ("Yín Háng", "yin2 hang2"),
        ("yin 2 - hang 2", "yin2 hang2"),  # as SAPI writes it
        ("lǜ", "lv4"),
        ("lü4", "lv4"),
        ("lu:4", "lv4"),
        ("nv3", "nv3"),
        ("xī'ān", "xi1 an1"),
        ("xiān", "xian1"),
        ("fāngàn", "fan1 gan4"),
        ("huar1", "hua1 er5"),
        ("wánr", "wan2 er5"),
        ("r5", "er5"),
        ("ma0", "ma5"),
        ("nǐ hǎo ma", "ni3 hao3 ma5"),
    ],
)
def test_pinyin_in_any_hand_is_syllables_with_tone_digits(written: str, reading: str) -> None:
    assert normalise(written, "zh") == reading


def test_the_word_decides_where_pinyin_can_be_cut_in_two_ways() -> None:
    assert normalise("xīān", "zh", word="西安") == "xi1 an1"
    assert normalise("xián", "zh", word="咸") == "xian2"
    assert normalise("jin1 tian1 tian1 qi4", "zh", word="今天天气") == "jin1 tian1 tian1 qi4"
    assert normalise("xi'an fàn", "zh", word="西安饭") == "xi5 an5 fan4"
    assert normalise("xian fàn", "zh", word="西安饭") == "xi5 an5 fan4"


@pytest.mark.parametrize(
    ("written", "language", "says"),
    [
        ("yin2 hamg2", "zh", "Syllable 2, 'hamg2'.*hang"),
        ("yin2 hang7", "zh", "tone of 1 to 5"),
        ("yinhang", "zh", "no tones"),
        ("jˈin", "zh", "takes pinyin"),
        ("gwong2 dunk1", "yue", "Syllable 2, 'dunk1'.*dung"),
        ("gwong2 dung7", "yue", "1 to 6"),
        ("HH AH0 L OX1", "en", "OX1"),
        ("ʁuː", "en", r"'ʁ' \(character 1\).*Near: "),
        ("tˈɛ©", "fr", r"'©' \(character 4\)"),
        ("  ", "en", "characters"),
        ("ma1" * 1000, "zh", "3,000 characters"),
    ],
)
def test_what_a_language_lacks_is_named_with_what_is_near(written: str, language: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        normalise(written, language, "arpabet" if "OX" in written else "")
    assert caught.value.zh != caught.value.en


def test_a_wrong_number_of_syllables_is_said() -> None:
    with pytest.raises(BadInput, match="1 syllables; 2 are wanted"):
        normalise("hang2", "zh", word="银行")
    with pytest.raises(BadInput, match="2 syllables; 1 are wanted"):
        normalise("ngan4 hong4", "yue", word="銀")


@pytest.mark.parametrize(
    ("written", "reading"),
    [
        ("HH AH0 L OW1", "həlˈoʊ"),
        ('h@"loU', "həˈloʊ"),
        ("/həˈləʊ/", "həˈloʊ"),
        ("t͡ʃɝːt͡ʃ", "tʃɜːtʃ"),
        ("ɡɹeɪt", "ɡɹeɪt"),
        ("greɪt", "ɡɹeɪt"),
        ("bʌtn̩", "bʌtən"),
        ("shen-YING", "ʃɛnjˈɪŋ"),
        ("shen-ying", "ʃˈɛnjˌɪŋ"),
        ("R IY1 D", "ɹˈiːd"),
    ],
)
def test_english_in_any_notation_is_ipa_that_the_speaker_takes(written: str, reading: str) -> None:
    said = normalise(written, "en")
    assert said == reading
    ipa.to_mnemonics(said)


def test_every_symbol_of_english_is_one_that_the_embedded_speaker_says() -> None:
    for symbol in ENGLISH:
        ipa.to_mnemonics(symbol)


WORDS = """butter button rhythm little hour idea poor choir squirrel bird thorough vision judge church theatre international
comfortable onion ear where roses wanted mountain international bottle sure fire royal layer"""


def test_what_espeak_says_of_english_is_accepted_back() -> None:
    for word in WORDS.split():
        said, _ = espeak_process.ask(ipa=word, voice="en-us")
        ipa.to_mnemonics(normalise(said["ipa"], "en", "ipa"))


def test_another_language_keeps_its_own_symbols() -> None:
    assert normalise("bɔ̃ʒuʁ", "fr") == "bɔ̃ʒuʁ"
    assert normalise("bO~ZuR", "fr", "x-sampa") == "bɔ̃ʒuʁ"


def test_an_unknown_alphabet_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(BadInput, match="x-sampa"):
        notation.alphabet("klingon", "en")
    assert notation.alphabet("sapi", "zh-CN") == "pinyin"
    assert notation.alphabet("x-cmu", "en-US") == "arpabet"


toned = st.builds(lambda syllable, tone: syllable + tone, st.sampled_from(sorted(pinyin.syllables())), st.sampled_from("12345"))


@given(st.lists(toned, min_size=1, max_size=6).filter(lambda s: any(x[-1] != "5" for x in s) or len(s) == 1))
@settings(max_examples=300, deadline=None)
def test_pinyin_comes_back_from_marks(syllables: list[str]) -> None:
    written = " ".join(syllables)
    assert pinyin.to_digits(pinyin.to_marks(written)) == written
    assert pinyin.to_digits(written.replace(" ", "")) == written


@given(st.lists(st.sampled_from(sorted(set(xsampa.TO_IPA.values()))), min_size=1, max_size=12))
@settings(max_examples=500, deadline=None)
def test_ipa_comes_back_from_x_sampa(symbols: list[str]) -> None:
    written = xsampa.decomposed("".join(symbols))
    again = xsampa.decomposed(xsampa.to_ipa(xsampa.from_ipa(written)))
    assert _one_hook(again) == _one_hook(written)


def _one_hook(written: str) -> str:
    """A vowel with a hook has two spellings in IPA and one in X-SAMPA."""
    return written.replace("ə˞", "ɚ").replace("ɜ˞", "ɝ")


codes = st.one_of(
    st.builds(lambda code, stress: code + stress, st.sampled_from(sorted(arpabet.VOWELS)), st.sampled_from("012")),
    st.sampled_from(sorted(arpabet.CONSONANTS)),
)


@given(st.lists(codes, min_size=1, max_size=10))
@settings(max_examples=300, deadline=None)
def test_arpabet_comes_back_from_ipa(written: list[str]) -> None:
    said = arpabet.to_ipa(" ".join(written))
    assert arpabet.to_ipa(notation.ipa_to_arpabet(said)) == said


@given(st.lists(st.sampled_from([s for s in ENGLISH if s != "ɒ"]), min_size=1, max_size=10))
@settings(max_examples=300, deadline=None)
def test_english_ipa_is_its_own_normal_form(symbols: list[str]) -> None:
    said = normalise("".join(symbols), "en", "ipa")
    assert normalise(said, "en", "ipa") == said


@given(st.text(max_size=30), st.sampled_from(["zh", "yue", "en", "fr"]), st.sampled_from(["", *notation.NOTATIONS]))
@settings(max_examples=200, deadline=None)
def test_wild_readings_are_taken_or_refused_and_never_crash(written: str, language: str, given_notation: str) -> None:
    if given_notation == "respelling" or (not given_notation and language == "en"):
        written = written.encode("ascii", "ignore").decode()[:8]  # each asks the synthesiser
    with suppress(BadInput):
        assert normalise(written, language, given_notation)


def test_jyutping_is_left_as_it_is() -> None:
    assert normalise("gwong2 dung1 waa2", "yue-HK", word="廣東話") == "gwong2 dung1 waa2"
    assert "gwong" in jyutping.SYLLABLES
