"""Timelines and scripts from files: what is wrong with one is said with the file's name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines import schema, script, timeline
from pipelines.errors import BadInput
from pipelines.files import read_text
from pipelines.script import Script
from pipelines.timeline import Utterance

LARGEST = 200_000_000  # bytes of a timeline that are read

_SPEECH, _SPEECH_MAKER = ("speech timeline", "语音时间线"), "studio plan"


@contextmanager
def named(place: str) -> Iterator[None]:
    """BadInput that comes up inside is raised with the name of the file it is about, if that is not in it."""
    try:
        yield
    except BadInput as error:
        if place in error.en:
            raise
        raise BadInput(f"{place}: {error.en}", f"{place}：{error.zh}") from error


def read_speech(path: Path) -> Utterance:
    """The timeline in a speech.json; BadInput with its name for anything else."""
    return speech(read_text(path, limit=LARGEST, what_en="a speech.json", what_zh="speech.json"), str(path))


def speech(text: str, place: str) -> Utterance:
    """The timeline that is the text of the file `place`."""
    data = schema.parse(text, place, what=_SPEECH, maker=_SPEECH_MAKER)
    schema.check(data, timeline.SCHEMA, timeline.VERSION, what=_SPEECH, maker=_SPEECH_MAKER, place=place)
    with named(place):
        return timeline.from_dict(data)


def read_script(path: Path) -> Script:
    """The script in a script.json; BadInput with its name for anything else."""
    return script.loads(read_text(path, limit=LARGEST, what_en="a script.json", what_zh="script.json"), str(path))
