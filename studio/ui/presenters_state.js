// The presenters' panel: what it shows, kept here so that nothing is lost when it is drawn anew.
const root = element.querySelector(".presenters-panel");
const state = {
  tab: "drawn", opener: null, shape: "tall",
  who: null, taken: "", // {path, url, name} of who is on the stage; the path of who is in the film
  acting: {},
  faces: null, // what was found in the photo on the stage
  found: { parts: {}, mine: false, rows: [], total: 0, page: 0, pages: 1, pictures: {} },
  people: { rows: [], path: "", file: "", title: "", consent: "", active: false },
  make: { parts: null, title: "", picture: "" },
};
const EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==";
const told = (text, kind) => note(root.querySelector(".stage-note"), text, kind);
async function sendUp(file) {
  if (!file) return null;
  told(props.words.uploading);
  try { const sent = await upload(file); told(""); return { path: sent.path, url: sent.url, name: file.name }; }
  catch { told(props.words.failed, "error"); return null; }
}
