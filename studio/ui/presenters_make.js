// A presenter of one's own, made from parts, seen as it changes.
let making = 0;

function makePage() {
  const w = props.words, own = state.make;
  own.parts = own.parts || { ...w.begin };
  const title = h("input", { type: "text", name: "own_name", value: own.title, maxlength: 36, placeholder: w.name_hint, oninput: () => { own.title = title.value; } });
  const fields = w.parts.map(([part, name, values]) => h("label", { class: "field part" }, h("span", {}, name), chooser(name, "part-" + part, known(values, own.parts[part]), own.parts[part], (value) => { own.parts[part] = value; drawOwn(); })));
  return h("div", { class: "page make" }, h("div", { class: "own" }, h("img", { class: "own-picture", alt: "" }), h("div", { class: "own-acts" }, labelled(w.name, title),
    h("div", { class: "acts" }, h("button", { type: "button", class: "primary save-own", onclick: keepOwn }, w.save), plain(w.any_luck, anyLuck, { class: "luck" })), h("p", { class: "note make-note", role: "status" }))), h("div", { class: "parts" }, ...fields));
}
// A colour that a file gives as #rrggbb is offered beside the named ones.
const known = (values, now) => values.some(([, value]) => value === now) ? values : [...values, [now, now]];

async function drawOwn() {
  const now = ++making, answer = await ask("draw_character", { parts: state.make.parts });
  if (now !== making) return;
  const told = (text, kind) => note(root.querySelector(".make-note"), text, kind);
  if (answer.error) return told(answer.error, "error");
  told("");
  const shown = root.querySelector(".own-picture");
  if (shown) shown.src = answer.picture;
}
function anyLuck() {
  const rare = ["beard", "headwear", "marks", "earrings", "glasses", "lipstick"];
  for (const [part, , values] of props.words.parts) {
    const plainly = rare.includes(part) && Math.random() < 0.6;
    state.make.parts[part] = plainly ? "none" : values[Math.floor(Math.random() * values.length)][1];
  }
  draw();
}
async function keepOwn() {
  const w = props.words, own = state.make, answer = await ask("keep_character", { parts: own.parts, title: own.title });
  if (answer.error) return note(root.querySelector(".make-note"), answer.error, "error");
  note(root.querySelector(".make-note"), w.saved, "saved");
  delete state.acting.face;
  put({ ...answer.portrait, drawn: answer.name });
}
