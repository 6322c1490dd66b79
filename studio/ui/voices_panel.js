// The panel itself: a drawer over the steps, its three pages, how it opens and closes.
const TABS = ["library", "design", "clone"], PAGES = { library: libraryPage, design: designPage, clone: clonePage };

function draw() {
  const w = props.words;
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-label", w.title);
  const tabs = TABS.map((name) => h("button", { type: "button", role: "tab", "data-tab": name, "aria-selected": String(name === state.tab), tabindex: name === state.tab ? "0" : "-1", onclick: () => turn(name) }, w[name]));
  const keys = (event) => { const by = { ArrowRight: 1, ArrowLeft: 2 }[event.key]; if (by) { event.preventDefault(); turn(TABS[(TABS.indexOf(state.tab) + by) % 3]); } };
  root.replaceChildren(
    h("header", {}, h("h3", {}, w.title), h("div", { class: "tabs", role: "tablist", "aria-label": w.title, onkeydown: keys }, ...tabs), h("button", { type: "button", class: "icon", "aria-label": w.close, title: w.close, onclick: close }, "×")),
    h("div", { class: "body", role: "tabpanel" }, PAGES[state.tab]()));
  if (state.tab === "library") { drawFound(); drawCast(); }
  if (state.tab === "design") { drawLike(); drawTaken(); if (state.design.found) drawSliders(); }
  if (state.tab === "clone") { drawSample(); drawMade(); drawSpoken(); askSentence(); }
}
function turn(tab) {
  if (tab !== "clone") stopRecording(false);
  state.tab = tab;
  draw();
  root.querySelector("[role=tab][aria-selected=true]").focus({ preventScroll: true });
  if (tab === "library") find(state.page);
  if (tab === "design") redesign();
}
function close() {
  stopRecording(false);
  hush();
  root.hidden = true;
  document.body.dataset.voices = "";
  state.pick = null;
  if (state.opener && state.opener.isConnected) state.opener.focus();
}
window.shengyingVoices = {
  state, close,
  // At once with a `sample`, a file, or with the microphone, where another part of the page was given one.
  open({ tab = "library", pick = "", sample = null, record: heard = false } = {}) {
    if (root.hidden) state.opener = document.activeElement;
    state.pick = pick === "brief" ? { why: props.words.pick_brief, back: "", take: null } : pick || null; // or one of another panel: {why, take, leaves}
    root.hidden = false;
    document.body.dataset.voices = "1";
    turn(tab);
    const first = root.querySelector("[name=words]");
    if (first) first.focus({ preventScroll: true });
    if (sample) takeSample(sample);
    if (heard && !recording) record();
  },
};
document.addEventListener("keydown", (event) => {
  const elsewhere = document.activeElement !== document.body && !root.contains(document.activeElement);
  if (event.key === "Escape" && !event.isComposing && !root.hidden && !elsewhere) { event.stopPropagation(); close(); }
});
window.addEventListener("shengying:film", () => { if (!root.hidden && state.tab === "library") drawCast(); });
// In the other language everything is said anew, the sample's verdict by the program.
watch("words", () => {
  if (!root.hidden) {
    draw();
    if (state.tab === "library") find(state.page);
    if (state.tab === "design") redesign();
  }
  if (state.clone.path) judge();
});
