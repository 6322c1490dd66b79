// One voice of the list: heard, marked, taken; and, opened, its numbers and what can be done with it.
const hearKey = (voice) => "voice " + voice.name;
const hearRow = (voice) => voice && hear(hearKey(voice), () => ask("hear", { voice: voice.name }), rowTold);
const itemOf = (voice) => root.querySelector(`.found [data-voice="${CSS.escape(voice.name)}"]`);

async function starRow(voice) {
  const answer = await ask("star", { voice: voice.name, star: !voice.star });
  if (answer.error) return rowTold(answer.error);
  voice.star = answer.star;
  const item = itemOf(voice);
  if (item) item.querySelector(".star").setAttribute("aria-pressed", String(voice.star));
}
function voiceRow(voice, place) {
  const w = props.words, named = { name: voice.title };
  const item = h("li", { class: "voice", tabindex: place === state.at ? "0" : "-1", "data-voice": voice.name, "aria-label": [voice.title, voice.language, ...voice.tags].join(", "), onfocus: () => { state.at = place; } },
    h("div", { class: "line" },
      h("button", { type: "button", class: "star", tabindex: "-1", "aria-pressed": String(voice.star), "aria-label": filled(w.star, named), title: filled(w.star, named), onclick: () => starRow(voice) }, "★"),
      h("button", { type: "button", class: "hear", "data-hear": hearKey(voice), "aria-pressed": "false", "aria-label": filled(w.play, named), title: filled(w.play, named), onclick: () => hearRow(voice) }),
      h("button", { type: "button", class: "about", "aria-expanded": "false", "aria-label": filled(w.more, named), onclick: () => openRow(voice, item) },
        h("b", {}, voice.title), h("small", {}, h("i", {}, voice.language), " ", voice.tags.join(" · "))),
      plain(state.pick ? w.take : w.use_film, () => take(voice), { class: "use" })));
  if (state.opened === voice.name) openRow(voice, item, true);
  return item;
}
async function openRow(voice, item, anew) {
  const was = item.querySelector(".details");
  state.opened = was && !anew ? "" : voice.name;
  root.querySelectorAll(".found .details").forEach((other) => { other.closest("li").querySelector(".about").setAttribute("aria-expanded", "false"); other.remove(); });
  if (was && !anew) return;
  item.querySelector(".about").setAttribute("aria-expanded", "true");
  const details = item.appendChild(h("div", { class: "details" }));
  const found = await ask("about", { voice: voice.name });
  if (found.error) return rowTold(found.error);
  drawDetails(voice, details, found);
}
function drawDetails(voice, details, found) {
  const w = props.words, told = h("span", { class: "note", role: "alert" });
  const numbers = w.bars.filter(([name]) => name !== "degree").map(([name]) => h("span", {}, w[name], " ", h("b", {}, shown(name, found.values[name]))));
  if (found.values.style && found.values.style !== "own") numbers.push(h("span", {}, w.style, " ", h("b", {}, (w.styles.find(([, own]) => own === found.values.style) || [found.values.style])[0])));
  details.replaceChildren(h("p", { class: "numbers" }, ...numbers),
    found.manner == null ? "" : mannerSlider(voice, found, told),
    found.consent ? h("p", { class: "consent" }, h("b", {}, w.consent_of), " ", [found.consent.text, found.consent.by, found.consent.date].filter(Boolean).join(" · ")) : "",
    h("div", { class: "acts" },
      found.designed ? plain(w.as_start, () => beginFrom(voice), { class: "start-from" }) : null,
      found.designed ? plain(w.as_mixed, () => mixIn(voice), { class: "mix-in" }) : null,
      plain(w.export, () => exportVoice(voice, told), { class: "export" }),
      voice.own ? plain(w.rename, () => askName(voice, details, found), { class: "rename" }) : null,
      voice.own ? plain(w.delete, () => askDelete(voice, details, found), { class: "delete" }) : null, told));
}
// How much of its sample's manner a cloned voice keeps; what is set is kept and heard at once.
function mannerSlider(voice, found, told) {
  const w = props.words, percent = (value) => Math.round(100 * value) + " %", number = h("output", {}, percent(found.manner));
  const input = h("input", { type: "range", name: "manner", min: 0, max: Math.max(1, found.manner), step: 0.05, value: found.manner, "aria-valuetext": percent(found.manner) });
  input.addEventListener("input", () => { number.textContent = percent(input.value); input.setAttribute("aria-valuetext", number.textContent); });
  input.addEventListener("change", async () => {
    const wanted = Number(input.value);
    note(told, "");
    hush();
    const answer = await ask("set_manner", { voice: voice.name, manner: wanted });
    if (answer.error) return note(told, answer.error, "error");
    found.manner = answer.manner;
    player.kept.delete(hearKey(voice));
    if (Number(input.value) === wanted) hear(hearKey(voice), async () => answer.sound, (text) => note(told, text, "error"));
  });
  return h("label", { class: "slider manner", title: w.manner_hint }, h("span", {}, w.manner), input, number);
}
function askName(voice, details, found) {
  const w = props.words, told = h("span", { class: "note", role: "alert" }), input = h("input", { type: "text", name: "new_name", value: voice.title, maxlength: 36 });
  const save = async () => {
    const answer = await ask("rename_voice", { voice: voice.name, title: input.value });
    if (answer.error) return note(told, answer.error, "error");
    await ownChanged();
    note(root.querySelector(".found-note"), filled(w.renamed, { name: answer.title }), "saved");
  };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") save(); });
  details.replaceChildren(labelled(w.new_name, input), h("div", { class: "acts" }, plain(w.save, save, { class: "save-name" }), plain(w.cancel, () => drawDetails(voice, details, found)), told));
  input.select();
}
async function askDelete(voice, details, found) {
  const w = props.words, told = h("span", { class: "note", role: "alert" }), used = await ask("films_of", { voice: voice.name });
  if (used.error) return rowTold(used.error);
  const films = used.films.length ? filled(w.delete_films, { films: used.films.join(w.lang === "zh" ? "、" : ", ") }) : w.delete_no_film;
  const remove = async () => {
    const answer = await ask("delete_voice", { voice: voice.name });
    if (answer.error) return note(told, answer.error, "error");
    player.kept.delete(hearKey(voice));
    await ownChanged();
    note(root.querySelector(".found-note"), filled(w.deleted, { name: voice.title }), "saved");
  };
  details.replaceChildren(h("p", { class: "sure" }, h("b", {}, filled(w.delete_sure, { name: voice.title })), " ", films),
    h("div", { class: "acts" }, plain(w.delete, remove, { class: "delete-now" }), plain(w.keep, () => drawDetails(voice, details, found), { class: "keep" }), told));
  details.querySelector(".keep").focus();
}
async function exportVoice(voice, told) {
  const answer = await ask("export_voice", { voice: voice.name });
  if (answer.error) return note(told, answer.error, "error");
  const link = h("a", { href: "data:application/zip;base64," + answer.zip, download: answer.file });
  root.append(link);
  link.click();
  link.remove();
}
// The voice goes to what it was wanted for; without such, it is the film's.
async function take(voice) {
  const pick = state.pick, w = props.words;
  if (pick && pick.take) { state.pick = null; return pick.take(voice); }
  if (!pick && filmNow() && state.speakers.length) {
    const answer = await ask("recast", { film: filmNow(), speaker: null, voice: voice.name });
    if (answer.error) return rowTold(answer.error);
    drawCast(answer);
  }
  hand(voice.name);
  state.pick = null;
  if (pick) return close();
  drawFound();
  note(root.querySelector(".found-note"), filled(w.used, { name: voice.title }), "saved");
}
