// A voice cloned: the sample and what is thought of it, the consent that it stands on, and the voice beside the sample.
const madeTold = (text, kind) => note(root.querySelector(".made-note"), text, kind || "error");
const cloneTold = (text, kind) => note(root.querySelector(".clone-note"), text, kind || "error");

function clonePage() {
  const w = props.words, own = state.clone;
  const area = (name, rows, hint) => { const made = h("textarea", { name, rows, placeholder: hint, oninput: () => { own[name] = made.value; drawMake(); } }); made.value = own[name]; return made; };
  const title = h("input", { type: "text", name: "clone_title", value: own.title, maxlength: 36, placeholder: w.clone_name, oninput: () => { own.title = title.value; clearTimeout(asking); asking = setTimeout(askSentence, 400); } });
  const language = own.language || (w.lang === "zh" ? "zh" : "en-US");
  return h("div", { class: "page clone" }, h("p", { class: "muted" }, w.clone_lead),
    h("section", {}, h("h4", {}, w.sample), h("div", { class: "sample" })),
    labelled(w.consent, area("consent", 3, w.consent_hint)), labelled(w.transcript, area("transcript", 2, w.transcript_hint)),
    h("div", { class: "pair" }, labelled(w.sample_language, chooser(w.sample_language, "sample_language", w.languages, language, (value) => { own.language = value; askSentence(); })), labelled(w.name_optional, title)),
    w.spoken_required ? h("section", { class: "spoken" }) : "",
    h("div", { class: "acts" }, h("button", { type: "button", class: "primary make", onclick: makeClone }, w.make), h("span", { class: "why" }), h("span", { class: "note clone-note", role: "alert" })),
    h("div", { class: "made" }));
}
function drawSample() {
  const w = props.words, own = state.clone, place = root.querySelector(".sample");
  if (!place) return;
  const file = h("input", { type: "file", name: "sample", accept: "audio/*,video/*", "aria-label": w.file, onchange: () => { takeSample(file.files[0]); file.value = ""; } });
  const zone = h("label", { class: "drop" }, file, h("b", {}, w.file), h("small", {}, w.file_hint));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); takeSample(event.dataTransfer.files[0]); });
  if (recording && recording.drawn === drawSample) place.replaceChildren(recordingBox());
  else if (!own.path) place.replaceChildren(h("div", { class: "gives" }, zone, plain("● " + w.record, () => record(), { class: "record" })));
  else place.replaceChildren(h("div", { class: "sample-file" }, h("span", { class: "voice-title" }, own.file), h("audio", { src: own.url, controls: true, preload: "metadata" }), plain(w.another, () => { Object.assign(own, { path: "", url: "", file: "", verdict: null }); drawSample(); }, { class: "another" })), verdictRows());
  drawMake();
  marked();
}
// The sentence of consent, read aloud by the speaker, where the installation wants it; another name, language or day makes it another.
let asking = 0;
async function askSentence() {
  if (!props.words.spoken_required) return;
  const own = state.clone, chosen = root.querySelector("[name=sample_language]");
  const answer = await ask("consent_sentence", { title: own.title, language: chosen ? chosen.value : own.language });
  if (answer.error) return cloneTold(answer.error);
  if (answer.sentence !== own.sentence) Object.assign(own, { sentence: answer.sentence, spoken: "", spokenUrl: "" });
  drawSpoken();
}
function drawSpoken() {
  const w = props.words, own = state.clone, place = root.querySelector(".spoken");
  if (!place) return;
  const body = recording && recording.drawn === drawSpoken ? recordingBox()
    : own.spoken ? h("div", { class: "sample-file" }, h("audio", { src: own.spokenUrl, controls: true, preload: "metadata" }), plain(w.spoken_again, () => { Object.assign(own, { spoken: "", spokenUrl: "" }); drawSpoken(); }, { class: "again" }))
    : plain("● " + w.spoken_record, () => record(takeSpoken, drawSpoken), { class: "record-spoken" });
  place.replaceChildren(h("h4", {}, w.aloud), h("p", { class: "muted" }, w.spoken_lead), h("blockquote", { class: "sentence" }, own.sentence), body);
  drawMake();
}
async function takeSpoken(file) {
  let sent;
  try { sent = await upload(file); } catch { return cloneTold(props.words.failed); }
  Object.assign(state.clone, { spoken: sent.path, spokenUrl: sent.url });
  drawSpoken();
}
function verdictRows() {
  const w = props.words, verdict = state.clone.verdict;
  if (!verdict) return h("p", { class: "muted judging", role: "status" }, w.judging);
  const clean = verdict.clean && hearButton("clean " + state.clone.path, w.hear_clean, async () => verdict.clean, cloneTold, "▶ " + w.hear_clean);
  return h("div", { class: "verdict", "data-good": String(verdict.good) }, h("p", { class: verdict.good ? "fine" : "refused", role: "status" }, verdict.good ? w.good : verdict.why),
    h("ul", {}, ...verdict.items.map((item) => h("li", { "data-good": String(item.good) }, h("b", {}, item.name), h("span", {}, item.says)))), ...verdict.advice.map((text) => h("p", { class: "advice" }, text)), clean || "");
}
async function takeSample(file) {
  if (!file) return;
  const own = state.clone;
  let sent;
  cloneTold("");
  try { sent = await upload(file); } catch { return cloneTold(props.words.failed); }
  Object.assign(own, { path: sent.path, url: sent.url, file: file.name, verdict: null });
  await judge();
}
async function judge() {
  const own = state.clone, path = own.path;
  drawSample();
  const answer = await ask("judge_sample", { path });
  if (path !== own.path) return;
  if (answer.error) { Object.assign(own, { path: "", verdict: null }); drawSample(); return cloneTold(answer.error); }
  own.verdict = answer;
  drawSample();
}
// Why the voice cannot be made yet; "" once it can.
function lacking() {
  const w = props.words, own = state.clone;
  return !own.path || !own.verdict ? w.need_sample : !own.verdict.good ? w.need_good : !own.consent.trim() ? w.need_consent : w.spoken_required && !own.spoken ? w.need_spoken : "";
}
function drawMake() {
  const button = root.querySelector(".make"), why = lacking();
  if (!button) return;
  button.disabled = !!why || !!state.clone.busy;
  root.querySelector(".why").textContent = state.clone.busy ? props.words.making : why;
}
async function makeClone() {
  const own = state.clone, w = props.words;
  own.busy = true;
  cloneTold("");
  drawMake();
  const language = root.querySelector("[name=sample_language]").value;
  const answer = await ask("clone_voice", { path: own.path, consent: own.consent, transcript: own.transcript, title: own.title, language, spoken: own.spoken });
  own.busy = false;
  drawMake();
  if (answer.error) return cloneTold(answer.error);
  own.made = answer;
  hand("");
  find();
  drawMade();
  root.querySelector(".made").scrollIntoView({ block: "nearest" });
  hear("beside voice " + answer.name, async () => answer.sound, cloneTold);
  note(root.querySelector(".made-note"), filled(w.made, { name: answer.title }), "saved");
}
function drawMade() {
  const w = props.words, own = state.clone, place = root.querySelector(".made");
  if (!place || !own.made) return;
  const sound = (key, label, wav) => h("div", { class: "one" }, hearButton(key + own.made.name, label, async () => wav, cloneTold), h("b", {}, label));
  place.replaceChildren(own.verdict && own.verdict.clean ? sound("beside sample ", w.beside_sample, own.verdict.clean) : "", sound("beside voice ", w.beside_voice, own.made.sound),
    plain(w.use_film, () => useNew(own.made, madeTold), { class: "use-new" }), h("span", { class: "note made-note", role: "status" }));
}
