// Drawing: only what is in sight. What was set is red, thick and hatched; what was predicted is grey, thin and plain.
const INK = "#1d2527", INK2 = "#5f6a6d", INK3 = "#929b9c", LINE = "#e3dfd4", TEAL = "#12645f", SOFT = "#e4efec", SET = "#b8402c", SET_SOFT = "#f8e9e4",
  PAPER = "#faf8f2", WAVE = "#7ea9a2";
const FONT = getComputedStyle(element).fontFamily || "sans-serif", IPA = `"Charis SIL", "Doulos SIL", "Noto Sans", "DejaVu Sans", ${FONT}`;
let hatching = null;

function hatch(pen) {
  if (hatching) return hatching;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 6;
  const own = tile.getContext("2d");
  own.strokeStyle = SET; own.globalAlpha = 0.42; own.lineWidth = 1.2;
  own.beginPath();
  for (const at of [-3, 3, 9]) { own.moveTo(at - 3, 6); own.lineTo(at + 3, 0); }
  own.stroke();
  return (hatching = pen.createPattern(tile, "repeat"));
}
// Text is measured once in each font; `font` names it, for to ask the pen costs more than to measure.
const widths = new Map();
function widthOf(pen, font, text) {
  const key = font + text;
  let found = widths.get(key);
  if (found === undefined) {
    if (widths.size > 20000) widths.clear();
    pen.font = font;
    widths.set(key, (found = pen.measureText(text).width));
  }
  return found;
}
// As much of the text as there is room for.
function shortened(pen, font, text, room) {
  const whole = widthOf(pen, font, text);
  if (whole <= room) return text;
  let keep = Math.max(1, Math.floor((text.length * (room - 12)) / whole));
  while (keep > 1 && widthOf(pen, font, text.slice(0, keep) + "…") > room) keep--;
  return text.slice(0, keep) + "…";
}
// Draws as much of the text as there is room for; how wide that was.
function label(pen, text, x, y, room, { font, colour = INK, centred = true } = {}) {
  if (centred) { const end = Math.min(x + room, pen.canvas.width / (window.devicePixelRatio || 1)); x = Math.max(x, 0); room = end - x; } // in what is in sight of it
  if (room < 6 || !text || (room < 18 && widthOf(pen, font, text) > room - 2)) return 0;
  const shown = shortened(pen, font, text, room - 2);
  pen.font = font; pen.fillStyle = colour; pen.textBaseline = "middle"; pen.textAlign = centred ? "center" : "left";
  pen.fillText(shown, centred ? x + room / 2 : x, y);
  return widthOf(pen, font, shown);
}
// True if something of it is still to be made and drawn. (state, pen, found lanes, X of a sample with what is dragged, the places of the words in sight).
function draw(state, pen, width) {
  const found = lanes(), X = (sample) => toX(state.scale, warped(state.ghost, sample));
  pen.clearRect(0, 0, width, found.height);
  pen.fillStyle = PAPER;
  pen.fillRect(0, found.sounds[1], width, found.marks[1] - found.sounds[1]);
  const first = Math.max(0, wordBefore(state.view.words, unwarped(state.ghost, state.scale.start)) - 1);
  const end = unwarped(state.ghost, toSample(state.scale, width)), seen = [];
  for (let place = first; place < state.view.words.length && state.view.words[place].start <= end; place++) seen.push(place);
  const board = { state, pen, found, X, width, seen, mid: state.middle };
  drawChosen(board);
  drawRuler(board);
  const unfinished = drawWave(board);
  edge = marked = -Infinity;
  drawNarrow(board);
  for (const place of seen) { drawPause(board, state.view.words[place]); drawWord(board, place); drawSounds(board, place); drawMarks(board, state.view.words[place]); drawEvents(board, state.view.words[place]); }
  drawPitch(board);
  drawCursor(board);
  return unfinished;
}
function drawChosen({ state, pen, found, X }) {
  if (!state.selection) return;
  const [start, end] = span(state.view, state.selection).map(X);
  pen.fillStyle = SOFT;
  pen.fillRect(start, found.ruler[1], end - start, found.marks[1] - found.ruler[1]);
}
function drawRuler({ state, pen, found, width }) {
  const step = tick(state.scale.per, state.view.rate), digits = Math.max(0, Math.min(3, Math.ceil(-Math.log10(step) - 1e-9)));
  pen.strokeStyle = LINE; pen.lineWidth = 1; pen.beginPath();
  for (let n = Math.floor(state.scale.start / state.view.rate / step); ; n++) {
    const x = Math.round(toX(state.scale, n * step * state.view.rate)) + 0.5;
    if (x > width) break;
    pen.moveTo(x, 4); pen.lineTo(x, found.height);
    if (x + 40 < width) label(pen, (n * step).toFixed(digits) + " s", x + 4, 10, 60, { font: `11px ${FONT}`, colour: INK3, centred: false });
  }
  pen.stroke();
  for (const name of ["wave", "words", "sounds", "pitch"]) { pen.beginPath(); pen.moveTo(0, found[name][1] + 0.5); pen.lineTo(width, found[name][1] + 0.5); pen.stroke(); }
}
function drawWave({ state, pen, found, X, width }) {
  const [top, bottom] = found.wave, half = (bottom - top) / 2 - 3, middleY = (top + bottom) / 2, sample = (x) => unwarped(state.ghost, toSample(state.scale, x));
  if (state.spectrum) return drawSpectrum(pen, state.sound, state.scale.per, X, sample(0), sample(width), top, bottom);
  pen.fillStyle = WAVE;
  for (let x = 0, from = sample(0); x < width && from <= state.sound.samples.length; x++) {
    const to = sample(x + 1), [low, high] = heightAt(state.sound, from, to), up = (high / state.sound.loudest) * half, down = (-low / state.sound.loudest) * half;
    pen.fillRect(x, middleY - up, 1, Math.max(1, up + down));
    from = to;
  }
  return false;
}
// Where words are too narrow to be seen one by one, as many are drawn as there is room for, those that were edited first.
const NARROW = 4;
function drawNarrow({ state, pen, found, X, seen }) {
  const [top, bottom] = found.words, own = state.selection, [from, to] = own ? ends(own) : [-1, -2];
  let drawn = -Infinity, edited = false;
  for (const place of seen) {
    const word = state.view.words[place], x = X(word.start), end = X(word.end);
    if (end - x >= NARROW) continue;
    if (x < drawn + 3 && (edited || !word.own)) continue;
    pen.fillStyle = word.own ? SET : place >= from && place <= to ? TEAL : "#d8d3c4";
    pen.fillRect(x, top + 10, Math.max(1, Math.min(2.5, end - x - 0.5)), bottom - top - 20);
    [drawn, edited] = [x, word.own];
  }
}
function drawWord({ state, pen, found, X, width }, place) {
  const word = state.view.words[place], [top, bottom] = found.words, x = X(word.start), room = X(word.end) - x;
  if (room < NARROW) return;
  const own = state.selection, [from, to] = own ? ends(own) : [-1, -2], inside = place >= from && place <= to;
  pen.strokeStyle = inside ? TEAL : LINE; pen.lineWidth = inside ? 2 : 1;
  pen.fillStyle = inside ? SOFT : "#fffefb";
  pen.beginPath(); pen.roundRect(x + 1.5, top + 4, Math.max(2, room - 3), bottom - top - 8, 6); pen.fill(); pen.stroke();
  const two = word.shown && room > 14, y = (top + bottom) / 2;
  label(pen, word.text, x, two ? y - 9 : y, room, { font: `600 15px ${FONT}`, colour: inside ? TEAL : INK });
  const wide = two ? label(pen, word.shown, x, y + 8, room, { font: `12px ${FONT}`, colour: word.set.reading ? SET : INK2 }) : Math.min(room - 8, 24);
  if (word.many && wide > 0) several(pen, (Math.max(x, 0) + Math.min(x + room, width)) / 2, bottom - 8.5, wide);
  if (word.own) { pen.fillStyle = SET; pen.beginPath(); pen.arc(x + 8, top + 10, 3, 0, 7); pen.fill(); }
}
// Dots under a word that has several readings.
function several(pen, middle, y, wide) {
  pen.strokeStyle = TEAL; pen.lineWidth = 1.3; pen.setLineDash([1.5, 3]); pen.beginPath(); pen.moveTo(middle - wide / 2, y); pen.lineTo(middle + wide / 2, y); pen.stroke(); pen.setLineDash([]);
}
let edge = 0; // where the last edge was drawn
function drawSounds({ state, pen, found, X }, place) {
  const [top, bottom] = found.sounds, own = state.selection, word = state.view.words[place], few = X(word.end) - X(word.start) < 3 * word.phonemes.length;
  word.phonemes.forEach((sound, index) => {
    if (few && !sound.length_set && index < word.phonemes.length - 1) return; // no room for the sounds: the word's edge alone
    const x = X(sound.start), end = X(sound.end), room = end - x;
    if (few && end < edge + 3 && !sound.length_set) return;
    edge = end;
    const inside = own && own.phoneme === index && own.to === place;
    if (sound.length_set) {
      pen.fillStyle = SET_SOFT; pen.fillRect(x, top + 3, room, bottom - top - 6);
      pen.fillStyle = hatch(pen); pen.fillRect(x, top + 3, room, bottom - top - 6);
    }
    if (inside) { pen.strokeStyle = TEAL; pen.lineWidth = 2; pen.strokeRect(x + 2, top + 4, Math.max(1, room - 4), bottom - top - 8); }
    pen.strokeStyle = sound.length_set ? SET : "#c9c3b2"; pen.lineWidth = sound.length_set ? 2.5 : 1;
    pen.beginPath(); pen.moveTo(end, top + 4); pen.lineTo(end, bottom - 4); pen.stroke();
    label(pen, sound.symbol, x, (top + bottom) / 2, room, { font: `${inside ? "700" : "400"} 15px ${IPA}`, colour: sound.length_set ? SET : inside ? TEAL : INK });
  });
}
function drawPause({ state, pen, found, X }, word) {
  const pause = word.pause, x = X(pause.start), room = X(pause.end) - x, [top, bottom] = [found.words[0] + 8, found.sounds[1] - 4];
  if (room < 1) return;
  pen.fillStyle = pause.set ? SET_SOFT : "#f1eee5"; pen.fillRect(x, top, room, bottom - top);
  if (pause.set) { pen.fillStyle = hatch(pen); pen.fillRect(x, top, room, bottom - top); }
  if (room < 8 && !pause.set) return;
  pen.strokeStyle = pause.set ? SET : INK3; pen.lineWidth = pause.set ? 2.5 : 1; pen.setLineDash(pause.set ? [] : [3, 3]);
  pen.beginPath(); pen.moveTo(x + room, top); pen.lineTo(x + room, bottom); pen.stroke(); pen.setLineDash([]);
  const ms = Math.round((1000 * (pause.end - pause.start + (state.ghost && state.ghost.start === pause.start ? state.ghost.delta : 0))) / state.view.rate);
  if (room > 26) label(pen, room > 46 ? ms + " ms" : String(ms), x, (top + bottom) / 2, room, { font: `${pause.set ? "600 " : ""}11px ${FONT}`, colour: pause.set ? SET : INK2 });
}
// Sounds between words: a breath, a laugh, a file.
function drawEvents({ state, pen, found, X }, word) {
  const [top, bottom] = [found.words[0] + 6, found.sounds[1] - 5];
  for (const event of word.events) {
    const x = X(event.start), room = X(event.end) - x;
    pen.fillStyle = SET_SOFT; pen.strokeStyle = SET; pen.lineWidth = 1;
    pen.beginPath(); pen.roundRect(x + 1.5, top, Math.max(2, room - 3), bottom - top, 6); pen.fill(); pen.stroke();
    label(pen, state.words[event.kind], x, (top + bottom) / 2, room, { font: `600 12.5px ${FONT}`, colour: SET });
  }
}
let marked = 0; // where the last mark ends
function drawMarks({ state, pen, found, X }, word) {
  if (!word.own) return;
  const w = state.words, [top, bottom] = found.marks, marks = [];
  if (word.set.voice) marks.push(titleOf(state.own.voices, word.set.voice));
  if (word.set.style) marks.push(titleOf(w.styles, word.set.style));
  if (word.set.stress != null) marks.push(w["stress_" + word.set.stress]);
  if (word.set.joined != null) marks.push(word.set.joined ? w.joined + " ⌒" : w.parted + " |");
  if (word.set.speed) marks.push("× " + word.set.speed);
  if (word.set.range != null) marks.push("↕ " + word.set.range);
  const x = X(word.start) + 3;
  if (marks.length && x > marked) marked = x + label(pen, marks.join(" · "), x, (top + bottom) / 2, Math.max(60, X(word.pause.end) - X(word.start)), { font: `600 11.5px ${FONT}`, colour: SET, centred: false });
}
const titleOf = (list, name) => (list.find((pair) => pair[1] === name) || [name])[0].split(" · ")[0];

function drawCursor({ state, pen, found, X }) {
  if (state.cursor == null) return;
  const x = X(state.cursor);
  pen.strokeStyle = INK; pen.lineWidth = 1.5;
  pen.beginPath(); pen.moveTo(x, 2); pen.lineTo(x, found.height); pen.stroke();
}
