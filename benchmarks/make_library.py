"""Makes the library of voices: for each name of `data/names.toml` a voice that is unlike every other, as a speaker encoder hears it.

    python -m benchmarks.make_library ROWS.jsonl [--write]

A candidate is drawn about a kind of person (pitch, vocal tract, breath … and a random smooth spectrum), says its language's sentence,
and is kept if its GE2E embedding (Wan et al. 2018, by Resemblyzer) has a cosine below `NEAREST` to each one kept before. What is found is
appended to ROWS.jsonl, so that an interrupted run goes on; then voices/<language>/<name>.toml are written. Needs torch and resemblyzer;
with --write nothing is searched and only the files are written.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyloudnorm

from pipelines.files import data_folder, write_text
from pipelines.media import Audio
from pipelines.speech import espeak, timbre, vocoder, voices
from pipelines.speech.design import languages, tags
from pipelines.speech.design.describe import TIMBRE
from pipelines.speech.timbre import RATE, Features
from pipelines.speech.vocoder import Piece
from pipelines.voice import Voice

from .embedding import Embed, embedder

NEAREST = 0.88
"""The cosine of two takes of one real speaker (`library.py` measures it)."""

TRIES = 16
LEVEL = -26.0  # LUFS, as the voices made by hand
HEADROOM = 0.5
LONGEST = 5 * RATE

PEOPLE: dict[str, dict[str, tuple[float, float]]] = {
    "girl": {"pitch": (255, 315), "tract": (0.71, 0.79), "breath": (0.02, 0.15), "brightness": (-1, 3), "range": (1.5, 2.0), "rate": (0.98, 1.08), "roughness": (0, 0.02)},
    "boy": {"pitch": (235, 290), "tract": (0.74, 0.82), "breath": (0.02, 0.12), "brightness": (-1, 3), "range": (1.5, 2.0), "rate": (0.98, 1.1), "roughness": (0, 0.03)},
    "young woman": {"pitch": (205, 258), "tract": (0.79, 0.87), "breath": (0.04, 0.25), "brightness": (-2, 4), "range": (1.4, 1.95), "rate": (0.97, 1.1), "roughness": (0, 0.05)},
    "woman": {"pitch": (174, 222), "tract": (0.83, 0.92), "breath": (0.05, 0.3), "brightness": (-3, 3), "range": (1.3, 1.8), "rate": (0.93, 1.06), "roughness": (0, 0.1)},
    "old woman": {"pitch": (150, 198), "tract": (0.86, 0.95), "breath": (0.12, 0.35), "brightness": (-4, 1), "range": (1.2, 1.7), "rate": (0.85, 0.96), "roughness": (0.1, 0.4)},
    "young man": {"pitch": (116, 156), "tract": (0.90, 0.99), "breath": (0.03, 0.18), "brightness": (-1, 4), "range": (1.4, 1.9), "rate": (0.98, 1.1), "roughness": (0, 0.06)},
    "man": {"pitch": (94, 132), "tract": (0.96, 1.07), "breath": (0.04, 0.22), "brightness": (-3, 3), "range": (1.3, 1.8), "rate": (0.93, 1.06), "roughness": (0, 0.15)},
    "deep man": {"pitch": (74, 98), "tract": (1.04, 1.16), "breath": (0.04, 0.25), "brightness": (-4, 1), "range": (1.2, 1.6), "rate": (0.9, 1.02), "roughness": (0, 0.2)},
    "old man": {"pitch": (84, 120), "tract": (1.0, 1.12), "breath": (0.12, 0.35), "brightness": (-4, 0), "range": (1.2, 1.6), "rate": (0.84, 0.95), "roughness": (0.12, 0.45)},
}  # fmt: skip
"""Kind of person → the bounds that each number is drawn from; pitch on a logarithmic scale."""

TURNS = {
    "women": ("young woman", "woman", "old woman", "young woman", "woman", "girl", "woman", "young woman"),
    "men": ("man", "young man", "deep man", "old man", "man", "young man", "boy", "man"),
}
VARIANTS = {
    "women": ("", "", "f1", "f2", "f3", "f4", "f5", "linda", "aunty", "belinda", "m1", "m3", "Gene2", "max", "john", "pablo", "Michael",
              "iven3", "Denis", "ed"),
    "men": ("", "", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "max", "ed", "Gene", "Gene2", "victor", "john", "Denis", "rob", "boris",
            "pablo", "miguel", "Mario", "Diogo", "Michael", "iven3", "travis", "norbert"),
}  # fmt: skip
"""espeak-ng's variants whose English a recogniser understands about as well as the plain voice's."""

Source = tuple[Features, int, float, str]


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    rows = Path(sys.argv[1])
    if "--write" not in sys.argv:
        find(rows, embedder(trimmed=False))
    written = write([json.loads(line) for line in rows.read_text().splitlines()], data_folder("voices"))
    print(f"{written} voices written")


def find(path: Path, embed: Embed) -> None:
    """Rows for every name that has none yet, appended to `path`; a name that finds no place in `TRIES` is left out."""
    known = [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []
    done = {row["code"] for row in known[:-1]}
    kept = [np.array(row["e"], np.float32) for row in known]
    for place, code in enumerate(languages.table()):
        if code in done:
            continue
        draw = np.random.default_rng([7, place])
        sources: dict[str, Source] = {}
        for kind, number, name in _names(code):
            person = TURNS[kind][(number + place) % len(TURNS[kind])]
            for _ in range(TRIES):
                candidate = _candidate(code, kind, person, sources, draw)
                sound = said(candidate[0], candidate[1])
                found = embed(sound)
                near = float((np.array(kept) @ found).max()) if kept else 0.0
                if near < NEAREST:
                    kept.append(found)
                    _append(path, code, kind, name, person, candidate[0], sound, near, found)
                    break
        print(f"{code:16} {len(kept)}", flush=True)


def _names(code: str) -> Iterator[tuple[str, int, str]]:
    file = Path(__file__).parent / "data" / "names.toml"
    for kind, given in tomllib.loads(file.read_text(encoding="utf-8"))[code].items():
        yield from ((kind, number, name.strip()) for number, name in enumerate(given.split(",")))


def _candidate(
    code: str, kind: str, person: str, sources: dict[str, Source], draw: np.random.Generator
) -> tuple[Voice, Source]:
    variant = str(draw.choice(VARIANTS[kind]))
    if variant not in sources:
        sources[variant] = _source(code, variant, sources)
    source = sources[variant]
    bounds = PEOPLE[person]
    numbers = {key: float(draw.uniform(*bounds[key])) for key in bounds if key != "pitch"}
    numbers["pitch"] = float(np.exp(draw.uniform(*np.log(bounds["pitch"]))))
    numbers["tract"] = float(np.clip(numbers["tract"] / source[2], 0.70, 1.25))
    curve = np.convolve(draw.standard_normal(26), [0.3, 0.6, 1.0, 0.6, 0.3], "valid")[:20] / 1.45 * draw.uniform(1.5, 4.6)
    shape = 0.9 * np.array(TIMBRE) + np.clip(curve - curve.mean(), -6, 6)
    rounded = {key: round(value, {"pitch": 1, "brightness": 1, "tract": 3}.get(key, 2)) for key, value in numbers.items()}
    own = source[3] if variant or languages.table()[code].base else ""
    return Voice("candidate", language=code, base=own, timbre=tuple(float(x) for x in shape.round(1)), **rounded), source  # type: ignore[arg-type]


def _source(code: str, variant: str, sources: dict[str, Source]) -> Source:
    """(features, samples, how much longer its tract is than the plain voice's, base) of the language's sentence."""
    language = languages.table()[code]
    base = (language.base or code.lower()) + (f"+{variant}" if variant else "")
    _, tokens = espeak.tokenise(language.sentence, code)
    sound = espeak.source(tokens, code, Voice("source", language=code, base=base)).samples[:LONGEST]
    features = vocoder.analyse(sound, clean=True)
    if not variant:
        return features, len(sound), 1.0, base
    if "" not in sources:
        sources[""] = _source(code, "", sources)
    return features, len(sound), _longer(sources[""][0], features), base


def _longer(plain: Features, other: Features) -> float:
    """The warp of the plain voice's mean spectrum that is most like the other's."""
    ours, theirs = (timbre.fill(each.power[each.f0 > 0]).mean(axis=0) for each in (plain, other))
    bins = np.arange(4, 400)
    tracts = np.arange(0.8, 1.26, 0.01)
    return float(max(tracts, key=lambda tract: np.corrcoef(timbre.warp(ours[None], tract)[0][bins], theirs[bins])[0, 1]))


def said(voice: Voice, source: Source) -> Audio:
    features, samples, _, _ = source
    piece = Piece(0, samples, round(samples / voice.rate))
    return Audio(HEADROOM * vocoder.synthesise(timbre.convert(features, voice), [piece]), RATE)


def _append(
    path: Path, code: str, kind: str, name: str, person: str, voice: Voice, sound: Audio, near: float, e: np.ndarray
) -> None:
    values = {
        key: getattr(voice, key)
        for key in ("base", "pitch", "range", "rate", "tract", "breath", "roughness", "brightness", "timbre")
    }
    level = float(pyloudnorm.Meter(RATE).integrated_loudness(sound.samples.astype(float)))
    row = {"code": code, "kind": kind, "name": name, "arch": person, **values, "lufs": level, "peak": float(np.abs(sound.samples).max()),
           "near": near, "e": [round(float(x), 4) for x in e]}  # fmt: skip
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


def write(rows: list[dict[str, Any]], folder: Path) -> int:
    """One small file for each row; how many."""
    taken = {path.parent.name for path in folder.glob(f"*/{voices.VOICE_FILE}")}
    for row in rows:
        shown, slug = _called(row["name"], row["code"])
        name = slug if slug not in taken else f"{slug}-{row['code'].split('-')[0].lower()}"
        if name in taken:
            name = f"{slug}-{row['code'].rpartition('-')[2].lower()}"
        assert name not in taken, name
        taken.add(name)
        voice = _voice(row, name, shown)
        place = folder / row["code"]
        place.mkdir(exist_ok=True)
        write_text(place / f"{name}.toml", voices.voice_toml(voices.checked(voice)))
    return len(rows)


def _called(given: str, code: str) -> tuple[str, str]:
    """("雨桐", "yutong") of "雨桐 yutong"; ("Inés", "ines") of "Inés"; ("Leonor", "leonor-pt") of "Leonor-pt"."""
    shown, _, slug = given.partition(" ")
    slug = slug or given
    letters = str.maketrans(
        {
            "ø": "o",
            "ł": "l",
            "þ": "th",
            "ð": "d",
            "ə": "a",
            "ı": "i",
            "đ": "d",
            "Þ": "Th",
            "Đ": "D",
            "Ł": "L",
            "Ø": "O",
            "æ": "ae",
        }
    )
    plain = unicodedata.normalize("NFKD", slug.translate(letters)).encode("ascii", "ignore").decode().lower()
    return shown.removesuffix("-" + code.partition("-")[0]), re.sub(r"[^a-z-]", "", plain)


def _voice(row: dict[str, Any], name: str, shown: str) -> Voice:
    numbers = {key: row[key] for key in ("base", "pitch", "range", "rate", "tract", "breath", "roughness", "brightness")}
    gain = min(LEVEL - row["lufs"], 20 * np.log10(0.95 / row["peak"]))
    voice = Voice(name, language=row["code"], timbre=tuple(row["timbre"]), gain=round(float(gain), 1), **numbers)
    age, _, who = row["arch"].rpartition(" ")
    age = "young" if who in ("girl", "boy") else age if age in ("young", "old") else "adult"
    found = tags.earned(voice, who, age)
    title = _titles(shown, name, row["code"], who, age, found)
    return Voice(
        **{**voice.__dict__, "tags": (row["code"].split("-")[0].lower(), *found), "title_en": title[0], "title_zh": title[1]}
    )


def _titles(shown: str, name: str, code: str, who: str, age: str, found: tuple[str, ...]) -> tuple[str, str]:
    language = languages.table()[code]
    said = [tag for tag in found if tag in (*tags.TAGS["timbre"], *tags.TAGS["mood"]) and tag not in ("slow", "fast", "high")][
        :2
    ]
    age_en = "" if age == "adult" or who in ("girl", "boy") else age
    spoken = {"full": "full-voiced", "slender": "slender-voiced"}
    english = " ".join(filter(None, (", ".join(spoken.get(tag, tag) for tag in said), age_en, who)))
    chinese = "、".join(tags.CHINESE[tag] for tag in said) + ("的" if said else "")
    age_zh = {"young": "青年", "old": "老年"}.get(age_en, "")
    article = "an" if english[0] in "aeio" else "a"
    latin = shown if shown[0] < "\u2e80" else name.partition("-")[0].capitalize()
    return (f"{latin}, {article} {english} ({language.en})", f"{shown}·{chinese}{age_zh}{tags.CHINESE[who]}（{language.zh}）")


if __name__ == "__main__":
    main()
