"""Step 1: the text, the presenter, the voice, the look; and the two buttons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from pipelines.files import data_folder, read_text
from pipelines.film.caption_styles import DESIGNS
from pipelines.film.music import MOODS
from pipelines.film.platforms import PLATFORMS
from pipelines.film.transitions import TRANSITIONS
from pipelines.images.painter import STYLE_TITLES, STYLES
from pipelines.speech import voices
from pipelines.speech.design import languages as named_languages
from pipelines.speech.espeak import languages
from pipelines.voice import Voice

from ..project import FPS
from . import engine_choices, looks_panel, sample_tile, tile
from .bilingual import Bilingual
from .form import FIELDS, LOOKS, Form
from .texts import TEXTS, t

SIZES = ("1080x1920", "1920x1080", "1080x1080", "1080x1440", "540x960")
SECONDS = (0, 15, 30, 60, 90, 120, 180, 300)
SUBTITLES = ("burn", "soft", "none")

HIDDEN: Any = "hidden"  # in the page but not seen: Gradio gives a component that it mounts late none of its words

Choice = tuple[str, Any]


@dataclass(frozen=True)
class BriefPanel:
    """`fields` are the form's components in the order of form.FIELDS."""

    fields: list[Any]
    file: gr.UploadButton
    example: gr.Button
    choose: gr.Button
    presenter: gr.Button
    write: gr.Button
    make: gr.Button
    notice: gr.HTML

    def field(self, name: str) -> Any:
        return self.fields[FIELDS.index(name)]


def build(speak: Bilingual, acting: gr.HTML) -> BriefPanel:
    """The panel inside the current layout; `acting` is the presenters' panel, whose value goes with the form."""
    made: dict[str, Any] = {"acting": acting}
    with gr.Column(elem_classes="card"):
        speak(gr.HTML, {"value": lambda lang: heading("brief", 1, lang)}, apply_default_css=False)
        file, example = _text(speak, made)
        with gr.Row(elem_classes="who"):
            choose, presenter = _who(speak, made)
        speak(gr.HTML, {"value": lambda lang: _label("brief.look", lang)}, apply_default_css=False)
        _look(speak, made)
        looks_panel.build(speak, made)
        notice = gr.HTML("", elem_id="brief-notice", apply_default_css=False)
        with gr.Row(elem_classes="actions"):
            make = speak(gr.Button, {"value": "brief.make"}, variant="primary", elem_id="make", elem_classes="start", scale=3)
            write = speak(gr.Button, {"value": "brief.write"}, elem_id="write", elem_classes="start", scale=2)
    fields = [made[name] for name in FIELDS]
    return BriefPanel(fields, file, example, choose, presenter, write, make, notice)


def shown(wanted: bool) -> Any:
    """A component's `visible`."""
    return True if wanted else HIDDEN


def heading(step: str, number: int, lang: str) -> str:
    """The head of a step's card."""
    lead = f"<p>{t(f'{step}.lead', lang)}</p>" if f"{step}.lead" in TEXTS else ""
    return (
        f'<header class="step"><span class="number">{number}</span><div><h2>{t(f"{step}.step", lang)}</h2>{lead}</div></header>'
    )


def _label(key: str, lang: str) -> str:
    return f'<h3 class="section">{t(key, lang)}</h3>'


def _text(speak: Bilingual, made: dict[str, Any]) -> tuple[gr.UploadButton, gr.Button]:
    made["brief"] = speak(
        gr.Textbox, {"label": "brief.text", "placeholder": "brief.hint"}, lines=8, max_lines=11, elem_id="brief"
    )
    with gr.Row(elem_classes="under-text"):
        file = speak(
            gr.UploadButton, {"label": "brief.file"}, file_types=[".md", ".txt", ".markdown"], size="sm", elem_id="brief-file"
        )
        example = speak(gr.Button, {"value": "brief.example"}, size="sm", elem_id="example")
    return file, example


def _who(speak: Bilingual, made: dict[str, Any]) -> tuple[gr.Button, gr.Button]:
    with gr.Column(min_width=220, elem_classes="half"):
        speak(gr.HTML, {"value": lambda lang: _label("brief.portrait", lang)}, apply_default_css=False)
        made["portrait"] = tile.build(speak, "portrait", tile.PICTURES)
        presenter = speak(gr.Button, {"value": "presenters.choose"}, size="sm", elem_id="choose-presenter")
        gr.HTML('<p id="acting-summary"></p>', apply_default_css=False)
    with gr.Column(min_width=220, elem_classes="half"):
        speak(gr.HTML, {"value": lambda lang: _label("brief.voice", lang)}, apply_default_css=False)
        made["voice"] = speak(
            gr.Dropdown,
            {"label": "brief.voice_name", "choices": voice_choices},
            value="",
            show_label=False,
            elem_id="voice",
        )
        choose = speak(gr.Button, {"value": "voices.choose"}, size="sm", elem_id="choose-voice")
        sample_tile.build(speak)
    return choose, presenter


def _look(speak: Bilingual, made: dict[str, Any]) -> None:
    made["size"] = speak(
        gr.Radio,
        {"label": "brief.size", "choices": _named("size", SIZES)},
        value=SIZES[0],
        show_label=False,
        container=False,
        elem_id="size",
        elem_classes="sizes",
    )
    with gr.Row(elem_classes="choices"):
        made["seconds"] = speak(
            gr.Dropdown, {"label": "brief.seconds", "choices": _seconds}, value=60, elem_id="seconds", min_width=150
        )
        made["style"] = speak(
            gr.Dropdown, {"label": "brief.style", "choices": _styles}, value="", elem_id="style", min_width=150
        )
        made["language"] = speak(
            gr.Dropdown, {"label": "brief.language", "choices": languages_of}, value="", elem_id="language", min_width=150
        )
        made["music"] = speak(
            gr.Dropdown,
            {"label": "brief.music", "choices": _named("music", ("", *MOODS, "file"))},
            value="",
            elem_id="music",
            min_width=150,
        )
        made["subtitles"] = speak(
            gr.Dropdown,
            {"label": "brief.subtitles", "choices": _named("subtitles", SUBTITLES)},
            value="burn",
            elem_id="subtitles",
            min_width=150,
        )
        made["subtitle_style"] = speak(
            gr.Dropdown,
            {"label": "brief.subtitle_style", "choices": _designs},
            value="clean",
            elem_id="subtitle-style",
            min_width=150,
        )
        made["transition"] = speak(
            gr.Dropdown,
            {"label": "brief.transition", "choices": _named("transition", TRANSITIONS)},
            value="dissolve",
            elem_id="transition",
            min_width=150,
        )
        made["platform"] = speak(
            gr.Dropdown, {"label": "brief.platform", "choices": _platforms}, value="", elem_id="platform", min_width=150
        )
        made["fps"] = speak(gr.Dropdown, {"label": "brief.fps", "choices": _fps}, value=25, elem_id="fps", min_width=150)
    made["music_file"] = tile.build(speak, "music_file", tile.SOUNDS, visible=HIDDEN)


def _named(group: str, names: tuple[str, ...]) -> Any:
    return lambda lang: [(t(f"{group}.{name}", lang) if f"{group}.{name}" in TEXTS else name, name) for name in names]


def _seconds(lang: str) -> list[Choice]:
    return [(t("seconds.n", lang, n=n) if n else t("seconds.0", lang), n) for n in SECONDS]


def _styles(lang: str) -> list[Choice]:
    return [(t("style.", lang), ""), *((STYLE_TITLES[name][lang == "zh"], name) for name in STYLES)]


def _designs(lang: str) -> list[Choice]:
    return [(one.zh if lang == "zh" else one.en.capitalize(), name) for name, one in DESIGNS.items()]


def _platforms(lang: str) -> list[Choice]:
    return [(t("platform.", lang), ""), *((one.zh if lang == "zh" else one.en, one.name) for one in PLATFORMS.values())]


def for_platform(name: str) -> tuple[Any, Any]:
    """What the size and the frame rate become when a platform is chosen; without one they stay."""
    if name not in PLATFORMS:
        return gr.skip(), gr.skip()
    chosen = PLATFORMS[name]
    return f"{chosen.size[0]}x{chosen.size[1]}", chosen.fps


def _fps(lang: str) -> list[Choice]:
    return [(t("fps.n", lang, n=n), n) for n in FPS]


def languages_of(lang: str) -> list[Choice]:
    """The named languages first, then every other that the embedded speaker has, by its code."""
    named = [key.partition(".")[2] for key in TEXTS if key.startswith("language.")]
    return [(t(f"language.{code}", lang), code) for code in named] + [(c, c) for c in sorted(set(languages()) - set(named))]


def voice_choices(lang: str) -> list[Choice]:
    """The library's voices by title; one that cannot be read is left out."""
    found: list[Choice] = [(t("brief.voice_auto", lang), "")]
    for voice in voices.catalogue()[0]:
        found.append((f"{voice_title(voice, lang)} · {language_name(voice.language, lang)}", voice.name))
    return found


def voice_title(voice: Voice, lang: str) -> str:
    """What the voice is called in the page's language."""
    return (voice.title_zh if lang == "zh" else voice.title_en) or voice.name


def language_name(code: str, lang: str) -> str:
    """What people call the language; its code for one that nobody has named here."""
    if known := named_languages.nearest(code):
        return known.zh if lang == "zh" else known.en
    key = f"language.{code.lower()}"
    return t(key, lang) if key in TEXTS else code


def example_text(lang: str) -> str:
    """The demo's brief in the page's language."""
    return read_text(data_folder("assets") / "demo" / ("brief.md" if lang == "zh" else "brief.en.md"))


def filled(form: Form) -> list[Any]:
    """Values of `fields` for a form; the choices and words stay."""
    known = {name for name, _ in _pairs(voice_choices("en"))}
    values: dict[str, Any] = {name: getattr(form, name) for name in FIELDS}
    for name in ("portrait", "music_file", *LOOKS):
        values[name] = tile.value(values[name])
    values["encoder"] = form.encoder if form.encoder in looks_panel.encoders() else "x264"
    for kind, usual in engine_choices.USUAL.items():
        values[kind] = values[kind] if values[kind] in engine_choices.usable(kind) else usual
    values["logo_size"] = looks_panel.nearest(form.logo_size)
    values["voice"] = form.voice if form.voice in known else ""
    values["acting"] = {"acting": dict(form.acting)}
    values["seconds"] = form.seconds if form.seconds in SECONDS else 60
    return [
        gr.update(value=values[name], visible=shown(form.music == "file"))
        if name == "music_file"
        else gr.update(value=values[name])
        for name in FIELDS
    ]


def _pairs(choices: list[Choice]) -> list[tuple[Any, str]]:
    return [(value, title) for title, value in choices]


def opened(path: Path) -> str:
    """The text of a file that was opened; BadInput for what is not text."""
    return read_text(path, what_en="a brief", what_zh="文稿")
