"""A model behind a server, and all that a server may do."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.errors import BadInput, EngineFailed, EngineMissing
from pipelines.text.chat import STRING, Chat, Fault, Refused, json_object, object_schema
from tests.chat_server import Reply, Server

SCHEMA = object_schema(word=STRING)
TALK = ({"role": "user", "content": "A word, please."},)
GOOD = (200, '{"word": "tea"}')


def chat(server: Server, **values: Any) -> Chat:
    return Chat(model="tiny", base_url=server.url, api_key="any", **{"timeout": 20.0, "retries": 2, **values})


def ask(server: Server, **values: Any) -> str:
    return chat(server, **values).ask(TALK, "word", SCHEMA)


def test_a_question_and_its_schema(serve: Callable[..., Server]) -> None:
    server = serve(GOOD)
    assert json_object(ask(server)) == {"word": "tea"}
    assert server.requests[0]["response_format"]["json_schema"] == {"name": "word", "strict": True, "schema": SCHEMA}


def test_asked_to_wait_it_waits_as_long_as_it_is_told(serve: Callable[..., Server]) -> None:
    server = serve(Reply("slow down", 429, {"Retry-After": "1"}), GOOD)
    begun = time.monotonic()
    assert ask(server) == GOOD[1]
    assert time.monotonic() - begun >= 1.0
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "trouble",
    [
        Reply("overloaded", 503, {"Retry-After-Ms": "10"}),
        Reply(GOOD[1], cut=True),
        Reply("down", 500, {"Retry-After-Ms": "10"}),
    ],
)
def test_what_passes_is_tried_again(serve: Callable[..., Server], trouble: Reply) -> None:
    assert ask(serve(trouble, GOOD)) == GOOD[1]


def test_a_server_that_stays_too_busy(serve: Callable[..., Server]) -> None:
    server = serve(Reply("slow down", 429, {"Retry-After-Ms": "10"}))
    with pytest.raises(EngineFailed, match="too often") as error:
        ask(server)
    assert len(server.requests) == 3
    assert "频繁" in error.value.zh


def test_a_connection_that_is_always_cut(serve: Callable[..., Server]) -> None:
    with pytest.raises(EngineFailed, match="OPENAI_BASE_URL"):
        ask(serve(Reply(GOOD[1], cut=True)), retries=1)


@pytest.mark.parametrize(
    "raw",
    [
        b"<html>It works!</html>",
        b'{"hello": 1}',
        b'{"choices": []}',
        b'{"choices": [{"message": null}]}',
        b'"?"',
        b"[1]",
        b'{"choices": 7}',
        b'{"choices": [8]}',
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "text/html"])
def test_nonsense_is_said_to_be_nonsense(serve: Callable[..., Server], raw: bytes, kind: str) -> None:
    with pytest.raises(EngineFailed, match="did not answer as an OpenAI-compatible one"):
        ask(serve(Reply("", headers={"Content-Type": kind}, raw=raw)), retries=0)


def test_a_server_that_takes_no_schema_is_offered_it_once(serve: Callable[..., Server]) -> None:
    server = serve(lambda body: (400, "unknown: response_format") if "response_format" in body else GOOD)
    one = chat(server)
    assert [one.ask(TALK, "word", SCHEMA) for _ in range(3)] == [GOOD[1]] * 3
    assert ["response_format" in request for request in server.requests] == [True, False, False, False]


def test_a_question_that_is_refused_costs_the_next_nothing(serve: Callable[..., Server]) -> None:
    server = serve((400, "not that"), (400, "not that"), GOOD)
    one = chat(server)
    with pytest.raises(Refused, match="not that"):
        one.ask(TALK, "word", SCHEMA)
    assert one.ask(TALK, "word", SCHEMA) == GOOD[1]
    assert "response_format" in server.requests[-1]


@pytest.mark.parametrize(("given", "absent"), [({"model": "m"}, "OPENAI_API_KEY"), ({"api_key": "k"}, "STUDIO_LLM_MODEL")])
def test_what_is_not_set_is_named_before_anything_is_asked(
    serve: Callable[..., Server], given: dict[str, str], absent: str
) -> None:
    with pytest.raises(EngineMissing) as error:
        Chat(**given, needed_by=("Translation", "翻译")).check()  # type: ignore[arg-type]
    assert absent in error.value.en
    assert error.value.en.startswith("Translation needs")
    assert absent in error.value.zh
    assert error.value.zh.startswith("翻译 需要")


def test_how_long_an_answer_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STUDIO_LLM_TIMEOUT", raising=False)
    assert Chat().timeout == 120
    monkeypatch.setenv("STUDIO_LLM_TIMEOUT", "600")
    assert (Chat().timeout, Chat(timeout=5).timeout) == (600, 5)
    for bad in ("soon", "0", "-1", "nan", "inf"):
        monkeypatch.setenv("STUDIO_LLM_TIMEOUT", bad)
        with pytest.raises(BadInput, match="STUDIO_LLM_TIMEOUT"):
            Chat()


@pytest.mark.parametrize(
    "text", ["", "Sorry.", "{", '{"a": }', "}{", "[1, 2]", '{"a":' * 5000 + "1" + "}" * 5000, '{"a": ' + "1" * 6000 + "}"]
)
def test_what_is_no_json_object_is_a_fault(text: str) -> None:
    with pytest.raises(Fault):
        json_object(text)


def test_talk_around_the_json_is_left_aside() -> None:
    assert json_object('<think>{"a": 0}</think>Sure:\n```json\n{"a": 1}\n```\nBye {') == json.loads('{"a": 1}')
