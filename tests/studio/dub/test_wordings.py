"""The words of a batch by a language model: rows in another language, shorter wordings, and nothing asked for twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import EngineFailed, EngineMissing
from pipelines.text.chat import Chat
from studio.dub.ledger import Entry
from studio.dub.row import Fault, Row
from studio.dub.wordings import NEEDED_BY, all_offers, offers, translated
from studio.store import Takes
from tests.chat_server import Reply, Server, material, translator, wanted


@pytest.fixture
def takes(tmp_path: Path) -> Takes:
    (tmp_path / "takes").mkdir()
    return Takes(tmp_path / "takes")


def chat(server: Server) -> Chat:
    return Chat("tiny", server.url, "any", timeout=20.0, retries=1)


def row(number: int, file: str = "a.srt", **more: Any) -> Row:
    return Row(
        file, f"cue {number}", f"这是第 {100 + number} 句话", 2.0 * number, 2.0 * number + 1.5, track=Path(file).stem, **more
    )


def english(text: str) -> str:
    return f"This is line {text.split()[1]}"


def test_rows_keep_all_but_their_words(serve: Callable[..., Server], takes: Takes) -> None:
    rows = [row(n, speaker="Anna", voice="grace", output=f"o/{n}", style="sad", priority=2) for n in range(40)]
    found = list(translated(rows, "en", chat(serve(translator(english))), takes))
    for before, after in zip(rows, found, strict=True):
        assert isinstance(after, Row)
        assert (after.text, after.language) == (english(before.text), "en")
        assert (after.file, after.place, after.start, after.end, after.speaker, after.voice, after.output, after.style, after.priority) == (
            before.file, before.place, before.start, before.end, before.speaker, before.voice, before.output, before.style, before.priority)  # fmt: skip


def test_faults_stay_in_their_places(serve: Callable[..., Server], takes: Takes) -> None:
    bad = [Fault("a.srt", f"cue {n}", "It is empty.", "为空。") for n in (90, 91, 92)]
    given = [bad[0], row(0), row(1), bad[1], row(2), bad[2]]
    found = list(translated(given, "en", chat(serve(translator(english))), takes))
    assert [one.place for one in found] == [one.place for one in given]
    assert [one for one in found if isinstance(one, Fault)] == bad
    assert list(translated(bad, "en", chat(serve(translator(english))), takes)) == bad


def test_a_row_that_cannot_be_translated_is_a_fault_with_its_place(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve(translator(lambda text: "" if "102" in text else english(text)))
    found = list(translated([row(n) for n in range(4)], "en", chat(server), takes))
    assert [isinstance(one, Row) for one in found] == [True, True, False, True]
    fault = found[2]
    assert isinstance(fault, Fault)
    assert fault.row
    assert (fault.file, fault.place) == ("a.srt", "cue 2")
    assert "no usable translation" in fault.en
    assert "译文" in fault.zh


def test_what_a_person_should_look_at_is_told_after_its_row(serve: Callable[..., Server], takes: Takes) -> None:
    given = [Row("a.csv", "row 2", "Anna!", language="de"), Row("a.csv", "row 3", "Wir gehen jetzt nach Hause.", language="de")]
    server = serve(translator(lambda text: "Anna!" if "Anna" in text else "We are going home now."))
    for _ in range(2):  # a run that finds it in the takes tells it too
        name, note, home = translated(given, "en", chat(server), takes)
        assert isinstance(name, Row)
        assert isinstance(note, Fault)
        assert not note.row
        assert (note.place, "Anna!" in note.en, "Anna!" in note.zh) == ("row 2", True, True)
        assert isinstance(home, Row)


def test_a_run_that_is_gone_on_with_asks_for_nothing_again(serve: Callable[..., Server], takes: Takes) -> None:
    count = 0

    def say(text: str) -> str:
        nonlocal count
        count += 1
        return f"Take {count}: {text.split()[1]}"

    rows = [row(100 * f + n, file) for f, file in enumerate(("a.srt", "b.srt", "c.srt")) for n in range(35)]
    server = serve(translator(say), translator(say), translator(say), Reply("gone", 503, {"Retry-After-Ms": "10"}))
    with pytest.raises(EngineFailed, match="gone"):
        list(translated(rows, "en", chat(server), takes))
    kept = len(list(takes.folder.glob("*.json")))
    assert kept >= 30
    server = serve(translator(say))
    first = list(translated(rows, "en", chat(server), takes))
    assert 0 < sum(len(wanted(body)) for body in server.requests) <= len(rows) - kept
    quiet = serve(Reply("nobody should ask", 500))
    assert list(translated(rows, "en", chat(quiet), takes)) == first
    assert quiet.requests == []
    assert not list(takes.folder.glob(".*"))


def test_another_model_or_language_is_asked(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve(translator(english))
    rows = [row(n) for n in range(3)]
    list(translated(rows, "en", chat(server), takes))
    list(translated(rows, "en", Chat("large", server.url, "any"), takes))
    list(translated(rows, "de", chat(server), takes))
    assert len(server.requests) == 3


def test_a_row_that_says_it_is_in_the_language_is_left_alone(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve(translator(english))
    given = [Row("a.csv", "row 2", "Colour me happy.", language="en-GB"), row(1, "a.csv")]
    british, other = translated(given, "en", chat(server), takes)
    assert british == given[0]
    assert isinstance(other, Row)
    assert [line["text"] for line in wanted(server.requests[0])] == [row(1).text]


def test_each_file_is_a_film_of_its_own(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve(translator(english))
    list(translated([row(0, "a.srt"), row(1, "b.srt")], "en", chat(server), takes))
    assert [len(material(body)["lines"]) for body in server.requests] == [1, 1]
    assert all(not material(body)["before"] and not material(body)["after"] for body in server.requests)


def test_rows_are_drawn_as_they_are_needed(serve: Callable[..., Server], takes: Takes) -> None:
    drawn = 0

    def rows() -> Any:
        nonlocal drawn
        for n in range(100_000):
            drawn += 1
            yield row(n)

    found = translated(rows(), "en", chat(serve(translator(english))), takes)
    next(found)
    assert drawn < 200


def test_a_take_that_a_power_cut_emptied_is_made_again(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve(translator(english))
    first = list(translated([row(0)], "en", chat(server), takes))
    (path,) = takes.folder.glob("*.json")
    path.write_bytes(b"")
    assert list(translated([row(0)], "en", chat(server), takes)) == first
    assert len(server.requests) == 2


def test_without_a_server_nothing_is_read(takes: Takes) -> None:
    with pytest.raises(EngineMissing) as error:
        list(translated([row(0)], "en", Chat(needed_by=NEEDED_BY), takes))
    assert "STUDIO_LLM_MODEL" in error.value.en
    assert "OPENAI_API_KEY" in error.value.zh
    assert error.value.zh.startswith("翻译")


LONG = Row(
    "a.srt",
    "cue 1",
    "Well, as I was saying, the old bridge was opened in 1932, if I remember it right.",
    0.0,
    2.0,
    language="en",
)


def entry(told: dict[str, Any], said: Row = LONG) -> Entry:
    return Entry(1, said, 0.0, "", "made", "", "", told)


def test_a_line_that_overran_is_offered_shorter_wordings_once(serve: Callable[..., Server], takes: Takes) -> None:
    server = serve((200, json.dumps({"wordings": ["The old bridge was opened in 1932.", "It opened in 1932."]})))
    overran = entry({"seconds": 4.0, "overrun": 1.5})
    wordings = ("The old bridge was opened in 1932.", "It opened in 1932.")
    assert offers(overran, chat(server), takes) == wordings
    assert offers(entry({"seconds": 4.01, "overrun": 1.5}), chat(server), takes) == wordings
    assert len(server.requests) == 1
    most = json.loads(server.requests[0]["messages"][1]["content"])["most"]
    assert most <= (4.0 - 1.5) / 4.0 * (len(LONG.text) + 3 * 4)


@pytest.mark.parametrize("told", [{}, {"seconds": 2.0, "overrun": 0.0}, {"seconds": 2.0, "overrun": 1.8}])
def test_a_line_that_fits_or_never_will_is_not_asked_about(
    serve: Callable[..., Server], takes: Takes, told: dict[str, Any]
) -> None:
    server = serve((500, ""))
    assert offers(entry(told), chat(server), takes) == ()
    assert server.requests == []


def test_offers_for_many_come_in_order(serve: Callable[..., Server], takes: Takes) -> None:
    def answer(body: dict[str, Any]) -> tuple[int, str]:
        number = json.loads(body["messages"][1]["content"])["text"].rsplit(" ", 1)[1]
        return 200, json.dumps({"wordings": [f"Shorter, {number}"]})

    server = serve(answer)
    entries = [
        entry({"seconds": 4.0, "overrun": 1.0}, Row("a.srt", f"cue {n}", f"This is what is said in a line of number {n}"))
        for n in range(20, 32)
    ]
    found = list(all_offers(entries, chat(server), takes, "en"))
    assert [one for one, _ in found] == entries
    assert [wordings for _, wordings in found] == [(f"Shorter, {n}",) for n in range(20, 32)]
