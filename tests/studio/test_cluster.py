"""A run on a real Ray cluster of two machines (two nodes of this one), of which one dies in the middle."""

from __future__ import annotations

import os
import pickle
import secrets
import shutil
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import BadInput, Cancelled, EngineFailed
from pipelines.speech import voices
from pipelines.voice import Voice
from studio import carrying, cluster
from studio.cluster import RayPool
from studio.depot import Depot
from studio.dub import work
from studio.store import Takes, key_of

# before Ray is read: a cluster that nobody else can join, whatever the person's own settings
os.environ["RAY_AUTH_MODE"], os.environ["RAY_AUTH_TOKEN"] = "token", secrets.token_hex(32)
ray = pytest.importorskip("ray", reason="the extra `cluster` is not installed")


def made(takes: Takes, key: str, text: str, voice: Voice, pause: float = 0.0) -> Path:
    """A take of a sentence and a voice's own files; beside it, which machine made it."""
    if text == "bad":
        raise BadInput("bad cannot be said.", "无法朗读。")

    def build(path: Path) -> None:
        time.sleep(pause)
        takes.path(key, ".json").write_text(ray.get_runtime_context().get_node_id() if ray.is_initialized() else "here")
        path.write_bytes(content(text, voice))

    return takes.make(key, ".wav", build)


def content(text: str, voice: Voice) -> bytes:
    assert voice.reference
    return text.encode() + voice.reference.read_bytes() + Path(voice.base.partition("#")[0], "w.bin").read_bytes()


def waits(folder: Path, number: int) -> int:
    try:
        (folder / f"{number}.begun").touch()
        for _ in range(6000):
            time.sleep(0.01)
    finally:
        (folder / f"{number}.ended").touch()
    return number


def dies(folder: Path, number: int, times: int) -> int:
    (folder / f"{number}.{time.monotonic_ns()}").touch()
    if len(list(folder.glob(f"{number}.*"))) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def wait_for(folder: Path, pattern: str) -> None:
    end = time.monotonic() + 60
    while not list(folder.glob(pattern)):
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "w.bin").write_bytes(b" model")
    (tmp_path / "sample.wav").write_bytes(b" sample")
    return Voice("ann", base=f"{tmp_path / 'model'}#p1", reference=tmp_path / "sample.wav")


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    found = Depot(str(tmp_path / "depot"))
    found.prepare()
    return found


@pytest.fixture
def takes(tmp_path: Path) -> Takes:
    (tmp_path / "takes").mkdir()
    return Takes(tmp_path / "takes")


@dataclass
class Machines:
    cluster: Any
    second: Any


def small() -> dict[str, Any]:
    """A machine of one processor. Its agents get their ports here: Ray waits for those that choose their own, and ends what
    a busy machine starts too slowly."""
    agents = ("metrics_agent_port", "metrics_export_port", "dashboard_agent_listen_port", "runtime_env_agent_port")
    with ExitStack() as stack:
        places = [stack.enter_context(socket.create_server(("", 0))) for _ in agents]
        ports = {name: place.getsockname()[1] for name, place in zip(agents, places, strict=True)}
    return {"num_cpus": 1, "object_store_memory": 80 * 2**20, "include_log_monitor": False, **ports}


@pytest.fixture(scope="module")
def machines() -> Iterator[Machines]:
    """Two machines, and this process connected to them."""
    from ray.cluster_utils import Cluster

    cluster = Cluster(initialize_head=True, head_node_args={**small(), "no_monitor": True})
    try:
        second = cluster.add_node(**small())
        with RayPool(cluster.address) as pool:
            assert pool.count == 2
            yield Machines(cluster, second)
    finally:
        cluster.shutdown()


@pytest.mark.parametrize("address", ["nowhere at all", "somewhere", "host:port", "ray://host:123456"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    """First, while there is no cluster."""
    with pytest.raises(BadInput, match="Accepted: local, auto") as caught, RayPool(address):
        pass
    assert "可接受" in caught.value.zh


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9"])
def test_a_cluster_that_does_not_answer_is_said(address: str) -> None:
    with pytest.raises(EngineFailed, match="does not answer") as caught, RayPool(address):
        pass
    assert "没有响应" in caught.value.zh


def test_a_machine_dies_in_the_middle_and_every_take_arrives(
    machines: Machines, depot: Depot, takes: Takes, voice: Voice, capfd: pytest.CaptureFixture[str]
) -> None:
    drawn, most, results = 0, 0, {}

    def jobs() -> Iterator[tuple[Any, ...]]:
        nonlocal drawn
        for number in range(20):
            drawn += 1
            yield takes, key_of(number), "bad" if number == 13 else f"line {number}", voice, 0.2

    with RayPool(machines.cluster.address, depot=depot) as pool:
        for index, result in pool.work(made, jobs()):
            results[index] = result
            most = max(most, drawn - len(results))
            if len(results) == 6:
                machines.cluster.remove_node(machines.second, allow_graceful=False)
    assert isinstance(results.pop(13), BadInput)
    assert results == {n: takes.path(key_of(n), ".wav") for n in range(20) if n != 13}
    assert all(path.read_bytes() == content(f"line {n}", voice) for n, path in results.items())
    assert len({takes.path(key_of(n), ".json").read_text() for n in results}) == 2  # both had a part in it
    assert most <= 8
    assert capfd.readouterr().out == ""


def test_what_the_depot_has_is_not_made_again(machines: Machines, depot: Depot, takes: Takes, voice: Voice) -> None:
    earlier = Takes(takes.folder.with_name("earlier"))
    earlier.folder.mkdir()
    made(earlier, key_of(1), "line 1", voice)
    earlier.path(key_of(1), ".json").write_text("earlier")
    for suffix in (".wav", ".json"):
        depot.put(earlier.path(key_of(1), suffix), key_of(1), suffix)
    with RayPool(depot=depot) as pool:
        assert dict(pool.work(made, [(takes, key_of(1), "line 1", voice)])) == {0: takes.path(key_of(1), ".wav")}
    assert takes.path(key_of(1), ".json").read_text() == "earlier"


def test_speech_of_a_cluster_has_the_bytes_of_speech_made_here(machines: Machines, depot: Depot, takes: Takes) -> None:
    lines = [
        work.Line(text, "en", "espeak", voices.load("grace"), room=room)
        for text, room in (("Hello there.", None), ("And so it goes on.", 1.0))
    ]
    here = Takes(takes.folder.with_name("here"))
    here.folder.mkdir()
    with RayPool(depot=depot) as pool:
        results = dict(pool.work(work.make, ((takes, line.key(), line, ".wav") for line in lines)))
    for n, line in enumerate(lines):
        assert results[n] == takes.path(line.key(), ".wav")
        assert results[n].read_bytes() == work.make(here, line.key(), line, ".wav").read_bytes()
        assert work.told_of(takes, line.key()) == work.told_of(here, line.key())


def test_without_a_depot_the_machines_share_their_files(machines: Machines, takes: Takes, voice: Voice) -> None:
    with RayPool() as pool:
        assert dict(pool.work(made, [(takes, key_of(1), "line 1", voice)])) == {0: takes.path(key_of(1), ".wav")}
    with pytest.raises(BadInput, match="already"), RayPool("elsewhere:6379"):
        pass
    assert takes.path(key_of(1), ".wav").read_bytes() == content("line 1", voice)


def test_a_job_whose_process_is_killed_is_done_again(machines: Machines, tmp_path: Path) -> None:
    with RayPool() as pool:
        results = dict(pool.work(dies, [(tmp_path, n, 1 if n == 2 else 0) for n in range(4)]))
    assert results == {n: n for n in range(4)}
    assert len(list(tmp_path.glob("2.*"))) == 2


def test_a_gpu_is_not_waited_for_where_there_is_none(machines: Machines) -> None:
    with RayPool(kind_of=lambda job: job[0], gpu_kinds=["neural"]) as pool:
        assert dict(pool.work(str, [("neural",), ("embedded",)])) == {0: "neural", 1: "embedded"}


def test_stopped_by_another_thread_the_jobs_unwind(machines: Machines, tmp_path: Path) -> None:
    pool = RayPool()

    def stop() -> None:
        wait_for(tmp_path, "*.begun")
        pool.stop()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Cancelled), pool:
        list(pool.work(waits, ((tmp_path, n) for n in range(20))))
    thread.join()
    wait_for(tmp_path, "*.ended")


def test_a_worker_that_was_begun_in_the_background_can_be_interrupted() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        assert cluster._done(None, signal.getsignal, (signal.SIGINT,)) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_job_whose_files_are_not_on_the_other_machine_gets_them_there(
    tmp_path: Path, depot: Depot, takes: Takes, voice: Voice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a worker does, on a machine that has none of the files, and where another was killed at its work."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    rooms = tmp_path / "rooms"
    (rooms / f"{carrying.ROOM}{2**22 + 1}-x").mkdir(parents=True)  # no process has that number
    monkeypatch.setattr(tempfile, "tempdir", str(rooms))
    expected = content("line", voice)
    job = pickle.dumps(carrying.sent((takes, key_of(1), "line", voice), depot))
    shutil.rmtree(tmp_path / "model")
    (tmp_path / "sample.wav").write_bytes(b"another's")
    delivered = carrying.worked(depot, made, pickle.loads(job))
    assert isinstance(delivered, carrying.Made)
    assert list(takes.folder.iterdir()) == []
    assert carrying.arrived(delivered, depot, takes).read_bytes() == expected
    assert sorted(path.suffix for path in takes.folder.iterdir()) == [".json", ".wav"]
    assert list(rooms.iterdir()) == []


def test_any_value_travels_with_its_files(tmp_path: Path, depot: Depot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "a.txt").write_text("a")
    job = ({"one": [tmp_path / "a.txt"]}, ((tmp_path / "a.txt", 3),), tmp_path, tmp_path / "none.txt", 2.5)
    sent = carrying.sent(job, depot)
    (tmp_path / "a.txt").unlink()
    seen = carrying.worked(depot, contents, sent)
    assert isinstance(seen, carrying.Made)
    assert seen.result == ["a", "a", str(tmp_path), str(tmp_path / "none.txt"), 2.5]


def contents(one: dict[str, list[Path]], two: tuple[tuple[Path, int]], *others: object) -> list[object]:
    return [one["one"][0].read_text(), two[0][0].read_text(), *(str(v) if isinstance(v, Path) else v for v in others)]
