// What the batch was, as values: ABOUT it, its LINES, and the words of both languages.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const TEXTS = read("texts"), ABOUT = read("about"), NAMES = read("names");
const LINES = read("rows").map((values) => Object.fromEntries(NAMES.fields.map((name, place) => [name, values[place]]))).sort((a, b) => a.id - b.id);
for (const line of LINES) for (const name of ["file", "speaker", "voice", "track"]) line[name] = NAMES[name][line[name]];

const page = { lang: ABOUT.lang, views: [], chosen: null, choosing: [] };
const zh = () => page.lang === "zh";
const locale = () => (zh() ? "zh-CN" : "en");

function t(key, n) {
  return TEXTS[key][zh() ? 1 : 0].replaceAll("{n}", () => (typeof n === "number" ? count(n) : n));
}
// A part of the page that is drawn anew in another language.
function view(draw) { page.views.push(draw); draw(); }
function speak(lang) {
  page.lang = lang;
  document.documentElement.lang = locale();
  for (const draw of page.views) draw();
}
// The line that is looked at: in the chart, in the list and in the dock.
function choose(line, from) { page.chosen = line; for (const listener of page.choosing) listener(line, from); }

const count = (n, digits = 0) => n.toLocaleString(locale(), { maximumFractionDigits: digits, minimumFractionDigits: digits });
const seconds = (n) => count(n, n < 0.1 ? 3 : 2);
const failed = (line) => line.state === "failed" || line.state === "refused";
const why = (line) => (zh() ? line.zh || line.en : line.en || line.zh);
// "row 3" as a person of the page's language counts.
const PLACES = ABOUT.places.map(([pattern, words]) => [new RegExp(pattern, "g"), words]);
const where = (place) => (zh() ? PLACES.reduce((text, [pattern, words]) => text.replace(pattern, words), place) : place);
const source = (line) => [line.file, where(line.place)].filter(Boolean).join(zh() ? "，" : ", ");
const tempoClass = (tempo) => (tempo <= 1.001 ? 0 : tempo <= 1.05 ? 1 : tempo <= 1.15 ? 2 : 3);

// 83.5 → "1:23.500"; without the thousandths where `whole`.
function clock(time, whole = false) {
  const ticks = Math.round(time * (whole ? 1 : 1000)) / (whole ? 1 : 1000);
  const hours = Math.floor(ticks / 3600), minutes = Math.floor(ticks / 60) % 60;
  const rest = (ticks % 60).toFixed(whole ? 0 : 3).padStart(whole ? 2 : 6, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
// "2 h 3 min", "12 min 30 s", "8.4 s".
function length(time) {
  const units = zh() ? ["小时", "分", "秒"] : ["h", "min", "s"], gap = " ";
  if (time < 60) return `${count(time, time < 10 ? 1 : 0)}${gap}${units[2]}`;
  const whole = Math.round(time), hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
  return hours ? `${count(hours)}${gap}${units[0]} ${minutes}${gap}${units[1]}` : `${minutes}${gap}${units[1]} ${whole % 60}${gap}${units[2]}`;
}
function shorten(line) {
  const unit = line.shorten === 1 ? line.unit.slice(0, -1) : line.unit;
  return t(`shorten.${unit}`, line.shorten);
}
