// The spectrogram of what is in sight: one Fourier transform a column, drawn once for each view and kept.
const WINDOW = 512, TOP_HZ = 8000, FLOOR_DB = -60; // under the line's loudest sample, as a sine
const hann = Float32Array.from({ length: WINDOW }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / WINDOW));

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
    const angle = (-2 * Math.PI) / size;
    for (let k = 0; k < size / 2; k++) {
      const c = Math.cos(angle * k), s = Math.sin(angle * k);
      for (let i = k; i < n; i += size) {
        const o = i + size / 2, a = re[o] * c - im[o] * s, b = re[o] * s + im[o] * c;
        re[o] = re[i] - a; im[o] = im[i] - b; re[i] += a; im[i] += b;
      }
    }
  }
}
// Decibels of each bin about a sample.
function decibels(samples, middle) {
  const re = new Float32Array(WINDOW), im = new Float32Array(WINDOW), from = Math.round(middle) - WINDOW / 2;
  for (let i = 0; i < WINDOW; i++) re[i] = (samples[from + i] || 0) * hann[i];
  transform(re, im);
  return Float32Array.from({ length: WINDOW / 2 }, (_, i) => 10 * Math.log10((re[i] ** 2 + im[i] ** 2) / (WINDOW * WINDOW) * 16 + 1e-10));
}
let kept = { key: "", canvas: null };
function spectrumOf(sound, scale, width, height, ghost) {
  const key = [sound.version, scale.start, scale.per, width, height, JSON.stringify(ghost)].join();
  if (kept.key === key) return kept.canvas;
  const canvas = document.createElement("canvas"), columns = Math.ceil(width / 2);
  canvas.width = columns; canvas.height = height;
  const pen = canvas.getContext("2d"), image = pen.createImageData(columns, height), bins = (TOP_HZ / (sound.rate / 2)) * (WINDOW / 2);
  const loudest = 20 * Math.log10(sound.loudest) - 12; // speech spreads over many bins
  for (let x = 0; x < columns; x++) {
    const column = decibels(sound.samples, unwarped(ghost, toSample(scale, 2 * x + 1)));
    for (let y = 0; y < height; y++) {
      const level = Math.max(0, Math.min(1, (column[Math.floor(((height - 1 - y) / height) * bins)] - loudest - FLOOR_DB) / -FLOOR_DB));
      image.data.set([18, 60, 58, Math.round(255 * level ** 1.4)], 4 * (y * columns + x));
    }
  }
  pen.putImageData(image, 0, 0);
  kept = { key, canvas };
  return canvas;
}
