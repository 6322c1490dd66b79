// Sound: a WAV's samples, peaks to draw them by, the new part put in its place, and playing.
function readWav(text) {
  const raw = atob(text), bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  const view = new DataView(bytes.buffer), rate = view.getUint32(24, true);
  let at = 12;
  while (String.fromCharCode(...bytes.subarray(at, at + 4)) !== "data") at += 8 + view.getUint32(at + 4, true);
  const count = view.getUint32(at + 4, true) >> 1, samples = new Float32Array(count);
  for (let i = 0; i < count; i++) samples[i] = view.getInt16(at + 8 + 2 * i, true) / 32768;
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
// Lowest and highest of each run of 64 samples, so that a whole line is drawn without looking at every one.
const RUN = 64;
function peaksOf(samples) {
  const count = Math.ceil(samples.length / RUN), low = new Float32Array(count), high = new Float32Array(count);
  for (let run = 0; run < count; run++) [low[run], high[run]] = rangeOf(samples, run * RUN, Math.min(samples.length, (run + 1) * RUN));
  return { low, high };
}
function rangeOf(samples, start, end) {
  let low = 0, high = 0;
  for (let i = start; i < end; i++) { if (samples[i] < low) low = samples[i]; if (samples[i] > high) high = samples[i]; }
  return [low, high];
}
function heightAt(sound, start, end) {
  if (end - start < 2 * RUN) return rangeOf(sound.samples, Math.max(0, Math.floor(start)), Math.min(sound.samples.length, Math.max(Math.floor(start) + 1, Math.ceil(end))));
  let low = 0, high = 0;
  for (let run = Math.floor(start / RUN); run < Math.min(sound.peaks.low.length, end / RUN); run++) {
    if (sound.peaks.low[run] < low) low = sound.peaks.low[run];
    if (sound.peaks.high[run] > high) high = sound.peaks.high[run];
  }
  return [low, high];
}
let versions = 0;
function withPeaks(sound) {
  const peaks = peaksOf(sound.samples), [low, high] = rangeOf(peaks.high, 0, peaks.high.length);
  return { ...sound, peaks, loudest: Math.max(0.05, high - low, ...rangeOf(peaks.low, 0, peaks.low.length).map(Math.abs)), version: ++versions };
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
