"""A finished film and its timeline editor: the film says when its speech was edited since, and is made again by one button."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.script import Line, Scene, Script
from studio import films_home, produce
from studio.project import Choices, Project
from studio.store import Store
from studio.ui import form as forms
from studio.ui import making
from studio.workers import Workers

from .conftest import film_page
from .editor import Editor
from .test_page import picture

pytestmark = pytest.mark.browser

FILM = "20260102-120000-abcd"


@pytest.fixture
def finished(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A film of one line, made, in the home of the others."""
    monkeypatch.setenv("STUDIO_HOME", str(store.folder.parents[1]))
    own = films_home.store(FILM)
    own.prepare()
    scene = Scene(id="s1", title="茶", prompt="tea", layout="picture", lines=(Line(id="l3", text="请喝茶。"),))
    project = Project(script=Script(title="山路", language="zh", scenes=(scene,)), choices=Choices(size=(256, 320)))
    own.save(project)
    with Workers(1) as here:
        made = produce.film(project, own, films_home.video(FILM), workers=here)
    films_home.write_json(FILM, "form.json", forms.to_dict(forms.Form(brief="请喝茶。")))
    films_home.write_json(FILM, "film.json", making.facts(project, made.seconds, 1.0, films_home.video(FILM)))
    return own


@pytest.fixture
def page(finished: Store, film_address: str) -> Iterator[Any]:
    with film_page(film_address, "山路", locale="zh-CN", viewport={"width": 1280, "height": 900}) as found:
        yield found


def test_the_film_says_that_its_speech_was_edited(page: Any, finished: Store) -> None:
    page.wait_for_selector(".film-title:has-text('山路')")
    assert page.locator(".stale").count() == 0
    editor = Editor(page, finished, "l3")
    editor.choose(0)
    editor.after("change", lambda: editor.press("s"))
    page.wait_for_selector(".stale[data-stale=speech] .again")
    editor.after("undo", lambda: editor.press("Control+z"))
    page.wait_for_function("!document.querySelector('.stale')")
    editor.after("redo", lambda: editor.press("Control+Shift+z"))
    page.evaluate("shengyingTimeline.close()")
    page.wait_for_selector(".stale[data-stale=speech]")
    page.locator(".stale").scroll_into_view_if_needed()
    picture(page, "timeline.stale.png")
    page.click(".stale .again")
    page.wait_for_selector(".progress li")
    page.click(".progress .stop")
    page.wait_for_function("!document.querySelector('.progress')")
