// What all parts of the report's script use: the data, the state of the page, and small helpers.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const { targets, sections, reasons, issues, verdicts, letters } = data;
const features = data.features.map(([id, section, claim, level, since, until, cells, why, known]) => {
  return { id, chapter: id.split(".", 1)[0], section, claim, level, since, until, cells, why, known };
});
const chapters = [...new Set(features.map((f) => f.chapter))];
const word = Object.fromEntries([...letters].map((letter, n) => [letter, verdicts[n]]));
const rows = [];   // one per feature: {tr, and what the search looks at}
const parts = [];  // one per chapter: {tbody, and the positions of its rows}
const state = { chapter: "", target: "", verdict: new Set(), q: "", cell: "", impact: new Set(), sort: "", on: "", find: "", part: "", reported: "", finding: "" };
let visible = targets.map((_, n) => n);

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") node.className = value; else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
};
const badge = (verdict, count = "") => make("span", { class: "v", "data-v": verdict }, `${count} ${verdict}`.trim());

function grouped(list, key) {  // the items by key, in the order in which the keys appear
  const found = new Map();
  for (const item of list) {
    if (!found.has(key(item))) found.set(key(item), []);
    found.get(key(item)).push(item);
  }
  return [...found];
}

async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}
