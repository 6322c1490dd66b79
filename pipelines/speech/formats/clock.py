"""From a file's seconds to whole samples: at which rate, and boundary by boundary, so that nothing drifts."""

from __future__ import annotations

from collections.abc import Iterable

HOUSE_RATE = 24_000
_RATES = (HOUSE_RATE, 48_000, 22_050, 44_100, 16_000, 32_000, 8_000, 11_025, 12_000, 96_000)
_SLACK = 1e-7
"""Half of what LAB's 100 ns leave open, with room for the last digit of a float."""


def rate_of(times: Iterable[float]) -> int:
    """The first usual sample rate whose samples hold all the times (seconds) exactly; 24 kHz if none does."""
    known = set(times)
    for rate in _RATES:
        if all(abs(time * rate - round(time * rate)) <= _SLACK * rate for time in known):
            return rate
    return HOUSE_RATE


def ticks(samples: int, rate: int, unit: int = 10_000_000) -> int:
    """Samples as whole units of 1/`unit` second, rounded; by default the 100 ns of HTK and Azure."""
    return (2 * samples * unit + rate) // (2 * rate)
