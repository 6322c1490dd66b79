"""Imported once by the process that all workers are forked from: dictionaries and grammars are then loaded once, and shared."""

from pipelines.speech.readings import tokenise

from . import work

__all__ = ["work"]

for _text, _language in (("2026年，银行很长。", "zh"), ("In 2026 I read it.", "en")):
    tokenise(_text, _language)
