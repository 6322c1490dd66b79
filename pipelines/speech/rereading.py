"""A line planned again for an edit: words that the edit does not touch are read as they were, new ones by the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..carrying import carry
from ..editing import Planner
from ..engines import Speaker
from ..timeline import Utterance
from ..voice import Voice
from . import lexicon
from .lexicon import Lexicon


def planner(utterance: Utterance, speaker: Speaker, voice: Voice, book: Lexicon) -> Planner:
    """How the line is planned for an edit of its readings or its text.

    Predicted readings that the speaker would not give by itself, which were a dictionary's when the line was planned, stay
    where their word stays. `book` is asked for words that are new, and for those whose own reading is taken back.
    """
    given: dict[str, str] = {}

    def plan(text: str, readings: Mapping[int, str] | None) -> Utterance:
        if not given:
            given.update({"": ""} | _given(utterance, speaker, voice))
        by_hand = readings or {}
        fresh = speaker.plan(text, voice, language=utterance.language)
        bare = replace(utterance, overrides={})
        placed, _ = carry(bare, fresh)
        was = {word.id: word for word in utterance.words}
        stay: dict[int, str] = {}
        asked: list[int] = []
        for place, word in enumerate(placed.words):
            old = was.get(word.id)
            if place in by_hand:
                continue
            if old is None or old.text != word.text or utterance.override(old.id).reading is not None:
                asked.append(place)
            elif old.id in given:
                stay[place] = given[old.id]
        own = lexicon.readings_in(book, fresh, speaker, voice) if book.entries and asked else {}
        chosen = {place: own[place] for place in asked if place in own} | stay
        if not chosen and not by_hand:
            return fresh
        planned = speaker.plan(text, voice, language=utterance.language, readings={**chosen, **by_hand})
        return lexicon.as_predicted(planned, chosen, speaker)

    return plan


def _given(utterance: Utterance, speaker: Speaker, voice: Voice) -> dict[str, str]:
    """Word id → the predicted reading, where the speaker by itself predicts another one."""
    fresh = speaker.plan(utterance.text, voice, language=utterance.language)
    if [word.text for word in fresh.words] != [word.text for word in utterance.words]:
        return {}
    return {
        word.id: word.reading
        for word, own in zip(utterance.words, fresh.words, strict=True)
        if word.reading != own.reading and utterance.override(word.id).reading is None
    }
