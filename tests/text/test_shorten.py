"""Shorter wordings of a line that is too long for its time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pipelines.errors import EngineFailed, EngineMissing
from pipelines.text.chat import Chat
from pipelines.text.shorten import shorter
from tests.chat_server import Plain, Reply, Server

LINE = "Well, as I was saying, the old bridge was opened in 1932, if I remember it right."


def offered(*wordings: Any) -> Plain:
    return 200, json.dumps({"wordings": wordings})


def ask(server: Server, text: str = LINE, language: str = "en", factor: float = 0.6) -> tuple[str, ...]:
    return shorter(text, language, factor, Chat("tiny", server.url, "any", timeout=20.0, retries=1))


def test_wordings_that_fit_come_the_fullest_first(serve: Callable[..., Server]) -> None:
    server = serve(
        offered("It opened in 1932.", "The old bridge was opened in 1932.", "It opened in 1932.", "The bridge opened in 1932.")
    )
    assert ask(server) == ("The old bridge was opened in 1932.", "The bridge opened in 1932.", "It opened in 1932.")
    shown = json.loads(server.requests[0]["messages"][1]["content"])
    assert shown["text"] == LINE
    assert 40 <= shown["most"] <= 60


def test_what_does_not_keep_to_the_line_is_left_out(serve: Callable[..., Server]) -> None:
    bad = [LINE, "", "   ", 7, None, "The bridge opened in 1923.", "旧桥于 1932 年通车。"]
    assert ask(serve(offered(*bad, "The bridge is of\n1932."))) == ("The bridge is of 1932.",)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (offered(LINE), "are the most"),
        (offered("The bridge is old."), "lacks the number 1932"),
        (offered(), "wordings"),
        ((200, "No."), "not a JSON object"),
        ((200, '{"wordings": "x"}'), "wordings"),
    ],
)
def test_an_answer_without_one_goes_back_once(serve: Callable[..., Server], bad: Plain, said: str) -> None:
    server = serve(bad, offered("It opened in 1932."))
    assert ask(server) == ("It opened in 1932.",)
    assert said in server.requests[1]["messages"][-1]["content"]
    never = serve(bad)
    assert ask(never) == ()
    assert len(never.requests) == 2


def test_chinese_is_counted_in_characters(serve: Callable[..., Server]) -> None:
    said = "其实我想说的是，今天下午三点我们大家一起去公园门口集合吧。"
    assert ask(
        serve(offered("下午三点公园门口集合。", "今天下午三点，我们大家到公园门口集合，好不好呀。")), said, "zh", 0.5
    ) == ("下午三点公园门口集合。",)


def test_placeholders_stay(serve: Callable[..., Server]) -> None:
    server = serve(offered("Hi!", "Hi {name}!"))
    assert ask(server, "A very good evening to you, dear {name}!", "en", 0.5) == ("Hi {name}!",)


def test_a_line_that_no_one_may_hear_has_no_wordings(serve: Callable[..., Server]) -> None:
    assert ask(serve(Reply("content policy", 400))) == ()


def test_nothing_to_shorten_is_not_asked_about(serve: Callable[..., Server]) -> None:
    server = serve(offered("x"))
    assert ask(server, "  ") == ()
    assert ask(server, "Hm", factor=0.3) == ()
    assert server.requests == []


def test_no_server() -> None:
    with pytest.raises(EngineMissing, match="STUDIO_LLM_MODEL"):
        shorter(LINE, "en", 0.5, Chat())
    with pytest.raises(EngineFailed):
        shorter(LINE, "en", 0.5, Chat("m", "http://127.0.0.1:9/v1", "k", retries=0))
    with pytest.raises(ValueError, match="factor"):
        shorter(LINE, "en", 1.5, Chat("m", "http://127.0.0.1:9/v1", "k"))
