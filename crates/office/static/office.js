// The keyboard of the office's lists. Every page works without it.
// Keys do nothing while somebody types, and nothing at all once they are switched off.
const OFF = "office-keys-off";

const links = () => [...document.querySelectorAll(".cases tbody a.num")];

function step(by) {
  const all = links();
  const here = all.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

// Everything above the row in focus, and the row itself.
function tickUpToHere() {
  const here = document.activeElement?.closest(".cases tbody tr");
  if (!here) return;
  for (const row of here.parentElement.rows) {
    const box = row.querySelector("input[type=checkbox]");
    if (box) box.checked = true;
    if (row === here) break;
  }
}

const actions = {
  j: () => step(1),
  k: () => step(-1),
  x: () => document.activeElement?.closest(".cases tr")?.querySelector("input[type=checkbox]")?.click(),
  "shift+x": () => tickUpToHere(),
  n: () => document.getElementById("take-next")?.requestSubmit(),
  y: () => document.querySelector("#settle button")?.click(),
  "shift+y": () => document.getElementById("settle-next")?.click(),
  "/": () => document.getElementById("words")?.focus(),
  "?": () => document.getElementById("key-list")?.showModal(),
};

const types = (element) => element?.closest?.("input:not([type=checkbox]), select, textarea, dialog");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || types(event.target)) return;
  if (localStorage.getItem(OFF) && event.key !== "?") return;
  const key = event.key.toLowerCase();
  const act = event.shiftKey && /^[a-z]$/.test(key) ? actions[`shift+${key}`] : actions[key];
  if (!act) return;
  event.preventDefault();
  act();
});

const off = document.getElementById("keys-off");
if (off) {
  off.checked = Boolean(localStorage.getItem(OFF));
  off.addEventListener("change", () => {
    if (off.checked) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  });
}

// On a small screen the menu starts closed.
const menu = document.querySelector(".side .menu");
if (menu && matchMedia("(max-width: 48rem)").matches) menu.open = false;
