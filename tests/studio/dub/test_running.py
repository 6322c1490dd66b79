"""A batch as a person runs it: files in, files out, stopped and gone on with."""

from __future__ import annotations

import csv
import errno
import os
import re
import threading
from pathlib import Path

import av
import numpy as np
import opentimelineio as otio
import pysubs2
import pytest
from scipy.signal import correlate

from pipelines import files
from pipelines.errors import BadInput, Cancelled, OutputExists, OutputFailed
from pipelines.film import labels
from pipelines.film.loudness import measured
from pipelines.media import read_audio
from studio import dub
from studio.dub.ledger import Ledger
from studio.dub.room import Room
from studio.dub.watch import Watched

from ...film import films

CUES = ((0.5, 3.4, "你好，早上好。"), (3.5, 5.6, "The train leaves at nine."), (5.4, 6.4, "好的。"), (7.0, 9.5, "我们走吧！"))


def srt(path: Path, cues: tuple[tuple[float, float, str], ...] = CUES) -> Path:
    made = pysubs2.SSAFile()
    made.events = [pysubs2.SSAEvent(round(1000 * a), round(1000 * b), text) for a, b, text in cues]
    made.save(str(path))
    return path


def table(path: Path, *rows: tuple[str, ...], header: tuple[str, ...] = ("text", "voice", "output")) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows((header, *rows))
    return path


def made(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each output with the time it was written at and its bytes."""
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes())
            for path in sorted(folder.rglob("*")) if path.is_file() and ".dub" not in path.parts}  # fmt: skip


def test_subtitles_become_one_track_whose_lines_begin_on_their_samples(tmp_path: Path) -> None:
    result = dub.run([srt(tmp_path / "film.srt")], tmp_path / "out", workers=1)
    assert (result.total, result.made, result.failed) == (4, 4, 0)
    assert [path.name for path in result.files] == ["film.wav", "film.srt"]
    track = read_audio(tmp_path / "out" / "film.wav")
    assert track.rate == 48_000
    room = Room(tmp_path / "out")
    with Ledger(room.ledger) as ledger:
        entries = list(ledger.entries())
    for entry, (start, _, _) in zip(entries, CUES, strict=True):
        take = read_audio(room.takes.path(entry.key, ".wav")).resampled(track.rate).samples
        first = round(start * track.rate)
        heard = correlate(track.mono().samples[first - 200 : first + len(take) + 200], take, "valid", "fft")
        assert abs(int(np.argmax(heard)) - 200) <= 1
    assert labels.examine(tmp_path / "out" / "film.wav")["watermark"]["found"]


def test_new_subtitles_follow_the_new_speech(tmp_path: Path) -> None:
    dub.run([srt(tmp_path / "film.srt")], tmp_path / "out", workers=1)
    written = pysubs2.load(str(tmp_path / "out" / "film.srt"))
    assert [round(event.start / 1000, 1) for event in written] == [start for start, _, _ in CUES]
    assert [event.plaintext for event in written][1] == "The train leaves at nine."
    track = read_audio(tmp_path / "out" / "film.wav").mono()
    last = written[-1]
    heard = np.flatnonzero(np.abs(track.samples) > 0.01)[-1] / track.rate
    assert abs(heard - last.end / 1000) < 0.3


def test_a_table_becomes_clips_and_bad_rows_are_told_with_their_place(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", ("你好。", "", "a/hello"), ("再见。", "no_such_voice", "bye"), ("……", "", "dots"),
                   ("Good night.", "grace", "night"), ("你好。", "", "../../etc/x"))  # fmt: skip
    result = dub.run([source], tmp_path / "out", dub.Options(kind="mp3"), workers=1)
    assert (result.made, result.failed) == (2, 3)
    assert set(made(tmp_path / "out")) == {"a/hello.mp3", "night.mp3"}
    assert [(Path(one.file).name, one.place) for one in result.told if one.row] == [
        ("lines.csv", "row 3"), ("lines.csv", "row 4"), ("lines.csv", "row 6")]  # fmt: skip
    assert "no_such_voice" in result.told[0].en
    assert labels.read(tmp_path / "out" / "night.mp3")["AIGC"]["Label"] == "1"
    assert not (tmp_path.parent / "etc").exists()


def test_a_second_run_makes_only_what_changed(tmp_path: Path) -> None:
    rows = [(f"第{n}号。", "", f"call{n}") for n in range(4)]
    out = tmp_path / "out"
    dub.run([table(tmp_path / "lines.csv", *rows)], out, workers=1)
    before = made(out)
    again = dub.run([tmp_path / "lines.csv"], out, workers=1)
    assert (again.found, again.made) == (4, 0)
    assert made(out) == before
    rows[2] = ("第二十号。", "", "call2")
    third = dub.run([table(tmp_path / "lines.csv", *rows)], out, workers=1)
    assert (third.found, third.made) == (3, 1)
    after = made(out)
    assert [name for name in before if after[name] != before[name]] == ["call2.wav"]
    (out / "call0.wav").unlink()
    assert dub.run([], out, resume=True, workers=1).made == 1
    assert made(out)["call0.wav"][1] == before["call0.wav"][1]


def test_stopped_in_the_middle_it_goes_on_and_gives_the_same(tmp_path: Path) -> None:
    rows = [(f"第{n}号。", "", f"call{n}") for n in range(6)]
    source = table(tmp_path / "lines.csv", *rows)
    dub.run([source], tmp_path / "whole", workers=1)

    def stop(seen: Watched) -> None:
        if seen.made >= 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        dub.run([source], tmp_path / "out", workers=1, watch=stop)
    kept = made(tmp_path / "out")
    assert kept
    done = dub.run([], tmp_path / "out", resume=True, workers=1)
    assert done.found + done.made == 6
    final = made(tmp_path / "out")
    assert {name: final[name] for name in kept} == kept
    assert {name: one[1] for name, one in final.items()} == {name: one[1] for name, one in made(tmp_path / "whole").items()}


def test_a_full_disk_ends_the_run_which_goes_on_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = table(tmp_path / "lines.csv", *((f"第{n}号。", "", f"call{n}") for n in range(3)))
    replace, count = os.replace, 0

    def full(old: str | Path, new: str | Path) -> None:
        nonlocal count
        count += 1
        if count > 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        replace(old, new)

    with monkeypatch.context() as patched:  # the one call of the system that a test cannot make fail by itself
        patched.setattr(files.os, "replace", full)
        with pytest.raises(OutputFailed, match="disk is full") as refused:
            dub.run([source], tmp_path / "out", workers=1)
    assert str(tmp_path / "out") in refused.value.en
    assert ".part" not in refused.value.en + refused.value.zh
    assert not list((tmp_path / "out").rglob(".*.part*"))
    assert dub.run([source], tmp_path / "out", workers=1).failed == 0


def test_no_file_is_replaced_that_the_batch_did_not_write(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", ("你好。", "", "a"), ("再见。", "", "b"))
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.wav").write_bytes(b"mine")
    with pytest.raises(OutputExists, match="was there before"):
        dub.run([source], out, workers=1)
    assert made(out) == {"a.wav": (made(out)["a.wav"][0], b"mine")}
    dub.run([source], out, workers=1, force=True)
    (out / "b.wav").write_bytes(b"edited by hand")
    table(source, ("你好。", "", "a"), ("再会。", "", "b"))
    with pytest.raises(OutputExists, match="was changed"):
        dub.run([source], out, workers=1)
    assert (out / "b.wav").read_bytes() == b"edited by hand"


def test_two_runs_in_one_folder_are_refused(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", ("你好。", "", "a"))
    with Room(tmp_path / "out").taken(), pytest.raises(BadInput, match="at work"):
        dub.run([source], tmp_path / "out", workers=1)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        dub.run([source], tmp_path / "file", workers=1)
    with pytest.raises(BadInput, match="no batch to go on with"):
        dub.run([], tmp_path / "new", resume=True)


def test_a_run_that_goes_on_takes_new_options_over_its_own(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", ("你好。", "", "a"))
    out = tmp_path / "out"
    dub.run([source], out, dub.Options(speaker="espeak"), workers=1)
    with pytest.raises(BadInput, match="foo"):
        dub.run([source], out, dub.Options(speaker="foo"), workers=1)
    assert dub.run([], out, resume=True, workers=1).found == 1
    changed = dub.run([], out, resume=True, changes={"kind": "flac"}, workers=1)
    assert [path.name for path in changed.files] == ["a.flac"]
    assert any("a.wav" in one.en for one in changed.told), "what is left of the run before is named"
    with pytest.raises(BadInput):
        dub.run([source], tmp_path / "new", dub.Options(speaker="foo"), workers=1)
    assert not (tmp_path / "new").exists()


def test_a_line_in_other_letters_is_said_in_its_own_language(tmp_path: Path) -> None:
    cues = ((0.0, 3.0, "Welcome to the show, and thank you for coming."), (4.0, 8.0, "Привет мир."), (9.0, 12.0, "We begin with the news."),
            (13.0, 14.0, "……"))  # fmt: skip
    result = dub.run([srt(tmp_path / "a.srt", cues)], tmp_path / "out", workers=1)
    assert (result.made, result.failed) == (3, 0)
    assert ["silence" in one.en for one in result.told] == [True]
    with Ledger(Room(tmp_path / "out").ledger) as ledger:
        seconds = [entry.told["seconds"] for entry in ledger.entries()]
    assert seconds[1] < 1.3, "spelled letter by letter it would be three times as long"


def test_new_subtitles_are_in_order_where_cues_overlap(tmp_path: Path) -> None:
    long = "这一句话确实是有一点太长了，所以要分成两条字幕来显示才行，否则谁也看不完整的。"
    dub.run([srt(tmp_path / "a.srt", ((0.0, 9.0, long), (0.5, 3.0, "好。")))], tmp_path / "out", workers=1)
    starts = [event.start for event in pysubs2.load(str(tmp_path / "out" / "a.srt"))]
    assert len(starts) >= 3
    assert starts == sorted(starts)


def test_fitted_naturally_a_line_waits_and_the_next_pause_catches_up(tmp_path: Path) -> None:
    long = "这一句话确实是有一点太长了。"
    cues = ((0.0, 1.0, long), (1.0, 2.0, "好。"), (20.0, 21.0, "再见。"))
    strict = dub.run([srt(tmp_path / "a.srt", cues)], tmp_path / "strict", workers=1)
    assert strict.overrun == 1
    assert "too long" in strict.told[0].en
    dub.run([tmp_path / "a.srt"], tmp_path / "natural", dub.Options(fit="natural"), workers=1)
    starts = [[event.start / 1000 for event in pysubs2.load(str(tmp_path / how / "a.srt"))] for how in ("strict", "natural")]
    assert starts[0][1] == pytest.approx(1.0, abs=0.002)
    assert starts[1][1] > 2.0
    natural = dub.run([], tmp_path / "natural", resume=True, workers=1)
    assert natural.late == 1
    assert any("late" in one.en for one in natural.told)
    assert starts[1][-1] == pytest.approx(20.0, abs=0.002)


def test_a_check_tells_what_fits_and_makes_nothing(tmp_path: Path) -> None:
    cues = ((0.0, 0.5, "这一句话确实是有一点太长了。"), (0.6, 3.0, "好的。"))
    result = dub.run([srt(tmp_path / "a.srt", cues)], tmp_path / "out", check=True, workers=1)
    assert (result.made, result.overrun, result.files) == (2, 1, ())
    assert made(tmp_path / "out") == {}
    assert dub.run([], tmp_path / "out", resume=True, workers=1).overrun == 1
    assert len(dub.run([], tmp_path / "out", resume=True, check=True, workers=1).told) == 1, (
        "what was made is not called left over"
    )


def test_the_order_of_priorities_and_of_files(tmp_path: Path) -> None:
    source = table(
        tmp_path / "lines.csv",
        ("一。", "a", "0"),
        ("二。", "b", "9"),
        ("三。", "c", "5"),
        header=("text", "output", "priority"),
    )
    seen: list[str] = []
    written: list[Path] = []

    def watch(_: Watched) -> None:
        for path in (tmp_path / "out").glob("*.wav"):
            if path not in written:
                written.append(path)
                seen.append(path.stem)

    from studio.dub import batch as running

    running._OFTEN, often = 0.0, running._OFTEN
    try:
        result = dub.run([source], tmp_path / "out", workers=1, watch=watch)
    finally:
        running._OFTEN = often
    assert seen == ["b", "c", "a"]
    assert [path.stem for path in result.files] == ["a", "b", "c"]


def test_processes_give_the_same_bytes_as_one(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", *((f"第{n}号。", "", f"call{n}") for n in range(5)))
    dub.run([source, srt(tmp_path / "film.srt")], tmp_path / "one", workers=1)
    result: list[dub.Result] = []
    thread = threading.Thread(
        target=lambda: result.append(dub.run([source, tmp_path / "film.srt"], tmp_path / "two", workers=2))
    )
    thread.start()
    thread.join()
    one, two = made(tmp_path / "one"), made(tmp_path / "two")
    assert {name: one[name][1] for name in one} == {name: two[name][1] for name in two}
    assert len(one) == 7


def test_what_cannot_be_as_loud_as_was_asked_is_told_in_each_run_and_in_the_report(tmp_path: Path) -> None:
    source, film = table(tmp_path / "a.csv", ("你好，早上好。", "", "hello")), srt(tmp_path / "film.srt")
    options, out = dub.Options(loudness=-8.0), tmp_path / "out"
    for found in (0, 5):
        result = dub.run([source, film], out, options, workers=1, report=tmp_path / "report.html", force=True)
        assert result.found == found
        quiet = [one for one in result.told if "LUFS" in one.en]
        assert [name in one.en and name in one.zh for one, name in zip(quiet, ("hello.wav", "film.wav"), strict=True)] == [
            True,
            True,
        ]
        sound = read_audio(out / "film.wav")
        assert float(re.findall(r"\((-[\d.]+)\)", quiet[1].en)[0]) == pytest.approx(
            measured(sound.samples, sound.rate), abs=0.3
        )
        assert quiet[0].zh in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not dub.run([source], tmp_path / "other", dub.Options(loudness=-23.0), workers=1).told


def test_sounds_say_their_language(tmp_path: Path) -> None:
    source = table(tmp_path / "a.csv", ("Good night.", "", "night"))
    dub.run([source, srt(tmp_path / "film.srt")], tmp_path / "out", dub.Options(kind="m4a", language="zh"), workers=1)
    for name in ("film.m4a", "night.m4a"):
        with av.open(str(tmp_path / "out" / name)) as sound:
            assert sound.streams.audio[0].language == "zho"


def test_a_film_keeps_its_picture_and_gets_the_new_speech(tmp_path: Path) -> None:
    video = films.film(tmp_path / "film.mp4", 11.0)
    result = dub.run(
        [srt(tmp_path / "film.srt")], tmp_path / "out", dub.Options(video=str(video), original=True, stems=True), workers=1
    )
    assert {path.name for path in result.files} == {
        "film.wav",
        "film.srt",
        "film.mp4",
        "film.voice.wav",
        "film.music.wav",
        "film.mix.wav",
    }
    made_film = tmp_path / "out" / "film.mp4"
    assert films.packets(made_film) == films.packets(video)
    assert labels.examine(made_film)["watermark"]["found"]
    before = made(tmp_path / "out")
    dub.run([], tmp_path / "out", resume=True, workers=1)
    assert made(tmp_path / "out") == before


def test_a_film_that_cannot_be_dubbed_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_text("no film")
    with pytest.raises(BadInput, match=r"film\.mp4"):
        dub.run([srt(tmp_path / "film.srt")], tmp_path / "out", dub.Options(video=str(tmp_path / "film.mp4")), workers=1)
    assert made(tmp_path / "out") == {}
    with pytest.raises(BadInput, match="clip of its own"):
        dub.run(
            [table(tmp_path / "a.csv", ("你好。", "", "a"))],
            tmp_path / "out",
            dub.Options(video=str(films.film(tmp_path / "b.mp4"))),
            workers=1,
        )


def test_a_name_of_the_cast_before_a_colon_is_who_speaks(tmp_path: Path) -> None:
    (tmp_path / "cast.csv").write_text("speaker,voice\n小兰,xiaolan\n", encoding="utf-8")
    cues = ((0.0, 2.0, "小兰：你好。"), (2.5, 5.0, "注意：开会了。"))
    dub.run([srt(tmp_path / "a.srt", cues)], tmp_path / "out", dub.Options(voices=str(tmp_path / "cast.csv")), workers=1)
    with Ledger(Room(tmp_path / "out").ledger) as ledger:
        rows = [(entry.row.speaker, entry.row.text) for entry in ledger.entries()]
    assert rows == [("小兰", "你好。"), ("", "注意：开会了。")]


def test_a_stopped_run_leaves_a_report_of_what_there_is(tmp_path: Path) -> None:
    source = table(tmp_path / "lines.csv", *((f"第{n}号。", "", f"call{n}") for n in range(4)))

    def stop(seen: Watched) -> None:
        if seen.made:
            raise Cancelled

    with pytest.raises(Cancelled):
        dub.run([source], tmp_path / "out", workers=1, watch=stop, report=tmp_path / "report.html")
    assert "call0" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_track_goes_to_other_editors_with_its_lines_in_their_places(tmp_path: Path) -> None:
    video = films.film(tmp_path / "film.mp4", 11.0)
    options = dub.Options(video=str(video), editors=("otio", "jianying"))
    result = dub.run([srt(tmp_path / "film.srt")], tmp_path / "out", options, workers=1)
    assert {"film.otio", "film.jianying"} <= {path.name for path in result.files}
    timeline = otio.adapters.read_from_file(str(tmp_path / "out" / "film.otio"))
    said = [clip for track in timeline.tracks if track.name.startswith("speech") for clip in track.find_clips()]
    starts = sorted(clip.range_in_parent().start_time.to_seconds() for clip in said)
    assert starts == pytest.approx([start for start, _, _ in CUES], abs=0.04)
    assert (tmp_path / "out" / "film.jianying" / "draft_content.json").is_file()
    with pytest.raises(BadInput, match="premiere"):
        dub.run([tmp_path / "film.srt"], tmp_path / "out", dub.Options(editors=("avid",)), workers=1)


def test_voices_are_not_taken_out_of_nothing_or_by_nobody(tmp_path: Path) -> None:
    (tmp_path / "film.srt").write_text("1\n00:00:00,500 --> 00:00:02,000\nHello.\n")
    with pytest.raises(BadInput, match="--video"):
        dub.run([tmp_path / "film.srt"], tmp_path / "out", dub.Options(music="voiceless"))
    with pytest.raises(BadInput, match="There are: hdemucs"):
        dub.run([tmp_path / "film.srt"], tmp_path / "out", dub.Options(music="voiceless", separator="nobody", video="film.mp4"))
    assert not (tmp_path / "out").exists()
