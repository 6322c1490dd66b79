"""A run's work on the machines of a Ray cluster. Sound and voices go through a depot, everything else with the job.

Jobs are stateless tasks, since a Ray worker process stays for the next ones and its engines with it (`studio.jobs`).
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import pipelines
from pipelines import engines
from pipelines.errors import BadInput, Cancelled, EngineFailed, StudioError

from . import carrying
from .depot import Depot
from .pools import Job, Turn, Turns, any_kind, fault, settled

R = TypeVar("R")
AHEAD = 2
"""Jobs under way for each processor: one being done, one on its way."""
STORE_BYTES = 100 * 2**20
"""Ray's shared memory: jobs and results are small."""
FETCHERS = 16
"""Takes that are fetched at once."""
LOOK = 2.0
"""Seconds after which the cluster is asked again how large it is: machines come and go."""
REACH = 10.0
"""Seconds that a cluster's address has to answer."""
ANSWER = 120.0
"""Seconds that a machine has to say what it has installed."""


class RayPool:
    """A `studio.pools.Pool` on a Ray cluster. Use it in a `with`.

    address    "local" starts one here, "auto" is the one that runs here, else "host:6379" or "ray://host:10001"
    depot      what the machines share; None: they see the same files at the same paths
    gpu_kinds  kinds of jobs that want a GPU of their own; on a cluster without any, the processors of a machine
    limits, kind_of  as `studio.workers.Workers` takes them

    Errors: EngineMissing without the extra "cluster"; EngineFailed for a cluster that does not answer, or a machine of it
    with another version of this program.
    """

    def __init__(
        self,
        address: str = "local",
        *,
        depot: Depot | None = None,
        limits: Mapping[str, int] | None = None,
        kind_of: Callable[[Job], str] = any_kind,
        gpu_kinds: Collection[str] = (),
    ) -> None:
        self.address, self.depot = address, depot
        self.limits, self.kind_of, self.gpu_kinds = dict(limits or {}), kind_of, frozenset(gpu_kinds)
        self._ray: Any = None
        self._own = False
        self._stopped = threading.Event()
        self._size, self._looked = {"CPU": 1.0}, 0.0

    def __enter__(self) -> RayPool:
        if self.depot:
            self.depot.prepare()
        self._ray = _ray()
        if self._ray.is_initialized():  # by whoever holds the connection, who looked at the machines
            _check_same(self._ray, self.address)
            return self
        _connect(self._ray, self.address)
        self._own = True
        try:
            _check_machines(self._ray)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        if self._own:
            self._ray.shutdown()
        self._own = False
        self._stopped.clear()

    @property
    def count(self) -> int:
        return max(1, int(self._resources().get("CPU", 1)))

    def stop(self) -> None:
        """End the work in the middle; another thread may call it."""
        self._stopped.set()

    def work(self, function: Callable[..., R], jobs: Iterable[Job]) -> Iterator[tuple[int, R | StudioError]]:
        """(index, result) of each job, as they finish: see `studio.pools.Pool`."""
        turns = Turns(jobs, self.limits, self.kind_of)
        begun: dict[Any, Turn] = {}
        with ThreadPoolExecutor(FETCHERS) as fetchers:
            try:
                failed = self._fill(function, turns, begun)
                while begun or failed:
                    results = self._ended(begun, turns)
                    given_up, failed = (
                        failed,
                        self._fill(function, turns, begun),
                    )  # first, so that no machine waits for what follows
                    yield from given_up
                    yield from fetchers.map(self._arrived, results)
            finally:
                for ref in begun:
                    self._ray.cancel(ref)

    def _fill(self, function: Callable[..., R], turns: Turns, begun: dict[Any, Turn]) -> list[tuple[int, StudioError]]:
        """Hand out jobs until enough are under way; those that cannot be are returned with their errors."""
        failed: list[tuple[int, StudioError]] = []
        while len(begun) < AHEAD * self.count and not failed and (turn := turns.begin()):
            self._check()
            given = settled(self._give, (function, turn))
            if isinstance(given, StudioError):
                turns.end(turn)
                failed.append((turn.index, given))
            else:
                begun[given] = turn
        return failed

    def _give(self, function: Callable[..., Any], turn: Turn) -> Any:
        """Ray's reference to the result to come."""
        job = carrying.sent(turn.job, self.depot) if self.depot else turn.job
        return _task(self._ray).options(**self._needs(turn), name=function.__name__).remote(self.depot, function, job)

    def _needs(self, turn: Turn) -> dict[str, float]:
        """What of a machine the job has to itself: a processor; a GPU as well; or, where there is none, the processors instead."""
        if turn.kind not in self.gpu_kinds:
            return {"num_cpus": 1}
        if self._resources().get("GPU"):
            return {"num_cpus": 1, "num_gpus": 1}
        return {"num_cpus": min(node["Resources"].get("CPU", 1) for node in self._ray.nodes() if node["Alive"])}

    def _ended(self, begun: dict[Any, Turn], turns: Turns) -> list[tuple[Turn, Any]]:
        """The jobs that ended, and what each returned or failed with; those whose machine died come again."""
        ready: list[Any] = []
        while begun and not ready:
            self._check()
            ready, _ = self._ray.wait(list(begun), num_returns=1, timeout=0.5)
        if ready:
            ready, _ = self._ray.wait(list(begun), num_returns=len(begun), timeout=0)
        ended = [(turn, self._result(ref, turn, turns)) for ref, turn in [(ref, begun.pop(ref)) for ref in ready]]
        return [(turn, result) for turn, result in ended if result is not _AGAIN]

    def _result(self, ref: Any, turn: Turn, turns: Turns) -> Any:
        """What the job returned or failed with; `_AGAIN` if its machine or process died and it is to be handed out again."""
        errors = self._ray.exceptions
        try:
            result = self._ray.get(ref)
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError, errors.LocalRayletDiedError,
                errors.ObjectLostError):  # fmt: skip
            return turns.died(turn) or _AGAIN
        except errors.RayError as error:
            result = fault(error)
        turns.end(turn)
        return result

    def _arrived(self, ended: tuple[Turn, Any]) -> tuple[int, Any]:
        turn, result = ended
        if isinstance(result, carrying.Made) and self.depot:
            result = settled(carrying.arrived, (result, self.depot, carrying.takes_of(turn.job)))
        return turn.index, result

    def _resources(self) -> dict[str, float]:
        if time.monotonic() - self._looked > LOOK:
            self._size, self._looked = self._ray.cluster_resources(), time.monotonic()
        return self._size

    def _check(self) -> None:
        if self._stopped.is_set():
            raise Cancelled()


_AGAIN = object()


def _ray() -> Any:
    # said before Ray is read: it tells nobody that it is used, it makes no environments of its own, and it keeps quiet
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ENABLE_UV_RUN_RUNTIME_ENV", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray  # late: an extra, and seconds to read
    except ImportError as error:
        raise engines.missing("cluster", "ray", "cluster") from error
    ray._private.worker._worker_logs_enabled = False  # pages of a dead machine's log would come out among the results
    return ray


def _connect(ray: Any, address: str) -> None:
    options: dict[str, Any] = {"log_to_driver": False, "logging_level": "ERROR"}
    if address == "local":
        options |= {"include_dashboard": False, "object_store_memory": STORE_BYTES}
    elif address != "auto":
        _check_address(address)
    try:
        ray.init(address=address, **options)
    except (ConnectionError, RuntimeError, TimeoutError, ValueError) as error:
        raise _silent(address, error) from error


def _check_address(address: str) -> None:
    """BadInput or EngineFailed at once for what Ray would wait a minute for."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadInput(
            f"{address!r} is not the address of a cluster. Accepted: local, auto, HOST:6379, ray://HOST:10001.",
            f"{address!r} 不是集群地址。可接受 local、auto、主机:6379、ray://主机:10001。",
        )
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=REACH).close()
    except OSError as error:
        raise _silent(address, error) from error


def _silent(address: str, error: Exception) -> EngineFailed:
    said = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
    return EngineFailed(
        f"The cluster at {address!r} does not answer: {said}. "
        "Start one with `ray start --head`, and join machines to it with `ray start --address=HOST:6379`. If it wants a token, set "
        "RAY_AUTH_MODE=token here, as there.",
        f"集群 {address!r} 没有响应：{said}。可用 `ray start --head` 启动，其他机器用 `ray start --address=主机:6379` 加入。"
        "如果它需要令牌，请在本机同样设置 RAY_AUTH_MODE=token。",
    )


def _check_same(ray: Any, address: str) -> None:
    current = ray.get_runtime_context().gcs_address
    if address not in ("local", "auto", current):
        raise BadInput(f"This program works on the cluster {current} already, and cannot on {address} too.",
                       f"本程序已连接集群 {current}，不能同时使用 {address}。")  # fmt: skip


def _done(depot: Depot | None, function: Callable[..., Any], job: Job) -> Any:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        # as in whatever a shell began in the background; Ray ends a job by an interrupt
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return carrying.worked(depot, function, job) if depot else settled(function, job)


@lru_cache(maxsize=1)
def _task(ray: Any) -> Any:
    # Ray hands out nothing again by itself: the deaths are counted here. A GPU's worker stays too, with its model (max_calls).
    return ray.remote(max_retries=0, max_calls=0)(_done)


def version() -> str:
    """The hash of this program's own code: machines that differ would make different takes of one key."""
    digest = hashlib.sha256()
    for package in (Path(pipelines.__file__).parent, Path(__file__).parent):
        for path in sorted(package.rglob("*.py")):
            digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _check_machines(ray: Any) -> None:
    """EngineFailed if a machine has not this program, or another version of it."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy  # late: as ray itself

    machines = {node["NodeID"]: node["NodeManagerHostname"] for node in ray.nodes() if node["Alive"]}
    asked = {
        ray.remote(num_cpus=0, max_retries=0)(version)
        .options(scheduling_strategy=NodeAffinitySchedulingStrategy(node, soft=False))
        .remote(): name
        for node, name in machines.items()
    }
    for ref, name in asked.items():
        try:
            there = ray.get(ref, timeout=ANSWER)
        except (ray.exceptions.NodeDiedError, ray.exceptions.WorkerCrashedError, ray.exceptions.TaskUnschedulableError):
            continue  # it left meanwhile
        except ray.exceptions.RayError as error:
            raise _unlike(name, f"it cannot begin ({type(error).__name__})", f"无法启动（{type(error).__name__}）") from error
        if there != version():
            raise _unlike(name, "its code is another", "代码不同")


def _unlike(machine: str, en: str, zh: str) -> EngineFailed:
    return EngineFailed(
        f"The machine {machine} of the cluster has not this version of the program: {en}. Install the same on it, with the "
        "extra cluster, and start Ray there from that environment.",
        f"集群中的机器 {machine} 没有安装本程序的同一版本：{zh}。请在该机器上安装相同版本（含 cluster 附加组件），并在该环境中启动 Ray。",
    )
