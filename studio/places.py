"""Where a depot's files lie: a folder that several machines see, or an object store reached by fsspec. Five verbs, one set of errors."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import uuid4

from pipelines import engines
from pipelines.errors import BadInput, OutputFailed
from pipelines.files import output_error

R = TypeVar("R")
MARK = "depot.json"
HALF = "half"
"""The folder of what is being written."""
PAUSES = (0.2, 0.8, 3.2)
"""Seconds before a store is asked again."""
STALE = 24 * 3600.0
"""Seconds after which a temporary file belongs to nobody: machines cannot see whether the others' processes live."""
WHOLE = ("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "oci", "memory")
"""Stores that show an object only when all of it is there."""


class Place(Protocol):
    """Names with slashes, to files. A name is either whole or not there; what is not there is FileNotFoundError."""

    def prepare(self) -> None: ...

    def exists(self, name: str) -> bool: ...

    def names(self, prefix: str) -> list[str]:
        """The names that begin with `prefix`, which has at least a folder's name."""
        ...

    def get(self, name: str, to: Path) -> None:
        """`to` does not exist."""
        ...

    def put(self, path: Path, name: str) -> None: ...

    def remove(self, name: str) -> None: ...


@lru_cache(maxsize=16)
def place(url: str) -> Place:
    """What a URL names: a path or file:// a folder, else whatever fsspec knows ("s3://bucket/prefix", …)."""
    scheme, there, rest = url.partition("://")
    if not there or scheme == "file":
        return Folder(Path(rest if there else url).expanduser().absolute())
    return Bucket(url)


class Folder:
    """A folder, on this disk or a network's. Its mark tells it from the empty place that a vanished network folder leaves."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def prepare(self) -> None:
        if not self.root.parent.is_dir():
            raise BadInput(f"There is no folder {self.root.parent} for the depot. Make it first, or mount it.",
                           f"存储库所在的文件夹 {self.root.parent} 不存在。请先创建或挂载。")  # fmt: skip
        try:
            self.root.mkdir(exist_ok=True)
            (self.root / MARK).write_text('{"depot": 1}\n')
        except OSError as error:
            raise output_error(error, self.root) from error
        for left in (self.root / HALF).glob("*"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > STALE:
                    left.unlink()

    def exists(self, name: str) -> bool:
        self._present()
        with self._told():
            return (self.root / name).is_file()

    def names(self, prefix: str) -> list[str]:
        self._present()
        folder, _, head = prefix.rpartition("/")
        with self._told():
            return sorted(f"{folder}/{path.name}" for path in (self.root / folder).glob(f"{head}*"))

    def get(self, name: str, to: Path) -> None:
        self._present()
        with self._told():
            shutil.copyfile(self.root / name, to)

    def put(self, path: Path, name: str) -> None:
        self._present()
        target = self.root / name
        temporary = self.root / HALF / uuid4().hex
        with self._told():
            for folder in (temporary.parent, target.parent):
                folder.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(path, temporary)  # no hard link: a person may write over their file
                os.replace(temporary, target)
            finally:
                temporary.unlink(missing_ok=True)

    def remove(self, name: str) -> None:
        with self._told():
            (self.root / name).unlink(missing_ok=True)

    def _present(self) -> None:
        with suppress(OSError):  # a network's answer to a folder that it lost
            if (self.root / MARK).is_file():
                return
        raise OutputFailed(
            f"The depot {self.root} is not there on this machine: a network folder that is not mounted, or was taken away. "
            "Mount it and run the same command again: finished parts are kept.",
            f"本机上找不到存储库 {self.root}：网络文件夹未挂载或已断开。请挂载后再运行同一命令，已完成的部分会保留。",
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            self._present()
            raise
        except OSError as error:
            raise output_error(error, self.root) from error


class Bucket:
    """A store that fsspec reaches. Keys and endpoint come by the environment, as each fsspec package reads them."""

    def __init__(self, url: str) -> None:
        scheme = url.partition("://")[0]
        try:
            import fsspec  # late: of the extra "cluster"

            # never from a list made earlier: other machines write here too
            self._store, root = fsspec.url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        except ImportError as error:
            raise engines.missing(f"depot {url}", error.name or scheme, "cluster") from error
        except ValueError as error:
            raise BadInput(
                f"A depot cannot be at {url}: {error}. Accepted: a folder, or a URL such as s3://bucket/prefix.",
                f"存储库不能位于 {url}：{error}。可接受文件夹，或 s3://bucket/prefix 这样的地址。",
            ) from error
        self.url, self._root, self._whole = url, str(root).rstrip("/"), scheme in WHOLE

    def prepare(self) -> None:
        """See that it can be written to, before work begins."""
        self._tried(lambda: self._store.pipe_file(self._at(MARK), b'{"depot": 1}\n'), lost=True)

    def exists(self, name: str) -> bool:
        return bool(self._tried(lambda: self._store.exists(self._at(name))))

    def names(self, prefix: str) -> list[str]:
        found = self._tried(lambda: self._store.glob(self._at(prefix) + "*"))
        return sorted(str(name)[len(self._root) :].lstrip("/") for name in found)

    def get(self, name: str, to: Path) -> None:
        self._tried(lambda: self._store.get_file(self._at(name), str(to)))

    def put(self, path: Path, name: str) -> None:
        target = self._at(name)
        written = target if self._whole else f"{target}.{uuid4().hex}.part"

        def send() -> None:
            if not self._whole:
                self._store.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._store.put_file(str(path), written)
            if not self._whole:
                self._store.mv(written, target)

        self._tried(send, lost=True)

    def remove(self, name: str) -> None:
        with suppress(FileNotFoundError):
            self._tried(lambda: self._store.rm_file(self._at(name)))

    def _at(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _tried(self, call: Callable[[], R], *, lost: bool = False) -> R:
        """`call`, again after a while if the store was only busy; `lost`: what is not there is then the bucket itself."""
        for pause in (*PAUSES, None):
            try:
                return call()
            except FileNotFoundError as error:
                if lost:
                    raise self._failed(error) from error
                raise
            except Exception as error:  # each fsspec package has errors of its own
                if pause is None or _final(error):
                    raise self._failed(error) from error
                time.sleep(pause)
        raise AssertionError

    def _failed(self, error: BaseException) -> OutputFailed:
        said = str(error).strip() or type(error).__name__
        return OutputFailed(
            f"The depot {self.url} does not answer as it should: {said}. See that the bucket exists and that the keys and the "
            "endpoint in the environment are right, and run the same command again: finished parts are kept.",
            f"存储库 {self.url} 无法正常使用：{said}。请检查存储桶是否存在、环境变量中的密钥与端点是否正确，再运行同一命令，已完成的部分会保留。",
        )


def _final(error: Exception) -> bool:
    """Whether the same would be said again."""
    if isinstance(error, PermissionError) or type(error).__name__ in ("NoCredentialsError", "ParamValidationError"):
        return True
    return isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT)
