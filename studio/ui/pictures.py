"""Pictures that are sent to the page in one piece, because they are shown once."""

from __future__ import annotations

import base64

import cv2

from pipelines.media import Picture

_QUALITY = 88


def sent(picture: Picture) -> str:
    """The picture as a data address, JPEG; what is transparent is white."""
    pixels = picture.pixels
    if pixels.shape[2] == 4:
        alpha = pixels[..., 3:].astype("float32") / 255
        pixels = (pixels[..., :3] * alpha + 255 * (1 - alpha)).round().astype("uint8")
    done, data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise ValueError("a picture that cannot be encoded")
    return "data:image/jpeg;base64," + base64.b64encode(data.tobytes()).decode("ascii")
