"""`--part hair=bun`: the parts of a presenter as options say them."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.errors import BadInput
from pipelines.looks import Looks, parts_of


def parse(given: Sequence[str], kind: type[Looks]) -> dict[str, str]:
    """{"hair": "bun"} of ["hair=bun"]. BadInput for parts and values that a presenter of this kind has not."""
    parts = parts_of(kind)[1:]
    found: dict[str, str] = {}
    for text in given:
        part, equals, value = text.partition("=")
        part, value = part.strip().replace("-", "_"), value.strip()
        if not equals or part not in parts:
            raise BadInput(
                f"A part cannot be {text!r}. Write part=value, such as hair=bun. Parts: {', '.join(parts)}.",
                f"部分不能写作 {text!r}。请写 部分=值，如 hair=bun。部分：{'、'.join(parts)}。",
            )
        found[part] = value
    kind(**{"name": "anyone", **found})
    return found
