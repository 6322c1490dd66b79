"""Cantonese: characters to jyutping with tone digits, by ToJyutping (its dictionary ships in its package)."""

from __future__ import annotations


def is_cantonese(language: str) -> bool:
    return language.lower() in ("yue", "zh-hk", "zh-yue", "yue-hk")


def jyutping(text: str) -> list[str]:
    """A syllable for each character of `text`, found over the whole of it; "" for what has no reading."""
    import ToJyutping  # its dictionary takes a second to load, which a program that speaks no Cantonese need not wait for

    return [reading or "" for _, reading in ToJyutping.get_jyutping_list(text)]
