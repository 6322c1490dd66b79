"""What an engine is made of and what a person should know of it before installing it: a folder with engine.toml and adapter.py."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from ... import toml_files
from ...errors import BadInput
from .frames import PROTOCOL

RECIPE_FILE = "engine.toml"
ADAPTER_FILE = "adapter.py"

_BUILT_IN = Path(__file__).parent / "engines"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}\Z")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    protocol: int
    name: str
    title_en: str
    title_zh: str = ""
    code_licence: str
    weights_licence: str = ""
    paid_work: bool = False
    languages: tuple[str, ...] = ()
    cloning: str = "none"
    devices: tuple[str, ...] = ("cpu",)
    speed: str = ""
    choose_en: str = ""
    choose_zh: str = ""
    home: str = ""
    package: str = ""
    pythons: tuple[str, ...] = ("3.10", "3.11", "3.12")
    requirements: tuple[str, ...] = ()
    environment_gb: float = Field(default=0.1, ge=0)
    model: str = ""
    revision: str = ""
    model_gb: float = Field(default=0.0, ge=0)


@dataclass(frozen=True)
class Recipe:
    """An engine's engine.toml, and the folder it lies in.

    name            what it is called on the command line
    code_licence, weights_licence   SPDX names; `paid_work` whether both allow it
    languages       BCP 47; () for any
    cloning         "none", "sample" (a reference alone), "sample+transcript" (a transcript makes it closer)
    devices         "cpu", "cuda", "mps", the best first; `speed` as published, with the hardware
    package         the distribution whose version is the engine's; `requirements` are pinned, as pip takes them
    pythons         versions it can be installed with, as "3.11"
    environment_gb, model_gb        disk space that they take
    model, revision hub id and commit of the weights; "" if it has none of its own to fetch
    """

    folder: Path
    name: str
    title_en: str
    title_zh: str
    code_licence: str
    weights_licence: str
    paid_work: bool
    languages: tuple[str, ...]
    cloning: str
    devices: tuple[str, ...]
    speed: str
    choose_en: str
    choose_zh: str
    home: str
    package: str
    pythons: tuple[str, ...]
    requirements: tuple[str, ...]
    environment_gb: float
    model: str
    revision: str
    model_gb: float

    @property
    def adapter(self) -> Path:
        return self.folder / ADAPTER_FILE

    @property
    def disk_gb(self) -> float:
        return self.environment_gb + self.model_gb


def built_in() -> tuple[str, ...]:
    """The names of the engines that the studio knows by itself, sorted."""
    return tuple(sorted(path.parent.name for path in _BUILT_IN.glob(f"*/{RECIPE_FILE}")))


def find(name: str) -> Recipe:
    """The recipe called so among the built-in ones; BadInput naming them for an unknown one."""
    if name in built_in():
        return read(_BUILT_IN / name)
    near = get_close_matches(name, built_in(), 3, 0.4) or list(built_in())
    raise BadInput(
        f"There is no engine called {name!r}. Known: {', '.join(near)}; or give a folder with {RECIPE_FILE}.",
        f"没有名为 {name!r} 的引擎。已知：{'、'.join(near)}；也可给出含 {RECIPE_FILE} 的文件夹。",
    )


def read(folder: Path) -> Recipe:
    """The recipe in `folder`. BadInput naming the file and the field for what does not hold."""
    path = Path(folder) / RECIPE_FILE
    if not path.is_file():
        raise BadInput(f"There is no {RECIPE_FILE} in {folder}.", f"{folder} 中没有 {RECIPE_FILE}。")
    stored = toml_files.read(path, _File, what_en="an engine's", what_zh="引擎")
    if not _NAME.match(stored.name):
        raise BadInput(
            f"{path}: an engine cannot be called {stored.name!r}. Accepted: up to 40 small letters, digits, '-', '_', '.'.",
            f"{path}：引擎不能命名为 {stored.name!r}。可用最多 40 个小写字母、数字、“-”、“_”、“.”。",
        )
    if stored.protocol != PROTOCOL:
        raise BadInput(
            f"{path} is made for version {stored.protocol} of the engine protocol; this program speaks version {PROTOCOL}.",
            f"{path} 适用于引擎协议第 {stored.protocol} 版；本程序使用第 {PROTOCOL} 版。",
        )
    if not (path.parent / ADAPTER_FILE).is_file():
        raise BadInput(f"There is no {ADAPTER_FILE} in {folder}.", f"{folder} 中没有 {ADAPTER_FILE}。")
    return Recipe(folder=path.parent.resolve(), **stored.model_dump(exclude={"protocol"}))
