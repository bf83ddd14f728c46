/* Small comforts over pages that work without them. */

const DAY = 86400;

/* Menus lie over the text: Escape or a click elsewhere puts them away. */
const menus = () => document.querySelectorAll(":is(.drop, .more, .menu)[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const innermost = [...menus()].at(-1);
  if (!innermost) return;
  innermost.open = false;
  innermost.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

/* A remembered disclosure: the cookie "fold-NAME" lets the server draw it right the next time. On narrow screens
   one that was seen before and never chosen starts closed. */
for (const fold of document.querySelectorAll("details[data-remember]")) {
  const name = `fold-${fold.dataset.remember}`;
  const kept = document.cookie.match(`(?:^|; )${name}=(\\w+)`)?.[1];
  const keep = (value) => {
    document.cookie = `${name}=${value}; path=/; max-age=${180 * DAY}; samesite=lax`;
  };
  if (kept) fold.open = kept === "open" || (kept === "seen" && matchMedia("(width >= 48em)").matches);
  else keep("seen");
  fold.querySelector("summary").addEventListener("click", () => keep(fold.open ? "closed" : "open"));
}

/* A link into a closed disclosure opens it. */
const reveal = () => {
  const goal = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let node = goal || null; node; node = node.parentElement) if (node.matches("details")) node.open = true;
  if (goal) for (const evidence of goal.querySelectorAll(":scope > .evidence")) evidence.open = true;
  if (goal && goal.matches("article")) goal.querySelector("[tabindex='-1']")?.focus();
};
addEventListener("hashchange", reveal);
addEventListener("load", reveal);

/* The pressed button says that something is under way. A form marked data-once is sent once, unless nothing came of
   it: whoever stopped the page from loading can press again. */
const UNDER_WAY = 60_000; // ms; a file may take longer
const pressed = new Map();

const press = (button) => {
  if (!button?.matches?.("button[data-loading]") || pressed.has(button)) return;
  pressed.set(button, [...button.childNodes]);
  button.replaceChildren(document.body.dataset.loading);
};

const release = (button) => {
  if (pressed.has(button)) button.replaceChildren(...pressed.get(button));
  pressed.delete(button);
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  const hasFiles = [...form.elements].some(({ files }) => files?.length);
  if (form.matches("[data-sent]") && (hasFiles || Date.now() - form.dataset.sent < UNDER_WAY)) event.preventDefault();
  if (event.defaultPrevented) return;
  if (form.matches("[data-once]")) form.dataset.sent = Date.now();
  press(event.submitter);
});
addEventListener("pageshow", () => {
  for (const button of [...pressed.keys()]) release(button);
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
});

/* While htmx sends, the old content stays and is marked busy. */
const buttonOf = ({ target, detail }) => detail.ctx?.request.submitter ?? target;
document.addEventListener("htmx:before:request", (event) => {
  const place = event.detail.ctx.target;
  if (place instanceof Element) place.setAttribute("aria-busy", "true");
  press(buttonOf(event));
});

document.addEventListener("htmx:finally:request", (event) => {
  for (const busy of document.querySelectorAll("[aria-busy]")) busy.removeAttribute("aria-busy");
  release(buttonOf(event));
});

/* A request that never came back leaves a sentence next to the control, never an alert box. */
document.addEventListener("htmx:error", ({ target, detail }) => {
  if (!detail.ctx || !(target instanceof Element)) return;
  const place = target.matches("form, section, div") ? target : target.parentElement;
  place.querySelector(":scope > .failed")?.remove();
  const sentence = document.createElement("p");
  sentence.className = "failed";
  sentence.setAttribute("role", "alert");
  sentence.textContent = document.body.dataset.failed;
  place.append(sentence);
});

/* Writing: its script comes with the first focus, or at once where something is waiting to be written on. What was
   typed before it came is told to it, so that this is kept too. */
const typed = new WeakSet();
const write = async (form) => {
  const parts = form.querySelector("template[data-script]");
  if (!parts || form.dataset.composer) return;
  const { compose } = await import(parts.dataset.script);
  compose(form);
  if (typed.delete(form)) form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
};

const awaken = () => {
  for (const form of document.querySelectorAll("[data-composer='']")) {
    let waits = form.elements.formatted?.value;
    try {
      waits ||= Object.keys(localStorage).some((key) => key.startsWith("draft "));
    } catch {
      /* This device keeps nothing. */
    }
    if (waits) write(form);
  }
};
awaken();
document.addEventListener("htmx:after:swap", awaken);
const isTyped = ({ elements: { text } }) => text.value !== text.defaultValue;
const begin = ({ type, target }) => {
  const form = target.closest("[data-composer='']");
  if (!form) return;
  if (type === "input" && isTyped(form)) typed.add(form);
  write(form);
};
document.addEventListener("focusin", begin);
document.addEventListener("input", begin);

/* Somebody may be quicker than this script. What a browser fills in again where one goes back was not typed. */
const isNew = performance.getEntriesByType("navigation")[0]?.type === "navigate";
for (const form of document.querySelectorAll("[data-composer='']")) {
  if (isNew && isTyped(form)) typed.add(form);
  if (typed.has(form) || form.contains(document.activeElement)) write(form);
}

/* Words selected in a contribution can be quoted in a reply. */
const quotes = document.querySelector("[data-quote-script]")?.dataset;
if (quotes) {
  const first = async () => {
    if (!getSelection().isCollapsed) (await import(quotes.quoteScript)).watch(quotes.quoteWords);
    else document.addEventListener("selectionchange", first, { once: true });
  };
  document.addEventListener("selectionchange", first, { once: true });
}

/* A profile that was never saved starts with the device's time zone. */
for (const select of document.querySelectorAll("select[data-guess-time-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...select.options].some((option) => option.value === zone)) select.value = zone;
}

/* What comes in while a room is read is told at the end of its list; the page itself does not move. */
const NEWS_EVERY = 60000;
const news = document.querySelector("[data-news]");
const ask = async () => {
  if (document.hidden || navigator.connection?.saveData) return;
  const answer = await fetch(news.dataset.news).catch(() => null);
  const told = answer?.ok ? (await answer.text()).trim() : news.innerHTML;
  if (told !== news.innerHTML) news.innerHTML = told;
};
if (news) setInterval(ask, NEWS_EVERY);

/* Copying needs a script, so that what offers it shows only here. */
const offerCopies = () => {
  for (const place of document.querySelectorAll("[data-copy-link]")) place.hidden = !navigator.clipboard;
};
offerCopies();
document.addEventListener("click", async ({ target }) => {
  const place = target.closest("[data-copy-link]");
  if (!place) return;
  await navigator.clipboard.writeText(new URL(place.dataset.copyLink, location.href).href);
  document.getElementById("status").textContent = place.closest("[data-copied]")?.dataset.copied ?? "";
});

/* Whoever unfolded a thread goes on at the first reply that came. */
document.addEventListener("htmx:after:swap", () => {
  offerCopies();
  document.querySelector("[data-unfolded]")?.querySelector("[tabindex='-1']")?.focus();
  for (const place of document.querySelectorAll("[data-unfolded]")) place.removeAttribute("data-unfolded");
});
