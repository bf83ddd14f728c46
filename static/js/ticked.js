/* A button that says how many boxes of its form are ticked: data-one, data-many with {n}; its own words for none. */
for (const button of document.querySelectorAll("button[data-many]")) {
  const none = button.textContent;
  const say = () => {
    const n = button.form.querySelectorAll("input[type=checkbox]:checked").length;
    button.textContent = n === 0 ? none : n === 1 ? button.dataset.one : button.dataset.many.replace("{n}", n);
  };
  button.form.addEventListener("change", say);
  addEventListener("pageshow", say);
  say();
}
