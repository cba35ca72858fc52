// Wires the parts together; the last of them.
$("f-chapter").append(...chapters.map((c) => make("option", { value: c }, c)));
for (const [backend, own] of grouped(targets, (t) => t.backend)) {
  if (own.length > 1) $("f-target").append(make("option", { value: backend }, `${backend} (all)`));
  $("f-target").append(...own.map((t) => make("option", { value: t.id }, t.id)));
}
$("filters").addEventListener("submit", (event) => event.preventDefault());
$("f-text").addEventListener("input", (event) => { state.q = event.target.value; changed(); });
$("f-chapter").addEventListener("change", (event) => { state.chapter = event.target.value; changed(); });
$("f-target").addEventListener("change", (event) => { state.target = event.target.value; changed(); });
for (const chip of document.querySelectorAll("#filters .chip")) chip.addEventListener("click", () => {
  if (!state.verdict.delete(chip.dataset.v)) state.verdict.add(chip.dataset.v);
  showFilters();
  changed();
});
$("f-clear").addEventListener("click", clearFilters);
$("notice").querySelector("button").addEventListener("click", () => { clearFilters(); $("f-text").focus(); });

// The filters live behind the "#" of the address, so a jump within the page must not replace them there.
const goTo = (heading) => {
  const folded = heading.closest("details");
  if (folded) folded.open = true;
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
};
for (const jump of document.querySelectorAll("header nav a")) jump.addEventListener("click", (event) => {
  event.preventDefault();
  goTo($(jump.hash.slice(1)));
});

function follow() {  // Back, Forward, or another address
  if (closing) { closing = false; writeAddress(); return; }  // our own way back: what was chosen meanwhile stays
  if (location.hash === handled) return;
  readAddress();
  filter();
  showFindings();
  if (state.finding && !state.cell) openFinding();
  if (state.cell) openFromAddress(); else if (dialog.open) dialog.close();
}
window.addEventListener("popstate", follow);
window.addEventListener("hashchange", follow);
window.addEventListener("resize", fit);

$("no-script").remove();
$("filters").hidden = $("keys").hidden = false;
const jumpedTo = location.hash ? $(location.hash.slice(1)) : null;
readAddress();
showFindings();
adopt(filter, async () => {
  await readChecks();
  filter();
  if (state.finding) openFinding();
  else if (filtered()) $("features").scrollIntoView();
  else if (narrowed() || state.sort) $("findings").scrollIntoView();
  else if (jumpedTo) goTo(jumpedTo);
  if (state.cell) openFromAddress();
  document.documentElement.dataset.ready = "yes";
});
