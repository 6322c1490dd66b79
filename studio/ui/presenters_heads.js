// Heads in three dimensions: chosen like the drawn ones, shown live, turned with the mouse, moved by the sliders at once.
const heads = { rows: [], pictures: {} };
let live = null, actingNow = null, playing = null;
const numbersOf = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);

function headsPage() {
  const w = props.words, file = h("input", { type: "file", name: "model", accept: ".glb,.vrm", "aria-label": w.own_model, onchange: async () => { const sent = await sendUp(file.files[0]); file.value = ""; if (sent) takeModel(sent); } });
  return h("div", { class: "page heads" }, h("p", { class: "muted" }, w.heads_lead), h("label", { class: "quiet-button pick-file" }, file, w.own_model), h("p", { class: "note heads-note", role: "alert" }), h("ul", { class: "people", "aria-label": w.heads }));
}
async function takeModel(sent) {
  const answer = await ask("check_model", { path: sent.path });
  if (answer.error) return note(root.querySelector(".heads-note"), answer.error, "error");
  note(root.querySelector(".heads-note"), "");
  delete state.acting.face;
  put(answer.portrait);
  drawHeads();
}
async function findHeads() {
  const answer = await ask("find_heads");
  if (answer.error) return note(root.querySelector(".heads-note"), answer.error, "error");
  heads.rows = answer.rows;
  drawHeads();
  for (let first = 0; first < heads.rows.length; first += 3) {
    const names = heads.rows.slice(first, first + 3).map((row) => row.name).filter((name) => !heads.pictures[name]);
    if (!names.length) continue;
    if (root.hidden || state.tab !== "heads") return;
    const got = await ask("heads_pictures", { names });
    if (got.error) return note(root.querySelector(".heads-note"), got.error, "error");
    Object.assign(heads.pictures, got.pictures);
    for (const name of names) { const shown = root.querySelector(`.page.heads [data-name="${CSS.escape(name)}"] img`); if (shown) shown.src = heads.pictures[name]; }
  }
}
function drawHeads() {
  const list = root.querySelector(".page.heads .people");
  if (list) list.replaceChildren(...heads.rows.map((row) => h("li", { "data-name": row.name }, h("button", { type: "button", class: "one", "aria-pressed": String(Boolean(state.who && state.who.head === row.name)), onclick: () => putHead(row.name) },
    h("img", { src: heads.pictures[row.name] || EMPTY, alt: "" }), h("span", {}, row.title)))));
}
async function putHead(name) {
  const answer = await ask("take_head", { name });
  if (answer.error) return note(root.querySelector(".heads-note"), answer.error, "error");
  delete state.acting.face;
  put({ ...answer.portrait, head: name });
  drawHeads();
}
// The model of who is on the stage in a canvas; false where it is no head, or the browser has no WebGL.
async function liveHead(path) {
  if (live && live.path === path && live.canvas.isConnected) return true;
  leaveLive();
  told(props.words.loading);
  const answer = await ask("head_model", { path });
  if (answer.error) { told(answer.error, "error"); return false; }
  const bytes = await (await fetch(answer.model)).arrayBuffer();
  if (!state.who || state.who.path !== path) return true;
  const canvas = h("canvas", { class: "live", tabindex: 0, role: "img", "aria-label": props.words.live });
  screen(canvas);
  const made = liveModel(bytes, canvas);
  if (!made) { screen(); return false; }
  live = { path, canvas, behind: answer.behind, ...made };
  return true;
}
function leaveLive() {
  if (playing) { playing.pause(); playing = null; }
  if (live) live.forget();
  live = actingNow = null;
}
async function actLive(path) {
  const answer = await ask("head_acting", { path, acting: state.acting });
  if (!live || live.path !== path) return;
  if (answer.error) { told(answer.error, "error"); return; }
  const unpacked = (own) => Object.fromEntries(Object.entries(own).map(([name, text]) => [name, numbersOf(text)]));
  actingNow = { ...answer, weights: numbersOf(answer.weights), turns: unpacked(answer.turns), moves: unpacked(answer.moves) };
  told("");
  live.canvas.style.background = behindLive(state.acting) || live.behind;
  if (!playing) frameAt(Math.round(0.45 * answer.frames));
}
function behindLive(own) {
  if (own.ground === "file" && own.ground_file) return `center / cover url("${encodeURI("/gradio_api/file=" + own.ground_file)}")`;
  return { green: "#00b140", alpha: "#8d99a6", colour: own.ground_colour }[own.ground];
}
function frameAt(number) {
  const own = actingNow, k = Math.max(0, Math.min(own.frames - 1, number)), row = (values, wide) => Array.from(values.subarray(k * wide, (k + 1) * wide));
  const rows = (all, wide) => Object.fromEntries(Object.entries(all).map(([name, values]) => [name, row(values, wide)]));
  live.show({ weights: row(own.weights, 52), turns: rows(own.turns, 4), moves: rows(own.moves, 3) });
}
function playLive(play) {
  const w = props.words;
  if (playing) { playing.pause(); return; }
  const sound = playing = new Audio("data:audio/wav;base64," + actingNow.sound.wav);
  const done = () => { playing = null; play.textContent = w.play; if (live && actingNow) frameAt(Math.round(0.45 * actingNow.frames)); };
  sound.onended = sound.onpause = done;
  const step = () => { if (playing !== sound || !live) return; frameAt(Math.floor(sound.currentTime * actingNow.fps)); requestAnimationFrame(step); };
  play.textContent = w.stop;
  sound.play().then(step, done);
}
