"""What a neural engine's licence allows, in a line that is kept with the voices that it speaks."""

from __future__ import annotations

import os
from dataclasses import dataclass

from .remote import recipe

_COQUI = {"your_tts": ("CC-BY-NC-ND-4.0", False), "vctk/vits": ("Apache-2.0", True), "xtts": ("CPML", False)}
"""Part of a coqui model's name → (licence, whether paid work is allowed)."""


@dataclass(frozen=True)
class Licence:
    """`name` of the licence of an engine's code and weights; `paid` whether it allows commercial use, None if that is not known."""

    engine: str
    name: str
    paid: bool | None

    @property
    def line(self) -> str:
        """As voice.toml keeps it."""
        return f"{self.engine}: {self.name}, {_USES[self.paid][0]}"

    @property
    def line_zh(self) -> str:
        return f"{self.engine}：{self.name}，{_USES[self.paid][1]}"


_USES = {
    True: ("commercial use allowed", "允许商业使用"),
    False: ("no commercial use", "禁止商业使用"),
    None: ("ask its licence about commercial use", "商业使用请查看其许可"),
}


def of(engine: str) -> Licence | None:
    """The licence of the speaker `engine` as it is set up here; None for the embedded one and for strangers' engines."""
    if engine == "xtts":
        return Licence(engine, "CPML", False)
    if engine == "coqui":
        model = os.environ.get("STUDIO_COQUI_MODEL", "").partition("#")[0]
        name, paid = next((known for part, known in _COQUI.items() if part in model), ("of its model", None))
        return Licence(engine, name, paid)
    if engine in recipe.built_in():
        found = recipe.find(engine)
        names = dict.fromkeys(name for name in (found.code_licence, found.weights_licence) if name)
        return Licence(engine, " / ".join(names), found.paid_work)
    return None


def said(line: str, language: str) -> str:
    """A kept line in the person's language."""
    if language != "zh":
        return line
    for en, zh in _USES.values():
        line = line.replace(f", {en}", f"，{zh}")
    return line.replace(": ", "：", 1)
