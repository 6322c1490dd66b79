// The film panel: asks the program how the film stands, and shows it. `words` are in the page's language.
const root = element.querySelector(".film-panel");
const film = () => (props.value && props.value.film) || "";
let shown = "", ended = "", timer = 0, video = null, last = null;
const preview = { player: null, film: "", wanted: "", version: "", fault: "", asMade: false, timer: 0 }; // `wanted` names what is being asked for

const seconds = (n) => props.words.seconds.replace("{n}", n < 10 ? n.toFixed(1) : Math.round(n));
const clock = (n) => Math.floor(n / 60) + ":" + String(Math.floor(n) % 60).padStart(2, "0");
const lasting = (n) => clock(Math.round(n)); // how long something is, where `clock` tells how far it is

root.append(h("div", { class: "stage" }), h("div", { class: "facts" }), h("div", { class: "films" }));
const [stage, facts, films] = root.children;

function say(title, hint, mark, extra) {
  return h("div", { class: "say" }, h("span", { class: "mark " + (mark || ""), "aria-hidden": "true" }), h("h3", {}, title),
    hint ? h("p", {}, hint) : null, extra);
}

function progress(found) {
  const w = props.words, run = found.run;
  const title = found.state === "waiting" ? w.waiting : found.state === "stopping" ? w.stopping
    : run.kind === "draft" ? w.working_draft : w.working_film;
  const rows = run.stages.map((s) => h("li", { class: s.ended ? "ended" : "going" },
    h("span", { class: "name" }, s.name), h("span", { class: "time" }, seconds(s.seconds)),
    h("span", { class: "bar" }, h("i", { style: `width:${Math.round(100 * (s.ended ? 1 : Math.max(s.done, 0.03)))}%` }))));
  return h("div", { class: "progress", role: "status" },
    h("header", {}, h("h3", {}, title), h("span", { class: "clock" }, clock(run.seconds))),
    h("ol", {}, ...rows),
    h("button", { class: "stop", type: "button", disabled: found.state === "stopping", onclick: stopRun }, w.stop));
}

// The stage list keeps its elements while only numbers change, so that the bars glide.
function updateProgress(found) {
  const list = stage.querySelector(".progress ol");
  if (!list || list.children.length !== found.run.stages.length || stage.dataset.state !== found.state + props.words.lang) return false;
  found.run.stages.forEach((s, place) => {
    const row = list.children[place];
    row.className = s.ended ? "ended" : "going";
    row.querySelector(".time").textContent = seconds(s.seconds);
    row.querySelector("i").style.width = Math.round(100 * (s.ended ? 1 : Math.max(s.done, 0.03))) + "%";
  });
  stage.querySelector(".clock").textContent = clock(found.run.seconds);
  return true;
}

function player(result) {
  if (video && video.dataset.source === result.files.mp4) return video;
  video = h("video", { controls: true, playsinline: true, preload: "auto", src: result.files.mp4, "data-source": result.files.mp4 });
  return video;
}

// What is asked for anew after each edit of the speech, and shown in place of a film that is older.
function previewed() {
  if (!preview.player) preview.player = new FilmPreview(props.words);
  if (preview.film !== film()) askPreview();
  else if (preview.version !== last.version) {
    clearTimeout(preview.timer);
    preview.timer = setTimeout(askPreview, 400); // once the hand rests
  }
  preview.version = last.version;
  return preview.fault ? say(preview.fault, null, "fault") : preview.player.element;
}

async function askPreview() {
  clearTimeout(preview.timer);
  const about = film(), wanted = about + "/" + performance.now();
  Object.assign(preview, { film: about, wanted, fault: "" });
  let found;
  try { found = await server.preview({ film: about, lang: props.words.lang }); } catch { found = { error: props.words.gone }; }
  if (preview.wanted !== wanted || about !== film()) return;
  preview.fault = found.error || "";
  if (!found.error) preview.player.show(found);
  if (last && preview.fault) drawStage(last);
}

const shows = (found) => !found.active && !preview.asMade && (found.result ? Boolean(found.result.stale) : found.state === "script" && preview.film === film());

function drawStage(found) {
  const w = props.words;
  last = found;
  stage.style.removeProperty("--aspect");
  if (found.active && updateProgress(found)) return;
  const failed = found.state === "failed" || found.state === "stopped";
  let inside;
  if (found.active) inside = progress(found);
  else if (failed && !(found.result && found.state === "stopped")) {
    const error = found.run && found.run.error;
    inside = found.state === "stopped" ? say(w.stopped, w.unfinished_hint, "pause")
      : say(w.failed, null, "fault", h("p", { class: "error", role: "alert" }, error));
  } else if (shows(found)) inside = previewed();
  else if (found.result) inside = player(found.result);
  else if (found.state === "script") inside = say(w.script_ready, w.script_ready_hint, "ready",
    h("button", { type: "button", class: "look", onclick: () => { previewed(); drawStage(found); } }, w.preview_look));
  else inside = say(w.empty, w.empty_hint, "frame");
  stage.dataset.state = found.state + w.lang;
  stage.className = "stage " + (inside === video || shows(found) ? "playing" : found.active ? "working" : "quiet");
  if (inside === video) stage.style.setProperty("--aspect", found.result.size.join("/"));
  if (stage.firstChild !== inside || stage.children.length !== 1) stage.replaceChildren(inside);
}

function drawFacts(found) {
  const w = props.words, result = found.result;
  if (!result) return facts.replaceChildren();
  const names = { mp4: w.get_video, srt: w.get_subtitles, zip: w.get_project };
  const links = Object.entries(result.gets).map(([suffix, url]) =>
    h("a", { class: "get", "aria-label": names[suffix] || `${w.get_subtitles} .${suffix}`, href: url, download: "", "data-kind": suffix },
      names[suffix] ? h("b", {}, names[suffix]) : null, h("span", {}, "." + suffix)));
  facts.replaceChildren(
    h("h3", { class: "film-title" }, result.title),
    result.stale && !found.active ? h("p", { class: "stale", "data-stale": result.stale, role: "status" }, result.stale === "speech" ? w.stale_speech : w.stale,
      h("button", { type: "button", class: "quiet-button as-made", onclick: () => { preview.asMade = !preview.asMade; drawStage(found); drawFacts(found); } },
        preview.asMade ? w.preview_look : w.as_made),
      h("button", { type: "button", class: "quiet-button again", onclick: () => document.querySelector("#remake").click() }, w.again)) : "",
    h("dl", { class: "summary" }, ...[[w.length, lasting(result.seconds)], [w.size, result.size.join(" × ")], [w.took, seconds(result.took)]]
      .map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
    ...result.notes.map((text) => h("p", { class: "remark" }, text)),
    h("div", { class: "gets", "aria-label": w.downloads }, ...links),
    found.active || result.stale ? "" : forEditors(found),
    h("details", { class: "labels", open: facts.querySelector(".labels")?.open }, h("summary", {}, w.labels),
      h("dl", {}, ...result.labels.flatMap(([term, value]) => [h("dt", {}, term), h("dd", {}, value)]))));
}

function drawFilms(found) {
  const w = props.words, list = found.films;
  if (!list.length) return films.replaceChildren();
  const states = { done: w.state_done, script: w.state_script, failed: w.state_failed, stopped: w.state_stopped };
  films.replaceChildren(
    h("header", {}, h("h3", {}, w.yours), h("button", { type: "button", class: "quiet-button", onclick: () => open("") }, "+ " + w.new)),
    h("ul", {}, ...list.map((one) => h("li", {},
      h("button", { type: "button", "aria-current": one.film === film() ? "true" : null, onclick: () => open(one.film) },
        h("i", { class: "dot " + one.state }), h("span", { class: "name" }, one.title || "…"),
        h("span", { class: "about" }, (states[one.state] || w.state_running) + (one.seconds ? " · " + lasting(one.seconds) : "")),
        h("time", {}, one.when))))));
}

function open(id) {
  props.value = { film: id };
  Object.assign(preview, { film: "", asMade: false });
  if (preview.player) preview.player.stop();
  trigger("select", { value: id });
  ask();
}

async function stopRun() {
  await server.stop({ film: film(), lang: props.words.lang });
  ask();
}

async function ask() {
  clearTimeout(timer);
  const about = film();
  let found;
  try { found = await server.status({ film: about, lang: props.words.lang }); } catch { found = null; }
  if (about !== film()) return ask();
  timer = setTimeout(ask, found && (found.active || found.export?.active) ? 600 : found ? 4000 : 2500);
  if (!found || found.error) return showFault(found ? found.error : props.words.gone);
  const drawing = JSON.stringify([found, props.words.lang]);
  if (drawing !== shown) { shown = drawing; drawStage(found); drawFacts(found); drawFilms(found); }
  document.body.dataset.busy = found.active ? "1" : "";
  const run = found.run ? about + "/" + found.run.number : "";
  if (run && !found.active && ended !== run) { ended = run; trigger("submit", { value: about }); }
}

function showFault(text) {
  shown = "";
  stage.className = "stage quiet";
  stage.dataset.state = "fault";
  stage.replaceChildren(say(text, null, "fault"));
}

function speak() {
  document.documentElement.lang = props.words.lang === "zh" ? "zh-CN" : "en";
  document.title = props.words.page;
  if (preview.player) preview.player.speak(props.words);
}
window.addEventListener("shengying:spoken", ({ detail }) => {
  if (detail.film !== film() || detail.opened) return;
  preview.asMade = false;
  ask();
});
speak();
watch("words", speak);
watch(["value", "words"], () => { shown = ""; ask(); });
ask();
