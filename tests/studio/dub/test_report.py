"""The report as a person opens it: from a file, in Chromium, with nothing else in reach."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import BadInput, OutputExists, OutputFailed
from studio.dub import report
from studio.dub.ledger import Ledger
from studio.dub.options import Options
from studio.dub.report import lines
from studio.dub.room import Room
from studio.dub.row import Fault, Row
from studio.dub.running import run
from studio.dub.shorter import shorter
from tests.browser.app import FLAGS, chromium

EVIL = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\"> \"'`&lt;<!--"
CUES = f"""1
00:00:01,000 --> 00:00:03,500
春天来了，茶树发出了新芽。

2
00:00:03,600 --> 00:00:04,400
This is far too long a sentence for the little time that it has been given here.

3
00:00:06,000 --> 00:00:16,000
{EVIL}
"""
TABLE = "text,voice\nWe grow good tea.,\nHello.,nobody-of-that-name\n!!!,\n"


@dataclass(frozen=True)
class Done:
    made: int
    elapsed: float


def embedded(path: Path, name: str) -> Any:
    found = re.findall(rf'<script type="application/json" id="{name}">(.*?)</script>', path.read_text(), re.S)
    assert len(found) == 1
    return json.loads(found[0])


def rows(path: Path) -> list[dict[str, Any]]:
    names = embedded(path, "names")
    found = [dict(zip(names["fields"], values, strict=True)) for values in embedded(path, "rows")]
    for row in found:
        row |= {kind: names[kind][row[kind]] for kind in ("file", "speaker", "voice", "track")}
        row["path"] = None if row["path"] is None else names["path"][row["path"]]
    return sorted(found, key=lambda row: row["id"])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a small batch that really ran."""
    place = tmp_path_factory.mktemp("dub")
    (place / "films").mkdir()
    (place / "tea #1.srt").write_text(CUES)
    (place / "films" / "clips.csv").write_text(TABLE)
    path = place / "out" / "reports" / "report.html"
    path.parent.mkdir(parents=True)
    run([place / "tea #1.srt", place / "films" / "clips.csv"], place / "out", Options(), workers=1, report=path)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10,000 rows of one track, one in a hundred poisoned; told as a run would have told them."""
    place = tmp_path_factory.mktemp("large")
    write(place / "report.html", place / "out", 10_000)
    return place / "report.html"


def write(path: Path, folder: Path, count: int, lang: str = "en") -> None:
    room = Room(folder)
    room.inside.mkdir(parents=True, exist_ok=True)
    manifest = (Row("film.srt", f"cue {n}", f"Line {n} of the tea film", 3.0 * n, 3.0 * n + 2, "Anna", output=f"film/{n:04}", track="film")
                for n in range(1, count + 1))  # fmt: skip
    with Ledger(room.ledger) as ledger:
        ledger.take_in(manifest)
        with ledger.together():
            ledger.base.execute(
                "update rows set state = 'failed', en = 'The engine gave no sound.', zh = '引擎没有声音。' where id % 100 = 0"
            )
            told = {
                "seconds": 1.9,
                "natural": 2.0,
                "tempo": 1.08,
                "borrowed": 0.0,
                "overrun": 0.0,
                "peaks": [n * 3 for n in range(64)],
            }
            ledger.base.execute("update rows set state = 'made', told = ? where id % 100 != 0", (json.dumps(told),))
            over = json.dumps({**told, "overrun": 0.5, "tempo": 1.25, "seconds": 2.5})
            ledger.base.execute("update rows set told = ? where id % 100 = 7", (over,))
        report.write(path, room, ledger, Options(), Done(count, 60.0), lang)


# what is in it


def test_it_tells_what_was_done_and_what_was_not(made: Path) -> None:
    about, found = embedded(made, "about"), rows(made)
    assert about["total"] == len(found) == 6
    assert about["counts"] == {"made": 4, "failed": 2}
    assert about["overrun"] == 1
    assert about["speech"] == pytest.approx(sum(row["seconds"] or 0 for row in found), abs=0.01)
    assert about["pace"] > 0
    assert sum(lines for _, lines in about["tempo"]) == 4
    by_place = {row["place"]: row for row in found if row["file"].endswith(".csv")}
    assert "nobody-of-that-name" in by_place["row 3"]["en"]
    assert "nobody-of-that-name" in by_place["row 3"]["zh"]
    assert by_place["row 3"]["path"] is None


def test_a_line_has_its_slot_its_onset_and_where_it_lies_in_the_sound(made: Path) -> None:
    first, second, _, clip, *_ = rows(made)
    assert (first["start"], first["onset"], first["from"]) == (1.0, 1.0, 1.0)
    assert first["voice"]
    assert len(first["peaks"]) == 88  # 64 bytes
    assert (made.parent / first["path"].replace("%20", " ").replace("%23", "#")).resolve() == made.parents[1] / "tea #1.wav"
    assert second["overrun"] > 0
    assert second["unit"] == "words"
    assert 0 < second["shorten"] < 17
    assert clip["from"] is None
    assert (made.parent / clip["path"]).is_file()


def test_whole_tracks_are_named_and_clips_are_not(made: Path) -> None:
    files = dict(embedded(made, "about")["files"])
    assert set(files) == {"tea #1.srt", "tea #1.wav"}
    assert files["tea #1.srt"] == "./../tea%20%231.srt"


def test_shorter_wordings_that_were_offered_are_told(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.inside.mkdir()
    told = {"seconds": 3.0, "natural": 3.7, "tempo": 1.25, "borrowed": 0.0, "overrun": 1.0, "offers": ["Be quick."]}
    with Ledger(room.ledger) as ledger:
        ledger.take_in([Row("a.srt", "cue 1", "Please do be quick about it", 0.0, 2.0, track="a")])
        ledger.settle(1, "made", key="k", told=told)
        report.write(tmp_path / "r.html", room, ledger, Options(), Done(1, 1.0), "en")
    assert rows(tmp_path / "r.html")[0]["offers"] == ["Be quick."]


def test_a_stranger_s_text_ends_no_script_and_begins_no_tag(made: Path) -> None:
    text = made.read_text()
    assert "onerror" in text
    assert "<img" not in text
    assert "<script>document" not in text
    assert rows(made)[2]["text"].startswith("</script>")


@given(st.text(max_size=200))
def test_whatever_a_text_is_it_is_read_as_it_was(text: str) -> None:
    from studio.dub.report.page import _json

    said = _json([text])
    assert "<" not in said
    assert json.loads(said) == [text]


def test_a_million_rows_are_told_by_their_faults_and_their_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "MOST", 30)
    write(tmp_path / "report.html", tmp_path / "out", 2000)
    found = rows(tmp_path / "report.html")
    assert [row["id"] for row in found[:30]] == list(range(1, 31))
    assert {row["id"] for row in found if row["state"] == "failed"} == set(range(100, 2001, 100))
    assert {row["id"] for row in found if row["overrun"]} == set(range(7, 2001, 100))
    assert embedded(tmp_path / "report.html", "about")["total"] == 2000
    monkeypatch.setattr(lines, "MOST", 5)
    write(tmp_path / "report.html", tmp_path / "out", 2000)
    assert len(rows(tmp_path / "report.html")) == 15


def test_ten_thousand_rows_are_a_small_file(large: Path) -> None:
    assert len(rows(large)) == 10_000
    assert large.stat().st_size < 4_000_000


def test_notes_on_the_input_are_told(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.inside.mkdir()
    with Ledger(room.ledger) as ledger:
        ledger.take_in([Row("a.srt", "cue 1", "x"), Fault("a.srt", "cue 2", "Two cues overlap.", "两条字幕重叠。", row=False)])
        report.write(tmp_path / "r.html", room, ledger, Options(), Done(0, 0.0), "zh")
    assert embedded(tmp_path / "r.html", "about")["notes"] == [["a.srt", "cue 2", "Two cues overlap.", "两条字幕重叠。"]]


def test_nothing_is_written_over_that_is_no_report(made: Path, tmp_path: Path) -> None:
    assert report.check(made) == made  # the report of a run before
    (tmp_path / "mine.html").write_text("<p>mine</p>")
    with pytest.raises(OutputExists):
        report.check(tmp_path / "mine.html")
    report.check(tmp_path / "mine.html", force=True)
    with pytest.raises(BadInput, match=r"\.html"):
        report.check(tmp_path / "mine.pdf", force=True)
    with pytest.raises(OutputFailed):
        report.check(tmp_path / "mine.html" / "r.html")
    with pytest.raises(OutputFailed):
        report.check(tmp_path / "mine.html" / "deep" / "r.html")


def test_its_folder_may_be_one_that_the_run_will_make(tmp_path: Path) -> None:
    path = report.check(tmp_path / "out" / "told" / "r.html")
    write(path, tmp_path / "out", 3)
    assert len(rows(path)) == 3


@pytest.mark.parametrize(
    ("text", "seconds", "overrun", "expected"),
    [
        ("one two three four five six seven eight nine ten", 5.0, 0.5, (1, "words")),
        ("one two three four five six seven eight nine ten", 5.0, 1.3, (3, "words")),
        ("春天来了山上的茶树发出新芽了啊", 3.0, 0.61, (4, "characters")),
        ("我爱 Python 编程", 2.0, 1.0, (3, "characters")),
        ("don't!", 1.0, 9.0, (1, "words")),
        ("สวัสดีครับ", 1.0, 0.5, (5, "characters")),
        ("…", 1.0, 0.5, (0, "words")),
    ],
)
def test_how_much_shorter_a_text_should_be(text: str, seconds: float, overrun: float, expected: tuple[int, str]) -> None:
    assert shorter(text, seconds, overrun) == (max(1, expected[0]), expected[1])


# as it is seen


@dataclass
class Seen:
    page: Any
    faults: list[str]
    asked: list[str]


@pytest.fixture(scope="module")
def tab() -> Iterator[Seen]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        )
        found = Seen(browser.new_context().new_page(), [], [])
        found.page.set_default_timeout(20_000)
        found.page.on("pageerror", lambda fault: found.faults.append(str(fault)))
        found.page.on("console", lambda said: found.faults.append(said.text) if said.type == "error" else None)
        found.page.on("request", lambda asked: found.asked.append(asked.url))
        yield found
        browser.close()


@pytest.fixture
def seen(tab: Seen) -> Iterator[Seen]:
    """A page whose scripts do not fail, and which asks nobody for anything."""
    tab.page.set_viewport_size({"width": 1280, "height": 900})
    yield tab
    assert tab.faults == []
    assert [url for url in tab.asked if not url.startswith(("file://", "data:"))] == []
    tab.asked.clear()


def opened(seen: Seen, path: Path) -> Any:
    seen.page.goto(path.as_uri())
    seen.page.wait_for_selector("html[data-ready]")
    return seen.page


def until(page: Any, true: str) -> None:
    """Wait for it. (Playwright's own waiting would want the page to evaluate strings, which it forbids.)"""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never: {true}")


def numbers(page: Any) -> list[str]:
    return [tile.split("\n")[0] for tile in page.locator(".tile").all_inner_texts()]


@pytest.mark.browser
def test_counts_failures_and_reasons_are_seen_first(seen: Seen, made: Path) -> None:
    page = opened(seen, made)
    assert numbers(page)[:3] == ["4", "2", "1"]
    failures = page.locator("#faults tbody tr")
    assert failures.count() == 2
    assert "nobody-of-that-name" in failures.nth(0).inner_text()
    assert "words fewer" in page.locator("#overruns").inner_text()
    assert page.locator(".files a").all_inner_texts() == ["tea #1.srt", "tea #1.wav"]
    assert page.locator("#faults").bounding_box()["y"] < page.locator("#lines").bounding_box()["y"]
    assert "report" in page.title()  # not what the evil text would have made of it
    assert page.locator(".row b").nth(2).inner_text().startswith("</script>")


@pytest.mark.browser
def test_both_languages(seen: Seen, made: Path) -> None:
    page = opened(seen, made)
    page.click(".switch [data-lang=zh]")
    assert page.locator("h1").inner_text() == "配音报告"
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert "没有名为" in page.locator("#faults").inner_text()
    assert "第 3 行" in page.locator("#faults").inner_text()
    page.click(".switch [data-lang=en]")
    assert page.locator("h1").inner_text() == "Dubbing report"


@pytest.mark.browser
def test_failures_are_filtered_and_words_are_found(seen: Seen, large: Path) -> None:
    page = opened(seen, large)
    page.click(".chip[data-filter=failed]")
    assert page.locator("#lines [role=status]").inner_text() == "100 lines"
    assert set(page.locator(".row .badge").all_inner_texts()) == {"failed"}
    page.click(".chip[data-filter=all]")
    page.fill("input[type=search]", "ＬＩＮＥ 1234")
    assert page.locator("#lines [role=status]").inner_text() == "1 line"
    assert page.locator(".row b").all_inner_texts() == ["Line 1234 of the tea film"]
    page.fill("input[type=search]", "no such word")
    assert page.locator("#lines [role=status]").inner_text() == "No line is like that."


@pytest.mark.browser
def test_of_ten_thousand_rows_only_those_in_sight_are_in_the_page(seen: Seen, large: Path) -> None:
    page = opened(seen, large)
    assert numbers(page)[:3] == ["9,900", "100", "100"]
    assert page.locator(".row").count() < 60
    page.focus(".scroller")
    page.keyboard.press("End")
    page.wait_for_selector("#line-10000")
    assert page.locator("#line-10000").get_attribute("aria-selected") == "true"
    assert page.locator(".row").count() < 60
    assert "Line 10000" in page.locator("#dock").inner_text()
    assert page.evaluate("chart.from") > 29_000  # the chart has gone there too
    page.keyboard.press("PageUp")
    assert "Line 10000" not in page.locator("#dock").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#dock").is_visible()


@pytest.mark.browser
def test_a_line_is_heard_from_its_place_in_the_track(seen: Seen, made: Path) -> None:
    page = opened(seen, made)
    page.focus(".chart")
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    until(page, "audio.currentTime > 1.05")
    assert page.evaluate("audio.src").endswith("tea%20%231.wav#t=1.000," + f"{1 + rows(made)[0]['seconds']:.3f}")
    until(page, "audio.paused")
    assert page.evaluate("audio.currentTime") == pytest.approx(1 + rows(made)[0]["seconds"], abs=0.3)
    page.locator(".row .play").nth(3).click()  # a clip of its own
    until(page, "audio.currentTime > 0.1")
    assert page.evaluate("audio.src").endswith("clips/0001.wav")
    assert page.locator(".row .play").nth(4).is_disabled()


@pytest.mark.browser
def test_a_report_that_lies_elsewhere_says_where_its_sound_should_be(seen: Seen, made: Path, tmp_path: Path) -> None:
    (tmp_path / "alone.html").write_bytes(made.read_bytes())
    page = opened(seen, tmp_path / "alone.html")
    page.locator(".row .play").nth(0).click()
    page.wait_for_selector("#dock .trouble:has-text('../tea #1.wav')")
    seen.faults[:] = [fault for fault in seen.faults if "ERR_FILE_NOT_FOUND" not in fault]


@pytest.mark.browser
def test_the_chart_is_moved_and_a_line_chosen_in_it(seen: Seen, large: Path) -> None:
    page = opened(seen, large)
    page.focus(".chart")
    before = page.evaluate("chart.to - chart.from")
    page.keyboard.press("+")
    assert page.evaluate("chart.to - chart.from") == pytest.approx(before / 1.5)
    page.keyboard.press("0")
    assert page.evaluate("chart.to - chart.from") == pytest.approx(30_002 * 1.01, rel=0.001)
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("page.chosen.id") == 9999
    page.click("button[title='Whole']")
    for _ in range(12):
        page.click("button[title='Zoom in']")
    at = page.evaluate(
        "(() => { const line = chart.lines.find((one) => begins(one) > chart.from + 2); return [x(begins(line) + 0.9), line.id]; })()"
    )
    page.click(".chart", position={"x": at[0], "y": 26 + 30})
    assert page.evaluate("page.chosen.id") == at[1]


@pytest.mark.browser
def test_no_script_but_its_own_would_run(seen: Seen, made: Path) -> None:
    page = opened(seen, made)
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://example.com/x.png'}))")
    assert page.evaluate("window.ran") is None
    until(page, "performance.now() > 0")
    assert sum("Content Security Policy" in fault for fault in seen.faults) == 2
    seen.faults.clear()
    seen.asked.clear()  # it was asked for, and refused


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 768, 1600])
def test_nothing_is_wider_than_the_page_and_paper_has_the_lines(seen: Seen, made: Path, width: int) -> None:
    seen.page.set_viewport_size({"width": width, "height": 800})
    page = opened(seen, made)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(page.pdf()) > 10_000
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".row").count() == 6
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor") == "rgb(255, 254, 251)"
