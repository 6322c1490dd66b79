"""Who a machine hears: GE2E speaker embeddings (Wan et al. 2018) as Resemblyzer computes them.

Resemblyzer and torch are no part of this project; in an environment of your own: pip install -e . torch resemblyzer 'setuptools<80'
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np

from pipelines.media import Audio

_LEVEL_DB = -30.0
Embed = Callable[[Audio], np.ndarray]


def embedder(*, trimmed: bool) -> Embed:
    """Sound → (256,) of unit length. `trimmed`: as Resemblyzer prepares recordings, long silences cut, all at one loudness; else
    the whole sound at one peak level.

    Resemblyzer brings quiet clips to -30 dBFS and leaves loud ones loud, though its cosine falls by up to 0.1 from one level to
    another; here the loud ones come to -30 dBFS too.
    """
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
            sound *= np.float32(10 ** (_LEVEL_DB / 20) / max(float(np.sqrt(np.square(sound, dtype=np.float64).mean())), 1e-9))
            return np.asarray(encoder.embed_utterance(preprocess_wav(sound, source_sr=16_000)))
        return np.asarray(encoder.embed_utterance(0.7 * sound / max(float(np.abs(sound).max()), 1e-6)))

    return embed
