/* A form that saves itself after each pause. Until the site has its words, a copy stays on this device: it belongs
   to one person and one form, and is offered again when the page comes without those words. A picture that was
   chosen goes along once. */
const PAUSE = 1000; // ms after the last key
const AGAIN = 30_000; // ms until a failed save is tried again
const LONGEST_SAVE = 10_000; // ms
const LONGEST_WITH_PICTURE = 60_000; // ms
const BEACON = 56_000; // bytes: browsers refuse more than 65,536 from a page that may close
const AROUND = 150; // bytes around each value

const form = document.getElementById("writing");
const status = document.getElementById("saving");
const both = document.getElementById("see-both");
const picture = document.getElementById("picture");
const place = `insight ${form.dataset.person} ${form.getAttribute("action")}`;
const fields = [...form.elements].filter((one) => one.name && /^(text|textarea|checkbox|select-one)$/.test(one.type));
const files = [...form.elements].filter((one) => one.type === "file");
try {
  localStorage.setItem("stores", "");
  localStorage.removeItem("stores");
  form.autocomplete = "off"; // a page that is gone back to shows the site's words, and offers the copy if there is one
} catch {
  /* This device keeps nothing: then what the browser fills in again is all there is. */
}
const refused = new Map(); // pictures that the site does not take, and what it says of them
let saved, timer, saving, isLeaving, isTried;
let isApart = form.matches("[data-apart]"); // somebody was faster: the person decides what becomes of both

const nameOf = (one) => (one.type === "checkbox" ? `${one.name}=${one.value}` : one.name);
const valueOf = (one) => (one.type === "checkbox" ? (one.checked ? "x" : "") : one.value);
const words = () => Object.fromEntries(fields.map((one) => [nameOf(one), valueOf(one)]));
/* What the page came with: whoever is quicker than this script has typed something else by now. */
const cameWith = (one) => {
  if (one.type === "checkbox") return one.defaultChecked ? "x" : "";
  return one.options ? ([...one.options].find((it) => it.defaultSelected) ?? one.options[0])?.value : one.defaultValue;
};
const letters = (values) =>
  fields.map((one) => (values[nameOf(one)] ?? "").replace(/\s+/g, " ").trim()).join("\n");
const waiting = () => files.flatMap((one) => [...one.files]).filter((file) => !refused.has(file));
const isUnsaved = () => letters(words()) !== saved || waiting().length > 0;
const isShort = (body) => new Blob([JSON.stringify([...body])]).size + AROUND * [...body].length < BEACON;
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
  if (saving || isApart || isLeaving || !isUnsaved()) return;
  saving = send(keepalive).finally(() => (saving = null));
};

const send = async (keepalive) => {
  const body = new FormData(form);
  const sent = letters(words());
  const chosen = keepalive ? [] : waiting();
  if (!chosen.length) for (const { name } of files) body.delete(name);
  body.set("alone", "1");
  const signal = AbortSignal.timeout(chosen.length ? LONGEST_WITH_PICTURE : LONGEST_SAVE);
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, keepalive: keepalive && isShort(body), signal });
  } catch {
    answer = null;
  }
  if (answer?.redirected || answer?.status === 403) {
    tell("signedOut");
  } else if (answer?.status === 409) {
    isApart = true;
    both.hidden = false;
    tell("both");
  } else if (answer?.status === 422) {
    const { told, fields: wrong } = await answer.json();
    status.textContent = told.join(" ");
    for (const { name } of files) if (wrong[name]) refuse(chosen, wrong[name]);
  } else if (answer?.ok) {
    const { seen, saved: time, aside } = await answer.json();
    if (seen) form.elements.seen.value = seen;
    saved = sent;
    if (aside) status.textContent = aside;
    else tell("saved", time);
    if (chosen.length) show(chosen);
    if (!aside) form.dispatchEvent(new Event("saved", { bubbles: true }));
    for (const file of files.flatMap((one) => [...one.files])) status.append(" ", refused.get(file) ?? "");
    if (letters(words()) === saved) drop();
    if (isUnsaved()) later(PAUSE);
  } else if (answer?.status === 413 && chosen.length) {
    status.textContent = status.dataset.tooBig;
    refuse(chosen, status.dataset.tooBig);
  } else {
    tell("unsaved");
    later(AGAIN);
  }
};

/* The words go on without it, until another is chosen. */
const refuse = (chosen, told) => {
  for (const file of chosen) refused.set(file, told);
  if (chosen.length && isUnsaved()) later(PAUSE);
};

/* The picture that the site has now. */
const show = (chosen) => {
  for (const one of files) if (chosen.includes(one.files[0])) one.value = "";
  const image = document.createElement("img");
  image.width = 480;
  image.alt = form.elements.alt.value;
  image.src = `${picture.dataset.picture}?${form.elements.seen.value}`;
  picture.replaceChildren(image);
};

const leave = () => {
  if (letters(words()) !== saved) save(true);
};

const shown = (one, value) => {
  const label = one.labels[0]?.textContent.trim();
  if (one.type === "checkbox") return `${value ? "☑" : "☐"} ${label}`;
  return one.type === "select-one" ? `${label}: ${[...one.options].find((it) => it.value === value)?.text}` : value;
};

const offer = () => {
  const copy = kept();
  if (!copy) return;
  const isThere = copy.isSent && copy.sitting === form.dataset.newest;
  if (isThere || letters(copy) === letters(words())) return drop();
  const differing = fields.filter((one) => nameOf(one) in copy && copy[nameOf(one)] !== valueOf(one));
  if (!differing.length) return drop();
  const note = document.getElementById("kept");
  for (const one of differing) {
    const line = document.createElement("p");
    line.className = "voice";
    line.dir = "auto";
    line.textContent = shown(one, copy[nameOf(one)]);
    note.querySelector("[data-kept]").append(line);
  }
  note.hidden = false;
  note.querySelector("[data-take]").addEventListener("click", () => {
    for (const one of differing) {
      if (one.type === "checkbox") one.checked = Boolean(copy[nameOf(one)]);
      else one.value = copy[nameOf(one)];
    }
    note.hidden = true;
    differing[0].focus();
    differing[0].dispatchEvent(new Event("input", { bubbles: true }));
  });
  note.querySelector("[data-drop]").addEventListener("click", () => {
    drop();
    note.hidden = true;
    fields[0].focus();
  });
};

if (form.matches("[data-unsaved]")) {
  if (isApart) keep(false);
} else {
  saved = letters(Object.fromEntries(fields.map((one) => [nameOf(one), cameWith(one)])));
  offer();
  if (isUnsaved()) {
    keep(false);
    later(PAUSE);
  }
}
form.addEventListener("input", () => {
  if (!isUnsaved()) return;
  keep(false);
  later(PAUSE);
});
addEventListener("online", () => save());
addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => document.hidden && leave());
form.addEventListener("submit", async (event) => {
  clearTimeout(timer);
  const wasSaving = Boolean(saving);
  if (!wasSaving && !isTried) save(!waiting().length); // words that are on the site before the page goes leave no copy
  if (!saving) {
    if (letters(words()) !== saved) keep(true);
    isLeaving = true; // what the button sends is not sent once more
    isTried = false;
    return;
  }
  event.preventDefault();
  isTried = !wasSaving;
  let isElsewhere = false; // whoever takes a link meanwhile is not fetched back: the words are on the site
  const go = () => (isElsewhere = true);
  addEventListener("beforeunload", go, { once: true });
  await saving;
  removeEventListener("beforeunload", go);
  const isGone = event.submitter?.isConnected === false; // whose place it is to write has changed
  if (!isElsewhere && !isGone) form.requestSubmit(event.submitter);
});
addEventListener("pageshow", () => (isLeaving = false));

/* The signs of the text, for those who do not type them. */
const signs = document.getElementById("signs");
const box = form.elements.text;
if (signs) {
  box.before(signs);
  signs.hidden = false;
}
signs?.addEventListener("click", ({ target }) => {
  const { before, after } = target.closest("button")?.dataset ?? {};
  if (!before) return;
  const { selectionStart: start, selectionEnd: end } = box;
  box.setRangeText(before + box.value.slice(start, end) + after, start, end);
  box.setSelectionRange(start + before.length, end + before.length);
  box.focus();
  box.dispatchEvent(new Event("input", { bubbles: true }));
});
