"""Text to IPA, by espeak-ng's rules. The library lives in a worker process (`transcribe_worker`), started when first needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from threading import Lock

from ..errors import BadInput, EngineFailed

_lock = Lock()


@lru_cache(maxsize=1)
def _worker(process: int) -> subprocess.Popen[bytes]:
    """The one worker of this process (not of the one it was forked from). It ends when its standard input closes."""
    script = Path(__file__).with_name("transcribe_worker.py")
    # a session of its own, so that Ctrl-C reaches the studio and not the worker in mid-answer
    command = [sys.executable, str(script)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)


@lru_cache(maxsize=20_000)
def transcribe(text: str, language: str) -> str:
    """`text` in IPA, words parted by spaces, stress marked; `language` is espeak-ng's name ("en-us", "cmn").

    BadInput for a language that espeak-ng does not have; EngineFailed if the worker dies.
    """
    request = json.dumps({"language": language, "text": text}).encode() + b"\n"
    try:
        with _lock:
            worker = _worker(os.getpid())
            assert worker.stdin is not None
            assert worker.stdout is not None
            worker.stdin.write(request)
            worker.stdin.flush()
            line = worker.stdout.readline()
        if not line:
            raise OSError("the worker ended")
    except OSError as error:
        _worker.cache_clear()  # the next call starts a fresh one
        raise EngineFailed(
            f"espeak-ng could not read {text[:60]!r} ({error}). Try again; if it stays, shorten the text.",
            f"espeak-ng 未能读出 {text[:60]!r}（{error}）。请重试；若仍失败请缩短文本。",
        ) from error
    answer = json.loads(line)
    if "error" in answer:
        raise BadInput(
            f"{answer['error']}. Give a language that espeak-ng knows, such as en-us, de or cmn.",
            f"espeak-ng 没有语言 {language!r}。请给出它支持的语言，例如 en-us、de、cmn。",
        )
    return str(answer["ipa"])
