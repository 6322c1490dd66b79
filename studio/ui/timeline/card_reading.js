// The card's first page: how a word is read, and which words stand there.
function readingPage({ w, view, sel, word, one, does }) {
  const input = h("input", { type: "text", name: "reading", value: word.reading, placeholder: w.reading_hint, spellcheck: "false", autocomplete: "off" });
  input.addEventListener("change", () => { if (input.value.trim()) one({ edit: "reading", word: word.id, reading: input.value.trim() }); });
  const list = h("div", { class: "readings" });
  if (word.many) does.readings(word.id).then((found) => list.replaceChildren(readingChips(w, word, found, does)));
  return [
    field(w, "reading", input, { set: word.set.reading != null, reset: () => one({ edit: "reset", first: word.id, what: "reading" }) }), list,
    ...word.tones.map((tone, syllable) => choices(word.tones.length > 1 ? filled(w.tone_of, { syllable: [...word.text][syllable] || syllable + 1 }) : w.tone,
      ["1", "2", "3", "4", "5"].map((value) => [w["tone_" + value], value]), tone, (value) => one({ edit: "tone", word: word.id, syllable, tone: Number(value) }))),
    wordsFields(w, view, sel, does)];
}
// Each reading to be heard, and to be taken.
function readingChips(w, word, found, does) {
  return h("div", { class: "chips", role: "group", "aria-label": w.readings }, ...found.map((own) => h("span", { class: "chip", "data-reading": own.reading, "aria-current": own.reading === word.reading ? "true" : null },
    h("button", { type: "button", class: "hear", title: w.hear, "aria-label": `${w.hear}: ${own.shown}`, onclick: () => does.hear(word.id, own.reading) }, "▶"),
    h("button", { type: "button", class: "use", "aria-pressed": String(own.reading === word.reading), onclick: () => does.edit([{ edit: "reading", word: word.id, reading: own.reading }]) }, own.shown))));
}
function wordsFields(w, view, sel, does) {
  const [from, to] = ends(sel), words = view.words.slice(from, to + 1), first = words[0].id, last = words[words.length - 1].id;
  const said = words.map((own, n) => own.text + (n < words.length - 1 ? own.gap : "")).join("");
  const text = h("input", { type: "text", name: "text", value: said, autocomplete: "off" }), insert = h("input", { type: "text", name: "insert", placeholder: w.insert_hint, autocomplete: "off" });
  const put = (where) => insert.value.trim() && does.reword({ edit: "text", first: where === "before" ? first : last, text: insert.value, insert: where }, where === "before" ? from : to + 1);
  text.addEventListener("change", () => { if (text.value.trim()) does.reword({ edit: "text", first, last, text: text.value }, from); });
  insert.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); put(event.shiftKey ? "before" : "after"); } });
  return h("fieldset", { class: "wording" }, h("legend", {}, w.wording), field(w, "text", text), field(w, "insert", insert),
    h("div", { class: "buttons" }, small(w.insert_before, () => put("before"), "before"), small(w.insert_after, () => put("after"), "after"), small(w.delete_words, does.deleteWords, "delete")));
}
