"""The Montreal Forced Aligner (McAuliffe et al. 2017), where its program `mfa` is installed: run once, its TextGrid read."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from praatio import textgrid
from praatio.utilities.errors import PraatioException

from ...errors import BadInput, EngineFailed, EngineMissing
from ...files import write_bytes
from ...media import Audio, write_audio
from .aligned import Note
from .reference import Reference

MODELS = {"en": "english_mfa", "zh": "mandarin_mfa", "fr": "french_mfa", "de": "german_mfa", "es": "spanish_mfa", "ja": "japanese_mfa",
          "ko": "korean_mfa", "pt": "portuguese_mfa", "ru": "russian_mfa", "pl": "polish_mfa", "tr": "turkish_mfa",
          "cs": "czech_mfa", "sv": "swedish_mfa", "vi": "vietnamese_mfa", "th": "thai_mfa", "uk": "ukrainian_mfa"}  # fmt: skip
"""MFA's acoustic model and dictionary for a language; both carry one name."""

_LIMIT_SECONDS = 3600
_HEARD, _GUESSED = 0.9, 0.3  # MFA gives no confidence of its own
_UNSPOKEN = ("", "sil", "sp", "spn", "<eps>")

Interval = tuple[float, float, str]


def align(mono: Audio, text: str, language: str, reference: Reference) -> tuple[np.ndarray, np.ndarray, tuple[Note, ...]]:
    """(edges (n, 2) in seconds, chances (n, 2), notes) of the reference's phonemes as MFA hears them.

    EngineMissing without the program, BadInput for a language it has no model for, EngineFailed if it does not deliver.
    """
    program = _program()
    model = MODELS.get(language.lower().split("-")[0])
    if model is None:
        raise BadInput(
            f"MFA has no model for {language!r} here. Accepted: {', '.join(MODELS)}; or --aligner own.",
            f"MFA 在此没有语言 {language!r} 的模型。可接受：{', '.join(MODELS)}；或使用 --aligner own。",
        )
    with tempfile.TemporaryDirectory(prefix="shengying-") as folder:
        grid = _run(program, Path(folder), mono, text, model)
        words, phones = read_grid(grid)
    return fitted(reference, words, phones, mono.seconds)


def _program() -> str:
    found = shutil.which("mfa")
    if found is None:
        raise EngineMissing(
            "The Montreal Forced Aligner is not installed. Get it with: conda install -c conda-forge montreal-forced-aligner, then"
            " mfa model download acoustic english_mfa and mfa model download dictionary english_mfa; or use --aligner own.",
            "未安装 Montreal Forced Aligner。安装：conda install -c conda-forge montreal-forced-aligner，然后运行"
            " mfa model download acoustic mandarin_mfa 和 mfa model download dictionary mandarin_mfa；或使用 --aligner own。",
        )
    return found


def _run(program: str, folder: Path, mono: Audio, text: str, model: str) -> Path:
    write_audio(folder / "speech.wav", mono)
    write_bytes(folder / "speech.txt", text.encode("utf-8"))
    out = folder / "speech.TextGrid"
    command = [program, "align_one", str(folder / "speech.wav"), str(folder / "speech.txt"), model, model, str(out)]
    environment = {**os.environ, "MFA_ROOT_DIR": os.environ.get("MFA_ROOT_DIR", str(Path.home() / "Documents" / "MFA"))}
    try:
        ran = subprocess.run(command, capture_output=True, timeout=_LIMIT_SECONDS, env=environment, check=False)
    except subprocess.TimeoutExpired as error:
        raise EngineFailed(
            f"MFA did not finish within {_LIMIT_SECONDS} s.", f"MFA 在 {_LIMIT_SECONDS} 秒内没有完成。"
        ) from error
    if ran.returncode or not out.is_file():
        said = ran.stderr.decode("utf-8", "replace").strip().splitlines()
        last = said[-1][:300] if said else f"exit code {ran.returncode}"
        raise EngineFailed(f"MFA failed: {last}", f"MFA 运行失败：{last}")
    return out


def read_grid(path: Path) -> tuple[list[Interval], list[Interval]]:
    """(words, phones) of an MFA TextGrid, in seconds; what is not speech is left out."""
    try:
        grid = textgrid.openTextgrid(str(path), includeEmptyIntervals=False)
        tiers = [[(e.start, e.end, e.label) for e in grid.getTier(name).entries] for name in ("words", "phones")]
    except (PraatioException, LookupError, ValueError, OSError) as error:
        raise EngineFailed(f"MFA's TextGrid cannot be read ({error}).", f"无法读取 MFA 的 TextGrid（{error}）。") from error
    words, phones = ([entry for entry in tier if entry[2].strip().lower() not in _UNSPOKEN] for tier in tiers)
    return words, phones


def fitted(
    reference: Reference, words: list[Interval], phones: list[Interval], seconds: float
) -> tuple[np.ndarray, np.ndarray, tuple[Note, ...]]:
    """The reference's words and phonemes at the times of MFA's.

    Words are matched by their spelling; a word of several tokens takes as many. Where a word has another number of phonemes than
    MFA gave it, its length is shared out in the planned proportions and its inner boundaries are only half trusted.
    """
    spans = _word_spans(reference, words, seconds)
    edges, chances = np.empty((len(reference), 2)), np.empty((len(reference), 2))
    starts = [*np.flatnonzero(reference.first), len(reference)]
    for place, (begin, end, known) in enumerate(spans):
        rows = slice(starts[place], starts[place + 1])
        count = rows.stop - rows.start
        inside = [phone for phone in phones if begin - 1e-6 <= phone[0] and phone[1] <= end + 1e-6] if known else []
        if len(inside) == count:
            bounds = np.array([phone[0] for phone in inside] + [inside[-1][1]])
        else:
            shares = np.concatenate([[0.0], np.cumsum(reference.lengths[rows])])
            bounds = begin + (end - begin) * shares / shares[-1]
        edges[rows] = np.stack([bounds[:-1], bounds[1:]], axis=1)
        chances[rows] = _HEARD if len(inside) == count else _GUESSED
        if known:
            chances[rows.start, 0] = chances[rows.stop - 1, 1] = _HEARD
    lost = [reference.words[place] for place, (_, _, known) in enumerate(spans) if not known]
    if not lost:
        return edges, chances, ()
    listed = ", ".join(f"{word.text} ({word.id})" for word in lost[:12])
    note = Note(f"MFA did not find: {listed}.", f"MFA 没有找到：{listed}。", tuple(word.id for word in lost))
    return edges, chances, (note,)


def _word_spans(reference: Reference, words: list[Interval], seconds: float) -> list[tuple[float, float, bool]]:
    """(begin, end, whether MFA has it) of each word; one it has not lies between its neighbours."""
    pieces = [(place, piece) for place, word in enumerate(reference.words) for piece in _spelled(word.text)]
    heard = [(interval, piece) for interval in words for piece in _spelled(interval[2])]
    found: dict[int, list[Interval]] = {}
    matcher = SequenceMatcher(a=[piece for _, piece in pieces], b=[piece for _, piece in heard], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            found.setdefault(pieces[block.a + step][0], []).append(heard[block.b + step][0])
    count = len(reference.words)
    spans: list[tuple[float, float, bool]] = []
    for place in range(count):
        if place in found:
            spans.append((found[place][0][0], found[place][-1][1], True))
            continue
        begin = spans[-1][1] if spans else 0.0
        following = next((k for k in range(place, count) if k in found), None)
        limit = found[following][0][0] if following is not None else seconds
        waiting = (following if following is not None else count) - place
        spans.append((begin, begin + (limit - begin) / waiting, False))
    return spans


def _spelled(text: str) -> list[str]:
    """A word as comparable pieces: Chinese by the character, else letters and digits in lower case."""
    return re.findall(r"[㐀-鿿]|[^\W_㐀-鿿]+", text.lower().replace("'", "").replace("’", ""))
