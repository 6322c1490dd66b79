"""A run's work in processes of this machine: they are killed, they fail, they are stopped, and the run goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import BadInput, Cancelled, EngineFailed
from studio import worker_process
from studio.pools import DEATHS, Turns
from studio.workers import Workers

WAIT = 30.0


def pool(count: int, **others: Any) -> Workers:
    return Workers(count, preload=(__name__,), **others)


def double(number: int) -> int:
    if number == 13:
        raise BadInput("13 cannot be doubled.", "13 不能加倍。")
    if number == 17:
        raise ZeroDivisionError("a fault of the engine")
    return 2 * number


def killed(folder: Path, number: int, times: int) -> int:
    """Dies at its first `times` tries, as by want of memory."""
    mark = folder / f"{number}.{time.monotonic_ns()}"
    mark.touch()
    if len(list(folder.glob(f"{number}.*"))) <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def slow(folder: Path, number: int) -> int:
    try:  # from before the file is seen: who sees it may end this at once
        (folder / f"{number}.part").write_text(str(os.getpid()))
        time.sleep(WAIT)
    finally:
        (folder / f"{number}.part").unlink(missing_ok=True)
    return number


def unsendable() -> Callable[[], int]:
    return lambda: 1


def seen(folder: Path, name: str, kind: str) -> int:
    """How many jobs of its kind were under way with it."""
    mark = folder / f"{kind}.{name}"
    mark.touch()
    time.sleep(0.02)
    together = len(list(folder.glob(f"{kind}.*")))
    mark.unlink()
    return together


def deaf(parent: int) -> None:
    """A worker whose order to leave was taken for an error of the result it was handing over."""
    worker_process.start(parent, {})
    with suppress(SystemExit):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1.0)
    time.sleep(2 * WAIT)


def fork_server() -> int:
    pid = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    assert isinstance(pid, int)
    return pid


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def wait_for(folder: Path, pattern: str, count: int) -> list[Path]:
    end = time.monotonic() + WAIT
    while len(found := [path for path in folder.glob(pattern) if path.read_text()]) < count:
        assert time.monotonic() < end
        time.sleep(0.01)
    return found


@pytest.mark.parametrize("count", [1, 2])
def test_an_error_of_one_job_is_its_result_and_the_others_go_on(count: int) -> None:
    with pool(count) as workers:
        results = dict(workers.work(double, ((number,) for number in range(40))))
    assert sorted(results) == list(range(40))
    assert [results[n] for n in range(40) if n not in (13, 17)] == [2 * n for n in range(40) if n not in (13, 17)]
    assert isinstance(results[13], BadInput)
    assert results[13].zh == "13 不能加倍。"
    assert isinstance(results[17], EngineFailed)
    assert "ZeroDivisionError: a fault of the engine" in results[17].en


@pytest.mark.parametrize("count", [1, 2])
def test_jobs_are_drawn_as_places_come_free(count: int) -> None:
    drawn = done = most = 0

    def jobs() -> Iterator[tuple[int]]:
        nonlocal drawn
        for number in range(100, 160):
            drawn += 1
            yield (number,)

    with pool(count) as workers:
        for _ in workers.work(double, jobs()):
            done += 1
            most = max(most, drawn - done)
    assert done == 60
    assert most <= 4 * count  # as many under way as ended and not yet heard of


def test_a_worker_killed_at_its_job_is_replaced_and_the_job_done_again(tmp_path: Path) -> None:
    with pool(2) as workers:
        results = dict(workers.work(killed, ((tmp_path, n, 1 if n % 3 == 0 else 0) for n in range(12))))
    assert results == {n: n for n in range(12)}
    tries = {n: len(list(tmp_path.glob(f"{n}.*"))) for n in range(12)}
    assert tries == {n: 2 if n % 3 == 0 else 1 for n in range(12)}  # nobody else's work was lost


def test_a_job_that_kills_every_worker_is_given_up_alone(tmp_path: Path) -> None:
    with pool(2) as workers:
        results = dict(workers.work(killed, ((tmp_path, n, 99 if n in (0, 5) else 0) for n in range(10))))
    for n in range(10):
        if n in (0, 5):
            assert isinstance(results[n], EngineFailed)
            assert len(list(tmp_path.glob(f"{n}.*"))) == DEATHS
        else:
            assert results[n] == n


def test_idle_workers_that_are_killed_are_replaced() -> None:
    with pool(2) as workers:
        for signalled in (signal.SIGKILL, signal.SIGTERM):
            pids = {pid for _, pid in workers.work(os.getpid, [()] * 8)}
            for pid in pids:
                os.kill(pid, signalled)
            assert all(gone(pid) for pid in pids)
            assert dict(workers.work(double, [(1,), (2,), (3,)])) == {0: 2, 1: 4, 2: 6}


def test_a_killed_fork_server_is_replaced() -> None:
    for _ in range(5):
        with pool(2) as workers:
            assert dict(workers.work(double, [(1,), (2,)])) == {0: 2, 1: 4}
            pids = {pid for _, pid in workers.work(os.getpid, [()] * 8)}
            os.kill(fork_server(), signal.SIGKILL)
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            assert dict(workers.work(double, [(1,), (2,), (3,)])) == {0: 2, 1: 4, 2: 6}


def test_a_worker_that_missed_its_order_to_leave_leaves() -> None:
    worker = worker_process.context((__name__,)).Process(target=deaf, args=(os.getpid(),))
    worker.start()
    worker.join(WAIT)
    assert worker.exitcode == 143


def test_what_cannot_be_sent_is_the_fault_of_its_own_row() -> None:
    with pool(2) as workers:
        results = dict(workers.work(unsendable, [(), ()]))
        again = dict(workers.work(double, [(lambda: 1,), (2,)]))
    assert all(isinstance(result, EngineFailed) for result in results.values())
    assert isinstance(again[0], EngineFailed)
    assert again[1] == 4


def test_stopped_by_another_thread_nothing_is_left(tmp_path: Path) -> None:
    workers = pool(2)
    pids: list[int] = []

    def stop() -> None:
        pids.extend(int(path.read_text()) for path in wait_for(tmp_path, "*.part", 2))
        workers.stop()

    thread = threading.Thread(target=stop)
    thread.start()
    with pytest.raises(Cancelled), workers:
        list(workers.work(slow, ((tmp_path, n) for n in range(50))))
    thread.join()
    assert len(pids) == 2
    assert all(gone(pid) for pid in pids)
    assert list(tmp_path.iterdir()) == []  # each unwound, and none began another
    with workers:
        assert dict(workers.work(double, [(4,)])) == {0: 8}


def test_ctrl_c_while_waiting_leaves_nothing(tmp_path: Path) -> None:
    def interrupt() -> None:
        wait_for(tmp_path, "*.part", 2)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    thread.start()
    stopped = (KeyboardInterrupt, Cancelled)  # the second where the command line has run in this process: it heeds the signal
    with pytest.raises(stopped), pool(2) as workers:
        list(workers.work(slow, ((tmp_path, n) for n in range(50))))
    thread.join()
    assert list(tmp_path.iterdir()) == []


def test_whoever_stops_listening_may_ask_again(tmp_path: Path) -> None:
    with pool(2) as workers:
        coming = workers.work(double, ((n,) for n in range(1000)))
        next(coming)
        coming.close()
        assert dict(workers.work(double, [(5,), (6,)])) == {0: 10, 1: 12}


def test_at_most_so_many_of_a_kind_at_once(tmp_path: Path) -> None:
    jobs = [(tmp_path, str(n), "gpu" if n < 8 else "cpu") for n in range(20)]
    with pool(3, limits={"gpu": 1}, kind_of=lambda job: job[2]) as workers:
        results = dict(workers.work(seen, jobs))
    assert {results[n] for n in range(8)} == {1}
    assert len(results) == 20


@given(st.lists(st.sampled_from("abc"), max_size=60), st.dictionaries(st.sampled_from("ab"), st.integers(1, 3)),
       st.integers(1, 5), st.randoms())  # fmt: skip
def test_turns_keep_the_limits_and_lose_nobody(kinds: list[str], limits: dict[str, int], room: int, chance: object) -> None:
    turns = Turns(((kind,) for kind in kinds), limits, lambda job: job[0])
    begun: list = []
    ended: list[int] = []
    while True:
        while len(begun) < room and (turn := turns.begin()):
            begun.append(turn)
        for kind, limit in limits.items():
            assert sum(turn.kind == kind for turn in begun) <= limit
        if not begun:
            break
        turn = begun.pop(chance.randrange(len(begun)))  # type: ignore[attr-defined]
        if chance.random() < 0.3:  # type: ignore[attr-defined]
            if turns.died(turn):
                ended.append(turn.index)
        else:
            turns.end(turn)
            ended.append(turn.index)
    assert sorted(ended) == list(range(len(kinds)))
