"""Files that are either whole or not there: everything is written to a temporary name and renamed."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from .errors import BadInput, OutputExists, OutputFailed

_ROOT = Path(__file__).resolve().parent.parent


def data_folder(name: str) -> Path:
    """The folder `voices` or `assets`: beside the packages in a clone, inside the wheel when installed."""
    beside = _ROOT / name
    if beside.is_dir() and (_ROOT / "pyproject.toml").is_file():
        return beside
    return Path(str(files("pipelines"))) / "_data" / name


def check_output(path: Path, *, force: bool = False) -> Path:
    """Refuse, before any work, an output that could not be written at the end.

    Raises OutputExists if `path` exists and not `force`; OutputFailed if its folder is missing or read-only.
    """
    path = Path(path)
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
        return OutputFailed(
            f"The disk is full while writing {path}. Free some space and run the same command again: finished parts are kept.",
            f"写入 {path} 时磁盘已满。请腾出空间后重新运行同一命令，已完成的部分会保留。",
        )
    return OutputFailed(
        f"{path} could not be written: {error.strerror or error}.", f"无法写入 {path}：{error.strerror or error}。"
    )


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path with `path`'s suffix in its folder; rename it to `path` when the body succeeds.

    On any exception the temporary file is removed and `path` is as it was. OSError becomes OutputFailed.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    write_bytes(path, content.encode("utf-8"))


def read_text(path: Path, *, limit: int = 1_000_000, what_en: str = "a text", what_zh: str = "文本") -> str:
    """The text of a UTF-8 (with or without BOM), UTF-16 or GB18030 file of at most `limit` bytes; else BadInput."""
    path = Path(path)
    if not path.is_file():
        raise BadInput(f"{path} is not a file. Give {what_en} file.", f"{path} 不是文件。请给出{what_zh}文件。")
    if path.stat().st_size > limit:
        raise BadInput(
            f"{path} has {path.stat().st_size:,} bytes; {what_en} of up to {limit:,} bytes is accepted.",
            f"{path} 有 {path.stat().st_size:,} 字节；{what_zh}最多 {limit:,} 字节。",
        )
    return decode(path.read_bytes(), str(path))


def decode(raw: bytes, name: str) -> str:
    """Text from bytes of an unknown encoding; BadInput for what is not text."""
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and sum(c < " " and c not in "\t\n\r\f" for c in text) == 0:
            return text
    raise BadInput(
        f"{name} is not a text file. Accepted: UTF-8, UTF-16 or GB18030 text, such as .md or .txt.",
        f"{name} 不是文本文件。可接受 UTF-8、UTF-16 或 GB18030 文本，例如 .md 或 .txt。",
    )
