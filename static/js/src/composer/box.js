/* The text box as it is without the editor, and how it shows what was written with the editor. */

/* Rich text as somebody would type it in the plain box: what the site makes of it too. */
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
    if (rich) this.element.form.elements.formatted.value = text; // what stays unchanged keeps its marks
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

  /* Where the line of the caret ends, on the screen: measured on a copy of the box. */
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
