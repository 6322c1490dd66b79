"""Consent that the speaker says aloud: the sentence to be read, and whether a recording holds it in the voice of the sample."""

from __future__ import annotations

import datetime
import re

from ..errors import BadInput
from ..media import Audio
from . import same_voice
from .align import align
from .sample import accept

LONGEST = 60.0
"""Seconds that the recording may last."""

_EN = "Today is {day}. I am the speaker, and I agree that my recording is made into a voice called {name}."
_ZH = "今天是{day}。我是本人，同意用我的录音制作名叫{name}的声音。"
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_OTHERS = {
    "en": (
        "The weather was fine all week, so the children walked to the lake and fed the ducks there until it grew dark.",
        "Please put the books back on the shelf, close the window, and bring me a cup of tea with milk and two spoons of sugar.",
    ),
    "zh": (
        "昨天下午天气很好，孩子们去湖边散步，喂了鸭子，一直玩到天黑才回家。",
        "请把书放回书架，关上窗户，再给我倒一杯加牛奶和两勺糖的热茶。",
    ),
}
_SURE = 0.25
_CLEARLY = 1.4
"""How sure the aligner must be of the sentence, and how many times as sure as of sentences that were not to be said."""


def sentence(name: str, language: str, day: datetime.date | None = None) -> str:
    """What the speaker of the voice `name` reads aloud on `day` (by default today): Chinese for a Chinese sample, else English."""
    day = day or datetime.date.today()
    spoken = re.sub(r"[-_.]+", " ", name).strip() or name
    if _language(language) == "en":
        return _EN.format(day=f"{day.day} {_MONTHS[day.month - 1]} {day.year}", name=spoken)
    return _ZH.format(day=f"{day.year}年{day.month}月{day.day}日", name=spoken)


def heard(recording: Audio, sample: Audio, name: str, language: str, day: datetime.date | None = None) -> str:
    """The sentence that `recording` holds in the voice of `sample`: of `day`, by default today, or of the day before.

    BadInput, with what would be accepted, if it holds neither, or another voice. The words are aligned and must win over other
    sentences, the voice must lie nearer than `same_voice.SAME`; neither is proof against a good imitation.
    """
    day = day or datetime.date.today()
    shown = (
        sentence(name, language, day),
        sentence(name, language, day - datetime.timedelta(days=1)),
    )  # it may have been midnight
    return _found(recording, sample, shown)


def check(recording: Audio, sample: Audio, said: str) -> None:
    """BadInput as `heard`, unless `recording` is the sentence of consent `said` in the voice of `sample`."""
    if not _is_consent(said):
        raise BadInput(
            f"{said!r} is no sentence of consent. It would be: {sentence('NAME', 'en')}",
            f"“{said}”不是同意的句子。应为：{sentence('名称', 'zh')}",
        )
    _found(recording, sample, (said,))


def _found(recording: Audio, sample: Audio, sentences: tuple[str, ...]) -> str:
    shown = sentences[0]
    ready = _ready(recording, shown)
    if same_voice.distance(sample, ready) >= same_voice.SAME:
        raise BadInput(
            "The spoken consent is not in the voice of the sample. The speaker of the sample has to read the sentence, best with the same "
            f"microphone: {shown}",
            f"口头同意的声音与样本不是同一个人。请由样本的说话人朗读，最好使用同一个麦克风：{shown}",
        )
    if said := says(ready, sentences):
        return said
    raise BadInput(
        f"The spoken consent does not hold the sentence that was shown. Read this aloud, and nothing else: {shown}",
        f"口头同意的录音与所示句子不符。请只朗读这句话：{shown}",
    )


def says(recording: Audio, sentences: tuple[str, ...]) -> str:
    """The one of these sentences of consent, of one language, that `recording` holds, whosever the voice is; "" if none."""
    language = _language(sentences[0])
    others: list[float] = []
    for said in sentences:
        own = _confidence(recording, said, language)
        if own < _SURE:
            continue
        others = others or [_confidence(recording, other, language) for other in _OTHERS[language]]
        if own > _CLEARLY * max(others) and own > _confidence(recording, on_another_day(said), language):
            return said
    return ""


def _is_consent(said: str) -> bool:
    patterns = (re.escape(form).replace(r"\{day\}", ".{1,40}").replace(r"\{name\}", ".{1,60}") for form in (_EN, _ZH))
    return any(re.fullmatch(pattern, said) for pattern in patterns)


def _language(text: str) -> str:
    """Of the sentence, for a voice's language or the sentence itself: "zh" or "en"."""
    return "zh" if text.lower().split("-")[0] in ("zh", "yue", "cmn") or text.startswith(_ZH[:3]) else "en"


def _ready(recording: Audio, said: str) -> Audio:
    if recording.seconds > LONGEST:
        raise BadInput(
            f"The spoken consent lasts {recording.seconds:.0f} s; {LONGEST:.0f} s are the most. Record this sentence alone: {said}",
            f"口头同意的录音长 {recording.seconds:.0f} 秒，最长 {LONGEST:.0f} 秒。请只录这句话：{said}",
        )
    try:
        return accept(recording)
    except BadInput as error:
        raise BadInput(
            f"The spoken consent cannot be used. {error.en} Read aloud: {said}",
            f"口头同意的录音无法使用。{error.zh}请朗读：{said}",
        ) from error


def on_another_day(said: str) -> str:
    """The same with a date that sounds otherwise, so that an older recording loses."""
    if found := re.search(r"(\d+)年(\d+)月(\d+)日", said):
        year, number, day = (int(part) for part in found.groups())
        return said.replace(found[0], f"{year - 1}年{(number + 5) % 12 + 1}月{(day + 12) % 28 + 1}日")
    found = re.search(r"(\d+) (\w+) (\d{4})", said)
    if found is None or found[2] not in _MONTHS:
        return ""
    month = _MONTHS[(_MONTHS.index(found[2]) + 6) % 12]
    return said.replace(found[0], f"{(int(found[1]) + 12) % 28 + 1} {month} {int(found[3]) - 1}")


def _confidence(recording: Audio, text: str, language: str) -> float:
    """How sure the aligner is that `text` was said, 0 … 1."""
    if not text:
        return 0.0
    try:
        return align(recording, text, language, name="consent").overall
    except BadInput:  # too short for it
        return 0.0
