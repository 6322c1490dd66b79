"""The files that an SSML document names: only those beside it or below, never the network."""

from __future__ import annotations

import re
from pathlib import PurePath

NOT_FETCHED = ("is not fetched: only files beside the document are used", "不会被获取：只使用文档旁边的文件")


def is_local(name: str) -> bool:
    """Whether `name` is a relative path that stays in its folder."""
    path = PurePath(name.replace("\\", "/"))
    return bool(name) and not re.match(r"[a-zA-Z][\w+.-]*:|//", name) and not path.is_absolute() and ".." not in path.parts
