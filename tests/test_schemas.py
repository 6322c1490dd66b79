"""The published JSON Schemas are those of what the program writes and reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from pipelines import editing, timeline
from pipelines.errors import BadInput
from pipelines.timeline import Utterance

from .strategies import utterances

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
SPEECH = jsonschema.Draft202012Validator(json.loads((FOLDER / "speech.schema.json").read_text()))


@given(utterances())
@settings(max_examples=100, deadline=None)
def test_every_timeline_that_is_written_follows_the_schema(utterance: Utterance) -> None:
    SPEECH.validate(json.loads(timeline.dumps(utterance)))


def test_the_schema_knows_the_newest_version() -> None:
    assert SPEECH.schema["properties"]["version"]["maximum"] == timeline.VERSION
    assert SPEECH.schema["properties"]["schema"]["const"] == timeline.SCHEMA


@pytest.mark.parametrize("own", [{"paus": 3}, {"stress": 7}, {"phonemes": {"0": {"semitones": 99}}}, {"style": "funny"}])
def test_what_the_schema_refuses_the_program_refuses(own: dict[str, Any]) -> None:
    words = [{"id": "w1", "text": "a", "after": "", "reading": "a", "pause": 0, "phonemes": [["a", 100, 0, ""]]}]
    data = {"schema": timeline.SCHEMA, "version": 2, "language": "en", "voice": "v", "sample_rate": 24_000, "rate": 1, "lead": 0,
            "opening": "", "words": words, "overrides": {"w1": own}}  # fmt: skip
    assert not SPEECH.is_valid(data)
    with pytest.raises(BadInput):
        timeline.from_dict(data)


def test_the_schema_of_edits_is_the_one_that_the_program_prints() -> None:
    assert json.loads((FOLDER / "edit.schema.json").read_text()) == editing.json_schema()
