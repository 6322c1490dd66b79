"""What was wrong with a command line, as one sentence in English or Chinese, where typer would draw a box."""

from __future__ import annotations

from typing import Any

import typer
from pydantic import ValidationError

from pipelines.errors import BadInput
from pipelines.faults import validation_text

# The class that every fault of a command line has, wherever typer keeps its parser.
UsageError: type[Exception] = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError")


def refused(error: Any) -> BadInput:
    """The fault `error` (a UsageError) in plain words, with the command that lists what would be accepted."""
    program = error.ctx.command_path if error.ctx else "studio"
    en, zh = _words(error)
    return BadInput(f"{en} `{program} --help` lists what is accepted.", f"{zh}可用 `{program} --help` 查看用法。")


def _words(error: Any) -> tuple[str, str]:
    kind, param = type(error).__name__, getattr(error, "param", None)
    if kind == "NoSuchOption":
        near = ", ".join(sorted(error.possibilities or ()))
        return (
            f"There is no option {error.option_name}." + (f" Did you mean: {near}?" if near else ""),
            f"没有选项 {error.option_name}。" + (f"是否想用：{near}？" if near else ""),
        )
    if kind == "MissingParameter" and param is not None:
        name = _name(param)
        why = getattr(param, "help", "") or ""
        return f"{name} is missing{': ' + why if why else '.'}", f"缺少 {name}。"
    if kind == "BadParameter" and param is not None:
        name, cause = _name(param), error.__cause__
        if isinstance(cause, ValidationError):
            return f"{name} {validation_text(cause)}.", f"{name} {validation_text(cause, 'zh')}。"
        return f"{name} cannot be used: {error.message.rstrip('.')}.", f"{name} 无法使用：{error.message.rstrip('.')}。"
    if kind == "BadOptionUsage":
        name = error.option_name
        if "not take" in error.message:
            return f"{name} takes no value.", f"{name} 不带值。"
        return f"{name} needs a value.", f"{name} 需要一个值。"
    return _command(error)


def _command(error: Any) -> tuple[str, str]:
    """Faults that typer tells apart by their words only."""
    text = str(error.format_message()).rstrip(".")
    if text.startswith("No such command"):
        name = text.partition("'")[2].partition("'")[0]
        known = sorted(getattr(error.ctx.command, "commands", {})) if error.ctx else []
        return f"There is no command {name!r}. There are: {', '.join(known)}.", f"没有命令 {name!r}。可用：{'、'.join(known)}。"
    if "extra argument" in text:
        rest = text.rpartition("(")[2].rstrip(")")
        return f"There is one argument too many: {rest}.", f"参数过多：{rest}。"
    return f"{text}.", f"{text}。"


def _name(param: Any) -> str:
    """--out for an option, BRIEF for an argument."""
    long = [name for name in param.opts if name.startswith("--")]
    return long[0] if long else str(param.name).upper()
