"""Environments of engines on disk: made whole or not there, found, checked and taken away.

<user data>/shengying/engines/<name>/     env/ (the environment), engine.toml, adapter.py, model/, installed.json
                             .<name>.part/   one being made: running the same command again goes on with it
                             .<name>.lock    held while it is made or removed
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...errors import BadInput, EngineFailed, EngineMissing
from ...files import output_error, user_data, write_text
from . import interpreters
from .models import check_folder
from .recipe import ADAPTER_FILE, RECIPE_FILE, Recipe, built_in, find, read

INSTALLED_FILE = "installed.json"
_SPARE_GB = 0.5

Report = Callable[[str, str], None]
"""Called with (step, detail) as an installation goes on: "environment", "packages", "model"."""


@dataclass(frozen=True)
class Installed:
    """An engine that is ready to be used.

    `model` is its folder of weights ("" where the engine keeps its own), `pickles` whether the person allowed weights in it
    that are no safetensors. `packages` are the versions that were installed.
    """

    name: str
    requirements: tuple[str, ...]
    python: str
    model: str
    pickles: bool
    packages: tuple[str, ...]
    date: str
    folder: Path

    @property
    def interpreter(self) -> Path:
        return self.folder / "env" / "bin" / "python"


def engines_folder() -> Path:
    """Where engines are installed: STUDIO_ENGINES, else the user's data folder. It may not exist yet."""
    if own := os.environ.get("STUDIO_ENGINES"):
        return Path(own).expanduser().resolve()
    return user_data("engines")


def installed_names() -> tuple[str, ...]:
    found = engines_folder().glob(f"*/{INSTALLED_FILE}")
    return tuple(sorted(path.parent.name for path in found if not path.parent.name.startswith(".")))


def installed(name: str) -> Installed | None:
    """What is known of the engine `name`, None if it is not installed (or only half)."""
    path = engines_folder() / name / INSTALLED_FILE
    if "/" in name or name.startswith(".") or not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return Installed(
            name=str(data["name"]),
            requirements=tuple(data["requirements"]),
            python=str(data["python"]),
            model=str(data["model"]),
            pickles=bool(data["pickles"]),
            packages=tuple(data["packages"]),
            date=str(data["date"]),
            folder=path.parent,
        )
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BadInput(
            f"{path} is damaged ({error}). Install the engine again: studio engines install {name}",
            f"{path} 已损坏（{error}）。请重新安装：studio engines install {name}",
        ) from error


def recipe_of(name: str) -> Recipe:
    """The recipe of a built-in engine, or of an installed one; BadInput for neither."""
    folder = engines_folder() / name
    if name not in built_in() and installed(name) is not None:
        return read(folder)
    return find(name)


def require(name: str) -> Installed:
    """The installed engine; EngineMissing with the command that gets it."""
    found = installed(name)
    if found is None:
        recipe_of(name)  # BadInput for a name that nobody knows
        raise EngineMissing(
            f"The engine {name!r} is not installed. Get it with: studio engines install {name}",
            f"引擎 {name!r} 尚未安装。安装：studio engines install {name}",
        )
    if not found.interpreter.exists():
        raise EngineMissing(
            f"The environment of {name!r} has lost its Python ({found.interpreter}). Install it again: studio engines install {name} --force",
            f"引擎 {name!r} 的环境缺少 Python（{found.interpreter}）。请重新安装：studio engines install {name} --force",
        )
    return found


def install(
    recipe: Recipe,
    *,
    python: str = "",
    wheels: Path | None = None,
    model: Path | None = None,
    fetch: bool = True,
    pickles: bool = False,
    report: Report = lambda _step, _detail: None,
) -> Installed:
    """Make the engine's environment and put it in its place, the one before replaced.

    python   a version ("3.11") or a path; "" for the first that will do
    wheels   a folder with everything it needs: nothing is fetched from an index
    model    a folder with its weights; without it they are fetched if `fetch`
    pickles  weights that are no safetensors may lie in `model`

    BadInput for what does not fit, EngineMissing where something could not be fetched, OutputFailed for a full disk,
    EngineFailed if another installation is going on. What was done is kept in a folder of its own, and found again.
    """
    root = engines_folder()
    if model is not None:
        model = check_folder(model, pickles=pickles)
    interpreter = interpreters.find(python, recipe.pythons)
    with _locked(root, recipe.name):
        part = root / f".{recipe.name}.part"
        _check_space(root, part, recipe, with_model=fetch and model is None)
        try:
            part.mkdir(exist_ok=True)
            packages = _environment(part, recipe, interpreter, wheels, report)
            for name in (RECIPE_FILE, ADAPTER_FILE):
                shutil.copyfile(recipe.folder / name, part / name)
            if recipe.model and model is None and fetch:
                _fetch(part, recipe, report)
            facts = {
                "name": recipe.name,
                "requirements": list(recipe.requirements),
                "python": interpreter.version,
                "model": str(model or (root / recipe.name / "model" if (part / "model").is_dir() else "")),
                "pickles": pickles,
                "packages": packages,
                "date": datetime.now(UTC).strftime("%Y-%m-%d"),
            }
            write_text(part / INSTALLED_FILE, json.dumps(facts, ensure_ascii=False, indent=1) + "\n")
            _swap(part, root / recipe.name)
        except OSError as error:
            raise output_error(error, part) from error
    done = installed(recipe.name)
    assert done is not None
    return done


def remove(name: str) -> bool:
    """Take an engine's environment and what was fetched for it away, half-made ones too; whether there was one."""
    root = engines_folder()
    if "/" in name or name.startswith("."):
        raise BadInput(f"{name!r} is not the name of an engine.", f"{name!r} 不是引擎名称。")
    folders = [root / name, root / f".{name}.part", root / f".{name}.old"]
    there = [folder for folder in folders if folder.is_dir()]
    if not there:
        return False
    with _locked(root, name):
        for folder in there:
            doomed = root / f".{name}.old"
            if folder != doomed:
                shutil.rmtree(doomed, ignore_errors=True)
                os.rename(folder, doomed)  # gone at once for whoever looks, however long deleting takes
            shutil.rmtree(doomed)
    (root / f".{name}.lock").unlink(missing_ok=True)
    return True


def problems(name: str) -> tuple[tuple[str, str], ...]:
    """What is wrong with an installed engine, each in English and Chinese; () if nothing is."""
    found = require(name)
    recipe = recipe_of(name)
    wrong = []
    if recipe.requirements != found.requirements:
        wrong.append(
            (
                f"It was installed with {', '.join(found.requirements)}; now wanted: {', '.join(recipe.requirements)}. "
                f"Install it again: studio engines install {name} --force",
                f"安装时的版本为 {'、'.join(found.requirements)}；现需 {'、'.join(recipe.requirements)}。"
                f"请重新安装：studio engines install {name} --force",
            )
        )
    if found.model:
        try:
            check_folder(Path(found.model), pickles=found.pickles)
        except BadInput as error:
            wrong.append((error.en, error.zh))
    elif recipe.model:
        wrong.append(
            (
                f"It has no weights. Fetch them: studio engines install {name} --force; or give a folder with --model.",
                f"没有权重。获取：studio engines install {name} --force；或用 --model 给出文件夹。",
            )
        )
    return tuple(wrong)


def _environment(
    part: Path, recipe: Recipe, interpreter: interpreters.Python, wheels: Path | None, report: Report
) -> list[str]:
    """Make part/env, or go on with it, and give the packages in it as name==version."""
    env, own = part / "env", part / "env" / "bin" / "python"
    if not own.exists():
        shutil.rmtree(env, ignore_errors=True)
        report("environment", f"Python {interpreter.version}")
        _run(interpreters.making(interpreter, env, with_pip=bool(recipe.requirements)), report, "environment")
    if recipe.requirements:
        report("packages", ", ".join(recipe.requirements))
        _run(interpreters.adding(own, recipe.requirements, wheels), report, "packages")
    listing = "import json, importlib.metadata as m; print(json.dumps(sorted({d.name + '==' + d.version for d in m.distributions()})))"
    listed = subprocess.run([own, "-I", "-c", listing], capture_output=True, text=True, check=False)
    if listed.returncode:
        raise _cannot([str(own)], listed.stderr)
    return list(json.loads(listed.stdout))


def _fetch(part: Path, recipe: Recipe, report: Report) -> None:
    """The engine's weights into part/model, by the adapter's own `fetch(model, revision, folder)`."""
    report("model", f"{recipe.model}@{recipe.revision}" if recipe.revision else recipe.model)
    code = "import runpy, sys; runpy.run_path(sys.argv[1])['fetch'](*sys.argv[2:])"
    folder, before = part / "model", part.parent / recipe.name / "model"
    if before.is_dir() and not folder.exists():  # what is there already is not fetched again
        shutil.copytree(before, folder, copy_function=os.link)
    command = [
        str(part / "env/bin/python"),
        "-I",
        "-c",
        code,
        str(part / ADAPTER_FILE),
        recipe.model,
        recipe.revision,
        str(folder),
    ]
    _run(command, report, "model")


def _run(command: Sequence[str], report: Report, step: str) -> None:
    """Run a command, its lines reported; EngineMissing with its last ones if it fails."""
    lines: list[str] = []
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", env=environment
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                lines = [*lines[-40:], line.rstrip()]
                report(step, line.strip())
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise _cannot(command, "\n".join(lines))


def _cannot(command: Sequence[str], said: str) -> EngineMissing:
    shown = " ".join(map(str, command)) if len(command) < 12 else " ".join(map(str, command[:8])) + " …"
    lines = [line.strip() for line in said.splitlines() if line.strip()][-4:]
    return EngineMissing(
        f"Tried: {shown}. It failed: {' | '.join(lines) or 'without a word'}. If there is no network here, give a folder of wheels "
        "(--wheels) and of weights (--model); behind a proxy set HTTPS_PROXY. What was fetched is kept: the same command goes on.",
        f"已尝试：{shown}。失败：{' | '.join(lines) or '没有输出'}。若无网络，请给出 wheel 文件夹（--wheels）和权重文件夹（--model）；"
        "使用代理时请设置 HTTPS_PROXY。已下载的内容会保留，再次运行同一命令即可继续。",
    )


def _check_space(root: Path, part: Path, recipe: Recipe, *, with_model: bool) -> None:
    need = recipe.environment_gb + (recipe.model_gb if with_model else 0) + _SPARE_GB
    have = shutil.disk_usage(root).free / 1e9
    done = sum(file.stat().st_size for file in part.rglob("*") if file.is_file() and not file.is_symlink()) / 1e9
    if need - done > have:
        raise BadInput(
            f"{recipe.name} needs about {need - done:.1f} GB, and {root} has {have:.1f} GB free. Free some, or set STUDIO_ENGINES to a "
            "folder on another disk.",
            f"{recipe.name} 约需 {need - done:.1f} GB，而 {root} 只剩 {have:.1f} GB。请腾出空间，或将 STUDIO_ENGINES 设为其他磁盘上的文件夹。",
        )


def _swap(part: Path, target: Path) -> None:
    """`part` takes the place of `target`: at no moment is there a half-made one."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.rename(target, old)
    os.rename(part, target)
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _locked(root: Path, name: str) -> Iterator[None]:
    """Nobody else makes or removes this engine meanwhile; the lock goes with the process that holds it."""
    try:
        root.mkdir(parents=True, exist_ok=True)
        handle = (root / f".{name}.lock").open("w")
    except OSError as error:
        raise output_error(error, root) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise EngineFailed(
                f"{name} is being installed or removed by another program. Wait for it, then try again.",
                f"另一个程序正在安装或移除 {name}。请等待其完成后再试。",
            ) from error
        yield


def facts(recipe: Recipe) -> dict[str, Any]:
    """A recipe as JSON-ready values, with what is installed of it."""
    told = {key: value for key, value in asdict(recipe).items() if key != "folder"}
    found = installed(recipe.name)
    told["installed"] = found is not None
    told["installed_packages"] = list(found.packages) if found else []
    told["model_folder"] = found.model if found else ""
    told["disk_gb"] = round(recipe.disk_gb, 1)
    return told
