"""app.py, running by itself for the browser tests, and the browser that opens it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def chromium() -> str:
    found = (
        os.environ.get("CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if not found:
        reason = "no Chromium here: install it (Debian: apt-get install chromium) or set CHROMIUM"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def pictured(page: Any, name: str, wait: int) -> None:
    """Keep a picture of the page at rest, after `wait` ms, in the folder that STUDIO_SCREENSHOTS names."""
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(wait)
    folder = Path(os.environ["STUDIO_SCREENSHOTS"])
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(folder / name))


def ticks(page: Any, box: str) -> bool:
    """Whether a checkbox shows its tick: the page's framework draws a white one, for a coloured ground of its own."""
    return bool(page.eval_on_selector(box, "one => one.checked && getComputedStyle(one).appearance !== 'none'"))


@contextmanager
def serving(place: Path) -> Iterator[str]:
    """The address of app.py on a free port, its films in place/films; no traceback may be in its log at the end."""
    chromium()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    surroundings = {**os.environ, "STUDIO_HOME": str(place / "films"), "STUDIO_PORT": str(port), "STUDIO_NO_BROWSER": "1",
                    "GRADIO_TEMP_DIR": str(place / "uploads"), "NO_PROXY": "127.0.0.1"}  # fmt: skip
    with (place / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, str(ROOT / "app.py")], cwd=ROOT, env=surroundings, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{port}/", server, place / "log")
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(20)
    text = (place / "log").read_text(errors="replace")
    assert "Traceback" not in text, text[-4000:]


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + 180
    while time.monotonic() < until and server.poll() is None:
        try:
            direct.open(address, timeout=5).read()
            return
        except OSError:
            time.sleep(0.3)
    pytest.fail("app.py did not open the page: " + log.read_text(errors="replace")[-2000:])
