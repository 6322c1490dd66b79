"""What a listener would notice in how Chinese, Cantonese and English texts are read."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import solve_toeplitz

from pipelines import engines
from pipelines.errors import BadInput
from pipelines.speech import ipa, readings
from pipelines.speech.reading import cantonese, numbers, polyphones
from pipelines.voice import Voice

DATA = Path(__file__).parents[2] / "benchmarks" / "data"
SPEAKER = engines.load("speaker", "espeak")

SANDHI = """
一个 yi2 ge4|一天 yi4 tian1|一年 yi4 nian2|一本 yi4 ben3|一样 yi2 yang4|一起 yi4 qi3|一定 yi2 ding4|第一 di4 yi1|第一名 di4 yi1 ming2|十一 shi2 yi1
一百 yi4 bai3|一万 yi2 wan4|统一 tong3 yi1|看一看 kan4 yi5 kan4|想一想 xiang3 yi5 xiang3|一月 yi1 yue4|一心一意 yi4 xin1 yi2 yi4|一会儿 yi2 huir4|一切 yi2 qie4
不是 bu2 shi4|不好 bu4 hao3|不来 bu4 lai2|不说 bu4 shuo1|不对 bu2 dui4|不会 bu2 hui4|不错 bu2 cuo4|好不好 hao3 bu5 hao3|去不去 qu4 bu5 qu4|不要 bu2 yao4|不行 bu4 xing2
你好 ni2 hao3|水果 shui2 guo3|很好 hen2 hao3|可以 ke2 yi3|所以 suo2 yi3|了解 liao2 jie3|展览馆 zhan2 lan2 guan3|小老虎 xiao3 lao2 hu3|纸老虎 zhi3 lao2 hu3|洗脸水 xi2 lian2 shui3
我很好 wo2 hen2 hao3|永远 yong2 yuan3|领导 ling2 dao3|打扫 da2 sao3|雨伞 yu2 san3|手表 shou2 biao3|广场 guang2 chang3|理想 li2 xiang3|管理 guan2 li3|辅导 fu2 dao3
老师 lao3 shi1|好人 hao3 ren2|请坐 qing3 zuo4|北京 bei3 jing1|女儿 nv3 er2|玩儿 wanr2|花儿 huar1|这儿 zher4|儿童 er2 tong2|小孩儿 xiao3 hair2
喜欢 xi3 huan5|妈妈 ma1 ma5|朋友 peng2 you5|衣服 yi1 fu5|桌子 zhuo1 zi5|知道 zhi1 dao5|我们 wo3 men5|耳朵 er3 duo5|漂亮 piao4 liang5|什么 shen2 me5
"""
PHRASES = [row.rsplit(" ", len(row.split()) - 1) for row in SANDHI.strip().replace("\n", "|").split("|")]


def read(text: str, language: str = "zh") -> str:
    return " ".join(token.reading for token in readings.tokenise(text, language)[1] if token.reading)


def test_the_table_of_phrases_is_long_enough() -> None:
    assert len(PHRASES) >= 60


@pytest.mark.parametrize("row", PHRASES, ids=lambda row: row[0])
def test_sandhi_erhua_and_neutral_tones(row: list[str]) -> None:
    assert read(row[0]) == " ".join(row[1:])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("0", "零"),
        ("10", "十"),
        ("110", "一百一十"),
        ("2200", "两千二百"),
        ("10086", "一万零八十六"),
        ("-1,200.50", "负一千二百点五零"),
        ("900002161", "九亿零二千一百六十一"),
        ("1000000000000", "一万亿"),
        ("1234567890123", "一万二千三百四十五亿六千七百八十九万零一百二十三"),
    ],
)
def test_a_number_has_one_value_whatever_else_it_could_be(number: str, said: str) -> None:
    assert numbers.by_value(number) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("我们去看看。", "kan4 kan5"), ("你好好想想。", "hao2 hao3 xiang2 xiang5"), ("谢谢你。", "xie4 xie5"), ("晚上聊聊天。", "liao2 liao5 tian1"),
        ("天天下雨。", "tian1 tian1"), ("走走停停。", "zou2 zou3 ting2 ting2"), ("姐姐来了。", "jie3 jie5"), ("请看一看。", "kan4 yi5 kan4"),
    ],
)  # fmt: skip
def test_a_verb_said_twice_ends_lightly(text: str, said: str) -> None:
    assert said in read(text)


def test_a_pause_ends_sandhi() -> None:
    assert read("你，好") == "ni3 hao3"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("电话13812345678", "电话幺三八幺二三四五六七八"),
        ("请打010-62781234", "请打零幺零六二七八幺二三四"),
        ("拨打110报警", "拨打幺幺零报警"),
        ("现在是3:30", "现在是三点三十分"),
        ("2025-09-01起施行", "二零二五年九月一日起施行"),
        ("2000年2月2日", "二零零零年二月二日"),
        ("¥3.5万", "三点五万元"),
        ("$12.50", "十二点五零美元"),
        ("2个人", "两个人"),
        ("22个人", "二十二个人"),
        ("12个", "十二个"),
        ("10km/h", "每小时十公里"),
        ("1/2", "二分之一"),
        ("第3名", "第三名"),
        ("3–5天", "三到五天"),
        ("2~3个", "两到三个"),
        ("80%-90%", "百分之八十到百分之九十"),
        ("A4纸", "A四纸"),
        ("5G手机", "五G手机"),
        ("iPhone 15 Pro", "iPhone 十五 Pro"),
        ("GB 45438-2025", "GB 四五四三八杠二零二五"),
        ("301房间", "三零幺房间"),
        ("CA1234航班", "CA幺二三四航班"),
        ("身份证110101199003071234", "身份证一一零一零一一九九零零三零七一二三四"),
        ("版本v2.3.1", "版本v二点三点一"),
        ("-5℃", "负五摄氏度"),
        ("比分3:2", "比分三比二"),
        ("1,000,000人", "一百万人"),
        ("100块钱", "一百块钱"),
        ("6:00-8:00", "六点到八点"),
        ("007", "零零七"),
        ("共10086人", "共一万零八十六人"),
        ("有1234567890123人", "有一万二千三百四十五亿六千七百八十九万零一百二十三人"),
        ("订单1234567890123", "订单一二三四五六七八九零一二三"),
    ],
)
def test_numbers_are_said_as_people_say_them(text: str, said: str) -> None:
    out, position = "", 0
    for span in numbers.spans(text):
        out += text[position : span.start] + span.spoken
        position = span.end
    assert out + text[position:] == said


def test_what_is_written_stays_beside_what_is_said() -> None:
    _, tokens = readings.tokenise("3:30去2楼拿GB 45438-2025。", "zh")
    assert [token.text for token in tokens] == ["3:30", "去", "2", "楼", "拿", "GB", "45438-2025"]
    assert tokens[0].reading == "san1 dian3 san1 shi2 fen1"


@given(st.text(alphabet="银行长了一不3第:-.%¥年，。 aB\n儿", max_size=40), st.sampled_from(["zh", "en", "yue", "ja"]))
@settings(max_examples=150, deadline=None)
def test_tokens_hold_every_character(text: str, language: str) -> None:
    opening, tokens = readings.tokenise(text, language)
    assert opening + "".join(token.text + token.after for token in tokens) == text
    for token in tokens:
        if readings.is_chinese(token.language):
            assert token.reading
            readings.check_pinyin(token.reading, token.text)


def polyphone_rows() -> list[dict[str, str]]:
    with (DATA / "polyphones.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_polyphones_stay_right() -> None:
    rows = polyphone_rows()
    known = [row for row in rows if row["half"] != "test"]
    right = sum(polyphones.pinyin(row["sentence"])[int(row["place"])] == row["reading"] for row in known)
    assert len(known) >= 1000
    assert len({row["character"] for row in known}) >= 120
    assert right / len(known) >= 0.99


def test_the_sentences_are_well_formed() -> None:
    for row in polyphone_rows():
        assert row["sentence"][int(row["place"])] == row["character"], row["sentence"]


@pytest.mark.parametrize(
    ("text", "word", "right"),
    [
        ("I will read it.", "read", "ɹiːd"),
        ("I have read it.", "read", "ɹɛd"),
        ("The old pipes are made of lead.", "lead", "lɛd"),
        ("They refuse to leave.", "refuse", "ɹɪˈfjuːz"),
        ("Piles of refuse lay there.", "refuse", "ˈɹɛfjuːs"),
        ("Please record the meeting.", "record", "ɹɪˈkɔːɹd"),
        ("She broke the record.", "record", "ˈɹɛkɚd"),
    ],
)
def test_english_homographs_are_heard_as_meant(text: str, word: str, right: str) -> None:
    _, tokens = readings.tokenise(text, "en")
    assert {token.text: token.reading for token in tokens}[word] == right
    voice = Voice("en", language="en")
    planned = SPEAKER.plan(text, voice)
    assert planned.text == text
    assert len(SPEAKER.speak(planned, voice)) == planned.samples


def test_every_homograph_can_be_spoken() -> None:
    with (DATA / "homographs.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) >= 300
    assert len({row["word"] for row in rows}) >= 60
    right = 0
    for row in rows:
        found = {token.text.lower(): token.reading for token in readings.tokenise(row["sentence"], "en")[1]}
        ipa.to_mnemonics(found[row["word"]])
        right += found[row["word"]] == row["reading"]
    assert right / len(rows) >= 0.95


def test_cantonese_has_jyutping_and_sounds() -> None:
    _, tokens = readings.tokenise("香港有3間ABC。", "yue")
    assert [(token.text, token.reading, token.language) for token in tokens] == [
        ("香", "hoeng1", "yue"), ("港", "gong2", "yue"), ("有", "jau5", "yue"), ("3", "saam1", "yue"), ("間", "gaan1", "yue"), ("ABC", "", "en"),
    ]  # fmt: skip
    voice = Voice("yue", language="yue")
    planned = SPEAKER.plan("你好，今日去香港。", voice, readings={0: "lei5"})
    assert planned.words[0].phonemes[0].symbol == "l"
    assert len(SPEAKER.speak(planned, voice)) == planned.samples
    with pytest.raises(BadInput, match="jyutping"):
        SPEAKER.plan("你好", voice, readings={0: "ni3hao"})


def test_a_rhotic_syllable_is_heard() -> None:
    voice = Voice("zh", language="zh")
    planned = SPEAKER.plan("我们去玩儿。", voice)
    assert planned.words[-1].reading == "wanr2"
    assert [(p.symbol, p.tone) for p in planned.words[-1].phonemes] == [("w", ""), ("ɑ", "2"), ("ɻ", "")]
    sound = SPEAKER.speak(planned, voice)
    vowel, coda = (s for s in planned.segments() if s.word == planned.words[-1].id and s.index in (1, 2))
    third = third_formant(sound.samples[vowel.start : vowel.end]), third_formant(sound.samples[coda.start : coda.end])
    assert third[1] < third[0] - 200  # what makes a sound rhotic is the fall of its third formant


def third_formant(samples: np.ndarray) -> float:
    """F3 in Hz in the middle 30 ms of a sound at 24 kHz, by linear prediction (autocorrelation, order 12, at 8 kHz)."""
    middle = len(samples) // 2
    frame = soxr.resample(samples[middle - 480 : middle + 480], 24_000, 8_000)
    frame = np.append(frame[0], frame[1:] - 0.97 * frame[:-1]) * np.hamming(len(frame))
    lags = np.correlate(frame, frame, "full")[len(frame) - 1 :][:13]
    roots = np.roots(np.r_[1, -solve_toeplitz(lags[:-1], lags[1:])])
    clear = roots[(roots.imag > 0) & (np.abs(roots) > 0.8)]
    found = sorted(angle for angle in np.angle(clear) * 8_000 / 2 / np.pi if angle > 200)
    return float(found[2])


@pytest.mark.parametrize(("text", "tones"), [("花儿", "1"), ("一会儿", "24"), ("小孩儿", "32"), ("点儿", "3"), ("空儿", "4")])
def test_every_syllable_with_er_has_its_tone(text: str, tones: str) -> None:
    (word,) = SPEAKER.plan(text, Voice("zh", language="zh")).words
    assert "".join(p.tone for p in word.phonemes) == tones


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2個人", "兩個人"),
        ("2號", "二號"),
        ("第2點", "第二點"),
        ("2年級", "二年級"),
        ("2年", "兩年"),
        ("2025年11月22日", "二零二五年十一月廿二日"),
        ("25號3:30", "廿五號三點半"),
        ("2:15", "兩點十五分"),
        ("8:05", "八點零五分"),
        ("$200", "二百蚊"),
        ("$12.50", "十二個半"),
        ("$0.5", "五毫"),
        ("$2萬", "兩萬蚊"),
        ("US$2,000", "兩千美金"),
        ("2000人", "兩千人"),
        ("電話9876 5432", "電話九八七六五四三二"),
        ("2-3個", "兩至三個"),
        ("22歲", "廿二歲"),
        ("125個", "一百二十五個"),
        ("22.5度", "二十二點五度"),
        ("50%", "百分之五十"),
    ],
)
def test_numbers_are_said_as_cantonese_people_say_them(text: str, said: str) -> None:
    out, position = "", 0
    for span in cantonese.spans(text):
        out += text[position : span.start] + span.spoken
        position = span.end
    assert out + text[position:] == said


def test_a_cantonese_number_has_the_reading_of_what_is_said() -> None:
    _, tokens = readings.tokenise("2個人", "yue")
    assert [(token.text, token.reading) for token in tokens] == [("2", "loeng5"), ("個", "go3"), ("人", "jan4")]
