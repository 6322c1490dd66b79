// The card's last page: sounds after the word, and settings to use again.
function morePage({ w, word, where, set, one, does, own }) {
  const file = h("input", { type: "file", name: "own_sound", accept: "audio/*", hidden: true, onchange: () => file.files[0] && does.ownSound(word.id, file.files[0]) });
  const named = h("input", { type: "text", name: "preset_name", maxlength: 40, placeholder: w.preset_hint, autocomplete: "off" });
  const save = () => named.value.trim() && does.savePreset(where, named.value.trim());
  named.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); save(); } });
  return [
    h("div", { class: "row" }, h("span", { class: "name" }, w.after_it), h("div", { class: "buttons" },
      small(w.add_breath, () => one({ edit: "event", word: word.id, kind: "breath", ms: 350 }), "breath"),
      small(w.add_laugh, () => one({ edit: "event", word: word.id, kind: "laugh", ms: 800 }), "laugh"),
      small(w.add_sound, () => file.click(), "sound"), file,
      word.events.length ? small(w.no_events, () => one({ edit: "reset", first: word.id, what: "events" }), "none") : null)),
    picker(w, "preset", [[own.presets.length ? w.preset_choose : w.preset_none, ""], ...own.presets.map((name) => [name, name])], "", (name) => name && does.layPreset(where, name)),
    h("div", { class: "beside" }, field(w, "preset_name", named), small(w.preset_save, save, "save")),
    h("div", { class: "buttons" }, small(w.copy, does.copy, "copy"), small(w.paste, does.paste, "paste"), small(w.reset_word, () => set({ edit: "reset" }), "all"))];
}
