"""Who a machine hears: GE2E speaker embeddings (Wan et al. 2018) as Resemblyzer computes them.

Resemblyzer and torch are no part of this project; in an environment of your own: pip install -e . torch resemblyzer 'setuptools<80'
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from pipelines.media import Audio

Embed = Callable[[Audio], np.ndarray]


def embedder(*, trimmed: bool) -> Embed:
    """Sound → (256,) of unit length. `trimmed`: as Resemblyzer prepares recordings, quiet ones louder, long silences cut;
    else the whole sound at one peak level."""
    try:
        import torch
        from resemblyzer import VoiceEncoder, preprocess_wav
    except ImportError as error:
        sys.exit(f"This benchmark needs {error.name}: pip install torch resemblyzer 'setuptools<80'")
    torch.set_num_threads(1)
    encoder = VoiceEncoder("cpu", verbose=False)

    def embed(audio: Audio) -> np.ndarray:
        sound = audio.mono().resampled(16_000).samples.astype(np.float32)
        if trimmed:
            return np.asarray(encoder.embed_utterance(preprocess_wav(sound, source_sr=16_000)))
        return np.asarray(encoder.embed_utterance(0.7 * sound / max(float(np.abs(sound).max()), 1e-6)))

    return embed
