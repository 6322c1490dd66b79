"""Who does the work of a batch: processes of this machine, or a cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.errors import BadInput

from ..cluster import RayPool
from ..depot import Depot
from ..workers import Workers
from .work import Line

HEAVY = frozenset(("xtts", "coqui", "voxcpm", "pocket-tts"))
"""Speakers with a network: one at a time on a graphics card, or here, where each would take all cores and its own memory."""


def here(workers: int | None = None) -> Workers:
    """Processes of this machine, one for each core if it is not said how many."""
    return Workers(workers, preload=("studio.dub.warm",), limits=dict.fromkeys(HEAVY, max(1, _cards())), kind_of=engine_of)


def ray(address: str, depot: str = "") -> RayPool:
    """The machines of a Ray cluster; `depot` is the storage that they share, "" where all see the same files at the same paths."""
    if depot and not address:
        raise BadInput(
            "--depot is the storage of a cluster's machines: give --ray too.", "--depot 是集群共享存储：请同时给出 --ray。"
        )
    return RayPool(address, depot=Depot(depot) if depot else None, gpu_kinds=HEAVY, kind_of=engine_of)


def engine_of(job: tuple[Any, ...]) -> str:
    """The speaker of a unit of work."""
    return next((one.engine for one in job if isinstance(one, Line)), "")


def _cards() -> int:
    """Graphics cards of this machine, without loading what would drive them."""
    return len(list(Path("/dev").glob("nvidia[0-9]*")))
