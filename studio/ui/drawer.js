// What the drawers over the page share: how they ask the program, and their small parts.
const filled = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);

async function ask(name, values = {}) {
  try { return await server[name]({ lang: props.words.lang, ...values }); } catch { return { error: props.words.gone }; }
}
const plain = (text, act, more = {}) => h("button", { type: "button", onclick: act, ...more, class: "quiet-button " + (more.class || "") }, text);
const labelled = (text, input, more = {}) => h("label", { ...more, class: "field " + (more.class || "") }, h("span", {}, text), input);
function chooser(label, name, options, value, act) {
  const select = h("select", { name, "aria-label": label, onchange: () => act(select.value) }, ...options.map(([title, own]) => h("option", { value: own }, title)));
  select.value = value;
  return select;
}
// A sentence beside what was pressed: `place` is an element of the class "note".
function note(place, text, kind) {
  if (!place) return;
  place.textContent = text || "";
  place.classList.remove("error", "saved");
  if (kind) place.classList.add(kind);
}
