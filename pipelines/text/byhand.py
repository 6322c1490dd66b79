"""A brief that a person wrote as a script: taken as it is, with what was left empty filled in."""

from __future__ import annotations

import re

from ..errors import BadInput
from ..script import Brief, Line, Scene, Script, parse_markdown
from . import prompts, rank, titles
from .clean import inline
from .sentences import lines, sentences, width

_MARKED = re.compile(r"^(?:#|\[|[-*+]\s|\d+[.)]\s|>|```|\|)")
_SPEAKER = re.compile(r"^[^\s:：]{1,24}[:：]")


def read(brief: Brief) -> Script | None:
    """The script that the brief's text is, or None for prose. Words, speakers, layouts and pictures are kept.

    Lines wrapped by an editor are joined, Markdown's marks are taken off, lines too long for one breath are cut between
    sentences. Scenes without a title or a picture prompt get one from their own words. BadInput as for `parse_markdown`.
    """
    script = parse_markdown(_unwrapped(brief.text), brief.language)
    return None if script is None else filled(_spoken(script), brief.title)


def _unwrapped(text: str) -> str:
    """Rows that an editor wrapped, joined: the one above is long and does not end a sentence."""
    rows: list[str] = []
    for row in text.replace("\r\n", "\n").split("\n"):
        above = rows[-1].strip() if rows else ""
        wrapped = width(above) >= 50 and above[-1] not in '.!?。！？…:：;；"”」』)）]'
        if (
            wrapped
            and row.strip()
            and not _MARKED.match(row.strip())
            and not _SPEAKER.match(row.strip())
            and above[0] not in "#["
        ):
            glue = "" if ord(above[-1]) > 0x2E80 else " "
            rows[-1] = rows[-1].rstrip() + glue + row.strip()
        else:
            rows.append(row)
    return "\n".join(rows)


def _spoken(script: Script) -> Script:
    """Lines without Markdown's marks, none too long for a breath, scenes without words left out."""
    scenes: list[Scene] = []
    count = 0
    for scene in script.scenes:
        rows = [(line, row) for line in scene.lines for row in _rows(line.text)]
        numbered = []
        for line, row in rows:
            count += 1
            numbered.append(Line(id=f"l{count}", text=row, speaker=inline(line.speaker), language=line.language))
        if numbered:
            scenes.append(
                scene.model_copy(update={"id": f"s{len(scenes) + 1}", "title": inline(scene.title), "lines": tuple(numbered)})
            )
    if not scenes:
        raise BadInput(
            "This brief says nothing. Write some text under its headings.", "这份稿子没有可读的内容。请在标题下写一些文字。"
        )
    return script.model_copy(update={"scenes": tuple(scenes), "title": inline(script.title)})


def _rows(text: str) -> list[str]:
    words = inline(re.sub(r"^(?:#{3,6}\s+|>\s?|[-*+]\s+|\d{1,2}[.)]\s+)", "", text))
    if not re.search(r"\w", words) or re.fullmatch(r"[\s|:-]+", words):
        return []
    if width(words) <= 160:
        return [words]
    rows: list[str] = []
    for piece in sentences(words):
        joined = f"{rows[-1]} {piece.strip()}" if rows and ord(piece[0]) < 0x2E80 else "".join(rows[-1:]) + piece.strip()
        if rows and width(joined) <= 110:
            rows[-1] = joined
        else:
            rows += lines(piece)
    return rows


def filled(script: Script, title: str = "") -> Script:
    """`script` with a title, and a picture prompt and a title for each scene that has none (nor a picture of its own)."""
    whole = prompts.found(script.text, script.language)
    bags = [rank.terms(line.text, script.language) for line in script.lines]
    weights = rank.term_weights(bags, script.language)
    scenes: list[Scene] = []
    for scene in script.scenes:
        texts = [line.text for line in scene.lines]
        change: dict[str, str] = {}
        if not scene.title:
            change["title"] = titles.title(texts, weights, script.language, [done.title for done in scenes])
        if not (scene.prompt or scene.picture or scene.clip):
            avoid = scenes[-1].prompt if scenes else ""
            change["prompt"] = prompts.prompt(texts, script.language, whole, heading=scene.title, avoid=avoid)
        scenes.append(scene.model_copy(update=change))
    untitled = not script.title or (not script.scenes[0].title and script.title == script.scenes[0].lines[0].text[:30])
    name = title or (scenes[0].title if untitled else script.title)
    return script.model_copy(update={"scenes": tuple(scenes), "title": name})
