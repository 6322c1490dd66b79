// Which key does what. `keyAction` gives [action, value] or null. Pure.
const KEYS = [
  ["keys_choose", [["← → Tab", "key_move"], ["Shift ← →", "key_extend"], ["Enter Esc", "key_inside"], ["Space", "key_play"], ["B", "key_compare"], ["+ − 0", "key_zoom"]]],
  ["keys_say", [["R", "key_reading"], ["H", "key_hear"], ["1 … 5", "key_tone"], ["T", "key_text"], ["I", "key_insert"], ["Shift Del", "key_delete"]]],
  ["keys_sound", [["[ ]", "key_length"], ["F", "key_fit"], ["Alt ↑ ↓", "key_pitch"], ["Shift ↑ ↓", "key_loudness"], ["S", "key_stress"], ["J", "key_join"], ["P", "key_pause"], ["Q", "key_question"], ["V", "key_voice"], ["Y", "key_style"], ["E", "key_event"]]],
  ["keys_undo", [["Ctrl Z  Ctrl Shift Z", "key_undo"], ["Del", "key_reset"], ["Ctrl C  Ctrl V", "key_copy"], ["M", "key_preset"], ["Alt", "key_free"], ["?", "key_keys"]]],
];
const PLAIN_KEYS = {
  s: "stress", j: "join", p: "pause", r: "reading", b: "compare", h: "hear", t: "wording", i: "insert", f: "fit", q: "question", v: "voice", y: "style", e: "event", m: "preset",
  " ": "play", Enter: "enter", Escape: "leave", Backspace: "reset", "?": "keys", "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", _: "zoom_out", 0: "zoom_all",
};
const CTRL_KEYS = { y: "redo", c: "copy", v: "paste" };
function keyAction(event) {
  const ctrl = event.ctrlKey || event.metaKey, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (ctrl && key === "z") return [event.shiftKey ? "redo" : "undo"];
  if (ctrl) return CTRL_KEYS[key] ? [CTRL_KEYS[key]] : null;
  const up = key === "ArrowUp" ? 1 : key === "ArrowDown" ? -1 : 0;
  if (up && event.altKey) return ["pitch", 0.5 * up];
  if (up && event.shiftKey) return ["loudness", up];
  if (event.altKey) return null;
  if (key === "ArrowLeft" || key === "ArrowRight") return ["move", key === "ArrowLeft" ? -1 : 1, event.shiftKey];
  if (key === "Tab") return ["tab", event.shiftKey ? -1 : 1];
  if (key === "Delete") return [event.shiftKey ? "delete" : "reset"];
  if ("[{".includes(key)) return ["length", event.shiftKey ? -1 : -10];
  if ("]}".includes(key)) return ["length", event.shiftKey ? 1 : 10];
  if ("12345".includes(key)) return ["tone", Number(key)];
  return PLAIN_KEYS[key] ? [PLAIN_KEYS[key]] : null;
}
// The next of a round: what a key that is pressed again sets.
const nextOf = (round, now) => round[(round.findIndex((value) => value === now) + 1) % round.length];
const STRESSES = [null, 1, 2, 0], JOINTS = [null, true, false];
