"""What does a run's work, wherever it does it: the interface, the order in which jobs begin, and how one of them ends."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from pipelines.errors import EngineFailed, StudioError

R = TypeVar("R")
Job = tuple[Any, ...]
DEATHS = 3
"""How often a job may take its worker down with it."""
HELD = 256
"""How many jobs wait in memory for a place among their kind, while others pass them."""


class Pool(Protocol):
    """Workers here (`studio.workers`) or on a cluster (`studio.cluster`). Use it in a `with`.

    count  how many jobs are worked on at once
    """

    @property
    def count(self) -> int: ...

    def work(self, function: Callable[..., R], jobs: Iterable[Job]) -> Iterator[tuple[int, R | StudioError]]:
        """(index, result) of each job, as they finish, in whatever order; jobs begin in the order given.

        Jobs are drawn as places come free, at most about 2 × `count` are in flight. An error of one job is its result, and the
        others go on. A job whose worker died is handed out again, and given up with EngineFailed after `DEATHS` times.
        Cancelled is raised once `stop` was called.
        """
        ...

    def stop(self) -> None:
        """End the work in the middle; another thread may call it."""
        ...

    def __enter__(self) -> Pool: ...

    def __exit__(self, kind: type[BaseException] | None, *_: Any) -> None: ...


def any_kind(_job: Job) -> str:
    """The kind of every job where kinds do not matter."""
    return ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A job, its place in the run, its kind, and how many workers died at it."""

    index: int
    job: Job
    kind: str = ""
    deaths: int = 0


class Turns:
    """The jobs of a run, drawn as they are needed: at most `limits[kind]` of a kind are under way, and others pass those that wait."""

    def __init__(
        self, jobs: Iterable[Job], limits: Mapping[str, int] | None = None, kind_of: Callable[[Job], str] = any_kind
    ) -> None:
        self._jobs = enumerate(jobs)
        self._limits = limits or {}
        self._kind_of = kind_of
        self._held: deque[Turn] = deque()
        self._busy: Counter[str] = Counter()

    def begin(self) -> Turn | None:
        """The next job that may begin; None if there is none now."""
        for turn in self._held:
            if self._free(turn.kind):
                self._held.remove(turn)
                return self._begun(turn)
        while len(self._held) < HELD and (drawn := next(self._jobs, None)):
            turn = Turn(*drawn, self._kind_of(drawn[1]))
            if self._free(turn.kind):
                return self._begun(turn)
            self._held.append(turn)
        return None

    def end(self, turn: Turn) -> None:
        """The job is done: another of its kind may begin."""
        self._busy[turn.kind] -= 1

    def again(self, turn: Turn, *, deaths: int = 0) -> None:
        """The job was begun and not done: it comes next, with so many deaths more."""
        self.end(turn)
        self._held.appendleft(replace(turn, deaths=turn.deaths + deaths))

    def died(self, turn: Turn) -> StudioError | None:
        """The job's worker died at it: it comes again, or the error that it ends with if that was once too often."""
        if turn.deaths + 1 < DEATHS:
            self.again(turn, deaths=1)
            return None
        self.end(turn)
        return EngineFailed(
            f"Its worker process was stopped {DEATHS} times while it was at this, perhaps for want of memory. "
            "The rest was made; give fewer workers or a smaller engine, and run the same command again.",
            f"处理此项的工作进程被终止了 {DEATHS} 次，可能是内存不足。其余部分已完成；请减少工作进程数或换用更小的引擎，再运行同一命令。",
        )

    def _free(self, kind: str) -> bool:
        return kind not in self._limits or self._busy[kind] < max(1, self._limits[kind])

    def _begun(self, turn: Turn) -> Turn:
        self._busy[turn.kind] += 1
        return turn


def settled(function: Callable[..., R], job: Job) -> R | StudioError:
    """What the function makes of the job, or the error it ended with: a fault in an engine ends its row, not the run."""
    try:
        return function(*job)
    except StudioError as error:
        return error
    except Exception as error:
        return fault(error)


def fault(error: BaseException) -> EngineFailed:
    """An error that nobody foresaw, for a person to read."""
    name = type(error).__name__
    return EngineFailed(f"It failed by a fault in the program or an engine: {name}: {error}",
                        f"因程序或引擎的错误而失败：{name}：{error}")  # fmt: skip
