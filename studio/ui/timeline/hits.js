// What lies where. Lanes are {name: [top, bottom]} in pixels. Pure.
const LANES = [["ruler", 20], ["wave", 84], ["words", 50], ["sounds", 36], ["pitch", 124], ["marks", 28]];
const PITCH_SPAN = 26; // semitones from the bottom of the pitch lane to its top

function lanes() {
  let top = 0;
  const found = {};
  for (const [name, height] of LANES) { found[name] = [top, top + height]; top += height; }
  return { ...found, height: top };
}
function laneAt(found, y) {
  return LANES.map(([name]) => name).find((name) => y >= found[name][0] && y < found[name][1]) || "marks";
}
// The middle of the pitch lane is the line's median, so that a voice of any height fits.
function middle(view) {
  const all = view.words.flatMap((word) => word.phonemes.flatMap((p) => p.pitch.map((point) => point[1]))).sort((a, b) => a - b);
  return all.length ? all[all.length >> 1] : 160;
}
function toY(found, mid, hz) {
  const [top, bottom] = found.pitch;
  return (top + bottom) / 2 - (12 * Math.log2(hz / mid) * (bottom - top)) / PITCH_SPAN;
}
function toHz(found, mid, y) {
  const [top, bottom] = found.pitch;
  return mid * 2 ** ((((top + bottom) / 2 - y) * PITCH_SPAN) / (bottom - top) / 12);
}
const semitonesOf = (found, pixels) => (-pixels * PITCH_SPAN) / (found.pitch[1] - found.pitch[0]);

// The place among the words of the last that begins at or before the sample; -1 before the first.
function wordBefore(words, sample) {
  let low = 0, high = words.length;
  while (low < high) { const at = (low + high) >> 1; if (words[at].start <= sample) low = at + 1; else high = at; }
  return low - 1;
}
function wordAt(view, sample) {
  return Math.max(0, wordBefore(view.words, sample));
}
function soundAt(word, sample) {
  const found = word.phonemes.findIndex((p) => sample < p.end);
  return found < 0 ? word.phonemes.length - 1 : found;
}
// What a pointer at (x, y) would take hold of; `over` is the word that it is on, which a mere touch chooses. `reach` is how near an edge it must be, in pixels.
function hit(view, scale, found, x, y, reach) {
  const lane = laneAt(found, y), sample = toSample(scale, x);
  if (!view.words.length) return { kind: "none" };
  const at = wordAt(view, sample), near = (edge) => Math.abs(toX(scale, edge) - x) <= reach;
  const around = [at, at - 1, at + 1].filter((place) => view.words[place]);
  if (lane === "words" || lane === "sounds" || lane === "wave") {
    for (const place of around) {
      const pause = view.words[place].pause;
      if (lane !== "wave" && pause.end > pause.start && near(pause.end)) return { kind: "pause", word: place, over: at };
    }
  }
  const away = (edge) => Math.abs(toX(scale, edge) - x);
  if (lane === "words") {
    const place = around[nearest(around, (own) => away(view.words[own].end))];
    if (near(view.words[place].end)) return { kind: "edge", word: place, over: at };
  }
  if (lane === "sounds") {
    const edges = around.flatMap((place) => view.words[place].phonemes.map((own, phoneme) => ({ end: own.end, word: place, phoneme })));
    const { end, word, phoneme } = edges[nearest(edges, (own) => away(own.end))];
    if (near(end)) return { kind: "boundary", word, phoneme, over: at, sample };
  }
  const word = view.words[at], inside = sample < word.end;
  if (lane === "pitch") return inside && sample >= word.start ? { kind: "pitch", word: at, phoneme: soundAt(word, sample) } : { kind: "none", word: at };
  if (lane === "sounds") return { kind: "sound", word: at, phoneme: soundAt(word, sample) };
  return { kind: lane === "ruler" ? "ruler" : "word", word: at, sample };
}
function nearest(list, distance) {
  return list.reduce((best, item, place) => (distance(item) < distance(list[best]) ? place : best), 0);
}
