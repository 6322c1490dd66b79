"""Text to IPA by espeak-ng, in a process of its own.

espeak-ng is GPL-3 and its state is process-global, so it is reached over a pipe. One request is a line of JSON on standard
input, {"language": str, "text": str}; one answer is a line of JSON, {"ipa": str} or {"error": str}. Words are parted by
spaces and stress is marked, as `espeak-ng --ipa` prints it.
"""

from __future__ import annotations

import ctypes
import json
import re
import sys

import espeakng_loader

_RETRIEVAL = 1  # no sound is wanted
_UTF8, _IPA = 1, 2
_LANGUAGE_FLAG = re.compile(r"\([a-z-]+\)")  # "(en)" around a foreign word


class Transcriber:
    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        if self._library.espeak_Initialize(_RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0) <= 0:
            raise RuntimeError("espeak-ng could not be initialised")

    def transcribe(self, language: str, text: str) -> dict[str, str]:
        for name in (language, language.split("-")[0]):  # "fr-fr" is known as "fr"
            if self._library.espeak_SetVoiceByName(name.encode()) == 0:
                break
        else:
            return {"error": f"espeak-ng has no language {language!r}"}
        raw = ctypes.create_string_buffer(text.encode("utf-8"))
        place = ctypes.c_void_p(ctypes.addressof(raw))
        clauses = []
        while place.value:  # one clause a call; the library moves `place` on, and clears it at the end
            spoken = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA)
            clauses.append(_LANGUAGE_FLAG.sub("", (spoken or b"").decode("utf-8", "ignore")).strip())
        return {"ipa": " ".join(clause for clause in clauses if clause)}


def main() -> None:
    transcriber = Transcriber()
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = transcriber.transcribe(request["language"], request["text"])
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
