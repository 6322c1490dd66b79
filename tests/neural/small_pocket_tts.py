"""A Pocket TTS of the real classes with random weights, saved as a folder of one's own. Run by an environment that has the
package:  python small_pocket_tts.py FOLDER [CONFIG], CONFIG being one of the package's own ("english" for the full size)
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
import yaml
from pocket_tts import TTSModel
from pocket_tts.utils.config import CONFIGS_DIR
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers

_VOCABULARY = 128


def save(folder: Path, name: str = "english_2m_2026-10") -> None:
    """config.yaml, tokenizer.json and model.safetensors, about two million parameters if no other size is named."""
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    letters = ["<unk>", *map(chr, range(32, 32 + _VOCABULARY - 1))]
    tokenizer = Tokenizer(
        models.BPE(vocab={letter: place for place, letter in enumerate(letters)}, merges=[], unk_token="<unk>")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    config = yaml.safe_load((CONFIGS_DIR / f"{name}.yaml").read_text())
    config.pop("weights_path_without_voice_cloning")
    config.pop("weights_path")
    config["flow_lm"]["lookup_table"] |= {
        "tokenizer": "tokenizers",
        "tokenizer_path": str(folder.resolve() / "tokenizer.json"),
        "n_bins": _VOCABULARY,
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    model = TTSModel.load_model(config=path)
    for weights in model.parameters():
        if not torch.isfinite(weights).all():
            torch.nn.init.zeros_(weights)
    save_file({key: value.clone().contiguous() for key, value in model.state_dict().items()}, folder / "model.safetensors")
    config["weights_path"] = str(folder.resolve() / "model.safetensors")
    path.write_text(yaml.safe_dump(config))


if __name__ == "__main__":
    save(Path(sys.argv[1]), *sys.argv[2:])
