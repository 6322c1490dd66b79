// What is chosen: {from, to, phoneme}: places of the first word chosen and the latest, and a phoneme of it or null. Pure.
const NOTHING = null;
const chosen = (from, to = from, phoneme = null) => ({ from, to, phoneme });
const ends = (sel) => [Math.min(sel.from, sel.to), Math.max(sel.from, sel.to)];

// One further: through the words, or through the sounds of the words once inside them. Null past either end.
function moved(view, sel, by, extend) {
  const last = view.words.length - 1;
  if (!sel) return chosen(by > 0 ? 0 : last);
  if (sel.phoneme === null) {
    const to = sel.to + by;
    if (to < 0 || to > last) return null;
    return extend ? chosen(sel.from, to) : chosen(to);
  }
  const phoneme = sel.phoneme + by, count = view.words[sel.to].phonemes.length;
  if (phoneme >= 0 && phoneme < count) return chosen(sel.to, sel.to, phoneme);
  const to = sel.to + by;
  if (to < 0 || to > last) return null;
  return chosen(to, to, by > 0 ? 0 : view.words[to].phonemes.length - 1);
}
const entered = (sel) => (sel ? chosen(sel.to, sel.to, sel.phoneme ?? 0) : chosen(0));
const left = (sel) => (sel && sel.phoneme !== null ? chosen(sel.to) : NOTHING);

// After an edit the words may be others: the selection stays within them.
function held(view, sel) {
  if (!sel || !view.words.length) return NOTHING;
  const last = view.words.length - 1, to = Math.min(sel.to, last);
  const phoneme = sel.phoneme === null ? null : Math.min(sel.phoneme, view.words[to].phonemes.length - 1);
  return chosen(Math.min(sel.from, last), to, phoneme);
}
// The samples that a selection covers; the whole line for none.
function span(view, sel) {
  if (!sel) return [0, view.samples];
  const [first, last] = ends(sel).map((place) => view.words[place]);
  if (sel.phoneme !== null) { const own = view.words[sel.to].phonemes[sel.phoneme]; return [own.start, own.end]; }
  return [first.start, last.end];
}
// How an edit names the selection.
function named(view, sel) {
  const [first, last] = ends(sel).map((place) => view.words[place].id);
  if (sel.phoneme !== null) return { first: view.words[sel.to].id, phoneme: sel.phoneme };
  return first === last ? { first } : { first, last };
}
