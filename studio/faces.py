"""`--face`: which face of a picture or a video, counted as a person does."""

from __future__ import annotations

from typing import Annotated

import typer

from pipelines.errors import BadInput


def _index(number: int | None) -> int | None:
    """The index that `find_face` takes. BadInput for a number below 1."""
    if number is not None and number < 1:
        raise BadInput(f"--face {number}: faces are counted from 1, the largest first.", f"--face {number}：脸从 1 数起，最大的在前。")  # fmt: skip
    return None if number is None else number - 1


FaceNumber = Annotated[
    int | None, typer.Option(callback=_index, help="Which face where there are several, counted from 1, the largest first.")
]
