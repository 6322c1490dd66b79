// Each line's slot and its speech over time: drawn from the data, so that two hours are as quick as two minutes.
const LANE = 54, HIGH = 24, AXIS = 26, LANES = 8, NEAREST = 2;   // pixels of a lane, of a bar, of the axis; speakers with a lane of their own; seconds
const chart = { track: "", lines: [], lanes: [], from: 0, to: 1, all: 1, hover: null };
const timing = document.getElementById("timing");
const canvas = h("canvas", { class: "chart", tabindex: 0, role: "img" }), map = h("canvas", { class: "map", role: "presentation" });
const whole = h("canvas");   // the map without its window, drawn once
const tip = h("div", { class: "tip", hidden: true });

const begins = (line) => line.onset ?? line.start;
const ends = (line) => Math.max(line.end ?? 0, begins(line) + (line.seconds ?? 0));
const timed = LINES.filter((line) => begins(line) !== null);
const trackNames = [...new Set(timed.map((line) => line.track))];

// Once before the next picture, however many times it is asked for.
let due = false;
function redraw() {
  if (!due) requestAnimationFrame(() => { due = false; drawChart(); });
  due = true;
}
function openTrack(name) {
  chart.track = name;
  chart.lines = timed.filter((line) => line.track === name).sort((a, b) => begins(a) - begins(b));
  chart.all = chart.lines.reduce((most, line) => Math.max(most, ends(line)), 1) * 1.01;
  const speakers = [...new Set(chart.lines.map((line) => line.speaker))];
  chart.lanes = speakers.length > LANES ? [...speakers.slice(0, LANES - 1), null] : speakers;
  look(0, Math.min(chart.all, 90));
}
function look(from, to) {
  const span = Math.min(chart.all, Math.max(Math.min(NEAREST, chart.all), to - from));
  chart.from = Math.min(Math.max(0, from), chart.all - span);
  chart.to = chart.from + span;
  redraw();
}
function zoom(factor, at = (chart.from + chart.to) / 2) {
  const span = Math.min(chart.all, Math.max(NEAREST, (chart.to - chart.from) * factor)), share = (at - chart.from) / (chart.to - chart.from);
  look(at - share * span, at + (1 - share) * span);
}
const lane = (line) => { const found = chart.lanes.indexOf(line.speaker); return found < 0 ? chart.lanes.length - 1 : found; };
const x = (time) => (time - chart.from) / (chart.to - chart.from) * canvas.clientWidth;
const timeAt = (pixel) => chart.from + pixel / canvas.clientWidth * (chart.to - chart.from);

function pen(target, height) {
  const ratio = window.devicePixelRatio || 1, width = target.clientWidth;
  target.width = Math.round(width * ratio);
  target.height = Math.round(height * ratio);
  target.style.height = `${height}px`;
  const context = target.getContext("2d");
  context.scale(ratio, ratio);
  const style = getComputedStyle(document.documentElement), known = {};
  return [context, width, (name) => (known[name] ??= style.getPropertyValue(name).trim())];
}
function hatched(context, ink, paper) {
  const tile = h("canvas", { width: 6, height: 6 }), fill = tile.getContext("2d");
  fill.fillStyle = paper;
  fill.fillRect(0, 0, 6, 6);
  fill.strokeStyle = ink;
  fill.lineWidth = 1.6;
  for (const shift of [-3, 0, 3, 6]) { fill.beginPath(); fill.moveTo(shift, 6); fill.lineTo(shift + 6, 0); fill.stroke(); }
  return context.createPattern(tile, "repeat");
}
function drawChart() {
  if (!chart.lines.length || !canvas.isConnected) return;
  const [context, width, colour] = pen(canvas, AXIS + LANE * chart.lanes.length + 6);
  const borrowed = hatched(context, colour("--ink-2"), colour("--borrow"));
  drawAxis(context, width, colour);
  context.font = "12px system-ui, sans-serif";
  chart.lanes.forEach((name, place) => {
    context.fillStyle = colour("--line");
    context.fillRect(0, AXIS + place * LANE + LANE - 1, width, 1);
  });
  const inSight = chart.lines.filter((line) => ends(line) >= chart.from && Math.min(begins(line), line.start ?? Infinity) <= chart.to);
  for (const line of inSight) drawSlot(context, line, colour);   // all before the first bar: a slot may lie under another's speech
  for (const line of inSight) drawLine(context, line, colour, borrowed);
  if (chart.lanes.length > 1) chart.lanes.forEach((name, place) => {
    context.fillStyle = colour("--ink-2");
    context.fillText(name === null ? "…" : name || t("nobody"), 6, AXIS + place * LANE + 12);
  });
  drawMap();
}
function drawAxis(context, width, colour) {
  const steps = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];
  const every = steps.find((step) => step / (chart.to - chart.from) * width >= 84) ?? 7200;
  context.font = "12px system-ui, sans-serif";
  for (let tick = Math.ceil(chart.from / every); tick * every <= chart.to; tick++) {
    const at = x(tick * every);
    context.fillStyle = colour("--line");
    context.fillRect(at, 18, 1, 4 + LANE * chart.lanes.length);
    context.fillStyle = colour("--ink-2");
    context.fillText(every < 1 ? clock(tick * every).replace(/0+$/, "").replace(/\.$/, "") : clock(tick * every, true), at + 4, 14);
  }
}
const topOf = (line) => AXIS + lane(line) * LANE + 17;
function drawSlot(context, line, colour) {
  if (line.start === null || line.end === null) return;
  const begin = x(line.start), wide = Math.max(1, x(line.end) - begin), top = topOf(line) - 4;
  context.fillStyle = colour("--slot");
  context.fillRect(begin, top, wide, HIGH + 8);
  if (!failed(line) && wide < 4) return;
  context.strokeStyle = colour(failed(line) ? "--over" : "--slot-edge");
  context.strokeRect(begin + 0.5, top + 0.5, Math.max(1, wide - 1), HIGH + 7);
}
function drawLine(context, line, colour, borrowed) {
  const top = topOf(line), begin = x(begins(line)), first = Math.min(begins(line), line.start ?? Infinity);
  if (line.seconds !== null) {
    const end = begins(line) + line.seconds, over = end - line.overrun, own = over - line.borrowed;
    context.fillStyle = colour(`--tempo-${tempoClass(line.tempo)}`);
    context.fillRect(begin, top, Math.max(1.5, x(own) - begin), HIGH);
    if (line.borrowed) { context.fillStyle = borrowed; context.fillRect(x(own), top, Math.max(1.5, x(over) - x(own)), HIGH); }
    if (line.overrun) { context.fillStyle = colour("--over"); context.fillRect(x(over), top - 4, Math.max(2, x(end) - x(over)), HIGH + 8); }
  }
  if (line === page.chosen || line === chart.hover) {
    context.strokeStyle = colour("--ink");
    context.lineWidth = line === page.chosen ? 2 : 1;
    context.strokeRect(x(first) - 1, top - 6, x(ends(line)) - x(first) + 2, HIGH + 12);
    context.lineWidth = 1;
  }
  drawWords(context, line, colour, begin, top);
}
function drawWords(context, line, colour, begin, top) {
  const end = line.seconds === null ? x(ends(line)) : x(begins(line) + line.seconds), first = Math.max(begin, 0);
  if (end - first < 40 || !line.text) return;
  context.save();
  context.beginPath();
  context.rect(first + 2, top, end - first - 5, HIGH);
  context.clip();
  context.fillStyle = colour(line.seconds === null ? "--ink-2" : "--on-bar");
  context.fillText(line.text.slice(0, 200), first + 6, top + 16);
  context.restore();
}
function drawMap() {
  const [context, width, colour] = pen(map, 30), spot = (time) => time / chart.all * width;
  const name = [chart.track, map.width, colour("--card")].join();
  if (whole.name !== name) {
    Object.assign(whole, { name, width: map.width, height: map.height });
    const all = whole.getContext("2d");
    all.scale(map.width / width, map.width / width);
    for (const line of chart.lines) {
      const bad = failed(line) || line.overrun > 0;
      all.fillStyle = colour(bad ? "--over" : `--tempo-${tempoClass(line.tempo)}`);
      all.fillRect(spot(begins(line)), bad ? 3 : 9, Math.max(1, spot(ends(line)) - spot(begins(line))), bad ? 24 : 12);
    }
  }
  if (whole.width) context.drawImage(whole, 0, 0, width, 30);
  context.fillStyle = colour("--window");
  context.fillRect(spot(chart.from), 0, Math.max(4, spot(chart.to) - spot(chart.from)), 30);
  context.strokeStyle = colour("--teal");
  context.strokeRect(spot(chart.from) + 0.5, 0.5, Math.max(3, spot(chart.to) - spot(chart.from) - 1), 29);
}

// pointing
function lineAt(event) {
  const box = canvas.getBoundingClientRect(), time = timeAt(event.clientX - box.left), place = Math.floor((event.clientY - box.top - AXIS) / LANE);
  const near = 3 / canvas.clientWidth * (chart.to - chart.from);
  return chart.lines.findLast((line) => lane(line) === place && Math.min(begins(line), line.start ?? Infinity) - near <= time && time <= ends(line) + near) ?? null;
}
function tell(event) {
  const line = lineAt(event);
  if (line !== chart.hover) { chart.hover = line; redraw(); }
  tip.hidden = !line;
  if (!line) return;
  const facts = line.seconds === null ? why(line) : [`${seconds(line.seconds)} s`, `${count(line.tempo, 2)}×`, line.borrowed && t("borrows", seconds(line.borrowed)), line.overrun && t("by", seconds(line.overrun))].filter(Boolean).join(" · ");
  tip.replaceChildren(h("b", { dir: "auto" }, line.text.slice(0, 160) || where(line.place)), h("span", {}, facts));
  const box = canvas.parentElement.getBoundingClientRect();
  tip.style.left = `${Math.min(event.clientX - box.left, box.width - 260)}px`;
  tip.style.top = `${event.clientY - box.top + 18}px`;
}
let held = null;
canvas.addEventListener("pointerdown", (event) => { held = { at: event.clientX, from: chart.from, moved: false }; canvas.setPointerCapture(event.pointerId); });
canvas.addEventListener("pointermove", (event) => {
  if (!held) return tell(event);
  if (Math.abs(event.clientX - held.at) > 3) held.moved = true;
  const shift = (held.at - event.clientX) / canvas.clientWidth * (chart.to - chart.from);
  if (held.moved) look(held.from + shift, held.from + shift + chart.to - chart.from);
});
canvas.addEventListener("pointerup", (event) => {
  const line = held && !held.moved ? lineAt(event) : null;
  held = null;
  if (line) choose(line, "chart");
});
canvas.addEventListener("pointercancel", () => { held = null; });
canvas.addEventListener("dblclick", (event) => { const line = lineAt(event); if (line) toggle(line); });
canvas.addEventListener("pointerleave", () => { tip.hidden = true; chart.hover = null; redraw(); });
canvas.addEventListener("wheel", (event) => {
  const box = canvas.getBoundingClientRect(), span = chart.to - chart.from;
  if (event.ctrlKey || event.metaKey) zoom(Math.exp(Math.max(-60, Math.min(60, event.deltaY)) / 200), timeAt(event.clientX - box.left));
  else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) { const by = (event.deltaX || event.deltaY) / canvas.clientWidth * span; look(chart.from + by, chart.to + by); }
  else return;   // the page scrolls
  event.preventDefault();
}, { passive: false });
function slide(event) {
  if (!event.buttons) return;
  const middle = (event.clientX - map.getBoundingClientRect().left) / map.clientWidth * chart.all, half = (chart.to - chart.from) / 2;
  look(middle - half, middle + half);
}
map.addEventListener("pointerdown", (event) => { map.setPointerCapture(event.pointerId); slide(event); });
map.addEventListener("pointermove", slide);

canvas.addEventListener("keydown", (event) => {
  const at = chart.lines.indexOf(page.chosen);
  const keys = {
    ArrowRight: () => choose(chart.lines[Math.min(chart.lines.length - 1, at + 1)], "chart"),
    ArrowLeft: () => choose(chart.lines[Math.max(0, at - 1)], "chart"),
    Home: () => choose(chart.lines[0], "chart"), End: () => choose(chart.lines.at(-1), "chart"),
    "+": () => zoom(1 / 1.5), "=": () => zoom(1 / 1.5), "-": () => zoom(1.5), 0: () => look(0, chart.all),
    " ": () => page.chosen && toggle(page.chosen), Enter: () => page.chosen && toggle(page.chosen),
  };
  if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
  keys[event.key]();
  event.preventDefault();
});
page.choosing.push((line) => {
  if (!line) return redraw();
  if (begins(line) === null || !trackNames.length) return;
  if (line.track !== chart.track) { openTrack(line.track); page.redrawTiming(); }
  const span = chart.to - chart.from;
  if (begins(line) < chart.from || ends(line) > chart.to) look(begins(line) - span / 4, begins(line) + 3 * span / 4);
  else redraw();
});

page.redrawTiming = () => {
  if (!trackNames.length) { timing.replaceChildren(h("h2", {}, t("timing")), h("p", { class: "muted" }, t("timing.none"))); return; }
  const tracks = h("select", { "aria-label": t("track"), onchange: (event) => openTrack(trackNames[event.target.selectedIndex]) }, ...trackNames.map((name) => h("option", { selected: name === chart.track }, name || "—")));
  const button = (key, face, act) => h("button", { type: "button", class: "quiet", title: t(key), "aria-label": t(key), onclick: act }, face);
  const mark = (kind, key) => h("li", {}, h("i", { class: kind }), t(key));
  canvas.setAttribute("aria-label", `${t("timing.chart")}. ${t("timing.help")}`);
  map.setAttribute("title", t("timing.map"));
  timing.replaceChildren(h("div", { class: "bar-above" }, h("h2", {}, t("timing")), trackNames.length > 1 ? tracks : "", h("span", { class: "gap" }),
    button("zoom.out", "−", () => zoom(1.6)), button("zoom.in", "+", () => zoom(1 / 1.6)), button("zoom.all", t("zoom.all"), () => look(0, chart.all))),
    h("div", { class: "plot" }, canvas, tip), map,
    h("ul", { class: "legend" }, mark("slot", "legend.slot"), ...[0, 1, 2, 3].map((kind) => mark(`tempo-${kind}`, `legend.${kind}`)), mark("borrowed", "legend.borrowed"), mark("overrun", "legend.overrun")),
    h("p", { class: "muted help" }, t("timing.help")));
  redraw();
};
if (trackNames.length) openTrack(trackNames[0]);
view(page.redrawTiming);
new ResizeObserver(() => redraw()).observe(timing);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => redraw());
