"""The diffusion painter over a real, small Stable Diffusion pipeline with random weights, loaded from disk."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.engines import load
from pipelines.errors import BadInput, Cancelled, EngineMissing
from tests.neural.small_diffusion import save_small_pipeline

pytestmark = pytest.mark.neural

pytest.importorskip("diffusers", reason="needs the neural extra")

from pipelines.images.diffusion import DiffusionPainter, identity  # noqa: E402

PROMPT = "a tea hill at dawn"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_small_pipeline(tmp_path_factory.mktemp("diffusion") / "small")


@pytest.fixture(scope="module")
def painter(model: Path) -> DiffusionPainter:
    return DiffusionPainter(model, device="cpu", steps=3)


@pytest.mark.parametrize("size", [(64, 64), (108, 192), (192, 108), (33, 7), (1, 1), (101, 500)])
def test_any_size_comes_out_exact(painter: DiffusionPainter, size: tuple[int, int]) -> None:
    assert painter.paint(PROMPT, size, 1).size == size


def test_same_arguments_same_pixels_in_a_fresh_engine(painter: DiffusionPainter, model: Path) -> None:
    first = painter.paint(PROMPT, (90, 160), 7, style="ink")
    again = DiffusionPainter(model, device="cpu", steps=3).paint(PROMPT, (90, 160), 7, style="ink")
    assert np.array_equal(first.pixels, again.pixels)


def test_seed_prompt_and_style_each_change_the_picture(painter: DiffusionPainter) -> None:
    pictures = [
        painter.paint(PROMPT, (64, 64), 7),
        painter.paint(PROMPT, (64, 64), 8),
        painter.paint("a city at night", (64, 64), 7),
        painter.paint(PROMPT, (64, 64), 7, style="ink"),
        painter.paint(PROMPT, (64, 64), 7, style="charcoal"),
    ]
    assert len({picture.digest() for picture in pictures}) == len(pictures)


def test_steps_and_guidance_reach_the_model(model: Path, painter: DiffusionPainter) -> None:
    base = painter.paint(PROMPT, (64, 64), 7)
    assert DiffusionPainter(model, device="cpu", steps=5).paint(PROMPT, (64, 64), 7).digest() != base.digest()
    assert DiffusionPainter(model, device="cpu", steps=3, guidance=1.0).paint(PROMPT, (64, 64), 7).digest() != base.digest()


def test_progress_is_told_of_every_step(painter: DiffusionPainter) -> None:
    seen: list[float] = []
    painter.paint(PROMPT, (64, 64), 1, progress=seen.append)
    assert seen[:3] == pytest.approx([1 / 3, 2 / 3, 1.0])
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_cancelling_stops_at_that_step_and_the_next_picture_is_whole(painter: DiffusionPainter) -> None:
    whole = painter.paint(PROMPT, (64, 64), 3)
    seen: list[float] = []

    def stop(share: float) -> None:
        seen.append(share)
        if len(seen) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        painter.paint(PROMPT, (64, 64), 3, progress=stop)
    assert len(seen) == 2
    assert painter.paint(PROMPT, (64, 64), 3).digest() == whole.digest()


def test_a_tall_picture_is_painted_tall_and_not_stretched(painter: DiffusionPainter) -> None:
    drawn: list[tuple[int, int]] = []
    pipe = painter._loaded()
    keep = pipe.vae.decode

    def watch(latents, *args, **kwargs):  # type: ignore[no-untyped-def]
        drawn.append((latents.shape[-1] * pipe.vae_scale_factor, latents.shape[-2] * pipe.vae_scale_factor))
        return keep(latents, *args, **kwargs)

    pipe.vae.decode = watch
    try:
        painter.paint(PROMPT, (540, 960), 1)
    finally:
        pipe.vae.decode = keep
    (width, height), native = drawn[0], 32  # sample_size 16 × vae scale 2
    assert width % 8 == height % 8 == 0
    assert width < height
    assert native**2 / 2 <= width * height <= native**2 * 2


def test_a_black_picture_of_a_safety_check_is_an_error_not_a_picture(painter: DiffusionPainter) -> None:
    from diffusers.pipelines.stable_diffusion import StableDiffusionPipelineOutput

    from pipelines.errors import EngineFailed

    pipe = painter._loaded()

    class Held(type(pipe)):  # type: ignore[misc]
        def __call__(self, *args, **kwargs):  # type: ignore[no-untyped-def]
            return StableDiffusionPipelineOutput(images=[Image.new("RGB", (32, 32))], nsfw_content_detected=[True])

        __call__.__signature__ = __import__("inspect").signature(type(pipe).__call__)  # type: ignore[attr-defined]

    own = type(pipe)
    pipe.__class__ = Held
    try:
        with pytest.raises(EngineFailed, match="safety check"):
            painter.paint(PROMPT, (64, 64), 1)
    finally:
        pipe.__class__ = own


def test_version_tells_models_and_settings_apart(model: Path, tmp_path: Path) -> None:
    other = shutil.copytree(model, tmp_path / "other")
    (other / "unet" / "config.json").write_text("{}")
    assert identity(str(model)) == identity(str(model))
    versions = [
        DiffusionPainter(model).version,
        DiffusionPainter(other).version,
        DiffusionPainter(model, steps=9).version,
        DiffusionPainter(model, guidance=2.5).version,
        DiffusionPainter("some/model").version,
        DiffusionPainter("some/model@abc").version,
    ]
    assert len(set(versions)) == len(versions)


def test_version_changes_with_the_fetched_commit_of_a_hub_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    before = DiffusionPainter("some/model").version
    ref = tmp_path / "models--some--model" / "refs" / "main"
    ref.parent.mkdir(parents=True)
    ref.write_text("0123456789abcdef0123456789abcdef01234567")
    assert DiffusionPainter("some/model").version != before


def test_the_note_for_labels_names_the_model_but_not_where_it_lies(model: Path) -> None:
    note = DiffusionPainter(model).note
    assert "small" in note
    assert str(model.parent) not in note


def test_it_is_found_by_name_and_takes_its_model_from_the_environment(monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    monkeypatch.setenv("STUDIO_DIFFUSION_MODEL", str(model))
    monkeypatch.setenv("STUDIO_DIFFUSION_STEPS", "2")
    monkeypatch.setenv("STUDIO_DEVICE", "cpu")
    assert load("painter", "diffusion").paint(PROMPT, (40, 30), 1).size == (40, 30)


def test_without_a_model_or_weights_it_says_which_command_gets_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STUDIO_DIFFUSION_MODEL", raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(EngineMissing, match="STUDIO_DIFFUSION_MODEL"):
        DiffusionPainter().paint(PROMPT, (64, 64), 1)
    with pytest.raises(EngineMissing, match=r"hf download made-up-org/made-up-model --revision v1") as caught:
        DiffusionPainter("made-up-org/made-up-model@v1", download=False).paint(PROMPT, (64, 64), 1)
    assert "hf download" in caught.value.zh


def test_unusable_folders_are_refused_with_what_is_accepted(model: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"model_index\.json"):
        DiffusionPainter(tmp_path).paint(PROMPT, (64, 64), 1)
    with pytest.raises(BadInput, match="not a model folder"):
        DiffusionPainter(tmp_path / "absent").paint(PROMPT, (64, 64), 1)

    pickled = shutil.copytree(model, tmp_path / "pickled")
    (pickled / "unet" / "diffusion_pytorch_model.safetensors").rename(pickled / "unet" / "diffusion_pytorch_model.bin")
    with pytest.raises(BadInput, match=r"run code.*safetensors"):
        DiffusionPainter(pickled).paint(PROMPT, (64, 64), 1)

    cut = shutil.copytree(model, tmp_path / "cut")
    weights = cut / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(BadInput, match="cannot be loaded"):
        DiffusionPainter(cut, device="cpu").paint(PROMPT, (64, 64), 1)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"steps": 0}, "steps is '0'"),
        ({"guidance": -1}, "guidance is"),
        ({"dtype": "int8"}, "float16"),
        ({"device": "abacus"}, "abacus"),
    ],
)
def test_settings_out_of_range_are_refused(model: Path, settings: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        DiffusionPainter(model, **settings).paint(PROMPT, (64, 64), 1)


@pytest.mark.parametrize(("prompt", "size"), [("  ", (64, 64)), (PROMPT, (0, 64)), (PROMPT, (64, 9000))])
def test_empty_prompts_and_impossible_sizes_are_refused(painter: DiffusionPainter, prompt: str, size: tuple[int, int]) -> None:
    with pytest.raises(BadInput):
        painter.paint(prompt, size, 1)
