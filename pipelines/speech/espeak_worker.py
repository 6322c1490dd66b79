"""espeak-ng in a process of its own: text in, sound and phoneme times out.

espeak-ng is GPL-3 and its state is process-global, so the studio talks to it over a pipe and never loads it into its own
process. One request is a line of JSON on standard input; one answer is a line of JSON, then as many bytes of 16-bit
little-endian mono sound as its "bytes" says. Requests: {"voice", "text"} to speak, {"ipa", "voice"} for the IPA of a text,
{"list": true} for the voices. An answer with "error" has no sound.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import sys
from typing import Any

import espeakng_loader

_SYNCHRONOUS = 2
_PHONEME_EVENTS_IPA = 1 | 2
_UTF8, _IPA, _PHONEMES = 1, 2, 0x100
_LANGUAGE_FLAG = re.compile(r"\([a-z-]+\)")  # "(en)" around a foreign word
_END, _WORD, _PHONEME = 0, 1, 7


class _Id(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    ]


_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Synthesiser:
    """The library, initialised once. `speak` gives (sound bytes, words, phonemes)."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate: int = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, _PHONEME_EVENTS_IPA)
        if self.rate <= 0:
            raise RuntimeError("espeak-ng could not be initialised")
        self._callback = _CALLBACK(self._collect)  # kept: the library holds only a bare pointer to it
        self._library.espeak_SetSynthCallback(self._callback)
        self._sound: list[bytes] = []
        self._words: list[tuple[int, int, int]] = []
        self._phonemes: list[tuple[str, int, int]] = []

    def _collect(self, wave: Any, count: int, events: Any) -> int:
        if count > 0:
            self._sound.append(ctypes.string_at(wave, count * 2))
        index = 0
        while events[index].type != _END:
            event = events[index]
            if event.type == _WORD:
                self._words.append((event.text_position - 1, event.length, event.sample))
            elif event.type == _PHONEME:
                # eight bytes that may lack their terminator: read all, cut at the first zero
                raw = ctypes.string_at(ctypes.addressof(event.id), 8).split(b"\0")[0]
                self._phonemes.append((raw.decode("utf-8", "ignore"), event.text_position - 1, event.sample))
            index += 1
        return 0

    def speak(self, voice: str, text: str) -> dict[str, Any]:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            return {"error": f"espeak-ng has no voice {voice!r}"}
        self._sound, self._words, self._phonemes = [], [], []
        raw = text.encode("utf-8")
        status = self._library.espeak_Synth(raw, len(raw) + 1, 0, 0, 0, _UTF8 | _PHONEMES | 0x1000, None, None)
        self._library.espeak_Synchronize()
        if status != 0:
            return {"error": f"espeak-ng failed with status {status}"}
        return {"rate": self.rate, "words": self._words, "phonemes": self._phonemes, "sound": b"".join(self._sound)}

    def transcribe(self, voice: str, text: str) -> dict[str, Any]:
        """The IPA of `text`, words parted by spaces and stress marked, as `espeak-ng --ipa` prints it."""
        for name in (voice, voice.split("-")[0]):  # "fr-fr" is known as "fr"
            if self._library.espeak_SetVoiceByName(name.encode()) == 0:
                break
        else:
            return {"error": f"espeak-ng has no voice {voice!r}"}
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        raw = ctypes.create_string_buffer(text.encode("utf-8"))
        place = ctypes.c_void_p(ctypes.addressof(raw))
        clauses = []
        while place.value:  # one clause a call; the library moves `place` on, and clears it at the end
            spoken = self._library.espeak_TextToPhonemes(ctypes.byref(place), _UTF8, _IPA)
            clauses.append(_LANGUAGE_FLAG.sub("", (spoken or b"").decode("utf-8", "ignore")).strip())
        return {"ipa": " ".join(clause for clause in clauses if clause)}

    def voices(self) -> list[dict[str, str]]:
        """Every voice file and language that the library knows: name, language, identifier."""

        class _Voice(ctypes.Structure):
            _fields_ = [("name", ctypes.c_char_p), ("languages", ctypes.c_char_p), ("identifier", ctypes.c_char_p)]

        self._library.espeak_ListVoices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        found, index = self._library.espeak_ListVoices(None), 0
        voices = []
        while found[index]:
            voice = found[index].contents
            language = voice.languages[1:].decode("ascii", "ignore")  # its first byte is a priority
            voices.append({"name": voice.name.decode(), "language": language, "identifier": voice.identifier.decode()})
            index += 1
        return voices


def answer_to(synthesiser: Synthesiser, request: dict[str, Any]) -> dict[str, Any]:
    if "list" in request:
        return {"voices": synthesiser.voices()}
    if "ipa" in request:
        return synthesiser.transcribe(request["voice"], request["ipa"])
    return synthesiser.speak(request["voice"], request["text"])


def _answer(synthesiser: Synthesiser, request: dict[str, Any]) -> None:
    answer = answer_to(synthesiser, request)
    sound = answer.pop("sound", b"")
    sys.stdout.buffer.write(json.dumps({**answer, "bytes": len(sound)}).encode() + b"\n" + sound)
    sys.stdout.buffer.flush()


def _apart(synthesiser: Synthesiser, request: dict[str, Any]) -> bool:
    """Answer in a child that ends with its answer; whether it ended well.

    espeak-ng carries phases and random numbers from one text into the next: what it said before would change the sound of
    a line and its times by some samples. A child starts from the library as it was initialised, whatever was said before.
    """
    child = os.fork()
    if child == 0:
        try:
            _answer(synthesiser, request)
        finally:  # not the parent's clean-up, and not its loop
            os._exit(1 if sys.exc_info()[0] else 0)
    return os.waitpid(child, 0)[1] == 0


def main() -> None:
    synthesiser = Synthesiser()
    for line in sys.stdin.buffer:
        if not _apart(synthesiser, json.loads(line)):
            sys.exit(1)  # the answer may be cut short; whoever asks finds the pipe closed, and asks a new worker


if __name__ == "__main__":
    main()
