"""What an emotion does to a face: ARKit blendshapes at degree 1, and how it changes what moves anyway.

The shapes follow the action units of FACS (Ekman & Friesen 1978): happiness 6 + 12, sadness 1 + 4 + 15, anger 4 + 5 + 7 + 23,
surprise 1 + 2 + 5 + 26; kept to what still lets the mouth speak.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Emotion:
    """`shapes`: ARKit blendshapes by name, both sides of a pair where no side is named, 0 to 1.

    head    how much the head moves, 1 as usual; `pitch` degrees that it is lowered, `roll` degrees that it is tilted
    blinks  how many more blinks; `mouth` how much wider the mouth opens; `down` degrees that the eyes look down
    """

    shapes: dict[str, float] = field(default_factory=dict)
    head: float = 1.0
    pitch: float = 0.0
    roll: float = 0.0
    blinks: float = 1.0
    mouth: float = 1.0
    down: float = 0.0


EMOTIONS: dict[str, Emotion] = {
    "neutral": Emotion(),
    "happy": Emotion(
        {"mouthSmile": 0.75, "cheekSquint": 0.50, "eyeSquint": 0.20, "mouthDimple": 0.15, "browOuterUp": 0.10},
        head=1.15, pitch=-0.8, roll=1.0, mouth=1.05,
    ),
    "sad": Emotion(
        {"browInnerUp": 0.60, "browDown": 0.15, "mouthFrown": 0.60, "mouthShrugLower": 0.20, "eyeSquint": 0.10},
        head=0.6, pitch=3.5, roll=1.2, blinks=1.15, mouth=0.85, down=4.0,
    ),
    "angry": Emotion(
        {"browDown": 0.90, "eyeWide": 0.20, "eyeSquint": 0.25, "noseSneer": 0.30, "mouthPress": 0.15, "mouthFrown": 0.15},
        head=1.3, pitch=1.5, blinks=0.8, mouth=1.15,
    ),
    "surprised": Emotion(
        {"browInnerUp": 0.65, "browOuterUp": 0.65, "eyeWide": 0.55, "jawOpen": 0.10}, head=1.1, pitch=-1.5, blinks=0.6, mouth=1.15,
    ),
    "serious": Emotion(
        {"browDown": 0.45, "eyeSquint": 0.20, "mouthPress": 0.15, "mouthFrown": 0.12}, head=0.7, pitch=0.8, blinks=0.85, mouth=0.95,
    ),
}  # fmt: skip

OF_STYLE = {
    "cheerful": "happy", "excited": "happy", "friendly": "happy", "sad": "sad", "crying": "sad", "angry": "angry",
    "serious": "serious", "newsreader": "serious", "fearful": "surprised",
}  # fmt: skip
"""The emotion that a style of speaking is seen as; the others are neutral."""
