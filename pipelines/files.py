"""Files that are either whole or not there: everything is written to a temporary name and renamed."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from secrets import token_hex

from .encodings import candidates
from .errors import BadInput, OutputExists, OutputFailed
from .sniff import HEAD, kind_of

_ROOT = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """The folder `voices` or `assets`: beside the packages in a clone, inside the wheel when installed."""
    beside = _ROOT / name
    if beside.is_dir() and (_ROOT / "pyproject.toml").is_file():
        return beside
    return Path(str(files("pipelines"))) / "_data" / name


def user_data(*names: str) -> Path:
    """A place among what the program keeps for the person (`XDG_DATA_HOME`, else `~/.local/share`). It may not exist yet."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share").joinpath("shengying", *names)


def user_cache(*names: str) -> Path:
    """A place among what it keeps and could make again (`XDG_CACHE_HOME`, else `~/.cache`). It may not exist yet."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").joinpath("shengying", *names)


def check_suffix(path: Path, kinds: Sequence[str]) -> Path:
    """The path itself if it ends in one of `kinds` (".wav", …), in small or capital letters; else BadInput with those."""
    path = Path(path)
    if path.suffix.lower() not in kinds:
        raise BadInput(
            f"{path} cannot be written: its name should end in {' or '.join(kinds)}.",
            f"无法写出 {path}：文件名应以 {' 或 '.join(kinds)} 结尾。",
        )
    return path


def check_output(path: Path, *, force: bool = False, kinds: Sequence[str] = ()) -> Path:
    """Refuse, before any work, an output that could not be written at the end.

    Raises BadInput if `path` is a folder or does not end in one of `kinds` (none: any will do), OutputExists if it exists
    and not `force`; OutputFailed if its folder is missing or read-only.
    """
    path = Path(path)
    if path.is_dir():
        raise BadInput(f"{path} is a folder. Give the name of a file to write.", f"{path} 是文件夹。请给出要写入的文件名。")
    if kinds:
        check_suffix(path, kinds)
    if path.exists() and not force:
        raise OutputExists(
            f"{path} exists. Give another name, or --force to replace it.",
            f"{path} 已存在。请换一个文件名，或加 --force 覆盖。",
        )
    folder = path.parent
    if not folder.is_dir():
        raise OutputFailed(
            f"The folder {folder} does not exist. Make it first: mkdir -p '{folder}'",
            f"文件夹 {folder} 不存在。请先创建：mkdir -p '{folder}'",
        )
    if not os.access(folder, os.W_OK):
        raise OutputFailed(
            f"The folder {folder} cannot be written to. Choose another for the output.",
            f"文件夹 {folder} 不可写。请为输出另选位置。",
        )
    return path


def output_error(error: OSError, path: Path) -> OutputFailed:
    """What an OSError while writing `path` means to a person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        folder = path if path.is_dir() else path.absolute().parent
        return OutputFailed(
            f"The disk is full: nothing more can be written into {folder}. Free some space there, or choose a folder on another disk, "
            "and run the same command again: finished parts are kept.",
            f"磁盘已满，无法再写入 {folder}。请在该磁盘上腾出空间，或改用其他磁盘上的文件夹，然后重新运行同一命令，已完成的部分会保留。",
        )
    return OutputFailed(
        f"{path} could not be written: {error.strerror or error}.", f"无法写入 {path}：{error.strerror or error}。"
    )


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path with `path`'s suffix in its folder; rename it to `path` when the body succeeds.

    On any exception the temporary file is removed and `path` is as it was. OSError becomes OutputFailed. Several threads, and
    machines with a folder in common, may be at one file: each has a temporary file of its own.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{token_hex(4)}.{os.getpid()}.part{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        temporary.unlink(missing_ok=True)


def file_hash(path: Path) -> str:
    """The SHA-256 of a file of any size, in hexadecimal."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def known_hash(path: Path) -> str:
    """As `file_hash`, worked out once by this process as long as the file's size and time stay: for what is asked for often."""
    found = Path(path).stat()
    return _known_hash(Path(path).absolute(), found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=4096)
def _known_hash(path: Path, _size: int, _time: int) -> str:
    return file_hash(path)


def write_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    write_bytes(path, content.encode("utf-8"))


def read_text(path: Path, *, limit: int = 1_000_000, what_en: str = "a text", what_zh: str = "文本") -> str:
    """The text of a file (UTF-8, UTF-16, GB18030, Big5, a Windows code page …) of at most `limit` bytes; else BadInput.

    `what_en`, `what_zh`: what is wanted, in words such as "a brief", "文稿".
    """
    return read_encoded(path, limit=limit, what_en=what_en, what_zh=what_zh)[0]


def read_encoded(path: Path, *, limit: int, what_en: str = "a text", what_zh: str = "文本") -> tuple[str, str]:
    """As `read_text`, with the name of the encoding that the file was read as."""
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path} is not a file. Give {what_en} file.", f"{path} 不是文件。请给出{what_zh}文件。")
    if path.stat().st_size > limit:
        with path.open("rb") as file:
            if kind := kind_of(file.read(HEAD)):  # its size is not what is wrong with it
                raise _no_text(str(path), kind)
        raise BadInput(
            f"{path} has {path.stat().st_size:,} bytes; {what_en} of up to {limit:,} bytes is accepted.",
            f"{path} 有 {path.stat().st_size:,} 字节；{what_zh}最多 {limit:,} 字节。",
        )
    return decoded(path.read_bytes(), str(path))


def decode(raw: bytes, name: str) -> str:
    """Text from bytes of an unknown encoding; BadInput for what is not text."""
    return decoded(raw, name)[0]


def decoded(raw: bytes, name: str) -> tuple[str, str]:
    """(the text, the encoding that it was read as); BadInput for what is not text."""
    for encoding in candidates(raw):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text, encoding
    raise _no_text(name, kind_of(raw[:HEAD]))


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def _no_text(name: str, kind: tuple[str, str] | None) -> BadInput:
    en, zh = (f"{name} is {kind[0]}, not", f"{name} 是 {kind[1]}，不是") if kind else (f"{name} is not", f"{name} 不是")
    return BadInput(
        f"{en} a text file. Accepted: text in UTF-8 or another usual encoding, such as .md or .txt.",
        f"{zh}文本文件。可接受 UTF-8 或其他常用编码的文本，例如 .md 或 .txt。",
    )
