"""The page: its layout, and which event goes to which handler."""

from __future__ import annotations

import gc
import os
import socket
import sys
import time
from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.errors import BadInput, StudioError
from pipelines.files import data_folder

from .. import films_home
from ..wording import language
from . import (
    batch_panel,
    batch_routes,
    brief_panel,
    browser_files,
    film_panel,
    film_routes,
    making,
    portrait,
    presenters_panel,
    runs,
    script_panel,
    theme,
    tile,
    timeline_panel,
    voices_panel,
)
from . import form as forms
from .bilingual import Bilingual
from .brief_panel import BriefPanel
from .form import FIELDS
from .notices import inline, message
from .texts import LANGS, pair, t

_WAIT_FOR_SAVES = (
    "async (...given) => { for (const saved of [window.shengyingSaved, window.shengyingSpeechSaved])"
    " if (saved) await saved(); return given; }"
)
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_SHOW_FILM = "() => { if (innerWidth < 900) document.querySelector('#film-panel').scrollIntoView({behavior: 'smooth'}); }"


def build() -> gr.Blocks:
    """The page in English: opening it turns it to the browser's language."""
    speak = Bilingual("en")
    with gr.Blocks(title=t("page.title", "en"), analytics_enabled=False) as page:
        memory = gr.BrowserState({"film": "", "lang": ""}, storage_key="shengying", secret="shengying")
        lang, library, people, batches = _header(speak)
        presenters = presenters_panel.build(speak)
        with gr.Row(elem_classes="columns"):
            with gr.Column(scale=13, min_width=320, elem_classes="steps"):
                brief = brief_panel.build(speak, presenters)
                script = _script(speak)
            with gr.Column(scale=9, min_width=320, elem_classes="result"):
                speak(gr.HTML, {"value": lambda lang: brief_panel.heading("film", 3, lang)}, apply_default_css=False)
                film = film_panel.build(speak)
        timeline_panel.build(speak)
        batch_panel.build(speak)  # before the voices, which open above it
        voices = voices_panel.build(speak)
        _wire(page, speak, memory, lang, brief, script, film)
        _wire_voices(voices, library, lang, brief)
        _wire_presenters(presenters, people, brief)
        batches.click(None, js="() => window.shengyingBatch.open()")
    return page


def _header(speak: Bilingual) -> tuple[gr.Radio, gr.Button, gr.Button, gr.Button]:
    with gr.Row(elem_classes="masthead"):
        speak(gr.HTML, {"value": _brand}, apply_default_css=False)
        batches = speak(gr.Button, {"value": "batch.open"}, size="sm", elem_id="open-batch")
        people = speak(gr.Button, {"value": "presenters.open"}, size="sm", elem_id="open-presenters")
        library = speak(gr.Button, {"value": "voices.open"}, size="sm", elem_id="open-voices")
        lang = gr.Radio(
            [("English", "en"), ("中文", "zh")],
            value="en",
            show_label=False,
            container=False,
            elem_id="lang",
            elem_classes="segments",
            label=t("page.language", "en"),
        )
    return lang, library, people, batches


def _brand(lang: str) -> str:
    return (
        f'<div class="brand" lang="{"zh-CN" if lang == "zh" else "en"}"><span class="seal" aria-hidden="true">声影</span>'
        f"<div><h1>{t('page.name', lang)}</h1><p>{t('page.tagline', lang)}</p></div></div>"
    )


def _script(speak: Bilingual) -> tuple[gr.HTML, gr.Button, gr.HTML]:
    with gr.Column(elem_classes="card"):
        speak(gr.HTML, {"value": lambda lang: brief_panel.heading("script", 2, lang)}, apply_default_css=False)
        panel = script_panel.build(speak)
        notice = gr.HTML("", elem_id="script-notice", apply_default_css=False)
        button = speak(gr.Button, {"value": "script.remade"}, variant="primary", elem_id="remake", elem_classes="start")
    return panel, button, notice


def _wire(
    page: gr.Blocks,
    speak: Bilingual,
    memory: gr.BrowserState,
    lang: gr.Radio,
    brief: BriefPanel,
    script: tuple[gr.HTML, gr.Button, gr.HTML],
    film: gr.HTML,
) -> None:
    scenes, remake, script_notice = script
    everything = [film, scenes, *brief.fields]
    given = [memory, lang, *brief.fields]
    page.load(preferred, memory, [lang, memory], **_QUIET).then(speak.updates, lang, speak.components, **_QUIET).then(
        reopened, memory, everything, **_QUIET
    )
    lang.input(remember, [lang, memory], memory, **_QUIET)
    lang.input(speak.updates, lang, speak.components, js=_WAIT_FOR_SAVES, **_QUIET)
    brief.file.upload(open_file, [brief.file, lang], [brief.field("brief"), brief.notice], **_QUIET)
    brief.example.click(brief_panel.example_text, lang, brief.field("brief"), **_QUIET)
    looked = [brief.field("portrait"), lang, brief.field("acting"), brief.field("size")]
    brief.field("portrait").change(portrait.looked_at, looked, brief.notice, **_QUIET)
    brief.field("size").change(portrait.resized, looked, brief.notice, **_QUIET)
    brief.field("music").change(show_music, brief.field("music"), brief.field("music_file"), **_QUIET)
    brief.field("platform").input(
        brief_panel.for_platform, brief.field("platform"), [brief.field("size"), brief.field("fps")], **_QUIET
    )
    for button, handler, notice in (
        (brief.make, make_film, brief.notice),
        (brief.write, write_script, brief.notice),
        (remake, remake_film, script_notice),
    ):
        button.click(handler, given, [film, memory, scenes, notice], js=_WAIT_FOR_SAVES, **_QUIET).then(None, js=_SHOW_FILM)
    film.submit(finished, [film, memory], scenes, **_QUIET)
    film.select(choose, [film, memory], memory, **_QUIET).then(reopened, memory, everything, **_QUIET)


def _wire_voices(panel: gr.HTML, library: gr.Button, lang: gr.Radio, brief: BriefPanel) -> None:
    library.click(None, js="() => window.shengyingVoices.open()")
    brief.choose.click(None, js="() => window.shengyingVoices.open({ pick: 'brief' })")
    voice = brief.field("voice")
    panel.submit(voice_taken, [panel, lang, voice], voice, **_QUIET)


def _wire_presenters(panel: gr.HTML, people: gr.Button, brief: BriefPanel) -> None:
    now = [brief.field("portrait"), brief.field("size")]
    for button in (people, brief.presenter):
        button.click(None, now, js="(portrait, size) => window.shengyingPresenters.open(portrait, size)")
    panel.submit(presenter_taken, panel, brief.field("portrait"), **_QUIET)


def presenter_taken(panel: dict[str, Any] | None) -> Any:
    """The portrait tile's value for whom the presenters' panel gave."""
    given = (panel or {}).get("portrait") or {}
    return tile.value(browser_files.accepted(str(given.get("path", "")))) or gr.skip()


def voice_taken(taken: dict[str, str] | None, lang: str, before: str) -> Any:
    """The brief's voice as the voices' panel has it: another that was chosen there, or the same with the list as it is now."""
    name = (taken or {}).get("use") or before
    choices = brief_panel.voice_choices(lang)
    return gr.update(choices=choices, value=name if any(name == known for _, known in choices) else "")


def preferred(memory: dict[str, str] | None, request: gr.Request) -> tuple[str, dict[str, str]]:
    """(the language that the page was last read in, else the browser's; what the browser remembers)."""
    kept = dict(memory or {})
    if kept.get("lang") not in LANGS:
        wanted = str(request.headers.get("accept-language", "")).lower()
        kept["lang"] = "zh" if wanted.startswith("zh") else "en"
    return kept["lang"], kept


def remember(lang: str, memory: dict[str, str] | None) -> dict[str, str]:
    return {**(memory or {}), "lang": lang}


def reopened(memory: dict[str, str] | None) -> list[Any]:
    """The film on the page again after a refresh or a choice: its state, its script, and the inputs that it was made from."""
    film = _film_of(memory)
    stored = films_home.read_json(film, "form.json") if film else {}
    if not stored:
        shown = {"film": film}
        return [shown, script_panel.shown(film), *[gr.skip()] * len(FIELDS)]
    form = forms.from_dict(stored)
    return [{"film": film}, script_panel.shown(film), *brief_panel.filled(form)]


def _film_of(memory: dict[str, str] | None) -> str:
    """The film that the browser remembers, if it is still there."""
    film = (memory or {}).get("film", "")
    try:
        if film and (runs.get(film) or films_home.store(film).exists()):
            return film
    except StudioError:
        pass
    return ""


def choose(film: dict[str, str], memory: dict[str, str] | None) -> dict[str, str]:
    return {**(memory or {}), "film": (film or {}).get("film", "")}


def open_file(path: str | None, lang: str) -> tuple[Any, str]:
    """The text of a file into the text box."""
    if not path:
        return gr.skip(), ""
    try:
        return brief_panel.opened(Path(path)), ""
    except StudioError as error:
        return gr.skip(), inline(message(error, lang))


def show_music(music: str) -> Any:
    return gr.update(visible=brief_panel.shown(music == "file"))


def make_film(memory: dict[str, str] | None, lang: str, *values: Any) -> tuple[Any, ...]:
    """Start making the film of the form."""
    return _started("film", memory, lang, values)


def write_script(memory: dict[str, str] | None, lang: str, *values: Any) -> tuple[Any, ...]:
    """Start writing the script of the form, and painting its pictures."""
    return _started("draft", memory, lang, values)


def _started(kind: runs.Kind, memory: dict[str, str] | None, lang: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    try:
        form = forms.check(forms.from_values(values))
        before = _film_of(memory)
        film = making.belongs(before, form)
        making.begin(film, form, kind)
    except Exception as error:
        return gr.skip(), gr.skip(), gr.skip(), inline(message(error, lang))
    scenes = gr.skip() if film == before else script_panel.shown(film)
    return _begun(film), {**(memory or {}), "film": film}, scenes, ""


def remake_film(memory: dict[str, str] | None, lang: str, *values: Any) -> tuple[Any, ...]:
    """Start making the film of the script on the page, in the size, style, voice and music of the form."""
    try:
        film = _film_of(memory)
        if not film or not films_home.store(film).exists():
            raise BadInput(*pair("notice.no_script"))
        form = making.same_text(film, forms.from_values(values))
        making.begin(film, forms.check(form), "film")
    except Exception as error:
        return gr.skip(), gr.skip(), gr.skip(), inline(message(error, lang))
    return _begun(film), gr.skip(), gr.skip(), ""


def _begun(film: str) -> dict[str, Any]:
    """A value that the film's panel has not had before, so that it looks at once."""
    return {"film": film, "begun": time.time()}


def finished(film: dict[str, str], memory: dict[str, str] | None) -> dict[str, Any]:
    """The script of the film whose work has just ended."""
    return script_panel.shown((film or {}).get("film", "") or _film_of(memory))


def launch() -> None:
    """Open the page at 127.0.0.1, port STUDIO_PORT (7860), and in the browser unless STUDIO_NO_BROWSER is set."""
    port = _free_port()
    films_home.home().mkdir(parents=True, exist_ok=True)
    made = build().queue(default_concurrency_limit=8)
    gc.freeze()  # what is loaded by now stays for good: no collection need look through it again
    print(t("page.address", language(), address=f"http://127.0.0.1:{port}", home=films_home.home()), flush=True)
    made.launch(
        server_name="127.0.0.1",
        server_port=port,
        share=False,
        inbrowser=not os.environ.get("STUDIO_NO_BROWSER"),
        quiet=True,
        footer_links=[],
        theme=theme.theme(),
        css=theme.css(),
        head=theme.HEAD,
        favicon_path=theme.ICON,
        ssr_mode=False,
        allowed_paths=[str(films_home.home()), str(data_folder("assets"))],
        max_file_size="4gb",  # films to be dubbed
        app_kwargs={"routes": [*batch_routes.ROUTES, *film_routes.ROUTES]},
        enable_monitoring=False,
    )


def _free_port() -> int:
    """The port asked for. Ends the program with one line if it is no port, or is taken."""
    asked = os.environ.get("STUDIO_PORT") or "7860"
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", int(asked)))
        except (OSError, ValueError, OverflowError):
            sys.exit(t("page.port", language(), port=asked))
    return int(asked)
