/* The editor over the text box: the box stays in the form and holds what will be sent, HTML or plain text. */

const BLOCK_MARK = /^\s*(?:[-*+•>]|\d+[.)])(?:\s|$)/;
const INLINE_MARKS = new Set(["link"]);
const LIST = /^(?:[-*+•]\s+|(\d{1,9})[.)]\s+)/;

const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt()};`);
const lines = (text) => escape(text).replace(/\n/g, "<br>");

/* What somebody typed in the plain box, as the editor shows it. */
export const toHtml = (source) =>
  source
    .replace(/\r\n?/g, "\n")
    .split(/\n[ \t]*\n+/)
    .filter((block) => block.trim())
    .map((block) => {
      const rows = block.split("\n");
      if (rows.every((row) => row.startsWith(">"))) return `<blockquote>${toHtml(rows.map((row) => row.replace(/^> ?/, "")).join("\n"))}</blockquote>`;
      if (!rows.every((row) => LIST.test(row))) return `<p>${lines(block.trim())}</p>`;
      const number = LIST.exec(rows[0])[1];
      const items = rows.map((row) => `<li><p>${lines(row.replace(LIST, ""))}</p></li>`).join("");
      return number ? `<ol start="${number}">${items}</ol>` : `<ul>${items}</ul>`;
    })
    .join("");

/* The same words as plain text, or null where plain text would lose something. */
const asPlain = (doc) => {
  const blocks = [];
  let isPlain = true;
  doc.forEach((block) => {
    let text = "";
    isPlain &&= block.type.name === "paragraph";
    block.forEach((node) => {
      const isOwnAddress = node.marks.every((mark) => INLINE_MARKS.has(mark.type.name) && mark.attrs.href === node.text);
      isPlain &&= isOwnAddress && (node.isText || node.type.name === "hardBreak");
      text += node.isText ? node.text : "\n";
    });
    isPlain &&= !text.split("\n").some((line) => BLOCK_MARK.test(line) || !line.trim() === Boolean(text.trim()));
    if (text.trim()) blocks.push(text);
  });
  return isPlain ? blocks.join("\n\n") : null;
};

const small = (Mark, name) => Mark.create({ name, parseHTML: () => [{ tag: name }], renderHTML: () => [name, 0] });

const extensions = (t) => {
  const Heading = t.Heading.extend({
    parseHTML: () => ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag, n) => ({ tag, attrs: { level: n < 4 ? 4 : 5 } })),
  }).configure({ levels: [4, 5] });
  const Link = t.Link.extend({ inclusive: false }).configure({ openOnClick: false, defaultProtocol: "https", HTMLAttributes: { target: null, rel: null, class: null } });
  const plain = ["Document", "Paragraph", "Text", "Bold", "Italic", "Strike", "Blockquote", "HardBreak", "BulletList", "OrderedList", "ListItem", "ListKeymap", "UndoRedo"];
  return [...plain.map((name) => t[name]), small(t.Mark, "sub"), small(t.Mark, "sup"), Heading, Link];
};

const MARKED = /^\s*\(?(?:(\d+)|[a-z]|[ivxlcdm]+)[.)]/i;
const says = (node, what) => what.test(node.getAttribute("data-style") ?? "");

/* Word writes each item as a paragraph that names its list and level, with the mark as words. */
const gatherLists = (page) => {
  const open = [];
  let last = null;
  for (const item of page.querySelectorAll('p[data-style*="mso-list:"], h1[data-style*="mso-list:"]')) {
    const level = Number(/mso-list:[^;]*level(\d)/.exec(item.dataset.style)?.[1] ?? 0);
    if (!level) continue;
    const mark = item.querySelector('[data-style*="mso-list:Ignore"]');
    const [isNumbered, number] = MARKED.exec(mark?.textContent ?? "") ?? [];
    mark?.remove();
    if (item.previousElementSibling !== last) open.length = 0;
    open.length = Math.min(open.length, level);
    while (open.length < level) {
      const list = page.createElement(isNumbered ? "ol" : "ul");
      if (number > 1) list.setAttribute("start", number);
      const parent = open.at(-1);
      if (parent) (parent.lastElementChild ?? parent.appendChild(page.createElement("li"))).append(list);
      else item.before((last = list));
      open.push(list);
    }
    const row = page.createElement("li");
    row.append(...item.childNodes);
    open.at(-1).append(row);
    item.remove();
  }
};

/* Pasted HTML with its styles made tags. Style and handler attributes are renamed before anything is parsed:
   the policy of the page forbids them even in a document nobody sees. */
const tidyPaste = (html) => {
  const quiet = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(style|script|xml|title)\b[\s\S]*?<\/\1>/gi, "")
    .replace(/<[^>]*>/g, (tag) => tag.replace(/\s(style|on\w+)\s*=/gi, " data-$1="));
  const page = new DOMParser().parseFromString(quiet, "text/html");
  gatherLists(page);
  for (const node of page.querySelectorAll("b, strong")) if (says(node, /(?<![\w-])font-weight:\s*(?:normal|400)/)) node.replaceWith(...node.childNodes);
  for (const node of page.querySelectorAll("span[data-style]"))
    for (const [what, tag] of [[/(?<![\w-])font-weight:\s*(?:bold|[6-9]00)/, "strong"], [/(?<![\w-])font-style:\s*italic/, "em"]])
      if (says(node, what) && node.textContent.trim()) {
        const mark = page.createElement(tag);
        mark.append(...node.childNodes);
        node.append(mark);
      }
  for (const node of page.querySelectorAll("p")) if (!node.textContent.trim()) node.remove();
  return page.body.innerHTML;
};

const COMMANDS = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  heading: (chain) => chain.toggleHeading({ level: 4 }),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
};

class RichBox {
  constructor({ tiptap, textarea, tools, plain }) {
    Object.assign(this, { textarea, tools, leaves: plain, frame: textarea.closest(".field") });
    const { value, selectionStart, selectionEnd } = textarea;
    const hadFocus = document.activeElement === textarea;
    const { rich } = textarea.form.elements;
    this.root = document.createElement("div");
    this.root.className = "editor";
    this.root.append(tools);
    textarea.before(this.root);
    this.editor = new tiptap.Editor({
      element: this.root,
      extensions: extensions(tiptap),
      content: rich.value ? value : toHtml(value),
      injectCSS: false,
      textDirection: "auto",
      editorProps: { attributes: this.attributes(), transformPastedHTML: tidyPaste },
      onUpdate: () => this.sync(),
      onTransaction: () => this.press(),
    });
    this.element = this.editor.view.dom;
    if (hadFocus) {
      const [from, to] = [selectionStart, selectionEnd].map((place) => this.positionIn(value, place));
      this.editor.commands.setTextSelection({ from, to });
      this.focus();
    }
    textarea.hidden = true;
    textarea.id = `${this.element.id}_source`;
    this.wire();
    this.press();
  }

  attributes() {
    const box = this.textarea;
    this.label = box.form.querySelector(`label[for="${box.id}"]`);
    this.label.id ||= `${box.id}_label`;
    const attributes = { id: box.id, class: "voice voice-box editor__page", role: "textbox", "aria-multiline": "true", "aria-labelledby": this.label.id };
    for (const name of ["aria-describedby", "aria-invalid", "lang"]) if (box.hasAttribute(name)) attributes[name] = box.getAttribute(name);
    return attributes;
  }

  wire() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.label.addEventListener("click", () => this.focus(), { signal });
    addEventListener("hashchange", () => location.hash === `#${this.element.id}` && this.focus(), { signal });
    this.tools.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    this.tools.addEventListener("click", ({ target }) => this.tool(target.closest("button")?.dataset.tool));
    const address = this.tools.querySelector("input");
    address.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.link(address.value);
      else if (event.key === "Escape") this.hideLink();
      else return;
      event.preventDefault();
    });
  }

  /* Where in the editor this place of the box's text is. */
  positionIn(value, place) {
    if (place >= value.length) return this.editor.state.doc.content.size;
    let left = value.slice(0, place).replace(/\n+/g, "").length;
    let position = 1;
    this.editor.state.doc.descendants((node, at) => {
      if (!node.isText || left < 0) return left >= 0;
      position = at + Math.min(left, node.nodeSize);
      left -= node.nodeSize;
      if (left <= 0) left = -1;
      return true;
    });
    return position;
  }

  /* ---- the form's fields */

  sync() {
    const plain = asPlain(this.editor.state.doc);
    this.textarea.value = plain ?? this.editor.getHTML();
    this.textarea.form.elements.rich.value = plain === null ? "1" : "";
    this.textarea.form.elements.formatted.value = "";
    this.element.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /* ---- the tools */

  tool(name) {
    if (COMMANDS[name]) {
      this.focus();
      COMMANDS[name](this.editor.chain()).run();
    } else if (name === "link") this.askLink();
    else if (name === "setLink") this.link(this.tools.querySelector("input").value);
    else if (name === "unlink") this.link("");
    else if (name === "plain") this.leaves();
  }

  press() {
    if (!this.editor) return;
    for (const button of this.tools.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", this.editor.isActive(button.dataset.tool));
  }

  askLink() {
    const row = this.tools.querySelector(".editor__link");
    row.hidden = false;
    const address = row.querySelector("input");
    address.value = this.editor.getAttributes("link").href ?? "";
    address.focus();
  }

  link(address) {
    const href = address.trim() && (/^[a-z]+:/i.test(address.trim()) ? address.trim() : `https://${address.trim()}`);
    const chain = this.editor.chain().extendMarkRange("link");
    if (!href) chain.unsetLink().run();
    else if (this.editor.state.selection.empty && !this.editor.isActive("link"))
      chain.insertContent({ type: "text", text: address.trim(), marks: [{ type: "link", attrs: { href } }] }).run();
    else chain.setLink({ href }).run();
    this.hideLink();
  }

  hideLink() {
    this.tools.querySelector(".editor__link").hidden = true;
    this.focus();
  }

  /* ---- what the composer and the list of people ask of a box */

  get text() {
    return this.editor.getText({ blockSeparator: "\n\n" });
  }

  hasFocus() {
    return this.editor.isFocused;
  }

  /* Not by the command, which waits for the next frame: a key pressed before it would be lost, and whoever has gone
     on meanwhile would be fetched back. */
  focus() {
    this.editor.view.focus();
    this.editor.commands.scrollIntoView();
  }

  fill(text, rich) {
    this.editor.commands.setContent(rich ? text : toHtml(text), { emitUpdate: false });
    this.sync();
  }

  before() {
    const { $from, empty } = this.editor.state.selection;
    return empty ? $from.parent.textBetween(0, $from.parentOffset, "\n", "\n") : "";
  }

  replace(length, text) {
    const { state, view } = this.editor;
    const { from } = state.selection;
    view.dispatch(state.tr.insertText(text, from - length, from).scrollIntoView());
    view.focus();
  }

  caret() {
    const { left, bottom } = this.editor.view.coordsAtPos(this.editor.state.selection.from);
    return { x: left, y: bottom };
  }

  opened(list) {
    this.element.removeAttribute("aria-multiline");
    const open = { role: "combobox", "aria-expanded": "true", "aria-controls": list, "aria-autocomplete": "list", "aria-haspopup": "listbox" };
    for (const [name, value] of Object.entries(open)) this.element.setAttribute(name, value);
  }

  closed() {
    for (const name of ["aria-expanded", "aria-controls", "aria-autocomplete", "aria-haspopup"]) this.element.removeAttribute(name);
    this.element.setAttribute("role", "textbox");
    this.element.setAttribute("aria-multiline", "true");
  }

  /* Back to the plain box, which holds the same text. */
  leave() {
    this.sync();
    this.stop.abort();
    const { id } = this.element;
    this.editor.destroy();
    this.root.remove();
    this.textarea.id = id;
    this.textarea.hidden = false;
  }
}

export const mount = (options) => new RichBox(options);
