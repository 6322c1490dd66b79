"""Finding and loading a diffusers pipeline: from a folder, from this machine's hub cache, or (if allowed) from the hub.

Only safetensors weights are read: the older formats are pickles, which can run code.
"""

from __future__ import annotations

import hashlib
import os
import re
import warnings
from pathlib import Path
from typing import Any

from ..errors import BadInput, EngineMissing

_HUB = re.compile(r"^[\w.-]+/[\w.-]+(@[\w./-]+)?$")
_CODE_FORMATS = ("*.bin", "*.pt", "*.pth", "*.ckpt")


def identity(model: str) -> str:
    """What stands for the model in a take's key.

    For a hub model its id and the commit that is in the hub's cache here; for a folder a digest of its file names, sizes
    and settings (the weights themselves are not read: a folder may hold 20 GB).
    """
    folder = Path(model).expanduser()
    if not model or not folder.is_dir():
        return f"{model} {_cached_commit(model)}".strip() or "no model"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
            if path.suffix == ".json" and path.stat().st_size < 100_000:
                digest.update(path.read_bytes())
    return f"{folder.name} {digest.hexdigest()[:16]}"


def _cached_commit(model: str) -> str:
    """The commit of a hub model that was fetched, "" if none was."""
    name, _, revision = model.partition("@")
    home = Path(os.environ.get("HF_HOME", "~/.cache/huggingface"))
    cache = Path(os.environ.get("HF_HUB_CACHE", str(home / "hub"))).expanduser()
    ref = cache / f"models--{name.replace('/', '--')}" / "refs" / (revision or "main")
    return ref.read_text().strip()[:12] if name and ref.is_file() else ""


def source(model: str) -> tuple[str, str | None]:
    """(folder or hub id, revision or None)"""
    if not model:
        raise EngineMissing(
            "The painter 'diffusion' has no model yet. Set STUDIO_DIFFUSION_MODEL to a diffusers folder, or to a hub id "
            "fetched with: hf download ORG/NAME  (docs/engines.md lists models and their licences)",
            "绘画引擎 'diffusion' 尚未指定模型。请把 STUDIO_DIFFUSION_MODEL 设为 diffusers 文件夹或 hub 模型名"
            "（获取：hf download ORG/NAME；模型与许可见 docs/engines.md）",
        )
    folder = Path(model).expanduser()
    if folder.is_dir():
        return str(folder), None
    if folder.is_file() or not _HUB.match(model):
        raise BadInput(
            f"{model} is not a model folder. Accepted: a folder with model_index.json, or a hub id such as org/name.",
            f"{model} 不是模型文件夹。可接受含 model_index.json 的文件夹，或 org/name 形式的 hub 模型名。",
        )
    source, _, revision = model.partition("@")
    return source, revision or None


def load(source: str, revision: str | None, dtype: Any, *, download: bool) -> Any:
    """The pipeline from this machine, or from the hub if it is not here and `download` allows it."""
    if Path(source).is_dir():
        _check_folder(Path(source))
        return _from_folder(source, dtype)
    settings = {"torch_dtype": dtype, "use_safetensors": True, "revision": revision}
    try:
        return _from_pretrained(source, local_files_only=True, **settings)
    except (OSError, ValueError) as error:
        if not download:
            at = f" --revision {revision}" if revision else ""
            raise EngineMissing(
                f"The model {source} is not on this machine. Get it with: hf download {source}{at}  (or set "
                "STUDIO_DOWNLOAD=1 to let the studio fetch it). Read its licence on its page first.",
                f"本机没有模型 {source}。获取：hf download {source}{at}"
                "（或设 STUDIO_DOWNLOAD=1 由本程序下载）。请先阅读其许可。",
            ) from error
    try:
        return _from_pretrained(source, **settings)
    except (OSError, ValueError) as error:
        raise EngineMissing(
            f"The model {source} could not be fetched or loaded: {_first_line(error)}. It must exist on the hub as a "
            f"diffusers pipeline with safetensors; a gated one needs: hf auth login",
            f"无法下载或加载模型 {source}：{_first_line(error)}。"
            "它须是 hub 上含 safetensors 的 diffusers 模型；受限模型需先 hf auth login。",
        ) from error


def _from_folder(folder: str, dtype: Any) -> Any:
    from safetensors import SafetensorError  # type: ignore[import-not-found,unused-ignore]

    try:
        return _from_pretrained(folder, local_files_only=True, torch_dtype=dtype, use_safetensors=True)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, SafetensorError) as error:
        raise BadInput(
            f"The model in {folder} cannot be loaded: {_first_line(error)}. Accepted: a whole diffusers text-to-image "
            "folder (model_index.json and .safetensors weights).",
            f"无法加载 {folder} 中的模型：{_first_line(error)}。"
            "可接受完整的 diffusers 文生图文件夹（model_index.json 与 .safetensors 权重）。",
        ) from error


def _from_pretrained(source: str, **settings: Any) -> Any:
    from diffusers import AutoPipelineForText2Image, DiffusionPipeline
    from diffusers.utils import logging as diffusers_logging
    from transformers.utils import logging as transformers_logging

    diffusers_logging.disable_progress_bar()
    transformers_logging.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # newer diffusers call torch_dtype dtype, older ones know no other
        try:
            return AutoPipelineForText2Image.from_pretrained(source, **settings)
        except ValueError as error:
            if "find a pipeline" not in str(error):
                raise
            return DiffusionPipeline.from_pretrained(source, **settings)  # one that the automatic table does not list


def _check_folder(folder: Path) -> None:
    if not (folder / "model_index.json").is_file():
        raise BadInput(
            f"{folder} has no model_index.json, so it is no diffusers pipeline. Give the folder that holds that file.",
            f"{folder} 中没有 model_index.json，不是 diffusers 模型。请给出含该文件的文件夹。",
        )
    for part in (path for path in folder.iterdir() if path.is_dir()):
        unsafe = [path.name for pattern in _CODE_FORMATS for path in part.glob(pattern)]
        if unsafe and not any(part.glob("*.safetensors")):
            raise BadInput(
                f"{part} holds only {unsafe[0]}, a format that can run code when it is read. Accepted: .safetensors weights.",
                f"{part} 中只有 {unsafe[0]}，读取这种格式可能会执行代码。只接受 .safetensors 权重。",
            )


def usable_device(wish: str) -> str:
    import torch

    if wish:
        usable = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
        if not usable.get(wish.split(":")[0], False):
            have = ", ".join(name for name, there in usable.items() if there)
            raise BadInput(
                f"The device {wish!r} is not usable here. Accepted here: {have}.", f"此处无法使用设备 {wish!r}。可用：{have}。"
            )
        return wish
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def torch_dtype(wish: str, device: str) -> Any:
    import torch

    return getattr(torch, wish or ("float32" if device == "cpu" else "float16"))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")[:300]
