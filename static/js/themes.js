/* A theme found by part of its code or name: a list under the field, chosen by keys or pointer. It ticks the theme's
   box; the last line makes a new theme of what was typed. The boxes stay: they are the form. */

const MOST = 9;
const field = document.querySelector("[data-combo]");
const input = field.querySelector("input");
const list = field.querySelector("[role=listbox]");
const boxes = [...field.parentElement.querySelectorAll("input[name=themes]")];
const labelOf = (box) => box.closest("label").textContent.trim().replace(/\s+/gu, " ");
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
const created = input.closest("form").elements.new_theme;
let active = -1;

const options = () => [...list.children];

const close = () => {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
};

const mark = (next) => {
  const all = options();
  active = (next + all.length) % all.length;
  all.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
  input.setAttribute("aria-activedescendant", all[active].id);
  all[active].scrollIntoView({ block: "nearest" });
};

const optionFor = (words, className, choose) => {
  const option = document.createElement("li");
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  option.id = `theme-option-${list.children.length}`;
  option.className = className;
  option.append(...words);
  option.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  option.addEventListener("click", choose);
  option.choose = choose;
  list.append(option);
};

const tell = (sentence) => {
  document.getElementById("status").textContent = sentence;
};

const take = (box) => () => {
  box.checked = true;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  tell(field.dataset.ticked.replace("{theme}", labelOf(box)));
  input.value = "";
  close();
};

const create = (name) => () => {
  created.value = name;
  created.closest("details").open = true;
  tell(field.dataset.ticked.replace("{theme}", name));
  input.value = "";
  close();
};

/* Before anything is typed: what this person used last, then the codebook. */
const recent = field.dataset.recent.split(" ");
const place = (box) => (recent.includes(box.value) ? recent.indexOf(box.value) : recent.length);

const show = () => {
  const typed = input.value.trim();
  list.replaceChildren();
  const fitting = boxes.filter((box) => !box.checked && folded(labelOf(box)).includes(folded(typed)));
  if (!typed) fitting.sort((one, other) => place(one) - place(other));
  for (const box of fitting.slice(0, MOST)) {
    const chip = box.closest("label").querySelector(".theme").cloneNode(true);
    optionFor([chip], "combo__option", take(box));
  }
  const known = boxes.some((box) => folded(labelOf(box)).replace(/^[\d.]+ /u, "") === folded(typed));
  if (typed && !known) optionFor([field.dataset.create.replace("{name}", typed)], "combo__option combo__create", create(typed));
  active = -1;
  input.removeAttribute("aria-activedescendant");
  list.hidden = !list.children.length;
  if (list.hidden) tell(field.dataset.none);
  input.setAttribute("aria-expanded", String(!list.hidden));
};

input.addEventListener("input", show);
input.addEventListener("click", show);
input.addEventListener("blur", close);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !list.hidden) {
    close();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (list.hidden) show();
    if (options().length) mark(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
  } else if (event.key === "Enter") {
    options()[active]?.choose(); // Enter adds a theme here; it never sends the form
  } else return;
  event.preventDefault();
});
field.hidden = false;
