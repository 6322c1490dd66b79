"""A voice as one .zip to give away: its folder, and nothing else is taken from one."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from ...errors import BadInput
from ...media import read_audio
from ...voice import Voice
from .. import consents, spoken_consent, voices

_ALLOWED = {
    voices.VOICE_FILE: 100_000,
    voices.CONSENT_FILE: 100_000,
    voices.REFERENCE_FILE: 60_000_000,
    voices.MODEL_FILE: 60_000_000,
    voices.RECORDING_FILE: 20_000_000,
}
"""File → the most bytes that it may have, unpacked."""


def packed(voice: Voice) -> bytes:
    """The voice as a .zip: `name/voice.toml` and, for a cloned one, its sample, consent and model. The same voice, the same bytes."""
    contents = {voices.VOICE_FILE: voices.voice_toml(voice).encode()}
    if voice.consent is not None:
        contents[voices.CONSENT_FILE] = consents.toml(voice.consent).encode()
    for name, path in ((voices.REFERENCE_FILE, voice.reference), (voices.MODEL_FILE, voice.model),
                       (voices.RECORDING_FILE, voices.spoken_consent(voice))):  # fmt: skip
        if path is not None:
            contents[name] = path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(f"{voice.name}/{name}", (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpacked(path: Path, folder: Path, *, name: str = "", force: bool = False) -> Voice:
    """The voice of the .zip at `path`, kept in `folder` under its own name or `name`.

    BadInput for what is not such a .zip: other files in it, names that lead elsewhere, more bytes than a voice has, a voice.toml
    that does not hold, a sample without a consent. Nothing is written then.
    """
    contents, own = _read(path)
    if voices.REFERENCE_FILE in contents and voices.CONSENT_FILE not in contents:
        raise _refused(path, "holds a cloned voice without its consent.toml", "含有克隆声音，但缺少 consent.toml")
    if voices.MODEL_FILE in contents and voices.REFERENCE_FILE not in contents:
        raise _refused(path, "holds a model without the sample it was learnt from", "含有模型，但缺少其来源样本")
    chosen = voices.check_name(name or own)
    with tempfile.TemporaryDirectory(prefix="shengying-") as place:
        inside = Path(place) / chosen
        inside.mkdir()
        for file, content in contents.items():
            (inside / file).write_bytes(content)
        try:
            voice = voices.read(inside)
        except BadInput as error:  # which speaks of the temporary folder
            raise BadInput(*(text.replace(str(inside), f"{path}/{own}") for text in (error.en, error.zh))) from error
        if recording := voices.spoken_consent(voice):
            _heard(voice, recording)
        return voices.save(voice, folder, force=force)


def _heard(voice: Voice, recording: Path) -> None:
    """BadInput if the spoken consent is not its speaker's, or says something else. Where none is asked for, none is listened to."""
    if voice.consent and voice.reference and consents.required():
        spoken_consent.check(read_audio(recording), read_audio(voice.reference), voice.consent.sentence)


def name_in(path: Path) -> str:
    """What the voice of the .zip at `path` is called. BadInput for what is not such a .zip."""
    return voices.check_name(_read(path)[1])


def _read(path: Path) -> tuple[dict[str, bytes], str]:
    """(file → content, the voice's name)."""
    if not Path(path).is_file():
        raise BadInput(f"{path} is not a file. Give a .zip that `studio voices export` wrote.",
                       f"{path} 不是文件。请给出 `studio voices export` 写出的 .zip。")  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            return _contents(archive, path)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise _refused(path, f"cannot be read as a .zip ({error})", f"无法作为 .zip 读取（{error}）") from error


def _contents(archive: zipfile.ZipFile, path: Path) -> tuple[dict[str, bytes], str]:
    contents: dict[str, bytes] = {}
    owners: set[str] = set()
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        parts = PurePosixPath(entry.filename.replace("\\", "/")).parts
        if (
            len(parts) > 2
            or ".." in parts
            or entry.filename.startswith(("/", "\\"))
            or parts[-1] not in _ALLOWED
            or parts[-1] in contents
        ):
            raise _refused(path, f"holds {entry.filename!r}; one folder with {', '.join(_ALLOWED)} is accepted",
                           f"含有 {entry.filename!r}；只接受一个文件夹，内含 {'、'.join(_ALLOWED)}")  # fmt: skip
        limit = _ALLOWED[parts[-1]]
        with archive.open(entry) as file:
            content = file.read(limit + 1)  # what it says of its size is not to be believed
        if len(content) > limit:
            raise _refused(
                path, f"holds {entry.filename!r} of over {limit:,} bytes", f"其中 {entry.filename!r} 超过 {limit:,} 字节"
            )
        contents[parts[-1]] = content
        owners.add(parts[0] if len(parts) == 2 else Path(path).stem)
    if voices.VOICE_FILE not in contents or len(owners) != 1:
        raise _refused(
            path, f"does not hold one folder with {voices.VOICE_FILE}", f"未包含带有 {voices.VOICE_FILE} 的单个文件夹"
        )
    return contents, owners.pop()


def _refused(path: Path, en: str, zh: str) -> BadInput:
    return BadInput(f"{path} {en}. Nothing was imported.", f"{path} {zh}。未导入任何内容。")
