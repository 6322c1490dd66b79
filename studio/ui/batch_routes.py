"""The addresses at which the page's server gives out what batches made: a file, a line's sound, everything as a zip.

A name in an address is looked up among those that the batch has noted down; it is never a path.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from pipelines.errors import StudioError

from ..dub.desk import zipped
from .batch_calls import desk

_SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-cache"}


def _file(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        batch = desk().batch(request.path_params["id"])
        if name not in batch.outputs():
            return _gone()
        return FileResponse(batch.out.folder / name, headers=_SAFE)
    except (StudioError, OSError):
        return _gone()


def _sound(request: Request) -> Response:
    try:
        return FileResponse(desk().batch(request.path_params["id"]).sound(request.path_params["row"]), headers=_SAFE)
    except (StudioError, OSError):
        return _gone()


def _everything(request: Request) -> Response:
    try:
        batch = desk().batch(request.path_params["id"])
        name, files = batch.choices().name or batch.id, batch.outputs()
    except (StudioError, OSError):
        return _gone()
    given = f"attachment; filename=\"{batch.id}.zip\"; filename*=UTF-8''{quote(name, safe='')}.zip"
    return StreamingResponse(zipped.stream((f"{name.replace('/', '_')}/{one}", batch.out.folder / one) for one in files),
                             media_type="application/zip", headers={**_SAFE, "Content-Disposition": given})  # fmt: skip


def _gone() -> Response:
    return PlainTextResponse("This is no longer there. 内容已不存在。", 404, headers=_SAFE)


ROUTES = (Route("/batch/{id}/out/{name:path}", _file), Route("/batch/{id}/line/{row:int}", _sound), Route("/batch/{id}/all.zip", _everything))  # fmt: skip
