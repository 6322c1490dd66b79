"""How much of a speech a machine understands: PocketSphinx (its English model comes in its wheel) with the words of `TEXTS` alone
to choose from, all as likely. An old recogniser: its word error rate compares two sounds of the same words and says little by itself."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soxr

TEXTS = (
    "the boy carried a green basket across the yellow bridge",
    "seven people waited under the old clock for the evening train",
    "a cold wind blew dust along the empty street",
    "she put two spoons of sugar into her morning coffee",
    "the doctor wrote a short letter to his younger brother",
    "we found a silver key behind the kitchen door",
    "nobody could explain why the garden gate was open",
    "the farmer sold three horses and a broken wagon",
    "our teacher drew a large circle with white chalk",
    "please bring me a glass of water and some bread",
    "the river rose after ten days of heavy rain",
    "every summer they rent a small house near the sea",
    "he counted the money twice and locked the wooden box",
    "a black dog slept quietly beside the warm stove",
    "the music stopped and all the dancers left the room",
    "young birds learn to fly before the winter begins",
    "her father built a simple boat from thin planks",
    "the judge listened to both sides and shook his head",
    "fresh bread smells better than any flower in spring",
    "they painted the fence blue and the roof dark red",
    "my sister plays the piano for an hour after school",
    "the captain saw a bright light far out on the water",
    "cut the paper into equal pieces and fold them once",
    "it takes great patience to teach a parrot a new word",
    "the last bus leaves the village at half past nine",
)


def words_wrong(asked: str, heard: str) -> int:
    """Words inserted, deleted or replaced, the fewest (Levenshtein 1966)."""
    a, b = asked.split(), heard.split()
    row = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        before, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (word != other))
    return row[-1]


@lru_cache(maxsize=1)
def _decoder() -> Any:
    from pocketsphinx import Decoder

    vocabulary = sorted({word for text in TEXTS for word in text.split()})
    chance = -np.log10(len(vocabulary) + 1)
    with TemporaryDirectory() as folder:
        model = Path(folder) / "words.arpa"
        lines = ["<s>", "</s>", *vocabulary]
        unigrams = "\n".join(f"{-99 if word == '<s>' else chance:.4f} {word}" for word in lines)
        model.write_text(f"\\data\\\nngram 1={len(lines)}\n\n\\1-grams:\n{unigrams}\n\n\\end\\\n", encoding="utf-8")
        return Decoder(lm=str(model), loglevel="FATAL")


def heard(samples: np.ndarray, rate: int) -> str:
    """The words in mono sound (n,)."""
    sound = soxr.resample(np.asarray(samples, np.float64), rate, 16_000)
    pcm = (sound * (0.6 * 32767 / max(float(np.abs(sound).max()), 1e-9))).astype("<i2").tobytes()
    decoder = _decoder()
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return str(found.hypstr) if found else ""


def word_error_rate(sounds: Sequence[tuple[np.ndarray, int]], texts: Sequence[str] = TEXTS) -> float:
    """In percent, over sounds (samples, rate) of the texts."""
    wrong = sum(words_wrong(text, heard(*sound)) for text, sound in zip(texts, sounds, strict=True))
    return round(100 * wrong / sum(len(text.split()) for text in texts), 2)
