"""Stored values name their schema and version; this is where both are read and checked."""

from __future__ import annotations

import json
from typing import Any

from .errors import BadInput


def parse(text: str, place: str = "", *, what: tuple[str, str] = ("", ""), maker: str = "") -> Any:
    """The JSON of `text`; BadInput with the line. `place` is the file it came from, if that is known.

    `what`, `maker` as for `check`: with them the message says what was wanted and how to get one.
    """
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if maker:
            raise BadInput(
                f"{place or 'This'} is not a {what[0]}: line {error.lineno}, column {error.colno} is not JSON ({error.msg})."
                f" `{maker}` makes one.",
                f"{place or '这'}不是{what[1]}：第 {error.lineno} 行第 {error.colno} 列不是 JSON（{error.msg}）。可用 `{maker}` 生成。",
            ) from error
        raise BadInput(
            f"{place or 'This'} is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.",
            f"{place or '这'}不是 JSON：第 {error.lineno} 行第 {error.colno} 列：{error.msg}。",
        ) from error


def check(data: Any, schema: str, version: int, *, what: tuple[str, str], maker: str, place: str = "") -> dict[str, Any]:
    """`data` itself if it is of `schema` and of a version up to `version`; else BadInput.

    `what` names the thing in English and in Chinese, `maker` is the command that makes one.
    """
    en, zh = what
    name_en, name_zh = place or f"This {en}", place or f"该{zh}"
    if not isinstance(data, dict) or data.get("schema") != schema:
        raise BadInput(
            f'{place or "This"} is not a {en}: its "schema" should be "{schema}". `{maker}` makes one.',
            f'{place or "这"}不是{zh}："schema" 应为 "{schema}"。可用 `{maker}` 生成。',
        )
    if not isinstance(data.get("version"), int) or data["version"] > version:
        raise BadInput(
            f"{name_en} is of version {data.get('version')}; this program reads up to {version}. Update shengying.",
            f"{name_zh}的版本为 {data.get('version')}；本程序最高支持 {version}。请升级 shengying。",
        )
    return data
