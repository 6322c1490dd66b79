"""Batches on a desk: begun, read, checked, edited, made, stopped, gone on with, deleted; as the page does it."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from pipelines.errors import BadInput
from pipelines.media import read_audio
from studio.dub.desk import Batch, Desk, heads, lines
from studio.dub.desk.lines import Line
from studio.ui import batch_calls, batch_routes

from ...film import films
from .test_running import table

HEADER = ("台词", "角色", "start", "end", "备注")
LONG = "这是一句非常非常非常非常非常非常长的话，放不下。"
ROWS = (
    ("你好。", "安娜", "0", "2", "a"),
    (LONG, "贝恩", "3", "4", "b"),
    ("", "安娜", "5", "6", ""),
    ("……", "安娜", "7", "8", ""),
)


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person with nothing made yet; one worker, which is this process."""
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def ended(batch: Batch) -> Batch:
    return batch.wait(60)


def begun(tmp_path: Path, *rows: tuple[str, ...], name: str = "台词.csv") -> Batch:
    source = table(tmp_path / "given.csv", *(rows or ROWS), header=HEADER)
    return ended(batch_calls.desk().begin([(source, name)]))


def shown(batch: Batch, which: str = "all") -> list[Line]:
    return lines.page(batch.looked, batch.out, which)[0]


def ask(function: Callable[[dict[str, Any]], dict[str, Any]], batch: Batch | None = None, lang: str = "zh", **asked: Any) -> dict[str, Any]:  # fmt: skip
    answer = function({"lang": lang, "id": batch.id if batch else "", **asked})
    assert "error" not in answer or answer["error"] == "", answer
    return answer


def uploaded(tmp_path: Path, name: str, content: bytes) -> dict[str, str]:
    path = tmp_path / "uploads" / "x" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return {"path": str(path), "name": name}


def test_what_was_given_is_seen_at_once(tmp_path: Path) -> None:
    batch = begun(tmp_path)
    about = ask(batch_calls.batch_about, batch)
    assert [(file["name"], file["rows"], file["error"]) for file in about["files"]] == [("台词.csv", 4, "")]
    assert about["speakers"] == [{"name": "安娜", "lines": 2}, {"name": "贝恩", "lines": 1}]
    assert about["files"][0]["table"]["fields"] == ("text", "speaker", "start", "end", "")
    assert about["now"]["state"] == "read"
    assert "备注" in about["notes"][0][2]
    found = ask(batch_calls.batch_lines, batch, which="wrong")["rows"]
    assert [(row["place"], row["state"]) for row in found] == [("第 4 行", "refused")]
    assert str(tmp_path) not in str(about) + str(found)


def test_each_line_is_seen_with_its_fit_before_anything_is_made(tmp_path: Path) -> None:
    batch = ended_check(begun(tmp_path))
    good, long, empty, dots = ask(batch_calls.batch_lines, batch)["rows"]
    assert (good["state"], good["over"], good["slot"]) == ("planned", 0, 2.0)
    assert 0.3 < good["said"] < 2
    assert long["over"] > 2
    assert long["leave"][1] == "characters"
    assert long["tempo"] == pytest.approx(1.25, abs=0.01)
    assert (empty["state"], dots["state"]) == ("refused", "failed")
    assert "没有可读" in dots["why"]
    assert batch.state().counts == lines.Counts(all=4, over=1, wrong=2, made=0, looked=4, failed=1)
    assert not batch.out.folder.exists()


def ended_check(batch: Batch) -> Batch:
    batch.check()
    return ended(batch)


def test_an_edited_line_fits_and_the_persons_file_stays(tmp_path: Path) -> None:
    batch = ended_check(begun(tmp_path))
    before = batch.files()[0].read_bytes()
    row = ask(batch_calls.batch_edit, batch, row=2, text="短句。")["row"]
    assert (row["text"], row["over"], row["edited"]) == ("短句。", 0, True)
    assert batch.files()[0].read_bytes() == before
    assert "error" in batch_calls.batch_edit({"id": batch.id, "lang": "en", "row": 2, "text": "…"})
    assert "error" in batch_calls.batch_edit({"id": batch.id, "lang": "en", "row": 99, "text": "Hello."})
    assert shown(batch)[1].text == "短句。"
    batch.start()
    ended(batch)
    assert [line.text for line in shown(batch, "made")] == ["你好。", "短句。"]
    batch.edit(2, LONG)  # as it was
    assert batch.edited() == set()
    assert batch.state().stale
    assert shown(batch)[1].state == "planned"


def test_a_batch_is_made_heard_downloaded_and_only_what_changed_is_made_again(tmp_path: Path) -> None:
    batch = begun(tmp_path)
    batch.start()
    state = ended(batch).state()
    assert (state.state, state.counts.made, state.counts.wrong, state.stale) == ("done", 2, 2, False)
    with TestClient(Starlette(routes=list(batch_routes.ROUTES))) as web:
        row = ask(batch_calls.batch_lines, batch, which="made")["rows"][0]
        heard = web.get(row["sound"])
        (tmp_path / "heard.wav").write_bytes(heard.content)
        assert read_audio(tmp_path / "heard.wav").seconds == pytest.approx(row["said"], abs=0.01)
        about = ask(batch_calls.batch_about, batch)
        packed = zipfile.ZipFile(io.BytesIO(web.get(about["outputs"]["zip"]).content))
        assert packed.testzip() is None
        assert set(packed.namelist()) == {"台词/台词/0001.wav", "台词/台词/0002.wav", "台词/report.html"}
        assert web.get(about["outputs"]["files"][0]["url"]).content == packed.read("台词/台词/0001.wav")
        for place in (
            "out/../batch.json",
            "out/.dub/ledger.sqlite",
            "out/..%2Fbatch.json",
            "line/3",
            "line/77",
            "out/none.wav",
        ):
            assert web.get(f"/batch/{batch.id}/{place}").status_code == 404
        assert web.get("/batch/..%2F..%2Fx/all.zip").status_code == 404
    made = [batch.out.folder / "台词" / name for name in ("0001.wav", "0002.wav")]
    written = [path.stat().st_mtime_ns for path in made]
    ask(batch_calls.batch_choose, batch, choices={"cast": {"贝恩": "grace"}})
    assert batch.state().stale
    batch.start()
    assert not ended(batch).state().stale
    assert [path.stat().st_mtime_ns == before for path, before in zip(made, written, strict=True)] == [True, False]


def test_columns_may_mean_something_else(tmp_path: Path) -> None:
    source = table(tmp_path / "given.csv", ("0001", "Hello.", "你好。"), header=("nr", "说话内容", "文本"))
    batch = ended(batch_calls.desk().begin([(source, "x.csv")]))
    assert shown(batch)[0].text == "你好。"
    ask(batch_calls.batch_choose, batch, choices={"columns": {"text": "说话内容"}})
    assert shown(ended(batch))[0].text == "Hello."
    head = heads.head(batch.files()[0], batch.choices().columns)
    assert head
    assert head.fields == ("", "text", "")
    ask(batch_calls.batch_choose, batch, choices={"columns": {"text": ""}})
    assert "x.csv" in ended(batch).errors()
    about = ask(batch_calls.batch_about, batch, lang="en")
    assert "no column holds the text" in about["files"][0]["error"]
    assert "--columns" not in str(about)
    assert about["now"]["state"] == "empty"
    with pytest.raises(BadInput, match=r"x\.csv"):
        batch.start()


def test_one_bad_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    bad = uploaded(tmp_path, "bad.xlsx", b"PK no workbook")
    good = uploaded(tmp_path, "good.srt", "1\n00:00:01,000 --> 00:00:03,000\n你好。\n".encode())
    batch = batch_calls.desk().batch(ask(batch_calls.batch_begin, files=[bad, good, good])["id"])
    files = {file["name"]: file for file in ask(batch_calls.batch_about, ended(batch))["files"]}
    assert set(files) == {"bad.xlsx", "good.srt", "good-2.srt"}
    assert files["bad.xlsx"]["error"]
    assert files["good.srt"]["rows"] == files["good-2.srt"]["rows"] == 1
    ask(batch_calls.batch_drop, batch, file="bad.xlsx")
    assert ended(batch).errors() == {}


def test_a_film_is_given_with_its_subtitles_and_comes_back_dubbed(tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    film = films.film(tmp_path / "uploads" / "x.mp4", 4.0)
    given = [{"path": str(film), "name": "film.mp4"}, uploaded(tmp_path, "lines.csv", "台词,start,end\n你好。,0,2\n".encode())]
    batch = ended(batch_calls.desk().batch(ask(batch_calls.batch_begin, files=given)["id"]))
    about = ask(batch_calls.batch_about, batch)
    assert [file["name"] for file in about["files"]] == ["lines.csv", "film.mp4"]
    ask(batch_calls.batch_choose, batch, choices={"music": "drop"})
    batch.start()
    assert ended(batch).state().state == "done"
    assert "lines.mp4" in batch.outputs()
    ask(batch_calls.batch_drop, batch, file="film.mp4")
    assert ended(batch).video() is None
    broken = uploaded(tmp_path, "broken.mp4", film.read_bytes()[:500])
    assert "broken.mp4" in batch_calls.batch_add({"id": batch.id, "lang": "zh", "files": [broken]})["error"]


def test_a_stopped_batch_goes_on_and_a_running_one_is_left_alone(tmp_path: Path) -> None:
    batch = begun(tmp_path, *((f"第{n}句话说完了。", "", "", "", "") for n in range(12)))
    work = batch.start()
    while work.active and work.watched.made < 1:
        time.sleep(0.01)
    for refused in (lambda: batch.edit(1, "好。"), lambda: batch.choose({"voice": "grace"}), batch.check):
        with pytest.raises(BadInput):
            refused()
    batch.stop()
    state = ended(batch).state()
    assert (state.state, state.error) == ("stopped", None)
    assert 1 <= state.counts.made < 12
    batch.start()
    state = ended(batch).state()
    assert (state.state, state.counts.made) == ("done", 12)
    assert state.watched
    assert state.watched.found >= 1


KILLED = """
import os, sys, time
os.cpu_count = lambda: 1
from pathlib import Path
from studio.dub.desk import Desk
if __name__ == "__main__":
    batch = Desk(Path(sys.argv[1])).batch(sys.argv[2])
    work = batch.start()
    while True:
        print(work.watched.made, flush=True)
        time.sleep(0.01)
"""


def test_a_batch_whose_program_was_killed_is_shown_stopped(tmp_path: Path) -> None:
    batch = begun(tmp_path, *((f"第{n}句话说完了。", "", "", "", "") for n in range(12)))
    (tmp_path / "killed.py").write_text(KILLED)
    with subprocess.Popen([sys.executable, str(tmp_path / "killed.py"), str(batch.folder.parent), batch.id], stdout=subprocess.PIPE,
                          text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}) as other:  # fmt: skip
        assert other.stdout
        while int(other.stdout.readline()) < 1:
            pass
        other.send_signal(signal.SIGKILL)
    state = batch.state()
    assert state.state == "stopped"
    assert 1 <= state.counts.made < 12
    assert ask(batch_calls.batch_list)["rows"][0]["state"] == "stopped"
    batch.start()
    assert ended(batch).state().counts.made == 12


def test_a_batch_is_deleted_with_all_that_was_made(tmp_path: Path) -> None:
    batch = begun(tmp_path)
    batch.start()
    ask(batch_calls.batch_delete, batch)
    assert ask(batch_calls.batch_list)["rows"] == []
    assert list(batch.folder.parent.iterdir()) == []
    assert "已不存在" in batch_calls.batch_state({"id": batch.id, "lang": "zh"})["error"]
    assert (tmp_path / "given.csv").is_file()


@pytest.mark.parametrize("name", ["", None, "../x", "20260101-120000-abcd/..", 7, "20260101-120000-abcd\n"])
def test_what_is_no_batch_is_refused(name: Any) -> None:
    for function in batch_calls.FUNCTIONS[2:]:
        assert function({"id": name, "lang": "en", "files": []})["error"]


def test_files_from_elsewhere_and_wild_values_are_refused(tmp_path: Path) -> None:
    own = tmp_path / "secret.csv"
    own.write_text("text\nHello.\n")
    for files in (
        [],
        None,
        [7],
        [{"path": str(own), "name": "x.csv"}],
        [{"name": "x.csv"}],
        [uploaded(tmp_path, "x.exe", b"MZ")],
    ):
        assert batch_calls.batch_begin({"files": files, "lang": "zh"})["error"]
    assert not (tmp_path / "films" / "batches").exists()
    odd = uploaded(tmp_path, "x.csv", b"text\nHello.\n") | {"name": "../../etc/x.csv"}
    batch = ended(batch_calls.desk().batch(ask(batch_calls.batch_begin, files=[odd])["id"]))
    assert [path.parent for path in batch.files()] == [batch.inputs]
    for choices in ({"voice": "no_such_voice"}, {"loudness": "loud"}, {"fit": "tight"}, {"language": "klingon"}, {"columns": {"x": "y"}},
                    {"cast": {"A": "../x"}}, {"cast": [1]}, 7):  # fmt: skip
        before = batch.choices()
        assert batch_calls.batch_choose({"id": batch.id, "lang": "en", "choices": choices})["error"], choices
        assert batch.choices() == before
    for page in (-1, "x", None, 1 << 60, True):
        assert batch_calls.batch_lines({"id": batch.id, "lang": "en", "page": page})["error"]
    assert batch_calls.batch_lines({"id": batch.id, "lang": "en", "which": "x"})["error"]
    assert len(ask(batch_calls.batch_lines, batch, page=999)["rows"]) == 1


def test_a_damaged_batch_is_told_and_can_be_deleted(tmp_path: Path) -> None:
    batch = begun(tmp_path)
    batch.choices_file.write_text("{}")
    assert ask_error(batch_calls.batch_about, batch)
    row = batch_calls.batch_list({"lang": "zh"})["rows"][0]
    assert "已损坏" in row["error"]
    ask(batch_calls.batch_delete, batch)
    other = begun(tmp_path)
    other.looked.ledger.write_bytes(b"no ledger at all" * 100)
    assert ask_error(batch_calls.batch_lines, other)
    ask(batch_calls.batch_delete, other)
    assert Desk(batch.folder.parent).batches() == []


def ask_error(function: Callable[[dict[str, Any]], dict[str, Any]], batch: Batch) -> str:
    return str(function({"id": batch.id, "lang": "zh"})["error"])


def test_ten_thousand_rows_come_a_page_at_a_time(tmp_path: Path) -> None:
    batch = begun(tmp_path, *((f"第{n}句。", "", "", "", "") for n in range(10_000)))
    answer = ask(batch_calls.batch_lines, batch, page=199)
    assert (len(answer["rows"]), answer["pages"], answer["total"]) == (50, 200, 10_000)
    assert answer["rows"][-1]["text"] == "第9999句。"
    assert len(str(answer)) < 30_000
    assert len(str(ask(batch_calls.batch_about, batch))) < 10_000
