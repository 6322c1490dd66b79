"""A VoxCPM2 of the real classes with random weights, half a million parameters, saved as a download is. Run by an environment
that has the package:  python small_voxcpm.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import LlamaTokenizerFast, PreTrainedTokenizerFast
from voxcpm.model.voxcpm2 import VoxCPM2Model, VoxCPMConfig
from voxcpm.modules.audiovae import AudioVAEV2

_HEADS = {"hidden_dim": 64, "ffn_dim": 128, "num_heads": 2, "num_layers": 1}
_LM = {
    "bos_token_id": 1,
    "eos_token_id": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "max_position_embeddings": 4096,
    "num_attention_heads": 2,
    "num_hidden_layers": 2,
    "num_key_value_heads": 2,
    "rms_norm_eps": 1e-5,
    "rope_scaling": {
        "type": "longrope",
        "long_factor": [1.0] * 16,
        "short_factor": [1.0] * 16,
        "original_max_position_embeddings": 4096,
    },
    "vocab_size": 200,
    "scale_emb": 12,
    "dim_model_base": 256,
    "scale_depth": 1.4,
    "rope_theta": 10000.0,
}
_CONFIG = {
    "architecture": "voxcpm2",
    "lm_config": _LM,
    "patch_size": 4,
    "feat_dim": 64,
    "residual_lm_num_layers": 1,
    "residual_lm_no_rope": True,
    "scalar_quantization_latent_dim": 32,
    "encoder_config": _HEADS,
    "dit_config": {**_HEADS, "cfm_config": {"inference_cfg_rate": 2.0}},
    "audio_vae_config": {"encoder_dim": 8, "decoder_dim": 64, "latent_dim": 64},
    "max_length": 4096,
    "dtype": "float32",
    "device": "cpu",
}


def save(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    (folder / "config.json").write_text(json.dumps(_CONFIG))
    letters = ["<unk>", "<s>", "</s>", *" ▁,.!?'()", *map(chr, range(ord("A"), ord("z") + 1))]
    tokenizer = Tokenizer(
        models.BPE(vocab={letter: place for place, letter in enumerate(letters)}, merges=[], unk_token="<unk>")
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", bos_token="<s>", eos_token="</s>")
    wrapped.save_pretrained(folder)
    config = VoxCPMConfig(**_CONFIG)
    model = VoxCPM2Model(
        config, LlamaTokenizerFast.from_pretrained(folder), AudioVAEV2(config=config.audio_vae_config), device="cpu"
    )
    with torch.no_grad():  # it ends as soon as it may
        model.stop_proj.weight.zero_()
        model.stop_proj.bias.fill_(1.0)
        model.stop_head.weight[0], model.stop_head.weight[1] = -1.0, 1.0
    weights = {key: value.clone().contiguous() for key, value in model.state_dict().items()}
    save_file({key: value for key, value in weights.items() if not key.startswith("audio_vae.")}, folder / "model.safetensors")
    vae = {key.removeprefix("audio_vae."): value for key, value in weights.items() if key.startswith("audio_vae.")}
    torch.save({"state_dict": vae}, folder / "audiovae.pth")


if __name__ == "__main__":
    save(Path(sys.argv[1]))
