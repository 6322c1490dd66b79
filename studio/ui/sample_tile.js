// A sample for a cloned voice: clicked, dropped or recorded, it goes to the voices' panel.
const root = element.querySelector(".tile");
const clone = (more) => window.shengyingVoices.open({ tab: "clone", ...more });

function draw() {
  const w = props.words;
  const file = h("input", { type: "file", accept: "audio/*,video/*", "aria-label": w.title, onchange: () => { if (file.files[0]) clone({ sample: file.files[0] }); file.value = ""; } });
  root.className = "tile sound";
  root.replaceChildren(
    h("label", { class: "ask" }, file, h("span", { class: "plus", "aria-hidden": "true" }), h("b", {}, w.title), h("small", {}, w.hint)),
    h("div", { class: "tools" }, h("button", { type: "button", class: "quiet-button", onclick: () => clone({ record: true }) }, "● " + w.record)));
}
root.addEventListener("dragover", (event) => { event.preventDefault(); root.classList.add("over"); });
root.addEventListener("dragleave", () => root.classList.remove("over"));
root.addEventListener("drop", (event) => { event.preventDefault(); root.classList.remove("over"); if (event.dataTransfer.files[0]) clone({ sample: event.dataTransfer.files[0] }); });
watch("words", draw);
draw();
