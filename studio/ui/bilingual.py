"""Components whose words follow the page's language: made once, told again when it changes, their values left alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from .texts import t

Word = str | Callable[[str], Any]
"""The key of a text, or a function from the language to what the attribute shall be."""


class Bilingual:
    """Makes components in one language and remembers how to say them in the other."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._made: list[tuple[Any, Mapping[str, Word]]] = []

    def __call__(self, kind: Callable[..., Any], words: Mapping[str, Word], /, **options: Any) -> Any:
        """A component of `kind`; `words` are its attributes that are spoken, `options` the others."""
        component = kind(**{name: _said(word, self._lang) for name, word in words.items()}, **options)
        self._made.append((component, words))
        return component

    @property
    def components(self) -> list[Any]:
        return [component for component, _ in self._made]

    def updates(self, lang: str) -> list[Any]:
        """What a handler returns for `components`, so that they speak `lang`."""
        return [gr.update(**{name: _said(word, lang) for name, word in words.items()}) for _, words in self._made]


def _said(word: Word, lang: str) -> Any:
    return t(word, lang) if isinstance(word, str) else word(lang)
