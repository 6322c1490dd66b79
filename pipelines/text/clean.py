"""Markdown, HTML and pasted text made into paragraphs that can be said aloud."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from ..script import front_matter
from .sentences import is_cjk, width

_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_DROPPED = re.compile(r"<!--.*?-->|<(script|style|svg|table|pre|head)\b.*?</\1\s*>", re.S | re.I)
_BREAKING = re.compile(r"</?(?:p|div|br|h[1-6]|li|ul|ol|section|article|blockquote|hr|tr|td|th)\b[^>\n]*>", re.I)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>\n]*)?/?>")
_DIRECTIVE = re.compile(r"^\[\s*(?:picture|画面|layout|布局|image|图片|clip|视频)\s*[:：].*\]$", re.I)
_RULE = re.compile(r"^(?:[-*_=]\s*){3,}$")
_DEFINITION = re.compile(r"^\[\^?[^\]]+\]:\s")
_ITEM = re.compile(r"^(?:[-*+•·▪◦]\s+|\d{1,3}[.)、]\s*(?=\D)|[(（]\d{1,3}[)）]\s*)(?:\[[ xX]\]\s+)?")
# Bounded, so that a stray mark in a long text costs no more than a glance ahead.
_INLINE = (
    (re.compile(r"!\[[^\[\]]{0,400}\]\([^()\s]{0,1000}(?:\s[^()]{0,200})?\)|!\[[^\[\]]{0,400}\]\[[^\[\]]{0,400}\]"), ""),
    (re.compile(r"\[\^[^\[\]]{1,400}\]|\[\d{1,3}\](?!\()"), ""),
    (re.compile(r"\[([^\[\]]{1,400})\]\([^()\s]{0,1000}(?:\s[^()]{0,200})?\)|\[([^\[\]]{1,400})\]\[[^\[\]]{0,400}\]"), r"\1\2"),
    (
        re.compile(r"<(?:https?|ftp|mailto):[^>\s]{0,1000}>|(?:https?|ftp)://[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()]*[A-Za-z0-9/=#]"),
        "",
    ),
    (re.compile(r"`+([^`\n]{0,400})`+"), r"\1"),
    (re.compile(r"(\*\*\*|\*\*|\*)(?=\S)(.{1,400}?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<![^\W_])(___|__|_)(?=\S)(.{1,400}?)(?<=\S)\1(?![^\W_])", re.S), r"\2"),
    (re.compile(r"~~(.{1,400}?)~~", re.S), r"\1"),
    (re.compile(r"\\[*~|]"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])"), r"\1"),
    (re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200b-\u200f\u2028-\u202e\u2060\ufeff\u20e3]"), ""),
    (re.compile(r"[(（]\s*[)）]|【\s*】"), ""),
)
_CLOSED = ".!?。！？…؟۔।;；:：,，\"'”’」』)）"


@dataclass(frozen=True)
class Paragraph:
    """Text to be said, and the heading that it stands under ("" for none)."""

    text: str
    heading: str = ""


@dataclass(frozen=True)
class Source:
    """A text to condense: its title ("" if it has none) and its paragraphs."""

    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(paragraph.text for paragraph in self.paragraphs)


def inline(text: str) -> str:
    """A paragraph without Markdown's marks, links, addresses, note numbers and emoji; white space made single."""
    text = html.unescape(_TAG.sub("", text))
    for pattern, replacement in _INLINE:
        text = pattern.sub(replacement, text)
    text = re.sub(r"[ \t\u00a0\u3000]+", " ", text).strip()
    return re.sub(r"\s+([,.;:!?，。；：！？、）)])", r"\1", text)


def clean(text: str) -> Source:
    """The speakable part of a text. Code, tables, pictures, rules and HTML are left out; hard-wrapped lines are joined.

    `# heading` (or an underlined one, or a first short line that stands alone) is the title; later headings are kept
    with the paragraphs under them and are not spoken.
    """
    meta, body = front_matter(text)
    body = _FENCE.sub("\n\n", body.replace("\r", "\n"))
    body = _BREAKING.sub("\n\n", _DROPPED.sub("\n\n", body))
    title, heading = meta.get("title", ""), ""
    paragraphs: list[Paragraph] = []
    for level, block in _blocks(body):
        words = inline(block)
        if level:
            title, heading = (words, "") if level == 1 and not title and not paragraphs else (title, words)
        elif re.search(r"\w", words):
            paragraphs.append(Paragraph(words, heading))
    if not title and len(paragraphs) > 1 and _looks_like_title(paragraphs[0].text):
        title, paragraphs = paragraphs[0].text, paragraphs[1:]
    return Source(title, tuple(paragraphs))


def _looks_like_title(text: str) -> bool:
    return width(text) <= 80 and text[-1] not in _CLOSED and "。" not in text


def _blocks(body: str) -> list[tuple[int, str]]:
    """(heading level or 0, text) for each block: paragraphs joined from their rows, list items apart."""
    found: list[tuple[int, str]] = []
    rows: list[str] = []

    def close() -> None:
        if rows:
            found.append((0, _join(rows)))
            rows.clear()

    for raw in body.split("\n"):
        row = re.sub(r"^(?:>\s?)+", "", raw.strip()).strip()
        heading = re.match(r"^(#{1,6})\s+(.*?)\s*#*$", row)
        if rows and re.fullmatch(r"=+|-{2,}", row):
            found.append((1 if row[0] == "=" else 2, rows.pop()))
            close()
        elif not row or heading or _is_noise(row):
            close()
            if heading and heading.group(2):
                found.append((len(heading.group(1)), heading.group(2)))
        elif item := _ITEM.match(row):
            close()
            rows.append(row[item.end() :])
        else:
            if rows and _ends_paragraph(rows[-1]):
                close()
            rows.append(row)
    close()
    return found


def _is_noise(row: str) -> bool:
    table = (row.count("|") >= 2 and (row.startswith("|") or row.endswith("|"))) or re.fullmatch(r"[\s|:-]+", row)
    return bool(table or _RULE.match(row) or _DIRECTIVE.match(row) or _DEFINITION.match(row))


def _ends_paragraph(row: str) -> bool:
    """Whether a row is too short, and too finished, to be one that was wrapped by an editor."""
    return row[-1] in "。！？.!?”」…" and width(row) < 50


def _join(rows: list[str]) -> str:
    text = rows[0]
    for row in rows[1:]:
        glue = "" if is_cjk(row[0]) and (is_cjk(text[-1]) or text[-1] in "，。；：、！？”」》）") else " "
        text += glue + row
    return text
