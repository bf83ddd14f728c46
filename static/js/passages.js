/* Words selected with a pointer, a finger or the keyboard's caret, offered to be tagged by their place in the plain
   text: half-open, in code points. Page and sentence picker share it; what a mark says besides is not the author's. */

const FOREIGN = "user-quote, .m-ref, .m-words";
const template = document.getElementById("tag-passage");
const bar = template.content.firstElementChild.cloneNode(true);
const link = bar.querySelector("a");
const rtl = document.documentElement.dir === "rtl";

const before = (text, container, offset) => {
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(container, offset);
  const part = range.cloneContents();
  for (const foreign of part.querySelectorAll(FOREIGN)) foreign.remove();
  return [...part.textContent].length;
};

/* What of one text lies in the range; its first code point is the plain text's `data-start`-th. */
const pieceOf = (text, range) => {
  const start = text.contains(range.startContainer) ? before(text, range.startContainer, range.startOffset) : 0;
  const end = text.contains(range.endContainer)
    ? before(text, range.endContainer, range.endOffset)
    : before(text, text, text.childNodes.length);
  const base = Number(text.dataset.start ?? 0);
  return { text, start: base + start, end: base + end };
};

/* The span that is selected and the texts it lies in: those of one contribution, or sentences of the picker. */
const selected = () => {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const texts = [...document.querySelectorAll("article .voice, .sentence__words")];
  const pieces = texts.filter((text) => range.intersectsNode(text)).map((text) => pieceOf(text, range));
  const touched = pieces.filter((piece) => piece.start < piece.end);
  if (!touched.length || new Set(touched.map(({ text }) => text.closest("article, form"))).size > 1) return null;
  return { range, touched, start: touched[0].start, end: touched.at(-1).end };
};

/* The address of the picker with this span; on the picker's own page it is the page's. */
const addressOf = ({ touched, start, end }) => {
  const around = touched[0].text.closest("article, form");
  const way = around.querySelector("a[data-revision]");
  const revision = way?.dataset.revision ?? around.querySelector("[name=revision]")?.value;
  if (!revision) return null;
  const url = new URL(way?.href ?? location.href);
  for (const [name, value] of Object.entries({ start, end, revision })) url.searchParams.set(name, value);
  return url.href;
};

/* Under the end of the selection, over the text; in the order of the page it follows the text. */
const place = (found) => {
  const last = found.touched.at(-1).text;
  const after = last.closest(".sentences") ?? last;
  if (after.nextElementSibling !== bar) after.after(bar);
  const boxes = [...found.range.getClientRects()];
  const box = boxes.at(-1) ?? found.range.getBoundingClientRect();
  const frame = bar.offsetParent.getBoundingClientRect();
  const along = rtl ? frame.right - box.right : box.left - frame.left;
  const room = Math.max(0, frame.width - bar.offsetWidth);
  bar.style.insetInlineStart = `${Math.min(Math.max(0, along), room)}px`;
  bar.style.insetBlockStart = `${box.bottom - frame.top + 8}px`;
};

/* Points the link at what is selected now; false where nothing is that can be tagged. */
const aim = () => {
  const found = selected();
  const address = found && addressOf(found);
  if (!address) return false;
  link.href = address;
  bar.selected = found;
  return true;
};

const status = document.getElementById("status");
const offer = () => {
  if (bar.contains(document.activeElement)) return;
  if (!aim()) {
    if (bar.isConnected && status.textContent === template.dataset.told) status.textContent = "";
    bar.remove();
    return;
  }
  const isNew = !bar.isConnected;
  place(bar.selected);
  if (isNew) status.textContent = template.dataset.told;
};

/* Whoever is quicker than the next offer means the words as they are selected when the link is taken. */
bar.addEventListener("focusin", aim);
bar.addEventListener("mousedown", (event) => {
  aim();
  event.preventDefault(); // the selection stays until the click
});
bar.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  getSelection().removeAllRanges();
  bar.remove();
});
link.addEventListener("click", (event) => {
  const chosen = new CustomEvent("passage:chosen", { bubbles: true, cancelable: true, detail: bar.selected });
  if (!bar.dispatchEvent(chosen)) event.preventDefault();
  else return;
  getSelection().removeAllRanges();
  bar.remove();
});

let timer;
const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(offer, 200);
};
/* While the button is held the words are still being chosen: what stood under the pointer would be chosen with them.
   Control and the button open a menu on some keyboards, which takes the end of it. */
let held = false;
const letGo = (event) => {
  if (!held || event.repeat) return;
  held = false;
  soon();
};
addEventListener("mousedown", (event) => (held = event.button === 0 && !event.ctrlKey), true);
for (const end of ["mouseup", "dragend", "pointercancel", "keydown", "blur"]) addEventListener(end, letGo, true);
document.addEventListener("selectionchange", () => {
  if (!held) soon();
});
