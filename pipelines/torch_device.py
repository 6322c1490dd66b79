"""Which device an engine that runs on torch in this process uses."""

from __future__ import annotations

import os

from .errors import BadInput


def chosen(engine: str, kind: tuple[str, str] = ("speaker", "语音引擎")) -> str:
    """STUDIO_DEVICE, else cuda where there is one, else cpu. "mps", which the painter can use, means cpu here.

    `engine` and `kind`, in English and Chinese, are for the BadInput of another device.
    """
    import torch

    wish = os.environ.get("STUDIO_DEVICE", "")
    device = wish.split(":")[0]
    if device not in ("", "cpu", "cuda", "mps") or (device == "cuda" and not torch.cuda.is_available()):
        have = "cpu, cuda" if torch.cuda.is_available() else "cpu"
        raise BadInput(
            f"STUDIO_DEVICE is {wish!r}, which the {kind[0]} {engine!r} cannot use here. Accepted here: {have}.",
            f"STUDIO_DEVICE 为 {wish!r}，{kind[1]} {engine!r} 在此无法使用。可用：{have}。",
        )
    if device == "cuda" or (not device and torch.cuda.is_available()):
        return wish or "cuda"
    return "cpu"
