// The keyboard of the office's lists and cases. Every page works without it.
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
  count();
}

const ticks = (table) => [...(table ?? document).querySelectorAll(".cases td.tick input[type=checkbox]")];

// How many rows are chosen is said where it is told what to do with them.
function count() {
  const told = document.getElementById("chosen");
  const chosen = ticks().filter((box) => box.checked).length;
  if (told) told.textContent = chosen ? `${chosen}件を選んでいます` : "";
}

document.addEventListener("change", ({ target }) => {
  if (target.dataset?.all !== undefined) for (const box of ticks(target.closest("table"))) box.checked = target.checked;
  count();
});
addEventListener("pageshow", count);

// Whichever of these commands stands first on the page, so of decisions the one that was proposed: its fold is
// opened, and its first field takes the keys.
function turnTo(...commands) {
  const any = commands.map((it) => `#main input[name="type"][value="${it}"]`).join();
  const form = document.querySelector(any)?.form;
  if (!form) return;
  const fold = form.closest("details");
  if (fold) fold.open = true;
  form.querySelector("select, textarea, input:not([type=hidden]), button").focus();
}

// From a case along the list that it stands in.
function along(way) {
  const link = document.querySelector(`.case-bar a[rel=${way}]`);
  link?.click();
  return link;
}

const actions = {
  j: () => along("next") || step(1),
  k: () => along("prev") || step(-1),
  x: () => document.activeElement?.closest(".cases tr")?.querySelector("input[type=checkbox]")?.click(),
  "shift+x": () => tickUpToHere(),
  b: () => document.getElementById("bulk-more")?.click(),
  n: () => document.getElementById("take-next")?.requestSubmit(),
  u: () => document.querySelector(".case-bar .back a")?.click(),
  p: () => turnTo("propose"),
  d: () => turnTo("pass", "approve", "refuse", "read_after", "raise"),
  h: () => turnTo("request_correction"),
  m: () => turnTo("message"),
  t: () => turnTo("note"),
  e: () => turnTo("assign"),
  l: () => turnTo("label"),
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

// The sentence of a reason stands in the field once it is chosen; what somebody wrote stays.
const sentences = document.getElementById("sentences");

function offer(why) {
  const at = why.name.slice(4);
  const text = document.getElementsByName(`remark:${at}`)[0];
  if (!text || (text.value.trim() && text.value !== text.dataset.offered)) return;
  const field = at.replace(/\/\d+(?=\/|$)/g, "");
  const ready = [...sentences.children].filter((line) => line.dataset.code === why.value);
  const line = ready.find((one) => one.dataset.at === field) ?? ready.find((one) => one.dataset.at === "");
  text.value = line?.textContent ?? "";
  text.dataset.offered = text.value;
}

document.addEventListener("change", (event) => {
  if (sentences && event.target.name?.startsWith("why:")) offer(event.target);
});

// Beside a list on a wide screen: the row in focus. It is a look at the case, so rows that are
// only passed by are not fetched.
const wide = matchMedia("(min-width: 100rem)");
const outline = document.getElementById("outline");
let wanted;

async function outlineOf(address) {
  const answer = await fetch(address).catch(() => undefined);
  const part = answer?.ok && !answer.redirected ? await answer.text() : "<p>あらましを出せませんでした。開いて確かめてください。</p>";
  if (wanted !== address) return;
  if (!answer?.ok) wanted = undefined;
  outline.replaceChildren(...new DOMParser().parseFromString(part, "text/html").body.childNodes);
  outline.hidden = false;
}

document.addEventListener("focusin", ({ target }) => {
  if (!target.closest?.(".cases tbody")) wanted = undefined;
  const address = target.closest?.(".cases tbody tr")?.dataset.outline;
  if (!outline || !address || !wide.matches || address === wanted) return;
  wanted = address;
  setTimeout(() => wanted === address && outlineOf(address), 300);
});

// A reader of codes ends each with Enter; Enter on an empty line is the end of them all.
for (const told of document.querySelectorAll("[data-scripted]")) told.hidden = false;

document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (event.key !== "Enter" || event.isComposing || !box.matches?.("textarea[data-codes]")) return;
  const line = box.value.slice(0, box.selectionStart).split("\n").pop();
  if (line.trim() || !box.value.trim()) return;
  event.preventDefault();
  box.form.requestSubmit();
});

// What is done with many cases goes on beside its page, and the page follows.
// The sentence that says how far it is stays and changes; the lists come once, at the end.
let asks = 150;

async function follow() {
  const here = document.querySelector("#bulk[data-running]");
  if (!here) return;
  if (!document.hidden) {
    if (asks === 0) return;
    asks -= 1;
    const answer = await fetch(here.dataset.running).catch(() => undefined);
    if (answer && (!answer.ok || answer.redirected)) return;
    if (answer?.status === 200) say(await answer.text());
    else if (answer) await end(here);
  }
  setTimeout(follow, 2000);
}

function say(sentence) {
  const told = document.getElementById("bulk-progress");
  if (told.textContent !== sentence) told.textContent = sentence;
}

async function end(here) {
  const answer = await fetch(location.href).catch(() => undefined);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const left = here.contains(document.activeElement);
  here.replaceWith(page.getElementById("bulk"));
  say(page.getElementById("bulk-progress").textContent);
  if (left) document.getElementById("main").focus();
}
setTimeout(follow, 1000);

const off = document.getElementById("keys-off");
if (off) {
  off.checked = Boolean(localStorage.getItem(OFF));
  off.addEventListener("change", () => {
    if (off.checked) localStorage.setItem(OFF, "yes");
    else localStorage.removeItem(OFF);
  });
}

// On a small screen the menu starts closed; on a wide one nothing shows that would open it.
const menu = document.querySelector(".side .menu");
const small = matchMedia("(max-width: 48rem)");
const fit = () => menu && (menu.open = !small.matches);
small.addEventListener("change", fit);
fit();
