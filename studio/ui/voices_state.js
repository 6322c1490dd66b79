// The voices' panel: what it shows, kept here so that nothing is lost when it is drawn anew.
const root = element.querySelector(".voices-panel");
const freshDesign = () => ({ recipe: { text: "", language: "", like: "", mixed: "", share: 0.5, aged: 0, cheerful: 0, moved: {} }, likeTitle: "", mixedTitle: "", sentence: "", title: "", found: null });
const state = {
  tab: "library", opener: null, pick: null, // `pick` is what the next voice that is taken is for: {why, take}
  query: { words: "", language: "", who: "", mood: "", use: "", only: "" },
  rows: [], total: 0, page: 0, pages: 1, at: 0, opened: "", speakers: [],
  design: freshDesign(),
  clone: { path: "", url: "", file: "", verdict: null, consent: "", transcript: "", language: "", title: "", made: null, sentence: "", spoken: "", spokenUrl: "" },
};
const filmNow = () => document.body.dataset.film || "";
