// A photo: given, its faces shown on it, and the one that speaks confirmed.
function photoPage() {
  const w = props.words;
  const file = h("input", { type: "file", name: "photo", accept: w.pictures, "aria-label": w.photo_title, onchange: () => { takePhoto(file.files[0]); file.value = ""; } });
  const zone = h("label", { class: "drop" }, file, h("b", {}, state.faces ? w.photo_other : w.photo_title), h("small", {}, w.photo_hint));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); takePhoto(event.dataTransfer.files[0]); });
  return h("div", { class: "page photo" }, zone, h("p", { class: "note photo-note", role: "status" }), h("div", { class: "found-faces" }));
}
async function takePhoto(file) {
  const sent = await sendUp(file);
  if (sent) lookForFaces(sent);
}
const photoTold = (text, kind) => note(root.querySelector(".photo-note"), text, kind);

async function lookForFaces(who, face) {
  const w = props.words;
  photoTold(w.looking);
  const answer = await ask("look_for_faces", { path: who.path, face });
  if (answer.error) { state.faces = null; drawFaces(); return photoTold(answer.error, "error"); }
  state.faces = { ...answer, who };
  if (answer.taken === null) { delete state.acting.face; state.who = null; drawSeen(); } else {
    if (face === undefined) delete state.acting.face; else state.acting.face = face;
    props.value = { acting: { ...state.acting } };
    trigger("change");
    put(who);
  }
  drawFaces();
}
function drawFaces() {
  const w = props.words, place = root.querySelector(".found-faces"), own = state.faces;
  if (!place) return;
  if (!own) return place.replaceChildren();
  const boxes = own.boxes.map(([left, top, right, bottom], number) => {
    const at = `left:${100 * left}%;top:${100 * top}%;width:${100 * (right - left)}%;height:${100 * (bottom - top)}%`;
    return h("button", { type: "button", class: "face", style: at, "aria-pressed": String(own.taken === number), "aria-label": filled(w.face, { n: number + 1 }), onclick: () => lookForFaces(own.who, number) }, own.boxes.length > 1 ? h("b", {}, number + 1) : null);
  });
  photoTold(own.taken === null ? own.why : own.boxes.length > 1 ? filled(w.found_more, { n: own.boxes.length }) : w.found_one, own.taken === null ? "error" : "");
  place.replaceChildren(h("div", { class: "faces" }, h("img", { src: own.who.url, alt: own.who.name }), ...boxes), ...own.remarks.map((text) => h("p", { class: "remark" }, text)));
}
