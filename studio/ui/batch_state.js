// The batch panel: what is looked at. What a batch is and how it stands is the program's, asked for again and again.
const root = element.querySelector(".batch-panel");
const state = {
  opener: null, batch: "", list: [], about: null, now: null, outputs: null, doomed: "", sending: "",
  which: "all", page: 0, pages: 1, rows: [], editing: 0, draft: "",
};
const turns = {}; // of each question the number asked last: an answer that comes late is left
const RESTING = ["empty", "read", "checked", "stopped", "done"];
const active = (now) => Boolean(now) && !RESTING.includes(now.state);
const seconds = (value) => value.toLocaleString(props.words.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const count = (value) => Number(value || 0).toLocaleString(props.words.lang);
// "name_one" is how English says it of a single thing.
const said = (name, values = {}) => filled((String(values.n) === "1" && props.words[name + "_one"]) || props.words[name] || "", values);

// The answer to a question about the batch that is open; null if another was asked, or another batch opened, meanwhile.
async function inquire(name, values = {}, kind = name) {
  const mine = (turns[kind] = (turns[kind] || 0) + 1), batch = state.batch;
  const answer = await ask(name, { id: batch, ...values });
  return mine !== turns[kind] || batch !== state.batch ? null : answer;
}
const told = (text, kind = "error") => note(root.querySelector(".batch-note"), text, text ? kind : "");
