"""What machines of a cluster share: takes, voices and models, stored once under the hash of their content.

    objects/ab/abcd….wav   a file, under the SHA-256 of its bytes
    keys/12/1234….wav      the hash of the take that has this key

A key is written after its object, and both whole: a reader sees a take or none, and two writers at once do no harm.
"""

from __future__ import annotations

import hashlib
import os
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from pipelines.errors import BadInput, EngineFailed
from pipelines.files import output_error, replacing, user_cache

from .places import Place, place
from .store import file_hash

TAR = ".tar"


@dataclass(frozen=True)
class Depot:
    """Storage at `url`: a folder, file://…, s3://bucket/prefix or another store of fsspec's. It crosses process borders.

    Errors: OutputFailed if it is not there, full, or does not answer; EngineFailed for what is in it damaged or not at all.
    """

    url: str

    @property
    def _place(self) -> Place:
        return place(self.url)

    def prepare(self) -> None:
        """Make it if it is new, and see that it can be written to."""
        self._place.prepare()

    def has(self, key: str, suffix: str) -> bool:
        return self._place.exists(_key_name(key, suffix))

    def suffixes(self, key: str) -> list[str]:
        """The suffixes of all that is kept under a key."""
        prefix = _key_name(key, "")
        return [name[len(prefix) :] for name in self._place.names(prefix)]

    def put(self, path: Path, key: str, suffix: str) -> None:
        """Keep the file under the key; once more of the same changes nothing."""
        digest = self.keep(path, suffix)
        with _scratch(".key") as pointer:
            pointer.write_text(digest)
            self._place.put(pointer, _key_name(key, suffix))

    def get(self, key: str, suffix: str, to: Path) -> None:
        """Write what the key has to `to`: whole and as it was put, or not at all."""
        with _scratch(".key") as pointer:
            try:
                self._place.get(_key_name(key, suffix), pointer)
            except FileNotFoundError as error:
                raise _absent(self.url, f"{key}{suffix}") from error
            digest = pointer.read_text()
        self.fetch(digest, suffix, to)

    def keep(self, path: Path, suffix: str) -> str:
        """Store the file under its content; its SHA-256."""
        digest = file_hash(path)
        name = _object_name(digest, suffix)
        if not self._place.exists(name):
            self._place.put(path, name)
        return digest

    def fetch(self, digest: str, suffix: str, to: Path) -> None:
        """Write the object of that SHA-256 to `to`. A damaged one is taken away, so that it can be kept anew."""
        name = _object_name(digest, suffix)
        with replacing(to) as temporary:
            try:
                self._place.get(name, temporary)
            except FileNotFoundError as error:
                raise _absent(self.url, name) from error
            if file_hash(temporary) != digest:
                self._place.remove(name)
                raise EngineFailed(
                    f"{name} in the depot {self.url} is damaged; it was taken away. Run the same command again.",
                    f"存储库 {self.url} 中的 {name} 已损坏，现已移除。请再运行同一命令。",
                )

    def put_folder(self, folder: Path) -> str:
        """Keep a folder (a voice's, a model's), packed under a hash of its files' names and bytes; that hash."""
        files = _files(folder)
        key = hashlib.sha256("\n".join(f"{name}\t{file_hash(path)}" for name, path in files).encode()).hexdigest()
        if not self.has(key, TAR):
            with _scratch(TAR) as packed:
                _pack(files, packed)
                self.put(packed, key, TAR)
        return key

    def get_folder(self, key: str, cache: Path | None = None) -> Path:
        """The folder of that hash on this machine, unpacked once into `cache` (the person's, if none is given)."""
        cache = cache or user_cache("depot")
        target = cache / key
        if target.is_dir():
            return target
        try:
            cache.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cache, prefix=".unpacking-") as room:
                packed, unpacked = Path(room) / "packed.tar", Path(room) / "folder"
                self.get(key, TAR, packed)
                with tarfile.open(packed) as tar:
                    tar.extractall(unpacked, filter="data")  # nothing outside the folder, no devices
                _moved(unpacked, target)
        except OSError as error:
            raise output_error(error, target) from error
        return target


def _key_name(key: str, suffix: str) -> str:
    return f"keys/{key[:2]}/{key}{suffix}"


def _object_name(digest: str, suffix: str) -> str:
    return f"objects/{digest[:2]}/{digest}{suffix}"


def _absent(url: str, name: str) -> EngineFailed:
    return EngineFailed(f"The depot {url} does not have {name}. Run the same command again.",
                        f"存储库 {url} 中没有 {name}。请再运行同一命令。")  # fmt: skip


@contextmanager
def _scratch(suffix: str) -> Iterator[Path]:
    path = Path(tempfile.gettempdir()) / f"shengying-{uuid4().hex}{suffix}"
    try:
        yield path
    except OSError as error:
        raise output_error(error, path) from error
    finally:
        path.unlink(missing_ok=True)


def _moved(unpacked: Path, target: Path) -> None:
    """Give a folder its name; whoever was quicker has put the same there."""
    try:
        os.rename(unpacked, target)
    except OSError:
        if not target.is_dir():
            raise


def _files(folder: Path) -> list[tuple[str, Path]]:
    """(name within the folder, path) of all files, in one order on all machines. Links are followed, since models' caches
    are made of them."""
    found: list[tuple[str, Path]] = []
    seen: set[Path] = set()
    for inner, _, names in os.walk(folder, followlinks=True):
        real = Path(inner).resolve()
        if real in seen:
            raise BadInput(f"The folder {folder} cannot be packed: {inner} is in it twice, by a link.",
                           f"无法打包文件夹 {folder}：{inner} 通过链接重复出现。")  # fmt: skip
        seen.add(real)
        found += [((Path(inner) / name).relative_to(folder).as_posix(), Path(inner) / name) for name in names]
    if not found:
        raise BadInput(f"There are no files in the folder {folder}.", f"文件夹 {folder} 中没有文件。")
    return sorted(found)


def _pack(files: list[tuple[str, Path]], packed: Path) -> None:
    """A tar that has the same bytes for the same files: no dates, no owners, not compressed (models do not shrink)."""
    with tarfile.open(packed, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in files:
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = path.stat().st_size, 0o755 if os.access(path, os.X_OK) else 0o644
            with path.open("rb") as file:
                tar.addfile(entry, file)
