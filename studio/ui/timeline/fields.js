// The card's fields. What was set has a mark, and a button that takes it back.
function field(w, name, input, { set = false, reset = null } = {}) {
  if (set) input.dataset.set = "";
  return h("label", { class: "field-" + name }, h("span", {}, w[name],
    set && reset ? h("button", { type: "button", class: "undo-one", title: w.predicted, "aria-label": `${w[name]}: ${w.predicted}`, onclick: (event) => { event.preventDefault(); reset(); } }, "↺") : null), input);
}
function number(w, name, value, step, change, { set, reset, ...rest } = {}) {
  const input = h("input", { type: "number", step, value, name, inputmode: "decimal", ...rest });
  input.addEventListener("change", () => { if (input.value !== "") change(Number(input.value)); else if (reset) reset(); });
  return field(w, name, input, { set, reset });
}
// A row of which one is chosen, for the mouse and the arrow keys.
function choices(name, list, now, change, label = name) {
  const buttons = list.map(([title, value]) => h("button", { type: "button", role: "radio", "aria-checked": String(value === now), tabindex: value === now ? "0" : "-1", onclick: () => change(value) }, title));
  if (!list.some(([, value]) => value === now)) buttons[0].tabIndex = 0;
  const group = h("div", { class: "layouts", role: "radiogroup", "aria-label": label, onkeydown: (event) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], at = buttons.indexOf(document.activeElement);
    if (!by || at < 0) return;
    event.preventDefault();
    buttons[(at + by + buttons.length) % buttons.length].focus();
  } }, ...buttons);
  return h("div", { class: "row" }, h("span", { class: "name" }, name), group);
}
function picker(w, name, list, now, change, { set = now !== "", reset = null } = {}) {
  const select = h("select", { name }, ...list.map(([title, value]) => h("option", { value, selected: value === now }, title)));
  select.addEventListener("change", () => change(select.value));
  return field(w, name, select, { set, reset });
}
const small = (title, act, name = "") => h("button", { type: "button", class: "quiet-button " + name, onclick: act }, title);
