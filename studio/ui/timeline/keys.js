// Which key does what. `keyAction` gives [action, value] or null. Pure.
const KEYS = [
  ["← → Tab", "key_move"], ["Shift ← →", "key_extend"], ["Enter Esc", "key_inside"], ["[ ]", "key_length"], ["Alt ↑ ↓", "key_pitch"],
  ["S", "key_stress"], ["J", "key_join"], ["P", "key_pause"], ["R", "key_reading"], ["Del", "key_reset"], ["Space", "key_play"],
  ["B", "key_compare"], ["Ctrl Z  Ctrl Shift Z", "key_undo"], ["+ − 0", "key_zoom"], ["Alt", "key_free"], ["?", "key_keys"],
];
const PLAIN_KEYS = {
  s: "stress", j: "join", p: "pause", r: "reading", b: "compare", " ": "play", Enter: "enter", Escape: "leave", Delete: "reset",
  Backspace: "reset", "?": "keys", "+": "zoom_in", "=": "zoom_in", "-": "zoom_out", _: "zoom_out", 0: "zoom_all",
};
function keyAction(event) {
  const ctrl = event.ctrlKey || event.metaKey, key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (ctrl && key === "z") return [event.shiftKey ? "redo" : "undo"];
  if (ctrl && key === "y") return ["redo"];
  if (ctrl) return null;
  if (event.altKey) return key === "ArrowUp" ? ["pitch", 0.5] : key === "ArrowDown" ? ["pitch", -0.5] : null;
  if (key === "ArrowLeft" || key === "ArrowRight") return ["move", key === "ArrowLeft" ? -1 : 1, event.shiftKey];
  if (key === "Tab") return ["tab", event.shiftKey ? -1 : 1];
  if ("[{".includes(key)) return ["length", event.shiftKey ? -1 : -10];
  if ("]}".includes(key)) return ["length", event.shiftKey ? 1 : 10];
  return PLAIN_KEYS[key] ? [PLAIN_KEYS[key]] : null;
}
// The next of a round: what a key that is pressed again sets.
const nextOf = (round, now) => round[(round.findIndex((value) => value === now) + 1) % round.length];
const STRESSES = [null, 1, 2, 0], JOINTS = [null, true, false];
