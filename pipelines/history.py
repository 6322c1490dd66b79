"""Undo and redo over values: each step keeps the value before it, and values share what did not change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
DEPTH = 10_000
"""Steps that can be undone."""


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """A value that was, what was done to it, and the step before."""

    value: T
    label: str
    before: Step[T] | None
    depth: int


@dataclass(frozen=True, slots=True)
class History(Generic[T]):
    """The value `now`, what came before it, and what was undone. Every method gives a new history."""

    now: T
    past: Step[T] | None = None
    future: Step[T] | None = None

    def did(self, value: T, label: str = "") -> History[T]:
        """`value` after `now`; what had been undone is gone."""
        depth = self.past.depth + 1 if self.past else 1
        past = Step(self.now, label, self.past, depth)
        return History(value, past if depth <= 2 * DEPTH else _shortened(past), None)

    def undo(self) -> History[T]:
        """The value before; the same history at the beginning."""
        if self.past is None:
            return self
        depth = self.future.depth + 1 if self.future else 1
        return History(self.past.value, self.past.before, Step(self.now, self.past.label, self.future, depth))

    def redo(self) -> History[T]:
        """What was undone last, again; the same history if nothing was."""
        if self.future is None:
            return self
        depth = self.past.depth + 1 if self.past else 1
        return History(self.future.value, Step(self.now, self.future.label, self.past, depth), self.future.before)

    @property
    def depth(self) -> int:
        """How many steps can be undone."""
        return self.past.depth if self.past else 0


def _shortened(past: Step[T]) -> Step[T]:
    """The latest `DEPTH` steps; called once in `DEPTH` steps."""
    steps: list[Step[T]] = []
    step: Step[T] | None = past
    while step is not None and len(steps) < DEPTH:
        steps.append(step)
        step = step.before
    kept: Step[T] | None = None
    for number, own in enumerate(reversed(steps), 1):
        kept = Step(own.value, own.label, kept, number)
    assert kept is not None
    return kept
