"""Where films are shown: the size, length, loudness and free room that a platform has for them.

Platforms change these figures. Each is followed by whose word it is: the platform's own page, others who publish to it, or nobody's whom
we could find, which is said. Lengths and sizes are those of an ordinary verified account.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from ..errors import BadInput
from .layout import FREE, Safe

LOUDNESS = (-14.0, -16.0, -23.0)
"""LUFS that a film may be made at: as sites play, as speech is usually published (AES TD1008), as broadcast wants (EBU R128)."""

GB = 1_000_000_000
_VERTICAL, _WIDE = (1080, 1920), (1920, 1080)

# What an app of short films lays over an upright 1080×1920: a column of buttons at the right, name and description below. For ads
# Google asks 192 px at the right and 672 below, Meta 65 and 672 (shotstack.io/learn/vertical-video-safe-zones), which leaves room for
# calls to action; an ordinary post covers 150 at the right and 300 below (TikTok), and a long description a little more.
_BUTTONS = Safe(right=0.14, bottom=0.20)
_SHORTS = Safe(right=0.178, bottom=0.20)
_NOTE = Safe(right=0.06, bottom=0.17)  # its buttons stand in a row under the description


@dataclass(frozen=True, slots=True)
class Platform:
    """One place to publish.

    size      (width, height) in pixels, and `fps`: what a film is made at unless something else is asked for
    loudness  integrated, in LUFS
    longest   seconds of the longest film, and `largest`: bytes of its file
    safe      what the platform's own buttons and texts cover
    megabits  a second of picture, above which the platform only makes the file smaller
    """

    name: str
    en: str
    zh: str
    size: tuple[int, int]
    fps: int
    loudness: float
    longest: float
    largest: int
    safe: Safe
    megabits: float


PLATFORMS: dict[str, Platform] = {
    platform.name: platform
    for platform in (
        # Length and size: what its upload page (creator.douyin.com) is said to show; not confirmed. Loudness and bit rate are not
        # published: those of TikTok.
        Platform("douyin", "Douyin", "抖音", _VERTICAL, 30, -14.0, 3600, 16 * GB, _BUTTONS, 8),
        # Length and size: its upload page, as those who publish to it report (github.com/timerring/bilive/issues/49; 10 h also in its
        # own refusal, github.com/biliup/biliup/issues/1536; accounts of 1,000 followers may send 64 GB). Loudness: the player's own
        # target, "normal_target_i": -14 in what it is told of a film (github.com/lovegaoshi/azusa-player-mobile/issues/409). The bit
        # rate is not confirmed.
        Platform("bilibili", "Bilibili", "哔哩哔哩", _WIDE, 30, -14.0, 36_000, 16 * GB, FREE, 6),
        # Bit rate: support.google.com/youtube/answer/1722171 (1080p at 24–30 fps). Length and size: answer/71673, and so
        # docs.getlate.dev/resources/media-guidelines/youtube (15 min without a verified account). Loudness: not published; what its
        # player is measured to turn down to ("content loudness" in its statistics). It does not turn up.
        Platform("youtube", "YouTube", "YouTube", _WIDE, 30, -14.0, 43_200, 256 * GB, FREE, 8),
        # Length: support.google.com/youtube/answer/10059070 (three minutes since October 2024), and so docs.getlate.dev as above.
        Platform("shorts", "YouTube Shorts", "YouTube Shorts", _VERTICAL, 30, -14.0, 180, 256 * GB, _SHORTS, 8),
        # Length, size and bit rate: its upload page (channels.weixin.qq.com), as a program that publishes to it has noted them in
        # December 2024; not confirmed by Tencent, and older pages tell less (an hour, 1 to 2 GB). Loudness is not published.
        Platform("channels", "WeChat Channels", "微信视频号", _VERTICAL, 30, -14.0, 28_800, 20 * GB, _BUTTONS, 10),
        # Length, size and frame rate: developers.tiktok.com/doc/content-posting-api-media-transfer-guide (10 min, 4 GB, 23–60 fps); by
        # hand on its web page some accounts may send an hour. Loudness is not published: -14 is what is measured of its player.
        Platform("tiktok", "TikTok", "TikTok", _VERTICAL, 30, -14.0, 600, 4 * GB, _BUTTONS, 8),
        # Length and size: what its upload page (creator.xiaohongshu.com) is said to show; not confirmed. Upright notes are cut to 3:4
        # in the feed.
        Platform("xiaohongshu", "Xiaohongshu", "小红书", (1080, 1440), 30, -14.0, 3600, 20 * GB, _NOTE, 8),
    )
}
_ALIASES = {"抖音": "douyin", "哔哩哔哩": "bilibili", "b站": "bilibili", "视频号": "channels", "微信视频号": "channels", "wechat": "channels",
            "小红书": "xiaohongshu", "rednote": "xiaohongshu"}  # fmt: skip


def platform(name: str) -> Platform:
    """The platform of that name, in English or in Chinese. BadInput for one that is not known."""
    given = name.strip().lower()
    found = PLATFORMS.get(_ALIASES.get(given, given))
    if found is None:
        known = ", ".join(PLATFORMS)
        near = get_close_matches(given, PLATFORMS, 1)
        en, zh = (f" Did you mean {near[0]}?", f"是否想写 {near[0]}？") if near else ("", "")
        raise BadInput(f"The platform {name!r} is not known.{en} There are: {known}.",
                       f"未知平台 {name!r}。{zh}可选：{known.replace(', ', '、')}。")  # fmt: skip
    return found


def remarks(name: str, seconds: float, size: int) -> tuple[tuple[str, str], ...]:
    """What of a film of `seconds` in a file of `size` bytes the platform (`name`; "" for none) does not take, in English and in Chinese."""
    if not name:
        return ()
    wanted, told = platform(name), []
    if seconds > wanted.longest:
        told.append((f"{wanted.en} takes films of up to {wanted.longest / 60:g} minutes; this one lasts {seconds / 60:.1f}.",
                     f"{wanted.zh}的视频最长 {wanted.longest / 60:g} 分钟；本片长 {seconds / 60:.1f} 分钟。"))  # fmt: skip
    if size > wanted.largest:
        told.append((f"{wanted.en} takes files of up to {wanted.largest / GB:g} GB; this one has {size / GB:.1f}.",
                     f"{wanted.zh}的文件最大 {wanted.largest / GB:g} GB；本片为 {size / GB:.1f} GB。"))  # fmt: skip
    return tuple(told)
