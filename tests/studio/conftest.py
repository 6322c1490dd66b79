from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from studio import cli

SMALL = ["--size", "256x320", "--seconds", "0"]


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """What a person is left with: the last line on standard error."""
        return self.err.strip().splitlines()[-1] if self.err.strip() else ""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run the command line in this process, in English."""
    monkeypatch.setenv("STUDIO_LANG", "en")

    def call(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["studio", *map(str, arguments)])
        try:
            cli.main()
            code = 0
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    return call


@pytest.fixture
def clean(tmp_path: Path) -> Callable[[], list[str]]:
    """The files under the test's folder, to see that nothing half-written is left."""

    def left() -> list[str]:
        return sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if ".part" in p.name)

    return left
