"""Finding the face in a picture: 478 FaceMesh points, with retries, and clear answers when there is no usable face.

The points are those of MediaPipe Face Mesh (Kartynnik et al. 2019, with the attention mesh's irises), which the mediapipe
package carries.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cv2
import numpy as np

from ..errors import BadInput
from ..media import Picture
from .quiet import quiet
from .solutions import solutions

MIN_FACE = 64
MAX_YAW = 45.0
DOMINANT = 1.6  # the largest face is taken without asking when it is this many times wider than the next
_LOCK = threading.Lock()  # one graph serves one thread at a time

OUTER_EYES = (33, 263)
INNER_LIPS = (13, 14)


@dataclass(frozen=True, eq=False)
class Face:
    """One face in a picture: `points`, float64 (478, 3), in pixels of the picture, z growing away from the camera."""

    points: np.ndarray

    @property
    def eyes(self) -> float:
        """The distance between the outer corners of the eyes in pixels: the unit of every lip measure."""
        return float(np.linalg.norm(self.points[33, :2] - self.points[263, :2]))

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(left, top, right, bottom) of the points"""
        low, high = self.points[:468, :2].min(axis=0), self.points[:468, :2].max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @property
    def extent(self) -> float:
        """The longer side of the box in pixels"""
        left, top, right, bottom = self.box
        return max(right - left, bottom - top)

    @property
    def yaw(self) -> float:
        """How far the head is turned, in degrees; 0 faces the camera."""
        across = self.points[454] - self.points[234]
        return math.degrees(math.atan2(across[2], math.hypot(across[0], across[1])))

    @property
    def lip_gap(self) -> float:
        """The opening between the inner lips, in outer-eye distances"""
        return float(np.linalg.norm(self.points[13, :2] - self.points[14, :2])) / max(self.eyes, 1e-6)


def flat(picture: Picture) -> np.ndarray:
    """The picture as uint8 RGB; transparency is laid over a light grey."""
    pixels = picture.pixels
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return np.ascontiguousarray(np.round(pixels[..., :3] * alpha + 226.0 * (1 - alpha)).astype(np.uint8))


def find_face(picture: Picture, face: int | None = None) -> Face:
    """The face to animate: the only one, the clearly largest one, or the one at the index `face`, the largest first.

    Messages count faces from 1, as the command line and the page do.

    BadInput if there is none, if several are of similar size and `face` is None, if it is under 64 pixels, turned away
    more than 45 degrees, or not shaped like a human face.
    """
    faces = find_faces(flat(picture))
    if not faces:
        raise BadInput(
            "No face was found in this picture. Give a portrait of one person, seen from the front, eyes and mouth uncovered.",
            "图片中没有找到人脸。请提供一张单人正面照，眼睛和嘴不要被遮挡。",
        )
    return check_face(_choose(faces, face))


def _choose(faces: list[Face], face: int | None) -> Face:
    if face is not None:
        if not 0 <= face < len(faces):
            raise BadInput(
                f"Face {face + 1} was asked for; this picture shows {len(faces)}, the largest first. {_places(faces, 'en')}",
                f"指定了第 {face + 1} 张脸；图片中有 {len(faces)} 张，最大的在前。{_places(faces, 'zh')}",
            )
        return faces[face]
    rivals = [f for f in faces if f.extent * DOMINANT > faces[0].extent]
    if len(rivals) > 1:
        raise BadInput(
            f"This picture shows {len(rivals)} faces of similar size. Choose one with --face 1 … {len(rivals)}, "
            f"the largest first, or crop the picture to one person. {_places(rivals, 'en')}",
            f"图片中有 {len(rivals)} 张大小相近的脸。请用 --face 1 … {len(rivals)} 选择（最大的在前），或裁剪成单人。{_places(rivals, 'zh')}",
        )
    return faces[0]


def _places(faces: list[Face], language: str) -> str:
    """Where the faces are, counted from 1, by the pixels of the middle of each and how tall it is"""
    rows = []
    for number, face in enumerate(faces, 1):
        left, top, right, bottom = face.box
        x, y, tall = round((left + right) / 2), round((top + bottom) / 2), round(bottom - top)
        rows.append(
            f"{number}：({x}, {y}) 处，高 {tall} 像素" if language == "zh" else f"{number}: at ({x}, {y}), {tall} pixels tall"
        )
    return "；".join(rows) + "。" if language == "zh" else "; ".join(rows) + "."


def check_face(face: Face) -> Face:
    """The face itself if it can be animated; BadInput saying why if not."""
    if face.extent < MIN_FACE:
        raise BadInput(
            f"The face is {face.extent:.0f} pixels tall; at least {MIN_FACE} are needed. Give a larger or closer picture.",
            f"人脸只有 {face.extent:.0f} 像素高；至少需要 {MIN_FACE} 像素。请换更大或更近的照片。",
        )
    if abs(face.yaw) > MAX_YAW:
        raise BadInput(
            f"The head is turned {abs(face.yaw):.0f} degrees away; up to {MAX_YAW:.0f} can be animated. Give a view from the front.",
            f"头部侧转约 {abs(face.yaw):.0f} 度；最多支持 {MAX_YAW:.0f} 度。请提供正面照片。",
        )
    if not plausible(face):
        raise BadInput(
            "What looks like a face here does not have a human face's proportions. Give a portrait of a person from the front.",
            "图中疑似人脸的部分不符合人脸比例。请提供一张人物正面照。",
        )
    return face


def plausible(face: Face) -> bool:
    """Whether eyes, nose, mouth and chin stand in the proportions of a human face seen within 45 degrees."""
    p = face.points
    eyes = max(face.eyes, 1e-6)
    middle = (p[33] + p[263]) / 2
    down = (p[152] - middle)[:2]
    height = float(np.linalg.norm(down)) / eyes
    mouth = float(np.linalg.norm((p[61] - p[291])[:2])) / eyes
    nose = float(np.linalg.norm((p[1] - middle)[:2])) / eyes
    lips = float(np.dot(((p[13] + p[14]) / 2 - middle)[:2], down) / max(np.dot(down, down), 1e-6))
    lean = abs(float(np.dot(down, (p[263] - p[33])[:2]))) / (height * eyes * eyes + 1e-6)
    return 0.75 < height < 2.6 and 0.2 < mouth < 1.0 and 0.1 < nose < 1.1 and 0.4 < lips < 0.85 and lean < 0.5


def find_faces(pixels: np.ndarray) -> list[Face]:
    """Every face in an RGB uint8 picture, the largest first: the mesh alone, then detector, crop, upscale, else a border."""
    height, width = pixels.shape[:2]
    faces = _mesh(pixels)
    for left, top, right, bottom in _detect(pixels):
        middle = ((left + right) / 2, (top + bottom) / 2)
        if not any(f.box[0] <= middle[0] <= f.box[2] and f.box[1] <= middle[1] <= f.box[3] for f in faces):
            side = 2.0 * max(right - left, bottom - top)
            faces += _mesh_around(pixels, middle, side)[:1]
    if not faces:
        border = max(height, width) // 2
        padded = cv2.copyMakeBorder(pixels, border, border, border, border, cv2.BORDER_CONSTANT, value=(127, 127, 127))
        faces = [Face(f.points - (border, border, 0)) for f in _mesh(padded)]
    return sorted(_distinct(faces), key=lambda f: -f.extent)


def track(pixels: np.ndarray) -> Face | None:
    """The largest face that the mesh alone finds: for measuring frames that were rendered here."""
    faces = sorted(_mesh(pixels), key=lambda f: -f.extent)
    return faces[0] if faces else None


def _distinct(faces: list[Face]) -> list[Face]:
    kept: list[Face] = []
    for face in sorted(faces, key=lambda f: -f.extent):
        middle = face.points[:468, :2].mean(axis=0)
        if all(np.linalg.norm(middle - other.points[:468, :2].mean(axis=0)) > 0.35 * other.extent for other in kept):
            kept.append(face)
    return kept


def _mesh_around(pixels: np.ndarray, middle: tuple[float, float], side: float) -> list[Face]:
    height, width = pixels.shape[:2]
    x0, y0 = max(0, int(middle[0] - side / 2)), max(0, int(middle[1] - side / 2))
    x1, y1 = min(width, int(middle[0] + side / 2)), min(height, int(middle[1] + side / 2))
    crop = pixels[y0:y1, x0:x1]
    if min(crop.shape[:2]) < 8:
        return []
    scale = max(1.0, 512 / max(crop.shape[:2]))
    larger = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return [Face(f.points / scale + (x0, y0, 0)) for f in _mesh(larger)]


def _smaller(pixels: np.ndarray, limit: int) -> tuple[np.ndarray, float]:
    scale = min(1.0, limit / max(pixels.shape[:2]))
    if scale == 1.0:
        return np.ascontiguousarray(pixels), 1.0
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _mesh(pixels: np.ndarray) -> list[Face]:
    small, _ = _smaller(pixels, 1600)
    with _LOCK, quiet():
        result = _mesh_graph().process(small)
    height, width = pixels.shape[:2]
    return [
        Face(np.array([(p.x * width, p.y * height, p.z * width) for p in found.landmark]))
        for found in result.multi_face_landmarks or []
    ]


def _detect(pixels: np.ndarray) -> list[tuple[float, float, float, float]]:
    small, _ = _smaller(pixels, 1280)
    with _LOCK, quiet():
        result = _detection_graph().process(small)
    height, width = pixels.shape[:2]
    boxes = [found.location_data.relative_bounding_box for found in result.detections or []]
    return [(b.xmin * width, b.ymin * height, (b.xmin + b.width) * width, (b.ymin + b.height) * height) for b in boxes]


_LOOKS = ((0.00, 0.00, 1.0, 7.0), (0.06, 0.04, 1.15, 12.0), (-0.05, 0.05, 0.9, -12.0))


def seen_again(pixels: np.ndarray, face: Face) -> list[np.ndarray | None]:
    """The face looked for again, shifted, leaning and at other sizes: each time its points, float64 (468, 2), or None."""
    out = 256
    scale = min(1.0, out / (1.5 * face.extent))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top, right, bottom = (scale * place for place in face.box)
    side = 1.9 * scale * face.extent
    found: list[np.ndarray | None] = []
    for dx, dy, size, angle in _LOOKS:
        middle = ((left + right) / 2 + dx * side, (top + bottom) / 2 + dy * side)
        move = cv2.getRotationMatrix2D(middle, angle, out / (side * size))
        move[:, 2] += np.array([out / 2, out / 2]) - middle
        seen = track(cv2.warpAffine(small, move, (out, out), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
        back = cv2.invertAffineTransform(move)
        found.append(None if seen is None else cv2.transform(seen.points[None, :468, :2], back)[0] / scale)
    return found


def find_hands(pixels: np.ndarray, face: Face) -> list[np.ndarray]:
    """The hands near a face: each float64 (21, 2) in pixels of the picture"""
    left, top, right, bottom = face.box
    x, y, half = (left + right) / 2, (top + bottom) / 2, 0.8 * face.extent
    x0, y0 = max(0, int(x - half)), max(0, int(y - half))
    crop = pixels[y0 : int(y + half), x0 : int(x + half)]
    scale = 512 / max(crop.shape[:2])
    near = cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    with _LOCK, quiet():
        hands = _hands_graph().process(near).multi_hand_landmarks or []
    size = np.array([crop.shape[1], crop.shape[0]])
    return [np.array([(p.x, p.y) for p in hand.landmark]) * size + (x0, y0) for hand in hands]


@lru_cache(maxsize=1)
def _hands_graph() -> Any:
    return solutions().hands.Hands(static_image_mode=True, max_num_hands=2, min_detection_confidence=0.6)


def segmented(pixels: np.ndarray, *, twice: bool = True) -> np.ndarray:
    """How surely each pixel of an RGB uint8 picture shows a person: float32 (height, width), 0 to 1, smooth.

    `twice`: looked at mirrored as well, which steadies the edge and takes twice the time.
    """
    small, _ = _smaller(pixels, 512)  # the network sees 256 pixels a side
    with _LOCK, quiet():
        mask = _segmentation_graph().process(small).segmentation_mask
        if twice:
            mirrored = _segmentation_graph().process(np.ascontiguousarray(small[:, ::-1])).segmentation_mask
            mask = (mask + mirrored[:, ::-1]) / 2
    return np.clip(cv2.resize(mask, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_LINEAR), 0, 1)


@lru_cache(maxsize=1)
def _segmentation_graph() -> Any:
    return solutions().selfie_segmentation.SelfieSegmentation(model_selection=0)


@lru_cache(maxsize=1)
def _mesh_graph() -> Any:
    return solutions().face_mesh.FaceMesh(
        static_image_mode=True, max_num_faces=8, refine_landmarks=True, min_detection_confidence=0.5
    )


@lru_cache(maxsize=1)
def _detection_graph() -> Any:
    return solutions().face_detection.FaceDetection(model_selection=1, min_detection_confidence=0.5)


class Tracker:
    """One face followed through moving pictures: FaceMesh's graph for video looks first where the face was. For one thread."""

    def __init__(self) -> None:
        with quiet():
            self._graph = solutions().face_mesh.FaceMesh(
                static_image_mode=False, max_num_faces=1, refine_landmarks=True, min_tracking_confidence=0.6
            )
            self._start()

    def find(self, pixels: np.ndarray) -> Face | None:
        """The face in the next frame, RGB uint8 (height, width, 3)"""
        with quiet():
            result = self._graph.process(np.ascontiguousarray(pixels))
        height, width = pixels.shape[:2]
        for found in result.multi_face_landmarks or []:
            return Face(np.array([(p.x * width, p.y * height, p.z * width) for p in found.landmark]))
        return None

    def restart(self) -> None:
        """What comes next has nothing to do with what came before."""
        with quiet():
            self._graph.reset()
            self._start()

    def _start(self) -> None:
        """Networks are loaded with the first picture, and tell of it."""
        self._graph.process(np.zeros((16, 16, 3), np.uint8))

    def close(self) -> None:
        self._graph.close()
