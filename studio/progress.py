"""Progress on the terminal: a line for each stage with its time, or JSON lines for a program that reads them."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from rich.console import Console

from .wording import stage as stage_name


class Progress:
    """A `Report`: keep it for one command. On a terminal the current stage is redrawn in place; elsewhere a line is
    printed when a stage ends."""

    def __init__(self, *, as_json: bool, lang: str) -> None:
        self._json = as_json
        self._lang = lang
        self._console = Console(stderr=True, highlight=False)
        self._stage = ""
        self._since = self._began = time.monotonic()

    def __call__(self, stage: str, done: float, detail: str) -> None:
        if stage != self._stage:
            self._stage, self._since = stage, time.monotonic()
        spent = time.monotonic() - self._since
        if self._json:
            print(
                json.dumps(
                    {"stage": stage, "done": round(done, 4), "seconds": round(spent, 2), "detail": detail}, ensure_ascii=False
                ),
                flush=True,
            )
            return
        if self._console.is_terminal:
            blocks = round(done * 20)
            bar = "━" * blocks + "─" * (20 - blocks)
            text = f"\r\x1b[2K{stage_name(stage, self._lang):<10} {bar} {done:4.0%} {spent:6.1f} s  {detail[:40]}"
            sys.stderr.write(text + ("\n" if done >= 1 else ""))
            sys.stderr.flush()
        elif done >= 1:
            print(f"{stage_name(stage, self._lang):<10} {spent:7.1f} s  {detail[:60]}".rstrip(), file=sys.stderr, flush=True)

    def result(self, text: str, **values: Any) -> None:
        """The last word of a command: a sentence, or its values as JSON."""
        if self._json:
            print(json.dumps(values, ensure_ascii=False), flush=True)
        else:
            print(text)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began
