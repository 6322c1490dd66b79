"""The consent that a cloned voice stands on, on disk: consent.toml, and consent.wav where the speaker said it.

Without one that is about its very sample no cloned voice is read, so none speaks.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from .. import toml_files
from ..errors import BadInput
from ..voice import Consent, agrees

CONSENT_FILE, RECORDING_FILE = "consent.toml", "consent.wav"
REQUIRED = "STUDIO_SPOKEN_CONSENT"
"""Environment variable: 1 where this installation takes no cloned voice without a spoken consent."""
SPOKEN_WANTED = (
    "This installation wants the speaker's spoken consent for a cloned voice. `studio clone --consent-sentence --name NAME` "
    "prints the sentence to be read; then: studio clone SAMPLE --name NAME --consent TEXT --spoken-consent RECORDING. "
    "The voice is used by its name afterwards.",
    "本系统要求克隆声音须有说话人的口头同意。`studio clone --consent-sentence --name 名称` 会显示要朗读的句子；"
    "再运行：studio clone 样本 --name 名称 --consent 文字 --spoken-consent 录音。之后用名称使用该声音。",
)
"""What such an installation says where there is none, in English and in Chinese."""


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = ""
    by: str = ""
    date: str = ""
    sample_sha256: str = ""
    sentence: str = ""
    recording_sha256: str = ""


def required() -> bool:
    """Whether this installation takes cloned voices with a spoken consent only."""
    return os.environ.get(REQUIRED, "").strip().lower() in ("1", "true", "yes", "on")


class NoSpokenConsent(BadInput):
    """Raised for a cloned voice without the spoken consent that this installation wants; `voice` is its name, "" for one to be made."""

    def __init__(self, en: str, zh: str, voice: str = "") -> None:
        super().__init__(en, zh)
        self.voice = voice


def require_spoken(given: bool, voice: str = "") -> None:
    """NoSpokenConsent if this installation wants a spoken consent and none is `given`."""
    if required() and not given:
        en, zh = SPOKEN_WANTED
        raise NoSpokenConsent(
            f"The voice {voice!r} has no spoken consent. {en}" if voice else en,
            f"声音 {voice!r} 没有口头同意。{zh}" if voice else zh,
            voice,
        )


def toml(consent: Consent) -> str:
    """As consent.toml holds it: what was not said is left out."""
    said = {key: value for key, value in consent.__dict__.items() if value or key not in ("sentence", "recording_sha256")}
    return toml_files.text(said)


def read(path: Path) -> Consent:
    """The consent in the file `path`. BadInput naming it for what does not hold."""
    return Consent(**toml_files.read(path, _File, what_en="a consent", what_zh="同意书").model_dump())


def check(place: Path, consent: Consent | None, reference: Path) -> None:
    """BadInput that says what is missing, unless `consent` of the folder `place` holds for its sample `reference`."""
    if consent is None:
        raise _refused(place, f"has a sample and no {CONSENT_FILE}", f"有样本，但没有 {CONSENT_FILE}")
    if not agrees(consent.text):
        raise _refused(place, f"has a {CONSENT_FILE} without a text of consent", f"的 {CONSENT_FILE} 中没有同意的文字")
    if consent.sample_sha256 != digest(reference.read_bytes()):
        raise _refused(place, f"has a {CONSENT_FILE} that is about another sample: its sample_sha256 is not that of {reference.name}",
                       f"的 {CONSENT_FILE} 针对另一段样本：sample_sha256 与 {reference.name} 不符")  # fmt: skip
    if consent.recording_sha256:
        _check_recording(place, consent)


def _check_recording(place: Path, consent: Consent) -> None:
    recording = place / RECORDING_FILE
    if not recording.is_file():
        raise _refused(place, f"lacks {RECORDING_FILE}, the spoken consent that its {CONSENT_FILE} names",
                       f"缺少 {CONSENT_FILE} 所指的口头同意录音 {RECORDING_FILE}")  # fmt: skip
    if consent.recording_sha256 != digest(recording.read_bytes()):
        raise _refused(place, f"has another {RECORDING_FILE} than the one that its {CONSENT_FILE} names",
                       f"的 {RECORDING_FILE} 与 {CONSENT_FILE} 所指的不同")  # fmt: skip


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _refused(place: Path, en: str, zh: str) -> BadInput:
    return BadInput(
        f"The voice {place.name!r} cannot be used: its folder {place} {en}. A cloned voice speaks by its speaker's consent only; "
        "clone it again, or import it whole.",
        f"不能使用声音 {place.name!r}：其文件夹 {place} {zh}。克隆的声音须有说话人的同意；请重新克隆，或导入完整的声音。",
    )
