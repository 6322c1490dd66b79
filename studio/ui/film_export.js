// The finished film for other editors: asked for by name, made behind the page, then a zip to take away.
const exported = { of: "", waiting: "", number: 0, clean: false, at: "", fault: "" }; // `number` of what is to be downloaded once it is there

function forEditors(found) {
  const w = props.words, now = found.export, going = Boolean(exported.waiting || (now && now.active));
  if (exported.of !== found.film) Object.assign(exported, { of: found.film, fault: "", clean: Boolean(now && now.clean), at: (now && now.at) || "" });
  handOver(found, now);
  const one = ([title, kind]) => h("button", { type: "button", class: "quiet-button" + (now && now.url && now.kind === kind ? " ready" : ""), "data-editor": kind, "data-loading": going && (exported.waiting || now.kind) === kind ? "1" : null, disabled: going, onclick: () => exportFor(found, kind) }, title);
  return h("details", { class: "for-editors", open: facts.querySelector(".for-editors")?.open || going }, h("summary", {}, w.editors_title), h("div", { class: "chips" }, ...w.editors.map(one)),
    h("label", { class: "tick" }, h("input", { type: "checkbox", name: "editors_clean", checked: exported.clean, disabled: going, onchange: (event) => { exported.clean = event.target.checked; } }), h("span", {}, w.editors_clean, h("small", {}, w.editors_clean_hint))),
    h("label", { class: "place-of" }, h("span", {}, w.editors_at), h("input", { type: "text", name: "editors_at", value: exported.at, disabled: going, placeholder: "D:/films/tea", spellcheck: "false", oninput: (event) => { exported.at = event.target.value; } }), h("small", {}, w.editors_at_hint)),
    ...saidOf(found, now));
}
function saidOf(found, now) {
  const w = props.words;
  if (now && now.active) return [h("p", { class: "going", role: "status" }, now.state === "stopping" ? w.stopping : now.stage ? `${now.stage} ${Math.floor(100 * now.done)}%` : w.waiting,
    h("button", { type: "button", class: "quiet-button stop-export", disabled: now.state === "stopping", onclick: () => server.stop_export({ film: found.film, lang: w.lang }).then(ask) }, w.stop))];
  const error = exported.fault || (now && now.error) || "";
  if (error) return [h("p", { class: "error", role: "alert" }, error)];
  if (now && now.state === "stopped") return [h("p", { role: "status" }, w.stopped)];
  if (!now || !now.url) return [];
  const [title] = w.editors.find(([, kind]) => kind === now.kind);
  return [h("div", { class: "gets" }, h("a", { class: "get", href: now.url, download: "", "data-kind": "editor" }, h("b", {}, title), h("span", {}, ".zip"))), h("p", { role: "status" }, w.editors_hint.replace("{folder}", now.folder)), ...now.told.map((text) => h("p", {}, text))];
}
async function exportFor(found, kind) {
  const about = found.film;
  Object.assign(exported, { waiting: kind, fault: "" });
  drawFacts(found);
  let answer;
  try { answer = await server.export({ film: about, kind, clean: exported.clean, at: exported.at, lang: props.words.lang }); } catch { answer = { error: props.words.gone }; }
  Object.assign(exported, { waiting: "", number: answer.number || 0, fault: answer.error || "" });
  if (about !== film()) return;
  shown = "";
  ask();
}
// What this page asked for is downloaded once, also if it was ready before the first look at it.
function handOver(found, now) {
  if (!now || now.active || now.number !== exported.number) return;
  exported.number = 0;
  if (now.url) h("a", { href: now.url, download: "" }).click();
}
