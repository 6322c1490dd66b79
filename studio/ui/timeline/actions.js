// What a button or key does, by name.
const ACTIONS = {
  play: () => { if (stopPlaying()) { highlight(""); note(""); } else sounded(...span(state.view, state.selection)); },
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
  loudness: (db) => onChosen((view, sel) => [{ edit: "loudness", ...named(view, sel), db }]),
  stress: () => onWords((view, sel, word) => [{ edit: "stress", ...named(view, sel), level: nextOf(STRESSES, word.set.stress ?? null) }]),
  join: () => onWords((view, sel, word) => [{ edit: "join", ...named(view, sel), joined: nextOf(JOINTS, word.set.joined ?? null) }]),
  tone: (tone) => onChosen((view, sel) => toned(view, sel, tone)),
  question: () => edit((view) => [{ edit: "question", word: state.selection ? view.words[ends(held(view, state.selection))[0]].id : "" }]),
  reset: () => onChosen((view, sel) => [{ edit: "reset", ...named(view, sel) }]),
  pause: () => { if (state.selection) state.selection = chosen(state.selection.from, state.selection.to); openCard("pause_ms"); }, reading: () => openCard("reading"), card: () => openCard(), wording: () => openCard("text"), insert: () => openCard("insert"),
  fit: () => openCard(state.selection && state.selection.from !== state.selection.to ? "fit_ms" : "length_ms"),
  voice: () => openCard("voice"), style: () => openCard("style"), event: () => openCard("breath"), preset: () => openCard("preset"),
  delete: deleteWords, hear: () => hearAll(), copy: () => copySettings(), paste: () => pasteSettings(),
};
function lengthened(view, sel, ms) {
  const [first, last] = ends(sel), where = sel.phoneme === null ? view.words.slice(first, last + 1).map((word) => [{ first: word.id }, word]) : [[named(view, sel), view.words[sel.to].phonemes[sel.phoneme]]];
  return where.map(([name, own]) => ({ edit: "length", ...name, ms: Math.max(5, Math.round((10000 * (own.end - own.start)) / view.rate) / 10 + ms) }));
}
// The tone of the syllable that is chosen, or of a word's only one; of several the first.
function toned(view, sel, tone) {
  const word = view.words[sel.to], syllable = sel.phoneme === null ? 0 : word.syllables[sel.phoneme] || 0;
  return [{ edit: "tone", word: word.id, syllable, tone }];
}
function onChosen(make) {
  if (!state.selection) return note(props.words.choose_first, "error");
  const sel = state.selection;
  edit((view) => make(view, held(view, sel)));
}
const onWords = (make) => onChosen((view, sel) => { const own = chosen(sel.from, sel.to); return make(view, own, view.words[own.to]); });

// Other words: what is chosen afterwards begins at place `at`.
const reword = (change, at) => send("change", { edits: [change] }, () => chosen(Math.max(0, at)));
function deleteWords() {
  const sel = state.selection, [from, to] = sel ? ends(sel) : [0, -1];
  if (to < from) return;
  if (to - from + 1 >= state.view.words.length) return note(props.words.last_word, "error");
  reword({ edit: "text", first: state.view.words[from].id, last: state.view.words[to].id, text: "" }, from);
}
// A reading by itself, or all of a word's one after the other; nothing is changed by that.
async function hear(word, reading, then) {
  const answer = await ask("hear", { word, reading });
  if (answer.stale) return;
  if (answer.error) return note(answer.error, "error");
  const sound = await soundOf(answer.sound), seconds = sound.samples.length / sound.rate;
  root.dataset.heard = [word, reading, Math.round(1000 * seconds)].join("|");
  state.heard = sound;
  highlight(reading);
  play(sound, 0, sound.samples.length, () => { highlight(""); if (then) then(); });
}
function highlight(reading) {
  root.querySelectorAll(".chip").forEach((chip) => chip.classList.toggle("sounding", chip.dataset.reading === reading));
}
async function hearAll() {
  const word = state.selection && state.view.words[state.selection.to];
  if (!word || !word.many) return note(props.words.one_reading);
  const found = await readings(word.id), next = (n) => { if (n < found.length && state.view) { tell(found[n].shown); hear(word.id, found[n].reading, () => next(n + 1)); } else note(""); };
  next(0);
}
const readings = (word) => ask("readings", { word }).then((answer) => answer.readings || []);

// Settings to use again.
const wordsChosen = () => named(state.view, state.selection ? chosen(state.selection.from, state.selection.to) : chosen(0));
async function copySettings() {
  const answer = await ask("copy", wordsChosen());
  if (!answer.stale) note(answer.error || filled(props.words.copied, { n: answer.copied }), answer.error ? "error" : "");
}
const pasteSettings = () => send("paste", wordsChosen());
async function savePreset(where, name) {
  const answer = await ask("save_preset", { ...where, name });
  if (answer.stale) return;
  if (answer.error) return note(answer.error, "error");
  state.own.presets = answer.presets;
  note(filled(props.words.preset_saved, { name }));
  drawCard();
}
const layPreset = (where, name) => send("lay_preset", { ...where, name });
async function ownSound(word, file) {
  root.dataset.busy = "1";
  let sent;
  try { sent = await upload(file); } catch { delete root.dataset.busy; return note(props.words.failed, "error"); }
  send("own_sound", { word, path: sent.path });
}
