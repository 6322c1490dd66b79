"""Finding and loading a coqui VITS model: from a folder as it was downloaded, or by its name in coqui's list.

Nothing is fetched unless STUDIO_DOWNLOAD=1 says so, nothing is asked on the terminal, the files of the folder are not
changed (paths inside config.json are made absolute in memory), and weights are read as weights only: a pickle that would
run code is refused.
"""

from __future__ import annotations

import hashlib
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from ..errors import BadInput, EngineFailed, EngineMissing
from .transcribe import transcribe

_WEIGHTS = ("model.pth", "model_file.pth", "model_file.pth.tar", "best_model.pth", "checkpoint.pth")
_PATHS = {  # what config.json may point to, and what it is usually called
    "speakers_file": ("speakers.pth", "speakers.json", "speaker_ids.pth", "speaker_ids.json"),
    "speaker_file": ("speaker_ids.json", "speaker_ids.pth"),
    "d_vector_file": ("speakers.json", "speakers.pth", "d_vectors.pth"),
    "language_ids_file": ("language_ids.json",),
    "speaker_encoder_model_path": ("model_se.pth", "model_se.pth.tar"),
    "speaker_encoder_config_path": ("config_se.json",),
}
_ENCODER = ("speaker_encoder_model_path", "speaker_encoder_config_path")
_ESPEAK_LANGUAGES = {"en": "en-us", "zh-cn": "cmn", "zh": "cmn"}


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded VITS. `rate` Hz; `hop` samples of sound a frame; `key` stands for the model in seeds and caches."""

    vits: Any
    rate: int
    hop: int
    key: str
    device: str
    labelled: bool = True  # whether it says which languages it speaks

    @property
    def phonetic(self) -> bool:
        return bool(self.vits.tokenizer.use_phonemes)

    @property
    def speakers(self) -> tuple[str, ...]:
        manager = self.vits.speaker_manager
        return tuple(manager.speaker_names) if manager is not None else ()

    @property
    def languages(self) -> tuple[str, ...]:
        """The names of the languages it says that it speaks; () if it says nothing."""
        return tuple(name for name in self.vits.language_manager.language_names if name) if self.labelled else ()

    def front(self, language: str) -> str | None:
        """What its text front end is told: the language, else what coqui takes a silent model for."""
        return language or next(iter(self.vits.language_manager.language_names), None)

    @property
    def clones(self) -> bool:
        """Whether it speaks with a voice measured from a sample: it takes d-vectors and its encoder is here."""
        manager = self.vits.speaker_manager
        return manager is not None and manager.encoder is not None and bool(self.vits.args.use_d_vector_file)


def find(name: str) -> Path:
    """The folder of the model: `name` is a folder, or a name of coqui's list such as tts_models/en/vctk/vits.

    EngineMissing, with the command that gets it, if a named model is not on this machine; BadInput for anything else.
    """
    if not name:
        raise EngineMissing(
            "The speaker 'coqui' has no model yet. Set STUDIO_COQUI_MODEL to a model folder (config.json and model.pth) or "
            "to a name such as tts_models/en/vctk/vits. docs/engines.md lists models and their licences.",
            "语音引擎 'coqui' 尚未指定模型。请把 STUDIO_COQUI_MODEL 设为模型文件夹（含 config.json 与 model.pth）"
            "或模型名，例如 tts_models/en/vctk/vits。模型与许可见 docs/engines.md。",
        )
    folder = Path(name).expanduser()
    if folder.is_dir():
        return folder
    if name.startswith("tts_models/") and name.count("/") == 3:
        return _by_name(name)
    raise BadInput(
        f"{name} is not a model. Accepted: a folder with config.json and model.pth, or a name such as tts_models/en/vctk/vits.",
        f"{name} 不是模型。可接受含 config.json 与 model.pth 的文件夹，或 tts_models/en/vctk/vits 形式的模型名。",
    )


def _by_name(name: str) -> Path:
    from TTS.utils.manage import ModelManager

    manager = ModelManager(progress_bar=False)
    _, language, dataset, model = name.split("/")
    item = manager.models_dict["tts_models"].get(language, {}).get(dataset, {}).get(model)
    if item is None:
        near = [
            f"tts_models/{language}/{d}/{m}"
            for d, ms in manager.models_dict["tts_models"].get(language, {}).items()
            for m in ms
        ]
        raise BadInput(
            f"coqui knows no model {name}. For this language it has: {', '.join(near) or 'none'}.",
            f"coqui 没有模型 {name}。该语言可用：{'、'.join(near) or '无'}。",
        )
    here = Path(manager.output_prefix) / name.replace("/", "--")
    if (here / "config.json").is_file():
        return here
    licence = str(item.get("license") or "not stated")
    if item.get("tos_required") and os.environ.get("COQUI_TOS_AGREED") != "1":
        raise EngineMissing(
            f"{name} is under the licence {licence}, which forbids commercial use. Read https://tts-hub.github.io/cpml; if you "
            "accept it, set COQUI_TOS_AGREED=1 and run the same command again.",
            f"{name} 的许可为 {licence}，禁止商业使用。请阅读 https://tts-hub.github.io/cpml；如接受，请设 COQUI_TOS_AGREED=1 后重试。",
        )
    if os.environ.get("STUDIO_DOWNLOAD") != "1":
        raise EngineMissing(
            f"The model {name} (licence {licence}) is not on this machine. Get it by running the same command with "
            'STUDIO_DOWNLOAD=1 before it, or with: python -c "from TTS.utils.manage import ModelManager; '
            f"ModelManager().download_model('{name}')\"",
            f"本机没有模型 {name}（许可：{licence}）。获取：在同一命令前加 STUDIO_DOWNLOAD=1，"
            f"或运行 python -c \"from TTS.utils.manage import ModelManager; ModelManager().download_model('{name}')\"",
        )
    try:
        weights, _, _ = manager.download_model(name)
    except (OSError, ValueError) as error:
        raise EngineMissing(
            f"The model {name} could not be fetched ({type(error).__name__}). Check the network and run the same command again.",
            f"无法下载模型 {name}（{type(error).__name__}）。请检查网络后重新运行同一命令。",
        ) from error
    return weights if weights.is_dir() else weights.parent


def identity(folder: Path) -> str:
    """What stands for the model in a take's key: a digest of config.json and of the names and sizes of its files."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*")):
        if path.is_file() and not path.name.startswith("."):
            digest.update(f"{path.name} {path.stat().st_size}\n".encode())
            if path.suffix == ".json" and path.stat().st_size < 1_000_000:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def load(folder: Path, device: str) -> Model:
    """The VITS in `folder`, ready to speak on `device`.

    BadInput if the folder is not a whole VITS model or its weights hold code; EngineFailed for an XTTS, which gives no
    durations; EngineMissing if its text front end needs a package that is not here.
    """
    config = guarded(folder, lambda: _config(folder))
    labelled = bool(config.get("phoneme_language") or config.get("languages") or _said_by_datasets(config))
    kind = str(config.model).lower()
    if kind == "xtts":
        raise EngineFailed(
            "This is an XTTS model, which tells no phoneme times: use it with --speaker xtts (STUDIO_XTTS_MODEL). "
            "XTTS-v2's licence, CPML, forbids commercial use.",
            "这是 XTTS 模型，不提供音素时长：请用 --speaker xtts（STUDIO_XTTS_MODEL）。XTTS-v2 的 CPML 许可禁止商业使用。",
        )
    if kind != "vits":
        raise BadInput(
            f"{folder} holds a {kind} model. Accepted: VITS, whose phoneme times can be read and set.",
            f"{folder} 是 {kind} 模型。可接受 VITS，其音素时长可读可设。",
        )
    named = [folder / name for name in _WEIGHTS if (folder / name).is_file()]
    trained = sorted(folder.glob("best_model_*.pth")) + sorted(folder.glob("checkpoint_*.pth"))
    weights = next(iter(named + trained[-1:]), None)
    if weights is None:
        raise BadInput(
            f"{folder} has no weights. Accepted beside config.json: {', '.join(_WEIGHTS)}.",
            f"{folder} 中没有权重文件。config.json 旁应有其一：{'、'.join(_WEIGHTS)}。",
        )
    vits = guarded(folder, lambda: _built(config, weights)).to(device)
    args = config.model_args
    stretched = vits.interpolate_factor if args.encoder_sample_rate and args.interpolate_z else 1
    hop = round(prod(args.upsample_rates_decoder) * stretched)
    return Model(
        vits, int(config.audio.sample_rate), hop, identity(folder), device, labelled or bool(args.use_language_embedding)
    )


def _said_by_datasets(config: Any) -> bool:
    return any(dataset.get("language") for dataset in config.get("datasets") or ())


def _built(config: Any, weights: Path) -> Any:
    import torch
    from TTS.tts.models import setup_model

    use_bundled_espeak()
    with torch.random.fork_rng(devices=[]):  # a fresh model draws its weights before it reads them
        vits = setup_model(config)
        vits.load_checkpoint(config, str(weights), eval=True)
    vits.max_inference_len = None
    return vits


def _config(folder: Path) -> Any:
    """config.json as coqui's config, its paths absolute and of this machine. The file is not changed."""
    path = folder / "config.json"
    if not path.is_file():
        raise BadInput(
            f"{folder} has no config.json, so it is no coqui model. Give the folder that holds config.json and model.pth.",
            f"{folder} 中没有 config.json，不是 coqui 模型。请给出含 config.json 与 model.pth 的文件夹。",
        )
    from TTS.config import load_config

    config = load_config(path.resolve())
    args = config.get("model_args")
    for holder in (config, args):
        for field, usual in _PATHS.items():
            if holder is not None and field in holder:
                holder[field] = _absolute(folder.resolve(), field, holder[field], usual)
    if args is not None and "use_speaker_encoder_as_loss" in args:
        args.use_speaker_encoder_as_loss = False  # wanted in training only, and it insists on the encoder
        if not all(args.get(field) for field in _ENCODER):
            args.speaker_encoder_model_path = args.speaker_encoder_config_path = ""
    if config.get("enable_eos_bos_chars"):
        raise BadInput(
            f"The model in {folder} frames each line with begin and end signs, which no VITS of coqui does.",
            f"{folder} 中的模型为每行加首尾符号，这不是 coqui 的 VITS 模型。",
        )
    if config.get("use_phonemes") and not config.get("phonemizer"):
        config.phonemizer = "espeak"
    return config


def _absolute(folder: Path, field: str, value: Any, usual: tuple[str, ...]) -> Any:
    """The file that `value` means: where it says, else beside config.json; "" if a speaker encoder is not here."""
    if isinstance(value, (list, tuple)):
        return [_absolute(folder, field, one, usual) for one in value]
    wanted = Path(str(value)) if value else None
    tries = [folder / wanted, folder / wanted.name] if wanted else [folder / name for name in usual]
    found = next((path for path in tries if path.is_file()), None)
    if found is not None:
        return str(found)
    if wanted and field not in _ENCODER:
        raise BadInput(
            f"{folder} lacks {wanted.name}, which its config.json names as {field}. Put it beside config.json.",
            f"{folder} 缺少 {wanted.name}（config.json 中的 {field}）。请把它放在 config.json 旁。",
        )
    return "" if field in _ENCODER else value


def guarded(folder: Path, work: Callable[[], Any], whole: str = "VITS folder (config.json and model.pth)") -> Any:
    """What `work` gives; what can go wrong with a stranger's folder becomes an error that names it."""
    try:
        return work()
    except pickle.UnpicklingError as error:
        raise BadInput(
            f"A file in {folder} holds more than weights and could run code when it is read: it is refused. "
            "Get the model from its maker, or save its weights alone.",
            f"{folder} 中的文件不只含权重，读取时可能执行代码，已拒绝。请从作者处获取模型，或只保存其权重。",
        ) from error
    except ImportError as error:
        raise EngineMissing(
            f"A package that coqui-tts or the model in {folder} needs is missing: {_line(error)}. The studio's own set: "
            "pip install 'shengying[neural]'",
            f"缺少 coqui-tts 或 {folder} 中模型所需的软件包：{_line(error)}。本程序的全套：pip install 'shengying[neural]'",
        ) from error
    except (OSError, EOFError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, AssertionError) as error:
        raise BadInput(
            f"The model in {folder} cannot be loaded: {_line(error)}. Accepted: a whole coqui {whole}.",
            f"无法加载 {folder} 中的模型：{_line(error)}。可接受完整的 coqui 模型：{whole}。",
        ) from error


def use_bundled_espeak() -> None:
    """Let coqui's models that read IPA use the espeak-ng that comes with the studio, so that no system package is needed."""
    from TTS.tts.utils.text import phonemizers
    from TTS.tts.utils.text.phonemizers.base import BasePhonemizer
    from TTS.tts.utils.text.punctuation import Punctuation

    class BundledEspeak(BasePhonemizer):
        def __init__(self, language: str, punctuations: str = Punctuation.default_puncs(), *, keep_puncs: bool = True) -> None:
            super().__init__(_ESPEAK_LANGUAGES.get(language, language), punctuations=punctuations, keep_puncs=keep_puncs)

        @staticmethod
        def name() -> str:
            return "espeak"

        @classmethod
        def is_available(cls) -> bool:
            return True

        @staticmethod
        def supported_languages() -> dict[str, str]:
            return {}

        def is_supported_language(self, language: str) -> bool:
            return bool(transcribe("a", language))

        def version(self) -> str:
            return "1.52"

        def _phonemize(self, text: str, separator: str) -> str:
            return separator.join(transcribe(text, self.language)) if separator else transcribe(text, self.language)

    phonemizers.get_default_phonemizer("be")  # fills the table, which would otherwise be filled over ours
    phonemizers.PHONEMIZERS["espeak"] = BundledEspeak


def _line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].strip(" .[]!")[:300]
