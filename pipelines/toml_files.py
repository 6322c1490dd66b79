"""Small TOML files read against a model and written from plain values."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from .errors import BadInput
from .faults import validation_text
from .files import read_text

_LONGEST = 100_000
M = TypeVar("M", bound=BaseModel)


def read(
    path: Path,
    model: type[M],
    *,
    what_en: str,
    what_zh: str,
    values: Callable[[str], Mapping[str, Any]] = tomllib.loads,
) -> M:
    """The file as `model`, its text taken apart by `values`. BadInput naming the file, and the field that does not hold."""
    try:
        return model(**values(read_text(path, limit=_LONGEST, what_en=what_en, what_zh=what_zh)))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from error
    except ValidationError as error:
        raise BadInput(
            f"{path} does not hold together: {validation_text(error)}.", f"{path} 内容有误：{validation_text(error, 'zh')}。"
        ) from error


def values_of(path: Path, *, what_en: str, what_zh: str) -> dict[str, Any]:
    """What the file says, as plain values. BadInput naming it."""
    try:
        return tomllib.loads(read_text(path, limit=_LONGEST, what_en=what_en, what_zh=what_zh))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from error


def _not_toml(path: Path, error: tomllib.TOMLDecodeError) -> BadInput:
    return BadInput(f"{path} is not TOML: {error}.", f"{path} 不是有效的 TOML：{error}。")


def text(values: Mapping[str, Any]) -> str:
    """Strings, numbers, tuples of them and tables by name as TOML, a line each."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in values.items())


def _value(value: Any) -> str:
    if isinstance(value, str):
        # A JSON string is a TOML basic string, save for DEL, which TOML wants escaped.
        return json.dumps(value.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    return repr(round(float(value), 6))
