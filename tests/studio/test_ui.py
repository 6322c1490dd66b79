"""The page without a browser: its words, its form, its edits, its runs, its films."""

from __future__ import annotations

import re
import shutil
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.errors import BadInput, EngineFailed
from pipelines.files import data_folder
from pipelines.script import Line, Scene, Script
from studio import films_home
from studio.project import Project
from studio.store import Store
from studio.ui import browser_files, editing, film_panel, making, page, runs, script_panel, texts
from studio.ui import form as forms
from studio.ui.brief_panel import filled, voice_choices
from studio.ui.form import FIELDS, Form
from studio.ui.notices import answered, inline

UI = Path(texts.__file__).parent
ID = "20260101-120000-abcd"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "films"))
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))


def script() -> Script:
    first = Scene(
        id="s1", title="Hill", prompt="tea hills", lines=(Line(id="l1", text="One."), Line(id="l2", text="Two.", speaker="Ann"))
    )
    return Script(title="Tea", language="en", scenes=(first, Scene(id="s2", lines=(Line(id="l3", text="Note: keep this."),))))


def kept(film: str = ID) -> Store:
    store = films_home.store(film)
    store.prepare()
    store.save(Project(script=script()))
    return store


# words


def test_every_word_is_in_both_languages_and_differs() -> None:
    alike = {key for key, (en, zh) in texts.TEXTS.items() if not en.strip() or not zh.strip() or en == zh}
    assert alike <= {"music_file.hint"}
    for en, zh in texts.TEXTS.values():
        assert set(re.findall(r"{\w+}", en)) == set(re.findall(r"{\w+}", zh))
        assert not re.search(r"[\u4e00-\u9fff]", en.replace("图片：", "").replace("视频：", ""))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("film_panel", film_panel._words("zh")),
        ("script_panel", script_panel._words("zh")),
        ("tile", texts.bundle("zh", "tile", "portrait")),
    ],
)
def test_the_panels_scripts_use_only_words_that_exist(name: str, words: dict[str, str]) -> None:
    source = (UI / f"{name}.js").read_text(encoding="utf-8")
    used = set(re.findall(r"(?:\bw|props\.words)\.(\w+)", source))
    assert used
    assert used <= set(words)


def test_no_page_script_names_another_host() -> None:
    for path in [*UI.glob("*.js"), *UI.glob("*.css"), *UI.glob("*.py"), *UI.glob("*.svg")]:
        hosts = set(re.findall(r"https?://([^/:\"'\s)]+)", path.read_text(encoding="utf-8")))
        assert hosts <= {"www.w3.org", "127.0.0.1"}, path


def test_the_page_builds_and_every_word_of_it_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = page.build()
    shown = str(made.get_config_file())
    assert "Make the film" in shown
    assert "生成影片" not in shown
    dropdown = voice_choices("zh")
    assert dropdown[0] == ("按语言自动选择", "")


# the form


def test_a_plain_text_is_accepted_and_asked_for_as_it_is(tmp_path: Path) -> None:
    asked = forms.request(forms.check(Form(brief="Tea. It grows.", size="540x960", seconds=0)), tmp_path / "brief.md")
    assert asked.choices is not None
    assert asked.choices["size"] == (540, 960)
    assert asked.voices == {}


@pytest.mark.parametrize("text", ["", "  \n", "…!?", "## \n"])
def test_an_empty_text_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="sentence is enough"):
        forms.check(Form(brief=text))


@pytest.mark.parametrize(
    "row", ["[clip: evil.py]", "  [视频：a.py]", "[ CLIP : /tmp/a.py ]", "a\u2028[clip: evil.py]", "[image: /etc/a.png]"]
)
def test_a_text_may_not_name_files(row: str) -> None:
    with pytest.raises(BadInput, match="cannot name files"):
        forms.check(Form(brief=f"## One\n{row}\nA line."))


@pytest.mark.parametrize(
    "field",
    [{"voice": "/etc"}, {"voice": "a.wav"}, {"music": "/etc/passwd"}, {"style": "x"}, {"size": "99999x2"}, {"language": "qq"}],
)
def test_only_the_pages_own_choices_are_accepted(field: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        forms.check(replace(Form(brief="Tea."), **field))


def test_only_files_that_came_through_the_page_are_read(tmp_path: Path) -> None:
    inside = tmp_path / "uploads" / "a" / "face.png"
    inside.parent.mkdir(parents=True)
    inside.write_bytes(b"x")
    assert browser_files.accepted(str(inside)) == str(inside.resolve())
    (tmp_path / "secret.png").write_bytes(b"x")
    for path in (str(tmp_path / "secret.png"), str(inside.parent / "../../../secret.png"), "/etc/passwd"):
        with pytest.raises(BadInput, match="not added through the page"):
            browser_files.accepted(path)


def test_values_become_a_form_and_a_form_fills_the_page() -> None:
    values = [getattr(Form(brief="Tea.", music="file"), name) for name in FIELDS]
    values[FIELDS.index("portrait")] = None
    made = forms.from_values(values)
    assert made.brief == "Tea."
    assert forms.from_dict(forms.to_dict(made)) == made
    updates = dict(zip(FIELDS, filled(made), strict=True))
    assert updates["brief"]["value"] == "Tea."
    assert updates["music_file"]["visible"] is True


# which film


def test_another_text_is_another_film_and_another_look_is_not() -> None:
    form = Form(brief="Tea.")
    films_home.write_json(ID, "form.json", forms.to_dict(form))
    assert making.belongs(ID, replace(form, size="1920x1080", music="calm")) == ID
    assert making.belongs(ID, replace(form, brief="Coffee.")) != ID
    assert making.belongs("", form) != ID


def test_a_changed_look_keeps_the_script(tmp_path: Path) -> None:
    store = kept()
    project = making.chosen(store.load(), Form(brief="Tea.", size="1920x1080", subtitles="soft", music="calm"), store)
    assert project.script == script()
    assert (project.choices.size, project.choices.subtitles, project.choices.music) == ((1920, 1080), "soft", "calm")
    assert project.choices.voices["Ann"] != project.choices.voices[""]


def test_a_clip_in_python_is_never_run_from_the_page() -> None:
    store = kept()
    project = store.load()
    scene = project.script.scenes[0].model_copy(update={"clip": "inputs/clip.py"})
    store.save(project.with_script(editing.with_scene(project.script, scene)))
    with pytest.raises(BadInput, match="does not run"):
        making.ready(ID, Form(brief="Tea."), lambda *_: None)


def test_a_films_portrait_outlives_the_browsers_copy(tmp_path: Path) -> None:
    store = kept()
    face = tmp_path / "uploads" / "me.png"
    face.parent.mkdir()
    shutil.copyfile(data_folder("assets") / "demo" / "portrait.png", face)
    assert making.ready(ID, Form(brief="Tea.", portrait=str(face)), lambda *_: None).script == store.load().script
    stored = forms.from_dict(films_home.read_json(ID, "form.json"))
    assert Path(stored.portrait).is_relative_to(films_home.home())
    assert Path(stored.portrait).read_bytes() == face.read_bytes()


def test_a_voice_cloned_for_a_film_stays_until_another_is_chosen() -> None:
    """Films begun by the command line, and older ones, have their own."""
    store = kept()
    project = store.load()
    own = project.choices.model_copy(update={"voices": {**project.choices.voices, "": "voices/narrator"}})
    project = project.model_copy(update={"choices": own})
    assert making.chosen(project, Form(brief="Tea."), store).choices.voices[""] == "voices/narrator"
    assert making.chosen(project, Form(brief="Tea.", voice="arthur"), store).choices.voices[""] == "arthur"


@pytest.mark.parametrize("film", ["..", "../x", "/etc", "20260101-120000-abcd/..", "", "x" * 5000])
def test_a_films_id_cannot_leave_the_home(film: str) -> None:
    with pytest.raises(BadInput):
        films_home.folder(film)


def test_the_project_is_packed_without_its_takes(tmp_path: Path) -> None:
    store = kept()
    (store.folder / "takes" / "a.wav").write_bytes(b"x" * 1000)
    (store.folder / "inputs" / "face.png").write_bytes(b"y")
    making.archive(store.folder, tmp_path / "film.zip")
    with zipfile.ZipFile(tmp_path / "film.zip") as packed:
        assert sorted(packed.namelist()) == ["film.studio/inputs/face.png", "film.studio/project.json"]


# edits


def test_unchanged_lines_keep_their_ids_and_new_ones_get_their_own() -> None:
    made = editing.edited(script(), "s1", {"lines": "One.\nBen: Between.\nAnn: Two.\n\nLast."})
    assert [(line.speaker, line.text) for line in made.scenes[0].lines] == [
        ("", "One."),
        ("Ben", "Between."),
        ("Ann", "Two."),
        ("", "Last."),
    ]
    ids = [line.id for line in made.scenes[0].lines]
    assert (ids[0], ids[2]) == ("l1", "l2")
    assert len(set(ids) | {"l3"}) == 5


def test_a_changed_line_keeps_the_id_of_the_one_it_stands_for() -> None:
    made = editing.edited(script(), "s1", {"lines": "One and a half.\nAnn: Two."})
    assert [line.id for line in made.scenes[0].lines] == ["l1", "l2"]


def test_a_colon_of_the_narrators_own_makes_no_speaker() -> None:
    same = editing.edited(script(), "s2", {"lines": "Note: keep this."})
    assert same == script()
    changed = editing.edited(script(), "s2", {"lines": "Note: keep that."})
    assert changed.scenes[1].lines[0].speaker == ""


@pytest.mark.parametrize("lines", ["", " \n ", "……"])
def test_a_scene_must_say_something(lines: str) -> None:
    with pytest.raises(BadInput, match="at least one line"):
        editing.edited(script(), "s1", {"lines": lines})


def test_scenes_are_added_and_removed() -> None:
    more = editing.added(script(), "s1", "zh")
    assert [scene.id for scene in more.scenes] == ["s1", "s3", "s2"]
    assert more.scenes[1].lines[0].id == "l4"
    assert editing.removed(more, "s3") == script()
    with pytest.raises(BadInput, match="at least one scene"):
        editing.removed(editing.removed(script(), "s1"), "s2")


def test_another_picture_is_another_seed_and_leaves_the_words() -> None:
    made = editing.repainted(script(), "s1")
    assert made.scenes[0].seed == 1
    assert made.text == script().text


def test_a_saved_edit_is_on_disk_and_an_error_is_one_sentence() -> None:
    store = kept()
    answer = script_panel.save({"film": ID, "lang": "en", "scene": "s1", "values": {"title": "Mountain"}})
    assert answer["scene"]["title"] == "Mountain"
    assert store.load().script.scenes[0].title == "Mountain"
    wrong = script_panel.save({"film": ID, "lang": "zh", "scene": "s1", "values": {"lines": ""}})
    assert wrong == {"error": texts.t("notice.silent_scene", "zh")}
    assert script_panel.remove({"film": "../..", "lang": "en", "scene": "s1"}) == {"error": films_home.NO_FILM[0]}


# runs


def finished(run: runs.Run) -> runs.Run:
    until = time.monotonic() + 20
    while run.active and time.monotonic() < until:
        time.sleep(0.02)
    return run


def test_a_run_tells_its_stages_and_ends() -> None:
    def work(run: runs.Run) -> None:
        for stage in ("write", "speak"):
            run.report(stage, 0.0, "")
            run.report(stage, 1.0, "")

    run = finished(runs.start("a", "draft", work))
    assert run.state == "done"
    assert [(stage.name, stage.done) for stage in run.stages.values()] == [("write", 1.0), ("speak", 1.0)]


def test_a_stopped_run_stops_at_its_next_report() -> None:
    begun = threading.Event()

    def work(run: runs.Run) -> None:
        for _ in range(2000):
            run.report("shoot", 0.5, "")
            begun.set()
            time.sleep(0.01)

    run = runs.start("b", "film", work)
    assert begun.wait(10)
    with pytest.raises(BadInput, match="right now"):
        runs.start("b", "film", work)
    run.stop()
    assert finished(run).state == "stopped"
    assert run.error is None


def test_an_error_is_kept_as_a_sentence_and_a_fault_too(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(_: runs.Run) -> None:
        raise BadInput("No face.", "没有脸。")

    def break_down(_: runs.Run) -> None:
        raise ZeroDivisionError

    failed = finished(runs.start("c", "film", refuse))
    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error.message("zh") == "没有脸。"
    broken = finished(runs.start("d", "film", break_down))
    assert isinstance(broken.error, EngineFailed)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_status_of_a_film_that_has_a_script_only() -> None:
    kept()
    found = film_panel.status({"film": ID, "lang": "zh"})
    assert found["state"] == "script"
    assert [(one["film"], one["title"]) for one in found["films"]] == [(ID, "Tea")]
    assert film_panel.status({"film": "../etc", "lang": "zh"}) == {"error": "这部影片已不存在。"}


def test_a_notice_is_text_and_never_markup() -> None:
    assert "<b>" not in inline("<b>x</b>")
    assert inline("") == ""

    @answered
    def broken(_: dict[str, object]) -> dict[str, object]:
        raise RuntimeError("secret path")

    assert broken({"lang": "en"}) == {"error": texts.t("notice.fault", "en")}


def test_the_presenter_acts_as_the_page_says() -> None:
    given = Form(brief="Tea.", acting={"emotion": "happy", "head": 0.6, "gaze": 0.6, "face": 1})
    acted = forms.direction(given)
    assert (acted.emotion, acted.degree, acted.head, acted.gaze, acted.mouth) == ("happy", 0.7, 0.6, 0.6, 1.0)
    assert forms.from_dict(forms.to_dict(given)) == given
    values = [getattr(given, name) for name in FIELDS]
    values[FIELDS.index("acting")] = {"acting": dict(given.acting)}
    assert forms.from_values(values) == given
    values[FIELDS.index("acting")] = None
    assert forms.direction(forms.from_values(values)).emotion == "neutral"
    for bad in (
        {"emotion": "jolly"},
        {"head": 7},
        {"degree": "much"},
        {"ground": "/etc"},
        {"ground": "file", "ground_file": "/etc/passwd"},
    ):
        values[FIELDS.index("acting")] = {"acting": bad}
        with pytest.raises(BadInput):
            forms.from_values(values)


def test_a_form_kept_before_there_was_a_presenters_panel_is_read() -> None:
    old = {"brief": "Tea.", "emotion": "sad", "lively": 0.6}
    acted = forms.direction(forms.from_dict(old))
    assert (acted.emotion, acted.head, acted.gesture, acted.mouth) == ("sad", 0.6, 0.6, 1.0)
