"""What is told of sounds that cannot be as loud as was asked: those that are all short peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from .ledger import QUIETER, Ledger
from .options import Options

Remark = tuple[str, str]
"""In English and in Chinese."""

_NEAR = 0.5  # LU: what is nearer is as loud as was asked
_SHOWN = 5


def of_sound(name: str, reached: float | None, wanted: float | None) -> list[Remark]:
    """Of one file at `reached` LUFS, where `wanted` were asked for."""
    if reached is None or wanted is None or reached >= wanted - _NEAR:
        return []
    return [_remark([(name, reached)], 1, wanted)]


def of_clips(ledger: Ledger, options: Options) -> list[Remark]:
    """Of all rows that are files of their own."""
    if options.loudness is None or not (count := ledger.count(QUIETER, (options.loudness - _NEAR,))):
        return []
    quiet = ledger.entries(QUIETER, (options.loudness - _NEAR,), f"json_extract(told, '$.loudness'), id limit {_SHOWN}")
    found = [(f"{entry.row.output}.{options.kind}", float(entry.told["loudness"])) for entry in quiet]
    return [_remark(found, count, options.loudness)]


def _remark(quietest: Sequence[tuple[str, float]], count: int, wanted: float) -> Remark:
    """`quietest` names the first of `count` files, the least loud before the others."""
    shown = [f"{name} ({reached:.1f})" for name, reached in quietest] + (["…"] if count > len(quietest) else [])
    possible = math.floor(quietest[0][1])
    number = (f" ({count})", f"（{count} 个）") if count > 1 else ("", "")
    return (f"Less loud than the {wanted:g} LUFS asked for{number[0]}: {', '.join(shown)}. More would only limit the peaks;"
            f" {possible} LUFS can be reached.",
            f"未达到要求的 {wanted:g} LUFS{number[1]}：{'、'.join(shown)}。再加大只会限制峰值；可达到 {possible} LUFS。")  # fmt: skip
