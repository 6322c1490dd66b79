"""The faces of a picture, shown so that the person confirms which one will speak."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipelines.avatar.faces import find_face, find_faces, flat
from pipelines.errors import BadInput
from pipelines.media import read_picture

from .. import seen
from . import browser_files
from .notices import answered, message
from .texts import pair


@answered
def look_for_faces(asked: dict[str, Any]) -> dict[str, Any]:
    """The faces of {"path"}, the largest first: their boxes as shares of the picture, which one is taken ({"face"} if that is said),
    why none is, and what the person should know."""
    path, lang = Path(browser_files.accepted(str(asked.get("path", "")))), str(asked.get("lang", "en"))
    if not path.is_file() or not seen.is_picture(path):
        raise BadInput(*pair("presenters.need_photo"))
    picture = read_picture(path)
    width, height = picture.size
    boxes = [
        [round(edge / side, 4) for edge, side in zip(face.box, (width, height, width, height), strict=True)]
        for face in find_faces(flat(picture))
    ]
    wanted = asked.get("face")
    answer: dict[str, Any] = {"boxes": boxes, "size": [width, height], "taken": None, "why": "", "remarks": []}
    try:
        find_face(picture, None if wanted is None else int(wanted))
        who = seen.avatar(path, None if wanted is None else int(wanted))
        remarks = [remark.zh if lang == "zh" else remark.en for remark in seen.remarks(path, who)]
        return answer | {"taken": 0 if wanted is None else int(wanted), "remarks": remarks}
    except BadInput as error:
        return answer | {"why": message(error, lang)}


FUNCTIONS = (look_for_faces,)
