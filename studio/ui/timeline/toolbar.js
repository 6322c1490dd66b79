// The editor's page: its buttons, its board, its lines of words.
const GLYPHS = { play: "▶", compare: "A/B", undo: "↶", redo: "↷", zoom_in: "+", zoom_out: "−", zoom_all: "↔", shorter: "−", longer: "+", lower: "−", higher: "+", softer: "−", louder: "+" };
const SHORT = { play: "Space", compare: "B", undo: "Ctrl+Z", redo: "Ctrl+Shift+Z", zoom_in: "+", zoom_out: "−", zoom_all: "0", shorter: "[", longer: "]", lower: "Alt+↓", higher: "Alt+↑",
  softer: "Shift+↓", louder: "Shift+↑", stress: "S", join: "J", pause: "P", question: "Q", reset: "Del", keys: "?", draw: "Alt" };
const BUTTONS = { shorter: ["length", -10], longer: ["length", 10], lower: ["pitch", -0.5], higher: ["pitch", 0.5], softer: ["loudness", -1], louder: ["loudness", 1] };

function button(name, pressed) {
  const [action, ...values] = BUTTONS[name] || [name], title = props.words[name] + (SHORT[name] ? `  ${SHORT[name]}` : "");
  const made = h("button", { type: "button", class: GLYPHS[name] ? "glyph" : "", "data-do": name, title, "aria-label": props.words[name], "aria-pressed": pressed == null ? null : String(pressed),
    onclick: () => { if (state.view) { released = performance.now(); ACTIONS[action](...values); } } }, GLYPHS[name] || props.words[name]);
  return (parts[name] = made);
}
const group = (...names) => h("div", { class: "group" }, ...names.map((name) => button(name)));
const stepper = (name, less, more) => h("div", { class: "group stepper", role: "group", "aria-label": props.words[name] }, button(less), h("span", {}, props.words[name]), button(more));

function build() {
  const w = props.words;
  parts = { text: h("span", { class: "line" }), note: h("p", { class: "note" }), live: h("p", { class: "unseen", "aria-live": "polite" }), polyphone: h("div", { class: "polyphone" }),
    canvas: h("canvas", { tabindex: "0", role: "application", "aria-label": w.board }), side: h("div", { class: "side" }) };
  root.setAttribute("aria-label", w.title);
  root.replaceChildren(
    h("header", {}, h("h3", {}, w.title), parts.text, button("keys"), h("button", { type: "button", class: "icon close", "aria-label": w.close, title: w.close, onclick: close }, "×")),
    h("div", { class: "tools", role: "toolbar", "aria-label": w.title }, group("play", "compare"), group("undo", "redo"), group("zoom_out", "zoom_all", "zoom_in"),
      stepper("step_length", "shorter", "longer"), stepper("step_pitch", "lower", "higher"), stepper("step_loudness", "softer", "louder"),
      group("stress", "join", "pause", "question"), group("card", "reset"), h("div", { class: "group" }, button("draw", state.drawing), button("spectrum", state.spectrum))),
    h("div", { class: "board" }, parts.canvas, parts.side), h("div", { class: "foot" }, parts.note, parts.polyphone), parts.live);
  listen(parts.canvas, state, does);
  new ResizeObserver(() => { if (state.view && width()) scaled(wasWhole ? fitted(state.view.samples, width()) : { ...state.scale, width: width() }); }).observe(parts.canvas);
}
