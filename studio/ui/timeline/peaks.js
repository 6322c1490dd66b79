// The waveform at every zoom: lowest and highest of each run of 64 samples, of each 8 such runs, of each 8 of those, and so on.
const RUN = 64, STEP = 8;

function rangeOf(samples, start, end) {
  let low = 0, high = 0;
  for (let i = start; i < end; i++) { if (samples[i] < low) low = samples[i]; if (samples[i] > high) high = samples[i]; }
  return [low, high];
}
function pyramid(samples) {
  const count = Math.ceil(samples.length / RUN), low = new Float32Array(count), high = new Float32Array(count);
  for (let run = 0; run < count; run++) [low[run], high[run]] = rangeOf(samples, run * RUN, Math.min(samples.length, (run + 1) * RUN));
  const levels = [{ run: RUN, low, high }];
  for (let below = levels[0]; below.low.length > STEP; levels.push((below = coarser(below))));
  return levels;
}
function coarser(below) {
  const count = Math.ceil(below.low.length / STEP), low = new Float32Array(count), high = new Float32Array(count);
  for (let i = 0; i < below.low.length; i++) {
    const at = Math.floor(i / STEP);
    if (below.low[i] < low[at]) low[at] = below.low[i];
    if (below.high[i] > high[at]) high[at] = below.high[i];
  }
  return { run: below.run * STEP, low, high };
}
// [lowest, highest] from sample `start` up to `end`, from the coarsest level that is fine enough.
function heightAt(sound, start, end) {
  const span = end - start;
  if (span < 2 * RUN) return rangeOf(sound.samples, Math.max(0, Math.floor(start)), Math.min(sound.samples.length, Math.max(Math.floor(start) + 1, Math.ceil(end))));
  let level = sound.peaks[0];
  for (const own of sound.peaks) if (own.run * 2 <= span) level = own;
  let low = 0, high = 0;
  for (let at = Math.max(0, Math.floor(start / level.run)), last = Math.min(level.low.length, end / level.run); at < last; at++) {
    if (level.low[at] < low) low = level.low[at];
    if (level.high[at] > high) high = level.high[at];
  }
  return [low, high];
}
let versions = 0;
function withPeaks(sound) {
  const peaks = pyramid(sound.samples), top = peaks[peaks.length - 1];
  return { ...sound, peaks, loudest: Math.max(0.05, -rangeOf(top.low, 0, top.low.length)[0], rangeOf(top.high, 0, top.high.length)[1]), version: ++versions };
}
