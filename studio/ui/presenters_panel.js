// The panel itself: a drawer over the steps, the stage above its pages, how it opens and closes.
const TABS = ["photo", "video", "drawn", "heads", "make"], PAGES = { photo: photoPage, video: peoplePage, drawn: galleryPage, make: makePage, heads: headsPage };

function draw() {
  const w = props.words;
  root.setAttribute("role", "dialog");
  root.setAttribute("aria-label", w.title);
  const tabs = TABS.map((name) => h("button", { type: "button", role: "tab", "data-tab": name, "aria-selected": String(name === state.tab), tabindex: name === state.tab ? "0" : "-1", onclick: () => turn(name) }, w[name]));
  const keys = (event) => { const by = { ArrowRight: 1, ArrowLeft: TABS.length - 1 }[event.key]; if (by) { event.preventDefault(); turn(TABS[(TABS.indexOf(state.tab) + by) % TABS.length]); } };
  root.replaceChildren(
    h("header", {}, h("h3", {}, w.title), h("div", { class: "tabs", role: "tablist", "aria-label": w.title, onkeydown: keys }, ...tabs), h("button", { type: "button", class: "icon", "aria-label": w.close, title: w.close, onclick: close }, "×")),
    h("div", { class: "body" }, stage(), h("div", { role: "tabpanel" }, PAGES[state.tab]())));
  leaveLive();
  drawSeen();
  if (state.tab === "photo") drawFaces();
  if (state.tab === "video") drawPeople();
  if (state.tab === "drawn") drawGallery();
  if (state.tab === "make") drawOwn();
  if (state.tab === "heads") drawHeads();
}
function turn(tab) {
  state.tab = tab;
  draw();
  if (innerWidth <= 560) root.querySelector("[role=tabpanel]").scrollIntoView({ block: "start" }); // the stage stands above it
  root.querySelector("[role=tab][aria-selected=true]").focus({ preventScroll: true });
  if (tab === "drawn") findDrawn(state.found.page);
  if (tab === "heads") findHeads();
  if (tab === "video") { findPeople(); followEnrolling(); }
  look();
}
function close() {
  const film = root.querySelector("video");
  if (film) film.pause();
  leaveLive();
  root.hidden = true;
  document.body.dataset.presenters = "";
  if (state.opener && state.opener.isConnected) state.opener.focus();
}
window.shengyingPresenters = {
  state,
  // With who presents the film now: the portrait tile's value; and the film's size.
  open(portrait, size) {
    if (root.hidden) state.opener = document.activeElement;
    root.hidden = false;
    document.body.dataset.presenters = "1";
    const [width, height] = String(size || "").split("x").map(Number);
    if (width && height) state.shape = width > height ? "wide" : width === height ? "square" : "tall";
    state.taken = portrait && portrait.path || "";
    const photo = state.taken && !/\.(toml|glb|vrm)$/i.test(state.taken);
    if (state.taken && (!state.who || state.who.path !== state.taken)) {
      state.who = portrait;
      state.faces = null;
      if (photo) { state.tab = "photo"; lookForFaces(portrait, state.acting.face); }
    }
    turn(state.tab);
  },
};
document.addEventListener("keydown", (event) => {
  const elsewhere = document.activeElement !== document.body && !root.contains(document.activeElement);
  if (event.key === "Escape" && !event.isComposing && !root.hidden && !elsewhere) { event.stopPropagation(); close(); }
});
watch("value", () => {
  const given = props.value && props.value.acting;
  if (given && JSON.stringify(given) !== JSON.stringify(state.acting)) { state.acting = { ...given }; if (!root.hidden) { redrawActing(); look(); } }
  summarise();
});
watch("words", () => { if (!root.hidden) turn(state.tab); summarise(); });
summarise();
