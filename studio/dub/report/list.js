// Every line. Only those in sight are in the page, so ten thousand open as quickly as ten.
const listCard = document.getElementById("lines");
const PRINTED = 1000;
const FILTERS = {
  all: () => true, failed, overrun: (line) => line.overrun > 0, borrowed: (line) => line.borrowed > 0,
  fast: (line) => line.tempo > 1.15, made: (line) => line.state === "made", found: (line) => line.state === "found",
};
const list = { filter: "all", words: "", lines: LINES, first: -1, last: -1 };
const scroller = h("div", { class: "scroller", tabindex: 0, role: "listbox" }), sheet = h("div", { class: "sheet" });
const chips = h("div", { class: "chips", role: "group" }), told = h("p", { class: "muted", role: "status" });
const search = h("input", { type: "search", spellcheck: "false", autocomplete: "off" });
scroller.append(sheet);

const plain = (text) => text.normalize("NFKC").toLowerCase();
const hay = new Map();
function stack(line) {
  let found = hay.get(line);
  if (found === undefined) hay.set(line, found = plain([line.text, line.speaker, line.voice, line.file, line.place, line.en, line.zh].join("\n")));
  return found;
}
const high = () => parseFloat(getComputedStyle(listCard).getPropertyValue("--row")) || 64;

function sift() {
  const wanted = plain(list.words).split(/\s+/).filter(Boolean);
  list.lines = LINES.filter((line) => FILTERS[list.filter](line) && wanted.every((word) => stack(line).includes(word)));
  told.textContent = t(["nothing", "shown.one"][list.lines.length] ?? "shown", list.lines.length);
  scroller.scrollTop = 0;
  drawRows(true);
}
function row(line, place) {
  const label = t(isPlaying(line) ? "pause" : "play");
  const button = h("button", { type: "button", class: "play", tabindex: -1, "aria-hidden": "true", title: label, disabled: !canPlay(line), "data-playing": isPlaying(line), onclick: (event) => { event.stopPropagation(); choose(line, "list"); toggle(line); } });
  const who = [`#${line.id}`, line.speaker, line.voice, source(line)].filter(Boolean).join(" · ");
  const slot = line.start === null ? "" : `${clock(line.start)}${line.end === null ? "" : ` – ${clock(line.end)}`}`;
  const came = line.seconds === null ? "" : [line.onset !== null && `${t("onset")} ${clock(line.onset)}`, `${seconds(line.seconds)} s`, `${count(line.tempo, 2)}×`].filter(Boolean).join(" · ");
  const badge = failed(line) ? ["bad", t(`state.${line.state}`)] : line.overrun ? ["warn", `+${seconds(line.overrun)} s`] : ["", t(`state.${line.state}`)];
  const made = h("div", { class: "row", role: "option", id: `line-${line.id}`, "aria-selected": line === page.chosen ? "true" : "false", "aria-setsize": list.lines.length, "aria-posinset": place + 1, onclick: () => choose(line, "list") },
    button, h("span", { class: "picture" }, wave(line)), h("span", { class: "words" }, h("b", { dir: "auto", title: line.text.slice(0, 300) }, line.text || "—"), h("small", {}, who), failed(line) && h("small", { class: "reason", title: why(line) }, why(line))),
    h("span", { class: "times" }, h("span", {}, slot), h("small", {}, came)), h("span", { class: `badge ${badge[0]}` }, badge[1]));
  made.style.top = `${place * high()}px`;
  return made;
}
function drawRows(anew = false) {
  const each = high(), first = Math.max(0, Math.floor(scroller.scrollTop / each) - 4), last = Math.min(list.lines.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / each) + 4);
  if (!anew && first === list.first && last === list.last) return;
  Object.assign(list, { first, last });
  sheet.style.height = `${list.lines.length * each}px`;
  sheet.replaceChildren(...list.lines.slice(first, last).map((line, place) => row(line, first + place)));
  scroller.setAttribute("aria-activedescendant", page.chosen ? `line-${page.chosen.id}` : "");
}
function drawPlaying() { drawRows(true); }
function reveal(line) {
  const place = list.lines.indexOf(line), each = high();
  if (place < 0) return;
  if (place * each < scroller.scrollTop) scroller.scrollTop = place * each;
  if ((place + 1) * each > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = (place + 1) * each - scroller.clientHeight;
}
page.choosing.push((line, from) => {
  if (!line) return drawRows(true);
  if (from !== "list" && !list.lines.includes(line)) filterBy("all", "");
  reveal(line);
  drawRows(true);
});

function filterBy(name, words = list.words) {
  list.filter = name;
  list.words = search.value = words;
  for (const chip of chips.children) chip.setAttribute("aria-pressed", chip.dataset.filter === name);
  sift();
}
search.addEventListener("input", () => { list.words = search.value; sift(); });
scroller.addEventListener("scroll", () => requestAnimationFrame(() => drawRows()), { passive: true });
scroller.addEventListener("keydown", (event) => {
  const each = Math.max(1, Math.floor(scroller.clientHeight / high()) - 1), by = { ArrowDown: 1, ArrowUp: -1, PageDown: each, PageUp: -each, Home: -Infinity, End: Infinity }[event.key];
  if (event.target !== scroller || event.ctrlKey || event.metaKey || event.altKey) return;
  if (by !== undefined && list.lines.length) {
    const at = list.lines.indexOf(page.chosen);
    choose(list.lines[Math.min(list.lines.length - 1, Math.max(0, at < 0 && by > 0 && by < Infinity ? by - 1 : at + by))], "list");
  } else if ((event.key === " " || event.key === "Enter") && page.chosen) toggle(page.chosen);
  else return;
  event.preventDefault();
});

view(() => {
  const numbers = Object.entries(FILTERS).map(([name, filter]) => [name, LINES.filter(filter).length]);
  chips.setAttribute("aria-label", t("filter"));
  chips.replaceChildren(...numbers.filter(([name, lines]) => name === "all" || lines).map(([name, lines]) =>
    h("button", { type: "button", class: "chip", "data-filter": name, "aria-pressed": name === list.filter ? "true" : "false", onclick: () => filterBy(name) }, t(`filter.${name}`), " ", h("span", {}, count(lines)))));
  search.placeholder = t("search");
  search.setAttribute("aria-label", t("search"));
  scroller.setAttribute("aria-label", `${t("lines")}. ${t("lines.help")}`);
  if (!listCard.children.length) listCard.append(h("h2"), h("div", { class: "sieve" }, search, chips), told, scroller);
  listCard.querySelector("h2").textContent = t("lines");
  const at = scroller.scrollTop;
  sift();
  scroller.scrollTop = at;
});
new ResizeObserver(() => drawRows(true)).observe(scroller);

// On paper there is no scrolling: the first of the chosen lines, all at once.
addEventListener("beforeprint", () => {
  document.documentElement.dataset.print = "";
  drawChart();
  sheet.style.height = "auto";
  sheet.replaceChildren(...list.lines.slice(0, PRINTED).map(row));
  if (list.lines.length > PRINTED) sheet.append(h("p", {}, t("printed", PRINTED)));
});
addEventListener("afterprint", () => {
  delete document.documentElement.dataset.print;
  drawChart();
  drawRows(true);
});
