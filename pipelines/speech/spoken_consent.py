"""Consent that the speaker says aloud: the sentence to be read, and whether a recording holds it in the voice of the sample."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

import numpy as np

from ..errors import BadInput
from ..media import Audio
from ..timeline import Utterance, word_spans
from . import same_voice, voices
from .align import align
from .align.models import SECONDS_A_ROW
from .align.reference import refer
from .sample import accept
from .sample_frames import HOP, RATE, track_of

_HOP = HOP / RATE  # seconds

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
        "In 1987 the old railway was sold to a farmer, who grew roses between the rails and never once heard a train again.",
        "Nobody could tell us how far the village was; a large dog showed us the road, and we arrived before supper after all.",
    ),
    "zh": (
        "昨天下午天气很好，孩子们去湖边散步，喂了鸭子，一直玩到天黑才回家。",
        "请把书放回书架，关上窗户，再给我倒一杯加牛奶和两勺糖的热茶。",
        "一九八七年，那条旧铁路卖给了一位农民，他在铁轨之间种满玫瑰花。",
        "没有人能告诉我们村子还有多远，一只大黄狗给我们带路，晚饭前就到了。",
    ),
}
_SURE = 0.4
_CLEARLY = 1.6
"""How sure the aligner must be of the sentence, and how many times as sure as of what was not to be said: other sentences of its
length, and its own words in another order. `python -m benchmarks.verdict` measures how often that errs."""
_PACE = (0.7, 2.2)  # how long the speech may be, pauses not counted, as a multiple of the synthesizer's own
_COVERED = 0.8  # the share of the speech heard that must lie in the sentence's words


def sentence(name: str, language: str, day: datetime.date | None = None) -> str:
    """What the speaker of the voice `name` reads aloud on `day` (by default today): Chinese for a Chinese sample, else English."""
    day = day or datetime.date.today()
    spoken = re.sub(r"[-_.]+", " ", name).strip() or name
    if _language(language) == "en":
        return _EN.format(day=f"{day.day} {_MONTHS[day.month - 1]} {day.year}", name=spoken)
    return _ZH.format(day=f"{day.year}年{day.month}月{day.day}日", name=spoken)


def heard(recording: Audio, sample: Audio, name: str, language: str, day: datetime.date | None = None) -> str:
    """The sentence that `recording` holds in the voice of `sample`: of `day`, by default today, or of the day before.

    BadInput, with what would be accepted, if it holds neither, or another voice, or is the sample itself. The words are aligned and must win over other
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
    refuse_same(recording, sample, shown)
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


def refuse_same(recording: Audio, sample: Audio, shown: str) -> None:
    """BadInput if the two are one recording, as it was taken or made ready."""
    if _alike(recording.mono(), sample.mono()) or _alike(_ready(recording, shown), sample):
        raise BadInput(
            f"The spoken consent is the sample itself. It has to be a recording of its own, of the speaker reading aloud: {shown}",
            f"口头同意的录音就是样本本身。请另录一段，由说话人朗读：{shown}",
        )


def _alike(one: Audio, other: Audio) -> bool:
    """Whether two recordings are one, but for rounding and the level."""
    if one.rate != other.rate or len(one) != len(other):
        return False
    product = float(np.vdot(one.samples, other.samples).real)
    return product > 0.999 * float(np.linalg.norm(one.samples) * np.linalg.norm(other.samples)) > 0.0


def says(recording: Audio, sentences: tuple[str, ...]) -> str:
    """The one of these sentences of consent, of one language, that `recording` holds, whosever the voice is; "" if none."""
    language = _language(sentences[0])
    for said in sentences:
        own = _fit(recording, said, language)
        rivals = (*_OTHERS[language], *_in_other_orders(said, language))
        if (
            own >= _SURE
            and all(own > _CLEARLY * _confidence(recording, rival, language) for rival in rivals)
            and own > _confidence(recording, on_another_day(said), language)
        ):
            return said
    return ""


def _in_other_orders(said: str, language: str) -> Iterator[str]:
    """The sentence's own words backwards and shuffled: what was not said fits no worse so."""
    parts = re.findall(r"\d+|[^\W\d]", said) if language == "zh" else re.findall(r"[\w'-]+", said)
    joint = "" if language == "zh" else " "
    yield joint.join(reversed(parts))
    yield joint.join(parts[place] for place in np.random.default_rng(0).permutation(len(parts)))


def _fit(recording: Audio, said: str, language: str) -> float:
    """How sure the aligner is of a sentence, 0 … 1; 0 where it is too short or too long for the speech heard, or leaves some of it over."""
    try:
        found = align(recording, said, language, name="consent")
    except BadInput:  # too short for it
        return 0.0
    speech = track_of(recording).speech
    usual = refer(said, voices.default(language), language).lengths.sum() * SECONDS_A_ROW
    within = np.zeros(len(speech), bool)
    for start, end in _spans(found.utterance):
        within[int(start / _HOP) : int(end / _HOP) + 1] = True
    covered = np.count_nonzero(speech & within) / max(int(np.count_nonzero(speech)), 1)
    pace = np.count_nonzero(speech) * _HOP / usual
    return found.overall if _PACE[0] <= pace <= _PACE[1] and covered >= _COVERED else 0.0


def _spans(utterance: Utterance) -> Iterator[tuple[float, float]]:
    """Begin and end of each word in seconds."""
    for span in word_spans(utterance):
        yield span.start / utterance.sample_rate, span.end / utterance.sample_rate


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
