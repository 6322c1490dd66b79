// One sound at a time. A button with data-hear shows whether it is its own that plays.
const SILENCE = "data:audio/wav;base64,UklGRigAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQQAAACAgICA";
const player = { audio: new Audio(), key: "", loading: false, kept: new Map() };
player.audio.addEventListener("ended", () => { if (player.audio.src !== SILENCE && !player.loading) hush(); });

function marked() {
  for (const button of root.querySelectorAll("[data-hear]")) {
    const own = button.dataset.hear === player.key && !!player.key;
    button.setAttribute("aria-pressed", String(own));
    button.toggleAttribute("data-loading", own && player.loading);
  }
}
function hush() {
  player.key = "";
  player.loading = false;
  player.audio.pause();
  marked();
}
// `get` asks the program for {wav}; `told` is called with what went wrong. The same key again stops it.
async function hear(key, get, told) {
  if (player.key === key) return hush();
  hush();
  Object.assign(player, { key, loading: true });
  marked();
  let sound = player.kept.get(key);
  if (!sound) {
    player.audio.src = SILENCE; // played within the click: later some browsers would not let it
    player.audio.play().catch(() => {});
    const answer = await get();
    if (answer.error) { if (player.key === key) hush(); return told(answer.error); }
    sound = answer.url || "data:audio/wav;base64," + answer.wav;
    player.kept.set(key, sound);
    if (player.kept.size > 60) player.kept.delete(player.kept.keys().next().value);
  }
  if (player.key !== key) return; // another was asked for meanwhile
  told("");
  player.loading = false;
  player.audio.src = sound;
  marked();
  await player.audio.play().catch(() => hush());
}
const hearButton = (key, label, get, told, text) =>
  h("button", { type: "button", class: text ? "quiet-button hear-text" : "hear", "data-hear": key, "aria-pressed": "false", "aria-label": label, title: label, onclick: () => hear(key, get, told) }, text || "");
