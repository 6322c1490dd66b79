"""The embedded writer: the length asked for, the source's own words, scenes that make a film."""

from __future__ import annotations

import hashlib
import re

import pytest

from pipelines.engines import load
from pipelines.errors import BadInput
from pipelines.script import Brief, Script
from pipelines.text.clean import clean
from pipelines.text.outline import GAP_LINE, GAP_SCENE, OutlineWriter, default_rate, estimate, fit
from pipelines.text.sentences import spoken_characters, width

from .helpers import ROOT, SOURCES, bare, said, source


def write(name: str, seconds: float, **more: float) -> Script:
    text, language = source(name)
    return OutlineWriter().write(Brief(text=text, language=language, seconds=seconds, **more))  # type: ignore[arg-type]


def whole(name: str) -> float:
    return estimate(write(name, 0), default_rate(SOURCES[name][1]))


CASES = [(name, part) for name in SOURCES for part in (0.12, 0.2, 0.35, 0.5, 0.75)]


@pytest.mark.parametrize(("name", "part"), CASES)
def test_length_and_words(name: str, part: float) -> None:
    """Within 5 % of the time asked for (the issue allows the film 10 %), and every sentence is the source's."""
    text, language = source(name)
    seconds = round(whole(name) * part, 1)
    script = write(name, seconds)
    assert estimate(script, default_rate(language)) == pytest.approx(seconds, rel=0.05)
    everything = bare(clean(text).text)
    place = 0
    for line in script.lines:
        found = everything.find(bare(line.text), place)
        assert found >= place, f"not in the source, or out of order: {line.text}"
        place = found
    numbers = set(re.findall(r"\d+(?:[.,]\d+)*", text))
    assert set(re.findall(r"\d+(?:[.,]\d+)*", said(script))) <= numbers


def test_the_speakers_rate_counts() -> None:
    """A voice twice as fast says about twice as much in the same time."""
    slow, fast = write("zh-lamp", 60, rate=3.5), write("zh-lamp", 60, rate=7.0)
    count = [spoken_characters(said(script), "zh") for script in (slow, fast)]
    assert count[1] / count[0] == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("name", SOURCES)
def test_more_time_says_more(name: str) -> None:
    full = whole(name)
    _, language = SOURCES[name]
    lengths = [spoken_characters(said(write(name, full * part)), language) for part in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("name", SOURCES)
def test_a_short_source_is_kept_whole_and_not_padded(name: str) -> None:
    text, _ = source(name)
    assert bare(said(write(name, whole(name) * 1.5))) == bare(clean(text).text)


@pytest.mark.parametrize("name", ["zh-lamp", "en-clock"])
def test_scenes_make_a_film(name: str) -> None:
    script = write(name, 60)
    language = SOURCES[name][1]
    assert 4 <= len(script.scenes) <= 8
    assert script.scenes[0].layout == script.scenes[-1].layout == "presenter"
    assert {"pip", "picture"} == {scene.layout for scene in script.scenes[1:-1]}
    assert script.title == clean(source(name)[0]).title
    for scene in script.scenes:
        assert scene.title
        assert scene.prompt
        assert len(scene.title) <= (14 if language == "zh" else 40)
    assert len({scene.title for scene in script.scenes}) == len(script.scenes)
    assert all(one.prompt != other.prompt for one, other in zip(script.scenes, script.scenes[1:], strict=False))


@pytest.mark.parametrize("name", SOURCES)
def test_the_hook_and_the_close_are_the_sources(name: str) -> None:
    body = clean(source(name)[0]).text
    script = write(name, max(30.0, whole(name) * 0.3))
    assert bare(body).startswith(bare(script.lines[0].text))
    assert bare(body).endswith(bare(script.lines[-1].text))


@pytest.mark.parametrize("name", SOURCES)
def test_lines_can_be_said_in_a_breath(name: str) -> None:
    for line in write(name, 0).lines:
        assert width(line.text) <= 176.1
        assert line.text == line.text.strip()


@pytest.mark.parametrize("name", ["zh-lamp", "en-clock"])
@pytest.mark.parametrize("speed", [0.75, 1.0, 1.4])
def test_fit_reaches_the_real_length(name: str, speed: float) -> None:
    """A voice with its own pace, faster on some sentences than others: found within 3 % in at most eight tries."""
    text, language = source(name)
    asked: list[Script] = []

    def measure(script: Script) -> float:
        asked.append(script)
        gaps = GAP_LINE * sum(len(scene.lines) - 1 for scene in script.scenes) + GAP_SCENE * (len(script.scenes) - 1)
        seconds = 0.0
        for line in script.lines:
            pace = 0.9 + 0.2 * hashlib.sha256(line.text.encode()).digest()[0] / 255
            seconds += spoken_characters(line.text, language) / (default_rate(language) * speed * pace)
        return seconds + gaps

    brief = Brief(text=text, language=language, seconds=60)
    script = fit(brief, measure)
    assert len(asked) <= 8
    assert measure(script) == pytest.approx(60, rel=0.03)
    assert fit(brief, measure) == script


def test_fit_leaves_a_short_text_alone() -> None:
    asked: list[Script] = []

    def measure(script: Script) -> float:
        asked.append(script)
        return 5.0

    script = fit(Brief(text="山上有茶。人们采茶。", language="zh", seconds=60), measure)
    assert bare(script.text) == "山上有茶人们采茶"
    assert len(asked) == 1


@pytest.mark.parametrize("seconds", [4, 10])
@pytest.mark.parametrize("name", ["zh-salt", "en-bread"])
def test_very_short_films(name: str, seconds: float) -> None:
    script = write(name, seconds)
    assert script.lines
    assert estimate(script, default_rate(SOURCES[name][1])) <= seconds * 1.6


def test_one_long_sentence_is_clipped_at_a_clause() -> None:
    text = source("zh-salt")[0].split("\n")[2]
    one = text.replace("。", "，")[:-1] + "。"
    script = OutlineWriter().write(Brief(text=one, language="zh", seconds=10))
    assert script.text
    assert bare(script.text) in bare(one)
    assert estimate(script, default_rate("zh")) == pytest.approx(10, rel=0.25)
    assert script.lines[-1].text[-1] == "。"


def test_a_clip_keeps_what_turns_the_meaning() -> None:
    """ "He came, but he left" may not become "He came"."""
    text = (
        "Every village had a school and a mill of its own, but most of them were closed after the war. "
        "所有的桥都要拆掉，除非有人愿意出钱来修它们。"
    )
    for language, head in (("en", "of its own."), ("zh", "拆掉。")):
        for seconds in (2, 3, 4, 5, 6):
            script = OutlineWriter().write(Brief(text=text, language=language, seconds=seconds))
            assert head not in script.text


@pytest.mark.parametrize("text", ["```\ncode\n```", "| a | b |\n|---|---|", "![x](y.png)", "---", "。。。！"])
def test_nothing_to_say(text: str) -> None:
    with pytest.raises(BadInput) as error:
        OutlineWriter().write(Brief(text=text, language="en"))
    assert "sentences" in error.value.en
    assert "句子" in error.value.zh


def test_titles_from_brief_front_matter_and_heading() -> None:
    body = "The sea is wide. The boat is small. The wind is cold."
    assert OutlineWriter().write(Brief(text=body, language="en", title="Mine")).title == "Mine"
    assert OutlineWriter().write(Brief(text=f"---\ntitle: Front\n---\n{body}", language="en")).title == "Front"
    assert OutlineWriter().write(Brief(text=f"# Head\n\n{body}", language="en")).title == "Head"
    assert OutlineWriter().write(Brief(text=body, language="en")).title


def test_markdown_noise_is_never_said() -> None:
    text = (ROOT / "tests/text/sources/messy.md").read_text("utf-8")
    for seconds in (0, 20, 40):
        spoken = said(OutlineWriter().write(Brief(text=text, language="en", seconds=seconds)))
        assert not re.search(r"https?:|[*`|<>\[\]#]|print|note to myself", spoken)


def test_other_languages_and_odd_texts() -> None:
    for text, language in (
        ("Чай растёт на горе. Его собирают утром. Потом его сушат.", "ru"),
        ("お茶は山で育つ。朝に摘む。それから乾かす。", "ja"),
        ("ชาปลูกบนภูเขา เก็บในตอนเช้า แล้วตากแห้ง", "th"),
        ("안녕하세요. 차는 산에서 자랍니다.", "ko"),
        ("no stop at the end", "en"),
        ("好", "zh"),
    ):
        script = OutlineWriter().write(Brief(text=text, language=language, seconds=30))
        assert bare(script.text) == bare(text)


def test_same_brief_same_script() -> None:
    assert write("en-bread", 45) == write("en-bread", 45)


def test_a_book_is_condensed_too() -> None:
    text = "\n\n".join(source("en-bread")[0] for _ in range(60))
    script = OutlineWriter().write(Brief(text=text, language="en", seconds=60))
    assert estimate(script, default_rate("en")) == pytest.approx(60, rel=0.05)


def test_registered() -> None:
    writer = load("writer", "outline")
    assert (writer.name, bool(writer.version), bool(writer.note)) == ("outline", True, True)
