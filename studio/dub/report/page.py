"""The report as one file: the page, and its data as JSON in it, written as it is read from the ledger.

Texts come from strangers. They are in the page only as JSON in which no "<" is left, and its scripts set them as text, never as
HTML; and the page itself forbids every script and style but its own, and every address but its own folder's.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.files import check_output, check_suffix, output_error, replacing

from ..ledger import Ledger
from ..options import Options
from ..room import Room
from .about import Outcome, about
from .lines import Lines
from .texts import TEXTS

KINDS = (".html", ".htm")
_HERE = Path(__file__).parent
_DOM = _HERE.parents[1] / "ui" / "dom.js"
_SCRIPTS = ("data.js", "sound.js", "summary.js", "faults.js", "chart.js", "list.js", "main.js")
_MARK = b'<meta name="generator" content="Shengying dub report">'
_HEAD = 1024  # bytes in which the mark lies


def check(path: Path, *, force: bool = False) -> Path:
    """Refuse, before any work, a report that could not be written at the end. An older report may always be replaced.

    A folder that is not there yet will be made.
    """
    path = check_suffix(path, KINDS)
    if path.parent.exists():
        return check_output(path, force=force or is_report(path), kinds=KINDS)
    there = next(folder for folder in path.absolute().parents if folder.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        raise output_error(OSError(errno.EACCES, os.strerror(errno.EACCES)), path)
    return path


def is_report(path: Path) -> bool:
    try:
        with Path(path).open("rb") as file:
            return _MARK in file.read(_HEAD)
    except OSError:
        return False


def write(path: Path, room: Room, ledger: Ledger, options: Options, result: Outcome, lang: str) -> None:
    """The report of what the ledger knows, whole or not at all. OutputFailed if it cannot be written.

    All failures and overruns are in it up to `lines.MOST` each, and the first `lines.MOST` lines.
    """
    lines = Lines(path, room, ledger, options)
    path = check_suffix(path, KINDS)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise output_error(error, path) from error
    with replacing(path) as temporary, temporary.open("wb") as file:
        for part in _parts(lines, about(path, room, ledger, options, result, lang)):
            file.write(part.encode("utf-8", errors="backslashreplace"))  # half a surrogate pair stays what it is in JSON


def _parts(lines: Lines, told: dict[str, Any]) -> Iterator[str]:
    style = (_HERE / "page.css").read_text(encoding="utf-8")
    script = "\n".join(path.read_text(encoding="utf-8") for path in (_DOM, *(_HERE / name for name in _SCRIPTS)))
    head, body = (_HERE / "page.html").read_text(encoding="utf-8").split("<!--data-->")
    for name, value in {
        "lang": "zh-CN" if told["lang"] == "zh" else "en",
        "policy": _policy(style, script),
        "style": style,
    }.items():
        head = head.replace(f"<!--{name}-->", value)
    yield head
    yield _data("texts", TEXTS)
    yield _data("about", told)
    yield '<script type="application/json" id="rows">[\n'
    for number, line in enumerate(lines):
        yield (",\n" if number else "") + _json(line)
    yield "\n]</script>\n"
    yield _data("names", lines.names)
    yield body.replace("<!--script-->", script)


def _policy(style: str, script: str) -> str:
    """Only this style and this script; sounds from the page's own folder; nothing else from anywhere."""
    return (f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; media-src 'self' file:; "
            "img-src data:; base-uri 'none'; form-action 'none'")  # fmt: skip


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _data(name: str, value: Any) -> str:
    return f'<script type="application/json" id="{name}">{_json(value)}</script>\n'


def _json(value: Any) -> str:
    """JSON that ends no script and begins no comment: "<" stands in strings alone, where it has another spelling."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
