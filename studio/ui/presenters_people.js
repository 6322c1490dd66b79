// People enrolled with a video: put on the stage by a click; a new one enrolled with their consent; one deleted.
const peopleTold = (text, kind) => note(root.querySelector(".people-note"), text, kind);
let following = false;

function peoplePage() {
  const w = props.words, own = state.people;
  const file = h("input", { type: "file", name: "clip", accept: w.videos, "aria-label": w.clip_pick, onchange: () => takeClip(file.files[0]) });
  const title = h("input", { type: "text", name: "person_name", value: own.title, maxlength: 36, placeholder: w.name_hint, oninput: () => { own.title = title.value; } });
  const consent = h("textarea", { name: "person_consent", rows: 2, placeholder: w.consent_hint, oninput: () => { own.consent = consent.value; } });
  consent.value = own.consent;
  return h("div", { class: "page video" }, h("ul", { class: "people", "aria-label": w.video }), h("p", { class: "muted" }, w.video_lead),
    h("div", { class: "pair" }, h("label", { class: "drop" }, file, h("b", {}, own.file || w.clip_pick)), labelled(w.name, title)), labelled(w.consent, consent),
    h("div", { class: "acts" }, h("button", { type: "button", class: "primary enrol", onclick: enrolNow }, w.enrol), plain(w.stop, () => ask("stop_enrolling"), { class: "stop-enrolling", hidden: !own.active }), h("p", { class: "note people-note", role: "status" })));
}
async function takeClip(file) {
  const sent = await sendUp(file);
  if (!sent) return;
  Object.assign(state.people, { path: sent.path, file: sent.name });
  const shown = root.querySelector(".page.video .drop b");
  if (shown) shown.textContent = sent.name;
}
async function findPeople() {
  const answer = await ask("find_people");
  if (answer.error) return peopleTold(answer.error, "error");
  state.people.rows = answer.rows;
  if (answer.faults.length) peopleTold(answer.faults.join(" "), "error");
  drawPeople();
}
function drawPeople() {
  const w = props.words, list = root.querySelector(".page.video .people");
  if (!list) return;
  list.replaceChildren(...(state.people.rows.length ? state.people.rows.map(someone) : [h("li", { class: "none" }, h("p", { class: "muted" }, w.nobody_enrolled))]));
  list.querySelector(".keep")?.focus();
}
function someone(row) {
  const w = props.words;
  return h("li", { "data-name": row.name, title: row.consent }, h("button", { type: "button", class: "one", "aria-pressed": String(Boolean(state.who && state.who.enrolled === row.name)), onclick: () => putPerson(row.name) }, h("img", { src: row.picture, alt: "" }), h("span", {}, row.title)),
    state.people.doomed === row.name ? surePerson(row) : h("span", { class: "small-acts" }, h("span", {}, row.told), h("button", { type: "button", class: "delete", onclick: () => doomPerson(row.name) }, w.delete)));
}
async function putPerson(name) {
  const answer = await ask("take_person", { name });
  if (answer.error) return peopleTold(answer.error, "error");
  delete state.acting.face;
  put({ ...answer.portrait, enrolled: name });
  drawPeople();
}
function doomPerson(name) {
  state.people.doomed = name;
  drawPeople();
}
function surePerson(row) {
  const w = props.words;
  const gone = async () => {
    const answer = await ask("delete_person", { name: row.name });
    state.people.doomed = "";
    if (answer.error) return peopleTold(answer.error, "error");
    if (state.who && state.who.enrolled === row.name) { state.who = null; drawSeen(); }
    findPeople();
  };
  return h("span", { class: "small-acts" }, h("span", {}, filled(w.sure_person, { name: row.title })), h("button", { type: "button", class: "delete-now", onclick: gone }, w.delete), h("button", { type: "button", class: "keep", onclick: () => doomPerson("") }, w.keep));
}
async function enrolNow() {
  const own = state.people, answer = await ask("enrol_person", { path: own.path, title: own.title, consent: own.consent });
  if (answer.error) return peopleTold(answer.error, "error");
  followEnrolling(true);
}
// It goes on without the page; a page that is opened meanwhile sees how far it is.
async function followEnrolling(begun = false) {
  if (following) return;
  following = true;
  let was = begun;
  for (;;) {
    const answer = await ask("enrolling"), w = props.words, stop = root.querySelector(".stop-enrolling"), begin = root.querySelector(".enrol");
    state.people.active = Boolean(answer.active);
    if (stop) stop.hidden = !answer.active;
    if (begin) begin.disabled = Boolean(answer.active);
    if (!answer.active) {
      following = false;
      if (!was && !answer.error) return;
      if (answer.error) { if (was) peopleTold(answer.error, "error"); return; }
      if (answer.stopped) return peopleTold(w.enrol_stopped);
      peopleTold(answer.told, "saved");
      Object.assign(state.people, { path: "", file: "", title: "", consent: "" });
      if (state.tab === "video" && !root.hidden) { draw(); peopleTold(answer.told, "saved"); }
      await findPeople();
      return putPerson(answer.name);
    }
    was = true;
    peopleTold(filled(w.enrolling, { share: Math.round(100 * answer.share) }));
    await new Promise((done) => setTimeout(done, 400));
  }
}
