"""The page in a real browser, as somebody who has never used a command line meets it.

Needs Chromium (CHROMIUM, or `chromium` on the path): skips without one, but fails in CI, where it must run.
With STUDIO_SCREENSHOTS set to a folder, pictures of the page are kept there.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines.media import Picture, write_picture

from .app import FLAGS, ROOT, chromium, serving, ticks

PORTRAIT = ROOT / "assets" / "demo" / "portrait.png"
BRIEF = "清晨的茶山起了雾。采茶的人走进茶园，只摘一芽一叶。"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("page")) as found:
        yield found


@pytest.fixture(scope="module")
def browser(address: str) -> Iterator:  # type: ignore[type-arg]
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, address: str) -> Iterator:  # type: ignore[type-arg, no-untyped-def]
    """The page in a Chinese browser; no request may leave this machine and no script may fail."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(60_000)
    opened, outside, faults = context.new_page(), [], []
    opened.on(
        "request",
        lambda asked: outside.append(asked.url) if re.match(r"(?!https?://127\.0\.0\.1)(http|ws)", asked.url) else None,
    )
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.goto(address)
    opened.wait_for_selector("#make:has-text('生成影片')")
    yield opened
    context.close()
    assert outside == []
    assert faults == []


def wait_for_film(page, minutes: float = 6) -> None:  # type: ignore[no-untyped-def]
    """Until the player holds a film, or the panel says why not."""
    page.wait_for_selector(".stage.playing video, .stage .error", timeout=minutes * 60_000)
    assert page.locator(".stage .error").count() == 0, page.inner_text(".stage")


def download(page, kind: str, folder: Path) -> Path:  # type: ignore[no-untyped-def]
    with page.expect_download() as waiting:
        page.click(f".get[data-kind={kind}]")
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def picture(page, name: str) -> None:  # type: ignore[no-untyped-def]
    if folder := os.environ.get("STUDIO_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(Path(folder) / name))


def test_bad_input_is_told_in_one_sentence_and_loses_nothing(page) -> None:  # type: ignore[no-untyped-def]
    page.click("#make")
    page.wait_for_selector("#brief-notice .notice")
    assert page.inner_text("#brief-notice") == "请先写下或粘贴文字，一句话也可以。"
    page.fill("#brief textarea", BRIEF)
    page.set_input_files("#tile-portrait input[type=file]", {"name": "me.png", "mimeType": "image/png", "buffer": b"PNG"})
    page.wait_for_selector("#tile-portrait img")
    page.click("#make")
    page.wait_for_selector("#brief-notice .notice:has-text('图')")
    assert page.locator(".progress").count() == 0
    assert page.input_value("#brief textarea") == BRIEF
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("#make:has-text('Make the film')")
    assert page.input_value("#brief textarea") == BRIEF


def test_a_platform_decides_the_size_and_the_frame_rate(page) -> None:  # type: ignore[no-untyped-def]
    page.click("#platform input")
    page.get_by_role("option", name="哔哩哔哩").click()
    page.wait_for_selector("#size label.selected:has-text('1920 × 1080')")
    page.wait_for_function("document.querySelector('#fps input').value.includes('30')")
    page.get_by_text("快速预览").click()  # what is asked for wins
    page.wait_for_selector("#size label.selected:has-text('540 × 960')")
    assert page.input_value("#platform input") == "哔哩哔哩"
    picture(page, "platform.png")


def test_the_looks_of_captions_and_transitions_are_chosen_by_name(page) -> None:  # type: ignore[no-untyped-def]
    for field, usual, other in (("#subtitle-style", "白字细边", "逐词点亮"), ("#transition", "叠化", "推移")):
        assert page.input_value(f"{field} input") == usual
        page.click(f"{field} input")
        page.get_by_role("option", name=other).click()
        assert page.input_value(f"{field} input") == other
    picture(page, "looks.png")


def test_a_logo_and_an_intro_are_in_the_film(page, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write_picture(tmp_path / "red.png", Picture(np.full((80, 80, 3), (220, 20, 20), np.uint8)))
    write_picture(tmp_path / "blue.png", Picture(np.full((96, 54, 3), (20, 20, 220), np.uint8)))
    page.fill("#brief textarea", "## 茶\n茶叶长在山上。")
    page.get_by_text("快速预览").click()
    page.click(".looks-open")
    page.click("#cuts input")
    page.get_by_role("option", name="音乐节拍上").click()
    page.set_input_files("#tile-logo input[type=file]", {"name": "坏.png", "mimeType": "image/png", "buffer": b"PNG"})
    page.wait_for_selector("#tile-logo img")
    page.click("#make")
    page.wait_for_selector("#brief-notice .notice:has-text('请选择音乐')")
    page.click("#cuts input")
    page.get_by_role("option", name="台词之间").click()
    page.click("#make")
    page.wait_for_selector("#brief-notice .notice:has-text('坏.png')")
    page.set_input_files("#tile-logo input[type=file]", str(tmp_path / "red.png"))
    page.set_input_files("#tile-intro input[type=file]", str(tmp_path / "blue.png"))
    for name, given in (("logo", "red.png"), ("intro", "blue.png")):
        page.wait_for_selector(f"#tile-{name} .name:has-text('{given}')")
    page.click("#logo-place input")
    page.get_by_role("option", name="左上").click()
    page.click("#make")
    wait_for_film(page)
    with av.open(str(download(page, "mp4", tmp_path))) as film:
        frames = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert frames[25][600, 270, 2] > 150 > frames[25][600, 270, 0], "the intro, for two seconds"
    corner = frames[70][20:75, 20:75].reshape(-1, 3)
    assert np.quantile(corner[:, 0].astype(float) - corner[:, 2], 0.7) > 90, "the logo, at the upper left"
    assert page.locator(".film-panel .remark").count() == 0, "the intro has the film's shape"
    page.click(".for-editors summary")
    page.check("[name=editors_clean]")
    assert ticks(page, "[name=editors_clean]")
    page.fill("[name=editors_at]", "D:/films/blue")
    with page.expect_download() as waiting:
        page.click("[data-editor=jianying]")
    waiting.value.save_as(tmp_path / "draft.zip")
    assert waiting.value.suggested_filename == "茶.jianying.zip"
    assert "D:/films/blue/film/media" in zipfile.ZipFile(tmp_path / "draft.zip").read("film/draft_content.json").decode()
    page.wait_for_selector("[data-editor=jianying].ready")
    assert page.is_checked("[name=editors_clean]")
    assert page.input_value("[name=editors_at]") == "D:/films/blue"
    page.locator(".for-editors").scroll_into_view_if_needed()
    picture(page, "editors.png")
    page.reload()
    page.wait_for_selector("#tile-intro img", state="attached")


def test_from_a_brief_to_a_film_and_an_edited_one(page, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page.fill("#brief textarea", BRIEF)
    if PORTRAIT.is_file():
        page.set_input_files("#tile-portrait input[type=file]", str(PORTRAIT))
        page.wait_for_selector("#tile-portrait img")
    page.get_by_text("快速预览").click()
    page.click("#make")
    page.wait_for_selector(".progress li")
    page.reload()  # a run outlives a refresh
    wait_for_film(page)
    page.wait_for_function("document.querySelector('video').readyState >= 2")
    assert page.evaluate("[document.querySelector('video').videoWidth, document.querySelector('video').videoHeight]") == [
        540,
        960,
    ]
    check_film(download(page, "mp4", tmp_path))
    assert "-->" in download(page, "srt", tmp_path).read_text(encoding="utf-8")
    assert download(page, "vtt", tmp_path).read_text(encoding="utf-8").startswith("WEBVTT")
    assert "[Events]" in download(page, "ass", tmp_path).read_text(encoding="utf-8")
    with zipfile.ZipFile(download(page, "zip", tmp_path)) as packed:
        assert "film.studio/project.json" in packed.namelist()
    assert page.input_value("#brief textarea") == BRIEF
    turn_to_english(page)
    remake(page, tmp_path)
    picture(page, "film.png")


def check_film(path: Path) -> None:
    """An mp4 of the size asked for, at 25 fps, with sound that is heard."""
    with av.open(str(path)) as film:
        shown = film.streams.video[0]
        assert (shown.width, shown.height, shown.average_rate) == (540, 960, 25)
        loudest = max(float(np.abs(frame.to_ndarray()).max()) for frame in film.decode(audio=0))
    assert loudest > 0.05


def turn_to_english(page) -> None:  # type: ignore[no-untyped-def]
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("#make:has-text('Make the film')")
    page.wait_for_selector(".get[data-kind=mp4]:has-text('Film')")
    page.wait_for_selector(".scene:has-text('On-screen title')")
    rest = page.inner_text(".steps .card >> nth=0") + page.inner_text(".films header") + page.inner_text(".summary")
    assert not re.search(r"[\u4e00-\u9fff]", rest.replace(BRIEF, ""))


def remake(page, folder: Path) -> None:  # type: ignore[no-untyped-def]
    """One line changed on the page; the film is made again and says the new words."""
    words = page.locator("[data-field=lines]").first
    words.fill("山里起了大雾。")
    before = page.get_attribute(".get[data-kind=mp4]", "href")
    page.click("#remake")
    changed = (
        "old => document.querySelector('.get[data-kind=mp4]').getAttribute('href') !== old"
        " || document.querySelector('.stage .error')"
    )
    page.wait_for_function(changed, arg=before, timeout=240_000)
    wait_for_film(page)
    assert page.locator(".stale").count() == 0
    spoken = download(page, "srt", folder).read_text(encoding="utf-8")
    assert "大雾" in spoken
    assert "清晨的茶山" not in spoken


def test_a_run_can_be_stopped_and_the_list_opens_films(page) -> None:  # type: ignore[no-untyped-def]
    page.fill("#brief textarea", "海边的小镇。" + "船在早晨出海，傍晚回来，灯塔一直亮着。" * 3)
    page.get_by_text("快速预览").click()
    page.click("#make")
    page.click(".progress .stop")
    page.wait_for_selector(".stage:has-text('已停止')")
    assert page.locator(".notice").count() == 0
    page.click(".films .quiet-button")
    page.wait_for_selector(".stage:has-text('影片将在这里出现')")
    done = page.locator(".films li button:has-text('已完成')")
    if done.count():
        done.first.click()
        page.wait_for_selector(".stage video")
        page.wait_for_function("text => document.querySelector('#brief textarea').value === text", arg=BRIEF)


def test_rules_of_the_whole_page_reach_its_components(page) -> None:  # type: ignore[no-untyped-def]
    def looks(name: str, said: str) -> str:
        return str(page.evaluate("([name, said]) => getComputedStyle(document.querySelector(name))[said]", [name, said]))

    assert looks("#remake", "display") == "none", "before there is a script"
    for mark in ("script", "busy", "speech"):
        page.evaluate("(mark) => { document.body.dataset[mark] = '1'; }", mark)
    page.wait_for_function("getComputedStyle(document.querySelector('#make')).opacity === '0.45'")
    assert looks("#make", "pointerEvents") == "none"
    assert looks("#remake", "display") != "none"
    assert looks(".gradio-container", "paddingBottom") == "520px", "room for the timeline"
    assert looks(".gradio-container", "lineBreak") == "strict"


def test_the_page_fits_a_phone(page) -> None:  # type: ignore[no-untyped-def]
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for name in ("#brief", "#make", "#film-panel", "#lang"):
        box = page.locator(name).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


@pytest.mark.skipif(
    not os.environ.get("STUDIO_SCREENSHOTS"), reason="STUDIO_SCREENSHOTS is not set: no pictures for the README are wanted"
)
@pytest.mark.parametrize(("language", "name"), [("English", "page.png"), ("中文", "page.zh.png")])
def test_pictures_of_the_page_for_the_readme(page, language: str, name: str) -> None:  # type: ignore[no-untyped-def]
    page.get_by_text(language, exact=True).click()
    page.wait_for_timeout(1500)
    page.click("#example")
    page.set_input_files("#tile-portrait input[type=file]", str(PORTRAIT))
    page.wait_for_selector("#tile-portrait img")
    page.locator("#size label").nth(3).click()
    page.click("#make")
    page.wait_for_selector(".progress")
    wait_for_film(page, minutes=10)
    page.evaluate("document.querySelector('video').currentTime = 11.5")
    page.wait_for_function("!document.querySelector('video').seeking && document.querySelector('video').readyState >= 2")
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.mouse.move(5, 5)
    page.set_viewport_size({"width": 1280, "height": 1080})
    page.wait_for_timeout(1500)
    picture(page, name)
