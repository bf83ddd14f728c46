/* A button that copies the words of an element, named by data-copy, or those of data-text. Hidden where nothing
   can be copied. */
for (const button of document.querySelectorAll("button[data-copy], button[data-text]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const text = button.dataset.text ?? document.getElementById(button.dataset.copy).innerText;
    await navigator.clipboard.writeText(text);
    document.getElementById("status").textContent = button.dataset.copied;
  });
}
