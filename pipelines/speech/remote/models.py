"""A folder of weights from a stranger: safetensors are numbers, a pickle is a program."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...errors import BadInput

_PICKLES = (".bin", ".ckpt", ".joblib", ".pickle", ".pkl", ".pt", ".pth")


def check_folder(folder: Path, *, pickles: bool) -> Path:
    """The folder itself, absolute; BadInput if it is none, or holds weights that can run code and `pickles` is not given."""
    folder = Path(folder).expanduser()
    if not folder.is_dir():
        raise BadInput(
            f"{folder} is not a folder. Give the folder with the model's weights.",
            f"{folder} 不是文件夹。请给出含模型权重的文件夹。",
        )
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.suffix.lower() in _PICKLES)
    if found and not pickles:
        raise BadInput(
            f"{folder} holds {', '.join(found[:3])}: reading such a file can run code. Accepted: .safetensors. If you trust its maker: "
            "studio engines install NAME --model FOLDER --allow-pickle",
            f"{folder} 含有 {'、'.join(found[:3])}：读取此类文件可能执行代码。可接受 .safetensors。若信任其作者："
            "studio engines install 名称 --model 文件夹 --allow-pickle",
        )
    return folder.resolve()


def identity(folder: Path) -> str:
    """A few letters that change with the files of a model: their names, sizes, and the small ones' content."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            size = path.stat().st_size
            digest.update(f"{path.relative_to(folder)} {size}\n".encode())
            if size < 1_000_000:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
