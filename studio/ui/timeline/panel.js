// The editor as a whole: what is open, what was asked of the program, and what each button and key does.
const root = element.querySelector(".speech-editor");
const state = { film: "", line: "", view: null, sound: null, words: props.words, scale: null, middle: 160, selection: null, ghost: null, lift: null, drawn: null,
  cursor: null, spectrum: false, drawing: false, undo: 0, redo: false, card: false, page: 0, own: { voices: [], presets: [] }, speaker: "", latency: null };
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
  Object.assign(state, { speaker: answer.speaker, own: { voices: answer.voices, presets: answer.presets } });
  const sound = await soundOf(answer.sound).catch(() => null);
  if (state.line !== line || state.film !== film) return;
  if (!sound) return note(props.words.failed, "error");
  state.sound = withPeaks(sound);
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
// The line as the program has it now, and the new sound of what an edit changed.
function taken(answer, fresh) {
  if (answer.view) Object.assign(state, { view: settled(answer.view), middle: middle(answer.view) });
  else patched(state.view, answer.patch);
  Object.assign(state, { undo: answer.undo, redo: answer.redo, ghost: null, lift: null, drawn: null });
  state.selection = held(state.view, state.selection);
  plainSound = null;
  const part = answer.part;
  if (part && fresh) {
    state.sound = withPeaks({ rate: fresh.rate, samples: spliced(state.sound.samples, part.begin, part.tail, fresh.samples, fresh.rate) });
  }
  const scale = state.scale || fitted(state.view.samples, width());
  state.scale = bounded(state.scale && wasWhole ? fitted(state.view.samples, width()) : scale, state.view.samples, state.view.rate);
  wasWhole = state.scale.per >= (0.999 * state.view.samples) / width();
  if (answer.dropped.length) note(answer.dropped.join(" "), "error");
  parts.text.textContent = (state.speaker ? state.speaker + ": " : "") + answer.text;
  parts.undo.disabled = !state.undo;
  parts.redo.disabled = !state.redo;
  window.dispatchEvent(new CustomEvent("shengying:spoken", { detail: { film: state.film, line: state.line, edited: answer.edited, text: answer.text, opened: answer.sound !== undefined } }));
  redraw();
  if (state.card) drawCard(); else offered();
}
let wasWhole = true;

async function send(name, more, selection) {
  if (!state.view) return;
  root.dataset.busy = "1";
  const began = released || performance.now();
  released = 0;
  const answer = await ask(name, more), fresh = answer.part && (await soundOf(answer.part.sound).catch(() => null));
  delete root.dataset.busy; // and without a pause, what the answer says is shown
  if (answer.stale) return;
  if (answer.error) { clear(state); redraw(); if (state.card) drawCard(); return note(answer.error, "error"); }
  if (selection) state.selection = typeof selection === "function" ? selection() : selection;
  note("");
  taken(answer, fresh);
  if (answer.part && !fresh) return note(props.words.failed, "error");
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
    plainSound = { ...(await soundOf(answer.sound)), words: answer.words };
  }
  note(props.words.compare_before);
  const before = state.selection ? [plainSound.words[first.id][0], plainSound.words[last.id][1]] : [0, plainSound.samples.length];
  play(plainSound, before[0], before[1], () => { note(props.words.compare_after); sounded(...span(state.view, state.selection && chosen(from, to)), () => note("")); });
}

function choose(selection) {
  state.selection = selection;
  if (selection) state.scale = showing(state.scale, ...span(state.view, selection), state.view.samples, state.view.rate);
  if (state.card) { if (selection) drawCard(); else closeCard(); }
  wasWhole = state.scale.per >= (0.999 * state.view.samples) / width();
  redraw();
  said();
  if (!state.card) offered();
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
  if (again) return pressedLong(target);
  const there = touched(target);
  choose(extend && state.selection ? chosen(state.selection.from, there.to) : there);
}
function touched(target) {
  const word = target.over ?? target.word, inside = target.kind === "sound" || target.kind === "pitch" || target.kind === "boundary";
  return chosen(word, word, target.kind === "boundary" ? soundAt(state.view.words[word], target.sample) : inside ? target.phoneme : null);
}

// A double click, or a finger that rests: the card of what is there.
function pressedLong(target) {
  state.selection = touched(target);
  if (state.selection.phoneme !== null) state.page = 1;
  openCard();
  said();
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
  else parts.live.textContent = filled(w.chosen_word, { ...about, n: sel.to + 1, all: view.words.length, ms: ms(word), set: word.own ? w.was_set : "" });
}
function note(text, kind) {
  parts.note.textContent = text || "";
  parts.note.className = "note " + (kind || "");
  parts.note.setAttribute("role", kind === "error" ? "alert" : "status");
}
const tell = (text) => note(text, "value");

// The card opens on the page of the field that is wanted.
function openCard(focus) {
  if (!state.view) return;
  if (!state.selection) state.selection = chosen(0);
  state.card = true;
  released = 0; // what is set in the card is timed from there
  if (focus in PAGE_OF) state.page = PAGE_OF[focus];
  drawCard(focus || "");
  redraw();
}
// Drawn again after an edit, the card keeps the focus if it had it, and does not take it if it had not.
function drawCard(focus) {
  const now = document.activeElement, before = parts.side.contains(now) ? now.name || now.className.split(" ").pop() : null, at = parts.side.querySelector(".page");
  const card = wordCard(state, does, state.page), wanted = focus !== undefined ? focus : before, scrolled = at ? at.scrollTop : 0;
  parts.side.replaceChildren(card);
  parts.polyphone.replaceChildren();
  if (focus === undefined) card.querySelector(".page").scrollTop = scrolled;
  if (wanted === null) return;
  const target = (wanted && card.querySelector(`[name="${wanted}"], button.${wanted}`)) || card;
  target.focus({ preventScroll: focus === undefined });
  if (target.select) target.select();
}
function turn(page, byKey) {
  state.page = page;
  drawCard("");
  if (byKey) parts.side.querySelector("[aria-selected=true]").focus();
}
function closeCard() {
  state.card = false;
  parts.side.replaceChildren();
  parts.canvas.focus({ preventScroll: true });
  offered();
}
// The readings of a word that has several, beside the line of notes.
let offering = 0;
function offered() {
  clearTimeout(offering);
  const sel = state.selection, word = sel && sel.from === sel.to && state.view.words[sel.to];
  const key = word && word.many && !state.card ? word.id + word.reading : "";
  if (parts.polyphone.dataset.of === key && parts.polyphone.firstChild) return;
  if (parts.polyphone.contains(document.activeElement)) parts.canvas.focus({ preventScroll: true });
  parts.polyphone.dataset.of = key;
  parts.polyphone.replaceChildren();
  if (key) offering = setTimeout(() => readings(word.id).then((found) => { if (parts.polyphone.dataset.of === key && found.length) parts.polyphone.replaceChildren(h("span", {}, props.words.readings), readingChips(props.words, word, found, does)); }), 120);
}
function toggleSheet() {
  const there = root.querySelector(".key-sheet");
  if (there) { there.remove(); return parts.canvas.focus({ preventScroll: true }); }
  root.append(keySheet(props.words, toggleSheet));
  root.querySelector(".key-sheet").focus();
}
const does = { edit, redraw, scaled, clicked, pressedLong, tell, closeCard, turn, hear, readings, reword, deleteWords, copy: copySettings, paste: pasteSettings, savePreset, layPreset, ownSound,
  released: (at) => { released = at; } };

// Undo and redo from a field too, unless what is typed in it is meant.
function undoing(event) {
  const typed = event.target.closest("textarea, input:not([type=number], [type=range], [type=checkbox], [type=radio])");
  return !typed && (event.ctrlKey || event.metaKey) && "zy".includes(event.key.toLowerCase());
}
function pressed(event) {
  if (!state.view || event.target.closest(".key-sheet")) return;
  if (event.target.closest(".side") && !undoing(event)) return;
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
  const began = performance.now(), unfinished = draw(state, pen, wide);
  state.drawing_ms = performance.now() - began;
  if (unfinished) redraw();
}
// After the words of a line were changed in the script: what of its edits cannot be kept; the open line is opened anew.
async function retold(film, lines) {
  const answer = await server.lost({ film, lines, lang: props.words.lang }).catch(() => ({ dropped: [] }));
  if (film === state.film && lines.includes(state.line)) open(film, state.line);
  return answer.dropped || [];
}
// A voice was made, taken in, renamed or deleted elsewhere on the page.
async function otherVoices() {
  if (!state.view) return; // a line that is opened brings them
  const answer = await ask("voice_list", {});
  if (answer.stale || answer.error) return;
  state.own.voices = answer.voices;
  redraw();
  if (state.card) drawCard();
}
window.addEventListener("shengying:voices", otherVoices);
root.addEventListener("keydown", pressed);
// A click beside buttons and fields leaves the keys with the board.
root.addEventListener("click", (event) => { if (state.view && !event.target.closest("button, input, select, textarea, label, a, summary, .key-sheet")) parts.canvas.focus({ preventScroll: true }); });
window.shengyingTimeline = { open, close, retold, state, choose: (place) => choose(chosen(place)) };
watch("words", () => { state.words = props.words; if (!root.hidden && state.film) open(state.film, state.line); });
