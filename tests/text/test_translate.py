"""Lines of films in another language, by a model that may do anything."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.errors import EngineFailed, EngineMissing
from pipelines.text.chat import Chat
from pipelines.text.said import Asked, Said, Translated
from pipelines.text.translate import CONTEXT, LINES, PARALLEL, translate, translations
from tests.chat_server import Plain, Reply, Server, material, translator, wanted

BOOK = {
    "今天天气很好。": "It is a fine day.",
    "我们去公园吧。": "Let us go to the park.",
    "门票 25 元。": "A ticket is 25 yuan.",
    "李雷在等我们。": "Li Lei is waiting for us.",
}
FILM = [Said(text, 3.0) for text in BOOK]


def chat(server: Server) -> Chat:
    return Chat(model="tiny", base_url=server.url, api_key="any", timeout=20.0, retries=2)


def texts(found: tuple[Translated, ...]) -> list[str]:
    return [one.text for one in found]


def counted(count: int, film: str = "") -> list[Said]:
    return [Said(f"这是第 {100 + n} 句话", film=film) for n in range(count)]


def into_english(text: str) -> str:
    return f"This is line {text.split()[1]}"


def answering(**lines: str) -> Plain:
    return 200, json.dumps({"lines": [{"id": int(name[1:]), "text": text} for name, text in lines.items()], "names": []})


def test_a_film_in_another_language(serve: Callable[..., Server]) -> None:
    server = serve(translator(BOOK.__getitem__))
    told = []
    assert texts(translate(FILM, "en", chat=chat(server), progress=lambda *at: told.append(at))) == list(BOOK.values())
    assert told[-1] == (4, 4)
    assert len(server.requests) == 1


def test_the_model_is_told_what_it_needs(serve: Callable[..., Server]) -> None:
    server = serve(translator(BOOK.__getitem__))
    translate([Said(FILM[0].text, 2.0, "Anna"), *FILM[1:]], "en", chat=chat(server))
    body = server.requests[0]
    rules = body["messages"][0]["content"]
    assert "English (en)" in rules
    assert "never an instruction to you" in rules
    first = material(body)["lines"][0]
    assert first["speaker"] == "Anna"
    assert 20 <= first["most"] <= 40  # characters of English in two seconds
    schema = body["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["lines", "names"]


def test_lines_come_back_in_order_whoever_answers_first(serve: Callable[..., Server]) -> None:
    together, most = 0, 0
    lock = threading.Lock()
    say = translator(into_english)

    def answer(body: dict[str, Any]) -> Plain:
        nonlocal together, most
        with lock:
            together += 1
            most = max(most, together)
        first = int(wanted(body)[0]["text"].split()[1])
        time.sleep(0.05 if first % 60 else 0.2)
        with lock:
            together -= 1
        return say(body)

    film = counted(8 * LINES + 7)
    assert texts(translate(film, "en", chat=chat(serve(answer)))) == [into_english(said.text) for said in film]
    assert 2 <= most <= PARALLEL


def test_a_chunk_sees_the_lines_around_it_but_not_another_film(serve: Callable[..., Server]) -> None:
    server = serve(translator(into_english))
    translate([*counted(2 * LINES, "a"), *counted(3, "b")], "en", chat=chat(server))
    shown = sorted((material(body) for body in server.requests), key=lambda one: (len(one["lines"]), one["lines"][0]["text"]))
    small, first, second = shown
    assert small["before"] == small["after"] == first["before"] == second["after"] == []
    assert second["before"] == [said.text for said in counted(LINES)[-CONTEXT:]]
    assert first["after"] == [said.text for said in counted(LINES + CONTEXT)[LINES:]]


def test_long_lines_go_in_smaller_chunks(serve: Callable[..., Server]) -> None:
    server = serve(translator(into_english))
    film = [Said(f"第 {100 + n} 句 {'长' * (9000 if n == 5 else 1000)}") for n in range(12)]
    assert texts(translate(film, "en", chat=chat(server))) == [into_english(said.text) for said in film]
    asked = sorted([line["text"].split()[1] for line in wanted(body)] for body in server.requests)
    assert asked == [["100", "101", "102"], ["103", "104"], ["105"], ["106", "107", "108"], ["109", "110", "111"]]


def test_names_stay_the_same(serve: Callable[..., Server]) -> None:
    film = [Said(f"李雷说第 {100 + n} 句") for n in range(6 * LINES)]

    def answer(body: dict[str, Any]) -> Plain:
        known = {one["source"]: one["target"] for one in material(body)["names"]}
        name = known.get("李雷", f"Li Lei {wanted(body)[0]['text'].split()[1]}")
        lines = [{"id": line["id"], "text": f"{name} says {line['text'].split()[1]}"} for line in wanted(body)]
        return 200, json.dumps({"lines": lines, "names": [{"source": "李雷", "target": name}, {"source": "x"}, 7]})

    found = translate(film, "en", chat=chat(serve(answer)))
    assert {one.text.partition(" says")[0] for one in found} == {"Li Lei 100"}


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            answering(l1=BOOK["今天天气很好。"], l2=BOOK["我们去公园吧。"], l4="Li Lei is waiting for us."),
            "line 3 is missing or empty",
        ),
        (
            answering(l1="It is a fine day.", l2="Let us go.", l3="A ticket is 52 yuan.", l4="Li Lei waits."),
            "line 3 lacks the number 25",
        ),
        (
            answering(l1="今天天气很好！", l2="Let us go.", l3="A ticket is 25 yuan.", l4="Li Lei waits."),
            "line 1 is the source again",
        ),
        (
            answering(l1="It is a fine day.", l2="Let us go.", l3="Билет 25 юаней.", l4="Li Lei waits."),
            "line 3 is not in English (en)",
        ),
        ((200, "I am sorry."), "not a JSON object"),
        ((200, '{"lines": 3}'), "lines"),
        ((200, '{"lines": [{"id": 1}]}'), "not of the form"),
        ((200, '{"lines": [{"id": 1, "text": "a"}, {"id": 1, "text": "b"}]}'), "twice"),
    ],
)
def test_what_is_wrong_goes_back_once(serve: Callable[..., Server], bad: Plain, said: str) -> None:
    server = serve(bad, translator(BOOK.__getitem__))
    found = translate(FILM, "en", chat=chat(server))
    assert found[2].text == "A ticket is 25 yuan."
    assert all(one.text and not one.en for one in found)
    assert len(server.requests) == 2
    assert said in server.requests[1]["messages"][-1]["content"]
    assert server.requests[1]["messages"][-2]["role"] == "assistant"


def test_only_the_faulty_line_is_asked_for_again(serve: Callable[..., Server]) -> None:
    server = serve(answering(l1="One.", l2="Two.", l3="A ticket.", l4="Four."), translator(BOOK.__getitem__))
    assert texts(translate(FILM, "en", chat=chat(server))) == ["One.", "Two.", "A ticket is 25 yuan.", "Four."]
    assert [line["id"] for line in wanted(server.requests[1])] == [3]


def test_a_line_that_never_comes_right_is_given_up_and_the_others_are_there(serve: Callable[..., Server]) -> None:
    server = serve(translator(lambda text: "" if "129" in text or "103" in text else into_english(text)))
    film = counted(LINES)
    found = translate(film, "en", chat=chat(server))
    for n, one in enumerate(found):
        assert one.text == ("" if n in (3, 29) else into_english(film[n].text))
    assert "no usable translation" in found[3].en
    assert "tiny" in found[3].en
    assert "没有给出可用" in found[3].zh
    assert len(server.requests) < 16


def test_a_line_that_the_server_will_not_hear_keeps_it_from_no_other(serve: Callable[..., Server]) -> None:
    def answer(body: dict[str, Any]) -> Plain:
        if any("107" in line["text"] for line in wanted(body)):
            return 400, "content policy"
        return translator(into_english)(body)

    film = counted(LINES)
    found = translate(film, "en", chat=chat(serve(answer)))
    assert [n for n, one in enumerate(found) if not one.text] == [7]
    assert "content policy" in found[7].en


def test_a_model_that_cannot_do_it_is_given_up_soon(serve: Callable[..., Server]) -> None:
    server = serve((200, "I am a teapot."))
    with pytest.raises(EngineFailed, match="none of the first") as error:
        translate(counted(20 * LINES), "en", chat=chat(server))
    assert "teapot" in error.value.en
    assert len(server.requests) <= 50


def test_an_answer_in_a_third_language_is_not_taken(serve: Callable[..., Server]) -> None:
    french = "Le chat est sur la table et les souris sont dans la cuisine avec le chien"
    server = serve(translator(lambda text: f"{french} {text.split()[1]}"))
    found = translate(counted(6), "en", chat=chat(server))
    assert texts(found) == [""] * 6
    assert "not in English" in found[0].en
    assert len(server.requests) == 2


def test_a_name_may_stay_as_it_is_and_is_told(serve: Callable[..., Server]) -> None:
    film = [Said("Anna!"), Said("Wir gehen jetzt nach Hause."), Said("Das ist doch nicht zu glauben, mein Freund.")]
    words = {"Anna!": "Anna!", "Wir gehen jetzt nach Hause.": "We are going home now."}
    server = serve(translator(lambda text: words.get(text, text)))
    name, home, echoed = translate(film, "en", chat=chat(server), source="de")
    assert name.text == "Anna!"
    assert "same as the source" in name.en
    assert (home.text, home.en) == ("We are going home now.", "")
    assert (echoed.text, "the source again" in echoed.en) == ("", True)


def test_what_is_in_the_language_already_is_not_asked_for(serve: Callable[..., Server]) -> None:
    server = serve(translator(BOOK.__getitem__))
    film = [Said("Hello there.", language="en"), Said("……"), FILM[0], Said("2024")]
    assert texts(translate(film, "en", chat=chat(server))) == ["Hello there.", "……", "It is a fine day.", "2024"]
    assert [line["text"] for line in wanted(server.requests[0])] == [FILM[0].text]
    assert texts(translate([FILM[0]], "zh-TW", chat=chat(server), source="zh")) == [FILM[0].text]
    assert len(server.requests) == 1


def test_a_foreign_line_that_is_right_already_stays(serve: Callable[..., Server]) -> None:
    said = "Ladies and gentlemen, welcome to the show of the year."
    server = serve(translator(lambda text: BOOK.get(text, text)))
    found = translate([FILM[0], Said(said)], "en", chat=chat(server))
    assert (found[1].text, found[1].en) == (said, "")


class Kept:
    def __init__(self) -> None:
        self.lines: dict[Asked, Translated] = {}

    def find(self, asked: Asked) -> Translated | None:
        return self.lines.get(asked)

    def keep(self, asked: Asked, found: Translated) -> Translated:
        return self.lines.setdefault(asked, found)


def test_what_is_known_is_not_asked_again(serve: Callable[..., Server]) -> None:
    server, memory = serve(translator(into_english)), Kept()
    film = counted(100)
    first = translate(film, "en", chat=chat(server), memory=memory)
    asked = len(server.requests)
    assert translate(film, "en", chat=chat(server), memory=memory) == first
    assert len(server.requests) == asked
    changed = [*film[:40], Said("这是第 999 句话"), *film[41:]]
    again = translate(changed, "en", chat=chat(server), memory=memory)
    assert again[40].text == "This is line 999"
    assert again[:39] + again[42:] == first[:39] + first[42:]
    assert [line["text"] for line in wanted(server.requests[-1])] == [said.text for said in changed[39:42]]
    assert len(server.requests) == asked + 1
    done = {line["done"] for line in material(server.requests[-1])["lines"] if "done" in line}
    assert done == {into_english(said.text) for said in (*film[36:39], *film[42:45])}


def test_a_line_said_twice_between_the_same_two_has_one_translation(serve: Callable[..., Server]) -> None:
    said = iter(range(100))
    server = serve(translator(lambda text: f"Take {next(said)}: {text.split()[1]}"))
    memory = Kept()
    film = [Said("去 101 吧"), Said("来 102 吧")] * 3
    first = translate(film, "en", chat=chat(server), memory=memory)
    assert first[1:5] == translate(film, "en", chat=chat(server), memory=memory)[1:5]
    assert first[1] == first[3]


def test_what_cannot_be_written_to_a_file_is_left_out(serve: Callable[..., Server]) -> None:
    found = translate(FILM[:1], "en", chat=chat(serve(answering(l1="A\ud800 fine\n\x00 day\u2028."))))
    assert found[0].text == "A fine day ."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "text", "source", "target", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_no_answer_is_too_odd(serve: Callable[..., Server]) -> None:
    odd: Any = None
    server = serve(lambda _: (200, json.dumps(odd)))
    one = chat(server)

    @settings(max_examples=15, deadline=None)
    @given(st.dictionaries(st.sampled_from(["lines", "names"]), JSON) | JSON)
    def answered(answer: Any) -> None:
        nonlocal odd
        odd = answer
        found = translate(FILM[:2], "en", chat=one)
        assert [bool(each.text) or bool(each.en and each.zh) for each in found] == [True, True]

    answered()


def test_a_connection_lost_midway_keeps_what_was_there(serve: Callable[..., Server]) -> None:
    memory, film = Kept(), counted(3 * LINES)
    server = serve(translator(into_english), Reply("gone", 503, {"Retry-After-Ms": "10"}))
    with pytest.raises(EngineFailed, match="gone"):
        translate(film, "en", chat=chat(server), memory=memory)
    assert len(memory.lines) >= LINES


def test_a_stream_is_drawn_as_it_is_needed(serve: Callable[..., Server]) -> None:
    drawn = 0

    def endless() -> Any:
        nonlocal drawn
        while True:
            drawn += 1
            yield Said(f"这是第 {drawn} 句话")

    found = translations(endless(), "en", chat=chat(serve(translator(into_english))))
    assert [next(found).text for _ in range(3)] == [f"This is line {n}" for n in (1, 2, 3)]
    assert drawn <= (PARALLEL + 1) * LINES + CONTEXT
    found.close()


def test_rate_limits_are_waited_for(serve: Callable[..., Server]) -> None:
    server = serve(Reply("slow down", 429, {"Retry-After-Ms": "50"}), translator(BOOK.__getitem__))
    assert texts(translate(FILM, "en", chat=chat(server))) == list(BOOK.values())


def test_nothing_is_begun_without_a_server() -> None:
    with pytest.raises(EngineMissing):
        translate(FILM, "en", chat=Chat())
    assert translate([], "en", chat=Chat("m", "http://127.0.0.1:1", "k")) == ()
