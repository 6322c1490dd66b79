from __future__ import annotations

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pipelines.errors import BadInput, OutputExists, OutputFailed
from studio.dub.metrics import ToPort, metrics
from studio.dub.watch import Watched

SEEN = Watched("speak", 1000, found=100, made=300, failed=20, speech=812.5, elapsed=30.0, detail="x", overrun=7)


def told(text: str) -> dict[str, float]:
    """What a Prometheus server reads."""
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name + sample.labels.get("state", "")] = sample.value
    return found


EXPECTED = {
    "shengying_dub_rowswaiting": 580, "shengying_dub_rowsfound": 100, "shengying_dub_rowsmade": 300, "shengying_dub_rowsfailed": 20,
    "shengying_dub_speech_seconds": 812.5, "shengying_dub_elapsed_seconds": 30, "shengying_dub_rows_per_second": 10,
    "shengying_dub_overrun_rows": 7,
}  # fmt: skip


def test_the_file_tells_how_far_it_is_and_how_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "dub.prom"
    with metrics(str(path)) as watch:
        watch(SEEN)
        assert told(path.read_text()) == EXPECTED
        watch(Watched("speak", 1000, made=301, elapsed=30.1))
        assert told(path.read_text()) == EXPECTED  # about once a second
        watch(Watched("speak", 1000, made=310, elapsed=31.1))
        assert told(path.read_text())["shengying_dub_rowsmade"] == 310
        watch(Watched("speak", 1000, made=311, elapsed=31.2))
    assert told(path.read_text())["shengying_dub_rowsmade"] == 311  # the last one, though it was stopped
    assert [one.name for one in tmp_path.iterdir()] == ["dub.prom"]


def test_a_file_that_can_no_longer_be_written_is_said_once_and_the_batch_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "share"
    place.mkdir()
    with metrics(str(place / "dub.prom")) as watch:
        watch(SEEN)
        (place / "dub.prom").unlink()
        place.rmdir()
        watch(Watched("join", 1000))
        watch(Watched("done", 1000))
    assert capsys.readouterr().err.count("dub.prom") == 1


def test_a_port_is_asked_while_the_batch_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with ToPort(0) as watch:
        watch(SEEN)
        address = f"http://127.0.0.1:{watch.port}/metrics"
        assert told(asked.open(address, timeout=10).read().decode()) == EXPECTED
        with pytest.raises(BadInput, match="Give another"):
            metrics(str(watch.port))
    with pytest.raises(urllib.error.URLError):
        asked.open(address, timeout=10)


def test_two_batches_do_not_count_together(tmp_path: Path) -> None:
    with metrics(str(tmp_path / "a.prom")) as a, metrics(str(tmp_path / "b.prom")) as b:
        a(SEEN)
        b(Watched("speak", 5))
    assert told((tmp_path / "a.prom").read_text()) == EXPECTED
    assert told((tmp_path / "b.prom").read_text())["shengying_dub_rowswaiting"] == 5


@pytest.mark.parametrize("where", ["70000", "99999999999999999999", "dub.txt", "", "-1", "８０"])
def test_what_is_neither_port_nor_file_is_refused_before_work(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises((BadInput, OutputExists)):
        metrics(where)


def test_a_folder_that_is_not_there_is_said_before_work(tmp_path: Path) -> None:
    with pytest.raises(OutputFailed, match="mkdir"):
        metrics(str(tmp_path / "none" / "dub.prom"))
