// The line as the program told it: {rate, samples, words}, and what a later answer changes of it.
const hasOwn = (word) => Object.keys(word.set).length > 0 || word.events.length > 0 || word.phonemes.some((p) => p.length_set || p.moved || p.gain_db);
const known = (word) => Object.assign(word, { own: hasOwn(word) });

function settled(view) {
  view.words.forEach(known);
  return view;
}
// `words` anew from place `first` on; all others as they were, each from where `starts` says.
function patched(view, { first, words, starts, samples }) {
  view.words.splice(first, words.length, ...words.map(known));
  view.words.forEach((word, place) => { if (starts[place] !== word.start) shift(word, starts[place] - word.start); });
  view.samples = samples;
  return view;
}
function shift(word, by) {
  for (const own of [word, word.pause, ...word.events, ...word.phonemes]) { own.start += by; own.end += by; }
  for (const sound of word.phonemes) for (const point of sound.pitch) point[0] += by;
}
