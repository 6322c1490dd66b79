"""The language model writer against a real HTTP server on this machine."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.engines import load
from pipelines.errors import EngineFailed, EngineMissing
from pipelines.script import Brief
from pipelines.text.llm import LlmWriter, task, wanted_characters
from tests.chat_server import Server

GOOD = {
    "title": "Tea",
    "scenes": [
        {
            "title": "The leaf",
            "prompt": "tea hills at dawn",
            "layout": "presenter",
            "lines": [{"speaker": "", "text": "Tea begins as a leaf."}, {"speaker": "Anna", "text": "On a hill."}],
        },
        {"title": "The cup", "prompt": "tea cup", "layout": "pip", "lines": [{"speaker": "", "text": "It ends in a cup."}]},
    ],
}
BRIEF = Brief(text="Tea begins as a leaf on a hill. It ends in a cup.", language="en")


def writer(server: Server, timeout: float = 20.0) -> LlmWriter:
    return LlmWriter(model="tiny", base_url=server.url, api_key="any", timeout=timeout)


def test_a_good_answer(serve: Callable[..., Server]) -> None:
    server = serve((200, json.dumps(GOOD)))
    script = writer(server).write(BRIEF)
    assert [line.text for line in script.lines] == ["Tea begins as a leaf.", "On a hill.", "It ends in a cup."]
    assert script.lines[1].speaker == "Anna"
    assert [scene.layout for scene in script.scenes] == ["presenter", "pip"]
    assert script.language == "en"
    request = server.requests[0]
    assert request["model"] == "tiny"
    assert request["response_format"]["json_schema"]["schema"]["required"] == ["title", "scenes"]
    assert request["messages"][-1]["content"] == BRIEF.text
    assert len(server.requests) == 1


def test_settings_come_from_the_environment(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch) -> None:
    server = serve((200, json.dumps(GOOD)))
    monkeypatch.setenv("STUDIO_LLM_MODEL", "from-env")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    loaded = load("writer", "llm")
    assert loaded.write(BRIEF).title == "Tea"
    assert server.requests[0]["model"] == "from-env"
    assert "from-env" in loaded.note


@pytest.mark.parametrize(
    "text",
    [
        f"```json\n{json.dumps(GOOD, indent=1)}\n```",
        f"Here it is:\n```\n{json.dumps(GOOD)}\n```\nEnjoy!",
        f"<think>maybe {{this}}?</think>\n{json.dumps(GOOD)}",
    ],
)
def test_fences_and_talk_around_the_json(serve: Callable[..., Server], text: str) -> None:
    assert len(writer(serve((200, text))).write(BRIEF).scenes) == 2


BAD_LAYOUT = json.dumps({**GOOD, "scenes": [{**GOOD["scenes"][0], "layout": "cinema"}]})  # type: ignore[index, dict-item]


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (BAD_LAYOUT, "layout"),
        ("Sorry, I cannot.", "not a JSON object"),
        ('{"title": "x", "scenes": [', "JSON"),
        ('{"title": "x"}', "scenes"),
    ],
)
def test_a_bad_answer_is_sent_back_once_with_its_fault(serve: Callable[..., Server], bad: str, said: str) -> None:
    server = serve((200, bad), (200, json.dumps(GOOD)))
    assert writer(server).write(BRIEF).title == "Tea"
    assert len(server.requests) == 2
    assert server.requests[1]["messages"][-2] == {"role": "assistant", "content": bad}
    assert said in server.requests[1]["messages"][-1]["content"]


def test_bad_twice_is_a_clear_failure(serve: Callable[..., Server]) -> None:
    server = serve((200, BAD_LAYOUT))
    with pytest.raises(EngineFailed) as error:
        writer(server).write(BRIEF)
    assert len(server.requests) == 2
    assert "layout" in error.value.en
    assert "--writer outline" in error.value.en
    assert "两次" in error.value.zh


def test_a_server_without_schemas_is_asked_plainly(serve: Callable[..., Server]) -> None:
    def answer(body: dict[str, Any]) -> tuple[int, str]:
        return (400, "response_format is not supported") if "response_format" in body else (200, json.dumps(GOOD))

    server = serve(answer)
    assert writer(server).write(BRIEF).title == "Tea"
    assert "response_format" not in server.requests[-1]
    assert "additionalProperties" in server.requests[-1]["messages"][0]["content"]


@pytest.mark.parametrize(
    ("status", "kind", "named"),
    [
        (401, EngineMissing, "OPENAI_API_KEY"),
        (403, EngineMissing, "OPENAI_API_KEY"),
        (404, EngineMissing, "STUDIO_LLM_MODEL"),
        (400, EngineFailed, "context is too long"),
    ],
)
def test_refusals(serve: Callable[..., Server], status: int, kind: type[Exception], named: str) -> None:
    with pytest.raises(kind) as error:
        writer(serve((status, "context is too long"))).write(BRIEF)
    assert named in error.value.en  # type: ignore[attr-defined]
    assert named in error.value.zh  # type: ignore[attr-defined]


def test_no_server(serve: Callable[..., Server]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(EngineFailed, match=f"127.0.0.1:{port}.*OPENAI_BASE_URL"):
        LlmWriter(model="m", base_url=f"http://127.0.0.1:{port}/v1", api_key="k").write(BRIEF)


def test_a_slow_server(serve: Callable[..., Server]) -> None:
    def answer(_: dict[str, Any]) -> tuple[int, str]:
        time.sleep(1.0)
        return 200, json.dumps(GOOD)

    with pytest.raises(EngineFailed, match=r"did not answer within 0\.2 s"):
        writer(serve(answer), timeout=0.2).write(BRIEF)


@pytest.mark.parametrize(("given", "absent"), [({"model": "m"}, "OPENAI_API_KEY"), ({"api_key": "k"}, "STUDIO_LLM_MODEL")])
def test_missing_settings(serve: Callable[..., Server], given: dict[str, str], absent: str) -> None:
    with pytest.raises(EngineMissing) as error:
        LlmWriter(**given).write(BRIEF)  # type: ignore[arg-type]
    assert absent in error.value.en
    assert absent in error.value.zh


def test_a_script_far_too_long_is_sent_back_and_the_second_is_taken(serve: Callable[..., Server]) -> None:
    long = {**GOOD, "scenes": [{**GOOD["scenes"][0], "lines": [{"speaker": "", "text": "word " * 300}]}]}  # type: ignore[index, dict-item]
    server = serve((200, json.dumps(long)), (200, json.dumps(GOOD)))
    script = writer(server).write(BRIEF.model_copy(update={"seconds": 5.0}))
    assert "characters" in server.requests[1]["messages"][-1]["content"]
    assert script.title == "Tea"
    assert len(writer(serve((200, json.dumps(long)))).write(BRIEF.model_copy(update={"seconds": 5.0})).lines) == 1


def test_the_task_tells_length_and_language() -> None:
    chinese = Brief(text="茶", language="zh", seconds=60, rate=4.0)
    assert 200 <= wanted_characters(chinese) <= 240
    assert f"约 {wanted_characters(chinese)} 个字" in task(chinese)
    english = Brief(text="tea", language="en", seconds=30)
    assert f"about {wanted_characters(english)} characters" in task(english)
    assert "Write in fr" in task(Brief(text="thé", language="fr"))
    assert wanted_characters(BRIEF) == 0
