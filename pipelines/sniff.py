"""What kind of file this is, by its first bytes: to tell a person whose file could not be used. No check: a text may begin so."""

from __future__ import annotations

Kind = tuple[str, str]
"""The kind in English and in Chinese."""

HEAD = 16
"""How many bytes `kind_of` looks at."""

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89PNG", ("a PNG picture", "PNG 图片")),
    (b"\xff\xd8\xff", ("a JPEG picture", "JPEG 图片")),
    (b"GIF8", ("a GIF picture", "GIF 图片")),
    (b"%PDF", ("a PDF document", "PDF 文档")),
    (b"PK\x03\x04", ("a zip archive or an office document", "压缩包或 Office 文档")),
    (b"\xd0\xcf\x11\xe0", ("an office document", "Office 文档")),
    (b"fLaC", ("a FLAC sound", "FLAC 音频")),
    (b"OggS", ("an Ogg sound", "Ogg 音频")),
    (b"ID3", ("an MP3 sound", "MP3 音频")),
    (b"\x1a\x45\xdf\xa3", ("a Matroska or WebM film", "Matroska 或 WebM 影片")),
)


def kind_of(head: bytes) -> Kind | None:
    """The kind of the file that begins with `head`; None if it is none of the common binary ones."""
    if head[:4] == b"RIFF":
        return {
            b"WAVE": ("a WAV sound", "WAV 音频"),
            b"WEBP": ("a WebP picture", "WebP 图片"),
            b"AVI ": ("an AVI film", "AVI 影片"),
        }.get(head[8:12])
    if head[4:8] == b"ftyp":
        return "an MP4 film or sound", "MP4 影片或音频"
    return next((kind for start, kind in _STARTS if head.startswith(start)), None)
