// The evidence of one cell, in a dialog. Opening it is a step of the browser's history, so that Back closes it.
const dialog = $("evidence");
let packed = null;
let leaving = Promise.resolve();  // until the step back that closing took has happened
let closing = false;  // whether that step is still to come

async function evidence(n) {
  packed = packed || $("evidence-data").textContent.trim().split("\n");
  return unpack(packed[n]);
}

const link = (href, label) => /^(https?:|\.\.?\/)/.test(href) ? make("a", { href, rel: "noreferrer noopener" }, label) : make("span", {}, label);
// What can scroll can be reached by the keyboard.
const scrolling = (label, name, value) => make("pre", { class: name, tabindex: "0", role: "region", "aria-label": label }, value);

let findings = null;
async function findingBlock(finding) {  // the page about the issue, as it was when the run started
  findings = findings || unpack(data.findings);
  const text = (await findings)[finding];
  if (!text) return null;
  const page = make("div", { class: "finding" });
  page.innerHTML = text;  // made from Markdown in which HTML is text
  for (const pre of page.querySelectorAll("pre")) {
    for (const [name, value] of [["tabindex", "0"], ["role", "region"], ["aria-label", `Code of ${finding}`]]) pre.setAttribute(name, value);
  }
  return make("details", {}, make("summary", {}, "What it is, and how to see it without Assay"), page);
}

function issueBlock(name) {
  const issue = issues[name];
  if (!issue) return make("div", { class: "issue" }, make("p", {}, `known issue ${name}`));
  const block = make("div", { class: "issue" },
    make("p", {}, make("strong", {}, `Known issue ${name}`), issue.fault ? ` (${issue.fault})` : ""),
    make("p", {}, issue.reason),
    issue.impact ? make("p", {}, make("span", { class: "i", "data-i": issue.impact }, issue.impact.replaceAll("-", " ")), ` What helps: ${issue.workaround}`) : null,
    issue.editions ? make("p", { class: "editions" }, `The documentation: ${issue.editions}.`) : null,
    make("p", { class: "small" }, "Upstream: ", link(issue.upstream_href, issue.upstream || "–"), issue.upstream_words ? `, ${issue.upstream_words}` : "",
      issue.finding ? `; finding: docs/findings/${issue.finding}, which is below` : "", issue.review_by ? `; review by ${issue.review_by}` : ""));
  if (issue.finding) findingBlock(issue.finding).then((page) => { if (page) block.append(page); });
  return block;
}

function command(value) {
  const pre = make("pre", {}, value);
  const button = make("button", { type: "button" }, "Copy");
  button.addEventListener("click", async () => {
    try { await navigator.clipboard.writeText(value); button.textContent = "Copied"; } catch { getSelection().selectAllChildren(pre); }
  });
  return make("div", { class: "command" }, pre, button);
}

function checkBlock(check) {
  const name = check.check || "no check";
  const blocks = [];
  if (check.command) blocks.push(make("h4", {}, "Run exactly this check again"), command(check.command));
  if (check.error) {
    const [type, message, traceback, causes] = check.error;
    blocks.push(make("h4", {}, `Raised: ${type}`), scrolling(`What ${name} raised`, "message", message));
    for (const [kind, said] of causes) blocks.push(make("p", { class: "small soft" }, "underneath: "), scrolling(`What is underneath it: ${kind}`, "message", `${kind}: ${said}`));
    if (traceback) blocks.push(make("details", { open: "" }, make("summary", {}, "Traceback"), scrolling(`Traceback of ${name}`, "traceback", traceback)));
  }
  if (check.compiled) {
    const [count, problems] = check.compiled;
    const said = problems.length ? problems : ["nothing is known that would go wrong"];
    blocks.push(make("h4", {}, `Without a server: ${inWords(count, "statement")} compiled, no verdict`), make("ul", {}, ...said.map((sentence) => make("li", {}, sentence))));
  }
  if (check.sql.length) {
    const list = make("ol", { class: "sql" }, ...check.sql.map((statement) => make("li", {}, make("pre", {}, statement))));
    blocks.push(make("details", check.error ? { open: "" } : {}, make("summary", {}, `SQL as sent (${check.sql.length})`), list));
  }
  return make("section", { class: "check" },
    make("h3", {}, badge(check.verdict), make("span", { class: "id" }, name),
      make("span", { class: "soft small" }, check.seconds >= 0.001 ? `${check.seconds.toFixed(3)} s` : "")), ...blocks);
}

// ---- many checks: by verdict, by what is said of them, by store -------------------------------------------------
const inWords = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
const cause = (check) => check.issue || check.reason;

function causeBlocks(found, said) {
  const [{ issue, reason }] = found;
  const blocks = [];
  if (reason && reason !== said && reason !== issues[issue]?.reason) blocks.push(make("p", {}, reason));
  if (issue) blocks.push(issueBlock(issue));
  for (const [store, own] of grouped(found, (check) => check.store)) {
    if (store) blocks.push(make("h3", { class: "store" }, `Store ${store}`));
    blocks.push(...own.map(checkBlock));
  }
  return blocks;
}

function verdictBlock(verdict, found, said, open) {
  const stores = new Set(found.map((check) => check.store).filter(Boolean)).size;
  const label = inWords(found.length, "check") + (stores ? `, ${inWords(stores, "store")}` : "");
  const blocks = grouped(found, cause).flatMap(([, own]) => causeBlocks(own, said));
  return make("details", { class: "group", ...(open ? { open: "" } : {}) }, make("summary", {}, badge(verdict), ` ${label}`), ...blocks);
}

function counts(list) {
  return grouped(list, (check) => check.verdict).map(([verdict, found]) => badge(verdict, found.length));
}

function storeTable(list) {
  const stores = grouped(list.filter((check) => check.store), (check) => check.store);
  if (stores.length < 2) return null;
  const lines = stores.map(([store, found]) => make("tr", {}, make("th", { scope: "row", class: "id" }, store), make("td", {}, ...counts(found))));
  return make("details", { class: "stores" }, make("summary", {}, `Verdicts by store (${stores.length})`), make("table", { class: "plain" }, make("tbody", {}, ...lines)));
}

function blocksOf(list, said) {  // what does not hold first and open, the rest folded up unless there is little of it
  const groups = grouped(list, (check) => check.verdict);
  const head = list.length > 1 ? make("p", { class: "counts", id: "e-counts" }, `${list.length} checks: `, ...counts(list)) : null;
  const few = list.length <= 3;
  const once = groups.length && grouped(groups[0][1], cause).length === 1 ? said : "";  // said above already
  const blocks = groups.map(([verdict, found]) => verdictBlock(verdict, found, once, few || !data.quiet.includes(verdict)));
  return [head, storeTable(list), ...blocks].filter(Boolean);
}

function factsOf(n, t) {
  const { section, claim, level, since, until, cells, why, known } = features[n];
  const reason = reasons[why[t]];
  const repeated = (known[t] || []).some((k) => issues[data.known[k]]?.reason === reason);  // the issue says it below
  return make("dl", {}, ...[
    ["Verdict", badge(word[cells[t]])], ["Reason", repeated ? "" : reason], ["Claim", claim],
    ["Documentation", sections[section][0] && link(sections[section][1], `section “${sections[section][0]}”`)],
    ["Level", level], ["Offered", since || until ? `by ${data.offeredBy || "the library"} ${[since && `from ${since}`, until && `before ${until}`].filter(Boolean).join(", ")}` : ""],
    ["Server", targets[t].about], ["Driver", targets[t].driverVersion],
  ].filter(([, value]) => value).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

// ---- the dialog ------------------------------------------------------------------------------------------------
function chips(n, t) {  // those of a feature stay what they are when another target is chosen, and so the focus stays
  if (dialog.dataset.n !== String(n)) {
    dialog.dataset.n = n;
    $("e-targets").replaceChildren(...targets.map((other, k) => {
      const verdict = word[features[n].cells[k]];
      if (!verdict) return null;
      const chip = make("button", { type: "button", class: "chip", "data-v": verdict, "data-t": k, title: verdict }, other.id);
      chip.addEventListener("click", () => { state.cell = place(n, k); writeAddress(); show(n, k); });
      return chip;
    }).filter(Boolean));
  }
  for (const chip of $("e-targets").children) chip.setAttribute("aria-pressed", String(chip.dataset.t === String(t)));
}

async function show(n, t) {
  const shown = place(n, t);
  $("e-title").textContent = `${features[n].id} on ${targets[t].id}`;
  chips(n, t);
  const facts = factsOf(n, t);
  $("e-body").replaceChildren(facts, make("p", { class: "soft" }, "reading the evidence"));
  if (!dialog.open) dialog.showModal();
  $("e-targets").querySelector("[aria-pressed=true]").scrollIntoView({ block: "nearest", inline: "nearest" });
  dialog.scrollTop = 0;
  let blocks;
  try { blocks = blocksOf((await evidence(n))[t], reasons[features[n].why[t]]); } catch (error) { blocks = [make("p", { class: "alert" }, `The evidence cannot be read in this browser (${error.message}); it is in report.json.`)]; }
  if (state.cell === shown) $("e-body").replaceChildren(facts, ...blocks);
}

async function openCell(cell) {
  const [n, t] = [Number(cell.parentNode.dataset.n), cell.cellIndex - 1];
  await leaving;
  if (dialog.open) return;
  state.cell = place(n, t);
  writeAddress(true);
  show(n, t);
}

function openFromAddress() {
  const { n, t } = cellAt(state.cell);
  reveal(n, t);
  rove(rows[n].tr.cells[t + 1]);
  show(n, t);
}

dialog.addEventListener("close", () => {
  if (state.cell) {
    state.cell = "";
    if (history.state?.opened) {
      closing = true;
      leaving = new Promise((done) => { addEventListener("popstate", done, { once: true }); setTimeout(done, 1000); });
      leaving.then(() => { closing = false; });
      history.back();
    } else writeAddress();
  }
  (active || $("f-text")).focus();
});

const outside = ({ clientX: x, clientY: y }) => {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
};
let pressedOutside = false;  // a selection of text may end outside, and is no wish to close
dialog.addEventListener("pointerdown", (event) => { pressedOutside = outside(event); });
dialog.addEventListener("click", (event) => { if (event.target === dialog && pressedOutside && outside(event)) dialog.close(); });
$("e-close").addEventListener("click", () => dialog.close());
