"""Voices on disk: one folder each, holding voice.toml and, for a cloned voice, reference.wav, consent.toml, model.npz.

A cloned voice without the consent for its sample is not read (see `consents`).

The library is the folder `voices/` that the program carries and the person's own folder (`STUDIO_VOICES`, else
`~/.local/share/shengying/voices`), which is looked in first. A voice that is only numbers may also be one file in a folder
named for its language: `voices/sv/astrid.toml`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainValidator, ValidationError

from .. import toml_files
from ..errors import BadInput, OutputExists
from ..faults import Unfit, validation_text
from ..files import data_folder, output_error, user_data
from ..styles import STYLES, Style
from ..voice import OWN, Voice
from . import consents
from .consents import CONSENT_FILE, RECORDING_FILE
from .timbre import TIMBRE_BANDS

VOICE_FILE, REFERENCE_FILE, MODEL_FILE = "voice.toml", "reference.wav", "model.npz"
_NAME = re.compile(r"^\w[\w.-]{0,39}$")
_DEFAULTS = {"zh": "xiaolan", "zh-hk": "kayan", "yue": "kayan", "en": "grace", "en-gb": "alice"}
_FALLBACK = "grace"


def _known_style(name: str) -> str:
    if name and name not in (*STYLES, OWN):
        raise Unfit(f"cannot be {name!r}; accepted: {', '.join(STYLES)}", f"不能是 {name!r}；可接受：{'、'.join(STYLES)}")
    return name


_OWN_BOUNDS = {"range": (0.1, 4.0), "speed": (0.25, 4.0), "breath": (0.0, 1.0)}


def _own_style(given: object) -> Style | None:
    """The manner of a cloned voice's sample, of a Style or of what voice.toml holds."""
    if given is None:
        return None
    values = given if isinstance(given, dict) else {key: getattr(given, key, None) for key in _OWN_BOUNDS}
    for key, value in values.items():
        low, high = _OWN_BOUNDS.get(key, (0.0, 0.0))
        if key not in _OWN_BOUNDS or not isinstance(value, int | float) or not low <= value <= high:
            accepted = ", ".join(f"{name} {bounds[0]:g} … {bounds[1]:g}" for name, bounds in _OWN_BOUNDS.items())
            raise Unfit(f"cannot hold {key} = {value!r}; accepted: {accepted}", f"不能含 {key} = {value!r}；可接受：{accepted}")
    return Style(**values)


class _File(BaseModel):
    """What voice.toml may hold, and in which bounds."""

    model_config = ConfigDict(extra="forbid")

    engine: str = "espeak"
    language: str = Field(default="en", pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")
    base: str = Field(default="", max_length=80)
    pitch: float = Field(default=0.0, ge=0, le=600)
    range: float = Field(default=1.0, ge=0, le=4)
    rate: float = Field(default=1.0, ge=0.25, le=4)
    tract: float = Field(default=1.0, ge=0.6, le=1.6)
    breath: float = Field(default=0.0, ge=0, le=1)
    brightness: float = Field(default=0.0, ge=-30, le=30)
    roughness: float = Field(default=0.0, ge=0, le=1)
    gain: float = Field(default=0.0, ge=-24, le=24)
    style: Annotated[str, AfterValidator(_known_style)] = ""
    degree: float = Field(default=1.0, ge=0, le=2)
    own: Annotated[Style | None, PlainValidator(_own_style)] = None
    timbre: tuple[Annotated[float, Field(ge=-40, le=40)], ...] = ()
    title_en: str = ""
    title_zh: str = ""
    tags: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()


def user_folder() -> Path:
    """Where the person's own voices are kept. It may not exist yet."""
    if own := os.environ.get("STUDIO_VOICES"):
        return Path(own)
    return user_data("voices")


def library_folders() -> tuple[Path, ...]:
    """The folders that are looked in, the person's own first."""
    return user_folder(), data_folder("voices")


def check_name(name: str) -> str:
    """The name itself if a voice may be called so; BadInput otherwise."""
    if not _NAME.match(name) or ".." in name:
        raise BadInput(
            f"A voice cannot be called {name!r}. Accepted: up to 40 letters, digits, '-', '_' and '.', no '/'.",
            f"声音不能命名为 {name!r}。可用最多 40 个文字、字母、数字、“-”、“_”、“.”，不能含“/”。",
        )
    return name


def names(library: Sequence[Path] | None = None) -> tuple[str, ...]:
    """Every voice that `load` knows by name: those with folders of their own first, then the others; each sorted."""
    return tuple(_ordered(places(library)))


def _ordered(found: dict[str, Path]) -> list[str]:
    return sorted(found, key=lambda name: (found[name].suffix == ".toml", name))


def places(library: Sequence[Path] | None = None) -> dict[str, Path]:
    """Name → the folder or the file that `read` takes, for every voice."""
    found: dict[str, Path] = {}
    for folder in _folders(library):
        found = {**_look(folder), **found}
    return found


def _look(folder: Path) -> dict[str, Path]:
    """Name → place for the voices of one folder of the library; a folder of its own goes before a file."""
    folders: dict[str, Path] = {}
    files: dict[str, Path] = {}
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        inside = os.listdir(place)
        if VOICE_FILE in inside:
            folders[place.name] = place
        else:
            files |= {name[:-5]: place / name for name in inside if name.endswith(".toml")}
    return {name: path for name, path in {**files, **folders}.items() if _NAME.match(name)}


@lru_cache(maxsize=4)
def _files_of(folder: Path) -> dict[str, Path]:
    """What `_look` found once; whoever asks sees to it that it is still there."""
    return _look(folder)


def load(name_or_path: str | Path, library: Sequence[Path] | None = None) -> Voice:
    """The voice called so, or the one in the folder or file given. BadInput naming the nearest for an unknown name."""
    text = str(name_or_path)
    if isinstance(name_or_path, Path) or "/" in text or os.sep in text:
        given = Path(text)
        if not (given / VOICE_FILE).is_file() and not (given.suffix == ".toml" and given.is_file()):
            raise BadInput(f"There is no {VOICE_FILE} in {given}.", f"{given} 中没有 {VOICE_FILE}。")
        return read(given)
    check_name(text)
    if found := _find(text, library) or _find(text, library, again=True):
        return read(found)
    known = names(library)
    near = get_close_matches(text.lower(), known, n=3, cutoff=0.5) or known[:12]
    raise BadInput(
        f"There is no voice called {text!r}. Did you mean: {', '.join(near)}? `studio voices` lists all.",
        f"没有名为 {text!r} 的声音。可选：{'、'.join(near)}。`studio voices` 会列出全部。",
    )


def _find(name: str, library: Sequence[Path] | None, *, again: bool = False) -> Path | None:
    if again:
        _files_of.cache_clear()
    for folder in _folders(library):
        if (folder / name / VOICE_FILE).is_file():
            return folder / name
        found = _files_of(folder).get(name)
        if found and found.is_file():
            return found
    return None


def catalogue(library: Sequence[Path] | None = None) -> tuple[tuple[Voice, ...], tuple[BadInput, ...]]:
    """(every voice, in the order of `names`; what is wrong with those that cannot be read). Read once, then only looked at."""
    found, faults = [], []
    there = places(library)
    for name in _ordered(there):
        try:
            found.append(read(there[name]))
        except BadInput as error:
            faults.append(error)
    return tuple(found), tuple(faults)


def speaking(language: str) -> Iterator[str]:
    """The names of the voices for a language, whatever its accent, in the order of `names`; read no further than is asked.

    One that cannot be read is passed over.
    """
    family = language.split("-")[0]
    there = places()
    for name in _ordered(there):
        with suppress(BadInput):
            if read(there[name]).language.split("-")[0] == family:
                yield name


def default(language: str) -> Voice:
    """The voice for a language: its own if the library has one, else the English one."""
    wanted = language.lower()
    family = wanted.split("-")[0]
    shipped = data_folder("voices")
    for key in (wanted, family):
        if key in _DEFAULTS:
            return load(_DEFAULTS[key], (shipped,))
    by_hand = [read(path.parent) for path in sorted(shipped.glob(f"*/{VOICE_FILE}"))]
    for key in (wanted, family):
        if own := [voice for voice in by_hand if voice.language.lower() in (key, family)]:
            return own[0]
        folders = sorted(
            path for path in shipped.iterdir() if path.name.lower() == key or path.name.lower().startswith(f"{key}-")
        )
        others = [read(path) for folder in folders[-1:] for path in sorted(folder.glob("*.toml"))]
        if others:
            return next((voice for voice in others if {"woman", "clear"} <= {*voice.tags}), others[0])
    return load(_FALLBACK, (shipped,))


def read(place: Path) -> Voice:
    """The voice in the folder or file `place`.

    BadInput naming the file and the field for what does not hold, and for a cloned voice without consent for its sample.
    """
    place = Path(place)
    voice = _read(str(place), tuple(_stamp(path) for path in _files(place)))
    if voice.consent is not None and voice.cloned:
        consents.require_spoken(bool(voice.consent.recording_sha256), voice.name)
    return voice


def checked(voice: Voice) -> Voice:
    """The voice itself if its numbers are within bounds; BadInput naming the one that is not."""
    try:
        _File(**{key: getattr(voice, key) for key in _File.model_fields})
    except ValidationError as error:
        raise BadInput(
            f"Such a voice cannot be: {validation_text(error)}.", f"无法得到这样的声音：{validation_text(error, 'zh')}。"
        ) from error
    return voice


def _files(place: Path) -> tuple[Path, ...]:
    if place.suffix == ".toml":
        return (place,)
    return tuple(place / name for name in (VOICE_FILE, REFERENCE_FILE, MODEL_FILE, CONSENT_FILE, RECORDING_FILE))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_size


@lru_cache(maxsize=4096)
def _read(name: str, _stamps: tuple[object, ...]) -> Voice:
    """The voice at `name`; the files' times and sizes make a changed one a new one."""
    place = Path(name)
    file, *others = _files(place)
    stored = _parse(file, _File)
    if stored.timbre and len(stored.timbre) != len(TIMBRE_BANDS):
        raise BadInput(
            f"{file}: timbre holds {len(stored.timbre)} gains; {len(TIMBRE_BANDS)} are accepted, or none.",
            f"{file}：timbre 有 {len(stored.timbre)} 个增益；应为 {len(TIMBRE_BANDS)} 个或不写。",
        )
    reference, model = (path if path.is_file() else None for path in others[:2]) if others else (None, None)
    if model and not reference:
        raise BadInput(f"{place} holds {MODEL_FILE} without the sample that it was learnt from, {REFERENCE_FILE}.",
                       f"{place} 含有 {MODEL_FILE}，但缺少其来源样本 {REFERENCE_FILE}。")  # fmt: skip
    consent = consents.read(others[2]) if others and others[2].is_file() else None
    if reference:
        consents.check(place, consent, reference)
    return Voice(
        name=place.stem if not others else place.resolve().name,
        **{key: getattr(stored, key) for key in _File.model_fields},
        reference=reference,
        model=model,
        consent=consent,
        fingerprint=fingerprint(place),
    )


def fingerprint(place: Path) -> str:
    """SHA-256 over what the voice is made of; the consent's date and the engines' licences are left out:
    they change no sound."""
    digest = hashlib.sha256()
    for path in _files(place):
        try:
            content = path.read_bytes()
        except (FileNotFoundError, IsADirectoryError):
            continue
        if path.name == CONSENT_FILE:
            content = re.sub(rb"(?m)^date *=.*$", b"", content)
        elif path.name == VOICE_FILE:
            content = re.sub(rb"(?m)^licence *=.*\n?", b"", content)
        name = VOICE_FILE if path == place else path.name
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def bounds(number: str) -> tuple[float, float]:
    """The least and the most that voice.toml accepts for a number of a voice, such as "rate"."""
    held = _File.model_fields[number].metadata
    least, most = (next(float(getattr(one, key)) for one in held if hasattr(one, key)) for key in ("ge", "le"))
    return least, most


def is_shipped(name: str) -> bool:
    """Whether the program's own library has a voice called so."""
    return _find(name, (data_folder("voices"),)) is not None


def check_own(name: str) -> str:
    """The name itself if the program's own library has no voice called so; BadInput otherwise."""
    if is_shipped(check_name(name)):
        raise BadInput(
            f"The program's library has a voice called {name!r}, which yours would stand in for everywhere. Give another name, or --force.",
            f"声音库中已有名为 {name!r} 的声音，你的声音会处处取代它。请换一个名字，或加 --force。",
        )
    return name


def check_free(name: str, folder: Path, *, force: bool = False) -> Path:
    """Where a voice called so goes in `folder`.

    BadInput for no name of a voice and, unless `force`, in the person's own folder for one of the program's own; OutputExists if there is one and not `force`.
    """
    target = Path(folder) / check_name(name)
    if not force and Path(folder) == user_folder():
        check_own(name)
    if target.exists() and not force:
        raise OutputExists(
            f"There is a voice {name!r} in {folder}. Give another name, or --force to replace it.",
            f"{folder} 中已有声音 {name!r}。请换一个名字，或加 --force 覆盖。",
        )
    return target


def save(voice: Voice, folder: Path, *, force: bool = False, extra: dict[str, bytes] | None = None) -> Voice:
    """Write the voice as `folder`/`voice.name`, whole or not at all, and return it as it is read back.

    Its reference and model are copied along; `extra` gives such files as bytes instead ({"reference.wav": …}).
    Raises OutputExists when that folder exists and not `force`, OutputFailed when it cannot be written.
    """
    target = check_free(voice.name, folder, force=force)
    contents = {VOICE_FILE: voice_toml(voice).encode()}
    if voice.consent is not None:
        contents[CONSENT_FILE] = consents.toml(voice.consent).encode()
    for name, path in ((REFERENCE_FILE, voice.reference), (MODEL_FILE, voice.model), (RECORDING_FILE, spoken_consent(voice))):
        if path is not None and name not in (extra or {}):
            contents[name] = path.read_bytes()
    _write_folder(target, contents | (extra or {}))
    return read(target)


def spoken_consent(voice: Voice) -> Path | None:
    """The recording of the voice's consent, which lies beside its sample; None if there is none."""
    if voice.reference is None or voice.consent is None or not voice.consent.recording_sha256:
        return None
    return voice.reference.with_name(RECORDING_FILE)


def _write_folder(target: Path, contents: dict[str, bytes]) -> None:
    temporary = target.with_name(f".{target.name}.{os.getpid()}.part")
    old = target.with_name(f".{target.name}.{os.getpid()}.old")
    try:
        temporary.mkdir(parents=True)
        for name, content in contents.items():
            (temporary / name).write_bytes(content)
        if target.exists():
            os.rename(target, old)
        os.rename(temporary, target)
    except OSError as error:
        if old.exists() and not target.exists():
            os.rename(old, target)
        raise output_error(error, target) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _folders(library: Sequence[Path] | None) -> tuple[Path, ...]:
    return tuple(folder for folder in (library_folders() if library is None else library) if Path(folder).is_dir())


_LINE = re.compile(r'([a-z_]+) = (["\[\d-][^\\\n]*)\n')


def _values(text: str) -> dict[str, Any]:
    """TOML as values. Files as `toml_files.text` writes them are JSON values, one a line: these are read ten times as fast."""
    lines = _LINE.findall(text)
    if sum(len(key) + len(value) + 4 for key, value in lines) == len(text) and len(dict(lines)) == len(lines):
        with suppress(ValueError):
            return dict(json.loads("{" + ",".join(f'"{key}":{value}' for key, value in lines) + "}", parse_constant=int))
    return tomllib.loads(text)


def _parse(path: Path, model: type[toml_files.M]) -> toml_files.M:
    return toml_files.read(path, model, what_en="a voice", what_zh="声音", values=_values)


def voice_toml(voice: Voice) -> str:
    """The voice as voice.toml holds it: what is as usual is left out."""
    plain = replace(voice, pitch=float(voice.pitch))
    standard = {field.name: field.default for field in fields(Voice)}
    kept = {key: getattr(plain, key) for key in _File.model_fields}
    if voice.own is not None:
        kept["own"] = {key: getattr(voice.own, key) for key in _OWN_BOUNDS}
    return toml_files.text(
        {key: value for key, value in kept.items() if key in ("engine", "language") or value != standard[key]}
    )
