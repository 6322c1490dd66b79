"""A film's further looks on the page: what is given goes into the film, what cannot be is refused under its own name."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import BadInput, StudioError
from pipelines.files import data_folder
from pipelines.script import Line, Scene, Script
from studio import create, films_home
from studio.project import Project
from studio.store import Store
from studio.ui import form as forms
from studio.ui import looks_panel, making, tile
from studio.ui.form import FIELDS, LOOKS, Form

from ..film import films

ID = "20260101-120000-abcd"
PORTRAIT = data_folder("assets") / "demo" / "portrait.png"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))


@pytest.fixture
def form(tmp_path: Path) -> Form:
    """Everything asked for at once."""
    (tmp_path / "uploads").mkdir()
    logo, intro = tmp_path / "uploads" / "logo.png", films.film(tmp_path / "uploads" / "intro.mp4", 1.0)
    shutil.copyfile(PORTRAIT, logo)
    return Form(brief="Tea.", music="calm", cuts="beat", loudness="-23", platform="douyin", encoder="auto", logo=str(logo),
                logo_place="bl", logo_size=0.1, intro=str(intro), outro=str(logo))  # fmt: skip


def kept() -> Store:
    store = films_home.store(ID)
    store.prepare()
    store.save(
        Project(script=Script(title="Tea", language="en", scenes=(Scene(id="s1", lines=(Line(id="l1", text="Tea."),)),)))
    )
    return store


def test_a_new_film_is_asked_for_with_all_of_them(form: Form, tmp_path: Path) -> None:
    asked = forms.request(forms.check(form), tmp_path / "brief.md")
    choices = create.choices_from(asked.choices or {})
    assert (choices.on_beat, choices.loudness, choices.encoder, choices.logo_place, choices.logo_size) == (
        True,
        -23,
        "auto",
        "bl",
        0.1,
    )
    assert {name: path.name for name, path in (asked.looks or {}).items()} == {"logo": "logo.png", "intro": "intro.mp4", "outro": "logo.png"}  # fmt: skip
    plain = forms.request(forms.check(Form(brief="Tea.", platform="douyin")), tmp_path / "brief.md")
    assert not plain.looks
    assert (plain.choices or {})["loudness"] == -14, "the platform's"


def test_a_film_that_is_there_gets_them_and_keeps_copies(form: Form) -> None:
    store = kept()
    project = making.ready(ID, form, lambda *_: None)
    stored = forms.from_dict(films_home.read_json(ID, "form.json"))
    for name in LOOKS:
        place = store.resolve(getattr(project.choices, name))
        assert place.read_bytes() == Path(getattr(form, name)).read_bytes()
        assert getattr(stored, name) == str(place)
    shutil.rmtree(Path(form.logo).parent)
    assert project.choices.on_beat
    again = making.ready(ID, forms.check(stored), lambda *_: None)
    assert again == project
    assert making.ready(ID, Form(brief="Tea."), lambda *_: None).choices.logo == ""


def test_what_cannot_be_shown_is_refused_under_its_own_name(form: Form, tmp_path: Path) -> None:
    bad = tmp_path / "uploads" / "notes.png"
    bad.write_text("none")
    script = tmp_path / "uploads" / "clip.py"
    script.write_text("raise SystemExit")
    for name, path in (("logo", bad), ("intro", bad), ("outro", script), ("logo", Path(form.intro))):
        with pytest.raises(BadInput) as told:
            forms.check(replace(form, **{name: str(path)}))
        assert str(tmp_path) not in told.value.en + told.value.zh
        assert path.name in told.value.zh


@pytest.mark.parametrize(
    "field",
    [{"music": ""}, {"cuts": "x"}, {"loudness": "-20"}, {"loudness": "nan"}, {"encoder": "h265"}, {"logo_place": "middle"},
     {"logo_size": 0.9}, {"logo_size": float("nan")}],
)  # fmt: skip
def test_wild_choices_are_refused(form: Form, field: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        forms.check(replace(form, **field))  # type: ignore[arg-type]


def test_only_encoders_that_work_here_are_offered() -> None:
    offered = looks_panel.encoders()
    assert offered[0] == "x264"
    for name in ("nvenc", "videotoolbox", "qsv", "amf", "vaapi"):
        if name in offered:
            forms.check(Form(brief="Tea.", encoder=name))
        else:
            with pytest.raises(StudioError, match=name):
                forms.check(Form(brief="Tea.", encoder=name))


def test_files_only_from_the_browser_and_tiles_show_what_was_given(form: Form, tmp_path: Path) -> None:
    values = [getattr(form, name) for name in FIELDS]
    for name in LOOKS:
        values[FIELDS.index(name)] = tile.value(getattr(form, name))
    for name in ("portrait", "music_file"):
        values[FIELDS.index(name)] = None
    assert forms.from_values(values) == form
    outside = tmp_path / "secret.png"
    shutil.copyfile(PORTRAIT, outside)
    values[FIELDS.index("logo")] = {"path": str(outside), "url": "", "name": "x"}
    with pytest.raises(BadInput):
        forms.from_values(values)
