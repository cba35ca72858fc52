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
  return there.split(" ").map((target) => [target, word]);
}))]));
const impactOf = (fault) => state.on ? impacts.get(fault).get(state.on) : fault.dataset.impact;
let sorted = "";  // the order in which they stand

function showFindings() {
  if (!faults.length) return;
  if (sorted !== state.sort) { sorted = state.sort; $("findings-list").append(...faults.sort(orders[sorted])); }
  let count = 0;
  for (const fault of faults) {
    const impact = impactOf(fault);
    fault.hidden = !impact || (state.impact.size > 0 && !state.impact.has(impact));
    if (!fault.hidden) count += 1;
  }
  $("findings-shown").textContent = `${count} of ${faults.length} findings`;
  $("f-sort").value = state.sort;
  $("f-on").value = state.on;
  for (const chip of document.querySelectorAll("#finding-filters .chip")) chip.setAttribute("aria-pressed", String(state.impact.has(chip.dataset.i)));
}

function openFinding() {  // the one that the address names
  const fault = finding(state.finding);
  if (fault.hidden) { state.impact.clear(); state.on = ""; showFindings(); }
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
  $("f-on").addEventListener("change", (event) => { state.on = event.target.value; writeAddress(); showFindings(); });
  $("f-sort").addEventListener("change", (event) => { state.sort = event.target.value; writeAddress(); showFindings(); });
  $("finding-filters").hidden = false;
}
for (const anchor of document.querySelectorAll('a[href^="#finding-"], .worst + p a, #answer a[href="#findings"]')) anchor.addEventListener("click", (event) => {
  event.preventDefault();
  if (anchor.hash === "#findings") { goTo($("findings")); return; }
  state.finding = anchor.hash.slice("#finding-".length);
  writeAddress(true);
  openFinding();
});
for (const anchor of document.querySelectorAll(".answers a")) anchor.addEventListener("click", (event) => {
  event.preventDefault();
  state.on = anchor.dataset.on;
  writeAddress(true);
  showFindings();
  goTo($("findings"));
});
