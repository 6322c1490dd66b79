"""The kinds of engine, and how one is found by name.

Built-in engines and strangers' engines register the same way: an entry point in the group `shengying.<kind>`, naming a
class that can be made without arguments and made cheaply (heavy imports and models wait until the first verb). Making it
raises `EngineMissing` when a package that it needs is not installed; no engine is ever silently replaced by another.

Every engine has `name`, `version` (part of a take's key: change it when the same input would give another output) and
`note`, a few words for the labels that say honestly what made the thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from importlib.util import find_spec
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np

from .avatars import Avatar
from .direction import PLAIN, Direction
from .errors import BadInput, EngineMissing
from .media import Audio, FrameStream, Picture, Progress, no_progress
from .script import Brief, Script
from .timeline import Utterance
from .voice import Voice

Kind = Literal["writer", "speaker", "painter", "animator", "separator"]
KINDS: tuple[Kind, ...] = ("writer", "speaker", "painter", "animator")
"""Those that make a film."""


@runtime_checkable
class Engine(Protocol):
    name: str
    version: str
    note: str


class Writer(Engine, Protocol):
    def write(self, brief: Brief) -> Script:
        """A script of about `brief.seconds`. Invents no fact that the brief does not hold."""
        ...


class Speaker(Engine, Protocol):
    def plan(self, text: str, voice: Voice, *, language: str = "", readings: Mapping[int, str] | None = None) -> Utterance:
        """Words and phonemes with predicted times. `readings` sets the reading of the n-th word (pinyin digits or IPA)."""
        ...

    def speak(self, utterance: Utterance, voice: Voice) -> Audio:
        """The sound of exactly `utterance.samples` samples at `utterance.sample_rate`, mono, overrides applied."""
        ...


class Painter(Engine, Protocol):
    def paint(
        self, prompt: str, size: tuple[int, int], seed: int, *, style: str = "", progress: Progress = no_progress
    ) -> Picture:
        """A picture of exactly `size` (width, height); the same arguments give the same pixels."""
        ...


class Animator(Engine, Protocol):
    def animate(
        self,
        utterance: Utterance,
        audio: Audio,
        avatar: Avatar,
        *,
        size: tuple[int, int] | None = None,
        fps: int = 25,
        frames: int | None = None,
        seed: int = 0,
        direction: Direction = PLAIN,
    ) -> FrameStream:
        """`avatar` saying `utterance`: `frames` frames (default: the sound's length, rounded up), the first at time 0, acted as
        `direction` says.

        `size` (width, height) is the frame to fill, the picture's own by default: the portrait is scaled and cropped to
        it with the face kept in. BadInput if there is no usable face.
        """
        ...


class Separator(Engine, Protocol):
    def check(self) -> str:
        """A key that stands for its model. EngineMissing or BadInput where that cannot be used."""
        ...

    def without_voice(self, blocks: Iterable[np.ndarray], rate: int, samples: int) -> Iterator[np.ndarray]:
        """A sound of `samples` samples, stereo float32 (n, 2) blocks at `rate`, without the voices in it: as long, in its place."""
        ...


def names(kind: Kind) -> tuple[str, ...]:
    """The engines of a kind that are registered here, sorted."""
    return tuple(sorted({point.name for point in entry_points(group=f"shengying.{kind}")}))


def load(kind: Kind, name: str, **options: Any) -> Any:
    """The engine called `name`, made with `options` (none: as it comes).

    BadInput for an unknown name or option, EngineMissing when something it needs is not here.
    """
    found = [point for point in entry_points(group=f"shengying.{kind}") if point.name == name]
    if not found:
        raise BadInput(
            f"There is no {kind} called {name!r}. There are: {', '.join(names(kind))}.",
            f"没有名为 {name!r} 的{KIND_ZH[kind]}引擎。可选：{', '.join(names(kind))}。",
        )
    try:
        factory = found[0].load()
    except ImportError as error:
        raise missing(f"{kind} {name!r}", str(error.name or error), "neural") from error
    try:
        return factory(**options)
    except TypeError as error:
        if not options:
            raise
        raise BadInput(f"The {kind} {name!r} takes no such option: {', '.join(options)}.",
                       f"{KIND_ZH[kind]}引擎 {name!r} 不支持选项：{', '.join(options)}。") from error  # fmt: skip


KIND_ZH: dict[Kind, str] = {"writer": "写作", "speaker": "语音", "painter": "绘画", "animator": "动画", "separator": "人声分离"}


def require(packages: tuple[str, ...], *, what: str, extra: str) -> None:
    """EngineMissing unless every package can be found. Nothing is imported."""
    for package in packages:
        if find_spec(package) is None:
            raise missing(what, package, extra)


def missing(what: str, package: str, extra: str) -> EngineMissing:
    return EngineMissing(
        f"The {what} needs the package {package!r}. Get it with: make {extra} (in a clone) or pip install 'shengying[{extra}]'",
        f"{what} 需要软件包 {package!r}。安装：make {extra}（在克隆的仓库中）或 pip install 'shengying[{extra}]'",
    )
