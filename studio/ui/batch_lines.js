// The lines of a batch, a page of them at a time: how each fits, what is wrong, its text to be edited, its sound.
const WHICH = ["all", "over", "wrong", "made"];
const clock = (value) => { const tenths = Math.floor(10 * value + 0.001), whole = Math.floor(tenths / 10), pad = (n) => String(n).padStart(2, "0"); return (whole >= 3600 ? `${Math.floor(whole / 3600)}:` : "") + `${pad(Math.floor(whole / 60) % 60)}:${pad(whole % 60)}.${tenths % 10}`; };

function linesSection() {
  const w = props.words;
  const chip = (which) => h("button", { type: "button", class: "chip", "data-which": which, onclick: () => { state.which = which; state.page = 0; endEdit(); findLines(); } });
  return h("section", { class: "lines" }, h("header", {}, h("h4", {}, w.lines), h("div", { class: "chips", role: "group", "aria-label": w.lines }, ...WHICH.map(chip)), legend()),
    h("ol", { class: "line-list", "aria-label": w.lines }), h("div", { class: "pager" }));
}
function drawWhich() {
  const counts = (state.now && state.now.counts) || {};
  root.querySelectorAll("[data-which]").forEach((chip) => {
    chip.setAttribute("aria-pressed", String(chip.dataset.which === state.which));
    chip.textContent = `${props.words["which_" + chip.dataset.which]} ${count(counts[chip.dataset.which])}`;
  });
}
async function findLines(page = state.page) {
  const answer = await inquire("batch_lines", { which: state.which, page }, "lines");
  if (!answer) return;
  if (answer.error) return told(answer.error);
  Object.assign(state, { rows: answer.rows, page: answer.page, pages: answer.pages });
  drawLines();
}
// Rows that are as they were stay, so that what has the focus, or is being written, stays too.
function drawLines() {
  const w = props.words, list = root.querySelector(".line-list"), pager = root.querySelector(".pager");
  if (!list) return;
  drawWhich();
  const before = new Map([...list.children].map((item) => [item.dataset.row, item]));
  const items = state.rows.map((row) => {
    const old = before.get(String(row.id)), now = w.lang + active(state.now) + JSON.stringify(row);
    if (old && (old.seen === now || state.editing === row.id)) return old;
    const made = lineRow(row), focused = old && old.contains(document.activeElement) ? document.activeElement.dataset.act : "";
    made.seen = now;
    if (old && focused) requestAnimationFrame(() => made.querySelector(`[data-act="${focused}"]`)?.focus({ preventScroll: true }));
    return made;
  });
  if (!items.length) list.replaceChildren(h("li", { class: "none" }, w["none_" + state.which]));
  else if (items.length !== list.children.length || items.some((item, at) => list.children[at] !== item)) {
    if (items.length === list.children.length && items.every((item, at) => list.children[at].dataset.row === item.dataset.row)) items.forEach((item, at) => { if (list.children[at] !== item) list.children[at].replaceWith(item); });
    else list.replaceChildren(...items);
  }
  const turn = (page, focus) => findLines(page).then(() => { root.querySelector(".lines").scrollIntoView({ block: "start" }); root.querySelector(`.pager .${focus}`)?.focus({ preventScroll: true }); });
  const key = `${w.lang} ${state.page} ${state.pages}`;
  if (pager.seen !== key) pager.replaceChildren(...(state.pages < 2 ? [] : [
    plain("‹", () => turn(state.page - 1, "before"), { class: "before", "aria-label": w.before, disabled: !state.page }),
    h("span", { role: "status" }, said("page", { n: count(state.page + 1), all: count(state.pages) })),
    plain("›", () => turn(state.page + 1, "after"), { class: "after", "aria-label": w.after, disabled: state.page + 1 >= state.pages })]));
  pager.seen = key;
  marked();
}
function lineRow(row) {
  const w = props.words, place = [state.about && state.about.files.length > 1 ? row.file : "", row.place].filter(Boolean).join(w.lang === "zh" ? "，" : ", ");
  const wrong = row.state === "failed" || row.state === "refused";
  return h("li", { class: `line ${row.state} ${row.over > 0 ? "too-long" : ""}`, "data-row": row.id },
    h("div", { class: "about-line" }, h("span", { class: "dot " + row.state + (row.over > 0 ? " over" : ""), title: row.state === "made" ? w.which_made : "" }), h("span", { class: "place" }, place), row.start != null ? h("time", {}, clock(row.start)) : null,
      row.speaker ? h("span", { class: "speaker" }, row.speaker) : null, row.edited ? h("span", { class: "badge" }, w.edited) : null),
    h("p", { class: "text", dir: "auto" }, row.text + (row.cut ? "…" : "")),
    wrong ? h("p", { class: "why-not" }, row.why) : h("div", { class: "fit" }, strip(row), h("span", { class: "fit-words" }, ...parted(fitWords(row))),
      row.offers.length && !active(state.now) ? h("div", { class: "offers" }, h("span", {}, w.offers), ...row.offers.map((text) => plain(text, () => beginEdit(row, text), { dir: "auto" }))) : null),
    h("div", { class: "line-acts" },
      row.sound ? hearSound("line " + row.id, said("hear_line", { place }), row.sound) : null,
      row.sound ? h("a", { class: "quiet-button get", href: row.sound, download: "", "data-act": "get", "aria-label": said("get_line", { place }), title: said("get_line", { place }) }, "↓") : null,
      row.state !== "refused" && !active(state.now) ? plain(w.edit, () => beginEdit(row), { class: "edit", "data-act": "edit", "aria-label": said("edit_line", { place }) }) : null));
}
const parted = (words) => words.flatMap((word, at) => (at ? [" · ", word] : [word]));
function hearSound(key, label, url) {
  const button = hearButton(key, label, async () => ({ url }), tellPanel);
  button.dataset.act = "hear";
  return button;
}
// With `offer`, a shorter wording that a model has found, to begin with.
async function beginEdit(row, offer) {
  endEdit();
  state.editing = row.id;
  const w = props.words, item = root.querySelector(`[data-row="${row.id}"]`);
  const whole = row.cut ? await inquire("batch_line", { row: row.id }, "line") : { row };
  if (!whole || whole.error) { state.editing = 0; return whole ? told(whole.error) : null; }
  const area = h("textarea", { name: "line_text", rows: 2, "aria-label": w.edit }), problem = h("span", { class: "note", role: "alert" });
  area.value = offer || whole.row.text;
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); endEdit(); drawLines(); root.querySelector(`[data-row="${row.id}"] .edit`)?.focus(); }
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); save(); }
  });
  const save = async () => {
    const button = item.querySelector(".save-line");
    button.disabled = true;
    button.dataset.loading = "1";
    const answer = await inquire("batch_edit", { row: row.id, text: area.value }, "edit");
    if (!answer) return;
    button.disabled = false;
    delete button.dataset.loading;
    if (answer.error) return note(problem, answer.error, "error");
    Object.assign(row, answer.row);
    state.rows = state.rows.map((one) => (one.id === row.id ? answer.row : one));
    state.now = answer.now;
    endEdit();
    drawLines();
    drawActs();
    root.querySelector(`[data-row="${row.id}"] .edit`)?.focus();
  };
  const acts = h("div", { class: "acts" }, h("button", { type: "button", class: "primary save-line", onclick: save }, w.save), plain(w.cancel, () => { endEdit(); drawLines(); }, { class: "leave-line" }), problem);
  item.querySelector(".text").replaceWith(h("div", { class: "field editing" }, area, acts));
  item.querySelector(".line-acts").replaceChildren();
  area.focus();
}
function endEdit() {
  const item = root.querySelector(`[data-row="${state.editing}"]`);
  if (item) item.seen = "";
  state.editing = 0;
}
