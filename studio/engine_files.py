"""Engines with environments of their own: listed, installed, checked, removed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipelines.errors import BadInput, Cancelled, StudioError
from pipelines.speech.remote import environment, process, recipe
from pipelines.speech.remote.recipe import Recipe

from .wording import language

app = typer.Typer(no_args_is_help=True, help="Neural speakers in environments of their own: list, install, check, remove.")

Name = Annotated[str, typer.Argument(help="An engine's name (`studio engines list`), or a folder with engine.toml.")]
Json = Annotated[bool, typer.Option("--json", help="The result as JSON.")]

_DURATIONS = {
    "en": "all edits but readings; times by alignment, lengths by PSOLA",
    "zh": "除读音外可做全部编辑；时间由对齐得到，时长由 PSOLA 改变",
}


def register(parent: typer.Typer) -> None:
    parent.add_typer(app, name="engines")


def _said(en: str, zh: str) -> str:
    return zh if language() == "zh" else en


@app.command("list")
def list_engines(as_json: Json = False) -> None:
    """What each engine is, what it allows and needs, whether it is installed, and which to choose."""
    known = [environment.recipe_of(name) for name in sorted({*recipe.built_in(), *environment.installed_names()})]
    if as_json:
        rows = [{**environment.facts(one), "editing": _DURATIONS["en"]} for one in known]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    for heading in _said("engine,licence,languages,cloning,devices,size,here", "引擎,许可,语言,克隆,设备,大小,已安装").split(
        ","
    ):
        table.add_column(heading)
    for one in known:
        found = environment.installed(one.name)
        table.add_row(one.name, _licence(one), _languages(one), one.cloning, " ".join(one.devices), f"{one.disk_gb:.1f} GB",
                      "✓" if found else "–")  # fmt: skip
    console = Console(width=max(120, shutil.get_terminal_size().columns), highlight=False)
    console.print(table)
    for one in known:
        if told := _said(one.choose_en, one.choose_zh):
            print(f"{one.name}: {told}{_said(f' {one.speed}.' if one.speed else '', f'（{one.speed}）' if one.speed else '')}")
    print(_said(f"Editing: {_DURATIONS['en']}. Not here and no GPU: espeak and coqui.",
                f"编辑：{_DURATIONS['zh']}。此外，无需 GPU：espeak 与 coqui。"))  # fmt: skip


def _licence(one: Recipe) -> str:
    paid = _said("", "") if one.paid_work else _said(" (no paid work)", "（禁止商用）")
    same = one.code_licence == one.weights_licence or not one.weights_licence
    return (one.code_licence if same else f"{one.code_licence} / {one.weights_licence}") + paid


def _languages(one: Recipe) -> str:
    if not one.languages:
        return _said("any", "不限")
    return " ".join(one.languages) if len(one.languages) <= 8 else _said(f"{len(one.languages)}", f"{len(one.languages)} 种")


@app.command()
def install(
    name: Name,
    accept_licence: Annotated[bool, typer.Option("--accept-licence", help="You have read the licence: do not ask.")] = False,
    python: Annotated[str, typer.Option(help="A version (3.11) or the path of the Python to use.")] = "",
    wheels: Annotated[Path | None, typer.Option(help="A folder of wheels: nothing is fetched from an index.")] = None,
    model: Annotated[Path | None, typer.Option(help="A folder with the weights, which are then not fetched.")] = None,
    fetch: Annotated[bool, typer.Option("--fetch/--no-fetch", help="Fetch the weights.")] = True,
    allow_pickle: Annotated[
        bool, typer.Option("--allow-pickle", help="Weights in --model that can run code are trusted.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Make it anew if it is installed.")] = False,
) -> None:
    """Make an engine's environment, after showing its licence and size. Stopped and run again, it goes on where it was."""
    chosen = _recipe(name)
    if environment.installed(chosen.name) and not force:
        raise BadInput(
            f"{chosen.name} is installed. Give --force to make it anew.", f"{chosen.name} 已安装。加 --force 可重新安装。"
        )
    if wheels is not None and not wheels.is_dir():
        raise BadInput(f"{wheels} is not a folder of wheels.", f"{wheels} 不是 wheel 文件夹。")
    print(_terms(chosen, fetched=fetch and model is None), flush=True)
    if not accept_licence:
        _ask(chosen)
    console = Console(stderr=True, highlight=False, soft_wrap=True)

    def report(step: str, detail: str) -> None:
        if console.is_terminal:
            sys.stderr.write(f"\r\x1b[2K{step}: {detail[: console.width - len(step) - 4]}")
            sys.stderr.flush()

    made = environment.install(
        chosen, python=python, wheels=wheels, model=model, fetch=fetch, pickles=allow_pickle, report=report
    )
    if console.is_terminal:
        sys.stderr.write("\r\x1b[2K")
    print(_said(f"{chosen.name} is installed in {made.folder}. Use it: studio plan TEXT --speaker {_speaker(chosen)}",
                f"{chosen.name} 已安装于 {made.folder}。使用：studio plan 文本 --speaker {_speaker(chosen)}"))  # fmt: skip
    for problem in environment.problems(chosen.name):
        print(_said(*problem))


def _recipe(name: str) -> Recipe:
    return recipe.read(Path(name)) if "/" in name or Path(name).is_dir() else environment.recipe_of(name)


def _speaker(chosen: Recipe) -> str:
    if chosen.name in recipe.built_in():
        return chosen.name
    return _said(f"worker, with STUDIO_WORKER={chosen.name}", f"worker，并设 STUDIO_WORKER={chosen.name}")


def _terms(chosen: Recipe, *, fetched: bool) -> str:
    title = _said(chosen.title_en, chosen.title_zh or chosen.title_en)
    weights = chosen.weights_licence or chosen.code_licence
    paid = _said("allowed" if chosen.paid_work else "NOT allowed", "允许" if chosen.paid_work else "不允许")
    size = f"{chosen.environment_gb:.1f} GB" + (f" + {chosen.model_gb:.1f} GB" if fetched and chosen.model_gb else "")
    rows = [
        f"{chosen.name}: {title}",
        _said(f"Licence: code {chosen.code_licence}, weights {weights}; paid work {paid}. {chosen.home}",
              f"许可：代码 {chosen.code_licence}，权重 {weights}；商用{paid}。{chosen.home}"),
        _said(f"Disk: about {size} under {environment.engines_folder()}", f"磁盘：约 {size}，位于 {environment.engines_folder()}"),
        _said(f"Packages: {', '.join(chosen.requirements) or 'none'}", f"软件包：{'、'.join(chosen.requirements) or '无'}"),
    ]  # fmt: skip
    if fetched and chosen.model:
        rows.append(_said(f"Weights: {chosen.model}", f"权重：{chosen.model}"))
    if chosen.name not in recipe.built_in():
        rows.append(_said(f"Its program is not the studio's: {chosen.adapter}", f"其程序并非本软件自带：{chosen.adapter}"))
    return "\n".join(rows)


def _ask(chosen: Recipe) -> None:
    if not sys.stdin.isatty():
        raise BadInput(
            f"Nobody is here to be asked. If you accept the licence of {chosen.name}, give --accept-licence.",
            f"无法询问。若接受 {chosen.name} 的许可，请加 --accept-licence。",
        )
    if not typer.confirm(_said("Accept the licence and install?", "接受许可并安装？")):
        raise Cancelled("Nothing was installed.", "没有安装任何内容。")


@app.command()
def remove(name: Annotated[str, typer.Argument(help="An installed engine's name.")]) -> None:
    """Take an engine's environment and its weights away (not a folder of your own)."""
    if not environment.remove(name):
        raise BadInput(
            f"{name} is not installed. Installed: {', '.join(environment.installed_names()) or 'none'}.",
            f"{name} 没有安装。已安装：{'、'.join(environment.installed_names()) or '无'}。",
        )
    print(_said(f"{name} is removed.", f"{name} 已移除。"))


@app.command()
def check(name: Annotated[str, typer.Argument(help="An installed engine's name.")], as_json: Json = False) -> None:
    """Start an installed engine, load its model and tell what it says of itself, or what is wrong."""
    found = environment.require(name)
    chosen = environment.recipe_of(name)
    wrong = [{"en": en, "zh": zh} for en, zh in environment.problems(name)]
    told: dict[str, Any] = {"name": name, "folder": str(found.folder), "python": found.python, "model": found.model}
    failure: StudioError | None = None
    try:
        facts = process.process_for(chosen, found, model=found.model, device="").facts()
        told |= {"version": facts.version, "rate": facts.rate, "device": facts.device, "capabilities": list(facts.capabilities)}
    except StudioError as error:
        failure = error
        wrong.append({"en": error.en, "zh": error.zh})
    if as_json:
        print(json.dumps({**told, "ok": not wrong, "problems": wrong}, ensure_ascii=False, indent=1))
    else:
        print(
            "\n".join(f"{key}: {value if isinstance(value, (str, int)) else ', '.join(value)}" for key, value in told.items())
        )
        if not failure:
            print("\n".join(_said(one["en"], one["zh"]) for one in wrong) or _said("Nothing is wrong.", "一切正常。"))
    if failure:
        raise failure
