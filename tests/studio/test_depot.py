"""What machines share: whole or not there, in a folder, in memory, in an S3 of the test's own."""

from __future__ import annotations

import os
import pickle
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest

from pipelines.errors import BadInput, EngineFailed, OutputFailed
from studio.depot import Depot
from studio.places import place
from studio.store import file_hash

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """An S3 with the bucket "studio"; the environment says where it is."""
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    before = dict(os.environ)
    os.environ.update(AWS_ENDPOINT_URL=f"http://{host}:{port}", AWS_ACCESS_KEY_ID="a", AWS_SECRET_ACCESS_KEY="b",
                      AWS_DEFAULT_REGION="us-east-1")  # fmt: skip
    import s3fs

    s3fs.S3FileSystem().mkdir("studio")
    yield "s3://studio/depot"
    os.environ.clear()
    os.environ.update(before)
    server.stop()


@pytest.fixture(params=["folder", "file", "memory", "s3"])
def depot(request: pytest.FixtureRequest, tmp_path: Path) -> Depot:
    urls = {"folder": str(tmp_path / "depot"), "file": f"file://{tmp_path}/depot", "memory": f"memory://{tmp_path.name}"}
    made = Depot(urls.get(request.param) or f"{request.getfixturevalue('s3')}/{tmp_path.name}")
    made.prepare()
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Depot:
    made = Depot(str(tmp_path / "depot"))
    made.prepare()
    return made


def written(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def left(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file() and "part" in path.name)


def test_what_is_put_is_had_by_everyone(depot: Depot, tmp_path: Path) -> None:
    take = written(tmp_path / "take.wav", os.urandom(300_000))
    assert not depot.has(KEY, ".wav")
    depot.put(take, KEY, ".wav")
    depot.put(written(tmp_path / "told.json", b"{}"), KEY, ".json")
    depot.put(take, KEY, ".wav")
    elsewhere = pickle.loads(pickle.dumps(depot))
    assert elsewhere.has(KEY, ".wav")
    assert sorted(elsewhere.suffixes(KEY)) == [".json", ".wav"]
    elsewhere.get(KEY, ".wav", tmp_path / "got.wav")
    assert (tmp_path / "got.wav").read_bytes() == take.read_bytes()
    assert left(tmp_path) == []


def test_what_it_has_not_is_said(depot: Depot, tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match=f"does not have {KEY}.wav") as caught:
        depot.get(KEY, ".wav", tmp_path / "got.wav")
    assert "没有" in caught.value.zh
    assert depot.suffixes(KEY) == []
    assert not (tmp_path / "got.wav").exists()


def test_a_damaged_take_is_never_handed_out_and_can_be_put_again(depot: Depot, tmp_path: Path) -> None:
    take = written(tmp_path / "take.wav", b"sound" * 1000)
    depot.put(take, KEY, ".wav")
    digest = file_hash(take)
    name = f"objects/{digest[:2]}/{digest}.wav"
    place(depot.url).remove(name)
    place(depot.url).put(written(tmp_path / "cut.wav", b"sound" * 10), name)
    with pytest.raises(EngineFailed, match="damaged"):
        depot.get(KEY, ".wav", tmp_path / "got.wav")
    assert not (tmp_path / "got.wav").exists()
    depot.put(take, KEY, ".wav")
    depot.get(KEY, ".wav", tmp_path / "got.wav")
    assert (tmp_path / "got.wav").read_bytes() == take.read_bytes()


def test_writers_and_readers_at_once_do_no_harm(depot: Depot, tmp_path: Path) -> None:
    """Engines that are not quite repeatable: two takes of one key. Every reader gets one of them, whole."""
    if depot.url.startswith("memory:"):
        pytest.skip("fsspec's memory is for one thread")
    takes = [written(tmp_path / f"{n}.wav", bytes([n]) * 50_000) for n in range(4)]
    depot.put(takes[0], KEY, ".wav")
    wrong: list[object] = []

    def write(n: int) -> None:
        depot.put(takes[n], KEY, ".wav")

    def read(n: int) -> None:
        to = tmp_path / f"got{n}.wav"
        try:
            depot.get(KEY, ".wav", to)
            if to.read_bytes() not in {take.read_bytes() for take in takes}:
                wrong.append(to)
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=task, args=(n,)) for n in range(4) for task in (write, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_folder_travels_packed_and_is_unpacked_once(depot: Depot, tmp_path: Path) -> None:
    model = tmp_path / "model"
    written(model / "config.json", b"{}")
    written(model / "deep" / "weights.bin", bytes(range(256)) * 100)
    (model / "linked.bin").symlink_to(model / "deep" / "weights.bin")
    key = depot.put_folder(model)
    shutil.copytree(model, tmp_path / "copy")
    os.utime(tmp_path / "copy" / "config.json", (1, 1))
    assert depot.put_folder(tmp_path / "copy") == key  # dates and places do not matter
    got: list[Path] = []
    together = 1 if depot.url.startswith("memory:") else 4
    threads = [threading.Thread(target=lambda: got.append(depot.get_folder(key, tmp_path / "cache"))) for _ in range(together)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(got) == {tmp_path / "cache" / key}
    assert {p.relative_to(got[0]).as_posix(): p.read_bytes() for p in got[0].rglob("*") if p.is_file()} == {
        "config.json": b"{}", "deep/weights.bin": bytes(range(256)) * 100, "linked.bin": bytes(range(256)) * 100,
    }  # fmt: skip
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [key]


def test_a_folder_that_holds_itself_or_nothing_is_refused(folder: Depot, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="no files"):
        folder.put_folder(tmp_path / "empty")
    written(tmp_path / "round" / "a.bin", b"a")
    (tmp_path / "round" / "again").symlink_to(tmp_path / "round")
    with pytest.raises(BadInput, match="by a link"):
        folder.put_folder(tmp_path / "round")


def test_a_network_folder_that_vanishes_is_said_and_nothing_is_written_in_its_place(folder: Depot, tmp_path: Path) -> None:
    take = written(tmp_path / "take.wav", b"sound")
    folder.put(take, KEY, ".wav")
    root = tmp_path / "depot"
    shutil.rmtree(root)
    root.mkdir()  # the empty place where it was mounted
    for use in (lambda: folder.has(KEY, ".wav"), lambda: folder.put(take, KEY, ".wav"),
                lambda: folder.get(KEY, ".wav", tmp_path / "got.wav"), lambda: folder.suffixes(KEY)):  # fmt: skip
        with pytest.raises(OutputFailed, match="not mounted") as caught:
            use()
        assert "挂载" in caught.value.zh
    assert list(root.iterdir()) == []
    folder.prepare()
    folder.put(take, KEY, ".wav")  # and it goes on when it is there again
    assert folder.has(KEY, ".wav")


def test_a_depot_whose_folder_is_missing_or_whose_kind_is_unknown_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no folder"):
        Depot(str(tmp_path / "unmounted" / "depot")).prepare()
    with pytest.raises(BadInput, match="Accepted: a folder, or a URL"):
        Depot("nosuch://bucket").prepare()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_depot_is_said(folder: Depot, tmp_path: Path) -> None:
    (tmp_path / "depot").chmod(0o500)
    with pytest.raises(OutputFailed, match="could not be written"):
        folder.put(written(tmp_path / "take.wav", b"sound"), KEY, ".wav")
    (tmp_path / "depot").chmod(0o700)


def test_a_bucket_that_does_not_exist_or_answer_is_said(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OutputFailed, match="See that the bucket exists"):
        Depot("s3://nowhere/depot").prepare()
    monkeypatch.setattr("studio.places.PAUSES", (0.01,))
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(OutputFailed, match="does not answer as it should") as caught:
        Depot("s3://studio/unreachable").prepare()
    assert "存储桶" in caught.value.zh


def test_a_store_that_is_only_busy_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also a store that shows half an object: it is written beside and moved."""
    fsspec = pytest.importorskip("fsspec")
    from fsspec.implementations.memory import MemoryFileSystem

    refused: list[str] = []

    class Busy(MemoryFileSystem):
        protocol = "busy"
        store: ClassVar[dict] = {}

        def put_file(self, lpath: str, rpath: str, **options: object) -> None:
            if len(refused) < 2:
                refused.append(rpath)
                raise OSError("503 Slow Down")
            super().put_file(lpath, rpath, **options)

        def get_file(self, rpath: str, lpath: str, **options: object) -> None:
            if len(refused) < 3:
                refused.append(rpath)
                raise TimeoutError("read timed out")
            super().get_file(rpath, lpath, **options)

    monkeypatch.setattr("studio.places.PAUSES", (0.01, 0.01, 0.01))
    fsspec.register_implementation("busy", Busy, clobber=True)
    depot = Depot(f"busy://{tmp_path.name}")
    depot.prepare()
    depot.put(written(tmp_path / "take.wav", b"sound"), KEY, ".wav")
    depot.get(KEY, ".wav", tmp_path / "got.wav")
    assert (tmp_path / "got.wav").read_bytes() == b"sound"
    assert len(refused) == 3
    assert not [name for name in Busy.store if "part" in name]
