"""How much of its sample's manner a cloned voice keeps."""

from __future__ import annotations

from dataclasses import replace

from pipelines.errors import BadInput
from pipelines.speech import voices
from pipelines.voice import OWN, Voice

from . import auditions


def turned(name: str, degree: float) -> Voice:
    """One's own cloned voice `name` with so much of the sample's manner: 1 as it was, 0 none, 2 twice; kept on disk.

    BadInput for a degree outside 0 to 2 and for a voice that has no manner of its own.
    """
    voice = voices.load(voices.check_name(name))
    if voice.own is None:
        raise BadInput(f"The voice {name!r} has no manner of a sample to turn down. Only cloned voices have; clone it again if it is an old one.",
                       f"声音 {name!r} 没有样本的说话方式可调。只有克隆的声音才有；旧的克隆声音请重新克隆。")  # fmt: skip
    if not 0 <= degree <= 2:
        raise BadInput(f"The manner cannot be {degree}. Accepted: 0 (none of the sample's) to 2 (twice as much).",
                       f"说话方式的程度不能是 {degree}。可接受：0（不带样本的方式）到 2（加倍）。")  # fmt: skip
    auditions.forget(voice)
    return voices.save(replace(voice, style=OWN, degree=degree), voices.user_folder(), force=True)
