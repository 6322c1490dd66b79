"""From the tree of an SSML document to its flat text: white space, sentences, nested settings, spoken forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

from ... import styles
from ..formats.notes import Note
from ..markup import Element, refuse
from ..readings import HANZI
from . import files, sayas, values
from .flat import STUDIO, Flat, Piece, Point, Region, Setting, note

_CJK = re.compile(f"[{HANZI}，。！？；：、（）《》「」『』“”…—ぁ-ヿ]")
_ANY_ATTRIBUTE = re.compile(r"xmlns(:.*)?|xml:(lang|id|base|space)|version|xsi:.*|onlangfailure")
_KNOWN: dict[str, tuple[str, ...]] = {
    "speak": (), "p": (), "s": (), "lang": (), "voice": ("name",), "break": ("strength", "time"), "emphasis": ("level",),
    "phoneme": ("ph", "alphabet"), "prosody": ("rate", "pitch", "range", "volume", "contour", "duration", "studio:whole"),
    "say-as": ("interpret-as", "format", "detail"), "sub": ("alias",), "audio": ("src", "soundLevel", "studio:time"), "lexicon": ("uri", "type"),
    "mstts:express-as": ("style", "styledegree"), "mstts:silence": ("type", "value"), "mstts:audioduration": ("value",),
    "studio:sounds": ("lengths", "pitch", "volume", "contour", "hz", "joined"), "studio:event": ("kind", "time", "soundLevel", "src"),
    "studio:pause": ("mark", "time"),
}  # fmt: skip
_STYLES = {"newscast": "newsreader", "newscast-casual": "newsreader", "newscast-formal": "newsreader", "whispering": "whisper",
           "depressed": "sad", "gentle": "calm", "shouting": "angry", "terrified": "fearful", "unfriendly": "serious",
           "hopeful": "cheerful", "documentary-narration": "newsreader"}  # fmt: skip
_WHOLE = ("mstts:silence", "mstts:audioduration", "lexicon", "studio:pause")
_MARKS = ("mark", "bookmark", "mstts:viseme")


def canonical(language: str) -> str:
    """The studio's name of a BCP 47 language: Mandarin in any script is zh, Cantonese yue."""
    low = language.strip().lower()
    if low.startswith(("yue", "zh-hk", "zh-mo", "zh-yue")):
        return "yue"
    return "zh" if low.split("-")[0] in ("zh", "cmn") else language.strip()


def flatten(
    root: Element, language: str, pitch: float, base: Path, voices: Collection[str], outer: Element | None = None
) -> Flat:
    """The flat text of a `speak` element. A `language` given goes before the document's own; `pitch` is the voice's own in Hz;
    sounds are looked for in the folder `base`; `voices` are the names of those that are here; `outer` is
    the voice element that holds the whole document, and is no setting of its own.

    BadInput with line and column for a root of another name and for values that cannot be understood.
    """
    if root.local != "speak":
        raise refuse(root, "the outermost element of SSML is <speak>", "SSML 的最外层元素应为 <speak>")
    own = canonical(language or root.attributes.get("xml:lang", "") or _guessed(root.text))
    walk = _Walk(root, own, pitch, base, voices, outer)
    walk.content(root, Setting(language=walk.language))
    return walk.flat(root)


def _guessed(text: str) -> str:
    return "zh" if re.search(f"[{HANZI}]", text) else "en"


class _Walk:
    """The text so far; white space is held back until it is known what follows it."""

    def __init__(
        self, root: Element, language: str, pitch: float, base: Path, voices: Collection[str], outer: Element | None
    ) -> None:
        self.language, self.pitch, self.base, self.voices = language, pitch, base, voices
        self._outer = outer
        self.length, self.rate = 0, 1.0
        self._parts: list[str] = []
        self._held = ""
        self._inside = root
        self.pieces: list[Piece] = []
        self.regions: list[Region] = []
        self.points: list[Point] = []
        self.whole: list[Element] = []
        self.notes: list[Note] = []
        self._handlers: dict[str, Callable[[Element, Setting], None]] = {
            "p": self._paragraph, "s": self._paragraph, "lang": self._plain, "voice": self._voice, "break": self._break,
            "emphasis": self._emphasis, "phoneme": self._phoneme, "prosody": self._prosody, "say-as": self._say_as,
            "sub": self._sub, "audio": self._audio, "mstts:express-as": self._style, "studio:sounds": self._sounds,
            "studio:event": self._event,
        }  # fmt: skip

    def flat(self, root: Element) -> Flat:
        text = "".join(self._parts)
        kept = text.rstrip()
        return Flat(kept, self.language, tuple(self.pieces), tuple(self.regions), tuple(self.points), tuple(self.whole),
                    self.rate, root, tuple(self.notes))  # fmt: skip

    # text

    def content(self, element: Element, setting: Setting) -> None:
        outer, self._inside = self._inside, element
        for child in element.children:
            if isinstance(child, str):
                self._write(child, setting)
            else:
                self._element(child, setting)
        self._inside = outer

    def _write(self, text: str, setting: Setting) -> None:
        for run in re.findall(r"\s+|\S+", text):
            if run.isspace():
                self._held += run
                continue
            self._put(self._gap(run[0]) + run, setting)

    def _gap(self, following: str) -> str:
        """The white space before a character: none at a line's start, none where a line broke between Chinese characters."""
        held, self._held = self._held, ""
        before = self._parts[-1][-1] if self._parts else "\n"
        if not held or before.isspace() or ("\n" in held and _CJK.match(before) and _CJK.match(following)):
            return ""
        return " "

    def _put(self, text: str, setting: Setting) -> None:
        start = self.length
        self._parts.append(text)
        self.length += len(text)
        if self.pieces and self.pieces[-1].setting == setting and self.pieces[-1].end == start:
            self.pieces[-1] = replace(self.pieces[-1], end=self.length)
        else:
            self.pieces.append(Piece(start, self.length, setting, self._inside))

    def _boundary(self, mark: str, setting: Setting) -> None:
        """A sentence's or a paragraph's edge: a line break, or two."""
        self._held = ""
        there = re.search(r"\n*$", "".join(self._parts[-3:]))
        missing = len(mark) - len(there[0]) if there else 0
        if self._parts and missing > 0:
            self._put("\n" * missing, setting)

    # elements

    def _element(self, element: Element, setting: Setting) -> None:
        prefix, _, local = element.name.rpartition(":")
        name = f"{prefix}:{local}" if prefix in ("mstts", STUDIO) else local if prefix in ("", "ssml") else element.name
        if name in _WHOLE:
            self.whole.append(element)
            self._leftover(element, name)
        elif name in self._handlers:
            leftover = self._leftover(element, name)
            start = self.length
            self._handlers[name](element, _in_language(element, setting))
            if leftover:
                self._region("kept", start, leftover)
        elif name in _MARKS or name in ("desc", "meta", "metadata"):
            self.points.append(Point("kept", self.length, element))
        else:
            self._unknown(element, setting)

    def _leftover(self, element: Element, name: str) -> Element | None:
        """The element with only those of its attributes that mean nothing here, each with a note; None for none."""
        own = _attributes(element, lambda key: key not in _KNOWN[name] and not _ANY_ATTRIBUTE.fullmatch(key.lower()))
        for key in own.attributes:
            self.notes.append(
                note(element, f"the attribute {key} has no effect here; it is kept", f"属性 {key} 在此无效，已保留")
            )
        return own if own.attributes else None

    def _unknown(self, element: Element, setting: Setting) -> None:
        what = "its text is spoken, and the tag kept" if element.text.strip() else "it is kept"
        what_zh = "其中文字照常朗读，标签已保留" if element.text.strip() else "已保留"
        self.notes.append(note(element, f"is not known here; {what}", f"在此未知；{what_zh}"))
        if not element.text.strip():
            self.points.append(Point("kept", self.length, element))
            return
        start = self.length
        self.content(element, _in_language(element, setting))
        self._region("kept", start, element)

    def _region(self, kind: str, start: int, element: Element, points: tuple[tuple[float, float], ...] = ()) -> None:
        if self.length > start:
            self.regions.append(Region(kind, start, self.length, element, points))  # type: ignore[arg-type]

    def _plain(self, element: Element, setting: Setting) -> None:
        self.content(element, setting)

    def _paragraph(self, element: Element, setting: Setting) -> None:
        mark = "\n\n" if element.local == "p" else "\n"
        self._boundary(mark, setting)
        self.content(element, setting)
        self._boundary(mark, setting)

    def _voice(self, element: Element, setting: Setting) -> None:
        name = element.attributes.get("name", "").strip()
        if not name or name in self.voices:
            self.content(element, setting if element is self._outer else replace(setting, voice=name or setting.voice))
            return
        self.notes.append(note(element, f"the voice {name!r} is not here, and kept; the text is spoken by the voice around it",
                               f"此处没有音色 {name!r}，已保留；由外层音色朗读"))  # fmt: skip
        start = self.length
        self.content(element, setting)
        self._region("kept", start, _attributes(element, lambda key: key in _KNOWN["voice"]))

    def _break(self, element: Element, setting: Setting) -> None:
        if "time" in element.attributes:
            length = values.seconds(element, "time")
        else:
            strength = element.attributes.get("strength", "medium").strip().lower()
            if strength not in values.BREAKS:
                raise refuse(element, f"strength={strength!r} is not known; accepted: {', '.join(values.BREAKS)}",
                             f"未知 strength={strength!r}；可接受：{'、'.join(values.BREAKS)}")  # fmt: skip
            length = values.BREAKS[strength]
        self.points.append(Point("break", self.length, element, length))

    def _emphasis(self, element: Element, setting: Setting) -> None:
        level = element.attributes.get("level", "moderate").strip().lower()
        if level != "none" and level not in values.STRESSES:
            accepted = ", ".join([*values.STRESSES, "none"])
            raise refuse(
                element, f"level={level!r} is not known; accepted: {accepted}", f"未知 level={level!r}；可接受：{accepted}"
            )
        self.content(element, replace(setting, stress=values.STRESSES.get(level)))

    def _phoneme(self, element: Element, setting: Setting) -> None:
        if not element.attributes.get("ph", "").strip():
            raise refuse(element, 'it needs ph="…", the reading', '缺少读音 ph="…"')
        if any(True for _ in _inside(element, "phoneme")):
            raise refuse(element, "one reading cannot stand inside another", "读音标记不能嵌套")
        start = self.length
        self.content(element, setting)
        if self.length == start:
            raise refuse(element, "it holds no text to be read so", "其中没有要朗读的文字")
        self._region("phoneme", start, element)

    def _prosody(self, element: Element, setting: Setting) -> None:
        own = element.attributes
        if "rate" in own and own.get("studio:whole") == "true":
            self.rate = values.rate(element)
        elif "rate" in own:
            setting = replace(setting, speed=setting.speed * values.rate(element))
        if "pitch" in own:
            setting = replace(setting, semitones=setting.semitones + values.semitones(element, "pitch", self.pitch))
        if "range" in own:
            factor = values.pitch_range(element)
            if factor is None:
                self.notes.append(note(element, "a range in Hz has no effect here; write a factor such as +20%",
                                       "以 Hz 表示的 range 在此无效；请写成比例，例如 +20%"))  # fmt: skip
            setting = replace(setting, range=setting.range * (1.0 if factor is None else factor))
        if "volume" in own:
            setting = replace(setting, gain_db=setting.gain_db + values.decibels(element))
        start = self.length
        self.content(element, setting)
        if "duration" in own:
            values.seconds(element, "duration")
            self._region("duration", start, element)
        if "contour" in own:
            self._region("contour", start, element, values.points(element, "contour", self.pitch))

    def _style(self, element: Element, setting: Setting) -> None:
        named = element.attributes.get("style", "").strip().lower()
        style = _STYLES.get(named, named)
        start = self.length
        if style in styles.STYLES:
            degree = values.number(element, "styledegree") if "styledegree" in element.attributes else 1.0
            if not 0 <= degree <= 2:
                raise refuse(element, f"styledegree={degree:g}; 0 to 2 is accepted", f"styledegree={degree:g}；可接受 0 到 2")
            self.content(element, replace(setting, style=style, degree=degree))
            return
        if not named:
            self.content(element, setting)
            return
        self.notes.append(note(element, f"the style {named!r} is not known here, and kept; known: {', '.join(styles.STYLES)}",
                               f"未知风格 {named!r}，已保留；可用：{'、'.join(styles.STYLES)}"))  # fmt: skip
        self.content(element, setting)
        self._region("kept", start, _attributes(element, lambda key: key in _KNOWN["mstts:express-as"]))

    def _say_as(self, element: Element, setting: Setting) -> None:
        kind = sayas.KINDS.get(element.attributes.get("interpret-as", "").strip().lower())
        said = sayas.spoken(element.text, kind, element.attributes.get("format", ""), setting.language) if kind else None
        start = self.length
        if setting.language != self.language:  # what it means depends on it, wherever it is written back
            element = replace(element, attributes={**element.attributes, "xml:lang": setting.language})
        if said is None:
            self.notes.append(note(element, f"{element.text.strip()[:60]!r} is read as it is written",
                                   f"{element.text.strip()[:60]!r} 按原文朗读"))  # fmt: skip
            self.content(element, setting)
            self._region("kept", start, _attributes(element, lambda key: key in (*_KNOWN["say-as"], "xml:lang")))
            return
        self._write(said, setting)
        self._region("said", start, element)

    def _sub(self, element: Element, setting: Setting) -> None:
        if not element.attributes.get("alias", "").strip():
            raise refuse(element, 'it needs alias="…", what is said', '缺少替换文字 alias="…"')
        start = self.length
        self._write(element.attributes["alias"], setting)
        self._region("said", start, element)

    def _audio(self, element: Element, setting: Setting) -> None:
        """The sound; what is in the element is spoken when it cannot be had."""
        source = element.attributes.get("src", "").strip()
        if files.is_local(source) and (self.base / source).is_file():
            self.points.append(Point("sound", self.length, element))
            if element.text.strip():
                self.notes.append(
                    note(element, "the sound is there, and the text in it is left out", "声音文件存在，其中的替代文字未保留")
                )
            return
        why, why_zh = ("is no file here", "不是此处的文件") if files.is_local(source) else files.NOT_FETCHED
        self.notes.append(
            note(element, f"{source!r} {why}; what is written in it is spoken", f"{source!r} {why_zh}；改读其中的文字")
        )
        start = self.length
        self.content(element, setting)
        if self.length > start:
            self._region("kept", start, element)
        else:
            self.points.append(Point("kept", start, element))

    def _sounds(self, element: Element, setting: Setting) -> None:
        start = self.length
        self.content(element, setting)
        self._region("sounds", start, element)

    def _event(self, element: Element, setting: Setting) -> None:
        self.points.append(Point("sound", self.length, element))


def _in_language(element: Element, setting: Setting) -> Setting:
    own = element.attributes.get("xml:lang", "")
    return replace(setting, language=canonical(own)) if own.strip() else setting


def _attributes(element: Element, wanted: Callable[[str], bool]) -> Element:
    """The element with only some of its attributes, and empty."""
    own = {key: value for key, value in element.attributes.items() if wanted(key)}
    return Element(element.name, own, element.line, element.column)


def _inside(element: Element, local: str) -> Iterator[Element]:
    """The elements of a name anywhere in an element."""
    for child in element.children:
        if isinstance(child, Element):
            if child.local == local:
                yield child
            yield from _inside(child, local)
