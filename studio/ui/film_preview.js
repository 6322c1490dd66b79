// The film before it is made: the lines' sounds in their places over their scenes' pictures. `rows` as film_preview.py gives them.
class FilmPreview {
  constructor(words) {
    this.words = words;
    this.time = 0;
    this.data = { rows: [], seconds: 0, size: [16, 9] };
    this.audio = new Audio();
    this.row = null;
    this.picture = h("img", { alt: "" });
    this.caption = h("p", { class: "caption" });
    this.play = h("button", { type: "button", class: "play", onclick: () => this.toggle() });
    this.scrub = h("input", { type: "range", min: "0", step: "0.01", value: "0", oninput: () => this.seek(Number(this.scrub.value)) });
    this.clock = h("span", { class: "clock" });
    this.element = h("div", { class: "preview", role: "group" },
      h("div", { class: "screen", onclick: () => this.toggle() }, this.picture, this.caption, h("b", { class: "tag" })),
      h("div", { class: "controls" }, this.play, this.scrub, this.clock));
    this.speak(words);
  }

  speak(words) {
    this.words = words;
    this.element.setAttribute("aria-label", words.preview);
    this.element.querySelector(".tag").textContent = words.preview;
    this.scrub.setAttribute("aria-label", words.preview_place);
    this.draw();
  }

  show(data) {
    const row = this.row && data.rows.find((one) => one.line === this.row.line);
    if (row) this.time = Math.min(row.start + Math.max(0, this.time - this.row.start), row.end - 0.01); // the same words, where they are now
    this.data = data;
    this.row = null;
    this.scrub.max = String(data.seconds);
    this.element.style.setProperty("--aspect", data.size.join("/"));
    this.time = Math.min(this.time, data.seconds);
    this.sound(true);
    this.draw();
  }

  get playing() { return Boolean(this.ticking); }

  toggle() {
    if (this.playing) return this.stop();
    if (this.time >= this.data.seconds - 0.05) this.time = 0;
    this.last = performance.now();
    this.ticking = requestAnimationFrame(() => this.tick());
    this.sound(true);
    this.draw();
  }

  stop() {
    cancelAnimationFrame(this.ticking);
    this.ticking = 0;
    this.audio.pause();
    this.draw();
  }

  seek(time) {
    this.time = time;
    this.sound(true);
    this.draw();
  }

  tick() {
    const now = performance.now();
    const heard = this.row && !this.audio.paused && !this.audio.ended && this.audio.readyState > 2;
    this.time = heard ? this.row.start + this.audio.currentTime : this.time + (now - this.last) / 1000;
    this.last = now;
    if (!this.element.isConnected) return this.stop();
    if (this.time >= this.data.seconds) { this.time = this.data.seconds; return this.stop(); }
    this.sound(false);
    this.draw();
    this.ticking = requestAnimationFrame(() => this.tick());
  }

  // The sound of the row at this time; set to its place when the row is another, or when `anew`.
  sound(anew) {
    const row = this.data.rows.find((one) => this.time >= one.start && this.time < one.end) || null;
    if (row === this.row && !anew) return;
    if (!row || !this.row || row.sound !== this.row.sound || this.audio.dataset.sound !== row.sound) {
      this.audio.pause();
      if (row) { this.audio.src = row.sound; this.audio.dataset.sound = row.sound; }
    }
    this.row = row;
    if (!row) return;
    this.audio.currentTime = Math.max(0, this.time - row.start);
    if (this.playing) this.audio.play().catch(() => {});
  }

  draw() {
    const row = this.row || this.data.rows.find((one) => this.time < one.end) || this.data.rows[this.data.rows.length - 1];
    const picture = row ? row.picture : "";
    if (this.picture.getAttribute("src") !== picture) { if (picture) this.picture.src = picture; else this.picture.removeAttribute("src"); }
    this.picture.hidden = !picture;
    const cue = row && row.cues.find(([start, end]) => this.time >= start && this.time < end);
    this.caption.textContent = cue ? cue[2] : "";
    this.scrub.value = String(this.time);
    this.clock.textContent = `${clock(this.time)} / ${clock(this.data.seconds)}`;
    this.play.setAttribute("aria-label", this.playing ? this.words.pause : this.words.play);
    this.play.classList.toggle("going", this.playing);
    this.element.dataset.time = this.time.toFixed(2);
    this.element.dataset.seconds = this.data.seconds.toFixed(3);
  }
}
