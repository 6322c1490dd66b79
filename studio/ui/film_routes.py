"""The addresses at which the page's server gives out films to keep: under the film's title, which the file on this machine has not."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from pipelines.errors import StudioError
from pipelines.film.exchange import files

from .. import films_home
from . import browser_files

KINDS = ("mp4", "srt", "vtt", "ass", "zip")
_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_UNFIT = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # in the names of files, somewhere
_LONGEST = 60


def path(film: str, kind: str) -> Path:
    """Where the file lies: one of `KINDS`, or the zip for an editor of `files.KINDS`."""
    video = films_home.video(film)
    return video.with_suffix(f".{kind}") if kind in KINDS else video.parent / "editors" / f"film.{kind}.zip"


def url(film: str, kind: str) -> str:
    """Where it is given out; another address once it is made anew."""
    return f"/film/{film}/{quote(kind)}" + browser_files.stamp_of(path(film, kind))


def name_of(title: str, kind: str) -> str:
    """What a file of a film with that title is called where it is kept."""
    title = _UNFIT.sub(" ", title).strip(" .")[:_LONGEST].strip() or "film"
    return f"{title}.{'studio.zip' if kind == 'zip' else kind if kind in KINDS else f'{kind}.zip'}"


def _given(request: Request) -> Response:
    film, kind = request.path_params["id"], request.path_params["kind"]
    try:
        file = path(film, kind)
        if kind not in (*KINDS, *files.KINDS) or not file.is_file():
            return _gone()
        title = films_home.store(film).load().script.title
        return FileResponse(file, headers=_SAFE, filename=name_of(title, kind))
    except (StudioError, OSError):
        return _gone()


def _gone() -> Response:
    return PlainTextResponse("This is no longer there. 内容已不存在。", 404, headers=_SAFE)


ROUTES = (Route("/film/{id}/{kind}", _given),)
