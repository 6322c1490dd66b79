"""How fast a portrait speaks by code, and by a network of Wav2Lip's size on the same processor, in one run and by turns.

    STUDIO_SAMPLES=… python -m benchmarks.avatar_neural [--smoke]

The network has Wav2Lip's layers and random weights: the time is that of the trained one. Prints a table and writes
benchmarks/results/avatar_neural.json.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import onnxruntime

from pipelines.avatar.neural.animator import LipAnimator
from pipelines.avatar.neural.model import LipModel
from pipelines.avatar.photo import PhotoAnimator
from pipelines.avatars import Avatar
from pipelines.engines import Animator
from pipelines.files import data_folder
from pipelines.media import Picture, read_picture

from . import clips, lip_network, report
from .avatar import FPS, PUBLISHED, Line, said

SIZE = (512, 512)


def portrait() -> Picture:
    samples = os.environ.get("STUDIO_SAMPLES", "")
    path = Path(samples) / "portraits" / "ai_square.png" if samples else data_folder("assets") / "demo" / "portrait.png"
    return read_picture(path)


def times_real_time(animator: Animator, line: Line, avatar: Avatar, out: Path, frames: int) -> float:
    """Seconds of video made in a second, encoding included."""
    began = time.perf_counter()
    clips.encode(animator.animate(line.utterance, line.sound, avatar, size=SIZE, fps=FPS, frames=frames), out)
    return frames / FPS / (time.perf_counter() - began)


def network_alone(model: LipModel, batch: int, passes: int) -> float:
    """Milliseconds a frame of the network by itself, in batches"""
    sounds, faces = np.zeros((batch, 80, 16), np.float32), np.zeros((batch, model.side, model.side, 3), np.uint8)
    took = []
    for _ in range(passes + 1):
        began = time.perf_counter()
        model.draw(sounds, faces)
        took.append(1000 * (time.perf_counter() - began) / batch)
    return median(took[1:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a few frames, nothing is written")
    smoke = parser.parse_args().smoke
    frames, passes = (8, 1) if smoke else (150, 3)
    line, avatar = said("en"), Avatar(portrait())
    with tempfile.TemporaryDirectory() as place:
        network = Path(place) / "wav2lip.onnx"
        weights = lip_network.save(network)
        model = LipModel(network)
        alone = network_alone(model, 2 if smoke else 16, passes)
        bodies: dict[str, Animator] = {
            "photo (code)": PhotoAnimator(),
            "photo with lips by the network": LipAnimator(str(network)),
        }
        speeds: dict[str, list[float]] = {name: [] for name in bodies}
        for turn in range(passes + 1):  # by turns, so that both meet the same machine; the first makes them ready
            for name, body in bodies.items():
                found = times_real_time(body, line, avatar, Path(place) / "clip.mp4", frames)
                if turn:
                    speeds[name].append(round(found, 2))
    rows = [("body at 512x512", "times real time, encoding included", "each pass")]
    rows += [(name, f"{median(found):.2f}", ", ".join(map(str, found))) for name, found in speeds.items()]
    print(f"a network of {weights / 1e6:.1f} million weights on the {model.device}: {alone:.1f} ms a frame by itself\n")
    print(report.table(rows) + "\n")
    print(report.table([("published", "pixels", "speed and hardware"), *PUBLISHED]))
    if not smoke:
        values = {"weights": weights, "device": model.device, "onnxruntime": onnxruntime.__version__, "network_ms_a_frame": round(alone, 2),
                  "times_real_time": speeds, "published": PUBLISHED}  # fmt: skip
        report.save("avatar_neural", values)


if __name__ == "__main__":
    main()
