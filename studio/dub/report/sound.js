// The sound of a line: its picture, and the one player, in the dock.
const SVG = "http://www.w3.org/2000/svg";
const audio = new Audio();
audio.preload = "none";
let heard = null;   // the line that the player has

function peaks(line) {
  return line.peaks ? Uint8Array.from(atob(line.peaks), (letter) => letter.charCodeAt(0)) : null;
}
// A picture of a line's sound, its loudest place as high as the picture; null without one.
function wave(line) {
  const loud = peaks(line);
  if (!loud) return null;
  const most = Math.max(1, ...loud), upper = [], lower = [];
  loud.forEach((peak, place) => {
    const high = Math.max(0.5, 15 * peak / most);
    upper.push(`${2 * place + 1},${(16 - high).toFixed(1)}`);
    lower.unshift(`${2 * place + 1},${(16 + high).toFixed(1)}`);
  });
  const svg = document.createElementNS(SVG, "svg"), shape = document.createElementNS(SVG, "polygon");
  svg.setAttribute("viewBox", "0 0 128 32");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "wave");
  svg.setAttribute("aria-hidden", "true");
  shape.setAttribute("points", [...upper, ...lower].join(" "));
  svg.append(shape);
  return svg;
}

const canPlay = (line) => line.path !== null;
const isPlaying = (line) => heard === line && !audio.paused && !audio.ended;

function play(line, share = 0) {
  if (!canPlay(line)) return;
  const begin = line.from ?? 0;
  if (heard !== line || share || past(line)) {
    const part = line.from === null ? (share ? `#t=${(share * line.seconds).toFixed(3)}` : "") : `#t=${(begin + share * line.seconds).toFixed(3)},${(begin + line.seconds).toFixed(3)}`;
    heard = line;
    audio.src = NAMES.path[line.path] + part;
  }
  audio.play().catch(() => {});   // the error event says it
}
// 0 to 1: how much of its line was heard.
const progress = () => (heard ? Math.min(1, Math.max(0, (audio.currentTime - (heard.from ?? 0)) / heard.seconds)) : 0);
const past = (line) => audio.ended || audio.currentTime >= (line.from ?? 0) + line.seconds - 0.01;

function toggle(line) {
  if (isPlaying(line)) audio.pause();
  else play(line);
}
function step(by) {
  const place = page.chosen ? LINES.indexOf(page.chosen) + by : 0;
  if (LINES[place]) choose(LINES[place], "dock");
}

function close() {
  audio.pause();
  choose(null, "dock");
}
addEventListener("keydown", (event) => { if (event.key === "Escape" && page.chosen) close(); });

const dock = document.getElementById("dock");
function drawDock(trouble = "") {
  const line = page.chosen;
  dock.hidden = !line;
  if (!line) return;
  const facts = [line.speaker, line.voice && `${t("voice")} ${line.voice}`, source(line)];
  if (line.start !== null) facts.push(`${t("slot")} ${clock(line.start)}${line.end === null ? "" : ` – ${clock(line.end)}`}`);
  if (line.onset !== null && line.seconds !== null) facts.push(`${t("onset")} ${clock(line.onset)}`);
  if (line.start !== null && line.onset - line.start > 0.001) facts.push(t("late", seconds(line.onset - line.start)));
  if (line.seconds !== null) facts.push(`${seconds(line.seconds)} s`, `${count(line.tempo, 2)}×`);
  if (line.natural > line.seconds) facts.push(t("natural", seconds(line.natural)));
  if (line.borrowed) facts.push(t("borrows", seconds(line.borrowed)));
  const picture = h("div", { class: "heard", onclick: (event) => play(line, (event.clientX - picture.getBoundingClientRect().left) / picture.clientWidth) }, wave(line), h("i", { class: "head" }));
  const label = t(isPlaying(line) ? "pause" : "play");
  const button = h("button", { type: "button", class: "play big", "aria-label": label, title: label, disabled: !canPlay(line), "data-playing": isPlaying(line), onclick: () => toggle(line) });
  const before = h("button", { type: "button", class: "step", title: t("previous"), "aria-label": t("previous"), onclick: () => step(-1) }, "‹");
  const after = h("button", { type: "button", class: "step", title: t("next"), "aria-label": t("next"), onclick: () => step(1) }, "›");
  const said = trouble || (failed(line) ? why(line) : line.overrun ? `${t("by", seconds(line.overrun))}: ${shorten(line)}` : canPlay(line) ? "" : t("no.sound"));
  dock.replaceChildren(before, button, after, picture, h("div", { class: "said" }, h("p", { class: "text", dir: "auto" }, line.text || "—"),
    h("p", { class: "facts" }, facts.filter(Boolean).join(" · ")), said && h("p", { class: "trouble", role: "status" }, said)),
    h("button", { type: "button", class: "step", title: t("close"), "aria-label": t("close"), onclick: close }, "×"));
  follow();
}
function follow() {
  const head = dock.querySelector(".head");
  if (head) head.style.left = `${100 * (heard === page.chosen ? progress() : 0)}%`;
  if (heard && heard.from !== null && !audio.paused && past(heard)) audio.pause();
  if (isPlaying(heard ?? {})) requestAnimationFrame(follow);
}
for (const event of ["play", "pause", "ended"]) audio.addEventListener(event, () => { drawDock(); drawPlaying(); });
audio.addEventListener("error", () => drawDock(t("sound.gone", decodeURIComponent(NAMES.path[heard.path]))));
page.choosing.push(() => drawDock());
page.views.push(() => drawDock());
