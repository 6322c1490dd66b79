"""Presenters on the page: called by their names in the page's language, what of a video is cut off told, what they stand before."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pipelines.avatar.drawn import catalogue
from pipelines.avatar.ground import Ground
from pipelines.avatar.video import people as enrolled_people
from pipelines.errors import BadInput
from studio import seen
from studio.ui import acting, portrait, presenters_gallery, presenters_heads, presenters_people, presenters_preview
from studio.ui.form import Form

from ..avatar import conftest as people

filmed, enrolled = people.filmed, people.enrolled


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    monkeypatch.setenv("STUDIO_AVATARS", str(tmp_path / "own"))


@pytest.fixture
def ann(enrolled: Path, tmp_path: Path) -> dict[str, Any]:
    """The portrait tile's value of somebody enrolled with a video of 240 × 300."""
    shutil.copytree(enrolled, tmp_path / "own" / "ann")
    answer = presenters_people.take_person({"name": "ann", "lang": "zh"})
    assert "error" not in answer, answer
    return dict(answer["portrait"])


def test_a_tile_calls_them_as_the_page_speaks() -> None:
    mei = presenters_gallery.take_presenter({"name": "mei"})["portrait"]
    assert (mei["name_zh"], mei["name_en"]) == (catalogue.load("mei").title("zh"), catalogue.load("mei").title("en"))
    assert mei["name_zh"] != mei["name_en"]
    hassan = presenters_heads.take_head({"name": "hassan"})["portrait"]
    assert hassan["name_zh"] != hassan["name_en"]


def test_what_of_a_video_is_not_seen_is_told(ann: dict[str, Any]) -> None:
    assert ann["name_zh"] == "ann"
    told = {
        shape: presenters_preview.preview_still({"path": ann["path"], "shape": shape, "lang": lang}).get("remarks")
        for shape, lang in (("tall", "en"), ("square", "en"), ("wide", "zh"))
    }
    assert told["tall"] == ["The video is 240 × 300: in a film of 1080 × 1920, 30% of its width is cut off."]
    assert told["square"] == ["The video is 240 × 300: in a film of 1080 × 1080, 20% of its height is cut off."]
    assert told["wide"] == ["视频为 240 × 300：在 1920 × 1080 的影片中，其高度的 55% 会被裁掉。"]
    assert "30%" in portrait.looked_at(ann, "zh", {}, "1080x1920")
    assert "55%" in portrait.resized(ann, "zh", {}, "1920x1080")
    who = seen.avatar(Path(ann["path"]))
    assert seen.cut_off(who, (960, 1200)) == []
    assert seen.cut_off(who, None) == []


def test_a_drawn_one_and_a_photo_are_composed_and_nothing_is_told() -> None:
    mei = presenters_gallery.take_presenter({"name": "mei"})["portrait"]
    assert presenters_preview.preview_still({"path": mei["path"], "shape": "wide"})["remarks"] == []
    assert portrait.looked_at(mei, "zh", {}, "1920x1080") == ""


def test_they_stand_before_a_colour() -> None:
    for given, colour in (({"ground_colour": "#12645F"}, (0x12, 0x64, 0x5F)), ({}, (0xF4, 0xF2, 0xEC))):
        told = acting.checked({"ground": "colour", **given})
        assert Ground.of(acting.matte(told)).colour == colour
    for wild in ("red", "#12345", "url(x)", 7, "#12345678"):
        with pytest.raises(BadInput):
            acting.checked({"ground": "colour", "ground_colour": wild})
    assert all(Ground.of(colour).colour for colour in acting.COLOURS)
    assert acting.matte(Form().acting) == ""
    mei = presenters_gallery.take_presenter({"name": "mei"})["portrait"]
    seen_before = [
        presenters_preview.preview_still({"path": mei["path"], "shape": "square", "acting": {"ground": "colour", "ground_colour": one}})["picture"]
        for one in acting.COLOURS[:2]
    ]  # fmt: skip
    assert seen_before[0] != seen_before[1]
    assert np.all([one.startswith("data:image/") for one in seen_before])
    assert enrolled_people.names() == ()
