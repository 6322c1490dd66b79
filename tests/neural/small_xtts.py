"""A real XTTS of the smallest size, or of XTTS-v2's, with random weights, saved as a user's download looks."""

from __future__ import annotations

import json
from pathlib import Path

RATE = 24_000
SPEAKERS = ("Anna", "Ben")
_SPECIAL = ["[STOP]", "[UNK]", "[SPACE]", "[START]", "[en]", "[zh-cn]", "[zh]", "[fr]"]


_SMALL = {"layers": 1, "channels": 64, "heads": 2, "codes": 64, "longest": 50}
_FULL = {"layers": 30, "channels": 1024, "heads": 16, "codes": 1024, "longest": 605}


def save_small_xtts(folder: Path, *, speakers: bool = True, full: bool = False) -> Path:
    """A folder with config.json, model.pth, vocab.json and, if it has `speakers` of its own, speakers_xtts.pth.

    `full`: as large as XTTS-v2 (467 million parameters), its vocabulary aside.
    """
    import torch
    from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
    from TTS.tts.models.xtts import Xtts

    size = _FULL if full else _SMALL
    torch.manual_seed(3)
    folder.mkdir(parents=True)
    tokens = _vocabulary(folder / "vocab.json")
    args = XttsArgs(
        tokenizer_file=str(folder / "vocab.json"),
        gpt_layers=size["layers"],
        gpt_n_model_channels=size["channels"],
        gpt_n_heads=size["heads"],
        gpt_max_audio_tokens=size["longest"],
        gpt_max_text_tokens=402,
        gpt_num_audio_tokens=size["codes"] + 2,
        gpt_start_audio_token=size["codes"],
        gpt_stop_audio_token=size["codes"] + 1,
        gpt_use_perceiver_resampler=True,
        gpt_number_text_tokens=tokens,
        gpt_start_text_token=3,
        gpt_stop_text_token=0,
        decoder_input_dim=size["channels"],
    )
    config = XttsConfig(model_args=args, languages=["en", "zh-cn", "fr"])
    model = Xtts(config)
    config.model_args.tokenizer_file = ""
    config.save_json(str(folder / "config.json"))
    torch.save(
        {"model": {k: v for k, v in model.state_dict().items() if not k.startswith("gpt.gpt_inference")}}, folder / "model.pth"
    )
    if speakers:
        own = {
            name: {"gpt_cond_latent": torch.randn(1, 32, size["channels"]), "speaker_embedding": torch.randn(1, 512, 1)}
            for name in SPEAKERS
        }
        torch.save(own, folder / "speakers_xtts.pth")
    return folder


def _vocabulary(path: Path) -> int:
    letters = list("abcdefghijklmnopqrstuvwxyz0123456789 .,!?'-;:\"()éèàçüöäß¿¡…")
    vocabulary = {token: number for number, token in enumerate([*_SPECIAL, *letters])}
    values = {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            {"id": number, "special": True, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
            for number, token in enumerate(_SPECIAL)
        ],
        "normalizer": None,
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": None,
        "decoder": None,
        "model": {"type": "BPE", "dropout": None, "unk_token": "[UNK]", "continuing_subword_prefix": None, "end_of_word_suffix": None,
                  "fuse_unk": False, "vocab": vocabulary, "merges": []},
    }  # fmt: skip
    path.write_text(json.dumps(values), encoding="utf-8")
    return len(vocabulary)
