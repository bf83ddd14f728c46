/* Words for the author follow the reason chosen, as long as nobody has typed any. */
const box = document.getElementById("id_to_author");
let given = "";
document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-words]") || box.value !== given) return;
  box.value = given = target.dataset.words;
});
