"""What every animator that keeps puppets shares: which frames may be asked for, and the puppets of the last lines."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ..errors import BadInput

P = TypeVar("P")


class Kept(Generic[P]):
    """The last `most` puppets, by what they were made of; for threads that ask at once."""

    def __init__(self, most: int = 3) -> None:
        self._most = most
        self._puppets: OrderedDict[Hashable, P] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], P]) -> P:
        """The puppet of that key, made now if it is not kept."""
        with self._lock:
            if key not in self._puppets:
                self._puppets[key] = make()
                while len(self._puppets) > self._most:
                    self._puppets.popitem(last=False)
            self._puppets.move_to_end(key)
            return self._puppets[key]


def check_fps(fps: int) -> None:
    """BadInput for a rate outside 1 to 120 frames a second."""
    if not 1 <= fps <= 120:
        raise BadInput(
            f"{fps} frames a second were asked for; 1 to 120 is accepted.", f"帧率 {fps} 超出范围；可接受 1 到 120。"
        )


def check_size(size: tuple[int, int]) -> None:
    """BadInput for a frame with a side outside 16 to 8192 pixels."""
    if not all(16 <= side <= 8192 for side in size):
        raise BadInput(
            f"A frame of {size[0]}×{size[1]} was asked for; 16 to 8192 pixels a side are accepted.",
            f"画面尺寸 {size[0]}×{size[1]} 超出范围；每边可接受 16 到 8192 像素。",
        )
