/* The list of people under the box after "@". The box keeps its role; what ties it to the list is there only
   while the list is open. Works on anything that says what stands before the caret: `surface.before()`. */

const TYPED = /(?:^|[^\p{L}\p{N}\p{M}_/@＠])[@＠]([\p{L}\p{N}][^\n@＠]{0,59})$/u;
const MOST_WORDS = 5;
const PAUSE = 120; // ms after the last key
const LIST = "mention-list";
const folded = (name) => name.normalize("NFD").replace(/[\p{M}'’‘ʼ`´＇\u200c\u200d\u0640]/gu, "").replace(/[-‐‑_·・.]/g, " ").toLowerCase();

/* Whether the letters begin a word of the name, or of the words by which the site finds it; spaces do not matter. */
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

  /* Watch this surface from now on. */
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
    this.asked += 1; // what was asked for before is not what stands there now
    const typed = TYPED.exec(this.surface.before())?.[1];
    const isName = typed && typed.split(" ").length <= MOST_WORDS && !(this.nobody && typed.startsWith(this.nobody));
    if (!isName) return this.close();
    this.nobody = null;
    if (!this.list.hidden) {
      /* Until the answer comes the list holds nobody whom these letters do not mean: a key pressed now chooses. */
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
      /* Without the list a name can still be typed. */
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

  /* Whom arrow keys reached stays marked in a list that comes meanwhile. */
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

  /* Escape: what is typed stays, and the list stays away until another name begins. */
  dismiss() {
    this.nobody = TYPED.exec(this.surface.before())?.[1] ?? null;
    this.close();
  }

  choose(which) {
    const person = this.people[which];
    if (!person) return;
    const typed = TYPED.exec(this.surface.before())?.[1];
    this.close();
    if (person.url) return void open(person.url, "_blank"); // to invite somebody: what is typed stays
    if (!typed) return; // the caret is elsewhere by now
    this.surface.replace(typed.length + 1, `@${person.name} `);
    this.nobody = person.name;
    if (person.who) this.remember(person);
  }

  /* Somebody who shares their name: the form says whom the person chose, as the preview would ask. */
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
