// The editor as a whole: what is open, what was asked of the program, and what each button and key does.
const root = element.querySelector(".speech-editor");
const state = { film: "", line: "", view: null, sound: null, words: props.words, scale: null, middle: 160, selection: null, ghost: null, lift: null, drawn: null,
  cursor: null, spectrum: false, drawing: false, undo: 0, redo: false, card: false, latency: null };
let pending = Promise.resolve(), plainSound = null, frame = 0, parts = {}, opener = null, released = 0;

// Requests go one after another; an edit is worked out from the line as it is when its turn comes.
function ask(name, more) {
  const about = { film: state.film, line: state.line };
  const sent = pending.then(() => server[name]({ ...about, lang: props.words.lang, ...(typeof more === "function" ? more() : more) })).catch(() => ({ error: props.words.failed }));
  pending = sent.then(() => undefined);
  return sent.then((answer) => (about.line === state.line && about.film === state.film ? answer : { stale: true }));
}
window.shengyingSpeechSaved = () => pending;

async function open(film, line) {
  stopPlaying();
  opener = document.activeElement;
  Object.assign(state, { film, line, view: null, selection: null, card: false, cursor: null, words: props.words });
  build();
  root.hidden = false;
  document.body.dataset.speech = "1";
  note(props.words.loading);
  const answer = await ask("open_line", {});
  if (answer.stale) return;
  if (answer.error) return note(answer.error, "error");
  parts.text.textContent = (answer.speaker ? answer.speaker + ": " : "") + answer.text;
  state.sound = withPeaks(readWav(answer.sound));
  state.scale = null;
  taken(answer);
  if (!answer.dropped.length) note(props.words.hint);
  parts.canvas.focus({ preventScroll: true });
}
function close() {
  stopPlaying();
  root.hidden = true;
  delete document.body.dataset.speech;
  Object.assign(state, { film: "", line: "", view: null });
  if (opener && opener.isConnected) opener.focus({ preventScroll: true });
}
// The line as the program has it now.
function taken(answer) {
  Object.assign(state, { view: answer.view, undo: answer.undo, redo: answer.redo, middle: middle(answer.view), ghost: null, lift: null, drawn: null });
  state.selection = held(state.view, state.selection);
  plainSound = null;
  const part = answer.part;
  if (part) {
    const fresh = readWav(part.sound);
    state.sound = withPeaks({ rate: fresh.rate, samples: spliced(state.sound.samples, part.begin, part.tail, fresh.samples, fresh.rate) });
  }
  const scale = state.scale || fitted(state.view.samples, width());
  state.scale = bounded(state.scale && wasWhole ? fitted(state.view.samples, width()) : scale, state.view.samples, state.view.rate);
  wasWhole = state.scale.per >= (0.999 * state.view.samples) / width();
  if (answer.dropped.length) note(answer.dropped.join(" "), "error");
  parts.undo.disabled = !state.undo;
  parts.redo.disabled = !state.redo;
  window.dispatchEvent(new CustomEvent("shengying:spoken", { detail: { film: state.film, line: state.line, edited: answer.edited } }));
  redraw();
  if (state.card) drawCard();
}
let wasWhole = true;

async function send(name, more, selection) {
  if (!state.view) return;
  root.dataset.busy = "1";
  const began = released || performance.now();
  released = 0;
  const answer = await ask(name, more);
  delete root.dataset.busy;
  if (answer.stale) return;
  if (answer.error) { clear(state); redraw(); if (state.card) drawCard(); return note(answer.error, "error"); }
  if (selection) state.selection = selection;
  note("");
  taken(answer);
  if (answer.part) {
    const { start, end, whole } = answer.part, all = whole && state.selection ? wordsSpan() : [start, end];
    sounded(all[0], all[1]);
    state.latency = performance.now() - began;
    root.dataset.latency = Math.round(state.latency);
  }
  said();
}
const wordsSpan = () => span(state.view, chosen(...ends(state.selection)));
const edit = (edits, selection) => send("change", () => ({ edits: typeof edits === "function" ? edits(state.view) : edits }), selection);

function sounded(start, end, then) {
  play(state.sound, start, end, then);
  requestAnimationFrame(follow);
}
function follow() {
  state.cursor = playedTo();
  redraw();
  if (state.cursor != null) requestAnimationFrame(follow);
}
// As predicted, then as edited.
async function compare() {
  if (!state.view) return;
  const [from, to] = state.selection ? ends(state.selection) : [0, state.view.words.length - 1];
  const first = state.view.words[from], last = state.view.words[to];
  if (!plainSound) {
    const answer = await ask("plain", {});
    if (answer.stale) return;
    if (answer.error) return note(answer.error, "error");
    plainSound = { ...readWav(answer.sound), words: answer.words };
  }
  note(props.words.compare_before);
  const before = state.selection ? [plainSound.words[first.id][0], plainSound.words[last.id][1]] : [0, plainSound.samples.length];
  play(plainSound, before[0], before[1], () => { note(props.words.compare_after); sounded(...span(state.view, state.selection && chosen(from, to)), () => note("")); });
}

// What a button or key does, by name.
const ACTIONS = {
  play: () => { if (!stopPlaying()) sounded(...span(state.view, state.selection)); },
  compare, undo: () => send("undo", {}), redo: () => send("redo", {}),
  zoom_in: () => zoom(1.6), zoom_out: () => zoom(1 / 1.6), zoom_all: () => scaled(fitted(state.view.samples, width())),
  draw: () => { state.drawing = !state.drawing; parts.draw.setAttribute("aria-pressed", String(state.drawing)); },
  spectrum: () => { state.spectrum = !state.spectrum; parts.spectrum.setAttribute("aria-pressed", String(state.spectrum)); redraw(); },
  keys: () => toggleSheet(),
  move: (by, extend) => choose(moved(state.view, state.selection, by, extend) || state.selection),
  enter: () => choose(entered(state.selection)),
  leave: () => { if (state.card) closeCard(); else choose(left(state.selection)); },
  length: (ms) => onChosen((view, sel) => lengthened(view, sel, ms)),
  pitch: (semitones) => onChosen((view, sel) => [{ edit: "pitch", ...named(view, sel), semitones }]),
  stress: () => onWords((view, sel, word) => [{ edit: "stress", ...named(view, sel), level: nextOf(STRESSES, word.set.stress ?? null) }]),
  join: () => onWords((view, sel, word) => [{ edit: "join", ...named(view, sel), joined: nextOf(JOINTS, word.set.joined ?? null) }]),
  pause: () => openCard("pause_ms"), reading: () => openCard("reading"), card: () => openCard(),
  reset: () => onChosen((view, sel) => [{ edit: "reset", ...named(view, sel) }]),
};
function lengthened(view, sel, ms) {
  const [first, last] = ends(sel), where = sel.phoneme === null ? view.words.slice(first, last + 1).map((word) => [{ first: word.id }, word]) : [[named(view, sel), view.words[sel.to].phonemes[sel.phoneme]]];
  return where.map(([name, own]) => ({ edit: "length", ...name, ms: Math.max(5, Math.round((10000 * (own.end - own.start)) / view.rate) / 10 + ms) }));
}
function onChosen(make) {
  if (!state.selection) state.selection = chosen(0);
  const sel = state.selection;
  edit((view) => make(view, held(view, sel)));
}
const onWords = (make) => onChosen((view, sel) => { const own = chosen(sel.from, sel.to); return make(view, own, view.words[own.to]); });

function choose(selection) {
  state.selection = selection;
  if (selection) state.scale = showing(state.scale, ...span(state.view, selection), state.view.samples, state.view.rate);
  if (state.card) { if (selection) drawCard(); else closeCard(); }
  wasWhole = state.scale.per >= (0.999 * state.view.samples) / width();
  redraw();
  said();
}
function scaled(scale) {
  state.scale = bounded(scale, state.view.samples, state.view.rate);
  wasWhole = state.scale.per >= (0.999 * state.view.samples) / width();
  redraw();
}
function zoom(factor) {
  const [start, end] = state.selection ? span(state.view, state.selection) : [state.scale.start, state.scale.start + state.scale.per * width()];
  const x = Math.max(0, Math.min(width(), toX(state.scale, (start + end) / 2)));
  scaled(zoomed(state.scale, factor, x, state.view.samples, state.view.rate));
}
function clicked(target, extend, again) {
  if (target.word == null || target.kind === "none") return;
  if (again) { state.selection = chosen(target.word); return openCard(); }
  const inside = target.kind === "sound" || target.kind === "pitch" || target.kind === "boundary";
  choose(extend && state.selection ? chosen(state.selection.from, target.word) : chosen(target.word, target.word, inside ? target.phoneme : null));
}

// What is chosen, in words, for who does not see it.
function said() {
  const { view, selection: sel, words: w } = state;
  if (!sel) return void (parts.live.textContent = "");
  const [first, last] = ends(sel), word = view.words[sel.to], ms = (own) => Math.round((1000 * (own.end - own.start)) / view.rate);
  const about = { word: word.text, reading: word.shown || word.reading };
  if (sel.phoneme !== null) {
    const own = word.phonemes[sel.phoneme];
    parts.live.textContent = filled(w.chosen_sound, { ...about, n: sel.phoneme + 1, all: word.phonemes.length, symbol: own.symbol, ms: ms(own), set: own.length_set || own.semitones || own.drawn ? w.was_set : "" });
  } else if (first < last) parts.live.textContent = filled(w.chosen_words, { word: view.words.slice(first, last + 1).map((own) => own.text).join(view.words[first].shown ? "" : " "), all: last - first + 1, ms: ms({ start: view.words[first].start, end: view.words[last].end }) });
  else parts.live.textContent = filled(w.chosen_word, { ...about, n: sel.to + 1, all: view.words.length, ms: ms(word), set: hasOwn(word) ? w.was_set : "" });
}
function note(text, kind) {
  parts.note.textContent = text || "";
  parts.note.className = "note " + (kind || "");
  parts.note.setAttribute("role", kind === "error" ? "alert" : "status");
}
const tell = (text) => note(text, "value");

function openCard(focus) {
  if (!state.view) return;
  if (!state.selection) state.selection = chosen(0);
  state.card = true;
  drawCard(focus || "");
  redraw();
}
// Drawn again after an edit, the card keeps the focus if it had it, and does not take it if it had not.
function drawCard(focus) {
  const before = parts.side.contains(document.activeElement) ? document.activeElement.name || "" : null;
  const card = wordCard(state, does), wanted = focus !== undefined ? focus : before;
  parts.side.replaceChildren(card);
  if (wanted === null) return;
  const target = (wanted && card.querySelector(`[name=${wanted}]`)) || card;
  target.focus({ preventScroll: true });
  if (target.select) target.select();
}
function closeCard() {
  state.card = false;
  parts.side.replaceChildren();
  parts.canvas.focus({ preventScroll: true });
}
function toggleSheet() {
  const there = root.querySelector(".key-sheet");
  if (there) { there.remove(); return parts.canvas.focus({ preventScroll: true }); }
  root.append(keySheet(props.words, toggleSheet));
  root.querySelector(".key-sheet").focus();
}
const does = { edit, redraw, scaled, clicked, tell, closeCard, released: (at) => { released = at; },
  readings: (word) => ask("readings", { word }).then((answer) => answer.readings || []) };

// The page
const GLYPHS = { play: "▶", compare: "A/B", undo: "↶", redo: "↷", zoom_in: "+", zoom_out: "−", zoom_all: "↔" };
const SHORT = { play: "Space", compare: "B", undo: "Ctrl+Z", redo: "Ctrl+Shift+Z", zoom_in: "+", zoom_out: "−", zoom_all: "0", shorter: "[", longer: "]", lower: "Alt+↓", higher: "Alt+↑", stress: "S", join: "J", pause: "P", card: "R", reset: "Del", keys: "?", draw: "Alt" };
const BUTTONS = { shorter: ["length", -10], longer: ["length", 10], lower: ["pitch", -0.5], higher: ["pitch", 0.5] };

function button(name, pressed) {
  const [action, ...values] = BUTTONS[name] || [name], title = props.words[name] + (SHORT[name] ? `  ${SHORT[name]}` : "");
  const made = h("button", { type: "button", class: GLYPHS[name] ? "glyph" : "", "data-do": name, title, "aria-label": props.words[name], "aria-pressed": pressed == null ? null : String(pressed),
    onclick: () => { if (state.view) { released = performance.now(); ACTIONS[action](...values); } } }, GLYPHS[name] || props.words[name]);
  return (parts[name] = made);
}
function build() {
  const w = props.words, group = (...names) => h("div", { class: "group" }, ...names.map((name) => button(name)));
  parts = { text: h("span", { class: "line" }), note: h("p", { class: "note" }), live: h("p", { class: "unseen", "aria-live": "polite" }),
    canvas: h("canvas", { tabindex: "0", role: "application", "aria-label": w.board }), side: h("div", { class: "side" }) };
  root.setAttribute("aria-label", w.title);
  root.replaceChildren(
    h("header", {}, h("h3", {}, w.title), parts.text, button("keys"), h("button", { type: "button", class: "icon close", "aria-label": w.close, title: w.close, onclick: close }, "×")),
    h("div", { class: "tools", role: "toolbar", "aria-label": w.title }, group("play", "compare"), group("undo", "redo"), group("zoom_out", "zoom_all", "zoom_in"),
      group("shorter", "longer", "lower", "higher"), group("stress", "join", "pause", "card", "reset"), h("div", { class: "group" }, button("draw", state.drawing), button("spectrum", state.spectrum))),
    h("div", { class: "board" }, parts.canvas, parts.side), parts.note, parts.live);
  listen(parts.canvas, state, does);
  new ResizeObserver(() => { if (state.view && width()) scaled(wasWhole ? fitted(state.view.samples, width()) : { ...state.scale, width: width() }); }).observe(parts.canvas);
}
function pressed(event) {
  if (!state.view || event.target.closest(".side, .key-sheet")) return;
  if (event.target !== parts.canvas && [" ", "Enter", "Tab"].includes(event.key)) return; // a button's own keys
  const found = keyAction(event);
  if (!found) return;
  const [action, ...values] = found;
  if (action === "tab") {
    const to = state.selection || values[0] > 0 ? moved(state.view, state.selection, values[0]) : null;
    if (!to) return; // past the last word Tab leaves the editor, as everywhere
    event.preventDefault();
    return choose(to);
  }
  event.preventDefault();
  event.stopPropagation();
  released = performance.now();
  ACTIONS[action](...values);
}
const width = () => parts.canvas.clientWidth || 600;
function redraw() {
  if (!frame) frame = requestAnimationFrame(() => { frame = 0; paint(); });
}
function paint() {
  const { canvas } = parts;
  if (!state.view || !state.scale || root.hidden) return;
  const dense = window.devicePixelRatio || 1, wide = width(), high = lanes().height;
  if (state.scale.width !== wide) state.scale = bounded({ ...state.scale, width: wide }, state.view.samples, state.view.rate);
  if (canvas.width !== Math.round(wide * dense) || canvas.height !== Math.round(high * dense)) { canvas.width = Math.round(wide * dense); canvas.height = Math.round(high * dense); }
  const pen = canvas.getContext("2d");
  pen.setTransform(dense, 0, 0, dense, 0, 0);
  draw(state, pen, wide);
}
// After the words of a line were changed in the script: what of its edits cannot be kept; the open line is opened anew.
async function retold(film, lines) {
  const answer = await server.lost({ film, lines, lang: props.words.lang }).catch(() => ({ dropped: [] }));
  if (film === state.film && lines.includes(state.line)) open(film, state.line);
  return answer.dropped || [];
}
root.addEventListener("keydown", pressed);
window.shengyingTimeline = { open, close, retold, state };
watch("words", () => { state.words = props.words; if (!root.hidden && state.film) open(state.film, state.line); });
