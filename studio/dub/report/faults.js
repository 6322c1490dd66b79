// What failed, and what is too long: before everything else, a page of each at a time.
const PAGE = 10, REASONS = 5;

// The commonest reasons, where many rows share them: a click shows those rows.
function reasons(lines) {
  const times = new Map();
  for (const line of lines) times.set(why(line), (times.get(why(line)) ?? 0) + 1);
  const common = [...times].filter(([, rows]) => rows > 1).sort((a, b) => b[1] - a[1]).slice(0, REASONS);
  if (lines.length <= PAGE || !common.length) return "";
  return h("ul", { class: "reasons" }, ...common.map(([reason, rows]) => h("li", {}, h("button", { type: "button", class: "link", onclick: () => { filterBy("failed", reason); listCard.scrollIntoView(); } }, `${count(rows)} ×`), " ", reason)));
}
function table(section, title, about, lines, cells) {
  let shown = PAGE;
  section.hidden = !lines.length;
  const body = h("tbody"), more = h("button", { type: "button", class: "quiet" });
  const fill = () => {
    body.replaceChildren(...lines.slice(0, shown).map((line) => h("tr", {}, ...cells(line))));
    more.hidden = shown >= lines.length;
    more.textContent = t("show.more", Math.min(100, lines.length - shown));
  };
  more.addEventListener("click", () => { shown += 100; fill(); });
  view(() => {
    section.replaceChildren(h("h2", {}, t(title), " ", h("span", { class: "number" }, count(lines.length))), about(lines), h("div", { class: "wide" }, h("table", { class: "faults" }, body)), more);
    fill();
  });
}
const place = (line) => h("td", { class: "place" }, h("button", { type: "button", class: "link", onclick: () => choose(line, "faults") }, where(line.place) || `#${line.id}`), h("small", {}, line.file));
// Shorter wordings that a model offers.
const offered = (line) => line.offers.length > 0 && h("ul", { class: "offers" }, ...line.offers.map((text) => h("li", { dir: "auto" }, text)));
const words = (line) => h("td", { class: "text", dir: "auto" }, line.text || h("span", { class: "muted" }, "—"));

table(document.getElementById("faults"), "faults", reasons, LINES.filter(failed), (line) => [place(line), words(line), h("td", { class: "reason" }, why(line))]);
table(document.getElementById("overruns"), "overruns", () => h("p", { class: "muted" }, t("overruns.why", count(ABOUT.policy[1], 2))), LINES.filter((line) => line.overrun > 0 && !failed(line)),
  (line) => [place(line), words(line), h("td", { class: "by" }, h("b", {}, t("by", seconds(line.overrun))), h("small", {}, shorten(line)), offered(line))]);
