// The pitch lane. Near, each sound's curve; far, where several points share a pixel, how high and low they go in it.
function drawPitch(board) {
  const { state, pen, found, X, seen, mid } = board, [top, bottom] = found.pitch;
  label(pen, state.words.lane_pitch, 6, top + 10, 80, { font: `11px ${FONT}`, colour: INK3, centred: false });
  const Y = (hz) => Math.max(top + 2, Math.min(bottom - 2, toY(found, mid, hz))), near = seen.length < 200 || state.scale.per < state.view.rate / 150;
  if (near) drawCurves(board, Y); else drawFar(board, Y);
  if (state.drawn && state.drawn.length) {
    pen.strokeStyle = SET; pen.lineWidth = 3; pen.setLineDash([1, 5]); pen.lineCap = "round"; pen.beginPath();
    state.drawn.forEach(([sample, hz], n) => pen[n ? "lineTo" : "moveTo"](X(sample), Y(hz)));
    pen.stroke(); pen.setLineDash([]); pen.lineCap = "butt";
  }
}
function drawCurves({ state, pen, found, X, seen }, Y) {
  const sounds = seen.flatMap((place) => state.view.words[place].phonemes.map((sound, index) => ({ sound, place, index })));
  const near = 0.025 * state.view.rate; // points of one voice, across the edge of two sounds
  const strokes = (column, keep, style, width, dash) => {
    let last = -Infinity;
    pen.strokeStyle = style; pen.lineWidth = width; pen.setLineDash(dash); pen.lineJoin = "round"; pen.beginPath();
    for (const item of sounds) if (keep(item)) for (const point of item.sound.pitch) {
      const lift = column === 2 && state.lift && state.lift.has(item) ? 2 ** (state.lift.semitones / 12) : 1;
      pen[point[0] - last < near ? "lineTo" : "moveTo"](X(point[0]), Y(point[column] * lift));
      last = point[0];
    }
    pen.stroke(); pen.setLineDash([]);
  };
  const set = (item) => item.sound.moved || (state.lift && state.lift.has(item));
  strokes(1, () => true, INK3, 1.2, [3, 3]);
  strokes(2, (item) => !set(item), TEAL, 1.6, []);
  strokes(2, set, SET, 3, []);
  for (const { sound } of sounds) {
    if (!sound.semitones && !sound.drawn) continue;
    const text = sound.drawn ? "~" : (sound.semitones > 0 ? "+" : "−") + Math.abs(sound.semitones).toFixed(1).replace(/\.0$/, "");
    const room = X(sound.end) - X(sound.start);
    if (room > 14) label(pen, text, X(sound.start) - 20, found.pitch[1] - 10, room + 40, { font: `600 11px ${FONT}`, colour: SET });
  }
}
function drawFar({ state, pen, X, seen, width }, Y) {
  const columns = { [TEAL]: new Float32Array(2 * width + 2), [SET]: new Float32Array(2 * width + 2) };
  for (const place of seen) state.view.words[place].phonemes.forEach((sound, index) => {
    const lifted = state.lift && state.lift.has({ place, index }), found = sound.moved || lifted ? columns[SET] : columns[TEAL];
    const lift = lifted ? 2 ** (state.lift.semitones / 12) : 1;
    for (const point of sound.pitch) {
      const x = Math.floor(X(point[0])), hz = point[2] * lift;
      if (x < 0 || x > width) continue;
      if (!found[2 * x] || hz < found[2 * x]) found[2 * x] = hz;
      if (hz > found[2 * x + 1]) found[2 * x + 1] = hz;
    }
  });
  for (const [colour, found] of Object.entries(columns)) {
    pen.fillStyle = colour;
    for (let x = 0; x <= width; x++) if (found[2 * x]) { const y = Y(found[2 * x + 1]); pen.fillRect(x, y - 0.8, 1, Math.max(1.6, Y(found[2 * x]) - y)); }
  }
}
