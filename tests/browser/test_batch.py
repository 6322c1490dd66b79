"""The batch panel in a real browser: files seen, voices chosen, fits checked, a line edited, made, left and found again."""

from __future__ import annotations

import csv
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ..film import films
from .app import FLAGS, chromium, pictured, serving
from .voices import page_of

pytestmark = pytest.mark.browser

PANEL = ".batch-panel"
LONG = "这是一句非常非常非常非常非常非常长的话，放不下。"

# A batch is opened, and before its answer comes the panel is drawn anew, as when the page's language arrives.
OPENED_AND_DRAWN_AGAIN = f"""() => {{
  document.querySelector('{PANEL} .batches [data-batch]').click();
  window.shengyingBatch.open();
}}"""

# What the panel lists as made in the very moment in which it says that all is made.
LISTED_WHEN_TOLD = f"""() => new MutationObserver(() => {{
  const panel = document.querySelector('{PANEL}');
  if (window.listed == null && panel.querySelector('.stands').textContent.includes('全部生成完毕'))
    window.listed = panel.querySelector('.outputs').textContent;
}}).observe(document.querySelector('{PANEL}'), {{ subtree: true, childList: true, characterData: true }})"""


def table(path: Path, *rows: tuple[str, ...]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((("台词", "角色", "start", "end", "备注"), *rows))
    return str(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    chromium()
    return tmp_path_factory.mktemp("batch")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(), args=[*FLAGS, "--autoplay-policy=no-user-gesture-required"]
        )
        yield opened
        opened.close()


@contextmanager
def opened(browser: Any, address: str, locale: str = "zh-CN") -> Iterator[Any]:
    with page_of(browser, address, locale=locale) as page:
        page.set_default_timeout(120_000)
        page.click("#open-batch")
        page.wait_for_selector(f"{PANEL} .drop.big")
        yield page


@pytest.fixture(scope="module")
def page(browser: Any, place: Path) -> Iterator[Any]:
    with serving(place) as address, opened(browser, address) as found:
        yield found


def stands(page: Any, text: str) -> None:
    page.wait_for_selector(f"{PANEL} .stands:has-text('{text}')")


def texts(page: Any) -> list[str]:
    return page.eval_on_selector_all(f"{PANEL} .line .text", "all => all.map((one) => one.textContent)")  # type: ignore[no-any-return]


def test_files_are_seen_at_once_and_refused_by_name(page: Any, place: Path) -> None:
    given = table(
        place / "台词.csv", ("你好。", "安娜", "0", "2", "x"), (LONG, "贝恩", "3", "4", "x"), ("……", "安娜", "5", "6", "x")
    )
    page.set_input_files("[name=batch_files]", [{"name": "notes.txt", "mimeType": "text/plain", "buffer": b"x"}])
    page.wait_for_selector(f"{PANEL} .batch-note.error:has-text('notes.txt')")
    page.set_input_files("[name=batch_files]", given)
    page.wait_for_selector(f"{PANEL} .line >> nth=2")
    stands(page, "读取了 3 句")
    assert texts(page)[:2] == ["你好。", LONG]
    assert page.locator(f"{PANEL} .voices li").count() == 3
    page.click(f"{PANEL} .columns-of summary")
    meant = f"{PANEL} .columns-of select"
    page.wait_for_selector(f"{meant} >> nth=4")
    assert page.eval_on_selector_all(meant, "all => all.map((one) => one.value)") == ["text", "speaker", "start", "end", ""]
    page.select_option(f"{meant} >> nth=4", "text")
    page.wait_for_function(f"document.querySelector('{PANEL} .line .text')?.textContent === 'x'")
    page.wait_for_function(f"document.querySelectorAll('{meant}')[0].value === ''")
    page.select_option(f"{meant} >> nth=0", "text")
    page.wait_for_function(f"document.querySelector('{PANEL} .line .text')?.textContent === '你好。'")


def test_a_voice_is_chosen_from_the_library_for_a_speaker(page: Any) -> None:
    page.click(f"{PANEL} [data-speaker='贝恩'] .change")
    page.wait_for_selector(".picking:has-text('贝恩')")
    page.fill("[name=words]", "grace")
    page.click(".voices-panel [data-voice=grace] .use")
    page.wait_for_selector(f"{PANEL} [data-speaker='贝恩'] .hear")
    assert not page.is_visible(".voices-panel")
    page.click(f"{PANEL} [data-speaker='贝恩'] .hear")
    page.wait_for_selector(f"{PANEL} [data-speaker='贝恩'] .hear[aria-pressed=true]:not([data-loading])")
    page.click(f"{PANEL} [data-speaker='贝恩'] .undo-one")
    page.wait_for_selector(f"{PANEL} [data-speaker='贝恩'] .usual")
    page.click(f"{PANEL} [data-speaker='贝恩'] .change")
    page.keyboard.press("Escape")  # the drawer above only
    page.wait_for_selector(".voices-panel", state="hidden")
    assert page.is_visible(PANEL)


def test_each_fit_is_seen_and_a_line_edited_before_anything_is_made(page: Any, place: Path) -> None:
    page.click(f"{PANEL} .check")
    stands(page, "1 句放不下，1 句无法朗读")
    page.click(f"{PANEL} [data-which=over]")
    page.wait_for_function(f"document.querySelectorAll('{PANEL} .line').length === 1")
    assert page.locator(f"{PANEL} .line .beyond").count() == 1
    assert "超出" in page.inner_text(f"{PANEL} .line .fit-words")
    page.click(f"{PANEL} .line .edit")
    page.fill("[name=line_text]", "……")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{PANEL} .editing .note.error")
    page.fill("[name=line_text]", "放得下。")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{PANEL} .line .badge")
    page.click(f"{PANEL} [data-which=all]")
    page.wait_for_function(f"document.querySelectorAll('{PANEL} .line').length === 3")
    assert texts(page)[1] == "放得下。"
    assert LONG in (place / "台词.csv").read_text(encoding="utf-8")
    assert not list(place.glob("films/batches/*/out"))


def test_it_is_made_heard_and_downloaded(page: Any, place: Path) -> None:
    page.click(f"{PANEL} .begin")
    stands(page, "生成 2 句；1 句失败")
    page.click(f"{PANEL} .line .hear")
    page.wait_for_selector(f"{PANEL} .line .hear[aria-pressed=true]")
    with page.expect_download() as waiting:
        page.click(f"{PANEL} .get-all")
    waiting.value.save_as(place / "all.zip")
    assert waiting.value.suggested_filename == "台词.zip"
    with zipfile.ZipFile(place / "all.zip") as packed:
        assert sorted(packed.namelist()) == ["台词/report.html", "台词/台词/0001.wav", "台词/台词/0002.wav"]
    assert page.evaluate(f"async () => (await fetch(document.querySelector('{PANEL} .buttons a[target]').href)).ok")


def test_it_speaks_english_and_fits_a_phone(page: Any) -> None:
    page.click(f"{PANEL} header .icon")
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("#open-batch:has-text('Batch')")
    page.click("#open-batch")
    stands(page, "2 of 3 lines are made")
    page.wait_for_function(f"!document.querySelector('{PANEL}').innerText.includes('第 2 行')")  # its lines are asked for again
    own = ("台词", "安娜", "贝恩", "你好", "放得下", "备注")
    said = page.inner_text(PANEL).splitlines()
    assert not [row for row in said if re.search(r"[\u4e00-\u9fff]", row) and not any(word in row for word in own)]
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(f"document.querySelector('{PANEL} .body').scrollWidth") <= 390
    assert not re.search(r"null|undefined|NaN|\{", page.inner_text(PANEL))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.click(f"{PANEL} .delete")
    assert page.evaluate("document.activeElement.classList.contains('keep')")
    page.click(f"{PANEL} .delete-now")
    page.wait_for_selector(f"{PANEL} .batches .none")


def test_what_fewer_people_choose_is_kept_as_it_is_written(browser: Any, tmp_path: Path) -> None:
    film = films.film(tmp_path / "film.mp4", 4.0)
    one, other = (
        table(tmp_path / "a.csv", ("甲。", "", "0", "1", "子。")),
        table(tmp_path / "b.csv", ("乙。", "", "1.2", "2", "丑。")),
    )
    with serving(tmp_path) as address, opened(browser, address) as page:
        page.set_input_files("[name=batch_files]", [str(film), one, other])
        page.wait_for_selector(f"{PANEL} .line >> nth=1")
        page.click(f"{PANEL} .columns-of >> nth=1 >> summary")
        page.select_option(f"{PANEL} .columns-of >> nth=1 >> select >> nth=4", "text")
        page.wait_for_function(f"document.querySelectorAll('{PANEL} .line .text')[1]?.textContent === '丑。'")
        assert texts(page) == ["甲。", "丑。"]
        assert "00:01.2" in page.inner_text(f"{PANEL} .line >> nth=1")
        page.click(f"{PANEL} .columns-of >> nth=1 >> .alike")
        page.wait_for_function(f"document.querySelectorAll('{PANEL} .line .text')[0]?.textContent === '子。'")
        page.wait_for_selector(f"{PANEL} .alike", state="detached")
        page.click(f"{PANEL} .more summary")
        assert page.is_disabled(f"{PANEL} [name=translate]")
        assert "OPENAI_API_KEY" in page.inner_text(f"{PANEL} .translation")
        page.check(f"{PANEL} [name=relip]")
        page.wait_for_selector(f"{PANEL} [name=consent]")
        page.click(f"{PANEL} .begin")
        page.wait_for_selector(f"{PANEL} .batch-note.error:has-text('同意')")
        page.fill(f"{PANEL} [name=consent]", "我同意。")
        page.check(f"{PANEL} [name=stems]")
        page.wait_for_selector(f"{PANEL} .more summary:has-text('分轨')")
        assert page.input_value(f"{PANEL} [name=consent]") == "我同意。"
        page.uncheck(f"{PANEL} [name=relip]")
        page.check(f"{PANEL} [name=editor_jianying]")
        page.wait_for_selector(f"{PANEL} .more summary:has-text('剪映')")
        page.evaluate(LISTED_WHEN_TOLD)
        page.dblclick(f"{PANEL} .begin")  # once is enough
        stands(page, "2 句全部生成完毕")
        assert "a.voice.wav" in page.evaluate("window.listed")
        page.reload()
        page.click("#open-batch")
        page.wait_for_selector(f"{PANEL} .batches [data-batch]:has-text('已完成')")
        page.evaluate(OPENED_AND_DRAWN_AGAIN)
        page.wait_for_selector(f"{PANEL} .more summary:has-text('分轨 · 剪映')")


def test_a_program_that_ended_is_gone_on_with(browser: Any, tmp_path: Path) -> None:
    given = table(tmp_path / "many.csv", *((f"第{n}句话说完了。", "", "", "", "") for n in range(600)))
    with serving(tmp_path) as address, opened(browser, address) as page:
        page.set_input_files("[name=batch_files]", given)
        page.click(f"{PANEL} .begin")
        page.wait_for_selector(f"{PANEL} .line .hear")
        page.reload()
        page.click("#open-batch")
        page.wait_for_selector(f"{PANEL} .batches [data-batch]:has-text('生成中')")
    with serving(tmp_path) as address, opened(browser, address) as page:
        page.click(f"{PANEL} .batches [data-batch]:has-text('已停止')")
        stands(page, "停在")
        page.click(f"{PANEL} .begin:has-text('继续')")
        stands(page, "正在配音")
        page.click(f"{PANEL} .stop")
        stands(page, "停在")
        assert page.locator(f"{PANEL} .line .hear").count() > 0


_SAID = (
    ("Good evening, and welcome back.", "Mara", 0.4, 2.4), ("Thank you. It is good to be here.", "Tom", 2.6, 4.4),
    ("You spent a winter on that lighthouse.", "Mara", 5.0, 7.2), ("Four months, two weeks and one very long night.", "Tom", 7.4, 9.0),
    ("What does one do there all day?", "Mara", 10.4, 12.0), ("One keeps the lamp, writes the log, and mends what the sea has taken since yesterday.", "Tom", 12.2, 15.2),
    ("And in the evening?", "Mara", 15.4, 16.6), ("In the evening one listens.", "Tom", 17.0, 19.0),
    ("To the radio?", "Mara", 19.4, 20.4), ("To everything else.", "Tom", 20.8, 22.6),
)  # fmt: skip


@pytest.mark.skipif(
    not os.environ.get("STUDIO_SCREENSHOTS"), reason="STUDIO_SCREENSHOTS is not set: no picture for the docs is wanted"
)
def test_a_picture_of_the_panel_for_the_docs(browser: Any, tmp_path: Path) -> None:
    path = tmp_path / "lighthouse.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((("text", "speaker", "start", "end"), *_SAID))
    with serving(tmp_path) as address, opened(browser, address, "en-GB") as page:
        page.set_viewport_size({"width": 1360, "height": 900})
        page.set_input_files("[name=batch_files]", str(path))
        page.wait_for_selector(f"{PANEL} .line >> nth=9")
        for speaker, voice in (("Mara", "grace"), ("Tom", "arthur")):
            page.click(f"{PANEL} [data-speaker={speaker}] .change")
            page.fill("[name=words]", voice)
            page.click(f".voices-panel [data-voice={voice}] .use")
            page.wait_for_selector(f"{PANEL} [data-speaker={speaker}] .hear")
        page.click(f"{PANEL} .check")
        page.wait_for_selector(f"{PANEL} .stands:has-text('All 10 lines fit'), {PANEL} .stands:has-text('do not fit')")
        page.wait_for_selector(f"{PANEL} .line .fit-words:has-text('fits') >> nth=1")
        pictured(page, "batch_panel.png", 500)
