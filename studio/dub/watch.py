"""How far a batch is, as one value for a bar, a page, JSON lines or metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watched:
    """stage   "read", "speak", "join" or "done"; `detail` what was last done
    total   rows; of those: `found` (made before), `made`, `failed` (and refused)
    speech  seconds of speech in all rows that are done
    elapsed seconds since the batch began
    overrun rows that last beyond their slot
    """

    stage: str
    total: int = 0
    found: int = 0
    made: int = 0
    failed: int = 0
    speech: float = 0.0
    elapsed: float = 0.0
    detail: str = ""
    overrun: int = 0

    @property
    def done(self) -> int:
        return self.found + self.made + self.failed

    @property
    def share(self) -> float:
        return self.done / self.total if self.total else 0.0

    @property
    def rate(self) -> float:
        """Rows made a second; 0 before the first."""
        return self.made / self.elapsed if self.elapsed > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds until all is done at this rate; None while nothing tells."""
        return (self.total - self.done) / self.rate if self.rate else None


Watch = Callable[[Watched], None]
"""Called now and then. It may raise Cancelled, and the batch then stops cleanly."""


def quiet(_: Watched) -> None:
    pass
