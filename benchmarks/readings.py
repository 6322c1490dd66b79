"""How right are the readings? Prints a table and writes benchmarks/results/readings.json.

    python -m benchmarks.readings [--smoke] [--failures]

Mandarin polyphones (data/polyphones.tsv: sentence, place, character, reading, half): pypinyin alone, g2pM alone and this
project's readings. English homographs (data/homographs.tsv): espeak-ng alone and this project's. Rows marked "test" were
measured once and nothing was changed after; the others have been used to improve the tables, and their figures only say that
nothing was lost. "blind" was written by somebody who had not seen the tables. What each set showed before it was used stands
in docs/readings.md.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.speech import readings
from pipelines.speech.reading import polyphones
from pipelines.speech.transcribe import transcribe

from .report import save, table

DATA = Path(__file__).parent / "data"
_STRESS_AND_LENGTH = str.maketrans("", "", "ˌː ")
_ALIKE = (
    ("ᵻ", "ɪ"),
    ("ɐ", "ə"),
    ("ɚ", "əɹ"),
    ("ɜ", "əɹ"),
    ("əɹɹ", "əɹ"),
    ("ɾ", "t"),
    ("oː", "ɔ"),
    ("o", "ɔ"),
    ("ɔʊ", "oʊ"),
    ("ə", "ɪ"),
    ("ʌ", "ɪ"),
    ("ɡ", "g"),
)


@dataclass(frozen=True)
class Row:
    sentence: str
    place: int
    word: str
    reading: str
    half: str


def rows(name: str, column: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return [
            Row(r["sentence"], int(r["place"]), r[column], r["reading"], r["half"])
            for r in csv.DictReader(file, delimiter="\t")
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a tenth of the rows; nothing is written")
    parser.add_argument("--failures", action="store_true", help="name what is misread, save in the test rows")
    arguments = parser.parse_args()
    step = 10 if arguments.smoke else 1
    chinese, english = rows("polyphones.tsv", "character")[::step], rows("homographs.tsv", "word")[::step]
    results = {
        "polyphones": measure(chinese, {"pypinyin": _pypinyin, "g2pM": _g2pm, "ours": _ours}, failures=arguments.failures),
        "homographs": measure(english, {"espeak-ng": _espeak, "ours": _ours_english}, failures=arguments.failures, same=alike),
        "speed": speed([row.sentence for row in chinese]),
    }
    print(table([("set", "half", "rows", "reader", "right %"), *_table_rows(results)]))
    print(f"{results['speed']['characters_per_second']:,.0f} characters of Mandarin a second")
    if not arguments.smoke:
        save("readings", results)


def measure(
    given: list[Row], readers: dict[str, Callable[[Row], str]], *, failures: bool, same: Callable[[str, str], bool] = str.__eq__
) -> dict[str, Any]:
    """Half → rows, words, readings, and the share of right answers by each reader, in percent."""
    right: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in given:
        for name, reader in readers.items():
            answer = reader(row)
            right[row.half][name] += same(answer, row.reading)
            if failures and name == "ours" and row.half != "test" and not same(answer, row.reading):
                print(f"{row.sentence}  {row.word}: {answer}, right is {row.reading}")
    out: dict[str, Any] = {}
    for half in right:
        own = [row for row in given if row.half == half]
        out[half] = {"rows": len(own), "words": len({r.word for r in own}), "readings": len({(r.word, r.reading) for r in own}),
                     **{name: round(100 * right[half][name] / len(own), 2) for name in readers}}  # fmt: skip
    return out


def speed(sentences: list[str]) -> dict[str, float]:
    readings.tokenise("银行行长今天3:30去玩儿。", "zh")  # the dictionaries are loaded
    begun = time.perf_counter()
    for sentence in sentences:
        readings.tokenise(sentence, "zh")
    seconds = time.perf_counter() - begun
    return {"characters_per_second": round(sum(map(len, sentences)) / seconds, 1)}


def _table_rows(results: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for name in ("polyphones", "homographs"):
        for half, own in results[name].items():
            for reader, value in own.items():
                if reader not in ("rows", "words", "readings"):
                    yield name, half, str(own["rows"]), reader, f"{value:.1f}"


def _ours(row: Row) -> str:
    return polyphones.pinyin(row.sentence)[row.place]


def _pypinyin(row: Row) -> str:
    from pypinyin import Style, lazy_pinyin

    found: list[str] = lazy_pinyin(row.sentence, style=Style.TONE3, neutral_tone_with_five=True, errors=list)
    return found[row.place].replace("ü", "v")


def _g2pm(row: Row) -> str:
    return polyphones.in_context(row.sentence)[row.place]


def _ours_english(row: Row) -> str:
    opening, tokens = readings.tokenise(row.sentence, "en")
    position = len(opening)
    for token in tokens:
        if position == row.place:
            return token.reading
        position += len(token.text + token.after)
    return ""


def _espeak(row: Row) -> str:
    """The word's part of the sentence's IPA, by its number among the words; "" where espeak-ng ran words together."""
    said = transcribe(row.sentence, "en-us").split()
    words = row.sentence.split()
    number = len(row.sentence[: row.place].split())
    return said[number] if len(said) == len(words) else _aligned(said, words, number)


def _aligned(said: list[str], words: list[str], number: int) -> str:
    """Words that espeak-ng joins ("of the") are short ones: the count from the nearer end is taken."""
    from_end = len(words) - number
    return said[number] if number < len(said) and number <= from_end else said[-from_end] if from_end <= len(said) else ""


def alike(answer: str, right: str) -> bool:
    """Whether two readings differ in nothing that parts a homograph's readings: the stressed syllable, consonants, main vowels."""
    return _plain(answer) == _plain(right)


def _plain(ipa: str) -> tuple[str, int]:
    """(sounds with weak vowels alike, number of vowels before the stressed one)."""
    vowels = "aeiouæɑɒɐəɚɛɜɪɔʊʌᵻ"
    before = ipa.partition("ˈ")[0] if "ˈ" in ipa else ""
    stressed = sum(1 for i, c in enumerate(before) if c in vowels and (i == 0 or before[i - 1] not in vowels))
    sounds = ipa.replace("ˈ", "").translate(_STRESS_AND_LENGTH)
    for own, other in _ALIKE:
        sounds = sounds.replace(own, other)
    return sounds, stressed


if __name__ == "__main__":
    main()
