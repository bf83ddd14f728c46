/* Writing: counts words, keeps what is typed, posts without leaving the page until it is posted, and brings the
   editor and the list of people. Everything here has a form without scripts underneath. */

import { PlainBox, toSource } from "./box.js";
import { Drafts, isShort, newKey } from "./drafts.js";
import { Mentions } from "./mentions.js";

const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’‐-][\p{L}\p{N}\p{M}_]+)*/gu;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]/g;
const WORDS_A_MINUTE = 225;
const LONGEST_WAIT = 30_000; // ms for a text
const LONGEST_UPLOAD = 600_000; // ms with files
const PLAIN = "plain-box";

const language = document.documentElement.lang.replace(/^en$/, "en-GB"); // days before months, as the pages have it
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short", hourCycle: "h23" });
const calendar = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" });

const countWords = (text) => {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  return (text.replace(UNSPACED, " ").match(WORD)?.length ?? 0) + Math.ceil(unspaced / 2);
};

class Composer {
  constructor(form, parts) {
    Object.assign(this, { form, parts, words: parts.dataset, status: document.getElementById("status") });
    this.textarea = form.elements.text;
    this.stop = new AbortController();
    this.drafts = new Drafts(form, { signal: this.stop.signal, tell: (...what) => this.tell(...what), conflict: (copy) => this.other(copy) });
    this.mentions = form.dataset.pickerUrl && new Mentions(form, parts, this.status);
    this.takeMarks();
    this.use(new PlainBox(this.textarea));
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => event.target.name && this.drafts.changed());
    form.addEventListener("focusout", ({ target, relatedTarget }) => {
      if (target === this.surface.element && relatedTarget?.name !== "action") this.drafts.saveOnSite();
    });
    form.addEventListener("submit", (event) => this.submit(event));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      event.stopPropagation(); // the editor would break the line before the text goes
      form.requestSubmit(form.querySelector(":scope > .actions > .button--primary"));
    }, true);
    addEventListener("pageshow", ({ persisted }) => persisted && document.cookie.includes(`posted=${form.elements.form_key?.value}`) && location.reload(), { signal: this.stop.signal });
    this.restore();
    this.count();
    this.enrich();
  }

  use(surface) {
    this.surface = surface;
    this.mentions?.watch(surface);
  }

  /* What was written with the editor stands in the box in its plain form, for pages without scripts. */
  takeMarks() {
    const { rich, formatted } = this.form.elements;
    if (!formatted?.value || !this.mayEnrich || ![this.textarea.defaultValue, toSource(formatted.value)].includes(this.textarea.value)) return;
    [this.textarea.value, rich.value, formatted.value] = [formatted.value, "1", ""];
  }

  /* ---- what is typed */

  changed({ target }) {
    if (!target.name && target !== this.surface.element) return;
    if (this.isTried) this.form.elements.form_key.value = newKey(); // other words than those that may have arrived
    this.isTried = false;
    this.drafts.changed();
    clearTimeout(this.counting);
    this.counting = setTimeout(() => this.count(), 300);
  }

  count() {
    const place = this.form.querySelector(".composer__count");
    const words = countWords(this.surface.text);
    if (!place) return;
    const say = (n, one, many) => (n === 1 ? one : many).replace("{n}", n.toLocaleString(language));
    const { wordsOne, wordsMany, minutesOne, minutesMany, hint } = this.words;
    const sentences = [say(words, wordsOne, wordsMany), say(Math.ceil(words / WORDS_A_MINUTE), minutesOne, minutesMany)];
    if (words >= this.form.dataset.hintWords) sentences.push(hint);
    place.textContent = words ? sentences.join(" ") : "";
  }

  /* Kept or not, under the box; screen readers hear only of failures. */
  tell(kind, at) {
    const place = this.form.querySelector(".composer__saved");
    const sentence = this.words[{ device: "saved", site: "savedSite" }[kind] ?? kind];
    if (place) place.textContent = sentence.replace("{time}", at ? clock.format(at) : "");
    if (!at) this.status.textContent = sentence;
  }

  /* ---- earlier copies */

  part(name) {
    return this.parts.content.querySelector(`[data-part=${name}]`).cloneNode(true);
  }

  take(copy, { isAsked = true } = {}) {
    const fill = (text, rich) => {
      if (this.surface.leave || !rich || !this.mayEnrich) return this.surface.fill(text, rich);
      this.textarea.value = text; // for the editor, which is on its way
      return undefined;
    };
    this.drafts.take(copy, fill, { isAsked });
    this.count();
    this.enrich();
  }

  async restore() {
    const copies = this.drafts.others();
    const banner = copies.length && document.querySelector(".draft[id]");
    if (banner && (await this.drafts.isOnSite(copies[0]))) banner.remove();
    const same = copies.find(({ fields }) => fields.text[0] === this.textarea.value);
    const different = copies.filter(({ fields }) => fields.text[0] !== (same ?? copies[0]).fields.text[0]);
    if (same) this.take(same, { isAsked: false });
    else if (copies.length && this.textarea.value.trim()) different.unshift(copies[0]);
    else if (copies.length && this.drafts.isFresh(copies[0])) this.take(copies[0], { isAsked: false });
    else if (copies.length) this.offer(copies[0], different);
    if ((same || this.textarea.value.trim()) && different.length) this.other(different[0]);
  }

  offer(copy, more) {
    const note = this.part("restore");
    note.querySelector("p").textContent = this.words.found.replace("{time}", calendar.format(copy.at));
    const [go, discard] = note.querySelectorAll("button");
    go.addEventListener("click", () => {
      const typed = this.surface.text.trim() && { fields: { text: [this.textarea.value], rich: [this.form.elements.rich.value] }, at: Date.now() };
      note.remove();
      this.take(copy);
      if (typed || more.length) this.other(typed || more[0]);
      this.surface.focus();
    });
    discard.addEventListener("click", () => {
      note.remove();
      this.drafts.drop(copy);
      this.drafts.discardOnSite(copy);
      if (more.length) this.offer(more[0], more.slice(1));
      this.surface.focus();
    });
    this.surface.frame.before(note);
  }

  /* Another version of the same text: both are there until the person chooses, and after that the one not taken. */
  other(copy) {
    const note = this.part("other");
    const isOpen = this.note?.querySelector("details").open;
    this.note?.remove();
    this.note = note;
    const text = copy.fields.text[0];
    note.querySelector("p").textContent = this.words.apart.replace("{time}", calendar.format(copy.at));
    note.querySelector("details").open = isOpen ?? false;
    note.querySelector(".draft__other").textContent = copy.fields.rich?.[0] ? toSource(text) : text;
    const [use, keep] = note.querySelectorAll("button");
    use.addEventListener("click", () => {
      const mine = { fields: { text: [this.textarea.value], rich: [this.form.elements.rich.value] }, at: Date.now() };
      this.take({ key: "", ...copy });
      this.drafts.goOnFrom(copy);
      this.other(mine);
      this.surface.focus();
    });
    keep.addEventListener("click", () => {
      note.remove();
      this.note = null;
      this.drafts.drop(copy);
      this.drafts.goOnFrom(copy);
      this.surface.focus();
    });
    this.surface.frame.before(note);
  }

  /* ---- posting */

  submit(event) {
    const button = event.submitter;
    this.mentions?.close();
    if (button?.value === "discard") return this.drafts.forget();
    this.drafts.keep();
    this.form.querySelector("[data-part=failed], [data-part=arrived]")?.remove();
    const posts = !button?.name || button.value === "post";
    if (navigator.onLine && (!posts || !this.form.dataset.person)) return undefined;
    event.preventDefault();
    return navigator.onLine ? this.post(button) : this.failed(button);
  }

  async post(button) {
    if (this.isSending) return;
    this.isSending = this.isTried = true;
    this.isElsewhere = false; // whoever takes a link meanwhile is not fetched back
    let go;
    const leaves = new Promise((done) => (go = () => done((this.isElsewhere = true))));
    addEventListener("beforeunload", go);
    this.drafts.keep({ sent: true });
    const words = [...button.childNodes];
    button.replaceChildren(document.body.dataset.loading);
    try {
      await Promise.race([this.drafts.saving, leaves]); // a copy that arrives after its text would stay
      await this.arrive(await this.send(button), button);
    } catch {
      this.failed(button);
    }
    removeEventListener("beforeunload", go);
    button.replaceChildren(...words);
    this.isSending = false;
  }

  send(button) {
    const body = new FormData(this.form, button);
    const hasFiles = [...this.form.querySelectorAll("[type=file]")].some((field) => field.files.length);
    const signal = AbortSignal.timeout(hasFiles ? LONGEST_UPLOAD : LONGEST_WAIT);
    const keepalive = !hasFiles && isShort(body); // leaving the page does not cut it off
    this.sentText = this.textarea.value;
    return fetch(this.form.getAttribute("action") || location.href, { method: "POST", body, keepalive, signal, headers: { Accept: "application/json, text/html" } });
  }

  async arrive(answer, button) {
    if (answer.status >= 500) throw new Error(answer.status);
    if (!answer.headers.get("Content-Type")?.includes("json")) return this.show(await answer.text());
    const { url, posted } = await answer.json();
    if (posted && this.textarea.value === this.sentText) this.drafts.forget(); // else more was typed meanwhile
    if (!this.isElsewhere) return location.assign(url);
    if (!posted) return this.failed(button);
    const note = this.part("arrived"); // for whoever is still here, the link being a file
    note.querySelector("a").href = url;
    return button.closest(".actions").after(note);
  }

  failed(button) {
    const note = this.part("failed");
    note.querySelector("button").addEventListener("click", () => {
      note.remove();
      button.focus();
      this.form.requestSubmit(button);
    });
    button.closest(".actions").after(note);
  }

  /* An answer that is a page: the form with what is wrong, or a sentence why not. */
  show(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = document.adoptNode(page.querySelector("main"));
    this.stop.abort();
    this.drafts.rest();
    document.title = page.title;
    document.querySelector("main").replaceWith(main);
    window.htmx?.process(main);
    const form = main.querySelector("[data-composer]");
    if (form) compose(form);
    (main.querySelector(".error-summary, [tabindex='-1']") ?? main).focus();
    scrollTo(0, 0);
  }

  /* ---- the editor */

  get mayEnrich() {
    const saves = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
    try {
      return !saves && !localStorage.getItem(PLAIN) && Boolean(this.words.editor);
    } catch {
      return !saves && Boolean(this.words.editor);
    }
  }

  /* With the focus in the box, or a text in it that was written with the editor. */
  async enrich() {
    const { rich, formatted } = this.form.elements;
    if (!rich || this.surface.leave || this.isEnriching) return;
    const switches = this.form.querySelector("[data-part=switch]");
    if (!this.mayEnrich || (formatted.value && !rich.value)) {
      if (rich.value) this.surface.fill(this.textarea.value, rich.value);
      if (!switches && this.words.editor) this.offerEditor();
      return;
    }
    if (!rich.value && !this.surface.hasFocus()) return;
    this.isEnriching = true;
    this.textarea.classList.toggle("voice-box--waits", Boolean(rich.value));
    try {
      const [{ mount }, tiptap] = await Promise.all([import(this.words.editor), import(this.words.tiptap)]);
      if (this.isComposing) await new Promise((done) => this.textarea.addEventListener("compositionend", done, { once: true }));
      switches?.remove();
      this.use(mount({ tiptap, textarea: this.textarea, tools: this.part("tools"), plain: () => this.leaveEditor() }));
      this.count();
    } catch (error) {
      if (rich.value) this.surface.fill(this.textarea.value, rich.value);
      console.info(error); // the plain box does
    }
    this.textarea.classList.remove("voice-box--waits");
    this.isEnriching = false;
  }

  leaveEditor() {
    const hadFocus = this.surface.frame.contains(document.activeElement);
    const box = new PlainBox(this.textarea);
    this.mentions?.close();
    this.surface.leave();
    this.remember("1");
    box.fill(this.textarea.value, this.form.elements.rich.value);
    this.use(box);
    this.offerEditor();
    if (hadFocus) box.focus();
  }

  /* Back from the plain box. */
  offerEditor() {
    const way = this.part("switch");
    way.addEventListener("click", () => {
      this.remember("");
      this.takeMarks();
      this.form.elements.formatted.value = "";
      this.surface.focus();
      this.enrich();
    });
    this.textarea.before(way);
  }

  remember(value) {
    try {
      if (value) localStorage.setItem(PLAIN, value);
      else localStorage.removeItem(PLAIN);
    } catch {
      /* Then only for this page. */
    }
  }
}

/* Bring a form to life, once. */
export const compose = (form) => {
  const parts = form.querySelector("template[data-script]");
  if (!parts || form.dataset.composer) return;
  form.dataset.composer = "on";
  const styles = document.createElement("link");
  Object.assign(styles, { rel: "stylesheet", href: parts.dataset.styles });
  if (!document.querySelector(`link[href="${parts.dataset.styles}"]`)) document.head.append(styles);
  const composer = new Composer(form, parts);
  form.addEventListener("focusin", ({ target }) => target === composer.textarea && composer.enrich());
  for (const kind of ["compositionstart", "compositionend"])
    composer.textarea.addEventListener(kind, () => (composer.isComposing = kind === "compositionstart"));
};
