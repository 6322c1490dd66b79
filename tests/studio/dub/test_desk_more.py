"""What a batch on the page may ask for besides: translation, lips, stems, timelines for editors, columns of one table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pipelines.errors import BadInput
from studio.dub import columns
from studio.dub.desk import Batch
from studio.ui import batch_calls, batch_routes
from tests.chat_server import Server, translator

from ...film import films
from .test_desk import _home, ask, begun, ended, ended_check, shown, uploaded
from .test_running import table

__all__ = ["_home"]

SRT = "1\n00:00:00,200 --> 00:00:02,000\n你好。\n\n2\n00:00:02,200 --> 00:00:03,800\n再见。\n"
ENGLISH = {"你好。": "Hello.", "再见。": "Goodbye."}


def of_film(tmp_path: Path, **choices: Any) -> Batch:
    (tmp_path / "uploads").mkdir(exist_ok=True)
    film = films.film(tmp_path / "uploads" / "x.mp4", 4.0)
    given = [{"path": str(film), "name": "film.mp4"}, uploaded(tmp_path, "ep.srt", SRT.encode())]
    batch = ended(batch_calls.desk().batch(ask(batch_calls.batch_begin, files=given)["id"]))
    ask(batch_calls.batch_choose, batch, choices=choices)
    return batch


def refused(batch: Batch, function: Callable[[dict[str, Any]], dict[str, Any]] = batch_calls.batch_start, lang: str = "en") -> str:  # fmt: skip
    return str(function({"id": batch.id, "lang": lang})["error"])


def test_what_is_checked_in_another_language_is_what_is_said(tmp_path: Path, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    server = serve(translator(lambda text: ENGLISH[text]))
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    batch = of_film(tmp_path, translate="en", model="tiny")
    assert ask(batch_calls.batch_about, batch)["translator"]["why"] == ""
    assert [line.text for line in shown(ended_check(ended(batch)))] == ["Hello.", "Goodbye."]
    asked = len(server.requests)
    batch.edit(2, "Bye.")
    batch.start()
    state = ended(batch).state()
    assert (state.state, state.error, state.counts.made) == ("done", None, 2)
    assert [line.text for line in shown(batch, "made")] == ["Hello.", "Bye."]
    assert len(server.requests) == asked, "a model that is asked again may say something else"
    assert "Bye" in (batch.out.folder / "ep.srt").read_text(encoding="utf-8")
    ask(batch_calls.batch_choose, batch, choices={"translate": ""})
    assert [line.text for line in shown(ended(batch))] == ["你好。", "再见。"]


def test_a_batch_that_is_started_at_once_is_translated_first(tmp_path: Path, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("OPENAI_BASE_URL", serve(translator(lambda text: ENGLISH[text])).url)
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    monkeypatch.setenv("STUDIO_LLM_MODEL", "tiny")
    batch = of_film(tmp_path, translate="en")
    ended(batch).start()
    assert ended(batch).state().state == "done"
    assert [line.text for line in shown(batch, "made")] == ["Hello.", "Goodbye."]


def test_without_a_model_it_is_said_what_to_set(tmp_path: Path, serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    batch = begun(tmp_path)  # `serve` has cleared what names a server
    told = ask(batch_calls.batch_about, batch, lang="en")["translator"]
    assert "OPENAI_API_KEY" in told["why"]
    assert not told["usable"]
    ask(batch_calls.batch_choose, batch, choices={"translate": "en"})
    ended(batch)
    for function in (batch_calls.batch_check, batch_calls.batch_start):
        said = refused(batch, function)
        assert "STUDIO_LLM_MODEL" in said
        assert "--model" not in said
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    assert ask(batch_calls.batch_about, batch)["translator"]["usable"]
    assert "OPENAI_API_KEY" not in refused(batch)


def test_other_lips_need_the_consent_for_this_film(tmp_path: Path) -> None:
    batch = of_film(tmp_path, relip=True)
    assert refused(batch) == "A person is given other words by their consent only. Say who agreed, and to what."
    assert "--" not in refused(batch, lang="zh")
    ask(batch_calls.batch_choose, batch, choices={"consent": "I, Anna, agree.", "stems": True, "original": True})
    assert batch.options().relip
    ask(batch_calls.batch_drop, batch, file="film.mp4")
    choices = ended(batch).choices()
    assert (choices.relip, choices.consent, choices.stems) == (False, "", True), "consent was for that film"
    batch.start()  # what is of a film is not asked for without one
    assert ended(batch).state().state == "done"


def test_the_films_choices_are_made(tmp_path: Path) -> None:
    batch = of_film(tmp_path, stems=True, original=True, burn=True, music="keep")
    batch.start()
    assert ended(batch).state().error is None
    assert {"ep.mp4", "ep.voice.wav", "ep.music.wav", "ep.mix.wav"} <= set(batch.outputs())


def test_what_the_run_noticed_is_told_beside_what_it_made(tmp_path: Path) -> None:
    late = SRT + "\n3\n00:00:09,000 --> 00:00:11,000\n太晚了。\n"
    (tmp_path / "uploads").mkdir()
    film = films.film(tmp_path / "uploads" / "x.mp4", 4.0)
    given = [{"path": str(film), "name": "film.mp4"}, uploaded(tmp_path, "ep.srt", late.encode())]
    batch = ended(batch_calls.desk().batch(ask(batch_calls.batch_begin, files=given)["id"]))
    about = ask(batch_calls.batch_about, batch)
    assert about["outputs"]["told"] == []
    assert [(name, text) for name, _, text in about["notes"]] == [
        ("film.mp4", "有一句在视频结束之后才开始，朗读时画面停留在最后一帧。")
    ], "before anything is made"
    batch.start()
    ended(batch)
    for lang, words in (("en", "the last picture stays"), ("zh", "末尾停留在最后一帧")):
        (told,) = batch_calls.batch_about({"id": batch.id, "lang": lang})["outputs"]["told"]
        assert words in told
        assert str(tmp_path) not in told


def test_timelines_for_editors_come_with_their_media(tmp_path: Path) -> None:
    batch = of_film(tmp_path, editors=["otio", "jianying", "otio"])
    assert batch.choices().editors == ("otio", "jianying")
    batch.start()
    assert ended(batch).state().error is None
    with TestClient(Starlette(routes=list(batch_routes.ROUTES))) as web:
        about = ask(batch_calls.batch_about, batch)
        names = set(zipfile.ZipFile(io.BytesIO(web.get(about["outputs"]["zip"]).content)).namelist())
    name = batch.choices().name
    assert {f"{name}/ep.otio", f"{name}/ep.jianying/draft_content.json"} <= names
    for folder in ("ep_media", "ep.jianying/media"):
        assert sum(one.startswith(f"{name}/{folder}/") and one.endswith(".wav") for one in names) >= 2, folder


def test_a_column_means_something_else_in_one_table_only(tmp_path: Path) -> None:
    header = ("台词", "备注")
    for name, row in (("a", ("甲。", "子。")), ("b", ("乙。", "丑。"))):
        table(tmp_path / f"{name}.csv", row, header=header)
    batch = ended(batch_calls.desk().begin([(tmp_path / "a.csv", "a.csv"), (tmp_path / "b.csv", "b.csv")]))
    assert [line.text for line in shown(batch)] == ["甲。", "乙。"]
    ask(batch_calls.batch_choose, batch, choices={"columns": {"b.csv:text": "备注"}})
    assert [line.text for line in shown(ended(batch))] == ["甲。", "丑。"]
    tables = [file["table"]["fields"] for file in ask(batch_calls.batch_about, batch)["files"]]
    assert tables == [("text", ""), ("", "text")]
    ask(batch_calls.batch_drop, batch, file="b.csv")
    assert ended(batch).choices().columns == {}


def test_columns_of_one_file_come_before_those_of_all() -> None:
    asked = {"text": "A", "voice": "V", "b.csv:text": "B", "odd:name.csv:text": "C"}
    assert columns.of(asked, "a.csv") == {"text": "A", "voice": "V"}
    assert columns.of(asked, "b.csv") == {"text": "B", "voice": "V"}
    assert columns.of(asked, "odd:name.csv") == {"text": "C", "voice": "V"}
    with pytest.raises(BadInput, match="txet"):
        columns.check({"b.csv:txet": "B"})


@pytest.mark.parametrize("choices", [{"editors": ["avid"]}, {"editors": 3}, {"translate": "klingon"}])
def test_what_is_not_known_is_refused_and_nothing_is_changed(tmp_path: Path, choices: dict[str, Any]) -> None:
    batch = begun(tmp_path)
    before = batch.choices()
    assert batch_calls.batch_choose({"id": batch.id, "lang": "zh", "choices": choices})["error"]
    assert batch.choices() == before


def test_what_is_chosen_at_once_is_all_kept(tmp_path: Path) -> None:
    """The page asks from several threads."""
    batch = begun(tmp_path)
    values = {
        "stems": True,
        "captions": True,
        "relip": True,
        "burn": True,
        "fit": "natural",
        "kind": "flac",
        "editors": ["edl"],
    }
    for _ in range(3):
        for asked in (values, dict.fromkeys(values) | {"fit": "strict", "kind": "wav"}):
            with ThreadPoolExecutor(len(asked)) as pool:
                list(pool.map(lambda one: batch.choose(dict([one])), asked.items()))
            kept = batch.choices()
            assert {name: bool(getattr(kept, name)) for name in values} == {name: bool(value) for name, value in asked.items()}
            assert (kept.fit, kept.kind) == (asked["fit"], asked["kind"])
