"""A cut as a draft folder of Jianying (剪映) or CapCut: draft_content.json and draft_meta_info.json, times in microseconds.

The form was learnt from the drafts that Jianying 5.9 writes and pyJianYingDraft describes: tracks hold segments, a segment names its
material, where it lies (`target_timerange`) and which part of the file it shows (`source_timerange`). Later versions keep their own
drafts encrypted, and read these. The editor adds what a draft leaves out. Ids come from names, so that the same cut is the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from ..layout import aspect_of
from ..look import metrics
from ..subtitles import Cue
from .cut import Clip, Cut, Move, Track, Transition
from .places import Places

App = Literal["jianying", "capcut"]
_PLATFORMS: dict[str, dict[str, Any]] = {
    "jianying": {"app_id": 3704, "app_source": "lv", "app_version": "5.9.0", "os": "windows"},
    "capcut": {"app_id": 359289, "app_source": "cc", "app_version": "4.0.0", "os": "windows"},
}
_VERSION, _NEW_VERSION = 360_000, "110.0.0"
_STILLS = (".png", ".jpg", ".jpeg", ".webp", ".bmp")
_FOR_EVER = 10_800_000_000  # microseconds that a still can be shown for: what Jianying itself writes
_TEXT_LAYER = 14_000  # render index of text: above all pictures

_MATERIALS = (
    "audio_balances", "audio_effects", "audio_fades", "audio_track_indexes", "audios", "beats", "canvases", "chromas",
    "color_curves", "digital_humans", "drafts", "effects", "flowers", "green_screens", "handwrites", "hsl", "images",
    "log_color_wheels", "loudnesses", "manual_deformations", "masks", "material_animations", "material_colors",
    "multi_language_refs", "placeholders", "plugin_effects", "primary_color_wheels", "realtime_denoises", "shapes",
    "smart_crops", "smart_relights", "sound_channel_mappings", "speeds", "stickers", "tail_leaders", "text_templates",
    "texts", "time_marks", "transitions", "video_effects", "video_trackings", "videos", "vocal_beautifys",
    "vocal_separations",
)  # fmt: skip


TRANSITIONS: dict[str, tuple[str, bool, dict[App, tuple[str, str]]]] = {
    "dissolve": ("6724845717472416269", True,
                 {"jianying": ("叠化", "322577"), "capcut": ("Mix", "CE454E9E-9C57-43c5-9E80-B46A6A495D10")}),
    "fade": ("6724239388189921806", False,
             {"jianying": ("闪黑", "321493"), "capcut": ("Black Fade", "7CBE3442-7B48-4a73-9391-C74FB7580D30")}),
    "fade-white": ("6724845376098013708", False,
                   {"jianying": ("闪白", "322575"), "capcut": ("White Flash", "B5F63066-4B98-4c8a-B4AD-1398E1D313F2")}),
    "push": ("6726711499676455435", True,
             {"jianying": ("左移", "2917286"), "capcut": ("Left", "9CA0C177-8A1D-410c-9D37-7F6606CD5BB5")}),
    "wipe": ("6724849898857959950", True,
             {"jianying": ("向右擦除", "2917284"), "capcut": ("Wipe Right", "0CF8046E-31BD-4b4e-94D0-13050511EE07")}),
    "zoom": ("6724226861666144779", False,
             {"jianying": ("推近", "359359"), "capcut": ("Pull in", "E27206B3-FFA0-4ea4-B6E7-44350CED4574")}),
}  # fmt: skip
"""The editors' own transitions by the names of ours: the resource that they fetch, whether it needs frames beyond the cut, and its name
and number in each editor, as pyJianYingDraft and CapCutAPI list them."""

_KEYFRAMES = ("adjusts", "audios", "effects", "filters", "handwrites", "stickers", "texts", "videos")


def drafts(cut: Cut, places: Places, app: App = "jianying") -> dict[str, str]:
    """The files of the draft's folder, by name. draft_info.json is draft_content.json as the editor names it on a Mac."""
    materials: dict[str, list[Any]] = {name: [] for name in _MATERIALS}
    book = _Book(cut, places, app, materials)
    tracks = [book.track(number, track) for number, track in enumerate(cut.tracks)]
    if cut.captions:
        tracks.append(book.captions(cut.captions))
    ends = [_end(segment) for track in tracks for segment in track["segments"]]
    content = _head(cut, app) | {"duration": max(ends, default=0), "materials": materials, "tracks": tracks}
    text = json.dumps(content, ensure_ascii=False)
    meta = json.dumps(_meta(cut, places, materials, content["duration"]), ensure_ascii=False)
    return {"draft_content.json": text, "draft_info.json": text, "draft_meta_info.json": meta}


def microseconds(frames: int, cut: Cut) -> int:
    """A time, never a length: lengths are differences of rounded times, so that segments touch."""
    return round(cut.seconds(frames) * 1_000_000)


def _end(segment: dict[str, Any]) -> int:
    reach: dict[str, int] = segment["target_timerange"]
    return reach["start"] + reach["duration"]


def _id(*parts: Any) -> str:
    return str(uuid5(NAMESPACE_URL, "shengying:" + "/".join(map(str, parts)))).upper()


def _span(start: int, end: int) -> dict[str, int]:
    return {"start": start, "duration": end - start}


@dataclass(frozen=True)
class _Book:
    """The draft's materials, and the segments that show them."""

    cut: Cut
    places: Places
    app: App
    materials: dict[str, list[Any]]
    known: set[str] = field(default_factory=set)

    def track(self, number: int, track: Track) -> dict[str, Any]:
        picture = track.kind == "picture"
        segments = [self._segment(number, place, clip, picture=picture) for place, clip in enumerate(track.clips)]
        for place, clip in enumerate(track.clips):
            if clip.into:  # it belongs to the clip that it begins in
                own = _id(self.cut.name, number, place, "transition")
                self.materials["transitions"].append(self._transition(own, clip, clip.into))
                segments[place - 1]["extra_material_refs"].append(own)
        return _track(_id(self.cut.name, number), "video" if picture else "audio", track.name, segments)

    def _segment(self, number: int, place: int, clip: Clip, *, picture: bool) -> dict[str, Any]:
        own = (self.cut.name, number, place)
        material = _id(self.cut.name, clip.path.name, "picture" if picture else "sound")
        kind = "videos" if picture else "audios"
        if material not in self.known:
            self.known.add(material)
            self.materials[kind].append(self._video(clip, material) if picture else self._audio(clip, material))
        self.materials["speeds"].append(
            {"id": _id(*own, "speed"), "type": "speed", "mode": 0, "speed": 1.0, "curve_speed": None}
        )
        start, end = microseconds(clip.start, self.cut), microseconds(clip.end, self.cut)
        source = microseconds(clip.source, self.cut)
        made = _segment(_id(*own), material, _span(start, end)) | {
            "source_timerange": _span(source, source + end - start),
            "extra_material_refs": [_id(*own, "speed")],
            "volume": 0.0 if picture else round(clip.gain, 5),  # a video's own sound is a clip of its own
            "render_index": number if picture else 0,
            "clip": _placed() if picture else None,
        }
        if picture and clip.move:
            made["common_keyframes"] = _moving(own, clip.move, end - start)
        if not picture and clip.fades:
            points = [(microseconds(frame, self.cut), clip.gain * factor) for frame, factor in clip.fades]
            made["common_keyframes"] = [_keyframes(own, "KFTypeVolume", points)]
        return made

    def _transition(self, own: str, clip: Clip, into: Transition) -> dict[str, Any]:
        resource, overlap, names = TRANSITIONS.get(into.name, TRANSITIONS["dissolve"])
        title, effect = names[self.app]
        first = clip.start - into.before
        length = microseconds(first + into.frames, self.cut) - microseconds(first, self.cut)
        return {"id": own, "type": "transition", "name": title, "effect_id": effect, "resource_id": resource, "duration": length,
                "is_overlap": overlap, "platform": "all", "category_id": "", "category_name": ""}  # fmt: skip

    def _video(self, clip: Clip, material: str) -> dict[str, Any]:
        still = clip.path.suffix.lower() in _STILLS
        width, height = self.cut.size
        return {
            "id": material, "material_id": material, "local_material_id": "", "type": "photo" if still else "video",
            "path": self.places.absolute(clip.path), "material_name": clip.path.name, "category_name": "local", "check_flag": 63487,
            "duration": _FOR_EVER if still else microseconds(clip.length, self.cut), "width": width, "height": height,
            "has_audio": False, "crop_ratio": "free", "crop_scale": 1.0, "source": 0, "source_platform": 0, "media_path": "",
            "crop": {f"{side}_{axis}": float(side.endswith("right") if axis == "x" else side.startswith("lower"))
                     for side in ("upper_left", "upper_right", "lower_left", "lower_right") for axis in "xy"},
        }  # fmt: skip

    def _audio(self, clip: Clip, material: str) -> dict[str, Any]:
        return {
            "id": material, "local_material_id": material, "music_id": material, "type": "extract_music", "name": clip.name or clip.path.name,
            "path": self.places.absolute(clip.path), "duration": microseconds(clip.length, self.cut), "category_name": "local",
            "check_flag": 1, "copyright_limit_type": "none", "source_platform": 0, "wave_points": [],
        }  # fmt: skip

    def captions(self, cues: Sequence[Cue]) -> dict[str, Any]:
        """The text track; its segments are switched off where the pictures show the captions already."""
        below = 1 - 2 * max(metrics(self.cut.size).bottom / self.cut.size[1], self.cut.safe.bottom)
        segments = []
        for place, cue in enumerate(cues):
            material = _id(self.cut.name, "caption", place)
            self.materials["texts"].append(_text(material, cue, self.cut))
            reach = _span(round(cue.start * 1_000_000), round(cue.end * 1_000_000))
            segments.append(_segment(_id(self.cut.name, "captions", place), material, reach) | {
                "source_timerange": None, "extra_material_refs": [], "volume": 1.0, "render_index": _TEXT_LAYER,
                "clip": _placed(y=-round(below, 4)), "visible": not self.cut.burned,
            })  # fmt: skip
        return _track(_id(self.cut.name, "captions"), "text", "captions", segments)


def _track(own: str, kind: str, name: str, segments: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": own, "type": kind, "name": name, "is_default_name": False, "attribute": 0, "flag": 0, "segments": segments}


def _segment(own: str, material: str, target: dict[str, int]) -> dict[str, Any]:
    return {
        "id": own, "material_id": material, "target_timerange": target, "speed": 1.0, "visible": True, "reverse": False,
        "enable_adjust": True, "enable_lut": True, "group_id": "", "last_nonzero_volume": 1.0, "template_id": "",
        "template_scene": "default", "track_attribute": 0, "track_render_index": 0, "common_keyframes": [], "keyframe_refs": [],
    }  # fmt: skip


def _placed(x: float = 0.0, y: float = 0.0, scale: float = 1.0) -> dict[str, Any]:
    """Where a picture stands: its middle in half canvases from the canvas's middle, y upwards."""
    return {"alpha": 1.0, "rotation": 0.0, "flip": {"horizontal": False, "vertical": False}, "scale": {"x": scale, "y": scale},
            "transform": {"x": x, "y": y}}  # fmt: skip


def _keyframes(own: Sequence[Any], kind: str, points: Sequence[tuple[int, float]]) -> dict[str, Any]:
    """A property's points, in microseconds from the segment's begin, straight between them."""
    still = {"x": 0.0, "y": 0.0}
    made = [
        {"id": _id(*own, kind, place), "curveType": "Line", "graphID": "", "left_control": still, "right_control": still,
         "time_offset": time, "values": [round(value, 6)]}
        for place, (time, value) in enumerate(points)
    ]  # fmt: skip
    return {"id": _id(*own, kind), "material_id": "", "property_type": kind, "keyframe_list": made}


def _moving(own: Sequence[Any], move: Move, length: int) -> list[dict[str, Any]]:
    """The camera's two poses: the picture is as large as the zoom, and shifted so that the centre seen is the canvas's."""
    kinds: dict[str, list[tuple[int, float]]] = {
        "KFTypeScaleX": [],
        "KFTypeScaleY": [],
        "KFTypePositionX": [],
        "KFTypePositionY": [],
    }
    for time, (zoom, x, y) in ((0, move.start), (length, move.end)):
        for kind, value in zip(kinds, (zoom, zoom, zoom * (1 - 2 * x), zoom * (2 * y - 1)), strict=True):
            kinds[kind].append((time, value))
    return [_keyframes(own, kind, points) for kind, points in kinds.items()]


def _text(own: str, cue: Cue, cut: Cut) -> dict[str, Any]:
    """A caption: white, centred, with a dark edge; its words with their times in milliseconds from its begin."""
    size = 5.0 if aspect_of(cut.size) == "wide" else 8.0
    solid = {"solid": {"alpha": 1.0, "color": [1.0, 1.0, 1.0]}, "render_type": "solid"}
    edge = {"content": {"solid": {"alpha": 1.0, "color": [0.0, 0.0, 0.0]}}, "width": 0.08}
    style = {"fill": {"alpha": 1.0, "content": solid}, "range": [0, len(cue.text)], "size": size, "bold": False, "italic": False,
             "underline": False, "strokes": [edge]}  # fmt: skip
    words = {"text": [word.text for word in cue.words],
             "start_time": [round((word.start - cue.start) * 1000) for word in cue.words],
             "end_time": [round((word.end - cue.start) * 1000) for word in cue.words]}  # fmt: skip
    return {
        "id": own, "type": "subtitle", "content": json.dumps({"text": cue.text, "styles": [style]}, ensure_ascii=False), "alignment": 1,
        "typesetting": 0, "check_flag": 15, "font_size": size, "letter_spacing": 0.0, "line_spacing": 0.02, "line_feed": 1,
        "line_max_width": 0.82, "force_apply_line_max_width": False, "initial_scale": 1.0, "global_alpha": 1.0, "add_type": 0,
        "language": cut.language, "words": words,
    }  # fmt: skip


def _head(cut: Cut, app: App) -> dict[str, Any]:
    return {
        "id": _id(cut.name), "name": cut.name, "version": _VERSION, "new_version": _NEW_VERSION, "fps": float(cut.fps),
        "canvas_config": {"width": cut.size[0], "height": cut.size[1], "ratio": "original"}, "color_space": 0, "source": "default",
        "platform": _PLATFORMS[app], "last_modified_platform": _PLATFORMS[app], "create_time": 0, "update_time": 0,
        "config": {"maintrack_adsorb": False, "video_mute": False, "subtitle_sync": True, "lyrics_sync": True, "material_save_mode": 0},
        "keyframes": {name: [] for name in _KEYFRAMES},
        "keyframe_graph_list": [], "relationships": [], "cover": None, "extra_info": None, "group_container": None,
        "mutable_config": None, "retouch_cover": None, "render_index_track_mode_on": True, "free_render_index_mode_on": False,
        "static_cover_image_path": "", "time_marks": _marks(cut),
    }  # fmt: skip


def _marks(cut: Cut) -> dict[str, Any] | None:
    """The markers, as the editor's time marks."""
    if not cut.markers:
        return None
    items = [{"id": _id(cut.name, "mark", place), "title": marker.name, "color": "#00c1cd",
              "time_range": {"start": microseconds(marker.start, cut), "duration": 0}} for place, marker in enumerate(cut.markers)]  # fmt: skip
    return {"id": _id(cut.name, "marks"), "mark_items": items}


def _meta(cut: Cut, places: Places, materials: dict[str, list[Any]], duration: int) -> dict[str, Any]:
    """What the editor's list of drafts shows, and the local files of the draft's own shelf."""
    folder = places.absolute(places.folder)
    shelf = [
        _shelved(one, "music" if kind == "audios" else one["type"]) for kind in ("videos", "audios") for one in materials[kind]
    ]
    return {
        "draft_id": _id(cut.name, "draft"), "draft_name": cut.name, "draft_fold_path": folder, "draft_root_path": folder.rpartition("/")[0],
        "tm_duration": duration, "tm_draft_create": 0, "tm_draft_modified": 0, "tm_draft_removed": 0, "draft_removable_storage_device": "",
        "draft_cover": "", "draft_is_invisible": False, "draft_type": "", "draft_new_version": "",
        "draft_materials": [{"type": kind, "value": shelf if kind == 0 else []} for kind in (0, 1, 2, 3, 6, 7, 8)],
    }  # fmt: skip


def _shelved(material: dict[str, Any], kind: str) -> dict[str, Any]:
    name = material["path"].rpartition("/")[2]
    whole = {"start": 0, "duration": material["duration"]}
    return {"id": material["id"], "file_Path": material["path"], "extra_info": name, "metetype": kind, "type": 0, "item_source": 1,
            "width": material.get("width", 0), "height": material.get("height", 0), "duration": material["duration"],
            "sub_time_range": {"start": -1, "duration": -1}, "roughcut_time_range": whole}  # fmt: skip
