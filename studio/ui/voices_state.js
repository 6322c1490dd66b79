// The voices' panel: what it shows, kept here so that nothing is lost when it is drawn anew; and how it asks the program.
const root = element.querySelector(".voices-panel");
const freshDesign = () => ({ recipe: { text: "", language: "", like: "", mixed: "", share: 0.5, aged: 0, cheerful: 0, moved: {} }, likeTitle: "", mixedTitle: "", sentence: "", title: "", found: null });
const state = {
  tab: "library", opener: null, pick: null, // `pick` is what the next voice that is taken is for: {why, take}
  query: { words: "", language: "", who: "", mood: "", use: "", only: "" },
  rows: [], total: 0, page: 0, pages: 1, at: 0, opened: "", speakers: [],
  design: freshDesign(),
  clone: { path: "", url: "", file: "", verdict: null, consent: "", transcript: "", language: "", title: "", made: null, sentence: "", spoken: "", spokenUrl: "" },
};
const filmNow = () => document.body.dataset.film || "";
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
