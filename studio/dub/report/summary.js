// What was done, in numbers, and how fast the lines had to be said.
const n = (state) => ABOUT.counts[state] ?? 0;
const planned = n("planned") > 0 && !n("made") && !n("found");

function tile(value, label, note = "", kind = "") {
  return h("div", { class: `tile ${kind}` }, h("b", {}, value), h("span", {}, label), note && h("small", {}, note));
}
function fact(label, ...value) {
  return [h("dt", {}, label), h("dd", {}, ...value)];
}
function some(names, most = 6) {
  return names.slice(0, most).join(zh() ? "、" : ", ") + (names.length > most ? ` ${t("more", names.length - most)}` : "");
}
function voices() {
  const used = new Map();
  for (const line of LINES) if (line.voice && line.seconds !== null) used.set(line.voice, (used.get(line.voice) ?? 0) + 1);
  return [...used].sort((a, b) => b[1] - a[1]).map(([name, lines]) => `${name} (${count(lines)})`);
}
// What was written beside the clips: tracks, subtitles, films. Each opens in a tab of its own.
function files() {
  const rest = ABOUT.files_in_all - ABOUT.files.length;
  return [...ABOUT.files.map(([name, address]) => h("a", { href: address, target: "_blank", rel: "noopener" }, name)), rest > 0 ? t("more", rest) : ""];
}
function picture() {
  if (!ABOUT.video) return [];
  return fact(t("fact.video"), `${ABOUT.video}${zh() ? "，" : ", "}${t(`music.${ABOUT.music}`)}`);
}
function tiles() {
  const spoken = planned ? n("planned") : n("made") + n("found"), bad = n("failed") + n("refused");
  const notes = [t("lines.of", ABOUT.total), !planned && n("found") > 0 && t("lines.found", n("found")), n("waiting") > 0 && t("lines.waiting", n("waiting"))];
  return h("div", { class: "tiles" },
    tile(count(spoken), t(planned ? "lines.planned" : "lines.done"), notes.filter(Boolean).join(zh() ? "，" : ", ")),
    tile(count(bad), t("failed"), "", bad ? "bad" : "good"),
    tile(count(ABOUT.overrun), t("overrun"), "", ABOUT.overrun ? "warn" : "good"),
    tile(length(ABOUT.speech), t("speech")),
    ABOUT.pace > 0 && tile(`${count(ABOUT.pace, 1)}×`, t("pace"), t("pace.rate", count(ABOUT.rate, 1))),
    tile(length(ABOUT.elapsed), t("elapsed")));
}
function tempos() {
  const edges = [1.005, 1.05, 1.1, 1.15, 1.2, Infinity], names = ["1.00×", "≤ 1.05×", "≤ 1.10×", "≤ 1.15×", "≤ 1.20×", "> 1.20×"];
  const bins = edges.map(() => 0);
  for (const [hundredths, lines] of ABOUT.tempo) bins[edges.findIndex((edge) => hundredths / 100 <= edge)] += lines;
  const all = bins.reduce((a, b) => a + b, 0), most = Math.max(...bins);
  if (!all) return null;
  const rows = bins.map((lines, place) => {
    const bar = h("i", { class: `tempo-${[0, 1, 2, 2, 3, 3][place]}` });
    bar.style.width = `${lines ? Math.max(0.6, 100 * lines / most) : 0}%`;
    return h("tr", {}, h("th", { scope: "row" }, names[place]), h("td", { class: "bar" }, bar), h("td", {}, count(lines)), h("td", {}, `${count(100 * lines / all, 1)} %`));
  });
  return h("div", { class: "tempos" }, h("h3", {}, t("tempo")), h("p", { class: "muted" }, t("tempo.of")), h("table", { class: "histogram" }, h("tbody", {}, ...rows)));
}
function notes() {
  if (!ABOUT.notes.length) return null;
  const items = ABOUT.notes.map(([file, place, en, chinese]) => h("li", {}, h("b", {}, source({ file, place })), " ", (zh() ? chinese : en) || en));
  const rest = ABOUT.notes_in_all - ABOUT.notes.length;
  return h("details", { class: "notes" }, h("summary", {}, t("notes", ABOUT.notes_in_all)), h("ul", {}, ...items), rest > 0 && h("p", { class: "muted" }, t("more", rest)));
}
view(() => {
  const title = t(planned ? "title.check" : "title");
  const when = new Date(ABOUT.at).toLocaleString(locale(), { dateStyle: "long", timeStyle: "short" });
  document.title = `${title} · ${ABOUT.folder.split("/").pop()}`;
  document.querySelector("h1").textContent = title;
  document.querySelector(".when").textContent = when;
  const switching = document.querySelector(".switch");
  switching.setAttribute("aria-label", t("language"));
  for (const button of switching.children) button.setAttribute("aria-pressed", button.dataset.lang === page.lang);
  const sound = [ABOUT.kind.toUpperCase(), ABOUT.loudness !== null && `${count(ABOUT.loudness, 1)} LUFS`].filter(Boolean).join(", ");
  const used = voices();
  document.getElementById("summary").replaceChildren(tiles(), h("div", { class: "beside" }, h("dl", {},
    ...fact(t("fact.inputs"), some(ABOUT.inputs)), ...fact(t("fact.folder"), ABOUT.folder), ...fact(t("fact.speaker"), ABOUT.speaker),
    ...(used.length ? fact(t("fact.voices"), some(used, 10)) : []), ...fact(t("fact.fit"), t(`fit.${ABOUT.fit}`)), ...fact(t("fact.kind"), sound),
    ...(ABOUT.translate ? fact(t("fact.translate"), ABOUT.translate) : []), ...picture(), ...(ABOUT.files.length ? fact(t("fact.files"), h("span", { class: "files" }, ...files())) : [])), tempos() ?? ""),
    LINES.length < ABOUT.total ? h("p", { class: "note" }, t("held", ABOUT.most)) : "", notes() ?? "");
});
for (const button of document.querySelectorAll(".switch button")) button.addEventListener("click", () => speak(button.dataset.lang));
