"""The embedded writer: a text condensed into scenes by choosing among its own sentences. It writes no sentence itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..errors import BadInput
from ..script import Brief, Layout, Line, Scene, Script
from . import byhand, prompts, rank, titles
from .choose import Candidate, Form, choose
from .clean import Source, clean
from .clips import clips, ended
from .leaning import leans, weak
from .sentences import joined, lines, sentences, spoken_characters, width

GAP_LINE = 0.35
"""Seconds of silence between two lines of a scene."""
GAP_SCENE = 0.8
"""Seconds of silence between two scenes."""
RATES = {"zh": 4.2, "yue": 4.2, "cmn": 4.2, "ja": 6.5, "ko": 5.0}
RATE = 14.5
"""Characters a second (`sentences.spoken_characters`) when the voice's own rate is not known."""

_SCENE_SECONDS = 11.0
_TOLERANCE = 0.01
_ENDLESS = 480.0  # `width` beyond which no one means a single sentence
_CLIPS = 30  # shorter forms of one sentence that are tried
_CLIPPED, _ROUGH = 0.65, 0.4  # what a second of a clipped sentence is worth to one of a whole sentence


def default_rate(language: str) -> float:
    return RATES.get(rank.language_root(language), RATE)


def estimate(script: Script, rate: float, gap_line: float = GAP_LINE, gap_scene: float = GAP_SCENE) -> float:
    """Seconds that a voice of `rate` characters a second takes for a script, with the silences between lines and scenes."""
    said = sum(spoken_characters(line.text, line.language or script.language) for line in script.lines)
    inner = sum(len(scene.lines) - 1 for scene in script.scenes)
    return said / rate + gap_line * inner + gap_scene * (len(script.scenes) - 1)


@dataclass(frozen=True)
class _Sentence:
    """A sentence of the source: its place, its paragraph and heading, and its terms."""

    text: str
    paragraph: int
    heading: str
    terms: tuple[str, ...]
    first: bool


@dataclass(frozen=True)
class _Said:
    """A chosen sentence in the form chosen, and how long it lasts."""

    index: int
    text: str
    seconds: float


class OutlineWriter:
    """Writer "outline". `gap_line`, `gap_scene`: seconds of silence that the film puts between lines and scenes."""

    name = "outline"
    version = "2"
    note = "sentences chosen from the given text"

    def __init__(self, gap_line: float = GAP_LINE, gap_scene: float = GAP_SCENE) -> None:
        self.gap_line = gap_line
        self.gap_scene = gap_scene

    def write(self, brief: Brief) -> Script:
        """The brief as a script of about `brief.seconds` (within 5 % by `estimate`); the whole text when that is shorter.

        A brief written by hand with scenes or dialogue is taken as it is. BadInput when nothing in it can be said.
        """
        if (script := byhand.read(brief)) is not None:
            return script
        source = clean(brief.text)
        if not source.paragraphs:
            raise BadInput(
                "This brief holds nothing to say. Give some sentences; code, tables and pictures are not read aloud.",
                "这份稿子没有可以朗读的内容。请给出一些句子；代码、表格和图片不会被朗读。",
            )
        return _Draft(brief, source, self.gap_line, self.gap_scene).script()


def fit(
    brief: Brief,
    measure: Callable[[Script], float],
    *,
    writer: OutlineWriter | None = None,
    tolerance: float = 0.02,
    tries: int = 8,
) -> Script:
    """The script of `brief` whose real length, as `measure` tells in seconds, comes nearest to `brief.seconds`.

    The writer is asked again with the rate corrected until the length is within `tolerance`, at most `tries` times. A
    text shorter than asked, and one written by hand, comes back whole. The same brief and measure give the same script.
    """
    writer = writer or OutlineWriter()
    rate = brief.rate or default_rate(brief.language)
    best, best_miss = writer.write(brief), float("inf")
    if not brief.seconds:
        return best
    whole = writer.write(brief.model_copy(update={"seconds": 0.0}))
    low, high = 0.0, float("inf")  # rates known to give too short and too long a film
    script = best
    for _ in range(tries):
        real = measure(script)
        miss = abs(real - brief.seconds) / brief.seconds
        if miss < best_miss:
            best, best_miss = script, miss
        if miss <= tolerance or (script.text == whole.text and real < brief.seconds):
            break
        low, high = (rate, high) if real < brief.seconds else (low, rate)
        rate *= brief.seconds / max(real, 0.1)
        if not low < rate < high:
            rate = (low + high) / 2 if high < float("inf") else low * 1.05
        script = writer.write(brief.model_copy(update={"rate": rate}))
    return best


class _Draft:
    """One condensation: the sentences of a source, weighed once and then chosen and laid out."""

    def __init__(self, brief: Brief, source: Source, gap_line: float, gap_scene: float) -> None:
        self.brief, self.source = brief, source
        self.language = brief.language
        self.rate = brief.rate or default_rate(brief.language)
        self.gap_line, self.gap_scene = gap_line, gap_scene
        self.sentences = _split(source, brief.language)
        bags = [sentence.terms for sentence in self.sentences]
        self.weights = rank.term_weights(bags, brief.language)
        self.concepts = prompts.found(source.text, brief.language)
        self._bags = bags

    def script(self) -> Script:
        wanted = self.brief.seconds
        spoken = sum(spoken_characters(sentence.text, self.language) for sentence in self.sentences) / self.rate
        if not wanted or spoken <= wanted * (1 + _TOLERANCE):
            whole = self._grouped([self._said(i, sentence.text) for i, sentence in enumerate(self.sentences)])
            if not wanted or self._seconds(whole) <= wanted * (1 + _TOLERANCE):
                return self._built(whole)
        worth = self._worth()
        kept = self._shortlist(worth)
        for rough in (False, True):
            groups = self._nearest(kept, self._candidates(kept, worth, rough), wanted)
            if abs(self._seconds(groups) - wanted) <= 0.05 * wanted:
                break
        return self._built(groups)

    def _nearest(self, kept: list[int], candidates: list[Candidate], wanted: float) -> list[list[_Said]]:
        """Choose, lay out, see how long that is, and choose again with what was missed."""
        budget, best, best_miss = wanted, list[list[_Said]](), float("inf")
        for _ in range(6):
            picked = choose(candidates, budget) or [(0, min(candidates[0].forms, key=lambda form: form.seconds))]
            groups = self._grouped([self._said(kept[i], form.text) for i, form in picked])
            miss = wanted - self._seconds(groups)
            if abs(miss) < best_miss:
                best, best_miss = groups, abs(miss)
            if abs(miss) <= _TOLERANCE * wanted:
                break
            budget = max(1.0, budget + miss)
        return best

    def _seconds(self, groups: list[list[_Said]]) -> float:
        """What `estimate` says of the script that these groups make."""
        rows = [self._lines(group) for group in groups]
        said = sum(spoken_characters(row, self.language) for group in rows for row in group)
        return said / self.rate + self.gap_line * sum(len(group) - 1 for group in rows) + self.gap_scene * (len(rows) - 1)

    def _said(self, index: int, text: str) -> _Said:
        rows = len(lines(text))
        seconds = spoken_characters(text, self.language) / self.rate + self.gap_line * rows
        return _Said(index, ended(text), seconds)

    def _shortlist(self, worth: list[float]) -> list[int]:
        """The sentences worth weighing against each other: all of a short text, of a long one five times what fits."""
        order = sorted(range(len(worth)), key=lambda i: (-worth[i], i))
        kept: list[int] = []
        seconds = 0.0
        for i in order:
            if len(kept) >= 150 and seconds > 5 * self.brief.seconds:
                break
            kept.append(i)
            seconds += self._said(i, self.sentences[i].text).seconds
        return sorted(kept)

    def _candidates(self, kept: list[int], worth: list[float], rough: bool) -> list[Candidate]:
        found, known = [], set(kept)
        for i in kept:
            text = self.sentences[i].text
            said = self._said(i, text)
            lean = 1.2 * leans(text) * said.seconds if i else 0.0
            # One whose predecessor is out of the running pays for it at once.
            loss, lean = (0.0, lean) if i - 1 in known else (lean, 0.0)
            forms = [Form(text, said.seconds, said.seconds * worth[i] - loss)]
            for clip in clips(text)[:_CLIPS]:
                if rough or not clip.rough:
                    short = self._said(i, clip.text)
                    share = _ROUGH if clip.rough else _CLIPPED
                    forms.append(Form(clip.text, short.seconds, short.seconds * worth[i] * share - loss))
            found.append(Candidate(tuple(forms), lean))
        return found

    def _worth(self) -> list[float]:
        """What a second of each sentence is worth: central, new, opening a paragraph; the hook, the close, and the best
        sentence of each paragraph count more, so that the whole text is heard."""
        central = rank.scores(self._bags, self.weights)
        echo = rank.similar(self._bags)
        worth = [
            (0.25 + central[i] + (0.2 if sentence.first else 0.0)) * (1 - 0.5 * echo[i]) * weak(sentence.text)
            for i, sentence in enumerate(self.sentences)
        ]
        best: dict[int, int] = {}
        for i, sentence in enumerate(self.sentences):
            stands = worth[i] * (1 - 0.5 * leans(sentence.text))
            top = best.get(sentence.paragraph)
            if top is None or stands > worth[top] * (1 - 0.5 * leans(self.sentences[top].text)):
                best[sentence.paragraph] = i
        for i in best.values():
            worth[i] += 0.6
        worth[0] += 2.0
        worth[-1] += 2.0
        return worth

    def _built(self, groups: list[list[_Said]]) -> Script:
        scenes: list[Scene] = []
        spoken, last = 0, ""
        for n, group in enumerate(groups):
            rows = self._lines(group)
            spoken += len(rows)
            heading = self.sentences[group[0].index].heading
            texts = [item.text for item in group]
            scenes.append(
                Scene(
                    id=f"s{n + 1}",
                    title=self._title(texts, "" if n and heading == last else heading, [scene.title for scene in scenes]),
                    prompt=prompts.prompt(
                        texts, self.language, self.concepts, heading=heading, avoid=scenes[-1].prompt if scenes else ""
                    ),
                    layout=_layout(n, len(groups)),
                    lines=tuple(Line(id=f"l{spoken - len(rows) + k + 1}", text=row) for k, row in enumerate(rows)),
                )
            )
            last = heading
        title = self.brief.title or self.source.title or scenes[0].title
        return Script(title=title, language=self.language, scenes=tuple(scenes))

    def _title(self, texts: list[str], heading: str, used: list[str]) -> str:
        """The film's own title on the first scene, a heading where one begins, else some of the scene's words."""
        given = heading or ("" if used else self.brief.title or self.source.title)
        return titles.clipped(given) if given else titles.title(texts, self.weights, self.language, used)

    def _lines(self, group: Sequence[_Said]) -> list[str]:
        """The lines of a scene: long sentences cut, two short neighbours of one paragraph said in one breath."""
        rows: list[str] = []
        single: _Said | None = None
        for item in group:
            if single and self._neighbours(single, item) and width(rows[-1]) + width(item.text) <= 100:
                rows[-1], single = joined(rows[-1], item.text), None
                continue
            cut = lines(item.text)
            rows += cut
            single = item if len(cut) == 1 and width(item.text) <= 56 else None
        return rows

    def _neighbours(self, one: _Said, other: _Said) -> bool:
        same = self.sentences[one.index].paragraph == self.sentences[other.index].paragraph
        return same and other.index == one.index + 1 and width(other.text) <= 56

    def _grouped(self, said: Sequence[_Said]) -> list[list[_Said]]:
        """Scenes of about eleven seconds, cut at paragraphs and headings where that costs little (shortest path)."""
        total = sum(item.seconds for item in said)
        goal = max(4.0, min(_SCENE_SECONDS, total / 3 if total > 15 else total))
        best = [0.0] + [float("inf")] * len(said)
        back = [0] * (len(said) + 1)
        for end in range(1, len(said) + 1):
            length = 0.0
            for start in range(end - 1, -1, -1):
                length += said[start].seconds
                if length > 2.2 * goal and start < end - 1:
                    break
                cost = best[start] + ((length - goal) / goal) ** 2 + self._seam(said, start)
                if cost < best[end]:
                    best[end], back[end] = cost, start
        groups, end = [], len(said)
        while end:
            groups.append(list(said[back[end] : end]))
            end = back[end]
        return groups[::-1]

    def _seam(self, said: Sequence[_Said], start: int) -> float:
        """What it costs to begin a scene at a sentence."""
        if start == 0:
            return 0.0
        here, before = self.sentences[said[start].index], self.sentences[said[start - 1].index]
        if here.heading != before.heading:
            return -0.2
        if here.paragraph != before.paragraph:
            return 0.05
        return 0.35 + 0.2 * leans(here.text)


def _pieces(paragraph: str) -> list[str]:
    """Its sentences; one that goes on and on, as in a transcript or in Thai, falls into its lines."""
    found: list[str] = []
    for sentence in sentences(paragraph):
        text = sentence.strip()
        found += [text] if width(text) <= _ENDLESS else lines(text)
    return found


def _split(source: Source, language: str) -> list[_Sentence]:
    found = []
    for n, paragraph in enumerate(source.paragraphs):
        for k, text in enumerate(_pieces(paragraph.text)):
            if any(c.isalnum() for c in text):
                found.append(_Sentence(text, n, paragraph.heading, tuple(rank.terms(text, language)), k == 0))
    return found


def _layout(n: int, count: int) -> Layout:
    """Presenter first and last; between them picture-in-picture, every third scene the picture alone."""
    if n == 0 or (n == count - 1 and count > 2):
        return "presenter"
    return "picture" if n % 3 == 2 else "pip"
