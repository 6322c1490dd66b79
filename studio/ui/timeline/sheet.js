// The sheet of keys.
function keySheet(words, close) {
  const row = ([keys, name]) => [h("dt", {}, ...keys.split(" ").map((key) => (key ? h("kbd", {}, key) : null))), h("dd", {}, words[name])];
  const groups = KEYS.map(([title, rows]) => h("section", {}, h("h5", {}, words[title]), h("dl", {}, ...rows.flatMap(row))));
  return h("div", { class: "key-sheet", role: "dialog", "aria-label": words.keys, tabindex: "-1", onkeydown: (event) => { if (event.key === "Escape" || event.key === "?") { event.stopPropagation(); close(); } } },
    h("header", {}, h("h4", {}, words.keys), h("button", { type: "button", class: "icon", "aria-label": words.close, onclick: close }, "×")), h("div", { class: "groups" }, ...groups));
}
