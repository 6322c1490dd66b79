// What the voice that is being designed is made of, by hand: its age and mood as a whole, then each number; and a way back to what
// the words gave.
const DECIMALS = { pitch: 0, brightness: 1, gain: 1, aged: 0, cheerful: 1 }, UNITS = { pitch: " Hz", brightness: " dB", gain: " dB" }, SIGNED = ["aged", "cheerful"];
const shown = (name, value) => (SIGNED.includes(name) && value > 0 ? "+" : "") + Number(value).toFixed(DECIMALS[name] ?? 2).replace("-", "−") + (name === "aged" ? " " + props.words.years : UNITS[name] || "");

function drawSliders() {
  const w = props.words, { found, recipe } = state.design, held = document.activeElement, name = held.closest(".design .sliders") ? held.name : "";
  root.querySelector(".character").replaceChildren(...w.character_bars.map((own) => slider(own, recipe[own[0]], (value) => { recipe[own[0]] = value; }, recipe[own[0]] !== 0)));
  root.querySelector(".numbers-by-hand").replaceChildren(...w.bars.slice(0, -1).map((own) => numberSlider(own, found.values)), styled(found.values));
  if (name) root.querySelector(`.design .sliders [name=${name}]`).focus();
}
const numberSlider = (own, values) => slider(own, values[own[0]], (value) => move(own[0], value), own[0] in state.design.recipe.moved);
// `value` undefined: as the words have it.
function move(name, value) {
  const { moved } = state.design.recipe;
  if (value === undefined) delete moved[name]; else moved[name] = value;
}
function slider([name, least, most, step], value, set, moved) {
  const number = h("output", {}, shown(name, value)), input = h("input", { type: "range", name, min: least, max: most, step, "aria-valuetext": number.textContent });
  input.value = value;
  input.addEventListener("input", () => { set(Number(input.value)); number.textContent = shown(name, input.value); input.setAttribute("aria-valuetext", number.textContent); });
  input.addEventListener("change", redesign);
  return h("label", { class: "slider", "data-moved": moved }, h("span", {}, props.words[name]), input, number, moved ? back(name, () => set(SIGNED.includes(name) ? 0 : undefined)) : null);
}
function back(name, undo) {
  const said = filled(props.words.undo, { name: props.words[name] });
  return h("button", { type: "button", class: "undo-one", "aria-label": said, title: said, onclick: () => { undo(); redesign(); } }, "↺");
}
function styled(values) {
  const w = props.words, moved = "style" in state.design.recipe.moved;
  const pick = chooser(w.style, "style", [[w.style_none, ""], ...w.styles], values.style, (value) => { move("style", value); redesign(); });
  return h("div", { class: "style" }, h("label", { class: "slider", "data-moved": moved }, h("span", {}, w.style), pick, h("output", {}), moved ? back("style", () => move("style")) : null),
    values.style ? numberSlider(w.bars[w.bars.length - 1], values) : "");
}
