// The numbers of the voice that is being designed: each by its slider, its number, and a way back to what the words gave.
const DECIMALS = { pitch: 0, brightness: 1, gain: 1 }, UNITS = { pitch: " Hz", brightness: " dB", gain: " dB" };
const shown = (name, value) => Number(value).toFixed(DECIMALS[name] ?? 2) + (UNITS[name] || "");

function drawSliders() {
  const w = props.words, design = state.design, values = design.found.values, place = root.querySelector(".sliders"), held = document.activeElement;
  const name = place.contains(held) ? held.name : "";
  place.replaceChildren(...w.bars.slice(0, -1).map((own) => slider(own, values)), styled(values));
  if (name) place.querySelector(`[name=${name}]`).focus();
}
function slider([name, least, most, step], values) {
  const w = props.words, moved = state.design.recipe.moved, number = h("output", {}, shown(name, values[name]));
  const input = h("input", { type: "range", name, min: least, max: most, step, "aria-valuetext": number.textContent });
  input.value = values[name];
  input.addEventListener("input", () => { moved[name] = Number(input.value); number.textContent = shown(name, input.value); input.setAttribute("aria-valuetext", number.textContent); });
  input.addEventListener("change", redesign);
  return h("label", { class: "slider", "data-moved": name in moved }, h("span", {}, w[name]), input, number, back(name));
}
function back(name) {
  const w = props.words, moved = state.design.recipe.moved;
  return name in moved ? h("button", { type: "button", class: "undo-one", "aria-label": filled(w.undo, { name: w[name] }), title: filled(w.undo, { name: w[name] }), onclick: () => { delete moved[name]; redesign(); } }, "↺") : null;
}
function styled(values) {
  const w = props.words, moved = state.design.recipe.moved;
  const pick = chooser(w.style, "style", [[w.style_none, ""], ...w.styles], values.style, (value) => { moved.style = value; redesign(); });
  return h("div", { class: "style" }, h("label", { class: "slider", "data-moved": "style" in moved }, h("span", {}, w.style), pick, h("output", {}), back("style")),
    values.style ? slider(w.bars[w.bars.length - 1], values) : "");
}
