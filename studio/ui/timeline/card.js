// The card of a word: everything that can be set on it, each change made at once.
function wordCard(state, does) {
  const w = state.words, view = state.view, sel = state.selection, word = view.words[sel.to], where = named(view, chosen(sel.from, sel.to));
  const set = (edit) => does.edit([{ ...edit, ...where }]), one = (edit) => does.edit([edit]);
  const number = (name, value, step, change, rest = {}) => {
    const input = h("input", { type: "number", step, value, name, ...rest });
    input.addEventListener("change", () => change(input.value === "" ? null : Number(input.value)));
    return h("label", {}, h("span", {}, w[name]), input);
  };
  const ms = (samples) => Math.round((10000 * samples) / view.rate) / 10;
  const card = h("aside", { class: "word-card", role: "dialog", "aria-label": word.text, tabindex: "-1", onkeydown: (event) => {
    if (event.key === "Escape") { event.stopPropagation(); does.closeCard(); }
  } });
  card.append(
    h("header", {}, h("h4", {}, word.text, h("small", {}, word.shown || word.reading)), h("button", { type: "button", class: "icon", "aria-label": w.close, onclick: does.closeCard }, "×")),
    readingField(w, word, one, does),
    choices(w.stress, [[w.predicted, null], [w.stress_1, 1], [w.stress_2, 2], [w.stress_0, 0]], word.set.stress ?? null, (level) => set({ edit: "stress", level })),
    choices(w.join, [[w.predicted, null], [w.joined, true], [w.parted, false]], word.set.joined ?? null, (joined) => set({ edit: "join", joined })),
    h("div", { class: "pairs" },
      number("pause_ms", ms(word.pause.end - word.pause.start), 10, (value) => one({ edit: "pause", word: word.id, ms: value }), { min: 0, max: 10000, "data-set": word.pause.set }),
      number("length_ms", ms(word.end - word.start), 10, (value) => value && one({ edit: "length", first: word.id, ms: value }), { min: 5 }),
      number("speed", word.set.speed ?? 1, 0.05, (factor) => set({ edit: "speed", factor: factor ?? 1 }), { min: 0.25, max: 4, "data-set": word.set.speed != null }),
      number("range", word.set.range ?? 1, 0.1, (factor) => set({ edit: "range", factor: factor ?? 1 }), { min: 0, max: 4, "data-set": word.set.range != null }),
      number("loudness", word.phonemes[0].gain_db, 1, (db) => set({ edit: "loudness", db: db ?? 0, add: false }), { min: -40, max: 20, "data-set": word.phonemes.some((p) => p.gain_db) })),
    voiceField(w, view, word, where, does),
    styleField(w, word, set),
    h("div", { class: "row" }, h("span", { class: "name" }, w.after_it),
      h("button", { type: "button", class: "quiet-button breath", onclick: () => one({ edit: "event", word: word.id, kind: "breath", ms: 350 }) }, w.add_breath),
      word.events.length ? h("button", { type: "button", class: "quiet-button", onclick: () => one({ edit: "reset", first: word.id, what: "events" }) }, w.no_events) : null),
    h("button", { type: "button", class: "quiet-button all", onclick: () => set({ edit: "reset" }) }, w.reset_word));
  return card;
}
function choices(name, list, now, change) {
  return h("div", { class: "row" }, h("span", { class: "name" }, name), h("div", { class: "layouts", role: "radiogroup", "aria-label": name },
    ...list.map(([title, value]) => h("button", { type: "button", role: "radio", "aria-checked": String(value === now), onclick: () => change(value) }, title))));
}
function readingField(w, word, one, does) {
  const input = h("input", { type: "text", name: "reading", value: word.reading, placeholder: w.reading_hint, spellcheck: "false", "data-set": word.set.reading != null });
  input.addEventListener("change", () => { if (input.value.trim()) one({ edit: "reading", word: word.id, reading: input.value.trim() }); });
  const list = h("div", { class: "readings", role: "group", "aria-label": w.reading });
  does.readings(word.id).then((found) => list.replaceChildren(...found.map((own) =>
    h("button", { type: "button", class: "quiet-button", "data-reading": own.reading, "aria-pressed": String(own.reading === word.reading), onclick: () => one({ edit: "reading", word: word.id, reading: own.reading }) }, own.shown)),
    word.set.reading != null ? h("button", { type: "button", class: "quiet-button", onclick: () => one({ edit: "reset", first: word.id, what: "reading" }) }, w.predicted) : ""));
  return h("div", { class: "reading" }, h("label", {}, h("span", {}, w.reading), input), list);
}
function voiceField(w, view, word, where, does) {
  const onwards = h("input", { type: "checkbox", name: "onwards" });
  const select = picker("voice", [[w.voice_own, ""], ...w.voices], word.set.voice || "", (voice) =>
    does.edit([{ edit: "voice", voice, ...(onwards.checked ? { first: where.first, last: view.words[view.words.length - 1].id } : where) }]));
  return h("div", { class: "voice" }, h("label", {}, h("span", {}, w.voice), select), h("label", { class: "tick" }, onwards, w.from_here));
}
function styleField(w, word, set) {
  const degree = h("input", { type: "range", name: "degree", min: 0, max: 2, step: 0.1, value: word.set.degree ?? 1, "aria-label": w.degree });
  const select = picker("style", [[w.style_none, ""], ...w.styles], word.set.style || "", (style) => set({ edit: "style", style, degree: Number(degree.value) }));
  degree.addEventListener("change", () => { if (select.value) set({ edit: "style", style: select.value, degree: Number(degree.value) }); });
  return h("div", { class: "style" }, h("label", {}, h("span", {}, w.style), select), h("label", {}, h("span", {}, w.degree), degree));
}
function picker(name, list, now, change) {
  const select = h("select", { name, "data-set": now !== "" }, ...list.map(([title, value]) => h("option", { value, selected: value === now }, title)));
  select.addEventListener("change", () => change(select.value));
  return select;
}
