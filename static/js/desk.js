/* The desk: keys press the buttons that name them, and now and then the page says and asks who is where. */
const EVERY = 45000;
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const desk = document.querySelector(".bench--desk");

const press = (place) => {
  if (place.matches("a, button")) place.click();
  else if (place.matches("[type=checkbox]") && /^[1-9]$/.test(place.dataset.key)) place.click();
  else {
    for (let node = place; node; node = node.parentElement) if (node.matches("details")) node.open = true;
    place.focus();
  }
};

const keyed = (key) =>
  [...document.querySelectorAll("[data-key]")].find((one) => [...one.dataset.key].includes(key));

document.addEventListener("keydown", (event) => {
  if (!desk?.matches("[data-shortcuts]") || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
  if (event.target.closest(FIELDS)) return;
  const key = event.key.toLowerCase();
  const place = key === desk.dataset.undoKey ? document.querySelector(".banner form button") : keyed(key);
  if (!place) return;
  event.preventDefault();
  press(place);
});

const told = document.querySelector("[data-here]");
const opened = document.querySelector("[data-open]")?.dataset.open;
const say = async () => {
  if (document.hidden) return;
  const body = new FormData();
  body.set("open", opened);
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  const answer = await fetch(told.dataset.here, { method: "POST", body }).catch(() => null);
  const words = answer?.ok ? (await answer.text()).trim() : told.innerHTML.trim();
  if (words !== told.innerHTML.trim()) told.innerHTML = words;
};
if (told && opened) setInterval(say, EVERY);
