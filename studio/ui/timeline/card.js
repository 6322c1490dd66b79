// The card of what is chosen: everything that can be set on it, on four pages, each change made at once.
const PAGES = [["page_reading", readingPage], ["page_prosody", prosodyPage], ["page_voice", voicePage], ["page_more", morePage]];
const PAGE_OF = { reading: 0, text: 0, insert: 0, pause_ms: 1, length_ms: 1, fit_ms: 1, speed: 1, voice: 2, style: 2, preset: 3, preset_name: 3, breath: 3 };

function wordCard(state, does, page) {
  const w = state.words, view = state.view, sel = state.selection, word = view.words[sel.to], where = named(view, chosen(sel.from, sel.to)), [from, to] = ends(sel);
  const parts = { w, view, sel, word, where, does, own: state.own, set: (edit) => does.edit([{ ...edit, ...where }]), one: (edit) => does.edit([edit]), ms: (samples) => Math.round((10000 * samples) / view.rate) / 10 };
  const title = view.words.slice(from, to + 1).map((own, n, all) => own.text + (n < all.length - 1 ? own.gap : "")).join("");
  const tabs = PAGES.map(([name], n) => h("button", { type: "button", role: "tab", "data-page": n, "aria-selected": String(n === page), tabindex: n === page ? "0" : "-1", onclick: () => does.turn(n) }, w[name]));
  const turn = (event) => { const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key]; if (by) { event.preventDefault(); does.turn((page + by + PAGES.length) % PAGES.length, true); } };
  return h("aside", { class: "word-card", role: "dialog", "aria-label": word.text, tabindex: "-1", onkeydown: (event) => { if (event.key === "Escape") { event.stopPropagation(); does.closeCard(); } } },
    h("header", {}, h("h4", { title }, title, from === to ? h("small", {}, word.shown || word.reading) : null), h("button", { type: "button", class: "icon", "aria-label": w.close, onclick: does.closeCard }, "×")),
    h("div", { class: "tabs", role: "tablist", onkeydown: turn }, ...tabs),
    h("div", { class: "page", role: "tabpanel" }, ...PAGES[page][1](parts)));
}
