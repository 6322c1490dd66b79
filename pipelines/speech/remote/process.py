"""An engine's worker as this program sees it: started when first asked, asked again if it died, ended with the program."""

from __future__ import annotations

import atexit
import os
import select
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import BadInput, EngineFailed, StudioError
from . import frames
from .environment import Installed
from .recipe import Recipe

_WORKER = Path(__file__).parent / "worker.py"
_PATIENCE = {"hello": 120.0, "load": 900.0, "voice": 300.0, "speak": 300.0}
"""Seconds without a word from a worker after which it is given up; STUDIO_ENGINE_PATIENCE multiplies them."""
_UNTIL_CANCELLED = 5.0
_SECRET = ("_KEY", "_TOKEN", "_SECRET", "_PASSWORD")


class _Died(Exception):
    """The worker closed its end: it crashed, or was killed."""


@dataclass(frozen=True)
class Facts:
    """What a worker says of its engine once it is loaded: `rate` in Hz; `capabilities` such as "clone", "speed"."""

    version: str
    rate: int
    capabilities: tuple[str, ...]
    device: str


@dataclass(frozen=True)
class VoiceRequest:
    """A voice as a worker takes it: a sample (a WAV file) and what it says, or the name of one of the engine's own voices."""

    key: str
    reference: str
    transcript: str
    base: str
    language: str


@dataclass(frozen=True)
class Said:
    """Mono sound, float32 (n,) in [-1, 1]; `stopped` if it was cut off because it would not end."""

    samples: np.ndarray
    stopped: bool


class Process:
    """One worker of one engine on one device; one request at a time, whichever thread asks.

    `model` is the folder of its weights, or "" where it knows them itself.
    """

    def __init__(self, recipe: Recipe, place: Installed, *, model: str, device: str) -> None:
        self._recipe, self._place = recipe, place
        self._model, self._device = model, device
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._log: Any = None
        self._buffer = b""
        self._number = 0
        self._doing = ""  # the request that is not answered yet
        self._voices: set[str] = set()
        self._facts: Facts | None = None

    def facts(self) -> Facts:
        """The engine's rate and capabilities; the worker is started and the model loaded for it, once."""
        with self._lock:
            return self._twice(self._loaded)

    def speak(self, text: str, voice: VoiceRequest, *, seed: int, speed: float, longest: float) -> Said:
        """`text` in that voice. Sound beyond `longest` seconds is not waited for.

        A worker that dies is started again once. BadInput for what the engine refuses; EngineFailed if it fails, dies twice or
        falls silent. Stopped (Cancelled, Ctrl-C), the worker leaves off and stays.
        """
        with self._lock:
            return self._twice(lambda: self._speak(text, voice, seed, speed, longest))

    def stop(self) -> None:
        """End the worker at once."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        self._log.close()
        self._log = None

    def _twice(self, work: Callable[[], Any]) -> Any:
        for attempt in (1, 2):
            try:
                return work()
            except _Died as error:
                said = self._last_words()
                self.stop()
                if attempt == 2:
                    raise self._failed("stopped twice in the middle of its work", "在工作中两次中断", said) from error
            except (BadInput, EngineFailed):
                raise
            except BaseException:  # stopped in the middle: what is still on its way belongs to nobody
                self._leave_off()
                raise
        raise AssertionError("unreachable")

    def _loaded(self) -> Facts:
        if self._process is None or self._process.poll() is not None or self._facts is None:
            self.stop()
            self._start()
            self._send({"type": "load", "model": self._model, "device": self._device})
            ready, _ = self._receive("load", "ready")
            rate = int(ready.get("rate", 0))
            if rate <= 0:
                raise self._refuse("tells no sample rate", "没有给出采样率")
            self._facts = Facts(str(ready["version"]), rate, tuple(ready.get("capabilities", ())), str(ready["device"]))
        return self._facts

    def _start(self) -> None:
        self._buffer, self._voices, self._facts, self._doing = b"", set(), None, ""
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the worker
        command = [self._place.interpreter, "-I", "-u", _WORKER, self._recipe.adapter, self._recipe.name, self._recipe.package]
        # a session of its own, so that Ctrl-C reaches the studio and not the worker in mid-answer
        self._process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log,
            env=_environment(self._place), start_new_session=True, bufsize=0,
        )  # fmt: skip
        hello, _ = self._receive("hello", "hello")
        pinned = [part.partition("==")[2] for part in self._recipe.requirements if part.split("==")[0] == self._recipe.package]
        if hello.get("protocol") != frames.PROTOCOL or hello.get("engine") != self._recipe.name:
            raise self._refuse(
                f"speaks version {hello.get('protocol')} of the protocol as {hello.get('engine')!r}, not {frames.PROTOCOL}",
                f"使用协议第 {hello.get('protocol')} 版（{hello.get('engine')}），应为第 {frames.PROTOCOL} 版",
            )
        if pinned and pinned[0] and hello.get("version") != pinned[0]:
            raise self._refuse(
                f"is {self._recipe.package} {hello.get('version') or 'of no version'} where {pinned[0]} is wanted",
                f"的 {self._recipe.package} 版本为 {hello.get('version') or '未知'}，应为 {pinned[0]}",
            )

    def _speak(self, text: str, voice: VoiceRequest, seed: int, speed: float, longest: float) -> Said:
        rate = self._loaded().rate
        if voice.key not in self._voices:
            self._send({"type": "voice", **vars(voice)})
            self._receive("voice", "voice")
            self._voices.add(voice.key)
        self._number += 1
        own = {"id": self._number, "voice": voice.key, "language": voice.language, "seed": seed, "speed": speed}
        self._send({"type": "speak", "text": text, **own})
        chunks: list[bytes] = []
        got, most = 0, round(longest * rate)
        while True:
            header, payload = self._receive("speak", "chunk", "done")
            if header["type"] == "done":
                break
            chunks.append(payload)
            got += len(payload) // 4
            if got > most:
                self._leave_off()
                return Said(_sound(chunks)[:most], True)
        return Said(_sound(chunks), False)

    def _leave_off(self) -> None:
        """Have the worker leave off what it says; one that does not within seconds is ended, and started anew when next asked."""
        if not self._doing:
            return
        if self._doing != "speak":
            self.stop()
            return
        until = time.monotonic() + _UNTIL_CANCELLED
        try:
            self._send({"type": "cancel", "id": self._number})
            self._doing = "speak"
            while self._receive("speak", "chunk", "done", until=until)[0]["type"] != "done":
                pass
        except (BadInput, EngineFailed, _Died):
            self.stop()

    def _send(self, header: Mapping[str, Any]) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._doing = str(header["type"])
        message = memoryview(frames.packed(dict(header)))
        try:
            while message:
                message = message[self._process.stdin.write(message) :]
        except BrokenPipeError as error:
            raise _Died from error

    def _receive(self, step: str, *wanted: str, until: float | None = None) -> tuple[dict[str, Any], bytes]:
        """The next message, which must be one of `wanted`; an error that the worker tells is raised."""
        if until is None:
            until = time.monotonic() + _PATIENCE[step] * float(os.environ.get("STUDIO_ENGINE_PATIENCE") or 1)
        try:
            header_size, payload_size = frames.lengths(self._held(frames.HEAD.size, until))
            begin, end = frames.HEAD.size + header_size, frames.HEAD.size + header_size + payload_size
            whole = self._held(end, until)
            header, payload = frames.parsed(whole[frames.HEAD.size : begin]), whole[begin:]
            self._buffer = self._buffer[end:]  # only now: whoever is stopped before has taken no part of a message
        except frames.NotAMessage as error:
            began = self._buffer[:60]
            raise self._refuse(
                f"does not speak the protocol; it began with {began!r}", f"没有使用约定的协议，开头为 {began!r}"
            ) from error
        if header.get("type") in ("error", "ready", "voice", "done"):
            self._doing = ""
        if header.get("type") == "error":
            raise self._told(str(header.get("kind")), str(header.get("message", "")))
        if header.get("type") not in wanted:
            raise self._refuse(f"answered {header.get('type')!r} to {step!r}", f"对 {step!r} 回答了 {header.get('type')!r}")
        return header, payload

    def _held(self, size: int, until: float) -> bytes:
        """The next `size` bytes, which stay in the buffer."""
        assert self._process is not None
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        while len(self._buffer) < size:
            left = until - time.monotonic()
            if left <= 0 or not select.select([handle], [], [], left)[0]:
                raise self._refuse("said nothing for a long time and was ended", "长时间没有回应，已终止")
            more = os.read(handle, 1 << 20)
            if not more:
                raise _Died
            self._buffer += more
        return self._buffer[:size]

    def _told(self, kind: str, message: str) -> StudioError:
        if kind == "bad_input":
            return BadInput(f"{self._recipe.name}: {message}", f"{self._recipe.name}：{message}")
        if kind == "memory":
            self.stop()
            return EngineFailed(
                f"{self._recipe.name} ran out of memory on {self._device}: {message}. Close what else uses it, give shorter lines, choose "
                "another device (STUDIO_DEVICE=cpu, cuda:1) or a smaller engine: studio engines list",
                f"{self._recipe.name} 在 {self._device} 上内存不足：{message}。请关闭其他占用者、缩短句子、改用其他设备"
                "（STUDIO_DEVICE=cpu、cuda:1）或较小的引擎：studio engines list",
            )
        return self._failed(f"failed: {message}", f"失败：{message}", self._last_words())

    def _refuse(self, en: str, zh: str) -> EngineFailed:
        """End the worker, and say why."""
        said = self._last_words()
        self.stop()
        return self._failed(en, zh, said)

    def _failed(self, en: str, zh: str, said: str) -> EngineFailed:
        name = self._recipe.name
        tail_en, tail_zh = (f" Its last words: {said}", f"其最后输出：{said}") if said else ("", "")
        return EngineFailed(
            f"The worker of {name!r} {en}.{tail_en} Look it over with: studio engines check {name}",
            f"引擎 {name!r} 的进程{zh}。{tail_zh} 检查：studio engines check {name}",
        )

    def _last_words(self) -> str:
        if self._log is None:
            return ""
        size = self._log.seek(0, os.SEEK_END)
        self._log.seek(max(0, size - 2000))
        lines = [line.strip() for line in self._log.read().decode("utf-8", "replace").splitlines() if line.strip()]
        return " | ".join(lines[-3:])[-500:]


def _sound(chunks: list[bytes]) -> np.ndarray:
    raw = b"".join(chunks)
    return np.frombuffer(raw[: len(raw) // 4 * 4], "<f4").astype(np.float32)


def _environment(place: Installed) -> dict[str, str]:
    """The worker's variables: no secrets, no other Python's paths, and no downloads unless the person asked for them."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON") and key != "VIRTUAL_ENV"}
    if os.environ.get("STUDIO_DOWNLOAD") != "1":
        kept = {key: value for key, value in kept.items() if not key.endswith(_SECRET)}
        kept |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}
    kept["HF_HUB_DISABLE_TELEMETRY"] = "1"
    if (place.folder / "model").is_dir():
        kept["SHENGYING_MODEL"] = str(place.folder / "model")
    return kept


_processes: dict[tuple[str, str, str], Process] = {}
_guard = threading.Lock()


def process_for(recipe: Recipe, place: Installed, *, model: str, device: str) -> Process:
    """The worker of this engine with this model on this device: one in this program, whoever asks."""
    key = (f"{place.folder} {recipe.folder}", model, device)
    with _guard:
        if key not in _processes:
            _processes[key] = Process(recipe, place, model=model, device=device)
        return _processes[key]


def stop_all() -> None:
    """End every worker of this program."""
    with _guard:
        for process in _processes.values():
            process.stop()
        _processes.clear()


atexit.register(stop_all)
os.register_at_fork(after_in_child=_processes.clear)  # the parent's workers are the parent's
