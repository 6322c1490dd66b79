// Who speaks in the film on the page: a row for each speaker.
function castSection() {
  const w = props.words;
  return h("section", { class: "cast", hidden: true }, h("h4", {}, w.cast), h("p", { class: "muted" }, w.cast_lead), h("ul", {}), h("span", { class: "note cast-note", role: "status" }));
}
async function drawCast(given) {
  const film = filmNow(), answer = given || (film ? await ask("cast", { film }) : { speakers: [] });
  const place = root.querySelector(".cast");
  if (!place || (answer.film || "") !== filmNow()) return;
  if (answer.error) return note(root.querySelector(".cast-note"), answer.error, "error");
  const w = props.words;
  state.speakers = answer.speakers;
  showCast();
  place.querySelector("ul").replaceChildren(...answer.speakers.map((row) => h("li", { "data-speaker": row.speaker }, h("b", {}, row.name), h("span", { class: "voice-title" }, row.title),
    row.voice ? hearButton("voice " + row.voice, filled(w.play, { name: row.title }), () => ask("hear", { voice: row.voice }), (text) => note(root.querySelector(".cast-note"), text, "error")) : h("span", {}),
    plain(w.change, () => pickFor(row), { class: "change" }))));
  marked();
}
// Out of the way while a voice is being chosen for something.
function showCast() {
  const place = root.querySelector(".cast");
  if (place) place.hidden = !state.speakers.length || !!state.pick;
}
function pickFor(row) {
  const w = props.words;
  pickVoice(filled(w.pick_speaker, { speaker: row.name }), "library", async (voice) => {
    const answer = await ask("recast", { film: filmNow(), speaker: row.speaker, voice: voice.name });
    drawFound();
    if (answer.error) return note(root.querySelector(".cast-note"), answer.error, "error");
    if (answer.leads) hand(voice.name);
    await drawCast(answer);
    note(root.querySelector(".cast-note"), filled(w.cast_changed, { speaker: row.name, name: voice.title }), "saved");
  });
}
// The library, until a voice is taken for something; `back` is the page that then comes again.
function pickVoice(why, back, taken) {
  state.pick = { why, back: back === "library" ? "" : back, take: taken };
  turn("library");
  root.querySelector("[name=words]").focus();
}
