"""SSML (W3C 1.0 and 1.1, with Azure's mstts elements) in and out of editable timelines."""

from .kept import Kept
from .read import Document, read
from .write import to_ssml

__all__ = ["Document", "Kept", "read", "to_ssml"]
