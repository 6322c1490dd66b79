"""A voice cloned on the page: the sample judged item by item, and the voice learnt from it, with its consent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from pipelines.errors import BadInput
from pipelines.media import Audio, read_audio
from pipelines.speech import clone, sample, spoken_consent, voices
from pipelines.speech.sample import Verdict
from pipelines.voice import agrees

from .. import own_voices
from ..spoken import check_language
from . import browser_files, voices_own, voices_sound
from .notices import answered, message
from .texts import TEXTS, pair, t
from .timeline_desk import sent

_FAULT_OF = {"damaged": "seconds", "short": "seconds", "silent": "speech", "little speech": "speech", "noise": "snr_db"}
"""Problem → the item that it shows at, where that has another name."""
_SHOWN: dict[str, Callable[[float], str]] = {"clipped": lambda share: f"{100 * share:.1f}", "snr_db": lambda db: f"{db:.0f}",
                                             "rate": lambda rate: f"{rate / 1000:g}", "bandwidth": lambda hz: f"{hz / 1000:.1f}",
                                             "several": lambda share: f"{100 * share:.0f}"}  # fmt: skip


@answered
def judge_sample(asked: dict[str, Any]) -> dict[str, Any]:
    """What a sample {"path"} is like, an item at a time, and what would make it better; the sample made ready, or the sentence that says why it cannot be used."""
    lang = str(asked.get("lang", "en"))
    sound = _sound(asked)
    verdict = sample.judge(sound)
    advice = [zh if lang == "zh" else en for en, zh in verdict.advice]
    answer = {"items": _items(verdict, lang), "advice": advice, "good": verdict.good, "why": ""}
    try:
        return answer | {"clean": sent(sample.accept(sound))}
    except BadInput as error:
        return answer | {"good": False, "why": message(error, lang)}


def _items(verdict: Verdict, lang: str) -> list[dict[str, Any]]:
    bad = {_FAULT_OF.get(problem, problem) for problem in verdict.problems}
    found = []
    for name in (field.name for field in fields(verdict)):
        if f"voices.judge_{name}" in TEXTS:
            value = _SHOWN.get(name, lambda plain: f"{plain:.1f}")(getattr(verdict, name))
            key = f"voices.{'bad' if name in bad and f'voices.bad_{name}' in TEXTS else 'good'}_{name}"
            found.append({"name": t(f"voices.judge_{name}", lang), "says": t(key, lang, value=value), "good": name not in bad})
    return found


@answered
def clone_voice(asked: dict[str, Any]) -> dict[str, Any]:
    """Learn a voice from {"path", "consent"} and, if given, {"transcript", "title", "language", "spoken"}; its first sentence comes back."""
    consent = str(asked.get("consent", "")).strip()
    if not agrees(consent):
        raise BadInput(*pair("notice.consent"))
    lang, sound = str(asked.get("lang", "en")), _sound(asked)
    title = str(asked.get("title", "")).strip()
    name = voices_own.named(title) if title else _free_name(lang)
    title = title or name.replace("-", " ")
    spoken = check_language(str(asked["language"])) if asked.get("language") else ""
    agreed = read_audio(_added(asked["spoken"]), longest=spoken_consent.LONGEST + 1) if asked.get("spoken") else None
    made = clone.clone(sound, name, consent, folder=voices.user_folder(), language=spoken,
                       transcript=str(asked.get("transcript", "")).strip(), spoken=agreed)  # fmt: skip
    if title != name:
        made = voices.save(replace(made, title_en=title, title_zh=title), voices.user_folder(), force=True)
    return {"name": made.name, "title": title, "sound": voices_sound.kept(made)}


@answered
def consent_sentence(asked: dict[str, Any]) -> dict[str, Any]:
    """What the speaker reads aloud for a voice of this {"title", "language"}."""
    title = str(asked.get("title", "")).strip()
    name = own_voices.slug(title) if title else _free_name(str(asked.get("lang", "en")))
    return {"sentence": spoken_consent.sentence(name, str(asked.get("language", "")))}


def _free_name(lang: str) -> str:
    return own_voices.free_name(t("voices.clone_name", lang))


def _sound(asked: dict[str, Any]) -> Audio:
    return sample.read(_added(asked.get("path", "")))


def _added(path: object) -> Path:
    """The file at `path` if it was added through the page."""
    accepted = browser_files.accepted(str(path))
    if not accepted:
        raise BadInput(*pair("voices.need_sample"))
    return Path(accepted)


FUNCTIONS = (judge_sample, clone_voice, consent_sentence)
