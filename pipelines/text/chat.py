"""A language model behind any server that speaks OpenAI's chat completions: one question, one answer in JSON.

    chat = Chat(model="qwen3", base_url="http://localhost:8000/v1", api_key="any")
    answer = chat.ask(talk, "script", object_schema(title=STRING))
    data = json_object(answer)          # Fault, in words for the model and for the person, if it is none

The server is a stranger: it may be slow, ask to be left alone for a while, refuse a schema, cut the line or answer nonsense.
"""

from __future__ import annotations

import json
import os
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import BadInput, EngineFailed, EngineMissing

if TYPE_CHECKING:
    import openai

Talk = Sequence[Mapping[str, str]]
"""Messages, {"role": …, "content": …} each."""

STRING: Mapping[str, Any] = {"type": "string"}
OPENAI = "https://api.openai.com/v1"


def object_schema(**properties: Any) -> dict[str, Any]:
    """The JSON schema of an object that has these properties, all of them and no others."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


class Fault(Exception):
    """What is wrong with an answer, in words for the model and for the person."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Refused(EngineFailed):
    """The server will not answer this question, though it may answer others: too long, or not to its taste."""


class Chat:
    """A model that can be asked, from several threads at once.

    `model`, or STUDIO_LLM_MODEL; `base_url`, or OPENAI_BASE_URL (OpenAI's own by default); `api_key`, or OPENAI_API_KEY. `timeout` in
    seconds for one answer, or STUDIO_LLM_TIMEOUT (two minutes by default). `retries` of a question after a cut connection, a server's error or "too many requests"; between
    them it waits as long as the server's Retry-After says (up to two minutes), else longer each time. `needed_by` is who asks, in
    English and in Chinese, for the message of what is not set.
    """

    def __init__(
        self,
        model: str = "",
        base_url: str = "",
        api_key: str = "",
        timeout: float = 0.0,
        retries: int = 5,
        needed_by: tuple[str, str] = ("A language model", "语言模型"),
    ) -> None:
        self.model = model or os.environ.get("STUDIO_LLM_MODEL", "")
        self.base_url = base_url or os.environ.get("OPENAI_BASE_URL", "")
        self.api_key = api_key or os.environ.get("OPENAI_API_KEY", "")
        self.timeout = timeout or _set_timeout()
        self.retries = retries
        self.needed_by = needed_by
        self._plain = False  # the server is known to take no schema

    @property
    def where(self) -> str:
        return self.base_url or OPENAI

    def check(self) -> None:
        """EngineMissing if what it needs is not set or not installed. Nothing is asked."""
        _ = self._client

    def ask(self, talk: Talk, name: str, schema: Mapping[str, Any]) -> str:
        """The answer's text. The schema goes along where the server takes one; else the prompt alone asks for JSON.

        EngineMissing and EngineFailed when the server cannot be used; Refused when only this question is.
        """
        import openai  # half a second to load

        form = {"type": "json_schema", "json_schema": {"name": name, "strict": True, "schema": schema}}
        try:
            if self._plain:
                return self._answer(talk)
            try:
                return self._answer(talk, response_format=form)
            except (openai.BadRequestError, openai.UnprocessableEntityError):
                answer = self._answer(talk)
                self._plain = True
                return answer
        except openai.OpenAIError as error:
            raise self._explained(error) from error

    def _answer(self, talk: Talk, **more: Any) -> str:
        try:
            reply = self._client.chat.completions.create(model=self.model, messages=list(talk), **more)
        except ValueError as error:  # what it sent as JSON is none
            raise self._nonsense() from error
        choices = getattr(reply, "choices", None)
        message = getattr(choices[0], "message", None) if isinstance(choices, list) and choices else None
        content = getattr(message, "content", None)
        if message is None or not isinstance(content, str | None):
            raise self._nonsense()
        return content or ""

    @cached_property
    def _client(self) -> openai.OpenAI:
        absent = [name for name, value in (("STUDIO_LLM_MODEL", self.model), ("OPENAI_API_KEY", self.api_key)) if not value]
        en, zh = self.needed_by
        if absent:
            raise EngineMissing(
                f"{en} needs {' and '.join(absent)} to be set (the model also with --model), and OPENAI_BASE_URL for "
                "a server other than OpenAI's. A local server takes any key.",
                f"{zh} 需要设置 {' 和 '.join(absent)}（模型也可用 --model 给出）；不用 OpenAI 的服务时还要设置 "
                "OPENAI_BASE_URL。本地服务的密钥可以随意填写。",
            )
        try:
            import openai
        except ImportError as error:
            raise EngineMissing(
                f"{en} needs the package 'openai'. Get it with: pip install openai",
                f"{zh} 需要软件包 'openai'。安装：pip install openai",
            ) from error
        return openai.OpenAI(
            api_key=self.api_key, base_url=self.base_url or None, timeout=self.timeout, max_retries=self.retries
        )

    def _nonsense(self) -> EngineFailed:
        return EngineFailed(
            f"The server at {self.where} did not answer as an OpenAI-compatible one does. Check OPENAI_BASE_URL; it "
            "usually ends in /v1.",
            f"{self.where} 的回答不符合 OpenAI 接口。请检查 OPENAI_BASE_URL，它通常以 /v1 结尾。",
        )

    def _explained(self, error: openai.OpenAIError) -> EngineMissing | EngineFailed:
        """What an error of the client means to a person, and what to set."""
        import openai

        where = self.where
        if isinstance(error, openai.APITimeoutError):
            return EngineFailed(
                f"The language model at {where} did not answer within {self.timeout:g} s. Try again, take a smaller model, or set "
                "STUDIO_LLM_TIMEOUT to more seconds.",
                f"{where} 的语言模型在 {self.timeout:g} 秒内没有回答。请重试，换一个较小的模型，或将 STUDIO_LLM_TIMEOUT 设为更多秒数。",
            )
        if isinstance(error, openai.APIConnectionError):
            return EngineFailed(
                f"No server answers at {where}. Start it, or set OPENAI_BASE_URL to its address.",
                f"{where} 没有服务响应。请启动服务，或将 OPENAI_BASE_URL 设为它的地址。",
            )
        if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
            return EngineMissing(
                f"The server at {where} refuses the key. Set OPENAI_API_KEY to one that it accepts.",
                f"{where} 拒绝了密钥。请将 OPENAI_API_KEY 设为有效的密钥。",
            )
        if isinstance(error, openai.NotFoundError):
            return EngineMissing(
                f"The server at {where} has no model {self.model!r}, or is not at this address. Set STUDIO_LLM_MODEL (or --model) "
                "and OPENAI_BASE_URL, which usually ends in /v1.",
                f"{where} 没有模型 {self.model!r}，或地址不对。请设置 STUDIO_LLM_MODEL（或 --model）与通常以 /v1 结尾的 OPENAI_BASE_URL。",
            )
        if isinstance(error, openai.RateLimitError):
            return EngineFailed(
                f"The server at {where} is asked too often, or the account's quota is used up. Wait, then run the same command.",
                f"{where} 请求过于频繁，或账户额度已用完。请稍候再运行同一命令。",
            )
        detail = re.sub(r"\s+", " ", str(error))[:300]
        kind = Refused if isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError) else EngineFailed
        return kind(f"The language model at {where} failed: {detail}", f"{where} 的语言模型出错：{detail}")


def _set_timeout() -> float:
    given = os.environ.get("STUDIO_LLM_TIMEOUT", "")
    try:
        seconds = float(given or 120)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise BadInput(f"STUDIO_LLM_TIMEOUT is {given!r}; seconds are accepted, such as 300.", f"STUDIO_LLM_TIMEOUT 为 {given!r}；应为秒数，例如 300。")  # fmt: skip
    return seconds


def json_object(answer: str) -> dict[str, Any]:
    """The JSON object in a model's answer, fences, thoughts and words around it left aside. Fault naming what is wrong."""
    answer = re.sub(r"<think>.*?</think>", "", answer, flags=re.S)
    found = re.search(r"```(?:json)?\s*\n(.*?)```", answer, re.S)
    text = found.group(1) if found else answer
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        raise Fault(f"The answer is not a JSON object; it begins {answer.strip()[:60]!r}.")
    try:
        data = json.loads(text[start : end + 1])
    except json.JSONDecodeError as error:
        raise Fault(f"The JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except (RecursionError, ValueError) as error:  # nested a thousand deep, a number of ten thousand digits
        raise Fault("The JSON cannot be read.") from error
    assert isinstance(data, dict)
    return data


def one_line(text: str) -> str:
    """A string of an answer as text: white space as single spaces, nothing that no one can see or write to a file."""
    seen = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in ("Cc", "Cs"))
    return " ".join(seen.split())


def again(fault: str, *, chinese: bool = False) -> str:
    """How a faulty answer is sent back."""
    if chinese:
        return f"这个回答不能用：{fault} 请改正后重新给出完整的 JSON，不要其他文字。"
    return f"This answer cannot be used: {fault} Correct it and give the whole JSON again, and nothing else."
