/* Whose place it is to write here: asked now and then, and told when it changes. Only a page on which something was
   done since stays in its place. */
const EVERY = 15_000; // ms

const told = document.getElementById("place");
const asking = document.getElementById("asking");
let isActive = false;

const ask = async (more = {}) => {
  if (document.hidden) return;
  const body = new FormData(asking);
  if (told.matches("[data-writes]")) body.set("writes", "1");
  if (isActive && told.matches("[data-writes]")) body.set("active", "1");
  isActive = false;
  for (const [name, value] of Object.entries(more)) body.set(name, value);
  const answer = await fetch(told.dataset.here, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const heard = document.createElement("template");
  heard.innerHTML = await answer.text();
  if (heard.innerHTML.trim() !== told.innerHTML.trim()) told.replaceChildren(heard.content);
  return true;
};

for (const kind of ["input", "keydown", "pointerdown"]) {
  addEventListener(kind, () => (isActive = true), { passive: true });
}
told.addEventListener("click", async (event) => {
  if (event.target.value !== "keep") return;
  event.preventDefault(); // the page and the caret in it stay where they are
  if ((await ask({ answer: "keep" })) !== false) return;
  const line = told.querySelector("[data-said]") ?? document.createElement("p");
  line.dataset.said = "";
  line.textContent = told.dataset.unheard;
  event.target.closest(".actions").after(line);
});
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", () => ask());
