// The filters: what they let through, what they say, and how they are kept in the address.
let unknown = "";    // what the address names and this run does not have
let wanted = [];     // the letters of the verdicts that are asked for
let terms = [];      // the words that are searched for
let columns = "";    // the visible targets
let fitted = "";     // those for which the matrix was laid out last

const matches = (target) => !state.target || target.id === state.target || target.backend === state.target;
const shows = {  // for each filter, whether it lets a feature through
  chapter: (n) => !state.chapter || features[n].chapter === state.chapter,
  target: (n) => visible.length === targets.length || visible.some((t) => features[n].cells[t] !== "."),
  verdict: (n) => !wanted.length || visible.some((t) => wanted.includes(features[n].cells[t])),
  q: (n) => terms.every((term) => text(n).includes(term)),
};

// ---- the search ----------------------------------------------------------------------------------------------
const lowered = (list) => list.map((entry) => entry.toLowerCase());
const saidReasons = lowered(reasons);
const saidIssues = lowered(data.known.map((id) => [id, issues[id]?.upstream, issues[id]?.finding].filter(Boolean).join("\n")));
let checks = [];  // the names of each feature's checks; they come a moment later than the rest

function text(n) {  // what the search looks at; made when first needed, and again for other targets
  const found = rows[n];
  if (found.columns !== columns) {
    const { id, claim, section, why, known } = features[n];
    found.own ??= [id, claim, sections[section][0], checks[n] || ""].join("\n").toLowerCase();
    const said = new Set();
    for (const t of visible) {
      if (t in why) said.add(saidReasons[why[t]]);
      for (const k of known[t] || []) said.add(saidIssues[k]);
    }
    found.text = [found.own, ...said].join("\n");
    found.columns = columns;
  }
  return found.text;
}

async function readChecks() {
  try { checks = await unpack(data.checks); } catch { return; }  // a browser without streams searches the rest
  for (const found of rows) found.own = found.columns = undefined;
}

// ---- the filters ---------------------------------------------------------------------------------------------
function prepare() {
  visible = targets.map((_, n) => n).filter((n) => matches(targets[n]));
  columns = visible.join();
  wanted = [...letters].filter((letter) => state.verdict.has(word[letter]));
  terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
}

function filter() {
  prepare();
  const all = Object.values(shows);
  let count = 0;
  for (const part of parts) {
    let any = false;
    for (const n of part.rows) {
      const ok = all.every((shown) => shown(n));
      if (rows[n].tr.hidden === ok) rows[n].tr.hidden = !ok;
      if (ok) { any = true; count += 1; }
    }
    part.tbody.hidden = !any;
  }
  $("shown").textContent = `${count} of ${features.length} features, ${visible.length} of ${targets.length} targets`;
  const nothing = !count;
  $("notice").hidden = !unknown && !nothing;
  $("notice").firstElementChild.textContent = [unknown, nothing ? "Nothing matches." : ""].filter(Boolean).join(" ");
  if ($("matrix").hidden !== nothing) { $("matrix").hidden = nothing; fitted = ""; }
  if (columns !== fitted) { fitted = columns; fit(); }
  if (!active || active.closest("[hidden]") || !visible.includes(active.cellIndex - 1)) rove(firstCell(), false);
}

const filtered = () => Boolean(state.chapter || state.target || state.q || state.verdict.size);

function drop(name) {
  if (name === "verdict") state.verdict.clear(); else state[name] = "";
}

function reveal(n, t) {  // drop the filters that hide a cell
  prepare();
  const before = visible.includes(t) ? [] : ["target"];
  before.forEach(drop);
  prepare();
  const hiding = [...before, ...Object.keys(shows).filter((name) => !shows[name](n))];
  if (!hiding.length) return;
  hiding.forEach(drop);
  writeAddress();
  showFilters();
  filter();
}

function showFilters() {
  $("f-text").value = state.q;
  $("f-chapter").value = state.chapter;
  $("f-target").value = state.target;
  for (const chip of document.querySelectorAll("#filters .chip")) chip.setAttribute("aria-pressed", String(state.verdict.has(chip.dataset.v)));
}

function clearFilters() {
  for (const name of Object.keys(shows)) drop(name);
  showFilters();
  changed();
}

function changed() {
  unknown = "";
  writeAddress();
  filter();
}

// ---- the address ---------------------------------------------------------------------------------------------
let handled = "";  // the address that the page shows

const place = (n, t) => `${features[n].id}@${targets[t].id}`;

function cellAt(name) {  // {n, t}, or why there is none
  const at = name.lastIndexOf("@");
  const [id, target] = [name.slice(0, Math.max(at, 0)), name.slice(at + 1)];
  const [n, t] = [features.findIndex((f) => f.id === id), targets.findIndex((other) => other.id === target)];
  if (n < 0) return { problem: `This run has no feature “${id || name}”.` };
  if (t < 0) return { problem: `This run has no target “${target}”.` };
  return features[n].cells[t] === "." ? { problem: `${id} does not vary over ${target}.` } : { n, t };
}

function readAddress() {  // what this run does not have is said, and dropped
  const found = new URLSearchParams(location.hash.slice(1));
  if (location.hash.startsWith("#on-")) found.set("on", location.hash.slice("#on-".length));  // as links say it where no script runs
  const problems = [];
  const one = (name, known) => {
    const value = found.get(name) || "";
    if (!value || known(value)) return value;
    problems.push(`This run has no ${name} “${value}”.`);
    return "";
  };
  handled = location.hash;
  state.chapter = one("chapter", (value) => chapters.includes(value));
  state.target = one("target", (value) => targets.some((t) => t.id === value || t.backend === value));
  const asked = (found.get("verdict") || "").split(",").filter(Boolean);
  for (const value of asked.filter((v) => !verdicts.includes(v))) problems.push(`There is no verdict “${value}”.`);
  state.verdict = new Set(asked.filter((v) => verdicts.includes(v)));
  state.q = found.get("q") || "";
  state.cell = found.get("cell") || "";
  const harms = (found.get("impact") || "").split(",").filter(Boolean);
  state.impact = new Set(harms.filter((word) => faults.some((fault) => `;${fault.dataset.on}`.includes(`;${word}:`))));
  for (const value of harms.filter((word) => !state.impact.has(word))) problems.push(`This run has no finding of impact “${value}”.`);
  state.on = one("on", (value) => targets.some((t) => t.id === value || t.backend === value));
  state.sort = one("sort", (value) => value in orders);
  state.find = found.get("find") || "";
  state.part = one("part", (value) => faults.some((fault) => fault.dataset.chapters.split(" ").includes(value)));
  state.reported = one("reported", (value) => ["yes", "open", "still", "no"].includes(value));
  const direct = location.hash.startsWith("#finding-") ? location.hash.slice("#finding-".length) : found.get("finding") || "";
  state.finding = direct && finding(direct) ? direct : "";
  if (direct && !state.finding) problems.push(`This run has no finding “${direct}”.`);
  const { problem } = state.cell ? cellAt(state.cell) : {};
  if (problem) { problems.push(problem); state.cell = ""; }
  unknown = problems.join(" ");
  if (unknown) writeAddress();
  showFilters();
}

function writeAddress(opens = false) {
  const found = new URLSearchParams();
  for (const key of ["chapter", "target", "q", "sort", "on", "find", "part", "reported", "finding", "cell"]) if (state[key]) found.set(key, state[key]);
  if (state.impact.size) found.set("impact", [...state.impact].join(","));
  if (state.verdict.size) found.set("verdict", [...state.verdict].join(","));
  const hash = found.toString();
  const address = hash ? `#${hash}` : location.pathname + location.search;
  if (opens) history.pushState({ opened: true }, "", address); else history.replaceState(history.state, "", address);
  handled = location.hash;
}
