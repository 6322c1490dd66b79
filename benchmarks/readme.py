"""The measured tables of both READMEs, written from benchmarks/results: no number in them is typed by hand.

python -m benchmarks.readme [--check]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from statistics import median
from typing import Any

from . import report

ROOT = Path(__file__).parent.parent
_BLOCK = re.compile(r"(<!-- measured:begin -->\n).*?(<!-- measured:end -->)", re.S)


def results(name: str) -> dict[str, Any]:
    path = report.RESULTS / f"{name}.json"
    return json.loads(path.read_text()) if path.is_file() else {}


Rows = list[tuple[str, str]]


def tables(lang: str) -> str:
    """The tables of what has been measured, in "en" or "zh"."""
    zh = lang == "zh"
    parts = (("film", _film_rows), ("rerender", _rerender_rows), ("install", _install_rows), ("editing", _editing_rows), ("page", _page_rows), ("align", _align_rows),
             ("readings", _reading_rows), ("voices", _voice_rows), ("watermark", _watermark_rows), ("avatar", _avatar_rows), ("avatar_drawn", _drawn_rows),
             ("avatar_video", _video_rows), ("dub", _dub_rows), ("cluster", _cluster_rows), ("scroll", _scroll_rows))  # fmt: skip
    rows = [row for name, make in parts if (found := results(name)) for row in make(found, zh)]
    machine = results("film").get("machine", {})
    head = f"{machine.get('cores')} cores, {machine.get('processor')}, Python {machine.get('python')}"
    body = "\n".join(f"| {left} | {right} |" for left, right in rows)
    return f"{head}\n\n| {'项目' if zh else 'what'} | {'实测' if zh else 'measured'} |\n| --- | --- |\n{body}\n" if rows else ""


def _film_rows(film: dict[str, Any], zh: bool) -> Rows:
    cold, changed, joined = film["film"], film["one_line_changed"], film["assembly"]
    size = "×".join(map(str, cold["size"]))
    stages = ", ".join(f"{name} {seconds:g}" for name, seconds in cold["stages"].items())
    same = changed["other_takes_identical"]
    return [
        (f"{cold['seconds_of_film']:g} 秒 {size} 影片，首次制作" if zh else f"a film of {cold['seconds_of_film']:g} s at {size}, cold",
         f"{cold['made_in']:g} s = {cold['times_real_time']:g}×" + (" 实时" if zh else " real time")),
        ("各阶段用时（秒）" if zh else "its stages, in seconds", stages),
        ("内存峰值" if zh else "peak memory", f"{cold['peak_memory_mib']} MiB"),
        (f"{cold['lines']} 句中改一句后重做" if zh else f"the same film after one of its {cold['lines']} lines changed",
         f"{changed['made_in']:g} s ({changed['part_of_cold']:.0%}); " + (("其余片段逐字节相同" if zh else "the other takes are the same bytes") if same else "!")),
        ("由片段合成，对比仅用 moviepy 合成" if zh else "assembly from takes, beside moviepy joining the same takes",
         f"{joined['ours']:g} s / {joined['moviepy']:g} s: {joined['times_faster']:g}×"),
    ]  # fmt: skip


def _rerender_rows(found: dict[str, Any], zh: bool) -> Rows:
    cold, changed = found["cold"], found["one_line_changed"]
    what = (f"{cold['seconds_of_film'] / 60:.0f} 分钟的影片（{cold['lines']} 句）改一句后重做，占首次用时" if zh
            else f"a film of {cold['seconds_of_film'] / 60:.0f} minutes and {cold['lines']} lines after one line changed, of its cold time")  # fmt: skip
    return [(what, f"{changed['made_in']:g} s / {cold['made_in']:g} s: {changed['part_of_cold']:.1%}")]


def _install_rows(install: dict[str, Any], zh: bool) -> Rows:
    what = "基础安装（不含 torch）" if zh else "the base install (no torch in it)"
    return [(what, f"{install['seconds']:g} s, {install['mb']} MB")]


def _editing_rows(editing: dict[str, Any], zh: bool) -> Rows:
    pitch, lengths, edges, largest = editing["pitch"], editing["lengths"], editing["edges"], editing["previews"][-1]
    like = editing["likeness"]
    return [
        ("音高：要求与实测之差，中位数 / p95" if zh else "pitch asked and heard apart, median / p95", f"{pitch['median_cents']:g} / {pitch['p95_cents']:g} cents"),
        ("时长：要求与实测之差，中位数 / p95" if zh else "length asked and heard apart, median / p95", f"{lengths['median_ms']:g} / {lengths['p95_ms']:g} ms"),
        (f"末音素终点与声音长度之差，{edges['phonemes']} 个音素" if zh else f"the last phoneme's end and the sound's, over {edges['phonemes']} phonemes", f"{edges['worst_samples']} samples"),
        (f"{largest['phonemes']} 个音素的文档中改一处至可试听，p95" if zh else f"one edit in a document of {largest['phonemes']} phonemes to its sound, p95", f"{largest['preview_p95_ms']:g} ms"),
        ("声码器与声源的梅尔倒谱失真（WORLD 自身复制）" if zh else "the vocoder's mel-cepstral distortion to its source (WORLD's own copy)", f"{like['mcd_db']:g} dB ({like['mcd_world_db']:g} dB)"),
        ("PocketSphinx 的词错误率（声源）" if zh else "PocketSphinx's word error rate on it (on its source)", f"{like['wer']:g} % ({like['wer_own']:g} %)"),
        ("规划加合成，单核" if zh else "plan and speak, one core", f"{editing['speed']['times_real_time']:g}×" + (" 实时" if zh else " real time")),
    ]  # fmt: skip


def _page_rows(page: dict[str, Any], zh: bool) -> Rows:
    slowest, sound = min(row["fps_mean"] for row in page["frames"].values()), page["edit_to_sound"]
    count = page["line"]["phonemes"]
    return [
        (f"页面时间线上 {count} 个音素滚动与缩放，最慢一项的平均帧率" if zh else f"the page's timeline of {count} phonemes scrolled and zoomed, the slowest way's mean",
         f"{slowest:g} " + ("帧/秒" if zh else "frames a second")),
        ("页面上从改动到出声，中位数 / p95" if zh else "on the page, from an edit to its sound, median / p95", f"{sound['median_ms']:g} / {sound['p95_ms']:g} ms"),
    ]  # fmt: skip


def _align_rows(align: dict[str, Any], zh: bool) -> Rows:
    real, made, mfa = (
        align["hand_labelled"],
        align["made_here"]["pauses and hesitations"],
        align["anchor_mfa_timit_phone_mean_ms"],
    )
    return [
        (f"对齐真人录音：{real['phonemes']} 个手工标注音素的平均误差（MFA 在 TIMIT 上为 {mfa}）" if zh
         else f"alignment of real speech, mean error of {real['phonemes']} hand-labelled phonemes (MFA reports {mfa} on TIMIT)", f"{real['phoneme_mean_ms']:g} ms"),
        (f"对齐带停顿与犹豫的合成语音：{made['phonemes']} 个音素" if zh else f"the same of speech made here with pauses and hesitations, {made['phonemes']} phonemes",
         f"{made['phoneme_mean_ms']:g} ms"),
    ]  # fmt: skip


def _reading_rows(readings: dict[str, Any], zh: bool) -> Rows:
    """The sets that nothing was tuned on, and what of the others was kept."""
    poly, homo = readings["polyphones"]["test"], readings["homographs"]["test"]
    known = [row for name, row in readings["polyphones"].items() if name != "test"]
    count = sum(row["rows"] for row in known)
    kept = round(sum(row["rows"] * row["ours"] for row in known) / count, 1)
    return [
        (f"难读多音字，读过后才改进的 {count} 句" if zh else f"hard Mandarin polyphones right, {count} sentences that the tables have learnt from", f"{kept:g} %"),
        (f"难读多音字（未用于调试的 {poly['rows']} 句；pypinyin {poly['pypinyin']:g}，g2pM {poly['g2pM']:g}）" if zh
         else f"hard Mandarin polyphones right, {poly['rows']} sentences never tuned on (pypinyin {poly['pypinyin']:g}, g2pM {poly['g2pM']:g})", f"{poly['ours']:g} %"),
        (f"英语同形异音词（{homo['rows']} 句；espeak-ng {homo['espeak-ng']:g}）" if zh
         else f"English homographs right, {homo['rows']} sentences (espeak-ng {homo['espeak-ng']:g})", f"{homo['ours']:g} %"),
    ]  # fmt: skip


def _voice_rows(voices: dict[str, Any], zh: bool) -> Rows:
    """Cosines of GE2E speaker embeddings to other clips of the same speaker, on average."""
    mean = voices["summary"]
    of, seconds = mean["of"], mean["enrolled_seconds"]
    return [
        (f"{seconds:g} 秒样本克隆的声音与本人的相似度（GE2E 余弦，{of} 位说话人）" if zh else f"a voice cloned from {seconds:g} s, GE2E cosine to the speaker, {of} speakers",
         f"{mean['cloned']:.2f} " + (f"（未转换 {mean['espeak']:.2f}，本人 {mean['real']:.2f}）" if zh else f"(unconverted {mean['espeak']:.2f}, the speaker's own {mean['real']:.2f})")),
        ("其中本人排名第一" if zh else "the right speaker ranked first", f"{mean['first']} / {of}"),
        ("PocketSphinx 的词错误率：克隆的声音（未转换）" if zh else "PocketSphinx's word error rate on clones (unconverted)",
         f"{voices['words']['cloned']:g} % ({voices['words']['espeak']:g} %)"),
    ]  # fmt: skip


def _watermark_rows(found: dict[str, Any], zh: bool) -> Rows:
    mp3, alarms = found["detection"]["MP3 64 kb/s"], found["false_alarms"]
    return [
        ("声音水印：任意截取 3 秒 / 6 秒，经 64 kb/s MP3 后仍被检出" if zh else "the watermark found in any 3 s / 6 s, after MP3 at 64 kb/s", f"{mp3['3s']:g} % / {mp3['6s']:g} %"),
        (f"其误报，{alarms['stretches']} 段无水印的声音" if zh else f"its false alarms, in {alarms['stretches']} unmarked stretches", f"{alarms['alarms']}"),
    ]  # fmt: skip


def _avatar_rows(avatar: dict[str, Any], zh: bool) -> Rows:
    """What FaceMesh sees of rendered frames, and the middle one of three passes' speeds."""
    seen, times = avatar["summary"], avatar["times_real_time"]
    speeds = " / ".join(f"{median(times[f'photo {size}']['passes']):g}" for size in ("512x512", "1920x1080"))
    return [
        (f"会说话的照片：可用的人像；p、b、m 双唇闭合（{seen['closures']} 次，从成片中测得）" if zh
         else f"talking photos: portraits that animate; lips seen closed on p, b, m, of {seen['closures']}", f"{seen['animate']}; {seen['closed']:.1%}"),
        ("照片 512×512 / 1920×1080，含编码" if zh else "a photo at 512×512 / 1920×1080, encoding included", speeds + ("× 实时" if zh else "× real time")),
    ]  # fmt: skip


def _drawn_rows(drawn: dict[str, Any], zh: bool) -> Rows:
    speeds = ", ".join(f"{row['style']} {row['times_real_time']:g}" for row in drawn["rows"] if row["size"] == "1920x1080")
    what = "绘制的主持人 1920×1080，含编码，按画风" if zh else "a drawn presenter at 1920×1080, encoding included, by style"
    return [(what, speeds + ("× 实时" if zh else "× real time"))]


def _video_rows(video: dict[str, Any], zh: bool) -> Rows:
    speed, peak = (
        median(video["times_real_time"]["speaker_1080x1920"]["say"]),
        round(float(video["peak_mib_of_10_minutes"] or 0)),
    )
    what = (
        "用视频登记的人物 1080×1920，含编码；10 分钟短片的内存峰值"
        if zh
        else "someone enrolled with a video at 1080×1920, encoding included; memory of a clip of 10 minutes"
    )
    return [(what, f"{speed:g}" + ("× 实时；" if zh else "× real time; ") + f"{peak} MiB")]


def _scroll_rows(scroll: dict[str, Any], zh: bool) -> Rows:
    ours, theirs = scroll["ours"], scroll["moviepy"]
    what = (f"{ours['seconds'] / 60:g} 分钟的长图滚动，对比 moviepy" if zh
            else f"{ours['seconds'] / 60:g} minutes of one tall picture scrolled, beside moviepy")  # fmt: skip
    return [
        (
            what,
            f"{ours['made_in']:.0f} s, {ours['peak_memory_mib']} MiB / {theirs['made_in']:.0f} s, {theirs['peak_memory_mib']} MiB: {scroll['times_faster']:g}×",
        )
    ]


def _dub_rows(dub: dict[str, Any], zh: bool) -> Rows:
    timing, speed, rows, kills = dub["timing"], dub["speed"], dub["rows"], dub.get("kills")
    made = [
        (f"批量配音：{timing['hours']:g} 小时内 {timing['cues']} 条字幕，起点误差最大值" if zh
         else f"dubbing: {timing['cues']} cues over {timing['hours']:g} hours, the largest error of an onset", f"{timing['onset_error_samples']} samples"),
        ("语速加快，99 % 的放得下的句子不超过 / 最大" if zh else "their tempo, 99 % of the lines that fit under / the most", f"{timing['tempo_p99_of_fittable']:g} / {timing['tempo_most']:g}"),
        ("新字幕中词的起点与对齐器所听到的之差，中位数 / p95" if zh else "begins of words against what an aligner hears, median / p95",
         f"{timing['word_begin_median_ms']:g} / {timing['word_begin_p95_ms']:g} ms"),
        ("配音速度，1 / 2 个进程" if zh else "clips made, by one process / by two", f"{speed['one_worker_times_real_time']:g} / {speed['two_workers_times_real_time']:g}×"),
        (f"{rows['rows']:,} 行的表格（{rows['poisoned']} 行有错）再次运行" if zh else f"a table of {rows['rows']:,} rows, {rows['poisoned']} of them wrong, run again",
         f"{rows['again_seconds']:g} s, " + (f"重做 {rows['again_made']} 行" if zh else f"{rows['again_made']} rows made again")),
    ]  # fmt: skip
    if kills:
        made.append((f"随机终止进程 {kills['kills']} 次：结果不同的批次 / 重做的句子" if zh else f"{kills['kills']} kills at random moments: batches that differ / finished lines made again",
         f"{kills['batches_that_differ']} / {kills['finished_sounds_made_again']}"))  # fmt: skip
    return made


def _cluster_rows(cluster: dict[str, Any], zh: bool) -> Rows:
    what = "Ray 与本机进程用时之比，每行 1 秒工作" if zh else "Ray beside processes of the same machine, a second of work a row"
    return [(what, f"{cluster['ray_over_here']:g}×")]


def written(path: Path, lang: str) -> str:
    return _BLOCK.sub(lambda found: found.group(1) + tables(lang) + found.group(2), path.read_text())


def main() -> None:
    stale = []
    for name, lang in (("README.md", "en"), ("README.zh.md", "zh")):
        path = ROOT / name
        text = written(path, lang)
        if text != path.read_text():
            stale.append(name)
            if "--check" not in sys.argv:
                path.write_text(text)
    if stale and "--check" in sys.argv:
        sys.exit(f"{', '.join(stale)}: numbers differ from benchmarks/results; run python -m benchmarks.readme")


if __name__ == "__main__":
    main()
