// A voice being designed: words first, then a second voice, then sliders. The program makes it anew after each change.
let designed = 0;
const recipeNow = () => ({ ...state.design.recipe });
const designTold = (text, kind) => note(root.querySelector(".design-note"), text, kind || "error");

function designPage() {
  const w = props.words, design = state.design, recipe = design.recipe;
  const text = h("textarea", { name: "description", rows: 2, placeholder: w.words_hint, maxlength: 500 });
  text.value = recipe.text;
  const apply = () => { if (text.value !== recipe.text) { recipe.text = text.value; recipe.moved = {}; } redesign(); };
  text.addEventListener("input", () => { clearTimeout(text.timer); text.timer = setTimeout(apply, 500); });
  text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); apply(); } });
  const sentence = h("input", { type: "text", name: "sentence", value: design.sentence, placeholder: w.sentence_hint, maxlength: 200, oninput: () => { design.sentence = sentence.value; } });
  const title = h("input", { type: "text", name: "title", value: design.title, maxlength: 36, oninput: () => { design.title = title.value; } });
  return h("div", { class: "page design" }, h("p", { class: "muted" }, w.design_lead),
    labelled(w.words, text), h("div", { class: "pair" }, labelled(w.spoken, chooser(w.spoken, "speaks", [[w.as_words, ""], ...w.languages], recipe.language, (value) => { recipe.language = value; redesign(); })),
      h("div", { class: "field" }, h("span", {}, w.like), h("div", { class: "beside like" }))),
    h("div", { class: "taken", role: "status" }),
    h("section", { class: "mixing" }, h("h4", {}, w.mix), h("div", { class: "mix-row" })),
    h("section", {}, h("h4", {}, w.character), h("div", { class: "character sliders" })),
    h("section", {}, h("h4", {}, w.sliders), h("div", { class: "numbers-by-hand sliders" })),
    h("div", { class: "pair ends" }, labelled(w.sentence, sentence), h("button", { type: "button", class: "hear-text primary", onclick: hearDesign, "data-hear": "" }, "▶ " + w.hear)),
    h("div", { class: "pair ends" }, labelled(w.name, title), plain(w.save_own, saveDesign, { class: "save-design" })),
    h("div", { class: "acts" }, plain(w.start_over, () => { state.design = freshDesign(); draw(); redesign(); }, { class: "over" }), h("span", { class: "note design-note", role: "alert" })));
}
function drawLike() {
  const w = props.words, design = state.design, place = root.querySelector(".like"), row = root.querySelector(".mix-row");
  if (!place) return;
  place.replaceChildren(...[h("span", { class: "voice-title" }, design.likeTitle || w.like_none),
    plain(w.change, () => pickVoice(w.pick_like, "design", beginFrom), { class: "pick-like" }),
    design.recipe.like ? plain("×", () => { design.recipe.like = design.likeTitle = ""; drawLike(); redesign(); }, { "aria-label": w.remove }) : null].filter(Boolean));
  if (!design.recipe.mixed) return row.replaceChildren(plain(w.mix_choose, () => pickVoice(w.pick_mixed, "design", mixIn), { class: "pick-mixed" }));
  const share = h("input", { type: "range", name: "share", min: 0, max: 1, step: 0.05, value: design.recipe.share, "aria-label": w.share }), number = h("output", {}, Math.round(100 * design.recipe.share) + " %");
  share.addEventListener("input", () => { design.recipe.share = Number(share.value); number.textContent = Math.round(100 * share.value) + " %"; soon(); });
  row.replaceChildren(h("span", { class: "voice-title" }, design.mixedTitle), plain("×", () => { design.recipe.mixed = design.mixedTitle = ""; drawLike(); redesign(); }, { "aria-label": w.remove }),
    h("label", { class: "slider" }, h("span", {}, w.share), share, number));
}
function beginFrom(voice) {
  Object.assign(state.design.recipe, { like: voice.name, moved: {} });
  state.design.likeTitle = voice.title;
  state.pick = null;
  turn("design");
}
function mixIn(voice) {
  state.design.recipe.mixed = voice.name;
  state.design.mixedTitle = voice.title;
  state.pick = null;
  turn("design");
}
function soon() {
  clearTimeout(soon.timer);
  soon.timer = setTimeout(redesign, 150);
}
async function redesign() {
  const mine = ++designed, answer = await ask("design_voice", { recipe: recipeNow() });
  if (mine !== designed || state.tab !== "design") return;
  if (answer.error) return designTold(answer.error);
  designTold("");
  const { titles } = answer, design = state.design;
  design.found = answer;
  if (titles.likeTitle !== design.likeTitle || titles.mixedTitle !== design.mixedTitle) { Object.assign(design, titles); drawLike(); }
  drawTaken();
  drawSliders();
}
// What was understood, with what it moved; what was not, with words near it.
function drawTaken() {
  const w = props.words, found = state.design.found || { understood: [], unknown: [] };
  root.querySelector(".taken").replaceChildren(...[
    found.understood.length ? h("div", { class: "understood" }, h("h4", {}, w.understood), h("ul", {}, ...found.understood.map((row) => h("li", {}, h("b", {}, row.word), row.moves ? h("small", {}, row.moves) : null)))) : null,
    found.unknown.length ? h("div", { class: "unknown" }, h("h4", {}, w.unknown), h("ul", {}, ...found.unknown.map((row) => h("li", {}, h("b", {}, row.word), row.near.length ? h("small", {}, filled(w.near, { words: row.near.join(w.lang === "zh" ? "、" : ", ") })) : null)))) : null,
  ].filter(Boolean));
}
function hearDesign(event) {
  const button = event.currentTarget, { sentence } = state.design, recipe = recipeNow(), key = "design " + JSON.stringify([recipe, sentence, props.words.lang]);
  button.dataset.hear = key;
  hear(key, () => ask("hear_design", { recipe, text: sentence }), designTold);
}
async function saveDesign() {
  const answer = await ask("save_design", { recipe: recipeNow(), title: state.design.title });
  if (answer.error) return designTold(answer.error);
  hand("");
  find();
  designTold(filled(props.words.saved, { name: answer.title }), "saved");
  root.querySelector(".design-note").after(plain(props.words.use_film, (event) => { event.currentTarget.remove(); useNew(answer, designTold); }, { class: "use-new" }));
}
// A voice just made, for the film at once.
async function useNew(made, told) {
  const film = filmNow(), answer = film && state.speakers.length ? await ask("recast", { film, speaker: null, voice: made.name }) : {};
  if (answer.error) return told(answer.error);
  hand(made.name);
  told(filled(props.words.used, { name: made.title }), "saved");
}
