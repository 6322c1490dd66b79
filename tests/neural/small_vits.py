"""Real coqui VITS models of the smallest size, with random weights, saved as a user's download looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

RATE, HOP = 22050, 256
_SMALL: dict[str, Any] = {
    "hidden_channels": 16,
    "hidden_channels_ffn_text_encoder": 32,
    "num_layers_text_encoder": 1,
    "num_layers_posterior_encoder": 1,
    "num_layers_flow": 1,
    "upsample_initial_channel_decoder": 16,
    "resblock_kernel_sizes_decoder": [3],
    "resblock_dilation_sizes_decoder": [[1, 3, 5]],
}


def save_small_vits(
    folder: Path,
    *,
    phonemes: bool = False,
    clone: bool = False,
    speakers: int = 0,
    sdp: bool = True,
    language: str = "en-us",
    cleaner: str | None = "english_cleaners",
    full: bool = False,
) -> Path:
    """A folder with config.json and model.pth. `phonemes`: reads IPA from espeak. `clone`: takes d-vectors, with an encoder.
    `speakers`: how many of its own. `full`: as large as the models of coqui's list (Kim et al. 2021)."""
    import torch
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits, VitsArgs, VitsCharacters

    torch.manual_seed(1)
    folder.mkdir(parents=True)
    args = VitsArgs(init_discriminator=False, use_sdp=sdp, **({} if full else _SMALL))
    if clone:
        _encoder(folder)
        args.use_d_vector_file, args.d_vector_dim = True, 32
    if speakers:
        args.use_speaker_embedding, args.speaker_embedding_channels = True, 8
        torch.save({f"person{n}": n for n in range(speakers)}, folder / "speakers.pth")
        args.speakers_file = "/where/it/was/trained/speakers.pth"
    characters = VitsCharacters()
    config = VitsConfig(
        model_args=args,
        audio=BaseAudioConfig(sample_rate=RATE, hop_length=HOP),
        characters=CharactersConfig(**{**characters.to_config().to_dict(), "phonemes": None}),
        text_cleaner="phoneme_cleaners" if phonemes else cleaner,
        use_phonemes=phonemes,
        phonemizer="espeak" if phonemes else None,
        phoneme_language=language if phonemes else None,
        languages=[language],
        add_blank=True,
    )
    config.characters.characters_class = "TTS.tts.models.vits.VitsCharacters"
    built = VitsConfig()
    built.from_dict(config.to_dict())
    if speakers:
        built.model_args.speakers_file = str(folder / "speakers.pth")
    from pipelines.speech.coqui_models import use_bundled_espeak

    use_bundled_espeak()
    vits = Vits(built)
    torch.save({"model": vits.state_dict()}, folder / "model.pth")
    if clone:
        config.model_args.speaker_encoder_model_path = "/where/it/was/trained/model_se.pth"
        config.model_args.speaker_encoder_config_path = "config_se.json"
    config.save_json(str(folder / "config.json"))
    return folder


def _encoder(folder: Path) -> Any:
    import torch
    from TTS.config.shared_configs import BaseAudioConfig
    from TTS.encoder.configs.speaker_encoder_config import SpeakerEncoderConfig
    from TTS.encoder.utils.generic_utils import setup_encoder_model

    config = SpeakerEncoderConfig(
        audio=BaseAudioConfig(sample_rate=16000, fft_size=512, win_length=400, hop_length=160, num_mels=64, preemphasis=0.97),
        model_params={
            "model_name": "lstm",
            "input_dim": 64,
            "proj_dim": 32,
            "lstm_dim": 48,
            "num_lstm_layers": 1,
            "use_torch_spec": True,
        },
        num_loader_workers=0,
        num_classes_in_batch=2,
        num_utter_per_class=2,
    )
    config.save_json(str(folder / "config_se.json"))
    torch.save({"model": setup_encoder_model(config).state_dict()}, folder / "model_se.pth")
