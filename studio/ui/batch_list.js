// All batches of the person: where a new one begins, and where one that was left is found again.
function listPage() {
  const w = props.words;
  return h("div", { class: "page all" }, dropPlace(true), h("span", { class: "note batch-note", role: "alert" }), h("section", {}, h("h4", {}, w.batches), h("ul", { class: "batches", "aria-label": w.batches })));
}
let looking = 0;
async function findBatches() {
  const mine = ++looking;
  for (;;) {
    const answer = await ask("batch_list");
    if (mine !== looking || state.batch || root.hidden) return;
    if (answer.error) return told(answer.error);
    state.list = answer.rows;
    drawBatches();
    if (!answer.rows.some(active)) return;
    await new Promise((done) => setTimeout(done, 1500));
  }
}
// A row that is there stays and is filled anew: one that is being pressed would otherwise go before it is released.
function drawBatches() {
  const w = props.words, list = root.querySelector(".batches");
  if (!list) return;
  const before = new Map([...list.querySelectorAll("[data-batch]")].map((button) => [button.dataset.batch, button]));
  const rows = state.list.map((row) => batchRow(row, before.get(row.id)));
  const same = rows.length && rows.length === list.children.length && rows.every((row, n) => row === list.children[n]);
  if (same) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  list.replaceChildren(...(rows.length ? rows : [h("li", { class: "none muted" }, w.no_batches)]));
  focused?.focus({ preventScroll: true });
}
function batchRow(row, before) {
  const w = props.words, { all, made, wrong, over } = row.counts, share = active(row) && row.total ? ` ${Math.round((100 * row.done) / row.total)} %` : "";
  const facts = [w["state_" + row.state] + share, all ? said("lines_n", { n: count(all) }) : "", made ? said("made_n", { n: count(made) }) : "", over ? said("over_n", { n: count(over) }) : "", wrong ? said("wrong_n", { n: count(wrong) }) : ""];
  const button = before || h("button", { type: "button", "data-batch": row.id, onclick: () => openBatch(row.id) });
  button.replaceChildren(h("span", { class: "dot " + (active(row) ? "running" : row.state) }), h("span", { class: "name" }, row.name), h("span", { class: "about" }, facts.filter(Boolean).join(" · ")),
    h("time", {}, row.id.replace(/^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d).*/, "$1-$2-$3 $4:$5")));
  return before ? before.parentElement : h("li", {}, button);
}
