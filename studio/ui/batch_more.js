// What fewer people choose: translation, the film's further sounds and lips, timelines for editors.
function more() {
  const w = props.words, about = state.about, chosen = chosenMore();
  return h("details", { class: "more", "data-keep": "more" },
    h("summary", {}, h("b", {}, w.more), " ", h("span", {}, chosen.length ? parted(chosen).join("") : about.video ? w.more_hint_film : w.more_hint)),
    translation(), about.video ? filmChoices() : null, tick("captions", w.captions), editorChoices());
}
function chosenMore() {
  const w = props.words, own = state.about.choices, name = (w.targets.find(([, code]) => code === own.translate) || [own.translate])[0];
  const film = state.about.video ? ["relip", "original", "stems"].filter((one) => own[one]).map((one) => w[one + "_short"]) : [];
  return [own.translate && said("into", { language: name }), ...film, ...w.editors.filter(([, kind]) => own.editors.includes(kind)).map(([title]) => title)].filter(Boolean);
}
function tick(name, text) {
  const input = h("input", { type: "checkbox", name, onchange: () => choose({ [name]: input.checked }) });
  input.checked = state.about.choices[name];
  return h("label", { class: "tick" }, input, h("span", {}, text));
}
function translation() {
  const w = props.words, own = state.about.choices, { model, why, usable } = state.about.translator;
  const into = list(w.translate, "translate", [[w.translate_no, ""], ...w.targets], own.translate, (translate) => choose({ translate }));
  into.querySelector("select").dataset.off = usable || own.translate ? "" : "1";
  return h("div", { class: "part translation" }, h("div", { class: "grid" }, into,
    usable && (own.translate || own.model) ? labelled(w.model, typed("model", h("input", { type: "text", placeholder: model || w.model_none, spellcheck: "false" }))) : null),
    why && (own.translate || !usable) ? h("p", { class: "hint" }, why, usable ? "" : (w.lang === "zh" ? "" : " ") + w.set) : null);
}
function filmChoices() {
  const w = props.words, own = state.about.choices;
  return h("div", { class: "part" }, h("h5", {}, w.film), tick("original", w.original), tick("stems", w.stems), tick("relip", w.relip),
    own.relip ? labelled(w.consent, typed("consent", h("textarea", { rows: 3, placeholder: w.consent_hint, required: true }))) : null);
}
function editorChoices() {
  const w = props.words, { choices, folder } = state.about;
  const one = ([title, kind]) => {
    const input = h("input", { type: "checkbox", name: "editor_" + kind, onchange: () => choose({ editors: w.editors.map(([, name]) => name).filter((name) => (name === kind ? input.checked : choices.editors.includes(name))) }) });
    input.checked = choices.editors.includes(kind);
    return h("label", { class: "tick" }, input, h("span", {}, title));
  };
  return h("div", { class: "part" }, h("h5", {}, w.editors_title), h("div", { class: "grid ticks" }, ...w.editors.map(one)), folder ? h("p", { class: "hint" }, said("editors_hint", { folder })) : null);
}
// What is written by hand is kept while it is written, and at the latest before anything else is asked for.
let typing = {}, resting = 0;
function typed(name, input) {
  input.name = name;
  input.value = typing[name] ?? state.about.choices[name];
  input.addEventListener("input", () => {
    typing[name] = input.value;
    clearTimeout(resting);
    resting = setTimeout(typedKept, 600);
  });
  return input;
}
async function typedKept() {
  const choices = typing;
  clearTimeout(resting);
  if (!Object.keys(choices).length) return;
  typing = {};
  const answer = await inquire("batch_choose", { choices }, "typed");
  if (!answer) return;
  if (answer.error) return told(answer.error);
  Object.assign(state, { about: answer, now: answer.now });
  if (!answer.translator.why) root.querySelector(".translation .hint")?.remove(); // what is being written in stays
  drawActs();
}
