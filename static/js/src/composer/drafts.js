/* Copies of what is being written: on this device after each pause, on the site a little later.
   A copy belongs to one person, one place and one open page, so nobody sees another's and no page overwrites one. */

import { toSource } from "./box.js";

const NOBODY = "anon";
const LONGEST_KEPT = 60 * 86400e3; // ms a copy stays on the device
const FRESH = 3600e3; // ms in which going back or reloading takes a copy without asking
const ON_DEVICE = 1000; // ms after the last key
const ON_SITE = 10_000;
const AGAIN = 30_000; // ms until a failed save is tried again
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "form_key", "sequence", "opened", "parent", "version", "page"]);
const LONGEST_SAVE = 5000; // ms
const BEACON = 56_000; // bytes: browsers refuse more than 65,536 from a page that may close
const AROUND = 150; // bytes of its boundary and headers around each value

const prefix = (person, place) => `draft ${person} ${place} `;

const fieldsOf = (form) => {
  const fields = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && !NOT_KEPT.has(name)) (fields[name] ??= []).push(value);
  return fields;
};

/* Whether a page that closes may still send it: its names and values as bytes, a line break as two. */
export const isShort = (body) => new Blob([JSON.stringify([...body])]).size + AROUND * [...body].length < BEACON;

const isDone = (key) => document.cookie.includes(`posted=${key}`);

/* Whether the person chose something else there than the page came with. */
const isTouched = ({ type, checked, defaultChecked, options, value, defaultValue }) => {
  if (["checkbox", "radio"].includes(type)) return checked !== defaultChecked;
  return value !== (options ? ([...options].find((one) => one.defaultSelected) ?? options[0])?.value : defaultValue);
};

export const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return [...bytes].map((byte, n) => ([4, 6, 8, 10].includes(n) ? "-" : "") + byte.toString(16).padStart(2, "0")).join("");
};

export class Drafts {
  /* `tell(kind, time)` hears how saving went; `conflict(copy)` gets another version of the same text. */
  constructor(form, { tell, conflict, signal }) {
    Object.assign(this, { form, tell, conflict, isChanged: false, waitsForSite: false });
    this.person = form.dataset.person || NOBODY;
    this.place = form.dataset.place || new URL(form.getAttribute("action") || "", location).pathname;
    this.key = prefix(this.person, this.place) + newKey().slice(0, 8);
    this.url = this.person === NOBODY ? "" : form.dataset.draftsUrl;
    addEventListener("storage", (event) => this.hear(event), { signal });
    addEventListener("pagehide", () => this.leave(), { signal });
    addEventListener("online", () => this.waitsForSite && this.saveOnSite(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.leave(), { signal });
  }

  /* The site tells copies of two devices apart; a page that lost its answer goes on from its own. */
  get device() {
    try {
      localStorage.device ||= newKey();
      return localStorage.device;
    } catch {
      return this.key.slice(-8);
    }
  }

  /* Whether the site holds the same words as this copy. */
  async isOnSite(copy) {
    const letters = (text) => text.replace(/[^\p{L}\p{N}]+/gu, "");
    const [text] = copy.fields.text;
    const words = copy.fields.rich?.[0] ? toSource(text) : text;
    try {
      const signal = AbortSignal.timeout(LONGEST_SAVE);
      const answer = await fetch(`${this.url}?parent=${this.form.elements.parent?.value ?? ""}`, { signal });
      return answer.ok && letters(await answer.text()) === letters(words);
    } catch {
      return false;
    }
  }

  /* The site's copy may have come after the page: it goes only if it has the same words. */
  discardOnSite({ fields }) {
    const body = new FormData(this.form);
    body.delete("files");
    for (const name of ["text", "rich", "formatted"]) body.set(name, fields[name]?.[0] ?? "");
    for (const name of ["discard", "same"]) body.set(name, "1");
    return this.url && fetch(this.url, { method: "POST", body }).catch(() => null);
  }

  get text() {
    return this.form.elements.text.value;
  }

  /* Copies of other pages, newest first; those too old go. What somebody wrote before signing in is theirs. */
  others() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (key === this.key || ![this.person, NOBODY].some((who) => key.startsWith(prefix(who, this.place)))) continue;
        const copy = { ...JSON.parse(localStorage.getItem(key)), key };
        if (Date.now() - copy.at > LONGEST_KEPT || isDone(copy.formKey)) this.drop(copy);
        else found.push(copy);
      }
    } catch {
      return [];
    }
    return found.sort((one, other) => other.at - one.at);
  }

  drop(copy) {
    try {
      localStorage.removeItem(copy.key);
    } catch {
      /* Nothing is kept on this device. */
    }
  }

  isFresh(copy) {
    const [visit] = performance.getEntriesByType("navigation");
    return ["back_forward", "reload"].includes(visit?.type) && Date.now() - copy.at < FRESH;
  }

  /* Put a copy's values into the form; `fill` puts its text where the person writes. A copy for which nobody asked
     leaves what was chosen on this page; one that is only a text leaves everything else. */
  take(copy, fill, { isAsked }) {
    const chosen = new Set([...this.form.elements].filter((one) => !isAsked && isTouched(one)).map(({ name }) => name));
    for (const control of this.form.elements) {
      if (chosen.has(control.name)) continue;
      const values = copy.fields[control.name];
      if (control.type === "radio" || control.type === "checkbox") {
        const isThere = control.type === "radio" ? values : copy.fields.formatted; // boxes that are not ticked leave no trace
        if (isThere) control.checked = values?.includes(control.value) ?? false;
      } else if (values && control.name !== "text" && control.tagName !== "BUTTON" && control.type !== "file") control.value = values[0];
    }
    if (copy.sent) this.form.elements.form_key.value = copy.formKey;
    if (copy.sequence && this.form.elements.sequence) this.form.elements.sequence.value = copy.sequence;
    fill(copy.fields.text[0], copy.fields.rich?.[0] ?? "");
    this.drop(copy);
    this.changed();
    this.keep();
  }

  changed() {
    this.isChanged = this.waitsForSite = true;
    clearTimeout(this.soon);
    clearTimeout(this.later);
    this.soon = setTimeout(() => this.keep(), ON_DEVICE);
    this.later = setTimeout(() => this.saveOnSite(), ON_SITE);
  }

  /* The copy on this device, now. `sent`: it is on its way, so a later try must not post it twice. */
  keep({ sent = false } = {}) {
    clearTimeout(this.soon);
    if (!this.isChanged && !sent) return;
    this.isChanged = false;
    const { form_key: formKey, sequence } = this.form.elements;
    if (!sent && formKey && isDone(formKey.value)) formKey.value = newKey(); // thrown away on another page, and written on here
    const copy = { fields: fieldsOf(this.form), at: Date.now(), formKey: formKey?.value, sequence: sequence?.value, sent };
    try {
      if (this.text.trim()) localStorage.setItem(this.key, JSON.stringify(copy));
      else localStorage.removeItem(this.key);
      this.tell("device", copy.at);
    } catch {
      this.tell("full");
    }
  }

  /* What is written while a copy is on its way goes at its own time, or when the page is left. */
  saveOnSite(how) {
    if (!this.url || !this.waitsForSite || (this.isSaving && !how) || this.isApart) return;
    clearTimeout(this.later);
    this.saving = this.send(how);
  }

  async send({ closing = false } = {}) {
    const body = new FormData(this.form);
    body.delete("files");
    body.set("device", this.device);
    this.older?.abort(); // or it could arrive after this one
    const mine = (this.older = new AbortController());
    const limit = setTimeout(() => mine.abort(), LONGEST_SAVE);
    this.waitsForSite = false;
    this.isSaving = true;
    try {
      const keepalive = closing && isShort(body);
      const answer = await fetch(this.url, { method: "POST", body, keepalive, signal: mine.signal });
      await this.settle(answer);
    } catch {
      if (mine === this.older) this.missed("unsaved");
    }
    clearTimeout(limit);
    if (mine === this.older) this.isSaving = false;
  }

  async settle(answer) {
    if (answer.redirected || answer.status === 401 || answer.status === 403) return this.missed("signedOut", 0);
    if (answer.status !== 409 && !answer.ok) return this.missed("unsaved");
    const { sequence, saved_at: at, text, rich, posted } = await answer.json();
    if (posted) {
      this.form.elements.form_key.value = newKey(); // its words are posted; what is written now is something else
      this.waitsForSite = this.isChanged;
      return;
    }
    if (answer.status !== 409) {
      this.form.elements.sequence.value = sequence;
      this.tell("site", Date.parse(at) || Date.now());
    } else if (text === this.text) {
      this.form.elements.sequence.value = sequence;
    } else {
      this.isApart = true;
      this.conflict({ fields: { text: [text], rich: [rich ? "1" : ""] }, at: Date.parse(at), sequence });
    }
  }

  missed(why, again = AGAIN) {
    this.waitsForSite = true;
    if (again) this.later = setTimeout(() => this.saveOnSite(), again);
    this.tell(why);
  }

  /* The person has seen the site's version: what stands in the box now goes on from there. */
  goOnFrom({ sequence }) {
    if (sequence && this.form.elements.sequence) this.form.elements.sequence.value = sequence;
    this.isApart = false;
    this.changed();
  }

  leave() {
    this.keep();
    this.saveOnSite({ closing: true });
  }

  /* Another page of this browser writes the same thing. */
  hear({ key, newValue }) {
    if (!newValue || key === this.key || !key?.startsWith(prefix(this.person, this.place)) || !this.text.trim()) return;
    const copy = { ...JSON.parse(newValue), key };
    if (copy.fields.text[0] !== this.text) this.conflict(copy);
  }

  /* Another form takes over: it finds the words on the device, and this one saves and tells nothing any more. */
  rest() {
    this.keep();
    clearTimeout(this.later);
    this.older?.abort();
    this.url = "";
    this.tell = () => {};
  }

  /* It is posted or thrown away: no copy stays here. */
  forget() {
    clearTimeout(this.soon);
    clearTimeout(this.later);
    this.isChanged = this.waitsForSite = false;
    this.drop(this);
  }
}
