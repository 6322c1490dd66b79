"""A voice grown older or younger, merrier or more sober: many numbers at once, as in people.

A child's tract and folds grow until about twenty; later the folds stiffen and close less well, so the voice turns rough and breathy,
slower, and a little lower in pitch and formants (Linville 2001; Linville & Rens 2001). Mirth raises pitch, widens its range, quickens and
brightens (Murray & Arnott 1993).
"""

from __future__ import annotations

from dataclasses import replace

from ...errors import BadInput
from ...voice import Voice
from .tags import CHINESE, earned
from .words import WORDS, Change

YEARS = (-40.0, 40.0)
MIRTH = (-2.0, 2.0)
_GROWTH = 20.0  # years from child to grown-up
_CHILDS_TRACT = 0.79
_OLDER = Change(semitones=-1, tract=3, range=-3, rate=-9, breath=0.14, roughness=0.26, brightness=-0.5)
_YOUNGER = Change(semitones=4.5, tract=-13, range=4, rate=2, breath=-0.03, roughness=-0.12, brightness=0.5)
_AGES = ("young", "adult", "old")


def aged(voice: Voice, years: float) -> Voice:
    """The voice so many years older, or younger for fewer than 0; a child's grows up first. BadInput outside YEARS."""
    if not YEARS[0] <= years <= YEARS[1]:
        raise BadInput(f"A voice cannot be made {years:g} years older; {YEARS[0]:g} to {YEARS[1]:g} are accepted.",
                       f"声音不能年长 {years:g} 岁；可接受 {YEARS[0]:g} 到 {YEARS[1]:g}。")  # fmt: skip
    if not years:
        return voice
    growing = min(years, _GROWTH if "child" in voice.tags else 0.0)
    moved = _OLDER.times((years - growing) / 20).on(_YOUNGER.times(-growing / 20).on(voice))
    return _tagged(moved, years)


def cheered(voice: Voice, degree: float) -> Voice:
    """The voice merrier, or more sober for a degree under 0; 1 is what "cheerful" does in a description. BadInput outside MIRTH."""
    if not MIRTH[0] <= degree <= MIRTH[1]:
        raise BadInput(f"A voice cannot be cheerful to the degree {degree:g}; {MIRTH[0]:g} to {MIRTH[1]:g} are accepted.",
                       f"开朗程度不能是 {degree:g}；可接受 {MIRTH[0]:g} 到 {MIRTH[1]:g}。")  # fmt: skip
    return _tagged(WORDS["cheerful"].times(degree).on(voice), 0) if degree else voice


def _tagged(voice: Voice, years: float) -> Voice:
    """The voice with the tags that its numbers earn now."""
    has = {*voice.tags}
    male = bool(has & {"man", "boy"}) or (not has & {"woman", "girl", "child"} and voice.pitch <= 165)
    child = years < _GROWTH / 2 if "child" in has else years < 0 and voice.tract < _CHILDS_TRACT
    who = (("girl", "boy") if child else ("woman", "man"))[male]
    before = next((place for place, age in enumerate(_AGES) if age in has), 0 if "child" in has else 1)
    age = _AGES[min(max(before + round(years / 20), 0), 2)]
    kept = (tag for tag in voice.tags if tag not in CHINESE or tag in ("kana", "british"))
    return replace(voice, tags=(*kept, *earned(voice, who, age), "designed"))
