// The voices by language, the film's own first; what is typed beside it leaves those whose names hold it.
function voicePicker(w, voices, now, give) {
  const all = [[w.voice_own, ""], ...voices], parted = ([title]) => (title.includes(" · ") ? title.slice(title.lastIndexOf(" · ") + 3) : "");
  const picked = picker(w, "voice", [], "", give, { set: now !== "", reset: () => give("") }), select = picked.querySelector("select");
  const find = h("input", { type: "search", name: "voice_find", placeholder: w.voice_find, "aria-label": w.voice_find, autocomplete: "off" });
  const fill = () => {
    const wanted = find.value.trim().toLowerCase(), groups = new Map();
    for (const one of all) if (!wanted || one[1] === now || one[0].toLowerCase().includes(wanted) || one[1].toLowerCase().includes(wanted)) groups.set(parted(one), [...(groups.get(parted(one)) || []), one]);
    select.replaceChildren(...[...groups].flatMap(([name, list]) => {
      const made = list.map(([title, value]) => h("option", { value, selected: value === now }, name ? title.slice(0, title.length - name.length - 3) : title));
      return name ? [h("optgroup", { label: name }, ...made)] : made;
    }));
  };
  find.addEventListener("input", fill);
  fill();
  return h("div", { class: "finder" }, find, picked);
}
// The card's third page: who says it, and in what style.
function voicePage({ w, view, word, where, set, does, own }) {
  const onwards = h("input", { type: "checkbox", name: "onwards" });
  const give = (voice) => does.edit([{ edit: "voice", voice, ...(onwards.checked ? { first: where.first, last: view.words[view.words.length - 1].id } : where) }]);
  const degree = h("input", { type: "range", name: "degree", min: 0, max: 2, step: 0.1, value: word.set.degree ?? 1, "aria-label": w.degree });
  const style = picker(w, "style", [[w.style_none, ""], ...w.styles], word.set.style || "", (name) => set({ edit: "style", style: name, degree: Number(degree.value) }), { reset: () => set({ edit: "reset", what: "style" }) });
  degree.addEventListener("change", () => { const name = style.querySelector("select").value; if (name) set({ edit: "style", style: name, degree: Number(degree.value) }); });
  return [
    h("div", { class: "voice" }, voicePicker(w, own.voices, word.set.voice || "", give), h("label", { class: "tick" }, onwards, w.from_here)),
    h("div", { class: "style" }, style, field(w, "degree", degree))];
}
