// Time and pixels. A scale is {start, per, width}: the sample at the left edge, samples a pixel, pixels. Pure.
const LEAST_SECONDS = 0.005;
const toX = (scale, sample) => (sample - scale.start) / scale.per;
const toSample = (scale, x) => scale.start + x * scale.per;

function fitted(samples, width) {
  return { start: 0, per: Math.max(1, samples) / Math.max(1, width), width };
}
// The scale within what can be shown: from the whole line to 5 ms, no further left or right than the line goes.
function bounded(scale, samples, rate) {
  const least = (LEAST_SECONDS * rate) / scale.width, most = Math.max(least, samples / scale.width);
  const per = Math.min(most, Math.max(least, scale.per));
  const start = Math.min(Math.max(0, scale.start), Math.max(0, samples - per * scale.width));
  return { start, per, width: scale.width };
}
// What is under x stays under x.
function zoomed(scale, factor, x, samples, rate) {
  const at = toSample(scale, x);
  const near = bounded({ ...scale, per: scale.per / factor }, samples, rate);
  return bounded({ ...near, start: at - x * near.per }, samples, rate);
}
function scrolled(scale, pixels, samples, rate) {
  return bounded({ ...scale, start: scale.start + pixels * scale.per }, samples, rate);
}
// The scale moved as little as brings the span into sight.
function showing(scale, start, end, samples, rate) {
  const margin = 24 * scale.per, shown = scale.per * scale.width;
  if (start - margin < scale.start || end - start > shown) return bounded({ ...scale, start: start - margin }, samples, rate);
  if (end + margin > scale.start + shown) return bounded({ ...scale, start: end + margin - shown }, samples, rate);
  return scale;
}
// Milliseconds as dragged: to whole tens, to tenths when free, never under the least.
function snapped(ms, free, least = 5) {
  return Math.max(least, free ? Math.round(ms * 10) / 10 : Math.round(ms / 10) * 10);
}
// While something is dragged, what lies from `start` to `end` is `delta` samples longer, and all after it moves.
function warped(ghost, sample) {
  if (!ghost || sample <= ghost.start) return sample;
  if (sample >= ghost.end) return sample + ghost.delta;
  return ghost.start + ((sample - ghost.start) * (ghost.end - ghost.start + ghost.delta)) / (ghost.end - ghost.start);
}
function unwarped(ghost, sample) {
  if (!ghost || sample <= ghost.start) return sample;
  if (sample >= ghost.end + ghost.delta) return sample - ghost.delta;
  return ghost.start + ((sample - ghost.start) * (ghost.end - ghost.start)) / (ghost.end - ghost.start + ghost.delta);
}
// A step of the ruler with room for its label, in seconds.
function tick(per, rate, room = 72) {
  const least = (per * room) / rate;
  for (let step = 0.001; ; step *= 10) for (const part of [1, 2, 5]) if (step * part >= least) return step * part;
}
