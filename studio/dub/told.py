"""What is to be said of a batch that ran: failures first, then what does not fit, then what was handled."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from .ledger import OVERRUN, WRONG, Entry, Ledger
from .row import Fault
from .shorter import shorter
from .tracks import Placed

MOST = 50
"""Of each kind; the report and the ledger have all."""


def of(ledger: Ledger) -> tuple[Fault, ...]:
    return tuple(chain(islice(_failed(ledger), MOST), islice(_overrun(ledger), MOST), ledger.notes()[:MOST]))


def _failed(ledger: Ledger) -> Iterator[Fault]:
    for entry in ledger.entries(WRONG, order=f"id limit {MOST}"):
        yield Fault(entry.row.file, entry.row.place, entry.en, entry.zh)


def _overrun(ledger: Ledger) -> Iterator[Fault]:
    for entry in ledger.entries(OVERRUN, order=f"id limit {MOST}"):
        yield overrun(entry)


LATE = 0.1
"""Seconds after its time from which a line is late."""


def late(line: Placed) -> Fault:
    row = line.entry.row
    return Fault(row.file, row.place, f"{quoted(row.text)} begins {line.late:.2f} s late: the line before it was not done.",
                 f"{quoted(row.text)}晚 {line.late:.2f} 秒开始：前一句尚未说完。", row=False)  # fmt: skip


def quoted(text: str) -> str:
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def overrun(entry: Entry) -> Fault:
    """How much too long a line is, and what would help."""
    row, over, seconds, tempo = entry.row, entry.told["overrun"], entry.told["seconds"], entry.told["tempo"]
    slot = (row.end or 0.0) - (row.start or 0.0)
    count, unit = shorter(row.text, seconds, over)
    borrowed = entry.told["borrowed"]
    after = f" and {borrowed:.2f} s after it" if borrowed else ""
    after_zh = f"，其后另有 {borrowed:.2f} 秒" if borrowed else ""
    offers = " / ".join(entry.told.get("offers", ()))
    units = "字" if unit == "characters" else "词"
    unit = unit[:-1] if count == 1 else unit
    return Fault(
        row.file, row.place,
        f"{quoted(row.text)} has {slot:.2f} s{after} and lasts {seconds:.2f} s at {tempo:.2f} times the voice's tempo: {over:.2f} s too long."
        f" Leave out about {count} {unit}, or give it more time." + (f" Shorter: {offers}" if offers else ""),
        f"{quoted(row.text)}有 {slot:.2f} 秒{after_zh}，以 {tempo:.2f} 倍语速仍需 {seconds:.2f} 秒：超出 {over:.2f} 秒。"
        f"请删去约 {count} 个{units}，或延长其时间。" + (f"更短的说法：{offers}" if offers else ""),
        row=False,
    )  # fmt: skip
