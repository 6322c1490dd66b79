// Sound: a WAV's samples, the new part put in its place, and playing.
// A short sound comes within the answer, in base64; a long one has an address of its own, so that the page does not stand still.
async function soundOf(sent) {
  if (sent.url) return readWav(await (await fetch(sent.url)).arrayBuffer());
  const raw = atob(sent.wav), bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return readWav(bytes.buffer);
}
function readWav(buffer) {
  const view = new DataView(buffer), bytes = new Uint8Array(buffer), rate = view.getUint32(24, true);
  let at = 12;
  while (String.fromCharCode(...bytes.subarray(at, at + 4)) !== "data") at += 8 + view.getUint32(at + 4, true);
  const values = new Int16Array(buffer.slice(at + 8, at + 8 + 2 * (view.getUint32(at + 4, true) >> 1))), samples = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) samples[i] = values[i] / 32768;
  return { rate, samples };
}
// `fresh` from `begin` on, before the last `tail` samples of the old sound; joined over 5 ms, for the two are made apart.
function spliced(old, begin, tail, fresh, rate) {
  const out = new Float32Array(begin + fresh.length + tail), cross = Math.round(0.005 * rate);
  out.set(old.subarray(0, begin));
  out.set(fresh, begin);
  out.set(old.subarray(old.length - tail), begin + fresh.length);
  if (begin) for (let i = 0; i < Math.min(cross, fresh.length); i++) out[begin + i] += (1 - i / cross) * ((old[begin + i] ?? 0) - fresh[i]);
  const end = begin + fresh.length, shift = old.length - out.length;
  if (tail) for (let i = 1; i <= Math.min(cross, fresh.length); i++) out[end - i] += (1 - i / cross) * ((old[end - i + shift] ?? 0) - fresh[fresh.length - i]);
  return out;
}
// One thing sounds at a time. `playing` is {from, began, seconds} in samples and the context's seconds.
let audio = null, playing = null;
function play(sound, start, end, then) {
  stopPlaying();
  audio = audio || new AudioContext();
  audio.resume();
  const from = Math.max(0, Math.floor(start)), part = sound.samples.slice(from, Math.max(from + 1, Math.ceil(end)));
  const fade = Math.min(96, part.length >> 1);
  for (let i = 0; i < fade; i++) { part[i] *= i / fade; part[part.length - 1 - i] *= i / fade; }
  const buffer = audio.createBuffer(1, part.length, sound.rate), source = audio.createBufferSource();
  buffer.copyToChannel(part, 0);
  source.buffer = buffer;
  source.connect(audio.destination);
  const own = (playing = { source, from, rate: sound.rate, began: audio.currentTime, seconds: part.length / sound.rate });
  source.onended = () => { if (playing === own) { playing = null; if (then) then(); } };
  source.start();
}
function stopPlaying() {
  if (!playing) return false;
  const { source } = playing;
  playing = null;
  source.onended = null;
  source.stop();
  return true;
}
const playedTo = () => (playing ? playing.from + Math.min(playing.seconds, audio.currentTime - playing.began) * playing.rate : null);
