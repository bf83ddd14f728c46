/* What says how many boxes of its form are ticked, those of one value once: data-one, data-many with {n}; its own
   words for none. {left} is how many of data-total are not. A button with data-tick-all ticks them all, or none of
   them again. */
for (const teller of document.querySelectorAll("[data-many]")) {
  const none = teller.textContent;
  const say = () => {
    const ticked = [...teller.form.querySelectorAll("input[type=checkbox]:checked")];
    const n = new Set(ticked.map((box) => `${box.name} ${box.value}`)).size;
    const words = n === 0 ? none : n === 1 ? teller.dataset.one : teller.dataset.many.replace("{n}", n);
    const told = words.replace("{left}", (teller.dataset.total ?? 0) - n);
    if (told !== teller.textContent) teller.textContent = told;
  };
  teller.form.addEventListener("change", say);
  addEventListener("pageshow", say);
  say();
}
for (const button of document.querySelectorAll("button[data-tick-all]")) {
  const boxes = () => [...button.form.querySelectorAll("input[type=checkbox]")];
  button.hidden = boxes().length < 2;
  button.addEventListener("click", () => {
    const are = boxes().some((box) => !box.checked);
    for (const box of boxes()) box.checked = are;
    button.form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
