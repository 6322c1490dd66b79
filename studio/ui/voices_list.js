// The library: what is searched for, and a page of the voices found.
let asked = 0, warming = 0;
const rowTold = (text) => note(root.querySelector(".found-note"), text, "error");

function libraryPage() {
  const w = props.words, query = state.query;
  const words = h("input", { type: "search", name: "words", value: query.words, placeholder: w.search_hint, autocomplete: "off", spellcheck: "false", oninput: () => { query.words = words.value; later(); } });
  words.addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); focusRow(0); } });
  const filter = (name, any, options) => chooser(w[name], name, [[any, ""], ...options], query[name], (value) => { query[name] = value; find(); });
  const only = (name, mark) => h("button", { type: "button", class: "chip", "data-only": name, "aria-pressed": String(query.only === name), onclick: () => { query.only = query.only === name ? "" : name; drawOnly(); find(); } }, mark);
  return h("div", { class: "page library" },
    h("div", { class: "picking", role: "status" }), castSection(),
    h("div", { class: "asks" }, labelled(w.search, words, { class: "words" }),
      h("div", { class: "filters" }, filter("language", w.any_language, w.languages), filter("who", w.any_who, w.filters.who), filter("mood", w.any_mood, w.filters.mood), filter("use", w.any_use, w.filters.use)),
      h("div", { class: "chips" }, only("favourites", "★ " + w.favourites), only("mine", w.mine), importButton())),
    h("div", { class: "about-found" }, h("span", { class: "count", role: "status" }), h("span", { class: "keys" }, w.keys), h("span", { class: "note found-note", role: "alert" })),
    h("ul", { class: "found", "aria-label": w.list, onkeydown: rowKeys }),
    h("div", { class: "pager" }));
}
function drawOnly() {
  root.querySelectorAll("[data-only]").forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.only === state.query.only)));
}
function later() {
  clearTimeout(later.timer);
  later.timer = setTimeout(find, 120);
}
async function find(page = 0, row = -1) {
  const { words, language, who, mood, use, only } = state.query, mine = ++asked;
  const answer = await ask("find", { words, language, tags: [who, mood, use], only, page });
  if (mine !== asked) return;
  if (answer.error) return rowTold(answer.error);
  rowTold("");
  Object.assign(state, answer, { at: Math.max(0, row < 0 ? 0 : Math.min(row, answer.rows.length - 1)) });
  drawFound();
  if (row >= 0) focusRow(state.at);
}
function drawFound() {
  const w = props.words, list = root.querySelector(".found"), pager = root.querySelector(".pager");
  if (!list) return;
  drawPicking();
  root.querySelector(".count").textContent = filled(w.count, { n: state.total.toLocaleString(w.lang) });
  list.replaceChildren(...(state.rows.length ? state.rows.map(voiceRow) : [noneFound()]));
  pager.replaceChildren(...(state.pages < 2 ? [] : [
    plain("‹", () => find(state.page - 1), { class: "before", "aria-label": w.before, disabled: !state.page }),
    h("span", {}, filled(w.page, { n: state.page + 1, all: state.pages })),
    plain("›", () => find(state.page + 1), { class: "after", "aria-label": w.after, disabled: state.page + 1 >= state.pages })]));
  marked();
  warm();
}
// Nothing is like what was asked for: what to do instead.
function noneFound() {
  const w = props.words, { words, language, who, mood, use, only } = state.query, asking = words.trim() || language || who || mood || use;
  const design = () => { Object.assign(state.design.recipe, { text: words.trim(), moved: {} }); turn("design"); };
  return h("li", { class: "none" }, h("p", { class: "muted" }, (!asking && { favourites: w.none_favourites, mine: w.none_mine }[only]) || w.none),
    words.trim() && !state.pick ? plain(filled(w.design_words, { words: words.trim() }), design, { class: "design-words" }) : null);
}
// The sentences of the rows in sight are made one after another, so that they play at once.
async function warm() {
  const mine = ++warming;
  await new Promise((done) => setTimeout(done, 600));
  const inside = root.querySelector(".body").getBoundingClientRect();
  for (const item of [...root.querySelectorAll(".found [data-voice]")]) {
    const place = item.getBoundingClientRect();
    if (mine !== warming || root.hidden || state.tab !== "library" || document.body.dataset.busy === "1") return;
    if (item.isConnected && place.bottom > inside.top && place.top < inside.bottom) await ask("prepare", { voice: item.dataset.voice });
  }
}
function focusRow(place) {
  const items = root.querySelectorAll(".found [data-voice]");
  if (!items.length) return;
  state.at = Math.max(0, Math.min(place, items.length - 1));
  items.forEach((item, n) => { item.tabIndex = n === state.at ? 0 : -1; });
  items[state.at].focus();
}
function rowKeys(event) {
  const item = event.target.closest("[data-voice]"), row = event.target === item;
  if (!item || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input") || (!row && [" ", "Enter"].includes(event.key))) return;
  state.at = state.rows.findIndex((voice) => voice.name === item.dataset.voice); // a button of the row may have the focus
  const last = state.rows.length - 1, act = {
    ArrowDown: () => (state.at === last && state.page + 1 < state.pages ? find(state.page + 1, 0) : focusRow(state.at + 1)),
    ArrowUp: () => (state.at ? focusRow(state.at - 1) : state.page ? find(state.page - 1, 59) : root.querySelector("[name=words]").focus()),
    Home: () => focusRow(0), End: () => focusRow(last), Enter: () => hearRow(state.rows[state.at]), " ": () => hearRow(state.rows[state.at]), f: () => starRow(state.rows[state.at]), F: () => starRow(state.rows[state.at]),
  }[event.key];
  if (act) { event.preventDefault(); act(); }
}
function drawPicking() {
  const place = root.querySelector(".picking");
  showCast();
  if (place) place.replaceChildren(...(state.pick ? [h("span", {}, state.pick.why), plain(props.words.cancel, () => { const { back, leaves } = state.pick; state.pick = null; if (leaves) close(); else if (back) turn(back); else drawFound(); })] : []));
}
function importButton() {
  const w = props.words;
  const file = h("input", { type: "file", accept: ".zip", hidden: true, name: "zip", onchange: () => { takeZip(file.files[0]); file.value = ""; } });
  return h("span", { class: "import" }, plain(w.import, () => file.click(), { class: "import-zip" }), file);
}
async function takeZip(file) {
  if (!file) return;
  let sent;
  try { sent = await upload(file); } catch { return rowTold(props.words.failed); }
  const answer = await ask("import_voice", { path: sent.path });
  if (answer.error) return rowTold(answer.error);
  await ownChanged();
  note(root.querySelector(".found-note"), filled(props.words.imported, { name: answer.name }), "saved");
}
// The person's own voices are others now: the list and the brief's list with it.
async function ownChanged(name) {
  hand(name || "");
  player.kept.clear();
  state.opened = "";
  await find(state.page);
  drawCast();
}
// The page is told: the brief takes `use`, "" for what it has; the speech editor looks at the voices anew.
function hand(use) {
  props.value = { use, at: Date.now() };
  trigger("submit");
  if (!use) window.dispatchEvent(new Event("shengying:voices"));
}
