/* The sentence picker: arrow keys between the sentences, a count of what is ticked, and selected words taken over. */

const list = document.querySelector(".sentences");
const form = list.closest("form");
const boxes = [...list.querySelectorAll("input[type=checkbox]")];
const wordsOf = (box) => box.closest("li").querySelector(".sentence__words");
const count = form.querySelector("[data-count]");
const countWords = (text) => {
  if (!Intl.Segmenter) return text.split(/\s+/u).filter(Boolean).length;
  const parts = new Intl.Segmenter(undefined, { granularity: "word" }).segment(text);
  return [...parts].filter((part) => part.isWordLike).length;
};

const tell = () => {
  const ticked = boxes.filter((box) => box.checked);
  const passages = ticked.filter((box) => !boxes[boxes.indexOf(box) - 1]?.checked);
  const words = ticked.reduce((sum, box) => sum + countWords(wordsOf(box).textContent), 0);
  const told = { n: ticked.length, p: passages.length, w: words };
  count.textContent = count.dataset.count.replace(/\{(\w)\}/g, (_all, name) => told[name]);
  count.hidden = !ticked.length;
};

/* Arrow keys move; with Shift what is left and what is reached are ticked. */
list.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const here = boxes.indexOf(event.target);
  const next = boxes[here + step];
  if (!step || here < 0 || !next) return;
  event.preventDefault();
  if (event.shiftKey) for (const box of [boxes[here], next]) box.checked = true;
  next.focus();
  tell();
});

/* Selected words: their sentences are ticked; what is not all of them stands in "Only these words". */
form.addEventListener("passage:chosen", (event) => {
  event.preventDefault();
  const { touched, start, end } = event.detail;
  const within = touched.map(({ text, start: from, end: to }) => {
    const signs = [...text.textContent];
    const base = Number(text.dataset.start);
    return { all: signs.length === to - from, words: signs.slice(from - base, to - base).join("") };
  });
  const texts = touched.map(({ text }) => text);
  for (const box of boxes) box.checked = texts.includes(wordsOf(box));
  const words = within.map((one) => one.words).join(" ");
  const whole = within.every((one) => one.all);
  form.elements.words.value = whole ? "" : words.trim().split(/\s+/u).join(" ");
  form.elements.at.value = whole ? "" : start + [...words].length - [...words.trimStart()].length;
  tell();
  (form.querySelector("[role=combobox]") ?? form.querySelector("[name=themes], [name=new_theme]")).focus();
});

/* Other ticks, or other words, mean another place. */
list.addEventListener("change", tell);
form.elements.words.addEventListener("input", () => {
  form.elements.at.value = "";
});
addEventListener("pageshow", tell);
form.querySelector("[data-keys]").hidden = !matchMedia("(pointer: fine)").matches;
tell();
