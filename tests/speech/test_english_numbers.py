"""What English writes in digits and signs is said as people say it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import editing
from pipelines.speech import voices
from pipelines.speech.espeak import EspeakSpeaker
from pipelines.speech.reading import english_numbers
from pipelines.speech.transcribe import transcribe

SAID = [
    ("It costs $3.50.", "It costs 3 dollars 50."),
    ("It costs $1 or $1.00.", "It costs 1 dollar or 1 dollar."),
    ("$3.05 and $0.50 and 50¢", "3 dollars oh 5 and 50 cents and 50 cents"),
    ("£20, €5 and ¥500", "20 pounds, 5 euros and 500 yen"),
    ("$1.5 million, US$5 billion, $20k", "1.5 million dollars, 5 billion dollars, 20 thousand dollars"),
    ("$5-10 or $10–$20", "5 to 10 dollars or 10 to 20 dollars"),
    ("on 3/4/2024", "on March 4th, 20 24"),
    ("on 25/12/1999", "on December 25th, 19 99"),
    ("on 2024-03-04", "on March 4th, 20 24"),
    ("born on May 5, 1998", "born on May 5th, 19 98"),
    ("on 5 May 2020", "on the 5th of May 20 20"),
    ("at 5:30pm and 9:00 a.m. on Monday", "at 5 30 PM and 9 AM on Monday"),
    ("7:00, 10:05, 15:45", "7 o'clock, 10 oh 5, 15 45"),
    ("a 16:9 picture", "a 16 to 9 picture"),
    ("in 1984, 1905, 1900, 2008 and 2024.", "in 19 84, 19 oh 5, 19 hundred, 2008 and 20 24."),
    ("the battle of 1066", "the battle of 10 66"),
    ("1500 people and over 1999 dollars", "1500 people and over 1999 dollars"),
    ("1990s, '90s, 1900s and 2000s", "19 nineties, nineties, 19 hundreds and 2 thousands"),
    ("1939-1945 and 1914–18", "19 39 to 19 45 and 19 14 to 18"),
    ("3-5 days, 20-30%", "3 to 5 days, 20 to 30 percent"),
    ("call 555-1234 or (415) 555-2671", "call 5 5 5, 1 2 3 4 or 4 1 5, 5 5 5, 2 6 7 1"),
    ("dial 911", "dial 9 1 1"),
    ("room 101, flight 714, Route 1205", "room 1 oh 1, flight 7 14, Route 12 oh 5"),
    ("PIN 0042 and 007", "PIN 0 0 4 2 and 0 0 7"),
    ("1/2 cup, 2 1/2 cups, ¾ of it, 24/7", "one half cup, 2 and a half cups, 3 quarters of it, 24 7"),
    ("12kg at 10 km/h, 1 kg, 100 m", "12 kilograms at 10 kilometers per hour, 1 kilogram, 100 meters"),
    ("-5°C and 98.6°F", "minus 5 degrees Celsius and 98.6 degrees Fahrenheit"),
    ("1920x1080, 1080p, 2x faster", "19 20 by 10 80, 10 80 P, 2 times faster"),
    ("10 - 3 = 7, 5 * 3", "10 minus 3 equals 7, 5 times 3"),
    ("No. 5, #1, Fig. 2", "number 5, number 1, figure 2"),
    ("World War II, Chapter IV, Henry VIII", "World War 2, Chapter 4, Henry the 8th"),
    ("Python 3.11.2 at 192.168.1.1", "Python 3 point 11 point 2 at 192 dot 168 dot 1 dot 1"),
    ("~5 minutes, the 21st of 1,200,000", "about 5 minutes, the 21st of 1,200,000"),
    ("3.14, 50%, 5th, iPhone 15, MP3, 4K, I am 30", "3.14, 50%, 5th, iPhone 15, MP3, 4K, I am 30"),
]


def said(text: str, language: str = "en") -> str:
    for span in reversed(english_numbers.spans(text, language)):
        gap = "" if text[span.end : span.end + 1].strip() == "" or not text[span.end].isalnum() else " "
        text = text[: span.start] + span.spoken + gap + text[span.end :]
    return text


@pytest.mark.parametrize(("written", "spoken"), SAID)
def test_it_is_said_as_people_say_it(written: str, spoken: str) -> None:
    assert said(written) == spoken


def test_dates_in_strokes_are_day_first_outside_america() -> None:
    assert said("on 3/4/2024", "en-gb") == "on April 3rd, 20 24"
    assert said("on 3/4/2024", "en-us") == "on March 4th, 20 24"
    assert said("on 3/14/2024", "en-gb") == "on March 14th, 20 24"


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789 .,:/-–$€£%°x#'()+=KkmGBCIVXLsthndrap½", max_size=40))
def test_whatever_is_written_the_spans_lie_in_it_apart_and_say_something(text: str) -> None:
    end = 0
    for span in english_numbers.spans(text):
        assert end <= span.start < span.end <= len(text)
        assert span.spoken.strip()
        end = span.end


def test_a_line_is_planned_spoken_and_edited_with_its_numbers_said() -> None:
    speaker, voice = EspeakSpeaker(), voices.load("grace")

    def planner(text: str, readings: object = None):  # type: ignore[no-untyped-def]
        return speaker.plan(text, voice, readings=readings)  # type: ignore[arg-type]

    plan = planner("It costs $3.50 for 12 kg, in 1984.")
    assert [word.text for word in plan.words] == ["It", "costs", "$3.50", "for", "12 kg", "in", "1984"]
    price = plan.words[2]
    assert "".join(p.symbol for p in price.phonemes) == transcribe("3 dollars 50", "en-us").translate(
        str.maketrans("", "", " ˈˌ")
    )
    assert len(speaker.speak(plan, voice).samples) == plan.samples
    longer = editing.apply(plan, editing.parse({"edit": "length", "first": price.id, "phoneme": 2, "ms": 300}), planner=planner)
    added = {"edit": "text", "first": "w4", "last": "w4", "text": "only", "insert": "after"}
    edited = editing.apply(longer.utterance, editing.parse(added), planner=planner)
    assert not edited.dropped
    assert len(speaker.speak(edited.utterance, voice).samples) == edited.utterance.samples


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([written for written, _ in SAID] + ["The boat crossed the lake and nobody knew where it came from. " * 3]),
                min_size=1, max_size=6))  # fmt: skip
def test_a_long_text_is_said_as_its_sentences_are(parts: list[str]) -> None:
    apart = " And so it went on, day after day, until at last the work was done and all went home. "
    assert said(apart.join(parts)) == apart.join(said(part) for part in parts)


def test_a_wild_text_of_digits_costs_no_more_than_its_length() -> None:
    for wild in ("1,111" * 4000, "1-" * 10_000, "(555) " * 3000, "IVX " * 5000):
        assert english_numbers.spans(wild) is not None
