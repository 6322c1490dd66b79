// The drawn presenters: looked through by their parts, put on the stage by a click.
let finding = 0;

function galleryPage() {
  const w = props.words, own = state.found;
  const filter = ([part, title, values]) => chooser(title, part, [[filled(w.any, { part: title.toLowerCase() }), ""], ...values], own.parts[part] || "", (value) => { own.parts[part] = value; findDrawn(); });
  const mine = h("button", { type: "button", class: "chip", "data-mine": true, "aria-pressed": String(own.mine), onclick: () => { own.mine = !own.mine; mine.setAttribute("aria-pressed", String(own.mine)); findDrawn(); } }, w.mine);
  return h("div", { class: "page gallery" }, h("div", { class: "filters" }, ...w.filters.map(filter)), h("div", { class: "about-found" }, h("span", { class: "count", role: "status" }), mine, h("span", { class: "note gallery-note", role: "alert" })),
    h("ul", { class: "people", "aria-label": w.drawn }), h("div", { class: "pager" }));
}
async function findDrawn(page = 0) {
  const own = state.found, now = ++finding;
  const answer = await ask("find_presenters", { parts: own.parts, mine: own.mine, page });
  if (now !== finding) return;
  if (answer.error) return note(root.querySelector(".gallery-note"), answer.error, "error");
  Object.assign(own, answer);
  drawGallery();
  for (let first = 0; first < own.rows.length && now === finding; first += 6) {
    const names = own.rows.slice(first, first + 6).map((row) => row.name).filter((name) => !own.pictures[name]);
    if (!names.length) continue;
    const got = await ask("faces_of", { names });
    Object.assign(own.pictures, got.pictures || {});
    for (const name of names) { const shown = root.querySelector(`.page.gallery [data-name="${CSS.escape(name)}"] img`); if (shown && own.pictures[name]) shown.src = own.pictures[name]; }
  }
}
function drawGallery() {
  const w = props.words, own = state.found, list = root.querySelector(".page.gallery .people"), pager = root.querySelector(".pager");
  if (!list) return;
  root.querySelector(".count").textContent = filled(w.count, { n: own.total });
  list.replaceChildren(...(own.rows.length ? own.rows.map(person) : [h("li", { class: "none" }, h("p", { class: "muted" }, own.mine ? w.none_mine : w.none))]));
  list.querySelector(".keep")?.focus();
  pager.replaceChildren(...(own.pages < 2 ? [] : [plain("‹", () => findDrawn(own.page - 1), { class: "before", "aria-label": w.before, disabled: !own.page }),
    h("span", {}, filled(w.page, { n: own.page + 1, all: own.pages })), plain("›", () => findDrawn(own.page + 1), { class: "after", "aria-label": w.after, disabled: own.page + 1 >= own.pages })]));
}
function person(row) {
  const w = props.words, picture = state.found.pictures[row.name];
  const here = state.who && state.who.drawn === row.name;
  return h("li", { "data-name": row.name }, h("button", { type: "button", class: "one", "aria-pressed": String(Boolean(here)), onclick: () => putDrawn(row.name) },
    h("img", { src: picture || EMPTY, alt: "", loading: "lazy" }), h("span", {}, row.title)),
    state.found.doomed === row.name ? sure(row) : h("span", { class: "small-acts" }, h("button", { type: "button", class: "like", onclick: () => drawLike(row.name) }, w.like), row.own ? h("button", { type: "button", class: "delete", onclick: () => doom(row.name) }, w.delete) : null));
}
async function putDrawn(name) {
  const answer = await ask("take_presenter", { name });
  if (answer.error) return note(root.querySelector(".gallery-note"), answer.error, "error");
  delete state.acting.face;
  root.querySelectorAll(".page.gallery .people [aria-pressed]").forEach((one) => one.setAttribute("aria-pressed", String(one.closest("li").dataset.name === name)));
  put({ ...answer.portrait, drawn: name });
}
// The question outlives a redraw: pictures and searches answer whenever they do.
function doom(name) {
  state.found.doomed = name;
  drawGallery();
}
function sure(row) {
  const w = props.words;
  const gone = async () => { const answer = await ask("delete_character", { name: row.name }); state.found.doomed = ""; if (answer.error) return note(root.querySelector(".gallery-note"), answer.error, "error"); findDrawn(state.found.page); };
  return h("span", { class: "small-acts" }, h("span", {}, w.sure), h("button", { type: "button", class: "delete-now", onclick: gone }, w.delete), h("button", { type: "button", class: "keep", onclick: () => doom("") }, w.keep));
}
async function drawLike(name) {
  const answer = await ask("character_of", { name });
  if (answer.error) return note(root.querySelector(".gallery-note"), answer.error, "error");
  Object.assign(state.make, { parts: answer.parts, title: "", picture: "" });
  turn("make");
}
