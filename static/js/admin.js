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
