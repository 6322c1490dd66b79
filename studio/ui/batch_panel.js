// The panel itself: all batches, or one of them with its files, its choices, its lines and what is done with it.
function draw() {
  const w = props.words, about = state.about;
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-label", w.title);
  root.dataset.view = state.batch ? "one" : "all";
  const title = h("h3", { tabindex: "-1" }, state.batch && about ? about.name : w.title);
  root.replaceChildren(
    h("header", {}, state.batch ? plain("‹ " + w.back, openList, { class: "back" }) : null, title, h("button", { type: "button", class: "icon", "aria-label": w.close, title: w.close, onclick: close }, "×")),
    h("div", { class: "body" }, !state.batch ? listPage() : about ? h("div", { class: "one" }, h("div", { class: "settings" }), linesSection()) : ""),
    ...(state.batch ? [actsBar()] : []));
  if (!state.batch) return drawBatches();
  if (about) { drawSettings(); drawLines(); }
  drawActs();
}
// What is chosen; the lists of columns stay open, and what had the focus keeps it.
function drawSettings() {
  const place = root.querySelector(".settings");
  if (!place) return;
  const open = new Map([...place.querySelectorAll("details")].map((one) => [one.dataset.keep, one.open])), inside = place.contains(document.activeElement), all = "button, select, input, textarea, summary";
  const at = inside ? [...place.querySelectorAll(all)].indexOf(document.activeElement) : -1;
  place.replaceChildren(filesSection(), voicesSection(), outputSection(), h("section", { class: "outputs" }));
  place.querySelectorAll("details").forEach((one) => { if (open.get(one.dataset.keep)) { one.open = true; one.fill?.(); } });
  lock();
  if (at >= 0) place.querySelectorAll(all)[at]?.focus({ preventScroll: true });
  drawOutputs();
  marked();
}
// Nothing can be chosen while the batch is at work.
function lock() {
  const going = active(state.now);
  root.querySelectorAll(".files button, .files select, .files input, .voices .change, .voices .undo-one, .output select, .output input, .output textarea").forEach((one) => { one.disabled = going || one.dataset.off === "1"; });
}
function openList() {
  hush();
  Object.assign(state, { batch: "", about: null, now: null, outputs: null, doomed: "", rows: [], editing: 0 });
  draw();
  root.querySelector("h3").focus({ preventScroll: true });
  findBatches();
}
function openBatch(batch) {
  hush();
  Object.assign(state, { batch, about: null, now: null, outputs: null, doomed: "", which: "all", page: 0, pages: 1, rows: [], editing: 0 });
  draw();
  first();
}
async function first() {
  const answer = await inquire("batch_about", {}, "about");
  if (!answer) return;
  if (answer.error) { openList(); return told(answer.error); }
  Object.assign(state, { about: answer, now: answer.now, outputs: answer.outputs });
  draw();
  root.querySelector("h3").focus({ preventScroll: true });
  findLines();
  if (active(state.now)) follow();
}
function close() {
  hush();
  root.hidden = true;
  document.body.dataset.batch = "";
  if (state.opener && state.opener.isConnected) state.opener.focus();
}
window.shengyingBatch = {
  state,
  open() {
    if (root.hidden) state.opener = document.activeElement;
    root.hidden = false;
    document.body.dataset.batch = "1";
    if (state.batch) { draw(); lookAnew(); } else openList();
  },
};
for (const kind of ["dragover", "dragleave", "drop"]) root.addEventListener(kind, async (event) => {
  if (kind !== "dragleave") event.preventDefault();
  root.querySelector(".drop")?.classList.toggle("over", kind === "dragover");
  if (kind === "drop" && !active(state.now)) take(await dropped(event.dataTransfer));
});
// Before the voices' drawer, which may lie above, has closed itself.
document.addEventListener("keydown", (event) => {
  const elsewhere = document.activeElement !== document.body && !root.contains(document.activeElement);
  if (event.key !== "Escape" || event.isComposing || event.target.matches?.("textarea") || root.hidden || elsewhere || document.body.dataset.voices === "1") return;
  event.stopPropagation();
  close();
}, true);
watch("words", () => { if (!root.hidden) { draw(); state.batch ? lookAnew() : findBatches(); } });
