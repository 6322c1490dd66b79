"""The sound of a line by a VITS model: who speaks, how long each token lasts, and the wave, each reproducible."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from ..errors import BadInput
from ..media import read_audio
from .coqui_models import Model
from .coqui_text import Owner, Token, deal


@dataclass(frozen=True, eq=False)
class Condition:
    """What the model is told beside the text: `speaker` of shape (1, channels, 1), `language` likewise, or None."""

    speaker: Any
    language: Any
    key: str


def condition(model: Model, speaker: str, language: str, vector: Sequence[float] | None = None) -> Condition:
    """For one of the model's own speakers ("" if it has one only), or for a cloned voice by its d-vector."""
    import torch

    vits, device = model.vits, model.device
    who = None
    if vector is None and speaker and vits.args.use_d_vector_file:
        vector = list(vits.speaker_manager.get_mean_embedding(speaker))
    with torch.inference_mode():
        if vector is not None:
            who = torch.nn.functional.normalize(torch.tensor([list(vector)], dtype=torch.float32, device=device)).unsqueeze(-1)
        elif speaker:
            who = vits.emb_g(torch.tensor([vits.speaker_manager.name_to_id[speaker]], device=device)).unsqueeze(-1)
        spoken = None
        if vits.args.use_language_embedding:
            number = vits.language_manager.name_to_id[language]
            spoken = vits.emb_l(torch.tensor([number], device=device)).unsqueeze(-1)
    return Condition(who, spoken, f"{model.key} {speaker} {language} {list(vector or ())}")


def d_vector(model: Model, sample: Path) -> list[float]:
    """The sample's speaker, by the model's own encoder. BadInput if it has none, or the sample is no sound."""
    if not model.clones:
        raise BadInput(
            "This model has no speaker encoder, so it cannot take a voice from a sample. Give a model with model_se.pth and "
            "config_se.json (a VITS trained with d-vectors), or one of its own speakers.",
            "该模型没有说话人编码器，不能由样本得到音色。"
            "请给出带 model_se.pth 与 config_se.json 的模型，或选用它自带的说话人。",
        )
    audio = read_audio(sample).mono()
    with tempfile.TemporaryDirectory() as folder:  # the encoder takes a file; as WAV no codec library is needed
        wav = Path(folder) / "sample.wav"
        soundfile.write(str(wav), audio.samples, audio.rate, subtype="FLOAT")
        return list(model.vits.speaker_manager.compute_embedding_from_clip(str(wav)))


def predicted(model: Model, row: Sequence[Token], given: Condition) -> list[int]:
    """Frames of each token, at least one, as the model's duration predictor has them."""
    import torch

    vits, ids = model.vits, token_ids(model, row)
    with _seeded(f"durations {ids} {given.key}"), torch.inference_mode():
        x, _, _, mask = _encoded(model, ids, given)
        who = given.speaker if vits.args.condition_dp_on_speaker else None
        if vits.args.use_sdp:
            noise = vits.inference_noise_scale_dp
            log = vits.duration_predictor(x, mask, g=who, reverse=True, noise_scale=noise, lang_emb=given.language)
        else:
            log = vits.duration_predictor(x, mask, g=who, lang_emb=given.language)
        frames = torch.ceil(torch.exp(log) * mask * vits.length_scale).clamp(1, 1000)
    return [int(count) for count in frames.reshape(-1).cpu()]


def render(
    model: Model, row: Sequence[Token], durations: Sequence[int], keys: Sequence[tuple[str, int]], given: Condition
) -> np.ndarray:
    """Sound of sum(durations) × hop samples, float32 (n,). The steps are those of Vits.inference with durations given.

    `keys` names each token's owner; the noise is drawn for each by itself.
    """
    import torch

    vits = model.vits
    with torch.inference_mode(), torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
        _, mean, log_scale, _ = _encoded(model, token_ids(model, row), given)
        repeats = torch.tensor(list(durations), device=model.device)
        mean, log_scale = mean.repeat_interleave(repeats, 2), log_scale.repeat_interleave(repeats, 2)
        noise = torch.from_numpy(_noise(mean.shape[1], durations, keys)).to(model.device)[None]
        z = mean + noise * torch.exp(log_scale) * vits.inference_noise_scale
        mask = torch.ones_like(z[:, :1])
        lengths = torch.tensor([z.shape[2]], device=model.device)
        z = vits.flow(z, mask, g=given.speaker, reverse=True)
        z, _, _, mask = vits.upsampling_z(z, y_lengths=lengths, y_mask=mask)
        sound = vits.waveform_decoder(z * mask, g=given.speaker)
    return np.asarray(sound[0, 0].float().cpu().numpy())


def boundaries(ends: Sequence[int], hop: int) -> list[int]:
    """Frames of each segment: its end is rounded to a frame, the last one up, so that nothing drifts or is cut."""
    edges = [0, *(round(end / hop) for end in ends[:-1]), -(-ends[-1] // hop)]
    return [after - before for before, after in itertools.pairwise(edges)]


def dealt(row: Sequence[Token], frames: Mapping[Owner, int], shares: Sequence[int]) -> list[int]:
    """Frames of each token: an owner's frames go to its tokens in the proportion that the model would give them."""
    own: dict[Owner, list[int]] = {}
    for index, token in enumerate(row):
        own.setdefault(token.owner, []).append(index)
    out = [0] * len(row)
    for owner, members in own.items():
        for index, share in zip(members, deal(frames.get(owner, 0), [shares[i] for i in members]), strict=True):
            out[index] = share
    return out


def token_ids(model: Model, row: Sequence[Token]) -> list[int]:
    tokenizer = model.vits.tokenizer
    return [tokenizer.blank_id if t.symbol is None else tokenizer.characters.char_to_id(t.symbol) for t in row]


def _encoded(model: Model, ids: Sequence[int], given: Condition) -> Any:
    """(x, mean, log scale, mask) of the text encoder, each of shape (1, channels, tokens)."""
    import torch

    line = torch.tensor([list(ids)], device=model.device)
    lengths = torch.tensor([len(ids)], device=model.device)
    return model.vits.text_encoder(line, lengths, lang_emb=given.language)


def _noise(channels: int, durations: Sequence[int], keys: Sequence[tuple[str, int]]) -> np.ndarray:
    """Normal noise, float32 (channels, frames), drawn for each owner by itself: frame n of a phoneme never changes."""
    counts: dict[tuple[str, int], int] = {}
    for key, frames in zip(keys, durations, strict=True):
        counts[key] = counts.get(key, 0) + frames
    drawn = {}
    for (word, index), count in counts.items():
        seed = int.from_bytes(hashlib.sha256(f"{word} {index}".encode()).digest()[:8], "little")
        drawn[word, index] = np.random.default_rng(seed).standard_normal((count, channels), dtype=np.float32)
    used: dict[tuple[str, int], int] = {}
    parts = []
    for key, frames in zip(keys, durations, strict=True):
        begin = used.get(key, 0)
        parts.append(drawn[key][begin : begin + frames])
        used[key] = begin + frames
    return np.ascontiguousarray(np.concatenate(parts).T)


@contextmanager
def _seeded(text: str) -> Iterator[None]:
    """torch's own random state set from a text, and put back afterwards. The duration predictor draws on the CPU."""
    import torch

    state = torch.random.get_rng_state()
    torch.random.default_generator.manual_seed(int.from_bytes(hashlib.sha256(text.encode()).digest()[:7], "little"))
    try:
        yield
    finally:
        torch.random.set_rng_state(state)
