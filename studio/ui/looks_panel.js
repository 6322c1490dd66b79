// The head of the further looks: opens and closes them, and says which are chosen.
const root = element.querySelector(".looks-head");
const place = () => document.querySelector("#looks");
let open = false;

function draw() {
  const w = props.words;
  root.replaceChildren(h("button", { type: "button", class: "looks-open", "aria-expanded": String(open), "aria-controls": "looks", onclick: () => { open = !open; draw(); } },
    h("b", {}, w.more), h("span", {}, w.hint)));
  place()?.classList.toggle("open", open);
}
watch("words", draw);
draw();
