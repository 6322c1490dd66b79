"""A person's timbre from a few seconds of speech, put in the place of a synthesizer's.

Each voiced frame of the source is drawn between two: a frame of the sample that stands for the same sound
(`cloning.selection`), real and not averaged, as in Sundermann et al. (2006, "Text-independent voice conversion based on unit
selection"); and the source's own, its vocal tract at the speaker's length, shifted and scaled to the sample's statistics, which
keeps the words plain where the sample has no such sound. Unvoiced frames, which carry words more than the speaker, stay the
source's, half equalised. Levels and the pitch's excursions are spread towards the speaker's, and the pitch trembles as theirs.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields

import numpy as np
from scipy.ndimage import gaussian_filter1d

from . import pitch
from .cloning import bands, frames, quantiles, selection
from .cloning.bands import BANDS, FFT, RATE
from .cloning.frames import Frames, Speaker

__all__ = ["BANDS", "FFT", "RATE", "Model", "Spoken", "apply", "dumps", "learn", "loads"]

_OWN, _FALL, _LEAST = 0.6, 1.5, 0.1
"""Share of the sample's own frame where it is as near as usual, how fast it falls where the nearest is far, and the least.

At 1 everywhere a voice is most like its speaker and least understood (benchmarks.voices)."""

_HALF = 0.5
"""How far the mean of the unvoiced frames and the levels of the voiced ones go towards the sample's: all the way, both cost words
and win no likeness."""

_WOBBLE = 0.5  # of the speaker's own; all of it is no more like
_SLOW, _FARTHEST = 5.0, 0.2  # frames: slower movements of the pitch are intonation; natural log: wider ones are errors
_USUAL = 4.5  # distance in key between two speakers' frames that were matched; of 12 s of sample it is 4.2
_MAX_FRAMES = 2400


@dataclass(frozen=True, eq=False)
class Spoken:
    """Speech of the synthesizer, its vocal tract at the speaker's length: f0 (n,) Hz, 0 where unvoiced; log power spectra
    (n, FFT // 2 + 1), `plain` and with the gaps between the formants `filled`."""

    f0: np.ndarray
    plain: np.ndarray
    filled: np.ndarray


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt. Envelopes are log power on `BANDS` mel bands; class 0 is voiced, class 1 unvoiced.

    tract          the speaker's vocal tract, the synthesizer's being 1
    keys           (n, d) int16, one row for each frame of the sample; `favours` (n,) float32; `envelopes` (n, BANDS) float32
    source         (2, BANDS) of the keys of the synthesizer; `usual` (3,) its level, spread and width (`frames.Speaker`)
    source_mean    (2, BANDS), source_deviation (2, BANDS) of the synthesizer's filled frames; target_… what they become
    source_levels  (2, quantiles.COUNT) and target_levels, each less the speaker's own level; target_… what they become
    source_heights (quantiles.COUNT,) of the pitch, and target_heights, which are as wide
    wobbles        (n,) float32, one for each row of the keys: how the pitch is to move within some 50 ms, natural log
    level          of the sample's loud voiced frames
    top            how many bands the sample's bandwidth fills; above, the source keeps its shape
    """

    tract: np.ndarray
    keys: np.ndarray
    favours: np.ndarray
    envelopes: np.ndarray
    source: np.ndarray
    usual: np.ndarray
    source_mean: np.ndarray
    source_deviation: np.ndarray
    target_mean: np.ndarray
    target_deviation: np.ndarray
    source_levels: np.ndarray
    target_levels: np.ndarray
    source_heights: np.ndarray
    target_heights: np.ndarray
    wobbles: np.ndarray
    level: np.ndarray
    top: np.ndarray


def learn(source: Spoken, target: tuple[np.ndarray, np.ndarray], tract: float = 1.0) -> Model:
    """A model from the synthesizer on any text and (f0, log power spectrum) of the sample.

    `tract` is what brought the synthesizer's vocal tract to the speaker's length.
    """
    sample = frames.measured(*target)
    top = frames.bandwidth(sample)
    known = frames.measured(source.f0, source.plain)
    full = frames.measured(source.f0, source.filled)
    ours, theirs = Speaker.of(known, top), Speaker.of(sample, top)
    keys = frames.keys(sample, theirs, top)
    chosen = np.flatnonzero(sample.active)[:_MAX_FRAMES]
    their_classes = sample.classes[chosen]
    text = frames.keys(known, ours, top)
    favours = selection.favour(text[known.active], keys[chosen], known.classes[known.active], their_classes)
    source_mean, source_deviation = _statistics(full)
    target_mean, target_deviation = _statistics(sample)
    target_mean[1] = _HALF * target_mean[1] + (1 - _HALF) * source_mean[1]
    target_deviation[1] = source_deviation[1]
    source_levels, target_levels = _levels(known, ours, top), _levels(sample, theirs, top)
    target_levels[0] = _HALF * target_levels[0] + (1 - _HALF) * source_levels[0]
    return Model(
        tract=np.array(tract),
        keys=keys[chosen],
        favours=favours,
        envelopes=sample.bands[chosen].astype(np.float32),
        source=ours.mean,
        usual=np.array([ours.level, ours.spread, ours.width]),
        source_mean=source_mean,
        source_deviation=source_deviation,
        target_mean=target_mean,
        target_deviation=target_deviation,
        source_levels=source_levels,
        target_levels=target_levels,
        source_heights=_heights(known),
        target_heights=_heights(sample) * (ours.width / theirs.width),
        wobbles=_wobbles(sample)[chosen],
        level=np.array(theirs.level),
        top=np.array(top),
    )


def apply(model: Model, source: Spoken) -> tuple[np.ndarray, np.ndarray]:
    """(f0, log power spectra) of the synthesizer with the sample's timbre and the shape of its pitch; each frame in its place."""
    if not len(source.f0):
        return source.f0, source.plain
    known = frames.measured(source.f0, source.plain)
    kind, top = known.classes, int(model.top)
    ours = Speaker(model.source, *(float(value) for value in model.usual))
    wanted = frames.keys(known, ours, top)
    chosen = selection.select(model.keys, model.favours, wanted)
    share = _share(frames.apart(model.keys[chosen], wanted), known.voiced)
    filled = bands.averaged(source.filled)
    scaled = (filled - model.source_mean[kind]) * (model.target_deviation / model.source_deviation)[kind]
    mapped = _levelled(scaled + model.target_mean[kind], top)
    shape = mapped + share * (_levelled(model.envelopes[chosen], top) - mapped)
    gain = shape + _level(model, known, ours)[:, None] - filled
    gain[:, top:] = gain[:, max(top - 6, 0) : top].mean(axis=1, keepdims=True)
    f0 = _contour(model, source.f0, known) * np.exp(model.wobbles[chosen])
    return f0, source.filled + bands.over_bins(_joined(gain.astype(np.float32), chosen))


def dumps(model: Model) -> bytes:
    """The model as the bytes of an .npz file; the same model gives the same bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{field.name: getattr(model, field.name) for field in fields(Model)})
    return buffer.getvalue()


def loads(content: bytes) -> Model:
    """The model of `dumps`. ValueError or KeyError for anything else."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        found = {field.name: stored[field.name] for field in fields(Model) if field.name in stored}
    found.setdefault("wobbles", np.zeros(len(found["keys"]), np.float32))  # voices cloned before there were any
    model = Model(**{field.name: found[field.name] for field in fields(Model)})
    if model.envelopes.shape[1:] != (BANDS,) or not len(model.keys) == len(model.envelopes) == len(model.wobbles) > 0:
        raise ValueError("this is not a voice model")
    return model


def _statistics(sample: Frames) -> tuple[np.ndarray, np.ndarray]:
    """(mean, deviation), each (2, BANDS), of the active voiced and unvoiced frames."""
    rows = [sample.bands[sample.of_class(kind)].astype(np.float64) for kind in (0, 1)]
    return np.stack([each.mean(axis=0) for each in rows]), np.stack([np.maximum(each.std(axis=0), 0.2) for each in rows])


def _levels(sample: Frames, speaker: Speaker, top: int) -> np.ndarray:
    level = sample.level(top) - speaker.level
    return np.stack([quantiles.of(level[sample.of_class(kind)]) for kind in (0, 1)])


def _heights(sample: Frames) -> np.ndarray:
    near = sample.pitch[sample.voiced & (np.abs(sample.pitch) < 0.6)]
    return quantiles.of(near) if len(near) else np.zeros(quantiles.COUNT)


def _wobbles(sample: Frames) -> np.ndarray:
    """float32 (n,): half of how far the pitch of each frame lies from its mean nearby; 0 where there is none to trust."""
    near = sample.voiced & (np.abs(sample.pitch) < 0.6)
    height = np.where(near, sample.pitch, 0.0)
    mean = gaussian_filter1d(height, _SLOW) / (gaussian_filter1d(near.astype(float), _SLOW) + 1e-9)
    return np.where(near, _WOBBLE * np.clip(height - mean, -_FARTHEST, _FARTHEST), 0.0).astype(np.float32)


def _share(apart: np.ndarray, voiced: np.ndarray) -> np.ndarray:
    """(n, 1): how much of each frame is the sample's own, by how far in key it is; nothing of an unvoiced one."""
    far = gaussian_filter1d(apart, 3.0) / _USUAL - 1.0
    return (np.clip(_OWN - _FALL * far, _LEAST, 1.0) * gaussian_filter1d(voiced.astype(float), 1.5))[:, None]


def _levelled(envelopes: np.ndarray, top: int) -> np.ndarray:
    return np.asarray(envelopes - envelopes[:, :top].mean(axis=1, keepdims=True))


def _level(model: Model, known: Frames, ours: Speaker) -> np.ndarray:
    """(n,) how loud each frame is to be: as loud among the speaker's frames as it was among the synthesizer's."""
    own = known.level(int(model.top)) - ours.level
    found = [quantiles.mapped(own, model.source_levels[kind], model.target_levels[kind]) for kind in (0, 1)]
    return np.where(known.voiced, found[0], found[1]) + float(model.level)


def _contour(model: Model, f0: np.ndarray, known: Frames) -> np.ndarray:
    """f0 about the same median and as wide, its excursions spread as the speaker's are."""
    median, _ = pitch.statistics(f0)
    height = quantiles.mapped(known.pitch, model.source_heights, model.target_heights)
    return np.where(known.voiced, np.exp(height) * median, 0.0)


def _joined(gain: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """The gain smoothed over time where frames of the sample meet that were no neighbours there."""
    meet = np.concatenate([[False], np.diff(chosen) != 1]).astype(np.float32)
    near = np.clip(4.0 * gaussian_filter1d(meet, 1.5), 0.0, 1.0)[:, None]
    return np.asarray(near * gaussian_filter1d(gain, 1.0, axis=0) + (1 - near) * gain)
