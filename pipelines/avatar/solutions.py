"""mediapipe's graphs, loaded when a face is first looked for. This is the only file that imports mediapipe."""

from __future__ import annotations

import importlib
import sys
from functools import lru_cache
from types import ModuleType
from typing import Any

_DRAWING = "matplotlib.pyplot"  # mediapipe loads it for pictures that nobody here asks for: half a second


@lru_cache(maxsize=1)
def solutions() -> Any:
    sys.modules.setdefault(_DRAWING, _Later(_DRAWING))
    import mediapipe  # a film made from takes need not wait for it

    return mediapipe.solutions


class _Later(ModuleType):
    """A module that is loaded once something of it is used, whoever does. importlib's LazyLoader loads it at its first import."""

    def __getattr__(self, name: str) -> Any:
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)
