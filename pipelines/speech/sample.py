"""Is this sound a sample that a voice can be learnt from? A verdict, and the sample made ready."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..errors import BadInput
from ..media import Audio, read_audio
from . import sample_measures as measures
from . import sample_tones
from .sample_clean import denoised
from .sample_frames import HOP, Track, level_db, speech_level_db, track_of
from .sample_frames import RATE as FRAME_RATE
from .sample_reverb import STRONG, reverberation

RATE = 24_000
"""Sample rate in Hz of what `accept` returns."""

MIN_SECONDS = 3.0
MIN_SPEECH = 1.5
"""Seconds that must be heard as speech, pauses not counted, in a sample of at least `MIN_SECONDS`: of 83 stretches of 3 s, cut
anywhere from recordings of people, 3 hold less."""
MAX_SECONDS = 30.0
"""`accept` keeps the stretch of this length that holds the most speech."""

LONGEST = 300.0
"""Seconds of a long file that are read and judged."""

NOISY = 20.0
"""dB of the speech over the background under which `accept` takes noise out."""

_SILENT_DB = -60.0
_CLIPPED = 0.008
_MUSIC = 0.5
_NO_SPEECH = {"damaged", "silent", "music", "noise"}
_LEVEL_DB = -22.0


@dataclass(frozen=True)
class Verdict:
    """What a sample is like.

    seconds   its length; `speech` of them are speech, pauses not counted; none of noise and music
    snr_db    loudness of the speech over the background, dB (80 at most)
    clipped   share of the loud part's samples that lie flat at the peak, 0 … 1
    music     likelihood that this is music and not speech, 0 … 1
    rate      sample rate of the file, Hz
    problems  why it cannot be used: of "damaged", "silent", "short", "music", "noise", "clipped", "little speech"
    bandwidth Hz, where the speech's spectrum ends
    several   likelihood that more than one person speaks, 0 … 1, by how far apart the pitches of its phrases lie; 0 where nobody speaks
    reverb    reverberation time (T60) in seconds, 0 … 1.2, that it sounds like
    """

    seconds: float
    speech: float
    snr_db: float
    clipped: float
    music: float
    rate: int
    problems: tuple[str, ...]
    bandwidth: float = 0.0
    several: float = 0.0
    reverb: float = 0.0

    @property
    def good(self) -> bool:
        return not self.problems

    @property
    def is_speech(self) -> bool:
        """Whether somebody is heard to speak, so that it can be asked how many."""
        return not {*self.problems} & _NO_SPEECH

    @property
    def noisy(self) -> bool:
        """Whether `accept` takes noise out."""
        return self.snr_db < NOISY

    @property
    def advice(self) -> tuple[tuple[str, str], ...]:
        """What would make a usable sample better, each in English and in Chinese."""
        found = {
            ("There seem to be several voices; the clone would be a mixture. Give one person alone.",
             "录音中似乎有多个人的声音，克隆出的声音会混在一起。请只保留一个人。"): self.several > 0.5,
            (f"The sound ends at {self.bandwidth / 1000:.1f} kHz, as over a telephone; the clone's brightness is the synthesizer's.",
             f"声音只到 {self.bandwidth / 1000:.1f} kHz，类似电话；更高的频段由合成器补上。"): 0 < self.bandwidth < 5000,
            (f"The room rings ({self.reverb:.1f} s), and the clone would too. Record nearer to the microphone, in a room with soft furniture.",
             f"房间混响明显（{self.reverb:.1f} 秒），克隆的声音也会带混响。请靠近麦克风，在有窗帘、沙发等软物的房间录音。"): self.reverb >= STRONG,
            (f"The background is loud ({self.snr_db:.0f} dB under the speech) and is taken out as far as it goes. A quieter room gives a clearer voice.",
             f"背景声较大（比人声低 {self.snr_db:.0f} dB），已作降噪。在更安静的房间录音，声音会更清楚。"): self.noisy,
            (f"The file is long; its first {LONGEST / 60:.0f} minutes are listened to.",
             f"文件较长，只听取前 {LONGEST / 60:.0f} 分钟。"): self.seconds >= LONGEST - 0.5,
            ("More speech, up to 15 seconds, makes the words of the clone plainer.",
             "多录一些（15 秒以内），克隆的声音会说得更清楚。"): self.speech < 6.0,
        }  # fmt: skip
        return tuple(words for words, holds in found.items() if holds and self.good)


def read(path: Path) -> Audio:
    """The sound of a file, of a long one the first `LONGEST` seconds. BadInput as `read_audio`."""
    return read_audio(path, longest=LONGEST)


def judge(audio: Audio) -> Verdict:
    """Measure `audio` (any rate and number of channels). Never raises for what it hears."""
    if not len(audio) or not np.isfinite(audio.samples).all() or audio.rate < 4000:
        return Verdict(0.0, 0.0, 0.0, 0.0, 0.0, audio.rate, ("damaged",))
    head = _head(audio)
    mono = head.mono()
    if level_db(mono.samples) < _SILENT_DB:
        return Verdict(audio.seconds, 0.0, 0.0, 0.0, 0.0, audio.rate, ("silent",))
    track = track_of(mono)
    found = Verdict(
        seconds=round(audio.seconds, 3),
        speech=round(float(track.speech.sum()) * HOP / FRAME_RATE, 3),
        snr_db=measures.snr_db(track),
        clipped=measures.clipped(head),
        music=measures.music(track),
        rate=audio.rate,
        problems=(),
        bandwidth=measures.bandwidth(head),
        several=measures.several(mono, track),
        reverb=reverberation(track.samples),
    )
    problems = _problems(track, found)
    none = {*problems} & _NO_SPEECH
    return replace(found, problems=problems, speech=0.0, several=0.0) if none else replace(found, problems=problems)


def accept(audio: Audio, *, clean: bool = True) -> Audio:
    """The sample made ready: mono, 24 kHz, trimmed to the speech, at an even level, `MAX_SECONDS` at most; if `clean`, without noise where it is loud.

    Raises BadInput that says why it cannot be used and what would be.
    """
    verdict = judge(audio)
    require(verdict)
    mono = _head(audio).mono()
    track = track_of(mono)
    start, end = _best_stretch(track.speech)
    ready = mono.resampled(RATE).samples.astype(np.float64)
    part = ready[int(start * RATE) : int(end * RATE)]
    part = part - part.mean()
    if clean and verdict.noisy:
        part = denoised(part, RATE, speech_level_db(track) - verdict.snr_db)
    gain = 10 ** ((_LEVEL_DB - speech_level_db(track)) / 20)
    part = part * float(min(gain, 0.97 / max(float(np.abs(part).max()), 1e-9)))
    edge = min(RATE // 100, len(part) // 2)
    fade = np.ones(len(part))
    fade[:edge] = np.linspace(0, 1, edge)
    fade[len(part) - edge :] = np.linspace(1, 0, edge)
    return Audio(part * fade, RATE)


def require(verdict: Verdict) -> None:
    """BadInput that says why a sample cannot be used and what would be, if it has problems."""
    if verdict.problems:
        raise _refusal(verdict)


def _refusal(verdict: Verdict) -> BadInput:
    wanted_en = "Give 3 seconds to 5 minutes of one person speaking, without music."
    wanted_zh = "请提供 3 秒到 5 分钟、单人说话、没有音乐的录音。"
    reasons = {
        "damaged": ("This voice sample holds no usable sound.", "这段录音没有可用的声音。"),
        "silent": ("This voice sample is silent.", "这段录音是静音。"),
        "short": (
            f"This voice sample is {verdict.seconds:.1f} s long; at least {MIN_SECONDS:.0f} s are needed.",
            f"这段录音只有 {verdict.seconds:.1f} 秒；至少需要 {MIN_SECONDS:.0f} 秒。",
        ),
        "clipped": (
            f"This voice sample is clipped ({verdict.clipped:.0%} of its loud part). Record it again at a lower level.",
            f"这段录音削波失真（响亮部分的 {verdict.clipped:.0%}）。请调低音量重新录制。",
        ),
        "music": ("This voice sample sounds like music, not speech.", "这段录音听起来是音乐，不是人声。"),
        "noise": ("No speech is heard in this voice sample, only noise or a tone.", "这段录音里只有噪声或单音，听不到人声。"),
        "little speech": (
            f"Only {verdict.speech:.1f} s of speech are heard in this voice sample, pauses not counted; {MIN_SPEECH:.1f} s are needed.",
            f"这段录音里只听到 {verdict.speech:.1f} 秒人声（不计停顿）；至少需要 {MIN_SPEECH:.1f} 秒。",
        ),
    }
    en, zh = reasons[verdict.problems[0]]
    return BadInput(f"{en} {wanted_en}", f"{zh}{wanted_zh}")


def _head(audio: Audio) -> Audio:
    """What is listened to of it: the first `LONGEST` seconds, without tones such as the mark after labelled speech."""
    return sample_tones.without(Audio(audio.samples[: int(LONGEST * audio.rate)], audio.rate))


def _problems(track: Track, found: Verdict) -> tuple[str, ...]:
    voiced = track.voiced.sum() / max(int(track.active.sum()), 1)
    noise = found.music <= _MUSIC and (voiced < 0.15 or found.snr_db < 3.0)
    faults = {
        "short": found.seconds < MIN_SECONDS,
        "music": found.music > _MUSIC,
        "noise": noise,
        "clipped": found.clipped > _CLIPPED,
        "little speech": not noise and found.speech < MIN_SPEECH,
    }
    return tuple(problem for problem, holds in faults.items() if holds)


def _best_stretch(speech: np.ndarray) -> tuple[float, float]:
    """(start, end) in seconds of the stretch with the most speech, with 0.15 s of air."""
    step = HOP / FRAME_RATE
    length = min(len(speech), int(MAX_SECONDS / step))
    total = np.concatenate([[0], np.cumsum(speech)])
    first = int(np.argmax(total[length:] - total[: len(total) - length]))
    heard = first + np.flatnonzero(speech[first : first + length])
    return max(0.0, heard[0] * step - 0.15), heard[-1] * step + 0.16
