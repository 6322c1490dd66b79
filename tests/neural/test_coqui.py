"""The coqui speaker over real, small VITS models with random weights, loaded from disk as a user's download is."""

from __future__ import annotations

import json
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("TTS", reason="needs the neural extra")

from pipelines import editing, edits, timeline
from pipelines.engines import load
from pipelines.errors import BadInput, EngineFailed, EngineMissing
from pipelines.speech.coqui import CoquiSpeaker
from pipelines.speech.coqui_line import read_line, row_of
from pipelines.speech.coqui_models import load as load_model
from pipelines.speech.coqui_sound import condition, predicted, render, token_ids
from pipelines.speech.delivery import deliver
from pipelines.voice import Voice
from tests.neural.small_vits import HOP, RATE, save_small_vits

pytestmark = pytest.mark.neural

TEXT = "Hello, of the 42 cats; I'm judging new church music. The end"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("coqui")


@pytest.fixture(scope="module")
def letters(folder: Path) -> Path:
    return save_small_vits(folder / "letters")


@pytest.fixture(scope="module")
def ipa(folder: Path) -> Path:
    return save_small_vits(folder / "ipa", phonemes=True)


@pytest.fixture(scope="module")
def cloner(folder: Path) -> Path:
    return save_small_vits(folder / "cloner", clone=True)


@pytest.fixture(scope="module")
def crowd(folder: Path) -> Path:
    return save_small_vits(folder / "crowd", speakers=3)


@pytest.fixture(scope="module")
def speaker() -> CoquiSpeaker:
    return CoquiSpeaker()


def voice(model: Path | str, **values: object) -> Voice:
    return Voice("test", engine="coqui", base=str(model), **values)  # type: ignore[arg-type]


# The plan


def test_a_plan_holds_every_word_and_speaks_to_the_sample(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan(TEXT, voice(ipa))
    assert plan.text == TEXT
    assert plan.sample_rate == RATE
    assert [word.text for word in plan.words[:4]] == ["Hello", "of", "the", "42"]
    assert [p.symbol for p in plan.words[0].phonemes] == ["h", "ə", "l", "oʊ"]
    assert [p.stress for p in plan.words[0].phonemes] == [0, 0, 0, 1]
    assert [p.symbol for p in plan.words[1].phonemes] == ["ʌ", "v"]  # espeak says "ʌvðə" in one breath
    assert all(p.samples % HOP == 0 for word in plan.words for p in word.phonemes)
    assert plan.words[0].pause > 0
    assert plan.words[2].pause == 0
    sound = speaker.speak(plan, voice(ipa))
    assert sound.rate == RATE
    assert sound.samples.shape == (plan.samples,)
    assert np.isfinite(sound.samples).all()
    assert sound.samples.std() > 0
    assert timeline.loads(timeline.dumps(plan)) == plan


def test_a_model_that_reads_letters_says_so_in_its_symbols(speaker: CoquiSpeaker, letters: Path) -> None:
    plan = speaker.plan("Hello, 42", voice(letters))
    assert "".join(p.symbol for p in plan.words[0].phonemes) == "hello"
    assert plan.words[1].reading == "forty two"


@pytest.mark.parametrize("text", [TEXT, "Hello there.", "“Quoted,” she said – twice!", "a"])
@pytest.mark.parametrize("kind", ["letters", "ipa"])
def test_the_line_is_read_as_coqui_itself_reads_it(kind: str, text: str, request: pytest.FixtureRequest) -> None:
    model = load_model(request.getfixturevalue(kind), "cpu")
    language = model.languages[0]
    line = read_line(model, text, language)
    row = row_of(model, line, line.spoken)
    assert token_ids(model, row) == model.vits.tokenizer.text_to_ids(text, language=language)


@pytest.mark.parametrize("sdp", [True, False])
def test_durations_and_sound_are_those_of_coquis_own_inference(sdp: bool, tmp_path: Path) -> None:
    import torch

    model = load_model(save_small_vits(tmp_path / "m", sdp=sdp), "cpu")
    model.vits.inference_noise_scale = 0.0
    model.vits.inference_noise_scale_dp = 0.0
    line = read_line(model, TEXT, "en")
    row = row_of(model, line, line.spoken)
    given = condition(model, "", "en")
    frames = predicted(model, row, given)
    theirs = model.vits.inference(torch.tensor([token_ids(model, row)]))
    assert frames == theirs["durations"].reshape(-1).int().tolist()
    changed = [n + index % 3 for index, n in enumerate(frames)]
    durations = torch.tensor([changed], dtype=torch.float32)
    theirs = model.vits.inference(torch.tensor([token_ids(model, row)]), {"durations": durations})
    mine = render(model, row, changed, [("", 0)] * len(row), given)
    assert len(mine) == sum(changed) * model.hop
    np.testing.assert_allclose(mine, theirs["model_outputs"][0, 0].numpy(), atol=1e-5)


# Editing


def test_one_longer_phoneme_makes_exactly_that_much_more_sound_and_moves_nothing_else(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan(TEXT, voice(ipa))
    word = plan.words[4]  # "cats", in the middle
    more = 20 * HOP
    edited = edits.set_length(plan, word.id, 1, word.phonemes[1].samples + more)
    before, after = speaker.speak(plan, voice(ipa)).samples, speaker.speak(edited, voice(ipa)).samples
    assert len(after) - len(before) == more
    segment = next(s for s in plan.segments() if (s.word, s.index) == (word.id, 1))
    reach = 40 * HOP  # how far the flow and the decoder of this small model look to either side
    assert segment.start > 2 * reach
    np.testing.assert_allclose(after[: segment.start - reach], before[: segment.start - reach], atol=1e-4)
    np.testing.assert_allclose(after[segment.end + more + reach :], before[segment.end + reach :], atol=1e-4)
    middle = slice(segment.start + more // 2, segment.end + more // 2)
    assert np.abs(after[middle] - before[middle]).max() > 1e-3  # and the phoneme itself did change


@pytest.mark.parametrize("samples", [111, 257, 5_000, 12_345])
def test_a_length_that_is_no_multiple_of_the_hop_is_kept_in_total(speaker: CoquiSpeaker, ipa: Path, samples: int) -> None:
    plan = speaker.plan("Hello there", voice(ipa))
    edited = edits.set_length(plan, "w1", 3, samples)
    assert edited.samples - plan.samples == samples - plan.words[0].phonemes[3].samples
    assert len(speaker.speak(edited, voice(ipa))) == edited.samples


@pytest.mark.parametrize("rate", [0.5, 1.3, 2.0])
def test_rate_scales_the_sound(speaker: CoquiSpeaker, ipa: Path, rate: float) -> None:
    plan = timeline.with_rate(speaker.plan(TEXT, voice(ipa)), rate)
    assert len(speaker.speak(plan, voice(ipa))) == plan.samples
    faster = speaker.plan(TEXT, voice(ipa, rate=rate))
    assert faster.samples == pytest.approx(plan.samples, abs=len(plan.segments()))


def test_pauses_can_be_set_where_there_was_none_and_taken_away(speaker: CoquiSpeaker, ipa: Path, letters: Path) -> None:
    for model, text in ((ipa, TEXT), (letters, TEXT), (ipa, "of the")):
        plan = speaker.plan(text, voice(model))
        for word in (plan.words[0], plan.words[1], plan.words[-1]):
            edited = edits.set_pause(plan, word.id, 30_000)
            assert edited.samples == plan.samples - word.pause + 30_000
            assert len(speaker.speak(edited, voice(model))) == edited.samples
    plan = speaker.plan(TEXT, voice(ipa))
    edited = edits.set_pause(plan, "w1", 0)
    assert len(speaker.speak(edited, voice(ipa))) == plan.samples - plan.words[0].pause


def test_every_kind_of_edit_keeps_the_sound_to_the_sample(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan(TEXT, voice(ipa))
    first, second = plan.words[0].id, plan.words[3].id
    own = editing.apply_all(plan, [editing.parse(row) for row in (
        {"edit": "event", "word": first, "kind": "breath", "ms": 300}, {"edit": "pause", "word": first, "ms": 200},
        {"edit": "style", "first": first, "last": second, "style": "sad"}, {"edit": "stress", "first": second},
        {"edit": "join", "first": second}, {"edit": "contour", "first": second, "points": [[0, 0], [1, 3]]},
    )]).utterance  # fmt: skip
    sound = deliver(own, voice(ipa), speaker.speak)
    assert len(sound) == own.samples != plan.samples
    assert np.isfinite(sound.samples).all()


def test_gain_is_heard_on_its_phoneme_only(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan(TEXT, voice(ipa))
    edited = edits.set_gain(plan, "w5", 1, -12)
    segment = next(s for s in plan.segments() if (s.word, s.index) == ("w5", 1))
    before, after = speaker.speak(plan, voice(ipa)).samples, speaker.speak(edited, voice(ipa)).samples
    ramp = RATE // 100
    inside = slice(segment.start + ramp, segment.end - ramp)
    np.testing.assert_allclose(after[inside], before[inside] * 10 ** (-12 / 20), atol=1e-6)
    assert np.array_equal(after[: segment.start - ramp], before[: segment.start - ramp])
    assert np.array_equal(after[segment.end + ramp :], before[segment.end + ramp :])


def test_a_pitch_override_keeps_the_length_and_the_rest(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan(TEXT, voice(ipa))
    edited = edits.set_pitch(plan, "w5", 1, 4)
    segment = next(s for s in plan.segments() if (s.word, s.index) == ("w5", 1))
    before, after = speaker.speak(plan, voice(ipa)).samples, speaker.speak(edited, voice(ipa)).samples
    assert len(after) == len(before)
    assert not np.array_equal(after[segment.start : segment.end], before[segment.start : segment.end])
    assert np.array_equal(after[: segment.start - RATE // 100], before[: segment.start - RATE // 100])


def test_a_reading_can_be_given_and_is_spoken(speaker: CoquiSpeaker, ipa: Path) -> None:
    plan = speaker.plan("the read end", voice(ipa))
    given = speaker.plan("the read end", voice(ipa), readings={1: "ɹˈɛd"})
    assert given.words[1].reading == "ɹˈɛd"
    assert [p.symbol for p in given.words[1].phonemes] == ["ɹ", "ɛ", "d"]
    assert given.override("w2").reading == "ɹˈɛd"
    assert len(speaker.speak(given, voice(ipa))) == given.samples
    assert [w.reading for w in (given.words[0], given.words[2])] == [w.reading for w in (plan.words[0], plan.words[2])]
    with pytest.raises(BadInput, match="symbols that this model does not know"):
        speaker.plan("the read end", voice(ipa), readings={1: "红"})
    with pytest.raises(BadInput, match="words are 0 to 2"):
        speaker.plan("the read end", voice(ipa), readings={9: "ɹˈɛd"})


# The same again


def test_the_same_inputs_give_the_same_bytes_in_a_fresh_engine(speaker: CoquiSpeaker, ipa: Path) -> None:
    import torch

    plan = speaker.plan(TEXT, voice(ipa))
    sound = speaker.speak(plan, voice(ipa)).samples.tobytes()
    torch.manual_seed(999)
    state = torch.random.get_rng_state()
    fresh = CoquiSpeaker()  # which loads the model again
    assert fresh.plan(TEXT, voice(ipa)) == plan
    assert fresh.speak(timeline.loads(timeline.dumps(plan)), voice(ipa)).samples.tobytes() == sound
    assert torch.equal(torch.random.get_rng_state(), state)  # a caller's own random numbers are not disturbed


# Who speaks


def test_a_speaker_is_named_after_the_model(speaker: CoquiSpeaker, crowd: Path) -> None:
    sounds = []
    for number in range(2):
        own = voice(f"{crowd}#person{number}")
        plan = speaker.plan("Hello there", own)
        sounds.append(speaker.speak(plan, own).samples[:5000])
    assert not np.array_equal(*sounds)
    with pytest.raises(BadInput, match="person0, person1, person2"):
        speaker.plan("Hello", voice(crowd))
    with pytest.raises(BadInput, match="none is called 'nobody'"):
        speaker.plan("Hello", voice(f"{crowd}#nobody"))


def _sample(path: Path, pitch: float) -> Path:
    """Three seconds of a buzz with a formant, stereo at 48 kHz: resampling and channels are the engine's matter."""
    time = np.arange(3 * 48_000) / 48_000
    wave = sum(np.sin(2 * np.pi * pitch * k * time) * np.exp(-(((pitch * k - 700) / 600) ** 2)) for k in range(1, 40))
    wave = wave * (0.6 + 0.4 * np.sin(2 * np.pi * 3 * time))
    soundfile.write(str(path), np.stack([wave, wave], 1) / np.abs(wave).max() / 2, 48_000)
    return path


def test_a_voice_is_cloned_from_a_sample(speaker: CoquiSpeaker, cloner: Path, tmp_path: Path) -> None:
    low = voice(cloner, reference=_sample(tmp_path / "low.wav", 90))
    high = voice(cloner, reference=_sample(tmp_path / "high.flac", 240))
    plan = speaker.plan("Hello there", low)
    sound = speaker.speak(plan, low).samples
    assert len(sound) == plan.samples
    assert np.array_equal(sound, CoquiSpeaker().speak(plan, low).samples)
    other = speaker.speak(plan, high).samples
    assert np.abs(sound - other).max() > 1e-3 * np.abs(sound).max()


def test_a_sample_may_come_with_another_engines_voice(cloner: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_COQUI_MODEL", str(cloner))
    own = Voice("anna", engine="espeak", base="en-us", pitch=210, reference=_sample(tmp_path / "a.wav", 210))
    plan = CoquiSpeaker().plan("Hello there", own)
    assert plan.samples > 0


def test_a_model_without_an_encoder_refuses_to_clone(speaker: CoquiSpeaker, ipa: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="speaker encoder"):
        speaker.plan("Hello", voice(ipa, reference=_sample(tmp_path / "a.wav", 120)))


def test_a_voice_of_another_engine_is_not_quietly_replaced(monkeypatch: pytest.MonkeyPatch, ipa: Path) -> None:
    monkeypatch.setenv("STUDIO_COQUI_MODEL", str(ipa))
    with pytest.raises(BadInput, match="made for 'espeak'"):
        CoquiSpeaker().plan("Hello", Voice("mei"))


def test_what_a_coqui_voice_cannot_do_is_refused(speaker: CoquiSpeaker, ipa: Path) -> None:
    with pytest.raises(BadInput, match="pitch, breath"):
        speaker.plan("Hello", voice(ipa, pitch=220.0, breath=0.3))


# Which model


def test_it_is_found_by_name_with_the_model_of_the_environment(monkeypatch: pytest.MonkeyPatch, crowd: Path, ipa: Path) -> None:
    monkeypatch.setenv("STUDIO_COQUI_MODEL", f"{crowd}#person2")
    engine = load("speaker", "coqui")
    assert engine.plan("Hello", Voice("v", engine="coqui")).samples > 0
    version = engine.version
    monkeypatch.setenv("STUDIO_COQUI_MODEL", str(ipa))
    assert load("speaker", "coqui").version != version


def test_the_folder_can_be_moved_and_is_not_changed(crowd: Path, tmp_path: Path) -> None:
    moved = shutil.copytree(crowd, tmp_path / "elsewhere")
    before = {path.name: path.read_bytes() for path in moved.iterdir()}
    assert "/where/it/was/trained" in (moved / "config.json").read_text()
    CoquiSpeaker().plan("Hello", voice(f"{moved}#person1"))
    assert {path.name: path.read_bytes() for path in moved.iterdir()} == before


def test_a_missing_model_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("STUDIO_COQUI_MODEL", "STUDIO_DOWNLOAD", "COQUI_TOS_AGREED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TTS_HOME", str(tmp_path))
    with pytest.raises(EngineMissing, match="STUDIO_COQUI_MODEL"):
        CoquiSpeaker().plan("Hello", Voice("v", engine="coqui"))
    with pytest.raises(EngineMissing, match=r"apache 2\.0.*download_model\('tts_models/en/vctk/vits'\)"):
        CoquiSpeaker().plan("Hello", voice("tts_models/en/vctk/vits"))
    with pytest.raises(EngineMissing, match=r"forbids commercial use.*COQUI_TOS_AGREED=1"):
        CoquiSpeaker().plan("Hello", voice("tts_models/multilingual/multi-dataset/xtts_v2"))
    with pytest.raises(BadInput, match="tts_models/en/vctk/vits"):
        CoquiSpeaker().plan("Hello", voice("tts_models/en/vctk/vitz"))
    with pytest.raises(BadInput, match="is not a model"):
        CoquiSpeaker().plan("Hello", voice(tmp_path / "absent"))


def test_a_model_downloaded_by_coqui_is_found_by_its_name(monkeypatch: pytest.MonkeyPatch, ipa: Path, tmp_path: Path) -> None:
    monkeypatch.setenv("TTS_HOME", str(tmp_path))
    shutil.copytree(ipa, tmp_path / "tts" / "tts_models--en--ljspeech--vits")
    assert CoquiSpeaker().plan("Hello", voice("tts_models/en/ljspeech/vits")).samples > 0


def test_a_pickle_that_runs_code_is_refused_and_not_run(ipa: Path, tmp_path: Path) -> None:
    mark = tmp_path / "was-here"

    class Touches:
        def __reduce__(self) -> tuple:
            return (Path.touch, (mark,))

    bad = shutil.copytree(ipa, tmp_path / "bad")
    (bad / "model.pth").write_bytes(pickle.dumps({"model": Touches()}))
    with pytest.raises(BadInput, match="run code"):
        CoquiSpeaker().plan("Hello", voice(bad))
    assert not mark.exists()


def test_wrong_folders_are_refused_with_what_is_accepted(ipa: Path, crowd: Path, tmp_path: Path) -> None:
    def refused(folder: Path, words: str, kind: type[Exception] = BadInput) -> None:
        with pytest.raises(kind, match=words):
            CoquiSpeaker().plan("Hello", voice(folder))

    (empty := tmp_path / "empty").mkdir()
    refused(empty, r"config\.json")
    bare = shutil.copytree(ipa, tmp_path / "bare")
    (bare / "model.pth").unlink()
    refused(bare, "has no weights")
    cut = shutil.copytree(ipa, tmp_path / "cut")
    (cut / "model.pth").write_bytes((ipa / "model.pth").read_bytes()[:5000])
    refused(cut, "cannot be loaded|run code")
    (nonsense := tmp_path / "nonsense").mkdir()
    (nonsense / "config.json").write_text('{"hello": 1}')
    refused(nonsense, "cannot be loaded")
    (other := tmp_path / "other").mkdir()
    (other / "config.json").write_text(json.dumps({"model": "glow_tts"}))
    refused(other, "glow_tts")
    (xtts := tmp_path / "xtts").mkdir()
    (xtts / "config.json").write_text(json.dumps({"model": "xtts"}))
    refused(xtts, "--speaker xtts", EngineFailed)
    lost = shutil.copytree(crowd, tmp_path / "lost")
    (lost / "speakers.pth").unlink()
    refused(lost, r"lacks speakers\.pth")


# Bad texts and timelines


@pytest.mark.parametrize(
    ("text", "words"), [("", "nothing to say"), ("?!…", "nothing to say"), ("a" * 3000, "up to 2,000"), ("Hello 世界", "世界")]
)
def test_what_cannot_be_said_is_refused(speaker: CoquiSpeaker, letters: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        speaker.plan(text, voice(letters))


def test_a_model_of_letters_does_not_drop_one_in_silence(speaker: CoquiSpeaker, tmp_path: Path) -> None:
    model = save_small_vits(tmp_path / "m", cleaner=None)
    assert speaker.plan("schon gut", voice(model)).samples > 0
    assert len(speaker.plan("schon\n\tgut", voice(model)).words) == 2
    with pytest.raises(BadInput, match="schön"):
        speaker.plan("schön gut", voice(model))


def test_chinese_is_planned_word_by_word_with_pinyin_readings(speaker: CoquiSpeaker, tmp_path: Path) -> None:
    own = voice(save_small_vits(tmp_path / "zh", phonemes=True, language="zh-cn"), language="zh")
    text = "你好，银行。"
    plan = speaker.plan(text, own)
    assert plan.text == text
    assert "".join(word.text for word in plan.words) == "你好银行"
    assert plan.words[0].pause > 0
    assert len(speaker.speak(plan, own)) == plan.samples
    given = speaker.plan(text, own, readings={1: "yin2 xing2"})
    assert given.words[1].reading != plan.words[1].reading
    assert len(speaker.speak(given, own)) == given.samples


def test_a_language_that_the_model_lacks_is_refused(speaker: CoquiSpeaker, ipa: Path) -> None:
    with pytest.raises(BadInput, match="It speaks: en"):
        speaker.plan("Bonjour", voice(ipa), language="fr")
    assert speaker.plan("Hello", voice(ipa), language="en-GB").samples > 0


def test_a_timeline_of_another_engine_or_model_is_refused(speaker: CoquiSpeaker, ipa: Path, letters: Path) -> None:
    plan = speaker.plan("Hello there", voice(ipa))
    with pytest.raises(EngineFailed, match="Plan it again"):
        speaker.speak(plan, voice(letters))
    with pytest.raises(EngineFailed, match="Plan it again"):
        speaker.speak(replace(plan, sample_rate=24_000), voice(ipa))


def test_a_device_that_is_not_here_is_refused(monkeypatch: pytest.MonkeyPatch, ipa: Path) -> None:
    import torch

    monkeypatch.setenv("STUDIO_DEVICE", "abacus" if torch.cuda.is_available() else "cuda")
    with pytest.raises(BadInput, match="STUDIO_DEVICE"):
        CoquiSpeaker().plan("Hello", voice(ipa))
