// The pointer: what it takes hold of, what is shown while it moves, and the edit that is made when it lets go.
const CURSORS = { boundary: "ew-resize", edge: "ew-resize", pause: "ew-resize", pitch: "ns-resize", word: "pointer", sound: "pointer", ruler: "grab" };
const REST_MS = 500;

function listen(canvas, state, does) {
  let held = null, pinch = null, last = { at: 0, word: -1, target: null }, resting = 0;
  const pointers = new Map();
  const place = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  const reach = (event) => (event.pointerType === "touch" ? 16 : 6);
  const under = (event) => hit(state.view, state.scale, lanes(), ...place(event), reach(event));

  canvas.addEventListener("pointerdown", (event) => {
    if (!state.view || event.button) return;
    canvas.focus({ preventScroll: true });
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, place(event));
    clearTimeout(resting);
    if (pointers.size === 2) { pinch = pinchOf(pointers, state.scale); held = null; clear(state); return; }
    const [x, y] = place(event), target = under(event);
    held = begun(state, target, x, y, event);
    if (held.kind === "draw") does.redraw();
    else if (event.pointerType === "touch" && target.word != null) resting = setTimeout(() => { held = null; clear(state); does.pressedLong(target); }, REST_MS);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!state.view) return;
    const [x, y] = place(event);
    if (!pointers.has(event.pointerId)) { canvas.style.cursor = pointing(state, under(event), event); return; }
    pointers.set(event.pointerId, [x, y]);
    if (pinch && pointers.size === 2) return does.scaled(pinched(pinch, pointers, state));
    if (!held) return;
    held.moved = held.moved || Math.hypot(x - held.x, y - held.y) > (event.pointerType === "touch" ? 8 : 3);
    if (held.moved) clearTimeout(resting);
    if (held.moved) dragged(state, held, x, y, event, does);
  });
  const ended = (event) => {
    clearTimeout(resting);
    pointers.delete(event.pointerId);
    if (pinch) { if (!pointers.size) pinch = null; return; }
    const own = held;
    held = null;
    if (!own || event.type === "pointercancel") { clear(state); return does.redraw(); }
    does.released(performance.now());
    if (!own.moved) {
      clear(state);
      const on = own.target.over ?? own.target.word, again = performance.now() - last.at < 350 && on === last.word;
      const target = again ? last.target : own.target; // the page may have moved under the second click
      last = { at: again ? 0 : performance.now(), word: on, target };
      return does.clicked(target, event.shiftKey, again);
    }
    finished(state, own, does);
  };
  canvas.addEventListener("pointerup", ended);
  canvas.addEventListener("pointercancel", ended);
  canvas.addEventListener("contextmenu", (event) => event.preventDefault()); // a finger that rests opens the card
  canvas.addEventListener("wheel", (event) => {
    if (!state.view) return;
    event.preventDefault();
    const [x] = place(event), { view, scale } = state;
    if (event.ctrlKey || event.metaKey) return does.scaled(zoomed(scale, Math.exp(-event.deltaY / 240), x, view.samples, view.rate));
    does.scaled(scrolled(scale, event.deltaX + event.deltaY, view.samples, view.rate));
  }, { passive: false });
}
const pointing = (state, target, event) => (target.kind === "pitch" && (event.altKey || state.drawing) ? "crosshair" : CURSORS[target.kind] || "default");

function begun(state, target, x, y, event) {
  const drawing = target.kind === "pitch" && (event.altKey || state.drawing);
  const held = { kind: drawing ? "draw" : target.kind, target, x, y, scale: state.scale, moved: false, together: together(state, target) };
  if (drawing) state.drawn = [];
  return held;
}
// The right edge of several words that are chosen stretches them together.
function together(state, target) {
  const own = state.selection;
  return target.kind === "edge" && own && own.phoneme === null && own.from !== own.to && ends(own)[1] === target.word ? chosen(own.from, own.to) : null;
}
// The stretch of the line whose length is dragged: [start, end] in samples.
function stretch(view, target, together) {
  const word = view.words[target.word];
  if (together) return span(view, together);
  if (target.kind === "boundary") { const sound = word.phonemes[target.phoneme]; return [sound.start, sound.end]; }
  if (target.kind === "edge") return [word.start, word.end];
  return [word.pause.start, word.pause.end];
}
function dragged(state, held, x, y, event, does) {
  const { view } = state, perMs = view.rate / 1000, kind = held.kind;
  if (kind === "boundary" || kind === "edge" || kind === "pause") {
    const [start, end] = stretch(view, held.target, held.together), least = kind === "pause" ? 0 : kind === "edge" ? 5 * view.words[held.target.word].phonemes.length : 5;
    held.ms = snapped((end - start) / perMs + ((x - held.x) * held.scale.per) / perMs, event.altKey, least);
    state.ghost = { start, end, delta: held.ms * perMs - (end - start) };
    does.tell(held.ms + " ms");
  } else if (kind === "pitch") {
    held.semitones = Math.max(-24, Math.min(24, Math.round(10 * semitonesOf(lanes(), y - held.y)) / 10));
    const picked = lifted(state, held.target);
    state.lift = { semitones: held.semitones, has: (item) => picked(item.place, item.index) };
    does.tell((held.semitones > 0 ? "+" : "") + held.semitones + " st");
  } else if (kind === "draw") {
    const last = state.drawn[state.drawn.length - 1], sample = Math.round(toSample(state.scale, x));
    if (!last || sample > last[0]) state.drawn.push([sample, Math.max(40, Math.min(800, toHz(lanes(), state.middle, y)))]);
  } else return does.scaled(scrolled(held.scale, held.x - x, view.samples, view.rate));
  does.redraw();
}
// Which sounds a drag of the pitch moves: those of the words chosen, if it began in one of them, else the one sound.
function lifted(state, target) {
  const own = state.selection, [from, to] = own && own.phoneme === null ? ends(own) : [0, -1];
  if (target.word >= from && target.word <= to) return (place) => place >= from && place <= to;
  return (place, index) => place === target.word && index === target.phoneme;
}
const clear = (state) => { state.ghost = state.lift = state.drawn = null; };

function finished(state, held, does) {
  const { view } = state, kind = held.kind, word = view.words[held.target.word];
  if (kind === "boundary") does.edit([{ edit: "length", first: word.id, phoneme: held.target.phoneme, ms: held.ms }], chosen(held.target.word, held.target.word, held.target.phoneme));
  else if (held.together) does.edit([{ edit: "fit", ...named(view, held.together), ms: held.ms }], held.together);
  else if (kind === "edge") does.edit([{ edit: "length", first: word.id, ms: held.ms }], chosen(held.target.word));
  else if (kind === "pause") does.edit([{ edit: "pause", word: word.id, ms: held.ms }], chosen(held.target.word));
  else if (kind === "pitch" && held.semitones) {
    const own = state.selection, several = own && own.phoneme === null && lifted(state, held.target)(held.target.word, -1);
    const where = several ? named(view, own) : { first: word.id, phoneme: held.target.phoneme };
    does.edit([{ edit: "pitch", ...where, semitones: held.semitones }], several ? own : chosen(held.target.word, held.target.word, held.target.phoneme));
  } else if (kind === "draw" && state.drawn.length > 1) {
    const drawn = curveOver(view, state.drawn);
    if (drawn) return does.edit([drawn.edit], drawn.selection);
    clear(state);
  } else clear(state);
  does.redraw();
}
// A drawn curve as an edit of the words that it passes over; what of them it does not reach stays as it is heard.
function curveOver(view, drawn) {
  const places = view.words.map((_, place) => place).filter((place) => view.words[place].end > drawn[0][0] && view.words[place].start < drawn[drawn.length - 1][0]);
  if (!places.length) return null;
  const words = places.map((place) => view.words[place]), start = words[0].start, end = words[words.length - 1].end;
  const kept = words.flatMap((word) => word.phonemes.flatMap((p) => p.pitch.map((point) => [point[0], point[2]])));
  const first = drawn[0][0], last = drawn[drawn.length - 1][0], edge = 0.05 * view.rate; // a curve drawn nearly to the edge is held up to it
  const before = first - start < edge ? [] : kept.filter(([sample]) => sample < first), after = end - last < edge ? [] : kept.filter(([sample]) => sample > last);
  const points = [...before, ...thinned(drawn.filter(([sample]) => sample >= start && sample <= end), 40), ...after]
    .map(([sample, hz]) => [Math.max(0, Math.min(1, (sample - start) / (end - start))), Math.max(40, Math.min(800, hz))]);
  const edit = { edit: "contour", first: words[0].id, last: words[words.length - 1].id, unit: "hz", points };
  return points.length ? { edit, selection: chosen(places[0], places[places.length - 1]) } : null;
}
function thinned(points, most) {
  const step = Math.max(1, Math.ceil(points.length / most));
  return points.filter((_, n) => n % step === 0 || n === points.length - 1);
}
function pinchOf(pointers, scale) {
  const [[a], [b]] = [...pointers.values()];
  return { apart: Math.max(20, Math.abs(a - b)), at: toSample(scale, (a + b) / 2), scale };
}
function pinched(pinch, pointers, { view }) {
  const [[a], [b]] = [...pointers.values()], near = bounded({ ...pinch.scale, per: (pinch.scale.per * pinch.apart) / Math.max(20, Math.abs(a - b)) }, view.samples, view.rate);
  return bounded({ ...near, start: pinch.at - ((a + b) / 2) * near.per }, view.samples, view.rate);
}
