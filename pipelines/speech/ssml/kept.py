"""What a document held that a timeline has no place for, tied to its words so that it can be written out again."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from ... import schema
from ...errors import BadInput

SCHEMA = "shengying.ssml-kept"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """Markup as it was written.

    role    around: a start tag about the words `first` to `last`; before: an element before `first` ("": at the end);
            said: an element in whose place the words `first` to `last`, together `text`, are spoken; root: the attributes of
            `speak`; whole: an element that speaks of the whole document
    """

    role: Literal["around", "before", "said", "root", "whole"]
    markup: str
    first: str = ""
    last: str = ""
    text: str = ""


def dumps(kept: Iterable[Kept]) -> str:
    return json.dumps({"schema": SCHEMA, "version": VERSION, "kept": [asdict(k) for k in kept]}, ensure_ascii=False, indent=1)


def loads(text: str) -> tuple[Kept, ...]:
    """What `dumps` wrote; BadInput for anything else."""
    data: dict[str, Any] = schema.check(
        schema.parse(text), SCHEMA, VERSION, what=("file of kept SSML", "SSML 保留文件"), maker="studio plan x.ssml"
    )
    try:
        return tuple(Kept(**row) for row in data["kept"])
    except (KeyError, TypeError) as error:
        raise BadInput(f"This file of kept SSML is damaged ({error}).", f"该 SSML 保留文件已损坏（{error}）。") from error
