// The findings: which are shown, in which order, and the page of each, which comes when it is opened.
const faults = [...document.querySelectorAll("#findings-list > .fault")];
const finding = (name) => $(`finding-${name}`)?.closest(".fault");
const orders = {
  "": (a, b) => a.dataset.rank - b.dataset.rank || b.dataset.targets - a.dataset.targets || b.dataset.features - a.dataset.features,
  reach: (a, b) => b.dataset.targets - a.dataset.targets || b.dataset.features - a.dataset.features || a.dataset.rank - b.dataset.rank,
  name: (a, b) => a.dataset.name.localeCompare(b.dataset.name),
};
// By target, what each does there: on some it does less than its worst.
const impacts = new Map(faults.map((fault) => [fault, new Map(fault.dataset.on.split(";").filter(Boolean).flatMap((part) => {
  const [word, there] = part.split(":");
  return there.trim().split(" ").map((target) => [target, word]);
}))]));
const backends = new Map(targets.map((target) => [target.id, target.backend]));
const on = (target) => target === state.on || backends.get(target) === state.on;
const impactOf = (fault) => state.on ? [...impacts.get(fault)].find(([target]) => on(target))?.[1] : fault.dataset.impact;  // the worst is the first
const narrowed = () => Boolean(state.impact.size || state.on || state.find || state.part || state.reported);
const words = new Map();  // what the search looks at, by finding; made when first needed
function said(fault) {
  if (!words.has(fault)) words.set(fault, `${fault.dataset.name}\n${fault.textContent}`.toLowerCase());
  return words.get(fault);
}
let sorted = "";  // the order in which they stand

function showFindings() {
  if (!faults.length) return;
  if (sorted !== state.sort) { sorted = state.sort; $("findings-list").append(...faults.sort(orders[sorted])); }
  let count = 0;
  const asked = state.find.toLowerCase().split(/\s+/).filter(Boolean);
  for (const fault of faults) {
    const impact = impactOf(fault);
    const shown = impact && (!state.impact.size || state.impact.has(impact))
      && (!state.part || fault.dataset.chapters.split(" ").includes(state.part))
      && (!state.reported || fault.dataset.reported.split(" ").includes(state.reported))
      && asked.every((term) => said(fault).includes(term));
    fault.hidden = !shown;
    if (shown) count += 1;
  }
  $("findings-shown").textContent = `${count} of ${faults.length} findings`;
  $("f-sort").value = state.sort;
  $("f-on").value = state.on;
  $("f-find").value = state.find;
  $("f-in").value = state.part;
  $("f-reported").value = state.reported;
  for (const chip of document.querySelectorAll("#finding-filters .chip")) chip.setAttribute("aria-pressed", String(state.impact.has(chip.dataset.i)));
}

function widen() {  // all of them again
  state.impact.clear();
  state.on = state.find = state.part = state.reported = "";
  showFindings();
}

function openFinding() {  // the one that the address names
  const fault = finding(state.finding);
  if (fault.hidden) widen();
  const others = fault.closest(".others");
  if (others) others.open = true;
  fault.open = true;
  fault.scrollIntoView();
  fault.querySelector("summary").focus({ preventScroll: true });
}

for (const fault of document.querySelectorAll(".fault")) fault.addEventListener("toggle", async () => {
  const page = fault.dataset.page;
  if (!fault.open || !page) return;
  delete fault.dataset.page;
  const block = await findingBlock(page);
  if (block) fault.append(block);
});
if (faults.length) {
  for (const chip of document.querySelectorAll("#finding-filters .chip")) chip.addEventListener("click", () => {
    if (!state.impact.delete(chip.dataset.i)) state.impact.add(chip.dataset.i);
    writeAddress();
    showFindings();
  });
  for (const [id, event, name] of [["f-on", "change", "on"], ["f-sort", "change", "sort"], ["f-find", "input", "find"], ["f-in", "change", "part"], ["f-reported", "change", "reported"]]) {
    $(id).addEventListener(event, ({ target }) => { state[name] = target.value; writeAddress(); showFindings(); });
  }
  $("f-all").addEventListener("click", () => { widen(); writeAddress(); });
  $("finding-filters").hidden = false;
  if ($("findings-on")) $("findings-on").hidden = true;  // the filters do what its links do
}
for (const anchor of document.querySelectorAll('a[href^="#finding-"], .worst + p a, #answer a[href="#findings"]:not([data-on])')) anchor.addEventListener("click", (event) => {
  event.preventDefault();
  if (anchor.hash === "#findings") { goTo($("findings")); return; }
  state.finding = anchor.hash.slice("#finding-".length);
  writeAddress(true);
  openFinding();
});
// Numbers and targets of the answer lead to the findings behind them; where no script runs, to all.
for (const anchor of document.querySelectorAll("#answer a[data-on]")) {
  const { on, impact } = anchor.dataset;
  anchor.href = `#${new URLSearchParams(impact ? { on, impact } : { on })}`;
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    widen();
    state.on = on;
    if (impact) state.impact.add(impact);
    writeAddress(true);
    showFindings();
    goTo($("findings"));
  });
}
for (const anchor of document.querySelectorAll("#answer a[data-verdict]")) {
  const { target, verdict } = anchor.dataset;
  anchor.href = `#${new URLSearchParams({ target, verdict })}`;
  anchor.addEventListener("click", () => setTimeout(() => goTo($("features"))));  // the address does the rest
}
