// The files of a batch: dropped, chosen, listed with what is wrong, and what the columns of tables hold.
const fits = (name) => props.words.accept.split(",").some((suffix) => name.toLowerCase().endsWith(suffix.toLowerCase()));

function dropPlace(big) {
  const w = props.words;
  const file = h("input", { type: "file", name: "batch_files", multiple: true, accept: w.accept, "aria-label": w.drop, onchange: () => { take([...file.files]); file.value = ""; } });
  return h("label", { class: "drop " + (big ? "big" : "small") }, file, h("b", { class: "drop-title" }, big ? w.drop : "+ " + w.add), big ? h("small", {}, w.kinds) : null);
}
// Files that were dropped, those of folders with them.
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean), found = [];
  if (!entries.length) return [...transfer.files];
  const inside = async (entry) => {
    if (found.length > props.words.most_files || entry.name.startsWith(".")) return;
    if (entry.isFile) return void found.push(await new Promise((done, failed) => entry.file(done, failed)));
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!some.length) return;
      for (const one of some) await inside(one);
    }
  };
  for (const entry of entries) await inside(entry);
  return entries.some((entry) => entry.isDirectory) ? found.filter((file) => fits(file.name)) : found;
}
async function take(files) {
  const w = props.words, batch = state.batch, sent = [];
  if (state.sending) return;
  if (!files.length) return told(w.none_fit);
  if (files.length > w.most_files) return told(said("too_many", { n: w.most_files }));
  told("");
  try {
    for (const file of files) {
      state.sending = said("uploading", { n: sent.length + 1, all: files.length });
      drawSending();
      const kept = await upload(file);
      sent.push({ path: kept.path, name: file.name });
    }
  } catch {
    return told(w.failed);
  } finally {
    state.sending = "";
    drawSending();
  }
  const answer = await ask(batch ? "batch_add" : "batch_begin", { id: batch, files: sent });
  if (state.batch !== batch) return;
  if (answer.error) return told(answer.error);
  if (batch) follow(); else openBatch(answer.id);
}
function drawSending() {
  const place = root.querySelector(".drop-title");
  if (place) place.textContent = state.sending || (state.batch ? "+ " + props.words.add : props.words.drop);
}
function filesSection() {
  const w = props.words, about = state.about;
  const rows = about.files.map((file) => h("li", { class: file.error ? "bad" : "", "data-file": file.name },
    h("b", { title: file.name }, file.name), h("span", {}, file.error ? w.not_read : file.video ? w.video : said("lines_n", { n: count(file.rows) })),
    h("button", { type: "button", class: "undo-one", "aria-label": said("remove", { name: file.name }), title: said("remove", { name: file.name }), onclick: () => leave(file.name) }, "×"),
    file.error ? h("p", { class: "why-not" }, file.error) : null));
  const tables = about.files.filter((file) => file.table);
  return h("section", { class: "files" }, h("h4", {}, w.files), h("ul", { class: "given" }, ...rows), dropPlace(false),
    ...tables.map((file) => columns(file, tables)), notesOf(about));
}
function notesOf(about) {
  const w = props.words;
  return about.notes.length ? h("details", { class: "noticed", "data-keep": "notes" }, h("summary", {}, said("notes", { n: about.notes_in_all })),
    h("ul", {}, ...about.notes.map(([file, place, text]) => h("li", {}, h("b", {}, [file, place].filter(Boolean).join(w.lang === "zh" ? "，" : ", ")), " ", text)))) : null;
}
async function leave(file) {
  const answer = await inquire("batch_drop", { file }, "drop");
  if (answer) answer.error ? told(answer.error) : follow();
}
// A table's first rows below a list of meanings for each column; drawn when it is opened, for there may be many tables.
function columns(file, tables) {
  const w = props.words, name = said("columns", { name: file.name });
  const made = h("details", { class: "columns-of", "data-keep": "columns " + file.name, ontoggle: () => made.open && made.fill() }, h("summary", {}, name));
  made.fill = () => { if (made.children.length < 2) made.append(...meanings(file, tables, name)); };
  if (file.error || !file.table.fields.includes("text")) { made.open = true; made.fill(); }
  return made;
}
function meanings(file, tables, name) {
  const w = props.words, { headers, fields, rows } = file.table, alike = tables.filter((one) => one !== file && JSON.stringify(one.table.headers) === JSON.stringify(headers));
  const meaning = (header, at) => chooser(header || String(at + 1), "column", [[w.unused, ""], ...w.fields], fields[at], (field) => remap(file, at, field));
  return [h("div", { class: "wide", tabindex: "0", role: "region", "aria-label": name }, h("table", {},
      h("thead", {}, h("tr", {}, ...headers.map((header, at) => h("th", { scope: "col" }, h("span", { title: header }, header), header.trim() ? meaning(header, at) : "")))),
      h("tbody", {}, ...rows.map((row) => h("tr", {}, ...headers.map((_, at) => h("td", { title: row[at] || "" }, row[at] || ""))))))),
    ...(alike.some((one) => String(one.table.fields) !== String(fields)) ? [plain(said("columns_alike", { n: count(alike.length) }), () => meantAlike(file, alike), { class: "alike" })] : [])];
}
// Tables with the same headers mean what this one means.
function meantAlike({ table }, alike) {
  const asked = { ...state.about.columns };
  for (const { name, table: other } of alike) {
    for (const field of other.fields) if (field) asked[`${name}:${field}`] = "";
    table.fields.forEach((field, at) => { if (field) asked[`${name}:${field}`] = table.headers[at]; });
  }
  choose({ columns: asked });
}
// One column of a table has another meaning: whatever had it in that table, has none now.
function remap({ name, table }, at, field) {
  const asked = { ...state.about.columns }, before = table.fields[at];
  if (before) asked[`${name}:${before}`] = "";
  if (field) asked[`${name}:${field}`] = table.headers[at];
  choose({ columns: asked });
}
