"""Personal dictionaries as files: CSV, and the W3C's Pronunciation Lexicon Specification 1.0 (PLS).

PLS has no context and one language a file; what it lacks is written as attributes in the studio's own namespace.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from ..errors import BadInput
from ..files import read_text, user_data
from . import markup, notation, readings
from .cells import guarded, unguarded
from .lexicon import Entry, Lexicon, checked
from .markup import Element

HEADER = ("word", "reading", "language", "before", "after", "alias", "case_sensitive")
_HEADERS = {
    "word": "word 词 词语 单词 text grapheme", "reading": "reading 读音 拼音 发音 pronunciation", "language": "language lang 语言",
    "before": "before 前文 上文 前", "after": "after 后文 下文 后", "alias": "alias 替换 替代", "case_sensitive": "case_sensitive case 区分大小写",
}  # fmt: skip
_COLUMNS = {name: column for column, names in _HEADERS.items() for name in names.split()}
_TRUE = {"1", "true", "yes", "y", "是"}
_LIMIT = 5_000_000
_PLS = "http://www.w3.org/2005/01/pronunciation-lexicon"
_STUDIO = "urn:shengying:pls:1"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something in a dictionary's file that has no place here: where, and what became of it."""

    place: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Read:
    lexicon: Lexicon
    remarks: tuple[Remark, ...] = ()


def user_file() -> Path:
    """Where the user-wide dictionary lies: $SHENGYING_HOME, else the platform's folder for a program's data."""
    home = os.environ.get("SHENGYING_HOME")
    if home:
        return Path(home) / "lexicon.csv"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "shengying" / "lexicon.csv"
    return user_data("lexicon.csv")


def load(path: Path) -> Read:
    """The dictionary in a .csv, .tsv or .pls (.xml) file; BadInput with file and line for anything else."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path} is not a dictionary by its suffix. Accepted: {', '.join(_READERS)}.",
                       f"{path} 的后缀不是词典。可接受：{'、'.join(_READERS)}。")  # fmt: skip
    text = read_text(path, limit=_LIMIT, what_en="a dictionary", what_zh="词典")
    try:
        return reader(text)
    except BadInput as error:
        raise BadInput(f"{path}: {error.en}", f"{path}：{error.zh}") from error


def from_csv(text: str) -> Read:
    """Rows under a header: word, reading, language, before, after, alias, case_sensitive, of which word and one of reading and
    alias are needed; Chinese names are accepted (词, 读音, 语言, 前文, 后文). Columns parted by comma, semicolon or tab."""
    first = text.lstrip("\ufeff\r\n").partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    columns: list[str] = []
    remarks: list[Remark] = []
    entries: list[Entry] = []
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns = _columns(row, remarks)
                continue
            cells = {name: unguarded(cell.strip()) for name, cell in zip(columns, row, strict=False) if name}
            entries.append(_entry(cells, rows.line_num))
    except csv.Error as error:
        raise BadInput(f"Line {rows.line_num}: {error}.", f"第 {rows.line_num} 行：{error}。") from error
    return Read(Lexicon(tuple(entries)), tuple(remarks))


def _columns(row: list[str], remarks: list[Remark]) -> list[str]:
    names = [_COLUMNS.get(cell.strip().lower(), "") for cell in row]
    if "word" not in names or not {"reading", "alias"} & set(names):
        raise BadInput(
            f"The first line is {','.join(row)[:80]!r}; a header is wanted: {','.join(HEADER[:5])} (or 词,读音,语言,前文,后文).",
            f"第一行是 {','.join(row)[:80]!r}；应为表头：词,读音,语言,前文,后文（或 {','.join(HEADER[:5])}）。",
        )
    for cell, name in zip(row, names, strict=True):
        if not name:
            remarks.append(Remark("1", f"the column {cell!r} is not used", f"未使用列 {cell!r}"))
    return names


def _entry(cells: dict[str, str], line: int) -> Entry:
    entry = Entry(cells.get("word", ""), cells.get("reading", ""), cells.get("language", ""), cells.get("before", ""),
                  cells.get("after", ""), cells.get("case_sensitive", "").lower() in _TRUE, cells.get("alias", ""))  # fmt: skip
    try:
        return checked(entry)
    except BadInput as error:
        raise BadInput(f"Line {line}: {error.en}", f"第 {line} 行：{error.zh}") from error


def to_csv(lexicon: Lexicon) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for e in lexicon.entries:
        cells = (e.text, e.reading, e.language, e.before, e.after, e.alias)
        writer.writerow([*map(guarded, cells), "true" if e.case_sensitive else ""])
    return out.getvalue()


def from_pls(text: str) -> Read:
    """The entries of a PLS 1.0 document. Of several readings the preferred one is taken, else the first; the others are told."""
    root = markup.parse(text, "PLS")
    if root.local != "lexicon":
        raise markup.refuse(root, "the outermost element of PLS is <lexicon>", "PLS 的最外层元素应为 <lexicon>")
    entries: list[Entry] = []
    remarks: list[Remark] = []
    for child in root.children:
        if isinstance(child, str):
            continue
        if child.local == "lexeme":
            entries += _lexeme(child, root, remarks)
        elif child.local not in ("meta", "metadata"):
            remarks.append(Remark(child.place, f"<{child.name}> is not used", f"未使用 <{child.name}>"))
    return Read(Lexicon(tuple(entries)), tuple(remarks))


def _lexeme(element: Element, root: Element, remarks: list[Remark]) -> list[Entry]:
    own = element.attributes
    language = own.get("studio:lang", root.attributes.get("xml:lang", ""))
    language = "zh" if readings.is_chinese(language) and not language.lower().startswith("zh-hk") else language
    words = [" ".join(e.text.split()) for e in element.elements("grapheme")]
    said = [*element.elements("phoneme"), *element.elements("alias")]
    if not words or not said:
        raise markup.refuse(
            element, "it needs a <grapheme>, and a <phoneme> or an <alias>", "需要 <grapheme>，以及 <phoneme> 或 <alias>"
        )
    chosen = next((e for e in said if e.attributes.get("prefer", "").lower() in ("true", "1")), said[0])
    remarks += [
        Remark(e.place, f"another reading, {e.text.strip()!r}, is not used", f"未使用另一读音 {e.text.strip()!r}")
        for e in said
        if e is not chosen
    ]
    alias = " ".join(chosen.text.split()) if chosen.local == "alias" else ""
    try:
        name = notation.alphabet(chosen.attributes.get("alphabet", root.attributes.get("alphabet", "ipa")), language)
        context = own.get("studio:before", ""), own.get("studio:after", ""), own.get("studio:case") == "true"
        written = [Entry(word, chosen.text.strip(), language, *context, alias) for word in words]
        return [checked(entry, "" if alias else name) for entry in written]
    except BadInput as error:
        raise BadInput(
            f"Line {chosen.line}, column {chosen.column}: {error.en}", f"第 {chosen.line} 行第 {chosen.column} 列：{error.zh}"
        ) from error


def to_pls(lexicon: Lexicon) -> str:
    main = lexicon.entries[0].language if lexicon.entries else "en"
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{_PLS}" xmlns:studio="{_STUDIO}" alphabet="ipa" xml:lang={quoteattr(main or "en")}>',
    ]
    for entry in lexicon.entries:
        context = {"lang": "" if entry.language == main else entry.language, "before": entry.before, "after": entry.after,
                   "case": "true" if entry.case_sensitive else ""}  # fmt: skip
        own = "".join(f" studio:{key}={quoteattr(value)}" for key, value in context.items() if value)
        rows += [f"  <lexeme{own}>", f"    <grapheme>{escape(entry.text)}</grapheme>", f"    {_said(entry)}", "  </lexeme>"]
    return "\n".join([*rows, "</lexicon>", ""])


def _said(entry: Entry) -> str:
    if entry.alias:
        return f"<alias>{escape(entry.alias)}</alias>"
    yue = entry.language.lower().startswith("yue")
    name = "x-pinyin" if readings.is_chinese(entry.language) else "x-jyutping" if yue else ""
    alphabet = f' alphabet="{name}"' if name else ""
    return f"<phoneme{alphabet}>{escape(entry.reading)}</phoneme>"


_READERS: dict[str, Callable[[str], Read]] = {".csv": from_csv, ".tsv": from_csv, ".pls": from_pls, ".xml": from_pls}
WRITERS: dict[str, Callable[[Lexicon], str]] = {".csv": to_csv, ".pls": to_pls, ".xml": to_pls}
