// The finished film for other editors: asked for by name, then a zip to take away.
const exported = { of: "", said: null, waiting: "" }; // `of`: the film file that `said`, the last answer, is about

function forEditors(found) {
  const w = props.words, made = found.result.files.mp4;
  if (exported.of !== made) Object.assign(exported, { of: made, said: null, waiting: "" });
  const { said, waiting } = exported;
  const one = ([title, kind]) => h("button", { type: "button", class: "quiet-button" + (said && said.kind === kind && said.url ? " ready" : ""), "data-editor": kind, "data-loading": waiting === kind ? "1" : null, disabled: Boolean(waiting), onclick: () => exportFor(found, kind) }, title);
  return h("details", { class: "for-editors", open: facts.querySelector(".for-editors")?.open }, h("summary", {}, w.editors_title), h("div", { class: "chips" }, ...w.editors.map(one)),
    said && said.error ? h("p", { class: "error", role: "alert" }, said.error) : said ? h("p", { role: "status" }, w.editors_hint.replace("{folder}", said.folder)) : null, ...((said && said.told) || []).map((text) => h("p", {}, text)));
}
async function exportFor(found, kind) {
  const about = found.film, of = exported.of;
  exported.waiting = kind;
  drawFacts(found);
  let answer;
  try { answer = await server.export({ film: about, kind, lang: props.words.lang }); } catch { answer = { error: props.words.gone }; }
  if (exported.of !== of) return;
  Object.assign(exported, { said: { ...answer, kind }, waiting: "" });
  if (about === film()) drawFacts(found);
  if (answer.url) h("a", { href: answer.url, download: `${found.result.title || "film"}.${kind}.zip` }).click();
}
