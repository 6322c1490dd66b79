"""What each word of a description does to a voice, in English and Chinese, at degree 1.

The directions are those found in listening: larger bodies lower pitch and formants (Fitch & Giedd 1999), age adds roughness and
breath and slows (Linville 2001), moods move pitch, range and rate (Murray & Arnott 1993).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, replace

from ...voice import Voice

BOUNDS: dict[str, tuple[float, float]] = {"pitch": (60.0, 420.0), "range": (0.2, 3.0), "rate": (0.6, 1.6), "tract": (0.68, 1.3),
                                          "breath": (0.0, 0.7), "roughness": (0.0, 0.7), "brightness": (-12.0, 12.0)}  # fmt: skip
"""Where design stays, so that a voice still sounds like one."""


@dataclass(frozen=True, slots=True)
class Change:
    """semitones higher; `tract`, `range` and `rate` by so many hundredths (compounded); breath and roughness added; brightness in dB."""

    semitones: float = 0.0
    tract: float = 0.0
    range: float = 0.0
    rate: float = 0.0
    breath: float = 0.0
    roughness: float = 0.0
    brightness: float = 0.0

    def times(self, degree: float) -> Change:
        return Change(*(getattr(self, f.name) * degree for f in fields(self)))

    def on(self, voice: Voice) -> Voice:
        """The voice changed, within `BOUNDS`."""
        moved = {
            "pitch": (voice.pitch or 150.0) * 2.0 ** (self.semitones / 12),
            "tract": voice.tract * math.exp(self.tract / 100),
            "range": voice.range * math.exp(self.range / 100),
            "rate": voice.rate * math.exp(self.rate / 100),
            "breath": voice.breath + self.breath,
            "roughness": voice.roughness + self.roughness,
            "brightness": voice.brightness + self.brightness,
        }
        within = {name: round(min(max(value, BOUNDS[name][0]), BOUNDS[name][1]), 3) for name, value in moved.items()}
        return replace(voice, **within)  # type: ignore[arg-type]


_ROWS: tuple[tuple[str, str, Change], ...] = (
    ("deep low bass", "低沉 深沉 低音 低", Change(semitones=-4, tract=7)),
    ("high high-pitched treble", "高亢 高音 尖细 高", Change(semitones=4, tract=-5)),
    ("husky hoarse raspy smoky", "沙哑 嘶哑 烟嗓 哑", Change(breath=0.22, roughness=0.3, brightness=-1)),
    ("breathy airy whispery", "气声 气息 飘渺", Change(breath=0.3)),
    ("rough gravelly gritty coarse creaky", "粗犷 粗糙 粗哑 粗", Change(roughness=0.4)),
    ("smooth silky velvety", "圆润 顺滑 丝滑", Change(roughness=-0.3, breath=0.04, brightness=-1)),
    ("clear crisp clean pure", "清晰 清脆 清亮 清澈 干净", Change(breath=-0.15, roughness=-0.2, brightness=2.5)),
    ("bright brilliant", "明亮 亮", Change(brightness=4)),
    ("dark muffled dull", "暗沉 暗哑 闷", Change(brightness=-4)),
    ("warm", "温暖 暖", Change(brightness=-2.5, breath=0.05, semitones=-0.5)),
    ("soft gentle tender mild", "柔和 轻柔 温柔 柔软 柔", Change(breath=0.14, brightness=-2, range=-8, rate=-4)),
    ("kind kindly friendly loving", "和蔼 慈祥 亲切 友善 和善 慈爱", Change(breath=0.06, brightness=-1, semitones=0.4, range=10, rate=-3)),
    ("sharp piercing shrill", "尖锐 刺耳 尖", Change(brightness=5, semitones=1.5, tract=-3)),
    ("thin slender", "单薄 纤细 细", Change(tract=-6, brightness=1.5)),
    ("full rich big booming resonant large", "浑厚 饱满 洪亮 厚实 宽厚 厚", Change(tract=6, brightness=-1)),
    ("young youthful", "年轻 青春 稚嫩 年幼", Change(semitones=1.5, tract=-6, roughness=-0.1, rate=3)),
    ("old elderly aged aging ageing senior", "年老 苍老 年迈 年长 老年 老", Change(semitones=-0.8, tract=2, roughness=0.22, breath=0.14, rate=-9)),
    ("mature", "成熟", Change(semitones=-1.2, tract=3)),
    ("slow unhurried", "缓慢 慢速 慢", Change(rate=-15)),
    ("fast quick rapid hurried brisk", "快速 急促 快", Change(rate=15)),
    ("lively energetic animated vivid playful", "活泼 活力 生动 俏皮 元气", Change(semitones=0.7, range=25, rate=6, brightness=1.5)),
    ("cheerful happy joyful merry sunny", "开朗 欢快 快乐 阳光 高兴 愉快", Change(semitones=1.3, range=22, rate=4, brightness=2)),
    ("excited enthusiastic", "激动 兴奋 热情", Change(semitones=2, range=35, rate=9, brightness=2.5)),
    ("calm relaxed peaceful quiet soothing", "平静 沉静 安静 从容 舒缓 沉稳", Change(semitones=-0.7, range=-22, rate=-7)),
    ("serious stern grave solemn", "严肃 稳重 庄重 威严", Change(semitones=-1, range=-16, rate=-3)),
    ("sad melancholy sorrowful gloomy", "悲伤 忧郁 伤感 忧伤", Change(semitones=-1.2, range=-35, rate=-11, breath=0.12, brightness=-2.5)),
    ("tired sleepy weary", "疲惫 慵懒 困倦", Change(semitones=-1, range=-30, rate=-10, breath=0.16, brightness=-2)),
    ("monotone flat dry", "平淡 单调 平板", Change(range=-70)),
    ("expressive dramatic melodic emotional", "抑扬顿挫 富有感情 戏剧化", Change(range=35)),
    ("mysterious", "神秘", Change(semitones=-1.5, rate=-9, breath=0.18, brightness=-1.5)),
    ("strong powerful confident bold", "有力 自信 强劲 坚定", Change(brightness=2, range=12, tract=2, breath=-0.06)),
    ("sweet cute", "甜美 可爱 甜", Change(semitones=1.5, tract=-4, brightness=1, breath=0.06)),
    ("magnetic sexy", "磁性 性感", Change(semitones=-2, tract=3, breath=0.08, roughness=0.06, brightness=-1)),
    ("elegant graceful", "优雅 知性", Change(rate=-4, range=6, roughness=-0.1)),
)  # fmt: skip

WORDS: dict[str, Change] = {word: change for en, zh, change in _ROWS for word in (*en.split(), *zh.split())}

PEOPLE: dict[str, tuple[str, str, tuple[str, ...]]] = {}
"""Word → (who, age, words that it brings with it)."""

for _names, _who, _age, _brings in (
    ("man male guy gentleman men sir 男人 男性 男声 男子 先生 男", "man", "adult", ()),
    ("woman female lady women madam 女人 女性 女声 女子 女士 女", "woman", "adult", ()),
    ("boy 男孩 男童 小男孩", "boy", "young", ()),
    ("girl 女孩 女童 小女孩", "girl", "young", ()),
    ("child kid 孩子 儿童 小孩 童声 娃娃", "girl", "young", ()),
    ("teenager teen youth 少年 小伙子 小伙 青年", "man", "young", ("young",)),
    ("maiden 少女 姑娘 小姐姐", "woman", "young", ("young",)),
    ("grandpa grandfather granddad 爷爷 老爷爷 老头 老人 老者 老翁 老先生", "man", "old", ("old",)),
    ("grandma grandmother granny 奶奶 老奶奶 婆婆 老太太 外婆", "woman", "old", ("old",)),
    ("uncle 大叔 叔叔", "man", "adult", ("mature",)),
    ("aunt auntie 阿姨 大妈", "woman", "adult", ("mature",)),
    ("mother mum mom 妈妈 母亲", "woman", "adult", ("warm",)),
    ("father dad 爸爸 父亲", "man", "adult", ("warm",)),
    ("newsreader anchor newscaster announcer 播音员 新闻主播 主播 主持人", "", "adult", ("clear", "serious")),
    ("storyteller narrator 说书人 讲述者 旁白", "", "adult", ("expressive",)),
    ("teacher 老师 教师", "", "adult", ("clear",)),
):  # fmt: skip
    for _word in _names.split():
        PEOPLE[_word] = (_who, _age, _brings)

BEGIN: dict[str, dict[str, float]] = {
    "woman": {"pitch": 202.0, "tract": 0.87, "breath": 0.12, "range": 1.6},
    "man": {"pitch": 118.0, "tract": 1.0, "breath": 0.1, "range": 1.6},
    "girl": {"pitch": 288.0, "tract": 0.76, "breath": 0.08, "range": 1.7},
    "boy": {"pitch": 262.0, "tract": 0.78, "breath": 0.08, "range": 1.7},
    "": {"pitch": 158.0, "tract": 0.93, "breath": 0.1, "range": 1.6},
}
"""The usual voice of each kind of person, that a description moves."""

DEGREES: dict[str, float] = {
    **dict.fromkeys(("extremely", "super", "incredibly", "极其", "极度", "超级", "超"), 2.0),
    **dict.fromkeys(("very", "really", "so", "much", "非常", "特别", "十分", "相当"), 1.5),
    **dict.fromkeys(("很", "挺", "多"), 1.3),
    **dict.fromkeys(("quite", "rather", "pretty"), 1.0),
    **dict.fromkeys(("fairly", "somewhat", "more", "比较", "更", "更加", "再", "变得"), 0.75),
    **dict.fromkeys(("slightly", "a bit", "a little", "a little bit", "a touch", "bit", "little", "有点", "有点儿", "稍微", "略微", "略", "有些", "一点", "一点儿", "一些", "带点", "微微"), 0.45),
    **dict.fromkeys(("less", "不那么", "少"), -0.6),
    **dict.fromkeys(("not too", "not very", "not so", "not that", "not overly", "不太", "不怎么", "不要太", "别太", "不是很", "不很", "不算"), -0.35),
    **dict.fromkeys(("not", "no", "without", "never", "不", "没有", "毫不", "不要", "不是", "别"), -0.8),
}  # fmt: skip
"""Words that scale the word after them, or turn it the other way."""

AFTER = frozenset({"一点", "一点儿", "一些"})
"""Those that stand after their word in Chinese."""

_FILLERS = """
a an the and or but with of in on for to who whose that which is are be being has have having his her their my voice voices
speaker speaks speak speaking spoken talk talks talking talker sound sounds sounding like as person someone style tone accent
make it me please want i need would at by from years year his manner way too make made character old-time native
的 了 着 地 得 一个 一位 个 位 声音 嗓音 音色 嗓子 说话 讲话 语速 语调 语气 口音 音调 有 带 带着 和 又 而 且 而且 但 但是 也 是 人 我 要 想要 请 那种 像 一样 听起来
腔调 说 讲 感 点 起来 些 种 让 他 她 它 一
"""
FILLERS = frozenset(_FILLERS.split())
"""Words that say nothing of the sound."""
