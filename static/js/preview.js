/* The pane beside the form shows a heading of the draft as readers will see it, and renews itself when the form was
   saved. It never takes the focus, never scrolls the page, and says nothing while somebody writes. */
const LONGEST = 20_000; // ms
const AGAIN = 2000; // ms until pages are asked for again that another was waiting for
const KEPT = "preview";

const pane = document.getElementById("preview");
const toggle = document.querySelector("[data-preview]");
const link = document.querySelector(".preview-link");
const skip = document.getElementById("to-preview");
const shown = pane.querySelector("[data-shown]");
const trouble = pane.querySelector("[data-trouble]");
const wide = matchMedia("(width >= 72em)");
let kind, timer, asking;
let isStale = true;

const kept = () => {
  try {
    return (localStorage.getItem(KEPT) ?? "").split(" ");
  } catch {
    return [];
  }
};
const keep = () => {
  try {
    localStorage.setItem(KEPT, `${pane.hidden ? "closed" : "open"} ${kind}`);
  } catch {
    /* This device keeps nothing: the pane is opened again by hand. */
  }
};

const isSeen = () => !pane.hidden && wide.matches && !document.hidden;

/* What one had unfolded stays unfolded, and the pane stands where it stood unless the marked insight left it. */
const put = (html) => {
  const top = pane.scrollTop;
  const isFirst = !shown.hasChildNodes();
  const open = [...shown.querySelectorAll(".insight:has(> .evidence[open])")].map((one) => one.id);
  shown.innerHTML = html;
  for (const id of open) {
    const fold = document.getElementById(id)?.querySelector(":scope > .evidence");
    if (fold) fold.open = true;
  }
  pane.scrollTop = top;
  const lit = shown.querySelector(".insight[aria-current], [data-lit]");
  if (!lit) return;
  const { top: from, bottom: to } = lit.getBoundingClientRect();
  const { top: above, bottom: below } = pane.getBoundingClientRect();
  const head = pane.querySelector(".preview__head").offsetHeight;
  if (isFirst || to < above + head || from > Math.min(below, innerHeight)) pane.scrollTop += from - above - head - 16;
};

const renew = async () => {
  clearTimeout(timer);
  isStale = true;
  if (!isSeen() || asking) return;
  isStale = false;
  const wanted = kind;
  const address = pane.dataset.address + (kind === "a4" ? "&as=a4" : "");
  asking = fetch(address, { headers: { "HX-Request-Type": "partial" }, signal: AbortSignal.timeout(LONGEST) });
  try {
    const answer = await asking;
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const html = await answer.text();
    trouble.hidden = true;
    const isBusy = html.includes("data-again");
    if (wanted === kind && (!isBusy || !shown.hasChildNodes())) put(html);
    if (isBusy) timer = setTimeout(renew, AGAIN);
  } catch {
    trouble.textContent = pane.dataset.failed;
    trouble.hidden = false;
  }
  asking = null;
  if (isStale) renew();
};

const open = (isOpen) => {
  pane.hidden = !isOpen;
  toggle.setAttribute("aria-expanded", isOpen);
  pane.closest(".bench").classList.toggle("bench--beside", isOpen);
  if (skip) skip.hidden = !isOpen;
  if (isOpen && isStale) renew();
};

const show = (wanted) => {
  kind = wanted;
  for (const one of pane.querySelectorAll("[data-as]")) {
    if (one.dataset.as === kind) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
};

toggle.hidden = false;
link.dataset.narrow = "";
toggle.addEventListener("click", () => {
  open(pane.hidden);
  keep();
});
pane.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-as]");
  if (chosen && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(chosen.dataset.as);
    shown.replaceChildren();
    keep();
    renew();
  } else if (event.target.closest("[data-close]")) {
    open(false);
    keep();
    toggle.focus();
  }
});
document.addEventListener("saved", renew);
document.addEventListener("visibilitychange", () => isStale && renew());
wide.addEventListener("change", () => isStale && renew());

const [was, as] = kept();
show(as === "a4" ? "a4" : "web");
open(was === "open");
