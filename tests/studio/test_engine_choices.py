"""Which engines the page offers, and that the one chosen makes the film and the batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines import engines
from pipelines.errors import BadInput, EngineMissing
from pipelines.speech.espeak import EspeakSpeaker
from studio import create, films_home
from studio.dub.desk import choices as desk_choices
from studio.ui import engine_choices, making
from studio.ui import form as forms
from studio.ui.form import Form

OWN = "loud"


@pytest.fixture(autouse=True)
def looked_for_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("STUDIO_LLM_MODEL", "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    engine_choices.usable.cache_clear()
    yield
    engine_choices.usable.cache_clear()


@pytest.fixture
def with_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A speaker of a stranger's package."""
    names, load = engines.names, engines.load

    def names_and_own(kind: engines.Kind) -> tuple[str, ...]:
        return (*names(kind), *((OWN,) if kind == "speaker" else ()))

    def load_own_too(kind: engines.Kind, name: str, **options: Any) -> Any:
        return EspeakSpeaker() if (kind, name) == ("speaker", OWN) else load(kind, name, **options)

    monkeypatch.setattr(engines, "names", names_and_own)
    monkeypatch.setattr(engines, "load", load_own_too)


def test_the_embedded_ones_come_first_and_only_what_works_follows() -> None:
    assert [engine_choices.usable(kind)[0] for kind in engine_choices.USUAL] == ["outline", "espeak", "painter"]
    for kind in engine_choices.USUAL:
        for title, name in (*engine_choices.offered(kind, "en"), *engine_choices.offered(kind, "zh")):
            assert title != name
            engines.load(kind, name)
    assert "recording" not in engine_choices.usable("speaker")
    assert "voxcpm" not in engine_choices.usable("speaker"), "nobody has installed it here"


def test_a_language_model_is_offered_once_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_choices.usable("writer") == ("outline",)
    engine_choices.usable.cache_clear()
    monkeypatch.setenv("STUDIO_LLM_MODEL", "small")
    assert engine_choices.usable("writer") == ("outline",), "it has no key"
    engine_choices.usable.cache_clear()
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    assert engine_choices.usable("writer") == ("outline", "llm")


def test_what_is_not_offered_is_refused_with_what_gets_it() -> None:
    with pytest.raises(EngineMissing, match="studio engines install voxcpm"):
        forms.check(Form(brief="Tea.", speaker="voxcpm"))
    for wrong in ({"speaker": "recording"}, {"painter": "nobody"}, {"writer": "llm"}):
        with pytest.raises(BadInput):
            forms.check(Form(brief="Tea.", **wrong))


@pytest.mark.usefixtures("with_own")
def test_a_strangers_engine_is_offered_by_its_name_and_goes_into_the_film(tmp_path: Path) -> None:
    assert engine_choices.offered("speaker", "zh")[-1] == (OWN, OWN)
    asked = forms.request(forms.check(Form(brief="Tea.", speaker=OWN)), tmp_path / "brief.md")
    assert create.choices_from(asked.choices or {}).speaker == OWN
    assert create.choices_from(forms.looks(Form(speaker=OWN))).speaker == OWN, "and into one that is made again"


def test_another_writer_begins_another_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path))
    film, form = films_home.new_id(), Form(brief="Tea.")
    films_home.write_json(film, "form.json", forms.to_dict(form))
    assert making.belongs(film, Form(brief="Tea.", painter="diffusion")) == film
    assert making.belongs(film, Form(brief="Tea.", writer="llm")) != film
    assert making.same_text(film, Form(brief="Coffee.", writer="llm")).writing == form.writing
    kept = {name: value for name, value in forms.to_dict(form).items() if name not in engine_choices.USUAL}
    assert forms.from_dict(kept) == form, "kept before there was a choice"


@pytest.mark.usefixtures("with_own")
def test_a_batch_is_spoken_by_the_engine_chosen() -> None:
    assert desk_choices.checked({"speaker": OWN}).options(Path(), Path()).speaker == OWN
    assert desk_choices.checked({}).options(Path(), Path()).speaker == "espeak"
    with pytest.raises(BadInput, match="no speaker called"):
        desk_choices.checked({"speaker": "nobody"})
