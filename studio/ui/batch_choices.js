// Who speaks, and how the sound is given out.
function voiceRow(name, speaker) {
  const w = props.words, about = state.about, own = speaker === null ? about.choices.voice : about.cast[speaker];
  const title = own ? about.titles[own] || own : speaker === null ? w.usual : w.as_everyone;
  return h("li", { "data-speaker": speaker === null ? "" : speaker }, h("b", { title: name }, name), h("span", { class: own ? "voice-title" : "voice-title usual" }, title),
    own ? hearButton("voice " + own, said("play", { name: title }), () => ask("hear", { voice: own }), tellPanel) : h("span", {}),
    plain(w.choose, () => pick(name, speaker), { class: "change", "aria-label": said("choose_for", { name }) }),
    own ? h("button", { type: "button", class: "undo-one", "aria-label": said("clear", { name }), title: said("clear", { name }), onclick: () => setVoice(speaker, "") }, "×") : h("span", {}));
}
const tellPanel = (text) => told(text);

function voicesSection() {
  const w = props.words, about = state.about, speakers = about.speakers;
  return h("section", { class: "voices" }, h("h4", {}, w.voices),
    h("ul", {}, voiceRow(speakers.length ? w.others : w.everyone, null), ...speakers.map((one) => voiceRow(one.name, one.name))),
    about.more_speakers ? h("p", { class: "muted" }, said("more_speakers", { n: count(about.more_speakers) })) : null);
}
// The voices' drawer opens above, with its search and its sounds.
function pick(name, speaker) {
  const batch = state.batch;
  hush();
  window.shengyingVoices.open({ pick: { why: said("choose_for", { name }), back: "", leaves: true, take: (voice) => { window.shengyingVoices.close(); if (state.batch === batch) setVoice(speaker, voice.name); } } });
}
function setVoice(speaker, voice) {
  if (speaker === null) return choose({ voice });
  const cast = { ...state.about.cast };
  if (voice) cast[speaker] = voice; else delete cast[speaker];
  choose({ cast });
}
const list = (label, name, options, value, act) => labelled(label, chooser(label, name, options, value, act));

function outputSection() {
  const w = props.words, own = state.about.choices;
  const loud = [...new Set([...w.loudnesses, ...(own.loudness == null ? [] : [own.loudness])])].map((value) => [`${value} LUFS`, String(value)]);
  const film = state.about.video ? [
    list(w.music, "music", [[w.music_duck, "duck"], [w.music_keep, "keep"], [w.music_drop, "drop"], [w.music_voiceless, "voiceless"]], own.music, (music) => choose({ music })),
    list(w.burn, "burn", [[w.burn_no, ""], [w.burn_yes, "1"]], own.burn ? "1" : "", (burn) => choose({ burn: Boolean(burn) })),
  ] : [];
  return h("section", { class: "output" }, h("h4", {}, w.output), h("div", { class: "grid" },
    list(w.language, "language", [[w.language_any, ""], ...w.languages], own.language, (language) => choose({ language })),
    list(w.fit, "fit", [[w.fit_strict, "strict"], [w.fit_natural, "natural"]], own.fit, (fit) => choose({ fit })),
    list(w.each, "each", [[w.each_auto, "auto"], [w.each_clip, "clip"], [w.each_track, "track"]], own.each, (each) => choose({ each })),
    list(w.kind, "kind", ["wav", "flac", "mp3", "m4a", "opus"].map((kind) => [kind.toUpperCase(), kind]), own.kind, (kind) => choose({ kind })),
    list(w.loudness, "loudness", [[w.loudness_none, ""], ...loud], own.loudness == null ? "" : String(own.loudness), (value) => choose({ loudness: value === "" ? null : Number(value) })),
    ...(w.speakers.length > 1 || own.speaker !== w.speakers[0][1] ? [list(w.speaker, "speaker", w.speakers, own.speaker, (speaker) => choose({ speaker }))] : []), ...film), more());
}
// One choice after another: each answer then tells of all before it, and what is chosen next starts from them.
let choosing = Promise.resolve();
function choose(choices) {
  const batch = state.batch;
  const { cast, ...others } = choices;
  Object.assign(state.about.choices, others);
  if (cast) state.about.cast = cast;
  choosing = choosing.then(() => (batch === state.batch ? chosen(choices) : null));
}
async function chosen(choices) {
  await typedKept();
  const answer = await inquire("batch_choose", { choices }, "about");
  if (!answer) return;
  if (answer.error) { await lookAnew(); return told(answer.error); } // as it was before
  told("");
  state.about = answer;
  state.now = answer.now;
  drawSettings();
  drawActs();
  if (["columns", "captions", "translate"].some((name) => name in choices)) follow(); // read anew, and perhaps already done
}
