/* The words of an insight save themselves after each pause. Until the site has them, a copy stays on this device:
   it belongs to one person and one insight, and is offered again when the page comes without those words. */
const PAUSE = 1000; // ms after the last key
const AGAIN = 30_000; // ms until a failed save is tried again
const LONGEST_SAVE = 10_000; // ms
const HERE_EVERY = 45_000; // ms
const FIELDS = ["lead_in", "text"];

const told = document.querySelector("[data-here]");
const form = document.querySelector("form[data-newest]");
const status = document.getElementById("saving");
const both = document.getElementById("see-both");
const place = `insight ${form.dataset.person} ${form.getAttribute("action")}`;
let saved, timer, saving, isLeaving;
let isApart = form.matches("[data-apart]"); // somebody was faster: the person decides what becomes of both

const words = () => Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]));
const letters = (fields) => FIELDS.map((name) => fields[name].replace(/\s+/g, " ").trim()).join("\n");
const tell = (kind, time) => {
  status.textContent = status.dataset[kind].replace("{time}", time);
};

const kept = () => {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null;
  }
};
const drop = () => {
  try {
    localStorage.removeItem(place);
  } catch {
    /* This device keeps nothing. */
  }
};
const keep = (isSent) => {
  try {
    localStorage.setItem(place, JSON.stringify({ ...words(), sitting: form.elements.sitting.value, isSent }));
  } catch {
    /* This device keeps nothing; the site still gets every word. */
  }
};

const later = (wait) => {
  clearTimeout(timer);
  timer = setTimeout(() => save(), wait);
};

const save = (keepalive = false) => {
  clearTimeout(timer);
  if (saving || isApart || isLeaving || letters(words()) === saved) return;
  saving = send(keepalive).finally(() => (saving = null));
};

const send = async (keepalive) => {
  const body = new FormData(form);
  const sent = letters(words());
  body.set("alone", "1");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, keepalive, signal: AbortSignal.timeout(LONGEST_SAVE) });
  } catch {
    answer = null;
  }
  if (!answer || answer.status >= 500) {
    tell("unsaved");
    later(AGAIN);
  } else if (answer.redirected || answer.status === 403) {
    tell("signedOut");
  } else if (answer.status === 409) {
    isApart = true;
    both.hidden = false;
    tell("both");
  } else if (answer.status === 422) {
    status.textContent = (await answer.json()).told.join(" ");
  } else if (answer.ok) {
    const { seen, saved: time } = await answer.json();
    form.elements.seen.value = seen;
    saved = sent;
    tell("saved", time);
    if (letters(words()) === saved) drop();
    else later(PAUSE);
  }
};

const leave = () => {
  if (letters(words()) !== saved) save(true);
};

const offer = () => {
  const copy = kept();
  if (!copy) return;
  const isThere = copy.isSent && copy.sitting === form.dataset.newest;
  if (isThere || letters(copy) === letters(words())) return drop();
  const note = document.getElementById("kept");
  for (const name of FIELDS) note.querySelector(`[data-kept=${name}]`).textContent = copy[name];
  note.hidden = false;
  note.querySelector("[data-take]").addEventListener("click", () => {
    for (const name of FIELDS) form.elements[name].value = copy[name];
    note.hidden = true;
    form.elements.text.focus();
    form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.querySelector("[data-drop]").addEventListener("click", () => {
    drop();
    note.hidden = true;
    form.elements.text.focus();
  });
};

if (!form.matches("[data-unsaved]")) {
  saved = letters(words());
  offer();
}
form.addEventListener("input", () => {
  if (letters(words()) === saved) return;
  keep(false);
  later(PAUSE);
});
addEventListener("online", () => save());
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  if (letters(words()) !== saved) keep(true);
  if (!saving) {
    isLeaving = true; // what the button sends is not sent once more
    return;
  }
  event.preventDefault();
  await saving;
  form.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => (isLeaving = false));

/* The signs of the text, for those who do not type them. */
const signs = document.getElementById("signs");
const box = form.elements.text;
box.before(signs);
signs.hidden = false;
signs.addEventListener("click", ({ target }) => {
  const { before, after } = target.closest("button")?.dataset ?? {};
  if (!before) return;
  const { selectionStart: start, selectionEnd: end } = box;
  box.setRangeText(before + box.value.slice(start, end) + after, start, end);
  box.setSelectionRange(start + before.length, end + before.length);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});

const say = async () => {
  if (document.hidden) return;
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch(told.dataset.here, { method: "POST", body }).catch(() => null);
  const heard = answer?.ok && !answer.redirected ? (await answer.text()).trim() : told.innerHTML.trim();
  if (heard !== told.innerHTML.trim()) told.innerHTML = heard;
};
setInterval(say, HERE_EVERY);
