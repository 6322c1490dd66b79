// The spectrogram: one Fourier transform a column, in tiles.
const WINDOW = 512, TOP_HZ = 8000, FLOOR_DB = -60; // under the line's loudest sample, as a sine
const turns = Array.from({ length: WINDOW / 2 }, (_, k) => [Math.cos((2 * Math.PI * k) / WINDOW), -Math.sin((2 * Math.PI * k) / WINDOW)]);
const COS = Float64Array.from(turns, ([c]) => c), SIN = Float64Array.from(turns, ([, s]) => s);
const hann = Float64Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));

// In place, radix 2 (Cooley & Tukey 1965).
function transform(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) { [re[i], re[j]] = [re[j], re[i]]; [im[i], im[j]] = [im[j], im[i]]; }
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const c = COS[(k * n) / size], s = SIN[(k * n) / size];
      for (let i = k; i < n; i += size) {
        const o = i + size / 2, a = re[o] * c - im[o] * s, b = re[o] * s + im[o] * c;
        re[o] = re[i] - a; im[o] = im[i] - b; re[i] += a; im[i] += b;
      }
    }
  }
}
// Two windows are transformed at once, one as the real part and one as the imaginary: what is even and what is odd about
// the middle tells them apart.
const re = new Float64Array(WINDOW), im = new Float64Array(WINDOW);
function transformTwo(samples, one, other) {
  const a = Math.round(one) - WINDOW / 2, b = Math.round(other) - WINDOW / 2;
  for (let i = 0; i < WINDOW; i++) { re[i] = (samples[a + i] || 0) * hann[i]; im[i] = (samples[b + i] || 0) * hann[i]; }
  transform(re, im);
}
// Decibels of bin `k` of the first window, or of the second.
function level(k, second) {
  const n = (WINDOW - k) % WINDOW;
  const x = second ? im[k] + im[n] : re[k] + re[n], y = second ? re[n] - re[k] : im[k] - im[n];
  return 10 * Math.log10(((x * x + y * y) / (WINDOW * WINDOW)) * 4 + 1e-10);
}
// Tiles, each column of them for so many samples (a power of two): filled a few columns a frame, kept while the sound
// is the same.
const TILE = 256, TILES = 160, BUDGET_MS = 4;
let tiles = new Map(), tilesOf = 0;
function tileFor(key, height) {
  const kept = tiles.get(key);
  if (kept) { tiles.delete(key); tiles.set(key, kept); return kept; } // the latest used last
  const canvas = document.createElement("canvas");
  canvas.width = TILE; canvas.height = height;
  const made = { canvas, pen: canvas.getContext("2d", { willReadFrequently: true }), columns: 0 };
  tiles.set(key, made);
  return made;
}
// Columns of the tile until it is full or the time is `until`.
function fill(tile, sound, every, number, until) {
  const height = tile.canvas.height, bins = (TOP_HZ / (sound.rate / 2)) * (WINDOW / 2), first = tile.columns;
  const loudest = 20 * Math.log10(sound.loudest) - 12; // speech spreads over many bins
  const image = tile.pen.createImageData(TILE - first, height);
  for (let x = first; x < TILE && (x % 8 || performance.now() < until); x++) {
    if (x % 2 === 0) transformTwo(sound.samples, (number * TILE + x + 0.5) * every, (number * TILE + x + 1.5) * every);
    for (let y = 0; y < height; y++) {
      const above = (level(Math.floor(((height - 1 - y) / height) * bins), x % 2 === 1) - loudest - FLOOR_DB) / -FLOOR_DB, at = 4 * (y * (TILE - first) + x - first);
      const share = above < 0 ? 0 : above > 1 ? 1 : above;
      image.data[at] = 18; image.data[at + 1] = 60; image.data[at + 2] = 58; image.data[at + 3] = 255 * share * Math.sqrt(share);
    }
    tile.columns = x + 1;
  }
  if (tile.columns > first) tile.pen.putImageData(image, first, 0, 0, 0, tile.columns - first, height);
}
// Draws the tiles in sight between y `top` and `bottom`; true if some are still to be filled. `X` places a sample; `from`, `to`: samples in sight.
function drawSpectrum(pen, sound, per, X, from, to, top, bottom) {
  if (tilesOf !== sound.version) { tiles = new Map(); tilesOf = sound.version; }
  const every = 2 ** Math.max(0, Math.round(Math.log2(1.5 * per))), until = performance.now() + BUDGET_MS, wide = TILE * every;
  let missing = false;
  pen.imageSmoothingEnabled = false;
  for (let number = Math.floor(Math.max(0, from) / wide); number * wide < Math.min(to, sound.samples.length); number++) {
    const tile = tileFor(every + "/" + number, bottom - top), x = X(number * wide), end = X((number + 1) * wide);
    if (tile.columns < TILE) fill(tile, sound, every, number, until);
    missing = missing || tile.columns < TILE;
    if (!tile.columns) continue;
    pen.drawImage(tile.canvas, 0, 0, tile.columns, bottom - top, x, top, ((end - x) * tile.columns) / TILE, bottom - top);
  }
  while (tiles.size > TILES) tiles.delete(tiles.keys().next().value);
  return missing;
}
