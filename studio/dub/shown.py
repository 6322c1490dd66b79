"""How far a batch is, for a person at a terminal and for a program that reads lines of JSON."""

from __future__ import annotations

import json
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from .watch import Watched

STAGES = {
    "read": ("reading", "读取"),
    "translate": ("translating", "翻译"),
    "plan": ("planning", "规划"),
    "speak": ("speaking", "配音"),
    "shorten": ("shortening", "缩句"),
    "join": ("joining", "拼接"),
    "film": ("filming", "影片"),
    "done": ("done", "完成"),
}
OFTEN = 0.2
"""Seconds between two lines of JSON of one stage."""


class Bar:
    """A bar on standard error, redrawn at each look; where that is no terminal, a line when a stage ends. Use it in a `with`."""

    def __init__(self, lang: str, console: Console | None = None) -> None:
        self._lang = lang
        self._console = console or Console(stderr=True, highlight=False)
        self._live: Live | None = None
        self._last = Watched("")

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._live is not None:  # else the terminal stays without its cursor
            self._live.stop()
            self._live = None

    def __call__(self, seen: Watched) -> None:
        ended = self._last if self._last.stage not in ("", seen.stage) else None
        self._last = seen
        if not self._console.is_terminal:
            for one in (ended, seen if seen.stage == "done" else None):
                if one is not None:
                    self._console.print(_plain(one, self._lang), soft_wrap=True)
            return
        if self._live is None:
            # no thread of its own: what the batch does meanwhile may fork
            self._live = Live(console=self._console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
            self._live.start()
        self._live.update(_drawn(seen, self._lang), refresh=True)
        if seen.stage == "done":
            self.__exit__(None, None, None)


class JsonLines:
    """A line of JSON on standard output for each look, but no more than five a second and stage."""

    def __init__(self) -> None:
        self._stage, self._at = "", 0.0

    def __call__(self, seen: Watched) -> None:
        if seen.stage == self._stage and seen.elapsed - self._at < OFTEN:
            return
        self._stage, self._at = seen.stage, seen.elapsed
        print(json.dumps(values(seen), ensure_ascii=False), flush=True)


def values(seen: Watched) -> dict[str, object]:
    """A look, JSON-ready: `done` is a share from 0 to 1, times are seconds, `pace` seconds of speech made a second."""
    left = seen.left
    return {"stage": seen.stage, "done": round(seen.share, 4), "seconds": round(seen.elapsed, 2), "total": seen.total,
            "found": seen.found, "made": seen.made, "failed": seen.failed, "overrun": seen.overrun, "speech": round(seen.speech, 2),
            "rate": round(seen.rate, 3), "pace": round(pace(seen), 2), "left": None if left is None else round(left, 1),
            "detail": seen.detail}  # fmt: skip


def pace(seen: Watched) -> float:
    """Seconds of speech made a second: a row that was found is taken to be as long as one that was made."""
    said = seen.found + seen.made
    return seen.rate * seen.speech / said if said else 0.0


def _drawn(seen: Watched, lang: str) -> Group:
    """Two lines: the bar with its numbers, and what was said last."""
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1, min_width=6)
    grid.add_column(no_wrap=True, justify="right")
    bar = ProgressBar(total=max(1, seen.total), completed=seen.done, pulse=not seen.total, animation_time=seen.elapsed)
    grid.add_row(Text(_stage(seen, lang), style="bold"), bar, _numbers(seen, lang))
    said = Text(_printable(seen.detail), style="dim", no_wrap=True, overflow="ellipsis")
    return Group(grid, said) if seen.detail else Group(grid)


def _plain(seen: Watched, lang: str) -> Text:
    return Text.assemble(_stage(seen, lang), "  ", _numbers(seen, lang))


def _numbers(seen: Watched, lang: str) -> Text:
    """ "1,200/10,000  40.2/s  52.1×  3:38 left  12 failed"."""
    zh = lang == "zh"
    if not seen.total:
        return Text(clock(seen.elapsed))
    parts = [Text(f"{seen.done:,}/{seen.total:,}")]
    if seen.made:
        parts += [Text(f"{seen.rate:.1f}{'句/秒' if zh else ' rows/s'}"), Text(f"{pace(seen):.1f}×", style="cyan")]
    if seen.done < seen.total and seen.left is not None:
        parts.append(Text(f"{'剩余 ' if zh else ''}{clock(seen.left)}{'' if zh else ' left'}"))
    else:
        parts.append(Text(clock(seen.elapsed)))
    if seen.overrun:
        parts.append(Text(f"{seen.overrun:,} {'句超时' if zh else 'too long'}", style="yellow"))
    if seen.failed:
        parts.append(Text(f"{seen.failed:,} {'句失败' if zh else 'failed'}", style="bold red"))
    return Text("  ").join(parts)


def _stage(seen: Watched, lang: str) -> str:
    return STAGES.get(seen.stage, (seen.stage, seen.stage))[lang == "zh"]


def clock(seconds: float) -> str:
    """ "0:07", "12:30", "2:03:00"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _printable(text: str) -> str:
    """Texts come from strangers: one that moves the cursor or rings the bell does not reach the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
