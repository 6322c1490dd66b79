// How a line fits, as a strip: the time it has, its length at the voice's own tempo, and as it was fitted.
const SHARE = 62; // per cent of the strip that a line's own time takes

function strip(row) {
  const slot = row.slot || 0, base = slot || row.said || 1, wide = (value) => `${Math.min(100, (SHARE * value) / base).toFixed(2)}%`;
  const said1 = row.said || 0, inside = slot ? Math.min(said1, slot) : said1, borrowed = slot ? Math.min(row.borrowed || 0, Math.max(0, said1 - slot)) : 0;
  const part = (name, from, to) => (to > from ? h("i", { class: name, style: `left:${wide(from)};width:calc(${wide(to)} - ${wide(from)})` }) : null);
  const label = row.said == null ? (slot ? said("slot_only", { n: seconds(slot) }) : "") : slot ? said("strip", { slot: seconds(slot), natural: seconds(row.natural), said: seconds(row.said), tempo: seconds(row.tempo) }) : said("no_time", { n: seconds(row.said) });
  return h("div", { class: "strip", role: "img", "aria-label": label, title: label },
    slot ? part("slot", 0, slot) : null, part("said" + (row.hurried ? " hurried" : ""), 0, inside), part("borrowed", slot, slot + borrowed),
    part("beyond", slot + borrowed, slot ? said1 : 0), row.said != null && slot ? h("i", { class: "natural", style: `left:${wide(row.natural)}` }) : null);
}
// The same in words.
function fitWords(row) {
  if (row.said == null) return row.slot ? [said("slot_only", { n: seconds(row.slot) })] : [];
  if (!row.slot) return [said("no_time", { n: seconds(row.said) })];
  const words = [said("said_in", { said: seconds(row.said), slot: seconds(row.slot) })];
  if (Math.abs(row.tempo - 1) > 0.005) words.push(said("tempo", { n: seconds(row.tempo) }));
  if (row.over > 0) return [...words, h("b", { class: "over" }, said("too_long", { n: seconds(row.over) })), ...(row.leave ? [said("leave_" + row.leave[1], { n: row.leave[0] })] : [])];
  return [...words, row.borrowed > 0 ? said("borrows", { n: seconds(row.borrowed) }) : said("fits")];
}
function legend() {
  const w = props.words, one = (name) => h("span", { class: "key " + name }, h("i", {}), w["legend_" + name]);
  return h("div", { class: "legend", "aria-hidden": "true" }, one("slot"), one("natural"), one("said"), one("fast"), one("over"));
}
