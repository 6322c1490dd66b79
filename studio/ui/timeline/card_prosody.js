// The card's second page: time, pitch and loudness; of the one sound that is chosen, else of the words.
function prosodyPage(card) {
  return card.sel.phoneme !== null ? soundFields(card) : wordFields(card);
}
function soundFields({ w, sel, word, one, ms }) {
  const sound = word.phonemes[sel.phoneme], at = { first: word.id, phoneme: sel.phoneme }, undo = (what) => () => one({ edit: "reset", ...at, what });
  return [h("p", { class: "about" }, filled(w.one_sound, { symbol: sound.symbol, word: word.text })),
    h("div", { class: "pairs" },
      number(w, "length_ms", ms(sound.end - sound.start), 10, (value) => one({ edit: "length", ...at, ms: value }), { min: 5, set: sound.length_set, reset: undo("length") }),
      number(w, "pitch_st", sound.semitones, 0.5, (value) => one({ edit: "pitch", ...at, semitones: value, add: false }), { min: -24, max: 24, set: !!sound.semitones || sound.drawn, reset: undo("pitch") }),
      number(w, "loudness", sound.gain_db, 1, (value) => one({ edit: "loudness", ...at, db: value, add: false }), { min: -40, max: 20, set: !!sound.gain_db, reset: undo("loudness") })),
    h("p", { class: "muted" }, w.whole_word_hint)];
}
function wordFields({ w, view, sel, word, where, set, one, ms }) {
  const [from, to] = ends(sel), first = view.words[from], last = view.words[to], several = from < to, undo = (what) => () => set({ edit: "reset", what });
  const sounds = view.words.slice(from, to + 1).flatMap((own) => own.phonemes), common = (name) => (sounds.every((own) => own[name] === sounds[0][name]) ? sounds[0][name] : "");
  const fit = (value) => one(several ? { edit: "fit", ...where, ms: value } : { edit: "length", first: word.id, ms: value });
  return [
    choices(w.stress, [[w.predicted, null], [w.stress_1, 1], [w.stress_2, 2], [w.stress_0, 0]], word.set.stress ?? null, (level) => set({ edit: "stress", level })),
    choices(w.join, [[w.predicted, null], [w.joined, true], [w.parted, false]], word.set.joined ?? null, (joined) => set({ edit: "join", joined })),
    h("div", { class: "pairs" },
      number(w, "pause_ms", ms(last.pause.end - last.pause.start), 10, (value) => one({ edit: "pause", word: last.id, ms: value }), { min: 0, max: 10000, set: last.pause.set, reset: () => one({ edit: "reset", first: last.id, what: "pause" }) }),
      number(w, several ? "fit_ms" : "length_ms", ms(last.end - first.start), 10, fit, { min: 5, set: sounds.some((own) => own.length_set), reset: undo("length") }),
      number(w, "speed", word.set.speed ?? 1, 0.05, (factor) => set({ edit: "speed", factor }), { min: 0.25, max: 4, set: word.set.speed != null, reset: undo("speed") }),
      number(w, "range", word.set.range ?? 1, 0.1, (factor) => set({ edit: "range", factor }), { min: 0, max: 4, set: word.set.range != null, reset: undo("range") }),
      number(w, "pitch_st", common("semitones"), 0.5, (semitones) => set({ edit: "pitch", semitones, add: false }), { min: -24, max: 24, set: sounds.some((own) => own.semitones || own.drawn), reset: undo("pitch") }),
      number(w, "loudness", common("gain_db"), 1, (db) => set({ edit: "loudness", db, add: false }), { min: -40, max: 20, set: sounds.some((own) => own.gain_db), reset: undo("loudness") }))];
}
