"""XML from strangers as a small tree that knows where each element stands. Entities and external files are refused."""

from __future__ import annotations

import re
import xml.sax
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from ..errors import BadInput

LIMIT = 5_000_000
"""Characters; a longer file is a mistake or an attack."""

_DEEPEST = 60
_DECLARED_ENCODING = re.compile(r"""^(\s*<\?xml[^>]*?)(\sencoding\s*=\s*(?:"[^"]*"|'[^']*'))""")


@dataclass(frozen=True)
class Element:
    """An element as written: its name with its prefix, its attributes in order, and what is in it.

    `line` from 1 and `column` from 1 are where its tag begins.
    """

    name: str
    attributes: Mapping[str, str]
    line: int
    column: int
    children: list[Element | str] = field(default_factory=list)

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]

    @property
    def place(self) -> str:
        return f"{self.line}:{self.column}"

    @property
    def text(self) -> str:
        """All the text in it, tags left out."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    def elements(self, local: str) -> Iterator[Element]:
        """The child elements of this name, whatever their prefix."""
        return (child for child in self.children if isinstance(child, Element) and child.local == local)

    def tag(self) -> str:
        """Its start tag."""
        return "<" + self.name + "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items()) + ">"

    def source(self) -> str:
        """The element with all that is in it, as XML."""
        inner = "".join(escape(child) if isinstance(child, str) else child.source() for child in self.children)
        return f"{self.tag()}{inner}</{self.name}>" if inner else self.tag()[:-1] + "/>"


class _Builder(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: Element | None = None
        self._open: list[Element] = []
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:
        line, column = self._locator.getLineNumber(), self._locator.getColumnNumber() + 1
        if len(self._open) >= _DEEPEST:
            raise at(line, column, f"elements are nested more than {_DEEPEST} deep", f"元素嵌套超过 {_DEEPEST} 层")
        element = Element(name, dict(attrs), line, column)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def endElement(self, name: str) -> None:
        self._open.pop()

    def characters(self, content: str) -> None:
        self._open[-1].children.append(content)


def at(line: int, column: int, en: str, zh: str) -> BadInput:
    """The refusal of what stands at a place."""
    return BadInput(f"Line {line}, column {column}: {en}.", f"第 {line} 行第 {column} 列：{zh}。")


def refuse(element: Element, en: str, zh: str) -> BadInput:
    """The refusal of an element, with its place and name."""
    return at(element.line, element.column, f"<{element.name}>: {en}", f"<{element.name}>：{zh}")


def parse(text: str, what: str = "SSML") -> Element:
    """The root element of an XML 1.0 document. BadInput with line and column for what is not XML or is not safe."""
    if len(text) > LIMIT:
        raise BadInput(f"This {what} has {len(text):,} characters; up to {LIMIT:,} are accepted. Split it.",
                       f"该 {what} 有 {len(text):,} 个字符；最多 {LIMIT:,} 个。请拆分。")  # fmt: skip
    builder = _Builder()
    reader = DefusedExpatParser(forbid_external=False)  # a DOCTYPE may name a DTD; it is never read
    reader.setContentHandler(builder)
    reader.setErrorHandler(xml.sax.ErrorHandler())
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    reader.setFeature(xml.sax.handler.feature_external_pes, False)
    # the text is decoded already: what the declaration says of its bytes no longer holds
    plain = _DECLARED_ENCODING.sub(lambda match: match[1] + " " * len(match[2]), text)
    try:
        reader.parse(StringIO(plain))
    except DefusedXmlException as error:
        raise BadInput(
            f"This {what} declares entities of its own ({type(error).__name__}), which are refused: they can blow up a small"
            " file. Write the text itself; &amp; &lt; &gt; &quot; &apos; and &#…; are accepted.",
            f"该 {what} 声明了自定义实体（{type(error).__name__}），出于安全考虑不予接受。请直接写出文字；可用 &amp; &lt; &gt;"
            " &quot; &apos; 和 &#…;。",
        ) from error
    except xml.sax.SAXParseException as error:
        raise at(error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1, f"this is not XML: {error.getMessage()}",
                 f"不是有效的 XML：{error.getMessage()}") from error  # fmt: skip
    except ValueError as error:  # surrogates and the like, which no encoding holds
        raise BadInput(f"This {what} is not text: {error}.", f"该 {what} 不是有效文本：{error}。") from error
    assert builder.root is not None
    return builder.root
