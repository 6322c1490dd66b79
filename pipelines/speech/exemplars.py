"""A person's timbre from a few seconds of speech, put in the place of a synthesizer's.

Each frame of the source is drawn between two: a frame of the sample that stands for the same sound (`cloning.selection`),
real and not averaged, as in Sundermann et al. (2006, "Text-independent voice conversion based on unit selection"); and the
source's own, its vocal tract at the speaker's length, shifted and scaled to the sample's statistics, which keeps the words plain
where the sample has no such sound. Levels and the pitch's excursions are spread as the speaker's are.
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
    source_mean    (2, BANDS), source_deviation (2, BANDS) of the synthesizer's filled frames; target_… of the sample's
    source_levels  (2, quantiles.COUNT) and target_levels, each less the speaker's own level
    source_heights (quantiles.COUNT,) of the pitch, and target_heights, which are as wide
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
        source_levels=_levels(known, ours, top),
        target_levels=_levels(sample, theirs, top),
        source_heights=_heights(known),
        target_heights=_heights(sample) * (ours.width / theirs.width),
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
    share = _share(frames.apart(model.keys[chosen], wanted))
    filled = bands.averaged(source.filled)
    scaled = (filled - model.source_mean[kind]) * (model.target_deviation / model.source_deviation)[kind]
    mapped = _levelled(scaled + model.target_mean[kind], top)
    shape = mapped + share * (_levelled(model.envelopes[chosen], top) - mapped)
    gain = shape + _level(model, known, ours)[:, None] - filled
    gain[:, top:] = gain[:, max(top - 6, 0) : top].mean(axis=1, keepdims=True)
    return _contour(model, source.f0, known), source.filled + bands.over_bins(_joined(gain.astype(np.float32), chosen))


def dumps(model: Model) -> bytes:
    """The model as the bytes of an .npz file; the same model gives the same bytes."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{field.name: getattr(model, field.name) for field in fields(Model)})
    return buffer.getvalue()


def loads(content: bytes) -> Model:
    """The model of `dumps`. ValueError or KeyError for anything else."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        model = Model(**{field.name: stored[field.name] for field in fields(Model)})
    if model.envelopes.shape[1:] != (BANDS,) or len(model.keys) != len(model.envelopes) or not len(model.keys):
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


def _share(apart: np.ndarray) -> np.ndarray:
    """(n, 1): how much of each frame is the sample's own, by how far in key it is."""
    far = gaussian_filter1d(apart, 3.0) / _USUAL - 1.0
    return np.clip(_OWN - _FALL * far, _LEAST, 1.0)[:, None]


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
