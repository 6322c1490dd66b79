"""An engine for tests: it plays the WAV file that the model folder has for a text and seed, or a tone; some texts make trouble."""

import array
import hashlib
import math
import os
import sys
import time
import wave

RATE = 24_000
print("an engine that prints while it is imported")


class Engine:
    def load(self, model, device):
        print("and while it loads")
        os.write(1, b"also past Python\n")
        self.model = model
        capabilities = ["seed", "clone"] if not os.path.exists(os.path.join(model, "no-clones")) else ["seed"]
        return {"rate": RATE, "capabilities": capabilities, "device": device or "cpu"}

    def voice(self, reference, transcript, base, language):
        from shengying_worker import BadInput

        if base == "nobody":
            raise BadInput("it has no voice called 'nobody'")
        return (reference, transcript)

    def speak(self, text, voice, language, seed, speed):
        trouble = text.split()[0]
        if hasattr(self, "_" + trouble):
            yield from getattr(self, "_" + trouble)(voice)
            return
        for place in (f"{named(text)}.{seed}.wav", f"{named(text)}.wav"):
            path = os.path.join(self.model, place)
            if self.model and os.path.exists(path):
                yield from played(path)
                return
        yield tone(0.5)

    def _endless(self, voice):
        while True:
            yield tone(0.1)

    def _mute(self, voice):
        yield tone(0.1)
        time.sleep(1000)

    def _dies(self, voice):
        yield tone(0.1)
        sys.stderr.write("out of luck\n")
        os._exit(9)

    def _stumbles(self, voice):
        """Dies the first time, and not again."""
        yield tone(0.1)
        marker = os.path.join(self.model, "stumbled")
        if not os.path.exists(marker):
            open(marker, "w").close()
            os._exit(9)
        yield tone(0.2)

    def _hungry(self, voice):
        raise MemoryError("no room")
        yield b""

    def _breaks(self, voice):
        yield tone(0.1)
        raise RuntimeError("it broke")

    def _tells(self, voice):
        from shengying_worker import BadInput

        raise BadInput(f"pid={os.getpid()} variables={sorted(os.environ)} modules={'numpy' in sys.modules} voice={voice}")
        yield b""


def fetch(model, revision, folder):
    os.makedirs(folder)
    if model == "nowhere":
        raise SystemExit("no network here")
    with open(os.path.join(folder, "weights.safetensors"), "w") as file:
        file.write(model)


def named(text):
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:16]


def tone(seconds):
    return array.array("f", [0.3 * math.sin(step / 20) for step in range(round(seconds * RATE))]).tobytes()


def played(path):
    with wave.open(path) as file:
        while raw := file.readframes(2400):
            yield array.array("f", [value / 32768 for value in array.array("h", raw)]).tobytes()
