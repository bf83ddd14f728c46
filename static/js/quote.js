/* "Quote selection": words selected in a contribution, answered with these words quoted. */

const link = document.createElement("a");
link.className = "button button--compact quote-selection";

/* Code points of the contribution's own text before a place: what it quotes of others is not its own. */
const offsetOf = (voice, node, offset) => {
  const range = document.createRange();
  range.setStart(voice, 0);
  range.setEnd(node, offset);
  const part = range.cloneContents();
  for (const foreign of part.querySelectorAll("user-quote, .m-ref, .m-words")) foreign.remove();
  return [...part.textContent].length;
};

/* Points the link at the words selected now; says beside which way to quote the whole it stands, if anywhere. */
const aim = () => {
  const selection = getSelection();
  const range = selection.rangeCount && !selection.isCollapsed && selection.getRangeAt(0);
  const around = range && range.commonAncestorContainer;
  const voice = range ? (around.closest ? around : around.parentElement).closest("article .voice") : null;
  const whole = voice?.closest("article").querySelector('a[href*="/quote/"]:not(.quote-selection)');
  if (!whole) return null;
  const [start, end] = [offsetOf(voice, range.startContainer, range.startOffset), offsetOf(voice, range.endContainer, range.endOffset)];
  if (end <= start) return null;
  const url = new URL(whole.href);
  url.search = new URLSearchParams({ start, end });
  link.href = url;
  return whole;
};

const offer = (words) => {
  const whole = aim();
  if (!whole) return link.remove();
  link.textContent = words;
  if (whole.nextElementSibling !== link) whole.after(link);
  return undefined;
};

/* Whoever is quicker than the next offer means the words as they are selected when the link is taken. */
link.addEventListener("focus", aim);
link.addEventListener("mousedown", (event) => {
  aim();
  event.preventDefault(); // the selection stays until the click
});

export const watch = (words) => {
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => offer(words), 200);
  };
  document.addEventListener("selectionchange", soon);
  offer(words);
};
