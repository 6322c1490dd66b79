// The script panel: scenes as cards. Each change goes to the program when a field is left; the make button waits for the last one.
const root = element.querySelector(".script-panel");
const LAYOUTS = ["presenter", "pip", "picture"];
let film = "", pending = Promise.resolve(), drawn = "";

function fit(area) {
  area.style.height = "auto";
  if (area.scrollHeight) area.style.height = area.scrollHeight + 2 + "px";
}

// Changes are sent one after another: two that cross would lose one.
function send(name, values) {
  const asked = { film, lang: props.words.lang, ...values };
  const sent = pending.then(() => server[name](asked)).catch(() => ({ error: props.words.failed }));
  pending = sent.then(() => undefined);
  return sent;
}
window.shengyingSaved = async () => {
  const field = document.activeElement;
  if (field && root.contains(field)) field.blur();
  await pending;
};

// What is being typed is kept when the page is put away; if it is to be closed, the browser asks meanwhile.
let typing = null;
document.addEventListener("visibilitychange", () => { if (document.hidden && typing) window.shengyingSaved(); });
window.addEventListener("beforeunload", (event) => { if (typing) { event.preventDefault(); window.shengyingSaved(); } });

function field(card, scene, name, label, hint) {
  const area = name !== "title";
  const input = area ? h("textarea", { rows: 1, spellcheck: "false", "data-field": name }) : h("input", { type: "text", "data-field": name });
  input.value = scene[name];
  input.addEventListener("input", () => { typing = input; if (area) fit(input); });
  input.addEventListener("change", () => { typing = null; keep(card, scene, { [name]: input.value }); });
  input.addEventListener("blur", () => { typing = null; }); // typed and taken back is no change
  return h("label", { class: "field " + name }, h("span", {}, label, hint ? h("small", {}, hint) : null), input);
}

function layouts(card, scene) {
  const w = props.words;
  return h("div", { class: "layouts", role: "radiogroup", "aria-label": w.layout }, ...LAYOUTS.map((name) =>
    h("button", { type: "button", role: "radio", "aria-checked": String(scene.layout === name), onclick: () => keep(card, scene, { layout: name }) }, w[name])));
}

// A button for each spoken line: it opens the timeline editor, once what is being typed has been kept.
function drawSpoken(card, scene) {
  const w = props.words, several = scene.spoken.length > 1;
  card.querySelector(".spoken").replaceChildren(...scene.spoken.map((line) =>
    h("button", { type: "button", class: "quiet-button speech-button", "data-line": line.id, "data-edited": line.edited, title: line.text,
      onclick: async () => { await window.shengyingSaved(); window.shengyingTimeline.open(film, line.id); } },
    w.speech, several ? h("span", { class: "which" }, line.text) : null, h("span", { class: "edited" }, w.speech_edited))));
}
window.addEventListener("shengying:spoken", ({ detail }) => {
  const button = detail.film === film && root.querySelector(`[data-line="${detail.line}"]`);
  if (button) button.toggleAttribute("data-edited", detail.edited);
  if (button && button.title !== detail.text) refresh(); // its words were changed there
});

function drawPicture(card, scene) {
  const w = props.words, place = card.querySelector(".shot");
  const file = h("input", { type: "file", accept: "image/*", hidden: true, onchange: (event) => choose(card, scene, event.target.files[0]) });
  const image = scene.picture ? h("img", { src: scene.picture, alt: scene.prompt || scene.title, loading: "lazy" }) : h("span", { class: "blank" });
  const actions = !scene.needed ? [h("p", { class: "muted" }, w.no_picture)] : [
    scene.own ? h("button", { type: "button", class: "quiet-button", onclick: () => change(card, scene, "painted") }, w.painted)
      : h("button", { type: "button", class: "quiet-button another", onclick: () => change(card, scene, "another") }, w.another),
    h("button", { type: "button", class: "quiet-button own", onclick: () => file.click() }, w.own), file];
  place.replaceChildren(h("figure", {}, image, h("figcaption", {}, w.painting)), h("div", { class: "shot-actions" }, ...actions));
}

function note(card, text, kind) {
  const place = card.querySelector(".note");
  place.textContent = text || "";
  place.className = "note " + (kind || "");
  clearTimeout(place.timer);
  if (kind === "saved") place.timer = setTimeout(() => { place.textContent = ""; }, 1600);
}

function take(card, scene, answer) {
  if (answer.error) { note(card, answer.error, "error"); return false; }
  Object.assign(scene, answer.scene);
  card.querySelectorAll("[data-field]").forEach((input) => { if (input !== document.activeElement) input.value = scene[input.dataset.field]; });
  card.querySelectorAll(".layouts button").forEach((button, place) => button.setAttribute("aria-checked", String(LAYOUTS[place] === scene.layout)));
  drawPicture(card, scene);
  drawSpoken(card, scene);
  return true;
}

async function keep(card, scene, values) {
  const answer = await send("save", { scene: scene.id, values });
  if (!take(card, scene, answer)) return;
  note(card, props.words.saved, "saved");
  const edited = scene.spoken.filter((line) => line.edited).map((line) => line.id);
  const carried = values.lines != null && edited.length ? await window.shengyingTimeline.retold(film, edited) : [];
  const lost = [...answer.dropped, ...carried];
  if (lost.length) note(card, lost.join(" "), "error");
  if (scene.needed && !scene.picture) await painting(card, scene);
}

async function painting(card, scene) {
  card.classList.add("painting");
  take(card, scene, await send("paint", { scene: scene.id }));
  card.classList.remove("painting");
}

async function change(card, scene, name) {
  card.classList.add("painting");
  const ok = take(card, scene, await send(name, { scene: scene.id }));
  if (ok && !scene.picture) await painting(card, scene);
  card.classList.remove("painting");
}

async function choose(card, scene, file) {
  if (!file) return;
  let sent;
  try { sent = await upload(file); } catch { return note(card, props.words.failed, "error"); }
  take(card, scene, await send("own_picture", { scene: scene.id, path: sent.path }));
}

async function rebuild(card, name, scene) {
  const answer = await send(name, { scene: scene.id });
  if (answer.error) return note(card, answer.error, "error");
  draw(answer);
  if ((answer.dropped || []).length) note(root.querySelector(".scene"), answer.dropped.join(" "), "error");
  const fresh = name === "add" && root.querySelector(`[data-scene="${scene.id}"] + [data-scene] [data-field=lines]`);
  if (fresh) { fresh.focus(); fresh.select(); }
}

function card(scene, number) {
  const w = props.words;
  const made = h("article", { class: "scene", "data-scene": scene.id });
  made.append(
    h("header", {}, h("h4", {}, w.scene.replace("{n}", number)), h("span", { class: "note", role: "status" }),
      h("button", { type: "button", class: "icon remove", title: w.remove, "aria-label": w.remove, onclick: () => rebuild(made, "remove", scene) }, "×")),
    h("div", { class: "scene-body" }, h("div", { class: "shot" }),
      h("div", { class: "fields" }, field(made, scene, "title", w.title), field(made, scene, "lines", w.lines, w.lines_hint), h("div", { class: "spoken" }),
        scene.presenter ? layouts(made, scene) : null, field(made, scene, "prompt", w.prompt))),
    h("button", { type: "button", class: "quiet-button add", onclick: () => rebuild(made, "add", scene) }, "+ " + w.add));
  drawPicture(made, scene);
  drawSpoken(made, scene);
  return made;
}

function draw(value) {
  film = value.film || "";
  const open = window.shengyingTimeline && window.shengyingTimeline.state.film;
  if (open && open !== film) window.shengyingTimeline.close();
  const scenes = value.scenes || [];
  root.style.setProperty("--aspect", (value.aspect || [9, 16]).join("/"));
  root.dataset.shape = (value.aspect || [9, 16])[0] >= (value.aspect || [9, 16])[1] ? "wide" : "tall";
  root.dataset.empty = scenes.length ? "" : "1";
  document.body.dataset.script = scenes.length ? "1" : "";
  document.body.dataset.film = film;
  window.dispatchEvent(new Event("shengying:film"));
  root.replaceChildren(...(scenes.length ? scenes.map((scene, place) => card(scene, place + 1)) : [h("p", { class: "muted" }, props.words.empty)]));
  root.querySelectorAll("textarea").forEach(fit);
  root.querySelectorAll(".scene").forEach((made, place) => {
    if (scenes[place].needed && !scenes[place].picture && !document.body.dataset.busy) painting(made, scenes[place]);
  });
}

// Told anew from the program's copy, once what is being typed has been kept.
async function refresh() {
  await window.shengyingSaved();
  const value = props.value || {};
  if (!value.film) return draw(value);
  const found = await server.current({ film: value.film, lang: props.words.lang }).catch(() => null);
  if (value.film === (props.value || {}).film) draw(found && !found.error ? found : value);
}
watch("value", () => { if ((props.value || {}).film !== film || !root.contains(document.activeElement)) refresh(); });
watch("words", refresh);
draw(props.value || {});
