"""Encoders of graphics cards and processors for films: which work on this machine, found out by encoding with them.

What x264 makes is the same on every machine; what these make is not, and they are used only where a person chose them.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

from ..errors import BadInput, EngineFailed, EngineMissing
from .ffmpeg import X264, Encoder, encode

_COMMON = {"pix_fmt": "yuv420p", "profile:v": "high", "bf": 0}  # without B-frames: every maker's takes join by copying then
HARDWARE: dict[str, Encoder] = {
    one.name: one
    for one in (
        Encoder("nvenc", {"c:v": "h264_nvenc", "preset": "p5", "rc": "vbr", "cq": 21, "b:v": 0, "forced-idr": 1, **_COMMON}),
        Encoder("videotoolbox", {"c:v": "h264_videotoolbox", "q:v": 65, **_COMMON}),
        Encoder("qsv", {"c:v": "h264_qsv", "global_quality": 21, **_COMMON, "pix_fmt": "nv12"}),
        Encoder("amf", {"c:v": "h264_amf", "rc": "cqp", "qp_i": 20, "qp_p": 22, **_COMMON}),
        Encoder("vaapi", {"c:v": "h264_vaapi", "qp": 21, "profile:v": "high", "bf": 0}, device="/dev/dri/renderD128"),
    )
}
ENCODERS = (X264.name, "auto", *HARDWARE)
"""What may be chosen: "auto" is the first of the others that works here, x264 if none does."""


@lru_cache(maxsize=len(HARDWARE))
def fault(name: str) -> str:
    """Why an encoder cannot be used on this machine, in ffmpeg's words; "" if it can. Found out once, by encoding three frames."""
    size = (256, 256)
    grey = bytes([110]) * (size[0] * size[1] * 3 // 2)
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        try:
            encode([grey] * 3, Path(folder) / "probe.mp4", size=size, fps=25, count=3, encoder=HARDWARE[name])
        except EngineFailed as error:
            return error.en.rpartition("probe.mp4: ")[2]
    return ""


def chosen(name: str) -> Encoder:
    """The encoder of that name. EngineMissing, with the reason, for one that does not work here; BadInput for one that is not known."""
    if name not in ENCODERS:
        raise BadInput(f"The encoder {name!r} is not known. Accepted: {', '.join(ENCODERS)}.",
                       f"未知编码器 {name!r}。可接受：{'、'.join(ENCODERS)}。")  # fmt: skip
    if name == "auto":
        return next((one for one in HARDWARE.values() if not fault(one.name)), X264)
    if name == X264.name:
        return X264
    if why := fault(name):
        there = [other for other in HARDWARE if other != name and not fault(other)]
        raise EngineMissing(f"The encoder {name} does not work here ({why}). These do: {', '.join([*there, X264.name])}.",
                            f"编码器 {name} 在本机不可用（{why}）。可用：{'、'.join([*there, X264.name])}。")  # fmt: skip
    return HARDWARE[name]


def told(wanted: str) -> tuple[str, str] | None:
    """What a person who chose "auto" should know of what it became, in English and in Chinese."""
    if wanted != "auto":
        return None
    found = chosen("auto").name
    if found == X264.name:
        return ("No hardware encoder works here (`studio doctor` says why): the film is encoded by x264.",
                "本机没有可用的硬件编码器（原因见 `studio doctor`）：影片由 x264 编码。")  # fmt: skip
    return f"The film is encoded by {found}.", f"影片由 {found} 编码。"
