export const toSource = (html) => {
const wordsOf = (block) => {
for (const link of block.querySelectorAll("a[href]")) {
const address = link.getAttribute("href");
if (![address, address.replace("mailto:", "")].includes(link.textContent.trim())) link.append(` (${address})`);
}
for (const line of block.querySelectorAll("br")) line.replaceWith("\n");
return block.textContent.trim().split(/\s*\n/);
};
const rows = (block) => {
const tag = block.localName;
if (tag === "blockquote") return [...block.children].flatMap((child, n) => [...(n ? [">"] : []), ...rows(child).map((row) => `> ${row}`)]);
if (tag !== "ul" && tag !== "ol") return wordsOf(block);
let number = Number(block.getAttribute("start") ?? 1);
return [...block.children].flatMap((item) => {
const mark = tag === "ul" ? "- " : `${number++}. `;
return [...item.children].flatMap(rows).map((row, n) => (n ? " ".repeat(mark.length) : mark) + row);
});
};
return [...new DOMParser().parseFromString(html, "text/html").body.children].map((block) => rows(block).join("\n")).join("\n\n");
};
export class PlainBox {
constructor(textarea) {
this.element = textarea;
this.frame = textarea.closest(".field");
}
get text() {
return this.element.value;
}
hasFocus() {
return document.activeElement === this.element;
}
focus() {
this.element.focus();
}
fill(text, rich) {
this.element.value = rich ? toSource(text) : text;
this.element.setSelectionRange(this.text.length, this.text.length);
this.element.form.elements.rich.value = "";
if (rich) this.element.form.elements.formatted.value = text;
this.element.dispatchEvent(new Event("input", { bubbles: true }));
}
before() {
const { value, selectionStart: start, selectionEnd: end } = this.element;
return start === end ? value.slice(Math.max(0, start - 80), start) : "";
}
replace(length, text) {
const end = this.element.selectionStart;
this.element.setSelectionRange(end - length, end);
if (!document.execCommand("insertText", false, text)) this.element.setRangeText(text, end - length, end, "end");
}
caret() {
const box = this.element;
const twin = document.createElement("div");
const style = getComputedStyle(box);
for (const name of ["font", "padding", "border", "direction", "boxSizing", "lineHeight"]) twin.style[name] = style[name];
Object.assign(twin.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: style.inlineSize });
const sign = document.createElement("span");
sign.textContent = "|";
twin.append(box.value.slice(0, box.selectionStart), sign);
box.after(twin);
const [place, all, mine] = [sign, twin, box].map((element) => element.getBoundingClientRect());
twin.remove();
return { x: mine.left + place.left - all.left, y: Math.min(mine.top + place.bottom - all.top - box.scrollTop, mine.bottom) };
}
opened(list) {
this.element.setAttribute("aria-autocomplete", "list");
this.element.setAttribute("aria-controls", list);
}
closed() {
this.element.removeAttribute("aria-autocomplete");
this.element.removeAttribute("aria-controls");
}
}
const NOBODY = "anon";
const LONGEST_KEPT = 60 * 86400e3;
const FRESH = 3600e3;
const ON_DEVICE = 1000;
const ON_SITE = 10_000;
const AGAIN = 30_000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "form_key", "sequence", "opened", "parent", "version", "page"]);
const LONGEST_SAVE = 5000;
const BEACON = 56_000;
const AROUND = 150;
const prefix = (person, place) => `draft ${person} ${place} `;
const fieldsOf = (form) => {
const fields = {};
for (const [name, value] of new FormData(form))
if (typeof value === "string" && !NOT_KEPT.has(name)) (fields[name] ??= []).push(value);
return fields;
};
export const isShort = (body) => new Blob([JSON.stringify([...body])]).size + AROUND * [...body].length < BEACON;
const isDone = (key) => document.cookie.includes(`posted=${key}`);
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
get device() {
try {
localStorage.device ||= newKey();
return localStorage.device;
} catch {
return this.key.slice(-8);
}
}
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
}
}
isFresh(copy) {
const [visit] = performance.getEntriesByType("navigation");
return ["back_forward", "reload"].includes(visit?.type) && Date.now() - copy.at < FRESH;
}
take(copy, fill, { isAsked }) {
const chosen = new Set([...this.form.elements].filter((one) => !isAsked && isTouched(one)).map(({ name }) => name));
for (const control of this.form.elements) {
if (chosen.has(control.name)) continue;
const values = copy.fields[control.name];
if (control.type === "radio" || control.type === "checkbox") {
const isThere = control.type === "radio" ? values : copy.fields.formatted;
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
keep({ sent = false } = {}) {
clearTimeout(this.soon);
if (!this.isChanged && !sent) return;
this.isChanged = false;
const { form_key: formKey, sequence } = this.form.elements;
if (!sent && formKey && isDone(formKey.value)) formKey.value = newKey();
const copy = { fields: fieldsOf(this.form), at: Date.now(), formKey: formKey?.value, sequence: sequence?.value, sent };
try {
if (this.text.trim()) localStorage.setItem(this.key, JSON.stringify(copy));
else localStorage.removeItem(this.key);
this.tell("device", copy.at);
} catch {
this.tell("full");
}
}
saveOnSite(how) {
if (!this.url || !this.waitsForSite || (this.isSaving && !how) || this.isApart) return;
clearTimeout(this.later);
this.saving = this.send(how);
}
async send({ closing = false } = {}) {
const body = new FormData(this.form);
body.delete("files");
body.set("device", this.device);
this.older?.abort();
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
this.form.elements.form_key.value = newKey();
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
goOnFrom({ sequence }) {
if (sequence && this.form.elements.sequence) this.form.elements.sequence.value = sequence;
this.isApart = false;
this.changed();
}
leave() {
this.keep();
this.saveOnSite({ closing: true });
}
hear({ key, newValue }) {
if (!newValue || key === this.key || !key?.startsWith(prefix(this.person, this.place)) || !this.text.trim()) return;
const copy = { ...JSON.parse(newValue), key };
if (copy.fields.text[0] !== this.text) this.conflict(copy);
}
rest() {
this.keep();
clearTimeout(this.later);
this.older?.abort();
this.url = "";
this.tell = () => {};
}
forget() {
clearTimeout(this.soon);
clearTimeout(this.later);
this.isChanged = this.waitsForSite = false;
this.drop(this);
}
}
const TYPED = /(?:^|[^\p{L}\p{N}\p{M}_/@＠])[@＠]([\p{L}\p{N}][^\n@＠]{0,59})$/u;
const MOST_WORDS = 5;
const PAUSE = 120;
const LIST = "mention-list";
const folded = (name) => name.normalize("NFD").replace(/[\p{M}'’‘ʼ`´＇\u200c\u200d\u0640]/gu, "").replace(/[-‐‑_·・.]/g, " ").toLowerCase();
const fits = ({ id, name, words }, letters) => {
const all = folded(`${words} ${name}`);
return id && (` ${all}`.includes(` ${letters}`) || all.replaceAll(" ", "").startsWith(letters.replaceAll(" ", "")));
};
export class Mentions {
constructor(form, parts, status) {
Object.assign(this, { form, parts, status, people: [], answered: [], active: 0, asked: 0, nobody: null });
this.list = document.createElement("ul");
this.list.id = LIST;
this.list.className = "popup";
this.list.hidden = true;
this.list.setAttribute("role", "listbox");
this.list.setAttribute("aria-label", parts.dataset.people);
this.list.addEventListener("pointerdown", (event) => event.preventDefault());
this.list.addEventListener("click", ({ target }) => this.choose([...this.list.children].indexOf(target.closest("li"))));
}
watch(surface) {
this.close();
this.stop?.abort();
this.stop = new AbortController();
const { signal } = this.stop;
this.surface = surface;
surface.frame.append(this.list);
surface.frame.addEventListener("keydown", (event) => this.key(event), { capture: true, signal });
surface.element.addEventListener("input", () => this.typed(), { signal });
surface.element.addEventListener("blur", () => this.close(), { signal });
surface.element.addEventListener("pointerdown", () => this.close(), { signal });
}
typed() {
clearTimeout(this.timer);
this.asked += 1;
const typed = TYPED.exec(this.surface.before())?.[1];
const isName = typed && typed.split(" ").length <= MOST_WORDS && !(this.nobody && typed.startsWith(this.nobody));
if (!isName) return this.close();
this.nobody = null;
if (!this.list.hidden) {
const fitting = this.answered.filter((person) => fits(person, folded(typed).trim()));
if (fitting.length) this.open(fitting);
else this.close();
}
this.timer = setTimeout(() => this.ask(typed), PAUSE);
}
async ask(typed) {
const turn = ++this.asked;
const url = new URL(this.form.dataset.pickerUrl, location);
url.searchParams.set("q", typed);
let people = [];
try {
const answer = await fetch(url, { headers: { Accept: "application/json" } });
if (answer.ok && !answer.redirected) people = await answer.json();
} catch {
}
if (turn !== this.asked || !this.surface.hasFocus()) return;
if (!people.length) {
this.nobody = typed;
return this.close();
}
this.answered = people;
this.open(people);
const found = people.filter(({ id }) => id).length;
this.status.textContent = this.parts.dataset[found === 1 ? "foundOne" : "foundMany"].replace("{n}", found);
}
open(people) {
const reached = this.isReached && this.people[this.active].id;
this.people = people;
this.list.replaceChildren(...people.map(({ name, note }, n) => option(name, note, n)));
this.list.hidden = false;
const { x, y } = this.surface.caret();
const frame = this.surface.frame.getBoundingClientRect();
const most = Math.max(frame.width - this.list.offsetWidth, 0);
const fromStart = document.dir === "rtl" ? frame.right - x : x - frame.left;
this.list.style.insetInlineStart = `${Math.min(Math.max(fromStart, 0), most)}px`;
this.list.style.insetBlockStart = `${y - frame.top}px`;
this.surface.opened(LIST);
this.active = people.findIndex(({ id }) => id && id === reached);
if (this.active >= 0) this.move(this.active, true);
else if (people[0].id) this.move(0);
}
move(to, isReached = false) {
this.isReached = isReached;
this.active = (to + this.people.length) % this.people.length;
[...this.list.children].forEach((row, n) => row.setAttribute("aria-selected", n === this.active));
const row = this.list.children[this.active];
row.scrollIntoView({ block: "nearest" });
this.surface.element.setAttribute("aria-activedescendant", row.id);
}
key(event) {
if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
if (step) this.move(this.active + step, true);
else if (this.active >= 0 && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey))) this.choose(this.active);
else if (event.key === "Escape") this.dismiss();
else return;
event.preventDefault();
event.stopPropagation();
}
dismiss() {
this.nobody = TYPED.exec(this.surface.before())?.[1] ?? null;
this.close();
}
choose(which) {
const person = this.people[which];
if (!person) return;
const typed = TYPED.exec(this.surface.before())?.[1];
this.close();
if (person.url) return void open(person.url, "_blank");
if (!typed) return;
this.surface.replace(typed.length + 1, `@${person.name} `);
this.nobody = person.name;
if (person.who) this.remember(person);
}
remember({ who, id }) {
const name = `who-${who}`;
const field = this.form.elements[name] ?? Object.assign(document.createElement("input"), { type: "hidden", name });
field.value = id;
this.form.append(field);
}
close() {
clearTimeout(this.timer);
this.asked += 1;
this.isReached = false;
if (this.list.hidden) return;
this.list.hidden = true;
this.status.textContent = "";
this.surface.element.removeAttribute("aria-activedescendant");
this.surface.closed();
}
}
const option = (name, note, n) => {
const row = document.createElement("li");
row.id = `mention-${n}`;
row.setAttribute("role", "option");
const who = document.createElement("bdi");
who.textContent = name;
row.append(who);
if (note) {
const what = document.createElement("bdi");
what.className = "popup__note";
what.textContent = note;
row.append(", ", what);
}
return row;
};
const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’‐-][\p{L}\p{N}\p{M}_]+)*/gu;
const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]/g;
const WORDS_A_MINUTE = 225;
const LONGEST_WAIT = 30_000;
const LONGEST_UPLOAD = 600_000;
const PLAIN = "plain-box";
const language = document.documentElement.lang.replace(/^en$/, "en-GB");
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
event.stopPropagation();
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
takeMarks() {
const { rich, formatted } = this.form.elements;
if (!formatted?.value || !this.mayEnrich || ![this.textarea.defaultValue, toSource(formatted.value)].includes(this.textarea.value)) return;
[this.textarea.value, rich.value, formatted.value] = [formatted.value, "1", ""];
}
changed({ target }) {
if (!target.name && target !== this.surface.element) return;
if (this.isTried) this.form.elements.form_key.value = newKey();
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
tell(kind, at) {
const place = this.form.querySelector(".composer__saved");
const sentence = this.words[{ device: "saved", site: "savedSite" }[kind] ?? kind];
if (place) place.textContent = sentence.replace("{time}", at ? clock.format(at) : "");
if (!at) this.status.textContent = sentence;
}
part(name) {
return this.parts.content.querySelector(`[data-part=${name}]`).cloneNode(true);
}
take(copy, { isAsked = true } = {}) {
const fill = (text, rich) => {
if (this.surface.leave || !rich || !this.mayEnrich) return this.surface.fill(text, rich);
this.textarea.value = text;
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
this.isElsewhere = false;
let go;
const leaves = new Promise((done) => (go = () => done((this.isElsewhere = true))));
addEventListener("beforeunload", go);
this.drafts.keep({ sent: true });
const words = [...button.childNodes];
button.replaceChildren(document.body.dataset.loading);
try {
await Promise.race([this.drafts.saving, leaves]);
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
const keepalive = !hasFiles && isShort(body);
this.sentText = this.textarea.value;
return fetch(this.form.getAttribute("action") || location.href, { method: "POST", body, keepalive, signal, headers: { Accept: "application/json, text/html" } });
}
async arrive(answer, button) {
if (answer.status >= 500) throw new Error(answer.status);
if (!answer.headers.get("Content-Type")?.includes("json")) return this.show(await answer.text());
const { url, posted } = await answer.json();
if (posted && this.textarea.value === this.sentText) this.drafts.forget();
if (!this.isElsewhere) return location.assign(url);
if (!posted) return this.failed(button);
const note = this.part("arrived");
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
get mayEnrich() {
const saves = navigator.connection?.saveData || matchMedia("(prefers-reduced-data: reduce)").matches;
try {
return !saves && !localStorage.getItem(PLAIN) && Boolean(this.words.editor);
} catch {
return !saves && Boolean(this.words.editor);
}
}
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
console.info(error);
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
}
}
}
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
