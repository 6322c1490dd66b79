"""How a film looks where a person may choose it: the options of the command line, in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipelines.film.caption_styles import DESIGNS
from pipelines.film.hardware import ENCODERS
from pipelines.film.logo import FAINTEST as LOGO_FAINTEST
from pipelines.film.logo import LARGEST, PLACES, SMALLEST
from pipelines.film.transitions import TRANSITIONS

SubtitleStyle = Annotated[str, typer.Option(help=f"The look of burned subtitles and of the .ass file: {', '.join(DESIGNS)}.")]
Transition = Annotated[str, typer.Option(help=f"From scene to scene: {', '.join(TRANSITIONS)}.")]
OnBeat = Annotated[bool, typer.Option("--on-beat", help="Cut from scene to scene on the music's beats.")]
Encoder = Annotated[
    str, typer.Option(help=f"Who encodes the pictures: {', '.join(ENCODERS)}; `studio doctor` tells which work here.")
]
LogoFile = Annotated[Path | None, typer.Option("--logo", help="A picture that stays in a corner, best with transparency.")]
LogoPlace = Annotated[
    str, typer.Option(help="Its corner: " + ", ".join(f"{name} ({where})" for name, (where, _) in PLACES.items()) + ".")
]
LogoSize = Annotated[
    float, typer.Option(help=f"Its height, {SMALLEST:g} to {LARGEST:g} of the film's short side.", show_default=True)
]
LogoOpacity = Annotated[
    float, typer.Option(help=f"How solid it is, {LOGO_FAINTEST:g} to 1 (nothing shows through).", show_default=True)
]
Intro = Annotated[Path | None, typer.Option(help="A video, or a picture for two seconds, before the film.")]
Outro = Annotated[Path | None, typer.Option(help="The same after it.")]


def files(logo: Path | None, intro: Path | None, outro: Path | None) -> dict[str, Path]:
    """Those that are given, by the choice that they are."""
    given = {"logo": logo, "intro": intro, "outro": outro}
    return {name: path for name, path in given.items() if path is not None}
