"""People of a video: a clip is enrolled once and then says anything; an existing video is given other lips."""
