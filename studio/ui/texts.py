"""Every word of the page, in English and Chinese."""

from __future__ import annotations

from typing import Literal

Lang = Literal["en", "zh"]
LANGS: tuple[Lang, ...] = ("en", "zh")

TEXTS: dict[str, tuple[str, str]] = {
    # the page
    "page.title": ("Shengying · from a brief to a finished film", "声影 · 从文稿到成片"),
    "page.name": ("Shengying", "声影"),
    "page.tagline": ("From a brief to a finished film, on your own machine", "从文稿到成片，全程在你自己的电脑上完成"),
    "page.language": ("Language of the page", "界面语言"),
    "page.address": (
        "Shengying is open at {address} (Ctrl-C closes it). Films are kept in {home}",
        "声影已在 {address} 打开（按 Ctrl-C 关闭），影片保存在 {home}",
    ),
    "page.port": (
        "The port {port} is taken or cannot be used. Choose another: STUDIO_PORT=7870 make studio",
        "端口 {port} 已被占用或无法使用。请换一个：STUDIO_PORT=7870 make studio",
    ),
    # step 1
    "brief.step": ("Brief", "文稿"),
    "brief.lead": ("What the film says, who says it, and how it looks.", "影片说什么、由谁来说、以什么样子呈现。"),
    "brief.text": ("Your text", "你的文字"),
    "brief.hint": (
        "Paste an article, a few notes, or a finished script with ## scenes and “Name: line” dialogue.",
        "粘贴一篇文章、几条笔记，或写好的脚本（用 ## 分场景，用“名字：台词”写对白）。",
    ),
    "brief.file": ("Open a .md or .txt file", "打开 .md 或 .txt 文件"),
    "brief.example": ("Try an example", "试试示例"),
    "brief.portrait": ("Presenter", "出镜人"),
    "brief.voice": ("Voice", "声音"),
    "brief.voice_from": ("Where the voice comes from", "声音来源"),
    "brief.library": ("Library", "声音库"),
    "brief.sample": ("Clone a sample", "克隆样本"),
    "brief.voice_name": ("Voice of the library", "库中的声音"),
    "brief.voice_auto": ("The best fit for the language", "按语言自动选择"),
    "brief.consent": ("Consent (required)", "同意声明（必填）"),
    "brief.consent_hint": (
        "Who agreed, and to what. For example: I am Li Lei, this is my own voice, and I agree to its use in this film.",
        "写明谁同意了什么。例如：我是李雷，这是我本人的声音，我同意用于本片。",
    ),
    "brief.transcript": ("What the sample says (optional)", "样本的文字内容（可选）"),
    "brief.transcript_hint": ("It makes the clone closer.", "填写后克隆会更接近原声。"),
    "brief.look": ("Look and length", "画面与时长"),
    "brief.size": ("Size", "尺寸"),
    "brief.language": ("Language of the film", "影片语言"),
    "brief.seconds": ("Length", "时长"),
    "brief.style": ("Picture style", "画面风格"),
    "brief.music": ("Music", "音乐"),
    "brief.subtitles": ("Subtitles", "字幕"),
    "brief.fps": ("Frames a second", "帧率"),
    "brief.make": ("Make the film", "生成影片"),
    "brief.write": ("Write the script first", "先写脚本"),
    # choices
    "size.1080x1920": ("Portrait 9:16 · 1080 × 1920", "竖屏 9:16 · 1080 × 1920"),
    "size.1920x1080": ("Landscape 16:9 · 1920 × 1080", "横屏 16:9 · 1920 × 1080"),
    "size.1080x1080": ("Square 1:1 · 1080 × 1080", "方形 1:1 · 1080 × 1080"),
    "size.540x960": ("Quick look · 540 × 960", "快速预览 · 540 × 960"),
    "language.": ("Automatic", "自动识别"),
    "language.zh": ("Chinese (Mandarin)", "中文（普通话）"),
    "language.yue": ("Cantonese", "粤语"),
    "language.en": ("English (US)", "英语（美式）"),
    "language.en-gb": ("English (UK)", "英语（英式）"),
    "language.ja": ("Japanese", "日语"),
    "language.ko": ("Korean", "韩语"),
    "language.fr": ("French", "法语"),
    "language.de": ("German", "德语"),
    "language.es": ("Spanish", "西班牙语"),
    "language.pt": ("Portuguese", "葡萄牙语"),
    "language.it": ("Italian", "意大利语"),
    "language.ru": ("Russian", "俄语"),
    "language.vi": ("Vietnamese", "越南语"),
    "language.id": ("Indonesian", "印度尼西亚语"),
    "language.hi": ("Hindi", "印地语"),
    "seconds.0": ("As long as the text", "按文字长度"),
    "seconds.n": ("About {n} seconds", "约 {n} 秒"),
    "style.": ("Chosen for you", "自动"),
    "music.": ("None", "无"),
    "music.file": ("A file of my own", "我的音乐文件"),
    "music.calm": ("Calm", "平静"),
    "music.warm": ("Warm", "温暖"),
    "music.bright": ("Bright", "明快"),
    "music.wonder": ("Wonder", "悠远"),
    "music.focus": ("Focus", "专注"),
    "music.dusk": ("Dusk", "暮色"),
    "subtitles.burn": ("In the picture", "压入画面"),
    "subtitles.soft": ("Can be switched off", "可开关"),
    "subtitles.none": ("None", "无"),
    "fps.n": ("{n} fps", "{n} 帧/秒"),
    # upload tiles
    "portrait.title": ("Add a portrait", "添加肖像"),
    "portrait.hint": ("One clear face · jpg, png, webp", "一张清晰的正脸 · jpg、png、webp"),
    "portrait.empty": ("Without one, the film shows pictures and a voice.", "不添加时，影片由画面和配音组成。"),
    "sample.title": ("Add a voice sample", "添加声音样本"),
    "sample.hint": ("3 to 30 s of one clear voice · wav, mp3, m4a", "3 到 30 秒清晰的单人声音 · wav、mp3、m4a"),
    "music_file.title": ("Add your music", "添加音乐"),
    "music_file.hint": ("wav, mp3, m4a, flac, ogg", "wav、mp3、m4a、flac、ogg"),
    "tile.remove": ("Remove", "移除"),
    "tile.replace": ("Replace", "更换"),
    "tile.record": ("Record", "录音"),
    "tile.stop": ("Stop recording", "停止录音"),
    "tile.no_microphone": (
        "The microphone cannot be used. Allow it in the browser, or add a file.",
        "无法使用麦克风。请在浏览器中允许使用，或添加文件。",
    ),
    "tile.failed": ("The file could not be taken. Try again.", "文件未能接收，请重试。"),
    "tile.uploading": ("Taking the file…", "正在接收文件…"),
    # step 2
    "script.step": ("Script", "脚本"),
    "script.lead": (
        "Scene by scene: read it, change it, choose the pictures. Every change is kept.",
        "逐个场景阅读、修改、挑选画面。每处修改都会保存。",
    ),
    "script.empty": (
        "The script appears here once it is written, each scene with its picture, ready to be changed before the film is made.",
        "脚本写好后会出现在这里，每个场景都配有画面，可在生成影片之前修改。",
    ),
    "script.scene": ("Scene {n}", "场景 {n}"),
    "script.title": ("On-screen title", "屏幕标题"),
    "script.layout": ("Layout", "布局"),
    "script.presenter": ("Presenter", "出镜人全屏"),
    "script.pip": ("Inset", "画中画"),
    "script.picture": ("Picture", "仅画面"),
    "script.prompt": ("What the picture shows", "画面描述"),
    "script.lines": ("What is said", "台词"),
    "script.lines_hint": ("“Name: text” for another speaker", "写“名字：台词”可换人说"),
    "script.another": ("Another picture", "换一张"),
    "script.own": ("My own picture", "用自己的图片"),
    "script.painted": ("Back to the painted one", "恢复绘制的画面"),
    "script.painting": ("Painting…", "绘制中…"),
    "script.no_picture": ("This scene shows the presenter; no picture is painted.", "本场景由出镜人全屏讲述，不绘制画面。"),
    "script.add": ("Add a scene", "添加场景"),
    "script.remove": ("Remove this scene", "删除场景"),
    "script.remade": ("Make the film with this script", "用此脚本生成影片"),
    "script.saved": ("Saved", "已保存"),
    "script.new_line": ("Write what is said here.", "在此写下台词。"),
    "script.new_title": ("New scene", "新场景"),
    # step 3
    "film.step": ("Film", "影片"),
    "film.empty": ("Your film appears here", "影片将在这里出现"),
    "film.empty_hint": ("Write or paste a text, then press “Make the film”.", "写下或粘贴文字，然后点击“生成影片”。"),
    "film.script_ready": ("The script is ready", "脚本已写好"),
    "film.script_ready_hint": ("Read and change it in step 2, then make the film.", "请在第 2 步查看和修改，然后生成影片。"),
    "film.unfinished": ("This film is not finished", "这部影片尚未完成"),
    "film.unfinished_hint": (
        "What was made is kept. Press “Make the film” to go on.",
        "已完成的部分已保留。点击“生成影片”可继续。",
    ),
    "film.waiting": ("Waiting for another film to finish", "正在等待另一部影片完成"),
    "film.working_draft": ("Writing the script", "正在写脚本"),
    "film.working_film": ("Making the film", "正在生成影片"),
    "film.stopping": ("Stopping…", "正在停止…"),
    "film.stop": ("Stop", "停止"),
    "film.stopped": ("Stopped", "已停止"),
    "film.failed": ("The film was not made", "影片未能生成"),
    "film.stage_ready": ("Getting ready", "准备中"),
    "film.stage_voice": ("Listening to the voice", "分析声音"),
    "film.stage_write": ("Writing the script", "撰写脚本"),
    "film.stage_plan": ("Planning the speech", "规划语音"),
    "film.stage_speak": ("Speaking", "配音"),
    "film.stage_paint": ("Painting the pictures", "绘制画面"),
    "film.stage_shoot": ("Filming the scenes", "拍摄场景"),
    "film.stage_mix": ("Mixing the sound", "混音"),
    "film.stage_assemble": ("Putting it together", "合成影片"),
    "film.seconds": ("{n} s", "{n} 秒"),
    "film.length": ("Length", "片长"),
    "film.size": ("Size", "尺寸"),
    "film.took": ("Made in", "用时"),
    "film.stale": ("The script has changed since this film was made.", "影片生成之后脚本已有修改。"),
    "film.downloads": ("Download", "下载"),
    "film.get_video": ("Film", "影片"),
    "film.get_subtitles": ("Subtitles", "字幕"),
    "film.get_project": ("Project", "项目"),
    "film.labels": ("What the label says", "标识内容"),
    "film.label_visible": ("In the picture", "画面标识"),
    "film.label_producer": ("Made with", "制作"),
    "film.label_id": ("Number", "编号"),
    "film.label_writer": ("Script", "脚本"),
    "film.label_speaker": ("Voice", "声音"),
    "film.label_painter": ("Pictures", "画面"),
    "film.label_animator": ("Presenter", "出镜人"),
    "film.label_consent": ("Consent", "同意声明"),
    "film.yours": ("Your films", "你的影片"),
    "film.new": ("New film", "新影片"),
    "film.state_running": ("being made", "制作中"),
    "film.state_done": ("finished", "已完成"),
    "film.state_script": ("script", "脚本"),
    "film.state_failed": ("not made", "未完成"),
    "film.state_stopped": ("stopped", "已停止"),
    # notices
    "notice.empty": ("Write or paste a text first: a sentence is enough.", "请先写下或粘贴文字，一句话也可以。"),
    "notice.long": (
        "The text has {n} characters; up to 200,000 are accepted on the page.",
        "文字共 {n} 个字符；页面最多接受 200,000 个。",
    ),
    "notice.no_sample": (
        "Add a sample of the voice, or choose a voice from the library.",
        "请添加声音样本，或从声音库中选择。",
    ),
    "notice.consent": (
        "A voice can be cloned only with consent: write who agreed, and to what.",
        "克隆声音必须获得同意：请写明谁同意了什么。",
    ),
    "notice.no_music": ("Add your music file, or choose another music.", "请添加音乐文件，或选择其他音乐。"),
    "notice.files": (
        "On the page a text cannot name files ([image: …], [clip: …]). Add your own pictures in step 2.",
        "在页面上，文字不能引用文件（[图片：…]、[视频：…]）。请在第 2 步添加自己的图片。",
    ),
    "notice.clip": (
        "This film holds a clip written in Python, which the page does not run. Make it with `studio render`.",
        "这部影片含有用 Python 编写的片段，页面不会运行它。请使用 `studio render` 生成。",
    ),
    "notice.choice": ("The choice {name} is not one of the page's.", "选项 {name} 不在页面提供的范围内。"),
    "notice.upload": ("This file was not added through the page. Add it again.", "该文件不是通过页面添加的，请重新添加。"),
    "notice.no_film": ("This film is no longer there.", "这部影片已不存在。"),
    "notice.no_scene": ("This scene is no longer there. Open the film again.", "该场景已不存在，请重新打开影片。"),
    "notice.busy": (
        "This film is being made right now. Wait until it is finished, or stop it.",
        "这部影片正在生成，请等待完成或先停止。",
    ),
    "notice.silent_scene": (
        "A scene needs at least one line. Remove the scene if nothing is said in it.",
        "场景至少需要一句台词；如果没有台词，请删除该场景。",
    ),
    "notice.last_scene": ("A film needs at least one scene.", "影片至少需要一个场景。"),
    "notice.scenes": ("A script can have up to 200 scenes.", "脚本最多 200 个场景。"),
    "notice.long_line": ("A line has up to 5,000 characters.", "每句台词最多 5,000 个字符。"),
    "notice.no_script": ("There is no script yet. Write it first in step 1.", "还没有脚本，请先在第 1 步写脚本。"),
    "notice.fault": (
        "Something went wrong inside the program. Its message is in the terminal; your work is kept.",
        "程序内部出错。详情见终端；你的内容已保留。",
    ),
    "notice.stopped": (
        "Stopped. What was finished is kept: press “Make the film” to go on from there.",
        "已停止。已完成的部分会保留，点击“生成影片”即可继续。",
    ),
    "notice.gone": (
        "The page has lost its connection to the program. Is it still running?",
        "页面与程序的连接已断开，程序还在运行吗？",
    ),
}


def t(key: str, lang: str, **values: object) -> str:
    """The words of `key` in "en" or "zh", `{name}` filled in."""
    words = TEXTS[key][lang == "zh"]
    return words.format(**values) if values else words


def pair(key: str, **values: object) -> tuple[str, str]:
    """(English, Chinese) of `key`, as the errors take them."""
    return t(key, "en", **values), t(key, "zh", **values)


def bundle(lang: str, *groups: str) -> dict[str, str]:
    """The words of whole groups ("film", "tile"), without the group's name: what a panel's script shows."""
    found = {"lang": "zh" if lang == "zh" else "en"}
    for key, words in TEXTS.items():
        group, _, name = key.partition(".")
        if group in groups:
            found[name] = words[lang == "zh"]
    return found
