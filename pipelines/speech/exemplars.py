"""A person's timbre from a few seconds of speech: the sample's own spectra, put in the place of a synthesizer's.

Each frame of the source is replaced by a frame of the sample that stands for the same sound. Which frame stands for which
is told by keys: cepstra and their slopes, less the mean of their own speaker. Runs of neighbouring frames are preferred, as in
unit selection (Hunt & Black 1996); keeping the sample's real frames instead of an average follows Sundermann et al. (2006,
"Text-independent voice conversion based on unit selection"). When the words of the sample are known, the synthesizer says
them too, dynamic time warping pairs the frames, and the keys are the synthesizer's own.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np
from scipy.fft import dct
from scipy.ndimage import gaussian_filter1d

RATE, FFT = 24_000, 1024
BANDS = 120
_KEY_BANDS = 100  # up to 7.8 kHz: what lies above tells little about which sound it is
_CEPSTRA = 16
_CONTEXT = 4  # slopes are taken over ±20 ms
_SLOPE_WEIGHT = 0.85
_VOICING_WEIGHT = 3.0
_SCALE = 5.0
_CANDIDATES = 10
_OWN = 0.92  # share of the sample's own frame; the rest is the source's, shifted and scaled to the sample's statistics
_MAX_FRAMES = 2400
_PAIRED_FRAMES = 1500  # time warping looks at no more frames than this: it costs their square
_FLOOR = 1e-16


@dataclass(frozen=True, eq=False)
class Model:
    """What was learnt. Envelopes are log power on `BANDS` mel bands; class 0 is voiced, class 1 unvoiced.

    keys         (n, 33) float32, one row for each frame of the sample
    envelopes    (n, BANDS) float32
    source_mean  (2, BANDS), source_deviation (2, BANDS) of the synthesizer's frames
    target_mean  (2, BANDS), target_deviation (2, BANDS) of the sample's
    filled       whether the synthesizer's spectra had their gaps filled: better for pairs, worse for keys of two speakers
    top          how many bands the sample's bandwidth fills; above, the source keeps its shape
    """

    keys: np.ndarray
    envelopes: np.ndarray
    source_mean: np.ndarray
    source_deviation: np.ndarray
    target_mean: np.ndarray
    target_deviation: np.ndarray
    filled: np.ndarray
    top: np.ndarray


@dataclass(frozen=True, eq=False)
class _Frames:
    """Band envelopes (n, BANDS), voicing (n,), and which frames are loud enough to learn from (n,)."""

    bands: np.ndarray
    voiced: np.ndarray
    active: np.ndarray

    @property
    def classes(self) -> np.ndarray:
        return np.where(self.voiced, 0, 1)


def learn(
    source: tuple[np.ndarray, np.ndarray],
    target: tuple[np.ndarray, np.ndarray],
    said: tuple[np.ndarray, np.ndarray] | None = None,
) -> Model:
    """A model from (f0, log power spectrum) of the synthesizer on any text, and of the sample.

    `said`, if given, is the synthesizer saying the words of the sample; it and `source` then have their gaps filled.
    """
    frames, sample = _frames(*source), _frames(*target)
    source_mean, source_deviation = _statistics(frames)
    target_mean, target_deviation = _statistics(sample)
    top = _bandwidth(sample)
    keys = _paired_keys(_frames(*said), sample, source_mean, top) if said else _keys(sample, target_mean, top)
    chosen = np.flatnonzero(sample.active)[:_MAX_FRAMES]
    return Model(
        keys=keys[chosen].astype(np.float32),
        envelopes=sample.bands[chosen].astype(np.float32),
        source_mean=source_mean,
        source_deviation=source_deviation,
        target_mean=target_mean,
        target_deviation=target_deviation,
        filled=np.array(said is not None),
        top=np.array(top),
    )


def apply(model: Model, f0: np.ndarray, log_spectrum: np.ndarray) -> np.ndarray:
    """`log_spectrum` (n, FFT // 2 + 1) of the synthesizer with the sample's timbre; the same shape, each frame in its place."""
    if not len(f0):
        return log_spectrum
    frames = _Frames(log_spectrum @ _bank().T, f0 > 0, np.ones(len(f0), dtype=bool))
    kind, top = frames.classes, int(model.top)
    chosen = model.envelopes[_select(model.keys, _keys(frames, model.source_mean, top))]
    scaled = (frames.bands - model.source_mean[kind]) * (model.target_deviation / model.source_deviation)[kind]
    matched = scaled + model.target_mean[kind]
    change = model.target_mean[:, :top].mean(axis=1) - model.source_mean[:, :top].mean(axis=1)
    level = frames.bands[:, :top].mean(axis=1) + change[kind]
    own = chosen + (level - chosen[:, :top].mean(axis=1))[:, None]
    gain = _OWN * own + (1 - _OWN) * matched - frames.bands
    gain[:, top:] = gain[:, max(top - 6, 0) : top].mean(axis=1, keepdims=True)
    return log_spectrum + gaussian_filter1d(gain, 1.0, axis=0) @ _spread()


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


def _mel(frequency: np.ndarray) -> np.ndarray:
    return 1127.0 * np.log1p(frequency / 700.0)


@lru_cache(maxsize=1)
def _edges() -> np.ndarray:
    return np.linspace(_mel(np.array(40.0)), _mel(np.array(11_950.0)), BANDS + 2)


@lru_cache(maxsize=1)
def _bank() -> np.ndarray:
    """(BANDS, bins) triangles that average the log spectrum; a band narrower than a bin takes it by interpolation."""
    place = _mel(np.arange(FFT // 2 + 1) * (RATE / FFT))
    edges = _edges()
    rows = np.zeros((BANDS, len(place)))
    for index in range(BANDS):
        low, centre, high = edges[index : index + 3]
        rows[index] = np.clip(np.minimum((place - low) / (centre - low), (high - place) / (high - centre)), 0, None)
        after = int(np.searchsorted(place, centre))
        part = (centre - place[after - 1]) / (place[after] - place[after - 1])
        if np.count_nonzero(rows[index]) < 2:
            rows[index] = 0.0
            rows[index, after - 1 : after + 1] = 1 - part, part
    return rows / rows.sum(axis=1, keepdims=True)


@lru_cache(maxsize=1)
def _spread() -> np.ndarray:
    """(BANDS, bins): what a gain on the bands is on the bins, linear between the centres."""
    place = _mel(np.arange(FFT // 2 + 1) * (RATE / FFT))
    return np.stack([np.interp(place, _edges()[1:-1], row) for row in np.eye(BANDS)])


def _frames(f0: np.ndarray, log_power: np.ndarray) -> _Frames:
    energy = np.log(np.exp(log_power).sum(axis=1) + _FLOOR)
    return _Frames(log_power @ _bank().T, f0 > 0, energy > np.quantile(energy, 0.95) - 9.2)  # within 40 dB of the loud


def _statistics(frames: _Frames) -> tuple[np.ndarray, np.ndarray]:
    """(mean, deviation), each (2, BANDS), of the active voiced and unvoiced frames."""
    mean, deviation = np.zeros((2, BANDS)), np.ones((2, BANDS))
    for kind in (0, 1):
        rows = frames.bands[frames.active & (frames.classes == kind)]
        if len(rows) < 20:
            rows = frames.bands[frames.active]
        mean[kind] = rows.mean(axis=0)
        deviation[kind] = np.maximum(rows.std(axis=0), 0.2)
    return mean, deviation


def _bandwidth(sample: _Frames) -> int:
    """How many bands lie below the frequency where the sample's spectrum ends (8 kHz for a 16 kHz recording)."""
    typical = np.median(sample.bands[sample.active], axis=0)
    fall = typical[:-4] - typical[4:]
    steep = np.flatnonzero((fall > 4.0) & (typical[4:] < typical.max() - 12.0) & (np.arange(len(fall)) > BANDS // 3))
    ends = [int(place) for place in steep if typical[place + 4 :].max() < typical.max() - 12.0]
    return ends[0] if ends else BANDS


def _keys(frames: _Frames, mean: np.ndarray, top: int) -> np.ndarray:
    """(n, 2 * _CEPSTRA + 1): cepstra less the speaker's mean, their slopes, and voicing."""
    used = min(top, _KEY_BANDS)
    plain = (frames.bands - mean[frames.classes])[:, :used] / _SCALE
    # as if there were 40 bands whatever the bandwidth, so that the weight of voicing stays the same
    cepstra = dct(plain, type=2, norm="ortho", axis=1)[:, 1 : _CEPSTRA + 1] * np.sqrt(40.0 / used)
    padded = np.pad(cepstra, ((_CONTEXT, _CONTEXT), (0, 0)), mode="edge")
    slopes = padded[2 * _CONTEXT :] - padded[: -2 * _CONTEXT]
    return np.hstack([cepstra, _SLOPE_WEIGHT * slopes, _VOICING_WEIGHT * frames.voiced[:, None]])


def _paired_keys(said: _Frames, sample: _Frames, source_mean: np.ndarray, top: int) -> np.ndarray:
    """For each frame of the sample, the key of the synthesizer's frame that dynamic time warping pairs it with."""
    here, there = np.flatnonzero(said.active), np.flatnonzero(sample.active)
    step = 1 + max(len(here), len(there)) // _PAIRED_FRAMES
    ours = _keys(said, _statistics(said)[0], top)[here[::step]].astype(np.float32)
    theirs = _keys(sample, _statistics(sample)[0], top)[there[::step]].astype(np.float32)
    path = warp_path(_distances(ours, theirs)) * step
    own = _keys(said, source_mean, top)[here]
    sums, counts = np.zeros((len(there), own.shape[1])), np.zeros(len(there))
    for after in range(step):  # the frames between two that were paired go with their neighbours
        mine, place = np.minimum(path[:, 0] + after, len(here) - 1), np.minimum(path[:, 1] + after, len(there) - 1)
        np.add.at(sums, place, own[mine])
        np.add.at(counts, place, 1.0)
    keys = np.zeros((len(sample.bands), own.shape[1]))
    keys[there] = sums / counts[:, None]
    return keys


def warp_path(cost: np.ndarray) -> np.ndarray:
    """The cheapest monotone path (k, 2) through `cost` (n, m) from corner to corner, found along anti-diagonals."""
    rows, columns = cost.shape
    total = np.full((rows + 1, columns + 1), np.inf, np.float32)
    total[0, 0] = 0.0
    step = np.zeros((rows, columns), np.int8)
    for diagonal in range(rows + columns - 1):
        row = np.arange(max(0, diagonal - columns + 1), min(rows, diagonal + 1))
        column = diagonal - row
        ways = np.stack([total[row, column], total[row, column + 1], total[row + 1, column]])
        best = ways.argmin(axis=0)
        step[row, column] = best
        total[row + 1, column + 1] = ways[best, np.arange(len(row))] + cost[row, column]
    i, j = rows - 1, columns - 1
    path = []
    while i >= 0 and j >= 0:
        path.append((i, j))
        way = step[i, j]
        i, j = (i - 1, j - 1) if way == 0 else (i - 1, j) if way == 1 else (i, j - 1)
    return np.array(path[::-1])


def _select(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Which frame of the sample each wanted frame takes: near in key, and running on from the one before (Viterbi)."""
    near, local = _candidates(keys, wanted.astype(np.float32))
    following = keys[np.minimum(np.arange(len(keys)) + 1, len(keys) - 1)]
    jumps = _distances(following[near[:-1]], keys[near[1:]])
    total = local[0]
    back = np.zeros(near.shape, dtype=int)
    for row in range(1, len(near)):
        ways = total[:, None] + jumps[row - 1]
        back[row] = ways.argmin(axis=0)
        total = ways.min(axis=0) + local[row]
    place = int(total.argmin())
    chosen = np.empty(len(near), dtype=int)
    for row in range(len(near) - 1, -1, -1):
        chosen[row] = near[row, place]
        place = back[row, place]
    return chosen


def _candidates(keys: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(indices, distances), each (len(wanted), k), of the nearest keys."""
    count = min(_CANDIDATES, len(keys))
    near = np.empty((len(wanted), count), dtype=int)
    local = np.empty((len(wanted), count), dtype=np.float32)
    for first in range(0, len(wanted), 1000):
        distance = _distances(wanted[first : first + 1000], keys)
        part = np.argpartition(distance, count - 1, axis=1)[:, :count]
        near[first : first + 1000] = part
        local[first : first + 1000] = np.take_along_axis(distance, part, axis=1)
    return near, local


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distances (…, n, m) between the rows of a (…, n, d) and of b (…, m, d)."""
    squares = np.square(a).sum(axis=-1)[..., :, None] + np.square(b).sum(axis=-1)[..., None, :]
    return np.sqrt(np.maximum(squares - 2.0 * (a @ np.swapaxes(b, -1, -2)), 0.0))
