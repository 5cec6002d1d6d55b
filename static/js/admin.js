/* Django's chooser writes help into elements whose role takes no name, so that nobody hears it. */
addEventListener("load", () => {
  for (const help of document.querySelectorAll(".help-tooltip[aria-label]")) help.setAttribute("role", "img");
});

/* On a phone a row stands as a card; each line carries the name of its column. */
for (const table of document.querySelectorAll("#result_list, .tabular table")) {
  const names = [...table.querySelectorAll("thead > tr > *")].map((head) => (head.querySelector(".text") || head).textContent.trim());
  for (const cell of table.querySelectorAll("tbody > tr > :is(td, th):not(.action-checkbox, .original, [colspan])")) {
    const blank = !cell.textContent.trim() && !cell.querySelector("img, input, select, textarea");
    if (names[cell.cellIndex] && !blank) cell.dataset.label = names[cell.cellIndex];
  }
}

/* The chooser that searches calls its box after what is chosen; an empty one would have no name. */
const nameChoosers = () => {
  for (const box of document.querySelectorAll(".select2-selection--single")) {
    const select = box.closest(".select2-container").previousElementSibling;
    const label = select?.labels?.[0], chosen = box.querySelector(".select2-selection__rendered");
    if (!label || !chosen) continue;
    label.id ||= `${select.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`);
    chosen.setAttribute("aria-labelledby", label.id);
  }
};
addEventListener("load", () => (window.django?.jQuery ?? setTimeout)(() => setTimeout(nameChoosers)));
document.addEventListener("formset:added", () => setTimeout(nameChoosers));

/* Django's search box for a related record has no name while it is empty: its label names it. */
addEventListener("load", () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    if (!label) continue;
    label.id ||= `${select.id}_label`;
    for (const box of select.parentElement.querySelectorAll(".select2-container :is([role=combobox], [role=textbox])")) {
      box.setAttribute("aria-labelledby", `${label.id} ${box.id || box.getAttribute("aria-labelledby") || ""}`.trim());
    }
  }
});
