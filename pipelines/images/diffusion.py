"""The neural painter: any text-to-image pipeline of the diffusers library, from a folder or from the Hugging Face hub.

The model is named by STUDIO_DIFFUSION_MODEL (or the argument `model`): a folder that `save_pretrained` wrote, or a hub id
such as "org/name" or "org/name@revision". Only safetensors weights are read, for the older formats can run code. Nothing
is fetched unless STUDIO_DOWNLOAD=1 (or `download=True`) says so. STUDIO_DEVICE chooses cuda, mps or cpu.

A prompt goes to the model in the language that it is written in: whether it understands Chinese is the model's own matter
(CLIP-based Stable Diffusion does not, Qwen-Image and others do), and nothing is translated behind a person's back.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as package_version
from math import lcm
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..engines import require
from ..errors import BadInput, EngineFailed
from ..media import Picture, Progress, no_progress
from .diffusion_models import identity, load, source, torch_dtype, usable_device
from .fitting import Size, canvas, fit

STYLES: Mapping[str, str] = MappingProxyType(
    {
        "gouache": "gouache painting, matte layered colour, visible brushwork",
        "ink": "Chinese ink wash painting, shuimo, rice paper, generous empty space",
        "flat": "flat vector illustration, clean shapes, limited palette",
        "paper": "layered cut-paper art, soft shadows between the sheets",
        "dusk": "cinematic still at dusk, warm rim light, haze",
        "cinematic": "cinematic still, anamorphic lens, soft volumetric light",
        "photo": "photograph, natural light, 35 mm lens, fine detail",
        "watercolour": "watercolour painting, wet edges, paper grain",
    }
)
"""What each style's name adds to the prompt. A style that is not here is added in its own words."""

_DTYPES = ("float32", "float16", "bfloat16")


class DiffusionPainter:
    """Painter over diffusers. Making one is cheap; the model is loaded by the first `paint` and kept.

    model      folder or hub id; default STUDIO_DIFFUSION_MODEL
    device     "cuda", "mps" or "cpu"; default STUDIO_DEVICE, else the best that is here
    dtype      "float32", "float16" or "bfloat16"; default STUDIO_DIFFUSION_DTYPE, else float32 on a CPU and float16 elsewhere
    steps      denoising steps; default STUDIO_DIFFUSION_STEPS, else the pipeline's own
    guidance   classifier-free guidance scale; default STUDIO_DIFFUSION_GUIDANCE, else the pipeline's own
    download   whether a hub model that is not here may be fetched; default STUDIO_DOWNLOAD=1

    Raises EngineMissing if torch, diffusers or transformers is not installed, BadInput for a setting out of range.
    """

    name = "diffusion"

    def __init__(
        self,
        model: str | Path | None = None,
        *,
        device: str | None = None,
        dtype: str | None = None,
        steps: int | None = None,
        guidance: float | None = None,
        download: bool | None = None,
    ) -> None:
        require(("torch", "diffusers", "transformers"), what="painter 'diffusion'", extra="neural")
        self._model = str(model or os.environ.get("STUDIO_DIFFUSION_MODEL", ""))
        self._device = device or os.environ.get("STUDIO_DEVICE", "")
        self._dtype = _one_of("dtype", dtype or os.environ.get("STUDIO_DIFFUSION_DTYPE", ""), _DTYPES)
        self._steps = _number("steps", steps, "STUDIO_DIFFUSION_STEPS", 1, 1000)
        self._guidance = _number("guidance", guidance, "STUDIO_DIFFUSION_GUIDANCE", 0, 100)
        self._download = os.environ.get("STUDIO_DOWNLOAD") == "1" if download is None else download
        self._pipe: Any = None
        self.version = "; ".join(
            (
                "1",
                f"diffusers {_installed('diffusers')}",
                identity(self._model),
                f"steps {'own' if self._steps is None else int(self._steps)}",
                f"guidance {'own' if self._guidance is None else self._guidance:}",
                f"dtype {self._dtype or 'auto'}",
            )
        )
        called = Path(self._model).name if Path(self._model).expanduser().is_dir() else self._model
        self.note = f"neural diffusion model {called}".rstrip()

    def paint(self, prompt: str, size: Size, seed: int, *, style: str = "", progress: Progress = no_progress) -> Picture:
        """A picture of exactly `size` (width, height). The same arguments give the same pixels on the same machine.

        Drawn near the model's native pixel count and brought to `size` by Lanczos. `progress` is told of every step and
        may raise to stop. BadInput for an empty prompt, an impossible size or an unusable model folder; EngineMissing if
        the weights are not here; EngineFailed if the model runs out of memory or refuses the prompt.
        """
        _check_request(prompt, size)
        pipe = self._loaded()
        width, height = canvas(size, _native(pipe), _multiple(pipe))
        arguments = self._arguments(pipe, _styled(prompt, style), (width, height), seed, progress)
        import torch

        try:
            with torch.inference_mode():
                result = pipe(**arguments)
        except torch.OutOfMemoryError as error:
            raise EngineFailed(
                f"{self._model} does not fit into the memory of this device. Try dtype float16, a smaller model, "
                "or STUDIO_DEVICE=cpu.",
                f"此设备内存不足以运行 {self._model}。可改用 float16、更小的模型，或设 STUDIO_DEVICE=cpu。",
            ) from error
        if any(getattr(result, "nsfw_content_detected", None) or ()):
            raise EngineFailed(
                f"The model's own safety check held this picture back. Reword the prompt: {prompt[:80]!r}",
                f"模型自带的安全检查拦下了这幅图。请修改提示词：{prompt[:80]!r}",
            )
        progress(1.0)
        return Picture(fit(result.images[0], size))

    def _arguments(self, pipe: Any, prompt: str, size: Size, seed: int, progress: Progress) -> dict[str, Any]:
        """The keyword arguments of one run, with those that this pipeline takes."""
        import torch

        accepted = inspect.signature(pipe.__call__).parameters
        if not {"prompt", "width", "height"} <= set(accepted):
            raise BadInput(
                f"{self._model} holds a {type(pipe).__name__}, which does not paint from text. Give a text-to-image pipeline.",
                f"{self._model} 是 {type(pipe).__name__}，不能由文字作画。请给出文生图模型。",
            )

        def step(pipe: Any, index: int, _time: Any, values: dict[str, Any]) -> dict[str, Any]:
            progress(min(1.0, (index + 1) / max(1, getattr(pipe, "num_timesteps", 0) or self._steps or 1)))
            return values

        arguments: dict[str, Any] = {
            "prompt": prompt,
            "width": size[0],
            "height": size[1],
            "generator": torch.Generator("cpu").manual_seed(seed % 2**63),  # a CPU generator draws alike on every device
        }
        wished = {"num_inference_steps": None if self._steps is None else int(self._steps), "guidance_scale": self._guidance}
        for key, value in wished.items():
            if value is not None and key not in accepted:
                raise BadInput(
                    f"{type(pipe).__name__} takes no {key}. Leave that setting out.",
                    f"{type(pipe).__name__} 不支持 {key}。请去掉该设置。",
                )
            if value is not None:
                arguments[key] = value
        if "callback_on_step_end" in accepted:
            arguments["callback_on_step_end"] = step
        return arguments

    def _loaded(self) -> Any:
        if self._pipe is None:
            place, revision = source(self._model)
            device = usable_device(self._device)
            pipe = load(place, revision, torch_dtype(self._dtype, device), download=self._download)
            pipe.set_progress_bar_config(disable=True)
            self._pipe = pipe.to(device)
        return self._pipe


def _check_request(prompt: str, size: Size) -> None:
    if not prompt.strip():
        raise BadInput("The prompt is empty. Say what to paint.", "提示词为空。请写明要画什么。")
    if not all(1 <= side <= 8192 for side in size):
        raise BadInput(
            f"A picture of {size[0]}×{size[1]} was asked for; 1 to 8192 pixels a side are accepted.",
            f"图片尺寸 {size[0]}×{size[1]} 超出范围；每边可为 1 到 8192 像素。",
        )


def _styled(prompt: str, style: str) -> str:
    return f"{prompt.strip()}, {STYLES.get(style, style)}" if style else prompt.strip()


def _core(pipe: Any) -> Any:
    """The network that denoises: a UNet or a transformer."""
    return getattr(pipe, "unet", None) or getattr(pipe, "transformer", None)


def _native(pipe: Any) -> int:
    """The side, in pixels, of the square picture that the model was made for; 1024 if it does not say."""
    latent = getattr(getattr(_core(pipe), "config", None), "sample_size", None) or getattr(pipe, "default_sample_size", None)
    if isinstance(latent, (list, tuple)):
        latent = max(latent)
    return int(latent) * _scale(pipe) if latent else 1024


def _multiple(pipe: Any) -> int:
    """What both sides must be a multiple of: the decoder's scale times what the denoiser halves or patches, and 8."""
    config = getattr(_core(pipe), "config", None)
    blocks = getattr(config, "down_block_types", None)
    return lcm(8, _scale(pipe) * (2 ** (len(blocks) - 1) if blocks else 2 * int(getattr(config, "patch_size", None) or 1)))


def _scale(pipe: Any) -> int:
    return int(getattr(pipe, "vae_scale_factor", 8) or 8)


def _one_of(what: str, value: str, accepted: tuple[str, ...]) -> str:
    if value and value not in accepted:
        raise BadInput(
            f"The {what} {value!r} is not known. Accepted: {', '.join(accepted)}.",
            f"未知的 {what} {value!r}。可接受：{'、'.join(accepted)}。",
        )
    return value


def _number(what: str, value: float | None, variable: str, low: float, high: float) -> float | None:
    """The setting as given, else from the environment, else None. BadInput outside low … high."""
    given = os.environ.get(variable, "") if value is None else str(value)
    if not given:
        return None
    try:
        number = float(given)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise BadInput(
            f"{what} is {given!r}; a number from {low} to {high} is accepted.", f"{what} 为 {given!r}；可接受 {low} 到 {high}。"
        )
    return number


def _installed(package: str) -> str:
    try:
        return package_version(package)
    except PackageNotFoundError:
        return "?"
