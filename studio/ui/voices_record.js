// The microphone: its level while it records, and how long it has.
const LEAST = 3, MOST = 300; // seconds
let recording = null;

// `take` gets the file; `drawn` shows the meter while it is made.
async function record(take = takeSample, drawn = drawSample) {
  if (recording) return stopRecording();
  let stream;
  try { stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } }); } catch { return cloneTold(props.words.no_microphone); }
  const parts = [], taker = new MediaRecorder(stream), context = new AudioContext(), meter = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(meter);
  taker.ondataavailable = (event) => parts.push(event.data);
  taker.onstop = () => {
    const kind = taker.mimeType.includes("mp4") ? "mp4" : taker.mimeType.includes("ogg") ? "ogg" : "webm", wanted = recording && recording.wanted;
    stream.getTracks().forEach((track) => track.stop());
    context.close();
    recording = null;
    drawn();
    if (wanted) take(new File(parts, `recording.${kind}`, { type: taker.mimeType }));
  };
  recording = { taker, meter, drawn, began: performance.now(), wanted: true };
  taker.start();
  cloneTold("");
  drawn();
  requestAnimationFrame(level);
}
const recordingBox = () => h("div", { class: "recording" }, h("div", { class: "meter", role: "meter", "aria-label": props.words.level, "aria-valuemin": -60, "aria-valuemax": 0 }, h("i", {})),
  h("span", { class: "recorded", role: "timer" }), h("div", { class: "acts" }, h("button", { type: "button", class: "primary stop-recording", disabled: true, onclick: () => stopRecording() }, props.words.stop), plain(props.words.cancel, () => stopRecording(false))));
function stopRecording(wanted = true) {
  if (!recording) return;
  recording.wanted = wanted;
  recording.taker.stop();
}
// Decibels of full scale from -60 to 0 along the bar; the time beside it turns once there is enough.
function level() {
  const place = root.querySelector(".meter");
  if (!recording || !place) return;
  const samples = new Float32Array(recording.meter.fftSize);
  recording.meter.getFloatTimeDomainData(samples);
  const loud = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length), db = 20 * Math.log10(loud + 1e-6);
  const seconds = (performance.now() - recording.began) / 1000;
  place.setAttribute("aria-valuenow", Math.round(Math.max(-60, db)));
  place.firstChild.style.width = Math.max(0, Math.min(100, (100 * (db + 60)) / 60)) + "%";
  place.classList.toggle("high", db > -3);
  const time = root.querySelector(".recorded");
  time.textContent = filled(props.words.recorded, { n: seconds.toFixed(1), least: LEAST });
  time.toggleAttribute("data-enough", seconds >= LEAST);
  root.querySelector(".stop-recording").disabled = seconds < LEAST;
  if (seconds > MOST) return stopRecording();
  requestAnimationFrame(level);
}
