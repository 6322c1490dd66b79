"""An engine at work in an environment of its own. Started by the studio with that environment's Python:

    python -I worker.py ADAPTER.py NAME DISTRIBUTION

It needs the standard library and the engine's own package, nothing of the studio's. Messages (`frames`) come on standard input
and go to standard output; whatever the engine prints goes to standard error.

    studio                                              worker
                                                        hello    protocol, engine, version
    load     model, device                              ready    rate, version, capabilities, device
    voice    key, reference, transcript, base, language voice    key
    speak    id, text, language, voice, seed, speed     chunk …  id, and float32 samples;  then done  id, samples, cancelled
    cancel   id
    quit

In the place of any answer: error, with `kind` bad_input, failed or memory, and a message. An adapter is a file with a class
`Engine`; docs/engines.md tells how one is written.
"""

from __future__ import annotations

import importlib.util
import os
import queue
import sys
import threading
import traceback
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any, BinaryIO


def _module(name: str, path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


frames = _module("shengying_frames", os.path.join(os.path.dirname(os.path.abspath(__file__)), "frames.py"))


class BadInput(Exception):
    """For an adapter to raise, in a sentence: what was asked for cannot be said by this engine, and what could be."""


class Worker:
    """Answers one request after the other; a second thread reads them, so that a cancel is seen while the engine speaks."""

    def __init__(self, name: str, package: str, adapter: str, source: BinaryIO, sink: BinaryIO) -> None:
        self._name, self._package, self._adapter = name, package, adapter
        self._source, self._sink = source, sink
        self._waiting: queue.Queue[tuple[dict[str, Any], bytes]] = queue.Queue()
        self._cancelled: set[int] = set()
        self._engine: Any = None
        self._voices: dict[str, Any] = {}

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        self._send({"type": "hello", "protocol": frames.PROTOCOL, "engine": self._name, "version": self._version()})
        while True:
            header, payload = self._waiting.get()
            if header.get("type") == "quit":
                return
            try:
                self._answer(header, payload)
            except BadInput as error:
                self._fail(header, "bad_input", str(error))
            except Exception as error:
                traceback.print_exc()
                kind = "memory" if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError" else "failed"
                self._fail(header, kind, f"{type(error).__name__}: {error}")

    def _answer(self, header: dict[str, Any], _payload: bytes) -> None:
        kind = header.get("type")
        if kind == "load":
            self._engine = _module("shengying_adapter", self._adapter).Engine()
            facts = self._engine.load(header["model"], header["device"])
            self._send({"type": "ready", "version": self._version(), "device": header["device"], **facts})
        elif kind == "voice":
            if header["key"] not in self._voices:
                given = (header["reference"], header["transcript"], header["base"], header["language"])
                self._voices[header["key"]] = self._engine.voice(*given)
            self._send({"type": "voice", "key": header["key"]})
        elif kind == "speak":
            self._speak(header)
        else:
            self._fail(header, "failed", f"this worker knows no request {kind!r}")

    def _speak(self, header: dict[str, Any]) -> None:
        number, total, stopped = header["id"], 0, False
        voice = self._voices[header["voice"]]
        chunks = self._engine.speak(header["text"], voice, header["language"], header["seed"], header["speed"])
        try:
            for chunk in chunks:
                if number in self._cancelled:
                    stopped = True
                    break
                raw = bytes(chunk)
                total += len(raw) // 4
                for start in range(0, len(raw), 1 << 20):
                    self._send({"type": "chunk", "id": number}, raw[start : start + (1 << 20)])
        finally:
            if hasattr(chunks, "close"):
                chunks.close()
        self._send({"type": "done", "id": number, "samples": total, "cancelled": stopped})

    def _version(self) -> str:
        try:
            return version(self._package) if self._package else ""
        except PackageNotFoundError:
            return ""

    def _fail(self, header: dict[str, Any], kind: str, message: str) -> None:
        self._send({"type": "error", "kind": kind, "message": message[:2000], "id": header.get("id", 0)})

    def _send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        self._sink.write(frames.packed(header, payload))
        self._sink.flush()

    def _listen(self) -> None:
        """Read requests until the studio is gone; then end at once, whatever the engine is in the middle of."""
        while True:
            head = self._source.read(frames.HEAD.size)
            if len(head) < frames.HEAD.size:
                os._exit(0)
            sizes = frames.lengths(head)
            text, payload = self._source.read(sizes[0]), self._source.read(sizes[1])
            header = frames.parsed(text)
            if header.get("type") == "cancel":
                self._cancelled.add(header["id"])
            else:
                self._waiting.put((header, payload))


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """(where requests come from, where answers go): taken out of reach of libraries that print or read."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return source, sink


def main() -> None:
    adapter, name, package = sys.argv[1:4]
    source, sink = own_pipes()
    sys.modules["shengying_worker"] = sys.modules[__name__]  # adapters take BadInput from here
    Worker(name, package, adapter, source, sink).run()
    os._exit(0)  # an engine's threads and exit hooks need not be waited for


if __name__ == "__main__":
    main()
