"""Which device a speaker that runs on torch in this process uses."""

from __future__ import annotations

import os

from ..errors import BadInput


def chosen(engine: str) -> str:
    """STUDIO_DEVICE, else cuda where there is one, else cpu. "mps", which the painter can use, means cpu here."""
    import torch

    wish = os.environ.get("STUDIO_DEVICE", "")
    kind = wish.split(":")[0]
    if kind not in ("", "cpu", "cuda", "mps") or (kind == "cuda" and not torch.cuda.is_available()):
        have = "cpu, cuda" if torch.cuda.is_available() else "cpu"
        raise BadInput(
            f"STUDIO_DEVICE is {wish!r}, which the speaker {engine!r} cannot use here. Accepted here: {have}.",
            f"STUDIO_DEVICE 为 {wish!r}，语音引擎 {engine!r} 在此无法使用。可用：{have}。",
        )
    if kind == "cuda" or (not kind and torch.cuda.is_available()):
        return wish or "cuda"
    return "cpu"
