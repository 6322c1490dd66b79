// The stage: who is chosen, one frame of them that follows every slider at once, a few seconds that speak; and how they act.
let asked = 0, drawing = false, again = false, ungl = false; // `ungl`: this browser has no WebGL

function stage() {
  const w = props.words;
  return h("div", { class: "stage" },
    h("div", { class: "seen", "data-shape": state.shape }, h("div", { class: "screen" }), h("div", { class: "acts" },
      h("button", { type: "button", class: "primary use", onclick: useNow }, w.use), plain(w.play, playOrStop, { class: "play" })), h("p", { class: "note stage-note", role: "status" }), h("div", { class: "stage-remarks" })),
    h("div", { class: "acting" }, moods(), grounds(), movement(), shapes()));
}
function moods() {
  const w = props.words, own = state.acting, emotion = own.emotion || "neutral";
  const chips = w.emotions.map(([title, name]) => h("button", { type: "button", class: "chip", "data-mood": name, "aria-pressed": String(name === emotion), onclick: () => { tell("emotion", name === "neutral" ? undefined : name); redrawActing(); } }, title));
  return h("section", { class: "mood" }, h("h4", {}, w.mood), h("div", { class: "chips moods", role: "group", "aria-label": w.mood }, ...chips),
    emotion === "neutral" ? null : bar("degree", w.degree, 0, 1, own.degree ?? w.usual_degree, w.usual_degree));
}
function movement() {
  const w = props.words;
  return h("section", {}, h("h4", {}, w.movement), h("div", { class: "bars" }, ...w.amounts.map(([name, title]) => bar(name, title, 0, w.most, state.acting[name] ?? 1, 1))),
    h("div", { class: "acts" }, plain(w.plain, () => { for (const [name] of w.amounts) delete state.acting[name]; changed(); redrawActing(); }, { class: "as-usual" })));
}
function bar(name, title, least, most, value, usual) {
  const said = (number) => Math.round(100 * number) + " %";
  const number = h("output", {}, said(value)), input = h("input", { type: "range", name, min: least, max: most, step: 0.05, "aria-label": title, "aria-valuetext": said(value) });
  input.value = value;
  input.addEventListener("input", () => {
    const now = Number(input.value);
    number.textContent = said(now);
    input.setAttribute("aria-valuetext", said(now));
    tell(name, Math.abs(now - usual) < 0.01 ? undefined : now);
  });
  return h("label", { class: "slider", "data-name": name }, h("span", {}, title), input, number);
}
function grounds() {
  const w = props.words, own = state.acting;
  const pick = chooser(w.ground, "ground", w.grounds, own.ground || "", (value) => {
    if (value === "file" && !own.ground_file) { own.ground = "file"; redrawActing(); return; }
    if (value === "colour") own.ground_colour = own.ground_colour || w.colours[0];
    tell("ground", value || undefined);
    redrawActing();
  });
  return h("section", { class: "grounds" }, h("h4", {}, w.ground), pick, own.ground === "file" ? groundPicture() : own.ground === "colour" ? groundColours() : null);
}
function groundPicture() {
  const w = props.words, path = state.acting.ground_file;
  const file = h("input", { type: "file", name: "ground_file", accept: w.pictures, "aria-label": w.ground_pick, onchange: () => { takeGround(file.files[0]); file.value = ""; } });
  const zone = h("label", { class: "drop ground-file" + (path ? " taken" : "") }, file, path ? h("img", { src: encodeURI("/gradio_api/file=" + path), alt: "" }) : null,
    h("b", {}, path ? w.ground_change : w.ground_pick), path ? null : h("small", {}, w.ground_hint));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); takeGround(event.dataTransfer.files[0]); });
  return zone;
}
async function takeGround(file) {
  const sent = await sendUp(file);
  if (!sent) return;
  state.acting.ground_file = sent.path;
  tell("ground", "file");
  redrawActing();
}
function groundColours() {
  const w = props.words, own = state.acting, take = (colour) => { tell("ground_colour", colour); redrawActing(); };
  const other = h("input", { type: "color", name: "ground_colour", "aria-label": w.ground_other, title: w.ground_other, onchange: () => take(other.value) });
  other.value = own.ground_colour;
  return h("div", { class: "swatches", role: "group", "aria-label": w.ground_colour }, ...w.colours.map((colour) =>
    h("button", { type: "button", class: "swatch", style: `background:${colour}`, "aria-label": colour, title: colour, "aria-pressed": String(colour === own.ground_colour), onclick: () => take(colour) })), other);
}
function shapes() {
  const w = props.words;
  return h("section", {}, h("h4", {}, w.shape), h("div", { class: "chips", role: "group", "aria-label": w.shape }, ...["tall", "square", "wide"].map((name) =>
    h("button", { type: "button", class: "chip", "data-shape": name, "aria-pressed": String(name === state.shape), onclick: () => { state.shape = name; draw(); look(); } }, w[name]))), bar("zoom", w.zoom, ...w.zooms, state.acting.zoom ?? 1, 1));
}
function redrawActing() {
  const held = document.activeElement, kept = held && held.closest(".acting") ? held.getAttribute("data-mood") || held.name : "";
  root.querySelector(".acting").replaceChildren(moods(), grounds(), movement(), shapes());
  const back = kept && (root.querySelector(`.acting [data-mood="${kept}"]`) || root.querySelector(`.acting [name="${kept}"]`));
  if (back) back.focus({ preventScroll: true });
}
// One value of the acting; undefined: as it comes.
function tell(name, value) {
  if (value === undefined) delete state.acting[name]; else state.acting[name] = value;
  changed();
}
function changed() {
  props.value = { acting: { ...state.acting } };
  trigger("change");
  summarise();
  look();
}
function summarise() {
  const w = props.words, place = document.querySelector("#acting-summary"), own = state.acting;
  if (!place) return;
  const mood = own.emotion ? (w.emotions.find(([, name]) => name === own.emotion) || [""])[0] + " " + Math.round(100 * (own.degree ?? w.usual_degree)) + " %" : "";
  const amounts = w.amounts.map(([name]) => own[name] ?? 1), mean = amounts.reduce((sum, one) => sum + one, 0) / amounts.length;
  const moves = Math.abs(mean - 1) < 0.02 ? "" : mean < 1 ? w.summary_less : w.summary_more;
  const ground = own.ground ? (w.grounds.find(([, name]) => name === own.ground) || [""])[0] : "";
  place.textContent = [mood, moves, ground].filter(Boolean).join(" · ") || w.summary_plain;
}
function screen(...shown) {
  const place = root.querySelector(".screen");
  if (place) place.replaceChildren(...shown);
}
function drawSeen() {
  const w = props.words, use = root.querySelector(".use"), play = root.querySelector(".play");
  if (!use) return;
  use.disabled = !state.who || state.who.path === state.taken;
  use.textContent = state.who && state.who.path === state.taken ? w.used : w.use;
  play.disabled = !state.who;
  if (!state.who) screen(h("p", { class: "muted" }, w.nobody));
}
// The newest state is drawn; what was asked for while one was being drawn waits, and only the last of it.
async function look() {
  if (root.hidden || !state.who) return drawSeen();
  if (drawing) { again = true; return; }
  drawing = true;
  const mine = ++asked, path = state.who.path;
  if (state.who.head && !ungl && await liveHead(path)) {
    root.querySelector(".acting").dataset.kind = "3d";
    await actLive(path);
    drawing = false;
    drawSeen();
    if (again) { again = false; look(); }
    return;
  }
  if (state.who && state.who.head) ungl = true;
  leaveLive();
  const answer = await ask("preview_still", { path, acting: state.acting, shape: state.shape });
  drawing = false;
  if (again) { again = false; if (answer.picture && state.who && state.who.path === path) showStill(answer.picture); return look(); }
  if (mine !== asked || !state.who || state.who.path !== path) return;
  if (answer.error) { screen(); return told(answer.error, "error"); }
  if (answer.kind === "3d" && !ungl) { state.who.head = state.who.name; return look(); }
  told("");
  root.querySelector(".acting").dataset.kind = answer.kind;
  root.querySelector(".stage-remarks").replaceChildren(...answer.remarks.map((text) => h("p", { class: "remark" }, text)));
  showStill(answer.picture);
  drawSeen();
}
function showStill(picture) {
  const film = root.querySelector(".screen video");
  if (film) film.pause();
  const shown = root.querySelector(".screen img");
  if (shown) shown.src = picture; else screen(h("img", { src: picture, alt: props.words.picture }));
  root.querySelector(".play").textContent = props.words.play;
}
async function playOrStop() {
  const w = props.words, film = root.querySelector(".screen video"), play = root.querySelector(".play");
  if (live && actingNow) return playLive(play);
  if (film) { film.pause(); play.textContent = w.play; return look(); }
  const path = state.who.path;
  play.disabled = true;
  told(w.making);
  const answer = await ask("preview_clip", { path: state.who.path, acting: state.acting, shape: state.shape });
  play.disabled = false;
  if (root.hidden || !state.who || state.who.path !== path) return told("");
  if (answer.error) return told(answer.error, "error");
  told("");
  const shown = h("video", { src: answer.clip, playsinline: true, controls: true, autoplay: true, onended: () => { play.textContent = w.play; look(); } });
  screen(shown);
  play.textContent = w.stop;
}
// Somebody on the stage: {path, url, name}.
function put(who) {
  state.who = who;
  root.querySelector(".stage-remarks")?.replaceChildren();
  drawSeen();
  look();
}
function useNow() {
  if (!state.who) return;
  state.taken = state.who.path;
  props.value = { acting: { ...state.acting }, portrait: state.who };
  trigger("submit");
  drawSeen();
}
