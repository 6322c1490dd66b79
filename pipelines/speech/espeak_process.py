"""The espeak-ng worker as this program sees it: ask, and it answers. Every user of espeak-ng shares the one process."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from typing import Any

from ..errors import EngineFailed


class _Process:
    """The espeak-ng process: started when first asked, started again if it died."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, **request: Any) -> tuple[dict[str, Any], bytes]:
        with self._lock:
            for attempt in (1, 2):
                process = self._start()
                assert process.stdin is not None
                assert process.stdout is not None
                try:
                    process.stdin.write(json.dumps(request).encode() + b"\n")
                    process.stdin.flush()
                    answer = json.loads(process.stdout.readline() or b"null")
                    if answer is None:
                        raise BrokenPipeError
                    return answer, process.stdout.read(answer["bytes"])
                except (BrokenPipeError, ValueError) as error:
                    self.stop()
                    if attempt == 2:
                        raise EngineFailed(
                            "The espeak-ng worker stopped twice on this text.", "espeak-ng 进程在这段文本上两次中断。"
                        ) from error
        raise AssertionError("unreachable")

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "pipelines.speech.espeak_worker"]
            # a session of its own, so that Ctrl-C reaches the studio and not the worker in mid-answer
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
            )
        return self._process

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


_process = _Process()
atexit.register(_process.stop)


def ask(**request: Any) -> tuple[dict[str, Any], bytes]:
    """(the answer, its sound) to a request of `espeak_worker`. EngineFailed if the worker stops twice on it."""
    return _process.ask(**request)
