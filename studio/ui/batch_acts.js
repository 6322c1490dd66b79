// What is done with a batch: checked, started, stopped, gone on with, downloaded, deleted; and how far it is.
function actsBar() {
  return h("div", { class: "acts-bar", role: "group" }, h("div", { class: "how" }, h("div", { class: "stands", role: "status" }), h("div", { class: "bar", role: "progressbar", "aria-valuemin": "0", "aria-valuemax": "100", hidden: true }, h("i", {}))),
    h("span", { class: "note batch-note", role: "alert" }), h("div", { class: "buttons" }));
}
function drawActs() {
  const now = state.now, bar = root.querySelector(".acts-bar");
  if (!bar || !now) return;
  const w = props.words, going = active(now), share = now.total && going ? Math.round((100 * now.done) / now.total) : 0, shown = bar.querySelector(".bar");
  bar.querySelector(".stands").replaceChildren(...standing(now));
  shown.hidden = !going;
  shown.setAttribute("aria-valuenow", String(share));
  shown.setAttribute("aria-label", w["stage_" + now.stage] || w["state_" + now.state]);
  shown.classList.toggle("unknown", now.state !== "running" && now.state !== "checking");
  shown.firstChild.style.width = share + "%";
  const key = JSON.stringify([w.lang, now.state, now.stale, now.counts.failed, now.counts.all > 0, state.outputs, state.doomed]);
  if (bar.seen === key) return;
  bar.seen = key;
  lock();
  const focused = bar.contains(document.activeElement) ? document.activeElement.dataset.act : "";
  bar.querySelector(".buttons").replaceChildren(...(state.doomed ? sureDelete() : buttons(now)).filter(Boolean));
  if (focused) (bar.querySelector(`[data-act="${focused}"]`) || bar.querySelector(".buttons button"))?.focus();
}
function standing(now) {
  const w = props.words, { all, over, wrong, made } = now.counts, n = count(all);
  if (active(now)) {
    const stage = now.state === "waiting" || now.state === "stopping" ? w["state_" + now.state] : w["stage_" + now.stage] || w["state_" + now.state];
    const words = [h("b", {}, stage)];
    if (now.detail) words.push(now.detail);
    else if (now.total) words.push(said("progress", { done: count(now.done), all: count(now.total) }));
    if (now.rate && now.state === "running") words.push(said("rate", { n: now.rate.toLocaleString(w.lang) }));
    if (now.left != null && now.state === "running" && now.done < now.total) words.push(said("left", { n: spell(now.left) }));
    return parted(words);
  }
  const words = { empty: said("told_empty"), read: said("told_read", { n }), stopped: said("told_stopped", { made: count(made), n }),
    checked: over + wrong ? said("told_checked_but", { n, over: count(over), wrong: count(wrong) }) : said("told_checked", { n }),
    done: made < all || over ? said("told_done_but", { n, made: count(made), wrong: count(wrong), over: count(over) }) : said("told_done", { n }) }[now.state];
  const stale = now.stale ? h("span", { class: "stale-note" }, now.state === "done" ? w.stale_done : w.stale_check) : "";
  return [now.error ? h("p", { class: "why-not" }, now.error) : "", words, " ", stale].filter(Boolean);
}
function spell(left) {
  if (left < 90) return said("seconds", { n: Math.max(1, Math.round(left)) });
  const minutes = Math.round(left / 60);
  return minutes < 90 ? said("minutes", { n: minutes }) : said("hours", { h: Math.floor(minutes / 60), m: minutes % 60 });
}
function buttons(now) {
  const w = props.words, out = state.outputs, primary = (text, act, name) => h("button", { type: "button", class: "primary " + name, "data-act": name, onclick: act }, text);
  if (active(now)) return [plain(w.stop, () => order("batch_stop"), { class: "stop", "data-act": "stop", disabled: now.state === "stopping" })];
  const { all, failed } = now.counts, found = [], begin = (text) => primary(text, () => order("batch_start"), "begin"), done = now.state === "done";
  const check = all ? plain(w.check, () => order("batch_check"), { class: "check", "data-act": "check", title: w.check_hint }) : null;
  const zip = out && out.zip ? h("a", { class: "quiet-button get-all" + (done && !now.stale ? " primary" : ""), href: out.zip, download: "", "data-act": "zip" }, w.get_all) : null;
  if (done && now.stale) found.push(begin(w.again), check, zip);
  else if (done) found.push(zip, failed ? plain(said("retry", { n: count(failed) }), () => order("batch_start"), { class: "begin", "data-act": "begin" }) : null, check);
  else if (now.state === "stopped") found.push(begin(w.go_on), check, zip);
  else if (all) found.push(check, begin(w.start));
  if (out && out.report) found.push(h("a", { class: "quiet-button", href: out.report, target: "_blank", rel: "noopener", "data-act": "report" }, w.report));
  found.push(plain(w.delete, () => { state.doomed = state.batch; drawActs(); root.querySelector(".acts-bar .keep").focus(); }, { class: "delete", "data-act": "delete" }));
  return found;
}
function sureDelete() {
  const w = props.words;
  const gone = async () => {
    const answer = await inquire("batch_delete", {}, "delete");
    if (!answer) return;
    state.doomed = "";
    if (answer.error) { drawActs(); return told(answer.error); }
    openList();
  };
  return [h("span", { class: "sure" }, said("sure", { name: state.about.name })), h("button", { type: "button", class: "quiet-button delete-now", "data-act": "delete", onclick: gone }, w.delete_now),
    plain(w.keep, () => { state.doomed = ""; drawActs(); }, { class: "keep", "data-act": "keep" })];
}
let ordering = false; // a button that is pressed twice has been pressed once
async function order(name) {
  if (ordering) return;
  ordering = true;
  try { await ordered(name); } finally { ordering = false; }
}
async function ordered(name) {
  told("");
  await choosing;
  await typedKept();
  const answer = await inquire(name, {}, "order");
  if (!answer) return;
  if (answer.error) { await lookAnew(); return told(answer.error); } // another page may have begun it
  state.now = answer;
  drawActs();
  follow();
}
// While something goes on the program is asked how far it is; when it has ended, all is looked at anew.
let following = 0, lost = false;
async function follow() {
  const mine = ++following, batch = state.batch;
  for (let round = 0; ; round++) {
    const answer = await ask("batch_state", { id: batch });
    if (mine !== following || batch !== state.batch || root.hidden) return;
    if (answer.error) { told(answer.error); lost = true; await new Promise((done) => setTimeout(done, 3000)); continue; }
    if (lost) { told(""); lost = false; }
    state.now = answer;
    if (!active(answer)) return lookAnew(); // its end is told with what it made, not before
    drawWhich();
    drawActs();
    if (round % 4 === 3) findLines();
    await new Promise((done) => setTimeout(done, round < 8 ? 300 : 700));
  }
}
async function lookAnew() {
  if (!state.about) return first(); // its first answer is still awaited: one asked later takes its place
  const answer = await inquire("batch_about", {}, "about");
  if (!answer) return;
  if (answer.error) { drawActs(); return told(answer.error); }
  Object.assign(state, { about: answer, now: answer.now, outputs: answer.outputs });
  drawSettings();
  if (active(state.now)) { drawActs(); return follow(); }
  await findLines();
  drawActs();
}
function drawOutputs() {
  const place = root.querySelector(".outputs"), out = state.outputs, w = props.words;
  if (!place || !out) return;
  place.replaceChildren(...(out.files.length ? [h("h4", {}, w.made_files), h("ul", {}, ...out.files.map((file) => h("li", {}, h("a", { href: file.url, download: "" }, file.name)))),
    out.more ? h("p", { class: "muted" }, said("more_files", { n: count(out.more) })) : ""] : []), ...out.told.map((text) => h("p", { class: "hint" }, text)));
}
