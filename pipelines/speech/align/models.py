"""What each third of each phoneme looks like in this recording: the synthesiser's spectra brought to its speaker and room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import dct

from . import features
from .features import CEPSTRA, HOP, RATE
from .reference import KINDS, STATES, Reference

TRACTS = (0.80, 0.86, 0.92, 1.0, 1.08, 1.16)
DIMENSIONS = 2 * (CEPSTRA + 1)

_RIDGE = 120.0  # rows of evidence that the identity is worth against a learnt map
_PRIOR = 25.0  # rows that the mapped template is worth against the recording's own mean of a phoneme
_STRONG_DB = 6.0
_EXTRA, _BREATH = 20.0, 2.0


@dataclass(frozen=True, eq=False)
class Scene:
    """A stretch of recording, one row each 5 ms.

    samples   (n,) at 16 kHz; spectra (rows, 257); voiced (rows,)
    level     (rows,) dB; floor, top: the levels of silence and of loud speech in dB
    quiet     (rows,) bool, below the threshold between them
    """

    samples: np.ndarray
    spectra: np.ndarray
    voiced: np.ndarray
    level: np.ndarray
    floor: float
    top: float
    quiet: np.ndarray

    def __len__(self) -> int:
        return len(self.level)


def scene(samples: np.ndarray) -> Scene:
    """Mono sound (n,) at 16 kHz, measured."""
    spectra = features.power(samples)
    level = 10.0 * np.log10(spectra[:, 3:].sum(axis=1) + 1e-7)
    smooth = np.convolve(np.pad(level, 2, mode="edge"), np.ones(5) / 5, "valid")
    top = float(np.quantile(level, 0.95))
    floor = min(float(np.quantile(smooth, 0.02)) + 2.0, top - 10.0)
    threshold = floor + max(_STRONG_DB, 0.3 * (top - floor))
    return Scene(samples, spectra, features.voicing(samples), level, floor, top, smooth < min(threshold, top - 8.0))


@dataclass(frozen=True, eq=False)
class View:
    """A scene through one vocal-tract length: `bands` (rows, BANDS), `rows` (rows, DIMENSIONS), the noise's bands (BANDS,)."""

    bands: np.ndarray
    rows: np.ndarray
    noise: np.ndarray


def view(stretch: Scene, tract: float) -> View:
    bands = features.bands(stretch.spectra, tract)
    quiet = bands[stretch.quiet] if stretch.quiet.sum() >= 4 else np.sort(bands, axis=0)[: max(4, len(bands) // 50)]
    return View(bands, features.vectors(bands, stretch.voiced), quiet.mean(axis=0))


def templates(reference: Reference, stretch: Scene, seen: View) -> np.ndarray:
    """(n, STATES, DIMENSIONS): the reference with the recording's long-term spectrum, under its noise."""
    loud = seen.bands[~stretch.quiet].mean(axis=0)
    weight = np.repeat(reference.lengths[:, None], STATES, axis=1)
    level = np.exp(reference.bands).sum(axis=2)
    weight = weight * (level > np.quantile(level, 0.95) * 1e-3)
    own = np.average(reference.bands.reshape(-1, reference.bands.shape[2]), axis=0, weights=weight.ravel())
    clean = reference.bands + (loud - own)
    masked = np.logaddexp(clean, seen.noise)
    rises = reference.rises / (1.0 + np.exp(np.clip(seen.noise - clean, -30, 30)))
    still = _still(masked, reference.voiced[..., 0])
    moving = 2.0 * _still(rises, reference.voiced[..., 1])
    return np.concatenate([still, moving], axis=-1).astype(np.float32)


def _still(bands: np.ndarray, voiced: np.ndarray) -> np.ndarray:
    cepstra = dct(bands, type=2, norm="ortho", axis=-1)[..., :CEPSTRA]
    return np.concatenate([cepstra, features._VOICING_WEIGHT * voiced[..., None]], axis=-1)


@dataclass(frozen=True, eq=False)
class Models:
    """Diagonal Gaussians: `means` (n, STATES, D) and `variances` (n, STATES, D) of the phonemes; silence and any speech (2, D)."""

    means: np.ndarray
    variances: np.ndarray
    silence: np.ndarray
    speech: np.ndarray


def first(reference: Reference, stretch: Scene, seen: View) -> Models:
    """Models before anything is aligned."""
    means = templates(reference, stretch, seen)
    active = seen.rows[~stretch.quiet]
    variances = np.broadcast_to(0.6 * active.var(axis=0) + 1e-3, means.shape)
    return Models(means, variances, _silence(stretch, seen), np.stack([active.mean(axis=0), active.var(axis=0) + 1e-3]))


def _silence(stretch: Scene, seen: View) -> np.ndarray:
    """Mean and variance of the quiet rows; where there are few, of noise as loud as the floor."""
    active = seen.rows[~stretch.quiet]
    spread = 0.3 * active.var(axis=0) + 1e-3
    quiet = seen.rows[stretch.quiet]
    if len(quiet) < 4:
        mean = np.zeros(DIMENSIONS)
        mean[:CEPSTRA] = dct(seen.noise, norm="ortho")[:CEPSTRA]
        mean[CEPSTRA] = features._VOICING_WEIGHT * 0.3
        return np.stack([mean, spread])
    share = len(quiet) / (len(quiet) + 20.0)
    return np.stack([quiet.mean(axis=0), np.maximum(share * quiet.var(axis=0) + (1 - share) * spread, 0.25 * spread)])


def adapted(plain: np.ndarray, reference: Reference, edges: np.ndarray, gaps: np.ndarray, stretch: Scene, seen: View) -> Models:
    """Models learnt from an alignment: phoneme k lies in rows [edges[k, 0], edges[k, 1]); `gaps` (rows,) bool.

    An affine map brings the templates `plain` to this speaker (ridge towards the identity); each symbol's own mean is
    then drawn to what the recording shows of it, as in MAP adaptation (Gauvain & Lee 1994). Variances are tied by kind.
    """
    sums, squares, counts = _statistics(seen.rows, edges)
    mapped = _mapped(plain, sums, counts)
    means = mapped.copy()
    for symbol in np.unique(reference.symbols):
        which = reference.symbols == symbol
        seen_rows = counts[which].sum(axis=0)
        shift = (sums[which] - counts[which][..., None] * mapped[which]).sum(axis=0) / (seen_rows + _PRIOR)[:, None]
        means[which] += shift
    residual = squares - 2.0 * means * sums + counts[..., None] * means**2
    overall = residual.sum(axis=(0, 1)) / max(counts.sum(), 1.0)
    variances = np.empty_like(means)
    for kind in range(len(KINDS)):
        which = reference.kinds == kind
        rows = counts[which].sum(axis=0)[:, None]
        variances[which] = (residual[which].sum(axis=0) + 40.0 * overall) / (rows + 40.0)
    variances = np.maximum(variances, 0.15 * overall + 1e-3)
    before = first(reference, stretch, seen)
    still = seen.rows[gaps]
    silence = before.silence
    if len(still) >= 10:
        share = len(still) / (len(still) + 20.0)
        silence = np.stack(
            [share * still.mean(axis=0) + (1 - share) * silence[0], share * still.var(axis=0) + (1 - share) * silence[1]]
        )
    return Models(means, variances, np.maximum(silence, np.stack([silence[0], 0.1 * overall])), before.speech)


def _statistics(rows: np.ndarray, edges: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sums and squares (n, STATES, D) and counts (n, STATES) of the rows in each third of each phoneme."""
    starts, ends = thirds(edges[:, 0], edges[:, 1])
    data = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    square = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(np.square(rows), axis=0, dtype=np.float64)])
    return data[ends] - data[starts], square[ends] - square[starts], (ends - starts).astype(np.float64)


def thirds(start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Begin and end rows (…, STATES) of the thirds of [start, end); together they are the whole, some may be empty."""
    length = end - start
    cuts = np.stack([start + (length * k + STATES // 2) // STATES for k in range(STATES + 1)], axis=-1)
    return cuts[..., :-1], cuts[..., 1:]


def _mapped(plain: np.ndarray, sums: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """`plain` through the affine map that fits the recording's means best; slopes are mapped as what they are slopes of."""
    half = DIMENSIONS // 2
    weight = counts.ravel()
    used = weight > 0
    inputs = plain.reshape(-1, DIMENSIONS)[used].astype(np.float64)
    outputs = sums.reshape(-1, DIMENSIONS)[used] / weight[used, None]
    out = plain.astype(np.float64).copy()
    for part in (slice(0, half), slice(half, None)):
        x, y, w = inputs[:, part], outputs[:, part], weight[used, None]
        centre_x, centre_y = (w * x).sum(axis=0) / w.sum(), (w * y).sum(axis=0) / w.sum()
        spread = x.std(axis=0) + 1e-6
        xs, delta = (x - centre_x) / spread, (y - centre_y) - (x - centre_x)
        change = np.linalg.solve((w * xs).T @ xs + _RIDGE * np.eye(half), (w * xs).T @ delta)
        centred = plain[..., part] - centre_x
        out[..., part] = centred + (centred / spread) @ change + centre_y
    return out


def likelihoods(rows: np.ndarray, means: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """Log densities (rows, m) of each row under m Gaussians, without the constant."""
    inverse = 1.0 / variances
    constant = (np.square(means) * inverse + np.log(variances)).sum(axis=-1)
    return np.asarray(-0.5 * (np.square(rows) @ inverse.T - 2.0 * rows @ (means * inverse).T + constant), np.float32)


def gap_likelihood(rows: np.ndarray, models: Models) -> np.ndarray:
    """Log density (rows,) of what lies between words: silence, or any other sound at a price that rises with its loudness.

    A breath is cheap, a loud sound that is no word costs `_EXTRA` a row.
    """
    both = likelihoods(rows, np.stack([models.silence[0], models.speech[0]]), np.stack([models.silence[1], models.speech[1]]))
    low, high = models.silence[0, 0], models.speech[0, 0]
    loud = np.clip((rows[:, 0] - low) / max(high - low, 1e-3), 0.0, 1.0)
    return np.maximum(both[:, 0], both[:, 1] - (_BREATH + (_EXTRA - _BREATH) * loud**2))


def rows_of(samples: int) -> int:
    return max(1, -(-samples // HOP))


SECONDS_A_ROW = HOP / RATE
