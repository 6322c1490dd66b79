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

KINDS = ("mp4", "srt", "vtt", "ass", "zip")
_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}
_UNFIT = re.compile(r'[\\/:*?"<>|\s\x00-\x1f]+')  # in the names of files, somewhere
_LONGEST = 60


def url(film: str, kind: str) -> str:
    """Where the film's file is given out: one of `KINDS`, or the zip for an editor of `files.KINDS`. Another one once it is made anew."""
    return f"/film/{film}/{quote(kind)}?v={_path(film, kind).stat().st_mtime_ns // 1_000_000}"


def name_of(title: str, kind: str) -> str:
    """What a file of a film with that title is called where it is kept."""
    title = _UNFIT.sub(" ", title).strip(" .")[:_LONGEST].strip() or "film"
    return f"{title}.{'studio.zip' if kind == 'zip' else kind if kind in KINDS else f'{kind}.zip'}"


def _given(request: Request) -> Response:
    film, kind = request.path_params["id"], request.path_params["kind"]
    try:
        path = _path(film, kind)
        if kind not in (*KINDS, *files.KINDS) or not path.is_file():
            return _gone()
        title = films_home.store(film).load().script.title
        return FileResponse(path, headers=_SAFE, filename=name_of(title, kind))
    except (StudioError, OSError):
        return _gone()


def _path(film: str, kind: str) -> Path:
    video = films_home.video(film)
    return video.with_suffix(f".{kind}") if kind in KINDS else video.parent / "editors" / f"film.{kind}.zip"


def _gone() -> Response:
    return PlainTextResponse("This is no longer there. 内容已不存在。", 404, headers=_SAFE)


ROUTES = (Route("/film/{id}/{kind}", _given),)
