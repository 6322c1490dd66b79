"""Any recording of a known text as an editable Utterance: words and phonemes with the times at which they were said.

    aligned = align(read_audio(path), "What is said in it.", "en", name=path.name)

`aligner` "own" needs no model and no download; "mfa" is the Montreal Forced Aligner, where it is installed.
"""

from __future__ import annotations

import numpy as np

from ...errors import BadInput
from ...media import Audio, Progress, no_progress
from .. import voices
from . import confidence, forced, mfa
from .aligned import VOICE, Aligned, Note, Placement, dumps, laid, placement, to_dict
from .reference import Reference, refer

__all__ = ["ALIGNERS", "VOICE", "Aligned", "Note", "Placement", "align", "dumps", "placement", "to_dict"]

ALIGNERS = ("own", "mfa")

_SHORTEST_PHONEME = 0.04  # seconds: 25 phonemes a second is more than anyone says
_SHORTEST_SOUND = 0.1


def align(
    recording: Audio, text: str, language: str, *, name: str, aligner: str = "own", progress: Progress = no_progress
) -> Aligned:
    """Where the words of `text` lie in `recording`, the sound of the file `name`.

    Raises BadInput for a silent or damaged recording, one too short for the text, a text with nothing to say, a language that
    espeak-ng lacks; EngineMissing where MFA is asked for and is not here. A text that was not spoken is no error: the
    confidence is low and a note says so.
    """
    if aligner not in ALIGNERS:
        raise BadInput(f"There is no aligner {aligner!r}. There are: {', '.join(ALIGNERS)}.",
                       f"没有名为 {aligner!r} 的对齐器。可选：{'、'.join(ALIGNERS)}。")  # fmt: skip
    mono = recording.mono()
    _check_sound(mono, name)
    reference = refer(text, voices.default(language), language)
    _check_length(mono, reference, name)
    if aligner == "mfa":
        found, chances, notes = mfa.align(mono, text, language, reference)
    else:
        heard = forced.align(mono, reference, progress)
        chances = confidence.boundaries(heard, reference)
        found, notes = heard.edges, confidence.notes(heard, confidence.by_word(chances, reference), reference)
    utterance, places = laid(
        reference.words,
        found,
        samples=len(mono),
        rate=mono.rate,
        language=language,
        opening=reference.opening,
        voice=VOICE + name,
    )
    return Aligned(utterance, confidence.by_word(chances, reference), notes, places, len(mono))


def _check_sound(mono: Audio, name: str) -> None:
    if not np.isfinite(mono.samples).all():
        raise BadInput(f"{name} is damaged: it holds values that are no numbers.", f"{name} 已损坏：含有非数值的采样。")
    if mono.seconds < _SHORTEST_SOUND or float(np.abs(mono.samples).max(initial=0.0)) < 1e-5:
        raise BadInput(
            f"Nothing is heard in {name} ({mono.seconds:.2f} s). Give a recording of the text being spoken.",
            f"{name}（{mono.seconds:.2f} 秒）中没有声音。请给出朗读该文本的录音。",
        )


def _check_length(mono: Audio, reference: Reference, name: str) -> None:
    least = _SHORTEST_PHONEME * len(reference) + 0.05
    if mono.seconds < least:
        raise BadInput(
            f"{name} lasts {mono.seconds:.2f} s, and the text has {len(reference.words)} words, for which {least:.1f} s are the"
            " least. Give the text of this recording only.",
            f"{name} 长 {mono.seconds:.2f} 秒，而文本有 {len(reference.words)} 个词，至少需要 {least:.1f} 秒。请只给出该录音的文本。",
        )
