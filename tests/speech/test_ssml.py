from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.overrides import PhonemeOverride, SoundEvent, WordOverride
from pipelines.speech import voices
from pipelines.speech.ssml import Document, Kept, read, to_ssml
from pipelines.speech.ssml import kept as kept_values
from pipelines.speech.ssml.sayas import spoken
from pipelines.timeline import Utterance, Word, word_spans

SPEAKER = engines.load("speaker", "espeak")
HEAD = '<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" xml:lang="{}">'


def document(body: str, language: str = "en", base: Path = Path("."), **options: object) -> Document:
    return read(f"{HEAD.format(language)}{body}</speak>", SPEAKER, base=base, **options)  # type: ignore[arg-type]


def word(spoken_words: Utterance, text: str) -> Word:
    return next(w for w in spoken_words.words if w.text == text)


def override(of: Document, text: str) -> WordOverride:
    return of.utterance.override(word(of.utterance, text).id)


def pitch(of: Document, text: str) -> float:
    shifts = {over.semitones for over in override(of, text).phonemes.values()}
    assert len(shifts) == 1
    return shifts.pop()


def span(utterance: Utterance, first: str, last: str) -> float:
    places = {s.word.text: s for s in word_spans(utterance)}
    return (places[last].end - places[first].start) / utterance.sample_rate


def test_a_document_is_its_words_with_white_space_as_a_person_reads_it() -> None:
    done = document("\n  <p>Hello,\n   dear   world.</p>\n <p>Good\tbye</p>\n")
    assert done.utterance.text == "Hello, dear world.\n\nGood bye"
    chinese = document("\n 你好，\n 世界\n", "zh-CN")
    assert chinese.utterance.text == "你好，世界"
    assert chinese.utterance.language == "zh"


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ('time="300ms"', 0.3), ('time="1.5s"', 1.5), ('strength="none"', 0), ('strength="weak"', 0.5), ("", 0.75),
        ('strength="strong" time="0.2s"', 0.2),
    ],
)  # fmt: skip
def test_a_break_is_silence_of_its_length_after_the_word_before(written: str, seconds: float) -> None:
    done = document(f"Hello, <break {written}/> world")
    assert override(done, "Hello").pause == round(seconds * done.utterance.sample_rate)


def test_breaks_add_up_and_one_before_all_words_is_the_lead() -> None:
    done = document('<break time="1s"/>Hello <break time="200ms"/><break time="300ms"/>world')
    assert done.utterance.lead == done.utterance.sample_rate
    assert override(done, "Hello").pause == done.utterance.sample_rate // 2


@pytest.mark.parametrize(("level", "stress"), [("strong", 1), ("moderate", 2), ("reduced", 0), ("none", None)])
def test_emphasis_is_stress(level: str, stress: int | None) -> None:
    done = document(f'a <emphasis level="{level}">big</emphasis> house')
    assert override(done, "big").stress == stress
    assert override(done, "house").stress is None


@pytest.mark.parametrize(
    ("markup", "language", "text", "reading"),
    [
        ('我去<phoneme alphabet="pinyin" ph="yínháng">银行</phoneme>', "zh", "银行", "yin2 hang2"),
        ('我去<phoneme alphabet="sapi" ph="yin 2 - xing 2">银行</phoneme>', "zh", "银行", "yin2 xing2"),
        ('<phoneme alphabet="pinyin" ph="zhong4">重</phoneme>庆', "zh", "重庆", "zhong4 qing4"),
        ('a <phoneme alphabet="ipa" ph="təˈmɑːtəʊ">tomato</phoneme>', "en", "tomato", "təˈmɑːtoʊ"),
        ("a <phoneme alphabet=\"x-sampa\" ph='t@&quot;mA:toU'>tomato</phoneme>".replace("'", '"', 2), "en", "tomato", "təˈmɑːtoʊ"),
        ('a <phoneme alphabet="x-arpabet" ph="T AH0 M AA1 T OW0">tomato</phoneme>', "en", "tomato", "təmˈɑːtoʊ"),
        ('<phoneme alphabet="cmu" ph="R EH1 D">read</phoneme> it', "en", "read", "ɹˈɛd"),
        ('我爱<phoneme alphabet="ipa" ph="ˈaɪfəʊn">iPhone</phoneme>手机', "zh", "iPhone", "ˈaɪfoʊn"),
    ],
)  # fmt: skip
def test_a_phoneme_element_sets_the_reading(markup: str, language: str, text: str, reading: str) -> None:
    assert override(document(markup, language), text).reading == reading


def test_one_phoneme_element_may_read_several_words() -> None:
    done = document('in <phoneme alphabet="ipa" ph="nuː jɔːk">New York</phoneme> now')
    assert (override(done, "New").reading, override(done, "York").reading) == ("nuː", "jɔːk")


@pytest.mark.parametrize(
    ("attributes", "speed"),
    [
        ('rate="slow"', 0.64), ('rate="x-fast"', 2.0), ('rate="+20%"', 1.2), ('rate="-50%"', 0.5), ('rate="120%"', 1.2),
        ('rate="1.2"', 1.2),
    ],
)  # fmt: skip
def test_rate_scales_the_words_in_it(attributes: str, speed: float) -> None:
    done = document(f"one <prosody {attributes}>two</prosody> three")
    assert override(done, "two").speed == pytest.approx(speed)
    assert override(done, "three").speed == 1.0


@pytest.mark.parametrize(
    ("written", "semitones"),
    [
        ("+2st", 2), ("-3.5st", -3.5), ("+50%", 7.02), ("-50%", -12), ("high", 3.16), ("x-low", -10.35), ("default", 0),
        ("+0%", 0), ("2st", 2),
    ],
)  # fmt: skip
def test_pitch_in_any_unit_is_semitones(written: str, semitones: float) -> None:
    done = document(f'one <prosody pitch="{written}">two</prosody>')
    assert override(done, "two").phonemes.get(0, PhonemeOverride()).semitones == pytest.approx(semitones, abs=0.01)


def test_pitch_in_hertz_counts_from_the_voice() -> None:
    voice = voices.default("en")
    done = document(f'<prosody pitch="{2 * voice.pitch}Hz">up</prosody> <prosody pitch="-{voice.pitch / 2}Hz">down</prosody>')
    assert pitch(done, "up") == pytest.approx(12, abs=0.01)
    assert pitch(done, "down") == pytest.approx(-12, abs=0.01)


@pytest.mark.parametrize(
    ("written", "gain"),
    [("+6dB", 6), ("-10dB", -10), ("loud", 6), ("silent", -60), ("50", -6.02), ("+100%", 6.02), ("-50%", -6.02), ("0", -60)],
)
def test_volume_in_any_unit_is_decibels(written: str, gain: float) -> None:
    done = document(f'one <prosody volume="{written}">two</prosody>')
    assert override(done, "two").phonemes[0].gain_db == pytest.approx(gain, abs=0.01)


def test_nested_prosody_adds_up() -> None:
    done = document(
        '<prosody rate="1.5" pitch="+2st" range="+50%" volume="+3dB">one <prosody rate="2" pitch="-1st" range="-50%" volume="+1dB">'
        "two</prosody></prosody>"
    )
    two = override(done, "two")
    assert two.speed == pytest.approx(3.0)
    assert two.range == pytest.approx(0.75)
    assert pitch(done, "two") == pytest.approx(1.0)
    assert two.phonemes[0].gain_db == pytest.approx(4.0)


def test_a_contour_runs_over_the_time_of_all_its_words() -> None:
    done = document('so <prosody contour="(0%,+12st) (50%,+0st) (100%,-6st)">come over here</prosody> now')
    utterance = done.utterance
    heard = [(s, utterance.override(s.word).phonemes.get(s.index)) for s in utterance.segments() if s.index >= 0]
    inside = [(s, own) for s, own in heard if own and own.contour]
    start, end = inside[0][0].start, inside[-1][0].end
    assert {utterance.word(s.word).text for s, _ in inside} == {"come", "over", "here"}
    for segment, own in inside:
        for at, semitones in own.contour:
            share = (segment.start + at * segment.samples - start) / (end - start)
            assert semitones == pytest.approx(np.interp(share, [0, 0.5, 1], [12, 0, -6]), abs=0.05)
    assert inside[0][1].contour[0] == (0.0, 12.0)
    assert inside[-1][1].contour[-1] == (1.0, -6.0)


def test_a_duration_is_kept_to_the_millisecond_whatever_is_nested() -> None:
    done = document(
        'one <prosody duration="2.5s">two <prosody rate="fast">three</prosody> <break time="300ms"/>four</prosody> five'
    )
    assert span(done.utterance, "two", "four") == pytest.approx(2.5, abs=0.001)
    assert not done.notes


def test_the_whole_is_fitted_to_the_audio_duration() -> None:
    done = document('<mstts:audioduration value="4s"/>A line that <break time="500ms"/>would be shorter.')
    assert done.utterance.seconds == pytest.approx(4, abs=0.001)


def test_a_duration_that_cannot_be_reached_is_said() -> None:
    done = document('<prosody duration="20ms">A rather long sentence</prosody>')
    assert "1:" in done.notes[0].place
    assert "brought to" in done.notes[0].en


SAY_AS = [
    ("ABC", "characters", "", "en", "A, B, C"),
    ("a1-b", "spell-out", "", "en", "A, one, dash, B"),
    ("21", "ordinal", "", "en", "21st"),
    ("112", "ordinal", "", "en", "112th"),
    ("1,234", "cardinal", "", "en", "1234"),
    ("2025-09-01", "date", "", "en", "September 1st, 20 25"),
    ("3/4/1905", "date", "dmy", "en", "April 3rd, 19 oh 5"),
    ("2:30pm", "time", "hms12", "en", "2 30 p.m."),
    ("14:05", "time", "hms24", "en", "14 oh 5"),
    ("+1 555 1234", "telephone", "", "en", "one, five five five, one two three four"),
    ("407", "digits", "", "en", "four zero seven"),
    ("$42.50", "currency", "", "en", "42 dollars and 50 cents"),
    ("1 GBP", "currency", "", "en", "1 pound"),
    ("2/3", "fraction", "", "en", "2 thirds"),
    ("13800138000", "telephone", "", "zh", "幺三八零零幺三八零零零"),
    ("2025-09-01", "date", "", "zh", "二零二五年九月一日"),
    ("14:30", "time", "", "zh", "十四点三十分"),
    ("02:05", "time", "", "zh", "两点零五分"),
    ("3", "ordinal", "", "zh", "第三"),
    ("-12.5", "cardinal", "", "zh", "负十二点五"),
    ("407", "digits", "", "zh", "四零七"),
    ("¥35.5", "currency", "", "zh", "三十五点五元"),
    ("3/4", "fraction", "", "zh", "四分之三"),
    ("A1", "characters", "", "zh", "A，一"),
]


@pytest.mark.parametrize(("written", "kind", "form", "language", "said"), SAY_AS)
def test_say_as_chooses_the_words(written: str, kind: str, form: str, language: str, said: str) -> None:
    done = document(f'x <say-as interpret-as="{kind}" format="{form}">{written}</say-as>', language)
    assert done.utterance.text == f"x {said}"
    assert not done.notes


def test_what_say_as_cannot_read_so_is_read_as_written_and_said() -> None:
    done = document('x <say-as interpret-as="date">soon</say-as> y <say-as interpret-as="klingon">7</say-as>')
    assert done.utterance.text == "x soon y 7"
    assert [n.place for n in done.notes] == ["1:126", "1:170"]
    assert spoken("5", "cardinal", "", "fr") is None


def test_sub_says_its_alias_and_is_written_back() -> None:
    markup = 'the <sub alias="World Wide Web Consortium">W3C</sub> met'
    done = document(markup)
    assert done.utterance.text == "the World Wide Web Consortium met"
    assert markup in to_ssml(done.utterance, done.kept)


def test_other_voices_styles_and_languages_lie_on_their_words() -> None:
    done = document(
        'one <voice name="arthur">two</voice> <mstts:express-as style="newscast" styledegree="1.5">three</mstts:express-as>'
        ' <lang xml:lang="fr-FR">bonjour le monde</lang>'
    )
    assert override(done, "two").voice == "arthur"
    assert (override(done, "three").style, override(done, "three").degree) == ("newsreader", 1.5)
    assert word(done.utterance, "bonjour").language == "fr-FR"
    assert "ʒ" in word(done.utterance, "bonjour").reading
    assert SPEAKER.speak(done.utterance, voices.default("en")).samples.size == done.utterance.samples


def test_the_voice_of_the_whole_is_the_voice_of_the_line() -> None:
    assert document('<voice name="arthur">hello world</voice>').utterance.voice == "arthur"
    asked = document('<voice name="arthur">hello world</voice>', voice=voices.load("grace"))
    assert asked.utterance.voice == "grace"
    assert not asked.utterance.overrides
    assert "gives way" in asked.notes[0].en


def test_silence_by_punctuation_mark() -> None:
    done = document(
        '<mstts:silence type="Comma-exact" value="200ms"/><mstts:silence type="Leading" value="1s"/>'
        '<mstts:silence type="Tailing-exact" value="300ms"/>One, two.'
    )
    rate = done.utterance.sample_rate
    assert done.utterance.pause_after(done.utterance.words[0]) == 0.2 * rate
    assert done.utterance.lead == rate
    assert done.utterance.pause_after(done.utterance.words[-1]) == 0.3 * rate


def test_a_mark_inside_a_chinese_word_cuts_it() -> None:
    done = document('今天<prosody rate="2">天气</prosody>很<break time="1s"/>好', "zh")
    assert "".join(w.text for w in done.utterance.words) == "今天天气很好"
    assert override(done, "天气").speed == 2
    assert override(done, "今天").speed == 1
    assert override(done, "很").pause == done.utterance.sample_rate
    assert SPEAKER.speak(done.utterance, voices.default("zh")).samples.size == done.utterance.samples


def test_a_mark_inside_another_word_takes_all_of_it_and_says_so() -> None:
    done = document("un<emphasis>believable</emphasis> thing")
    assert override(done, "unbelievable").stress == 2
    assert "in part" in done.notes[0].en


def test_a_sound_beside_the_document_is_heard_after_the_word(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "ding.wav", np.zeros(12_000), 24_000)
    done = document('Hello <audio src="ding.wav" soundLevel="-6dB"/> world <audio src="none.wav">gone</audio>', base=tmp_path)
    assert override(done, "Hello").events == (SoundEvent("sound", 12_000, -6.0, "ding.wav"),)
    assert done.utterance.text.endswith("gone")
    assert "no file here" in done.notes[0].en


@pytest.mark.parametrize("name", ["https://x.example/a.wav", "../a.wav", "/etc/passwd", "file:///etc/passwd", "C:\\a.wav"])
def test_no_file_elsewhere_is_read(name: str, tmp_path: Path) -> None:
    done = document(f'Hello <audio src="{name}">there</audio> <lexicon uri="{name}"/>', base=tmp_path)
    assert not done.utterance.overrides
    assert all("only files beside" in n.en for n in done.notes)
    assert len(done.notes) == 2


def test_a_dictionary_beside_the_document_is_used_and_a_phoneme_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "own.pls").write_text(
        '<lexicon version="1.0" alphabet="x-arpabet" xml:lang="en"><lexeme><grapheme>gif</grapheme><phoneme>JH IH1 F</phoneme></lexeme>'
        "</lexicon>"
    )
    done = document('<lexicon uri="own.pls"/>a gif <phoneme ph="ɡɪf">GIF</phoneme>', base=tmp_path)
    assert override(done, "gif").reading is None  # a dictionary's reading is the word's own
    assert [p.symbol for p in next(w for w in done.utterance.words if w.text == "gif").phonemes] == ["dʒ", "ɪ", "f"]
    assert override(done, "GIF").reading == "ɡɪf"


UNKNOWN = (
    '<mark name="here"/>Hello <foo:bar xmlns:foo="urn:x" a="1">dear</foo:bar> <voice name="en-US-JennyNeural">world</voice>'
    '<bookmark mark="end"/> <mstts:express-as style="chat" role="Girl">and</mstts:express-as> <w>you</w>'
)


def test_what_is_not_known_is_told_with_its_place_kept_and_written_back() -> None:
    done = document(UNKNOWN)
    assert done.utterance.text == "Hello dear world and you"
    assert {n.en.split(":")[0] + n.en.split(":")[1][:4] for n in done.notes} >= {"<foobar>"}
    assert all(n.place.startswith("1:") and n.zh for n in done.notes)
    written = to_ssml(done.utterance, kept_values.loads(kept_values.dumps(done.kept)))
    for markup in ('<mark name="here"/>', '<foo:bar xmlns:foo="urn:x" a="1">dear', '<voice name="en-US-JennyNeural">world',
                   '<bookmark mark="end"/>', '<mstts:express-as style="chat"', 'role="Girl"', "<w>you</w>"):  # fmt: skip
        assert markup in written, markup
    again = read(written, SPEAKER)
    assert again.utterance.words == done.utterance.words
    assert {k for k in again.kept if k.role != "root"} == {k for k in done.kept if k.role != "root"}


def test_what_was_kept_on_words_that_are_gone_stays_as_a_comment() -> None:
    plain = SPEAKER.plan("Hello", voices.default("en"), language="en")
    written = to_ssml(plain, [Kept("around", "<foo>", "w7", "w8"), Kept("said", "<sub alias='a--b'>c</sub>", "w7", "w7", "a")])
    assert "<!-- <foo> -->" in written
    read(written, SPEAKER)


BOMB = '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><speak>&b;</speak>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Line 1, column 1: this is not XML"),
        ("Hello", "not XML"),
        ("<speak>\n<p>a</s></speak>", "Line 2, column 7"),
        (BOMB, "entities"),
        ('<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><speak>&x;</speak>', "entities"),
        ("<html>x</html>", "outermost element of SSML is <speak>"),
        ("<speak>" + "<s>" * 100 + "</s>" * 100 + "</speak>", "nested"),
        ("<speak>" + "a" * 6_000_000 + "</speak>", "up to 5,000,000"),
        ("<speak>…</speak>", "nothing to say"),
        ('<speak xml:lang="en">\n a <phoneme alphabet="runes" ph="x">b</phoneme></speak>', "Line 2, column 4.*'runes'.*x-sampa"),
        ('<speak xml:lang="en">a <phoneme ph="ʁy">b</phoneme></speak>', "column 24.*'ʁ'.*English does not have.*Near"),
        ('<speak xml:lang="zh"><phoneme alphabet="pinyin" ph="hang2">银行</phoneme></speak>', "column 22.*1 syllables; 2 are wanted"),
        ('<speak xml:lang="zh"><phoneme alphabet="pinyin" ph="yin2 hamg2">银行</phoneme></speak>', "Near: hang"),
        ('<speak xml:lang="en"><phoneme ph="nuːjɔːk">New York</phoneme></speak>', "column 22.*several words"),
        ('<speak xml:lang="en"><phoneme>x</phoneme></speak>', 'needs ph='),
        ('<speak xml:lang="en"><phoneme ph="ə"><phoneme ph="ə">x</phoneme></phoneme></speak>', "inside another"),
        ('<speak xml:lang="en">a<break time="soon"/></speak>', "column 23.*250ms"),
        ('<speak xml:lang="en">a<break strength="huge"/></speak>', "x-strong"),
        ('<speak xml:lang="en"><prosody rate="quick">a</prosody></speak>', "rate='quick'.*x-slow"),
        ('<speak xml:lang="en"><prosody rate="-200%">a</prosody></speak>', "rate"),
        ('<speak xml:lang="en"><prosody pitch="5">a</prosody></speak>', r"pitch.*\+2st"),
        ('<speak xml:lang="en"><prosody volume="999">a</prosody></speak>', "volume.*dB"),
        ('<speak xml:lang="en"><prosody contour="up">a</prosody></speak>', "contour"),
        ('<speak xml:lang="en"><prosody contour="(0%,+2st) (900%,+2st)">a</prosody></speak>', "0% to 100%"),
        ('<speak xml:lang="en"><emphasis level="huge">a</emphasis></speak>', "moderate"),
        ('<speak xml:lang="en"><sub>a</sub></speak>', "alias"),
        ('<speak xml:lang="xx">a</speak>', "'xx'"),
        ('<speak xml:lang="en" xmlns:mstts="x">a<mstts:express-as style="sad" styledegree="9">b</mstts:express-as></speak>', "0 to 2"),
    ],
)  # fmt: skip
def test_bad_documents_are_refused_with_place_and_what_is_accepted(text: str, says: str) -> None:
    with pytest.raises(BadInput, match=says) as caught:
        read(text, SPEAKER)
    assert caught.value.zh


@lru_cache(maxsize=4)
def planned(language: str) -> Utterance:
    text = {"en": "Of the people, “dear” friends & foes: go! Now or never.\n\nRead <this>.",
            "zh": "你好，重庆银行的iPhone手机。今天天气很好！\n我们走吧。"}[language]  # fmt: skip
    return SPEAKER.plan(text, voices.default(language), language=language)


def rounded(low: float, high: float) -> st.SearchStrategy[float]:
    return st.integers(round(low * 100), round(high * 100)).map(lambda n: n / 100)


def contours(low: float, high: float) -> st.SearchStrategy[tuple[tuple[float, float], ...]]:
    points = st.lists(st.tuples(rounded(0, 1), rounded(low, high)), max_size=3, unique_by=lambda point: point[0])
    return points.map(lambda found: tuple(sorted(found)))


sounds = st.builds(
    PhonemeOverride,
    samples=st.none() | st.integers(120, 20_000),
    semitones=rounded(-12, 12),
    gain_db=rounded(-20, 10),
    contour=contours(-12, 12),
    hz=contours(60, 400),
)
events = st.builds(SoundEvent, st.sampled_from(["breath", "laugh"]), st.integers(100, 48_000), rounded(-10, 6))


@st.composite
def edited(draw: st.DrawFn) -> Utterance:
    base = planned(draw(st.sampled_from(["en", "zh"])))
    overrides = {}
    for place, each in enumerate(base.words):
        if not draw(st.booleans()):
            continue
        count = len(each.phonemes)
        alike = draw(st.none() | st.builds(PhonemeOverride, semitones=rounded(-12, 12), gain_db=rounded(-20, 10)))
        chinese = base.language == "zh" and not each.language
        overrides[each.id] = WordOverride(
            reading=each.reading if chinese and draw(st.booleans()) else None,
            pause=draw(st.none() | st.integers(0, 48_000)),
            phonemes=dict.fromkeys(range(count), alike) if alike else draw(st.dictionaries(st.integers(0, count - 1), sounds)),
            speed=draw(rounded(0.25, 4)),
            range=draw(rounded(0, 4)),
            stress=draw(st.sampled_from([None, 0, 1, 2])),
            joined=draw(st.sampled_from([None, True, False])),
            voice=draw(st.sampled_from(["", "arthur"])),
            style=(style := draw(st.sampled_from(["", "sad", "newsreader", "whisper"]))),
            degree=draw(rounded(0, 2)) if style else 1.0,
            events=tuple(draw(st.lists(events, max_size=2))) if place else (),
        )
    return replace(
        base,
        overrides={key: own for key, own in overrides.items() if not own.empty},
        rate=draw(rounded(0.25, 4)),
        lead=draw(st.integers(0, 5000)),
        pauses=draw(st.dictionaries(st.sampled_from("，,。.！!；"), st.integers(0, 20_000))),
    )


@given(edited())
@settings(max_examples=40, deadline=None)
def test_what_is_written_reads_back_the_same(utterance: Utterance) -> None:
    done = read(to_ssml(utterance), SPEAKER)
    again = done.utterance
    assert [(w.id, w.text, w.after) for w in again.words] == [(w.id, w.text, w.after) for w in utterance.words]
    assert [(w.reading, w.phonemes, w.language) for w in again.words] == [
        (w.reading, w.phonemes, w.language) for w in utterance.words
    ]
    assert not done.notes
    assert again.overrides == utterance.overrides
    assert (again.rate, again.voice, again.pauses) == (utterance.rate, utterance.voice, utterance.pauses)
    assert abs(again.lead - utterance.lead) <= 1
    assert to_ssml(again) == to_ssml(utterance) or again.lead != utterance.lead


bodies = st.recursive(
    st.text("ab 你好<&>\"'\n，.", max_size=8).map(lambda t: t.replace("&", "&amp;").replace("<", "&lt;")),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag[0]}>{''.join(parts)}</{tag[1]}>",
        st.sampled_from([
            ("p", "p"), ("s", "s"), ("emphasis", "emphasis"), ('prosody rate="1.1" pitch="+1st"', "prosody"), ("x:y z='1'", "x:y"),
            ('prosody contour="(0%,+2st)(90%,-1st)"', "prosody"), ('prosody duration="900ms"', "prosody"), ('sub alias="hm"', "sub"),
            ('lang xml:lang="fr"', "lang"), ('say-as interpret-as="characters"', "say-as"), ('voice name="arthur"', "voice"),
            ('break time="9ms"', "break"), ('mstts:express-as style="sad"', "mstts:express-as"),
        ]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=8,
)  # fmt: skip


@given(bodies, st.sampled_from(["en", "zh"]))
@settings(max_examples=40, deadline=None)
def test_any_nesting_is_read_and_written_or_refused(body: str, language: str) -> None:
    try:
        done = document("x " + body, language)
    except BadInput:
        return
    again = read(to_ssml(done.utterance, done.kept), SPEAKER).utterance
    assert again.text.split() == done.utterance.text.split()
    if [w.text for w in again.words] != [w.text for w in done.utterance.words]:
        return  # the speaker made one word of two over a line's end
    assert {k: o.stress for k, o in again.overrides.items()} == {k: o.stress for k, o in done.utterance.overrides.items()}


def test_the_file_of_what_was_kept_is_checked() -> None:
    with pytest.raises(BadInput, match="schema"):
        kept_values.loads("{}")
