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
function label(pen, text, x, y, room, { font, colour = INK, centred = true } = {}) {
  if (centred) { const end = Math.min(x + room, pen.canvas.clientWidth); x = Math.max(x, 0); room = end - x; } // in what is in sight of it
  if (room < 6 || !text) return;
  pen.font = font; pen.fillStyle = colour; pen.textBaseline = "middle"; pen.textAlign = centred ? "center" : "left";
  if (pen.measureText(text).width > room - 2) {
    if (room < 18) return;
    while (text.length > 1 && pen.measureText(text + "…").width > room - 2) text = text.slice(0, -1);
    text += "…";
  }
  pen.fillText(text, centred ? x + room / 2 : x, y);
}
// Drawing in sight: (state, pen, found lanes, X of a sample with what is dragged, the places of the words in sight).
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
  drawWave(board);
  for (const place of seen) { drawPause(board, state.view.words[place]); drawWord(board, place); drawSounds(board, place); drawMarks(board, state.view.words[place]); }
  drawPitch(board);
  drawCursor(board);
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
    label(pen, (n * step).toFixed(digits) + " s", x + 4, 10, 60, { font: `11px ${FONT}`, colour: INK3, centred: false });
  }
  pen.stroke();
  for (const name of ["wave", "words", "sounds", "pitch"]) { pen.beginPath(); pen.moveTo(0, found[name][1] + 0.5); pen.lineTo(width, found[name][1] + 0.5); pen.stroke(); }
}
function drawWave({ state, pen, found, width }) {
  const [top, bottom] = found.wave, half = (bottom - top) / 2 - 3, middleY = (top + bottom) / 2;
  if (state.spectrum) return pen.drawImage(spectrumOf(state.sound, state.scale, width, bottom - top, state.ghost), 0, top, width, bottom - top);
  pen.fillStyle = WAVE;
  for (let x = 0; x < width; x++) {
    const [from, to] = [x, x + 1].map((at) => unwarped(state.ghost, toSample(state.scale, at)));
    if (from > state.sound.samples.length) break;
    const [low, high] = heightAt(state.sound, from, to), up = (high / state.sound.loudest) * half, down = (-low / state.sound.loudest) * half;
    pen.fillRect(x, middleY - up, 1, Math.max(1, up + down));
  }
}
const hasOwn = (word) => Object.keys(word.set).length > 0 || word.events.length > 0 || word.phonemes.some((p) => p.length_set || p.moved || p.gain_db);

function drawWord({ state, pen, found, X }, place) {
  const word = state.view.words[place], [top, bottom] = found.words, x = X(word.start), room = X(word.end) - x;
  const own = state.selection, [from, to] = own ? ends(own) : [-1, -2], inside = place >= from && place <= to;
  pen.strokeStyle = inside ? TEAL : LINE; pen.lineWidth = inside ? 2 : 1;
  pen.fillStyle = inside ? SOFT : "#fffefb";
  pen.beginPath(); pen.roundRect(x + 1.5, top + 4, Math.max(2, room - 3), bottom - top - 8, 6); pen.fill(); pen.stroke();
  const two = word.shown && room > 14, y = (top + bottom) / 2;
  label(pen, word.text, x, two ? y - 7 : y, room, { font: `600 15px ${FONT}`, colour: inside ? TEAL : INK });
  if (two) label(pen, word.shown, x, y + 10, room, { font: `12px ${FONT}`, colour: word.set.reading ? SET : INK2 });
  if (hasOwn(word)) { pen.fillStyle = SET; pen.beginPath(); pen.arc(x + 8, top + 10, 3, 0, 7); pen.fill(); }
}
function drawSounds({ state, pen, found, X }, place) {
  const [top, bottom] = found.sounds, own = state.selection;
  state.view.words[place].phonemes.forEach((sound, index) => {
    const x = X(sound.start), end = X(sound.end), room = end - x;
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
  pen.strokeStyle = pause.set ? SET : INK3; pen.lineWidth = pause.set ? 2.5 : 1; pen.setLineDash(pause.set ? [] : [3, 3]);
  pen.beginPath(); pen.moveTo(x + room, top); pen.lineTo(x + room, bottom); pen.stroke(); pen.setLineDash([]);
  const ms = Math.round((1000 * (pause.end - pause.start + (state.ghost && state.ghost.start === pause.start ? state.ghost.delta : 0))) / state.view.rate);
  if (room > 26) label(pen, room > 46 ? ms + " ms" : String(ms), x, (top + bottom) / 2, room, { font: `${pause.set ? "600 " : ""}11px ${FONT}`, colour: pause.set ? SET : INK2 });
}
function drawMarks({ state, pen, found, X }, word) {
  const w = state.words, [top, bottom] = found.marks, marks = [];
  if (word.set.voice) marks.push(titleOf(w.voices, word.set.voice));
  if (word.set.style) marks.push(titleOf(w.styles, word.set.style));
  if (word.set.stress != null) marks.push(w["stress_" + word.set.stress]);
  if (word.set.joined != null) marks.push(word.set.joined ? w.joined + " ⌒" : w.parted + " |");
  if (word.set.speed) marks.push("× " + word.set.speed);
  if (word.set.range != null) marks.push("↕ " + word.set.range);
  marks.push(...word.events.map((event) => w[event.kind]));
  if (marks.length) label(pen, marks.join(" · "), X(word.start) + 3, (top + bottom) / 2, Math.max(60, X(word.pause.end) - X(word.start)), { font: `600 11.5px ${FONT}`, colour: SET, centred: false });
}
const titleOf = (list, name) => (list.find((pair) => pair[1] === name) || [name])[0].split(" · ")[0];

function drawPitch({ state, pen, found, X, seen, mid }) {
  const [top, bottom] = found.pitch, Y = (hz) => Math.max(top + 2, Math.min(bottom - 2, toY(found, mid, hz)));
  label(pen, state.words.lane_pitch, 6, top + 10, 80, { font: `11px ${FONT}`, colour: INK3, centred: false });
  const sounds = seen.flatMap((place) => state.view.words[place].phonemes.map((sound, index) => ({ sound, place, index })));
  const near = 0.025 * state.view.rate; // points of one voice, across the edge of two sounds
  const strokes = (column, keep, style, width, dash) => {
    let last = -Infinity;
    pen.strokeStyle = style; pen.lineWidth = width; pen.setLineDash(dash); pen.lineJoin = "round"; pen.beginPath();
    for (const item of sounds.filter(keep)) for (const point of item.sound.pitch) {
      const lift = column === 2 && state.lift && state.lift.has(item) ? 2 ** (state.lift.semitones / 12) : 1;
      pen[point[0] - last < near ? "lineTo" : "moveTo"](X(point[0]), Y(point[column] * lift));
      last = point[0];
    }
    pen.stroke(); pen.setLineDash([]);
  };
  const set = (item) => item.sound.moved || (state.lift && state.lift.has(item));
  strokes(1, () => true, INK3, 1.2, [3, 3]);
  strokes(2, (item) => !set(item), TEAL, 1.6, []);
  strokes(2, set, SET, 3, []);
  if (state.drawn && state.drawn.length) {
    pen.strokeStyle = SET; pen.lineWidth = 3; pen.setLineDash([1, 5]); pen.lineCap = "round"; pen.beginPath();
    state.drawn.forEach(([sample, hz], n) => pen[n ? "lineTo" : "moveTo"](X(sample), Y(hz)));
    pen.stroke(); pen.setLineDash([]); pen.lineCap = "butt";
  }
  for (const { sound } of sounds) {
    if (!sound.semitones && !sound.drawn) continue;
    const text = sound.drawn ? "~" : (sound.semitones > 0 ? "+" : "−") + Math.abs(sound.semitones).toFixed(1).replace(/\.0$/, "");
    const room = X(sound.end) - X(sound.start);
    if (room > 14) label(pen, text, X(sound.start) - 20, bottom - 10, room + 40, { font: `600 11px ${FONT}`, colour: SET });
  }
}
function drawCursor({ state, pen, found, X }) {
  if (state.cursor == null) return;
  const x = X(state.cursor);
  pen.strokeStyle = INK; pen.lineWidth = 1.5;
  pen.beginPath(); pen.moveTo(x, 2); pen.lineTo(x, found.height); pen.stroke();
}
