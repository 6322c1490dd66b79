// A file tile: click or drop; shows what was given. The value is {path, url, name} or null; a presenter's has name_en and name_zh too.
const root = element.querySelector(".tile");

const given = () => (props.value && props.value.path ? props.value : null);

function draw(trouble) {
  const w = props.words, value = given(), name = value && (value["name_" + w.lang] || value.name);
  const file = h("input", { type: "file", accept: props.accept, "aria-label": w.title, onchange: (event) => take(event.target.files[0]) });
  root.className = "tile " + props.kind + (value ? " given" : "");
  const shown = !value ? null : props.kind === "sound" ? h("audio", { src: value.url, controls: true, preload: "metadata" })
    : props.kind === "film" && !/\.(jpe?g|png|webp|gif)$/i.test(value.path) ? h("video", { src: value.url, controls: true, preload: "metadata", playsinline: true, "aria-label": name })
    : h("img", { src: value.url, alt: name });
  const ask = h("label", { class: "ask" }, file, h("span", { class: "plus", "aria-hidden": "true" }), h("b", {}, value ? w.replace : w.title),
    value ? null : h("small", {}, w.hint));
  const tools = h("div", { class: "tools" }, value ? h("span", { class: "name", title: name }, name) : null,
    value ? h("button", { type: "button", class: "quiet-button", onclick: () => put(null) }, w.remove) : null);
  root.replaceChildren(...[shown, ask, tools, trouble ? h("p", { class: "trouble", role: "alert" }, trouble) : null,
    !value && w.empty ? h("p", { class: "muted" }, w.empty) : null].filter(Boolean));
}

function put(value) {
  props.value = value;
  draw();
  trigger("change");
}

async function take(file) {
  if (!file) return;
  root.classList.add("busy");
  const bold = root.querySelector(".ask b");
  if (bold) bold.textContent = props.words.uploading;
  try {
    const sent = await upload(file);
    root.classList.remove("busy");
    put({ path: sent.path, url: sent.url, name: file.name });
  } catch {
    root.classList.remove("busy");
    draw(props.words.failed);
  }
}

root.addEventListener("dragover", (event) => { event.preventDefault(); root.classList.add("over"); });
root.addEventListener("dragleave", () => root.classList.remove("over"));
root.addEventListener("drop", (event) => { event.preventDefault(); root.classList.remove("over"); take(event.dataTransfer.files[0]); });
watch(["value", "words"], () => draw());
draw();
