"""A portrait looked at as soon as it is on the page: what cannot be used is refused, and what is doubtful told, before any work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from .. import seen
from ..project import parse_size
from . import acting, browser_files, notices


def looked_at(value: Any, lang: str, panel: Any = None, size: str = "") -> str:
    """The notice for the portrait tile's value, as HTML; "" where there is nothing to say. `panel` says which face was chosen."""
    try:
        path = browser_files.accepted(str((value or {}).get("path", "")))
        if not path or seen.kind_of(Path(path)) not in ("photo", "video"):
            return ""
        face = acting.checked((panel or {}).get("acting")).get("face")
        remarks = seen.remarks(Path(path), seen.avatar(Path(path), face), parse_size(size) if size else None)
    except Exception as error:  # the border of the page: nothing may pass as a traceback
        return notices.inline(notices.message(error, lang))
    return notices.inline(" ".join(remark.message(lang) for remark in remarks))


def resized(value: Any, lang: str, panel: Any, size: str) -> Any:
    """The same after another size was chosen, where that says something new."""
    path = Path(str((value or {}).get("path", "")))
    return gr.skip() if seen.is_picture(path) else looked_at(value, lang, panel, size)
