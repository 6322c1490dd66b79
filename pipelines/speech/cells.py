"""Cells of tables that people open in a spreadsheet: one that would be run as a formula is written as text.

An apostrophe before it is what spreadsheets themselves take for "this is text" (OWASP, CSV Injection). Reading takes it off
again, and a cell's own apostrophes stay.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def guarded(cell: str) -> str:
    """The cell as it is written."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`; one of another program's, unguarded, is not changed."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
