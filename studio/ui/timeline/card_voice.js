// The card's third page: who says it, and in what style.
function voicePage({ w, view, word, where, set, does, own }) {
  const onwards = h("input", { type: "checkbox", name: "onwards" });
  const give = (voice) => does.edit([{ edit: "voice", voice, ...(onwards.checked ? { first: where.first, last: view.words[view.words.length - 1].id } : where) }]);
  const degree = h("input", { type: "range", name: "degree", min: 0, max: 2, step: 0.1, value: word.set.degree ?? 1, "aria-label": w.degree });
  const style = picker(w, "style", [[w.style_none, ""], ...w.styles], word.set.style || "", (name) => set({ edit: "style", style: name, degree: Number(degree.value) }), { reset: () => set({ edit: "reset", what: "style" }) });
  degree.addEventListener("change", () => { const name = style.querySelector("select").value; if (name) set({ edit: "style", style: name, degree: Number(degree.value) }); });
  return [
    h("div", { class: "voice" }, picker(w, "voice", [[w.voice_own, ""], ...own.voices, ...w.voices], word.set.voice || "", give, { reset: () => give("") }), h("label", { class: "tick" }, onwards, w.from_here)),
    h("div", { class: "style" }, style, field(w, "degree", degree))];
}
