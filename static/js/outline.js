/* Headings and insights move by dragging, besides their buttons. What is dropped is sent to the address that the
   buttons use: `to` says under which heading, `before` which one it stands in front of, empty for the last place. */
const EDGE = 0.3; // of a row's height: above it is before, below it is after, between is under it
const rows = [...document.querySelectorAll("[data-drag]")];
const links = [...document.querySelectorAll(".outline a[data-heading]")];
const MARKS = ["drop-before", "drop-after", "drop-under"];
let dragged = null;
let goal = null;

const clear = () => {
  for (const one of [...rows, ...links]) one.classList.remove(...MARKS);
  goal = null;
};

const aim = (place, mark, to, before) => {
  clear();
  place.classList.add(mark);
  goal = { to, before };
};

const next = (row) => {
  const one = row.nextElementSibling;
  return one === dragged ? next(one) : (one?.dataset.drag ?? "");
};

/* A row's own height, without what stands under it. */
const share = (row, y) => {
  const below = row.querySelector(":scope > ol");
  const { top, bottom } = row.getBoundingClientRect();
  return (y - top) / ((below ? below.getBoundingClientRect().top : bottom) - top);
};

const over = (event) => {
  const link = event.target.closest?.(".outline a[data-heading]");
  const row = event.target.closest?.("[data-drag]");
  if (link && links.includes(link) && dragged.closest("[data-from]")) return aim(link, "drop-under", link.dataset.heading, "");
  if (!row || dragged.contains(row)) return clear();
  const under = row.parentElement.dataset.under;
  const place = share(row, event.clientY);
  const holds = row.matches("[data-holds]");
  if (place < (holds ? EDGE : 0.5)) return aim(row, "drop-before", under, row.dataset.drag);
  if (holds && place < 1 - EDGE) return aim(row, "drop-under", row.dataset.drag, "");
  return aim(row, "drop-after", under, next(row));
};

const send = () => {
  const form = document.createElement("form");
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const from = dragged.parentElement.dataset.from;
  const fields = { csrfmiddlewaretoken: token, ...goal, ...(from && { from }) };
  form.method = "post";
  form.action = dragged.dataset.move;
  form.hidden = true;
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
};

for (const row of rows) {
  const grip = document.createElement("span");
  grip.className = "grip";
  grip.draggable = true;
  grip.setAttribute("aria-hidden", "true");
  grip.addEventListener("dragstart", (event) => {
    dragged = row;
    row.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", row.dataset.drag);
    event.dataTransfer.setDragImage(row, 0, 0);
  });
  grip.addEventListener("dragend", () => {
    row.classList.remove("dragged");
    clear();
    dragged = null;
  });
  row.prepend(grip);
}

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  over(event);
  if (goal) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!dragged || !goal) return;
  event.preventDefault();
  send();
});
