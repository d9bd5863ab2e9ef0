// What makes the residents' pages quicker to use. Every page works without it: nothing here
// decides anything, the server checks and saves, and this only asks it earlier.

const LONGEST_SIDE = 2400; // pixels: a sheet of A4 photographed at 200 dpi
const LARGE_PHOTO = 1_500_000; // bytes; smaller ones are sent as they are
const RETRIES = [1000, 4000]; // milliseconds before a file that did not arrive is sent again
const LOOK_UP_PAUSE = 150; // milliseconds without typing before names are looked up
const TELL = 30_000; // milliseconds after which the server is told again that somebody is there
const SOON = 60_000; // milliseconds before the end of a session when it is said
const PAUSE = 1500; // milliseconds without typing before what was typed is saved
const PRESS_ENDS = 50; // milliseconds after which a finger that was lifted has chosen
const LONGEST_PRESS = 1500; // milliseconds: some lists never say that the finger was lifted

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

// ---- every page ----

// The summary of mistakes, or the place that a page was opened for.
document.querySelector("[data-focus]")?.focus();

const summary = document.querySelector("[data-mistakes]");
const meant = (link) => document.getElementById(link.getAttribute("href").slice(1));

// Its links lead to the whole question: a box alone, at the top of a phone, does not say which.
summary?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  const control = link && meant(link);
  if (!control || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  (control.closest(".field") ?? control).scrollIntoView();
  control.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of all("details.lang[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const menu of all("details.lang[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// A second tap while the first is on its way does nothing. Without a connection the page
// stays, says so at the button, and goes on by itself.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) return event.preventDefault();
  if (event.target.method === "post" && !navigator.onLine) {
    event.preventDefault();
    return hold(event.target, event.submitter);
  }
  event.target.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of all("form[data-sent]")) delete form.dataset.sent;
  for (const button of all("[aria-busy]")) button.removeAttribute("aria-busy");
});

function hold(form, submitter) {
  if (form.dataset.held) return;
  form.dataset.held = "yes";
  const note = warn(form, submitter, document.body.dataset.offline);
  addEventListener("online", () => {
    delete form.dataset.held;
    note.remove();
    form.requestSubmit(submitter);
  }, { once: true });
}

// Says something where the finger is.
function warn(form, submitter, text) {
  return tell(form, submitter, "panel amber", "alert", text);
}

function tell(form, submitter, className, role, ...what) {
  const note = make("div", { className }, ...what);
  note.setAttribute("role", role);
  (submitter?.closest(".actions") ?? form.querySelector(".actions") ?? form.lastElementChild).before(note);
  return note;
}

for (const button of all("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// ---- a machine that others use too ----

const shared = document.querySelector("[data-shared]");
if (shared) watch(shared);

// Whoever types or reads is there, and the server is told so now and then. Before nobody's
// session ends it is said; then the page goes, so that the next person sees nothing of it.
function watch(place) {
  const soon = place.querySelector("[data-soon]");
  const [said, left] = [soon.querySelector("[data-says]"), soon.querySelector("[data-left]")];
  const silence = place.dataset.shared * 1000;
  let seen = Date.now();
  let told = seen;
  const tell = (now) => {
    told = now;
    fetch(place.dataset.still, { credentials: "same-origin" }).catch(() => {});
  };
  const somebody = () => (seen = Date.now());
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll", "input"]) {
    addEventListener(sign, somebody, { passive: true });
  }
  const look = () => {
    const now = Date.now();
    if (seen > told && (now - told >= TELL || !soon.hidden)) tell(now);
    const rest = silence - (now - seen);
    if (rest <= 0) return location.replace(place.dataset.over);
    soon.hidden = rest > SOON;
    // Heard once; seen every second.
    const words = soon.hidden ? "" : said.dataset.says;
    if (said.textContent !== words) said.textContent = words;
    left.textContent = left.dataset.left.replace("#", Math.ceil(rest / 1000));
  };
  // Not before the finger is up: nothing moves below it.
  soon.querySelector("button").addEventListener("click", look);
  setInterval(look, 1000);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// ---- a page of a form ----

const form = document.querySelector("form[data-live]");
if (form) live(form);

function live(form) {
  const touched = new Set();
  const listed = summary ? all("a[href^='#']", summary).filter((link) => meant(link)?.closest(".field")?.matches(".wrong")) : [];
  let asked = 0;
  let waiting = 0;
  let uploading = 0;
  let unarrived = false;
  let saving = Promise.resolve();
  let unsaved = false;
  let stale = false;
  let timer;
  let released = Promise.resolve();

  // Nothing moves under a finger, and some press long: a choice that moved away is not chosen.
  form.addEventListener("pointerdown", () => {
    released = new Promise((resolve) => {
      const end = () => setTimeout(resolve, PRESS_ENDS);
      for (const sign of ["pointerup", "pointercancel"]) addEventListener(sign, end, { once: true });
      setTimeout(resolve, LONGEST_PRESS);
    });
  });

  // Files travel on their own; a form without them is small enough for every pause.
  const answers = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    return body;
  };

  // One after the other, so that what was typed last is kept last.
  const queue = (work) => {
    waiting += 1;
    // What fails here must not keep the page from being sent.
    saving = saving.then(work).catch(() => {}).finally(() => (waiting -= 1));
  };

  const save = () => {
    clearTimeout(timer);
    queue(once);
  };

  const once = async () => {
    if (stale) return;
    const number = ++asked;
    unsaved = false;
    try {
      const answer = await fetch(form.dataset.live, { method: "POST", body: answers(), credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      const told = await answer.json();
      await released;
      if (told.stale) {
        // The page itself shows both when a button is pressed; nothing more is saved from here.
        stale = true;
        warn(form, null, told.stale);
      } else if (number === asked) show(told);
    } catch {
      unsaved = true;
      if (number === asked) say(document.getElementById("saved"), form.dataset.unsaved);
    }
  };

  const show = (told) => {
    say(document.getElementById("saved"), told.saved);
    const hidden = new Set(told.hidden);
    for (const field of all("[data-at]", form)) field.hidden = hidden.has(field.dataset.at);
    for (const panel of all("[data-with]")) panel.hidden = hidden.has(panel.dataset.with);
    for (const note of all("input[name=':closed']", form)) if (!hidden.has(note.value)) note.remove();
    for (const { at, text } of told.computed) {
      const output = all("output[data-computed]", form).find((o) => o.dataset.computed === at);
      if (output) say(output, text);
    }
    for (const field of all("[data-at]", form)) {
      if (touched.has(field.dataset.at)) mark(field, told);
    }
    shorten();
  };

  // The summary names what is still wrong, and its heading counts that.
  const shorten = () => {
    const right = listed.filter((link) => {
      const field = link.isConnected && meant(link)?.closest(".field");
      return field && (!field.matches(".wrong") || field.closest("[hidden]"));
    });
    if (!right.length) return;
    // As an alert it would be read out in full each time.
    summary.removeAttribute("role");
    const focused = right.includes(document.activeElement);
    for (const link of right) link.closest("li").remove();
    const left = all("li", summary).length;
    const words = [...summary.querySelector("h2").childNodes].find((node) => /\d/.test(node.textContent));
    if (words) words.textContent = words.textContent.replace(/\d+/, left);
    if (left) return focused && summary.focus({ preventScroll: true });
    if (focused || summary === document.activeElement) form.focus({ preventScroll: true });
    summary.hidden = true;
    document.title = document.title.replace(summary.dataset.mistakes, "");
  };

  // What was answered is spoken of, and so is what it belongs to.
  const touch = (control) => {
    for (let field = control.closest("[data-at]"); field; field = field.parentElement.closest("[data-at]")) {
      touched.add(field.dataset.at);
    }
  };

  const mark = (field, told) => {
    const at = field.dataset.at;
    const place = field.querySelector(":scope > [data-says]");
    if (!place) return;
    const problems = told.problems.filter((problem) => problem.at === at);
    const change = told.changes.find((change) => change.at === at);
    const wrong = problems.some((problem) => problem.severity === "error");
    field.classList.toggle("wrong", wrong);
    for (const control of all("input, select, textarea", field)) {
      if (control.closest("[data-at]") !== field) continue;
      if (wrong) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
    const lines = problems.flatMap((problem) => {
      const line = make("p", { className: problem.severity === "error" ? "problem" : "notice-line", textContent: problem.message });
      if (!problem.repair) return [line];
      const button = make("button", { className: "btn plain slim", name: ":repair", value: problem.repair.value, textContent: problem.repair.label });
      return [line, make("p", { className: "repair" }, button)];
    });
    if (change && !wrong) {
      lines.push(make("p", { className: "mended", textContent: change.text }));
      const control = field.querySelector("input:not([type=hidden]), textarea");
      if (control && control !== document.activeElement && control.value === change.from) control.value = change.to;
    }
    const said = lines.map((line) => line.textContent).join();
    if (place.textContent !== said || !said) place.replaceChildren(...lines);
  };

  const say = (place, text) => {
    if (place && place.textContent !== text) place.textContent = text;
  };

  form.addEventListener("change", (event) => {
    if (event.target.type === "file") return;
    // Nobody is told what is missing while the boxes of a date are still being filled.
    const boxes = event.target.closest(".part") ? all("input", event.target.closest(".row")) : [];
    if (boxes.some((box) => !box.value)) return save();
    touch(event.target);
    save();
  });
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  // A photograph takes a while on a slow line: that is said where the finger is, and what did
  // not arrive keeps the page.
  let held = false;
  const wait = (submitter) => {
    if (held) return;
    held = true;
    unarrived = false;
    submitter?.setAttribute("aria-busy", "true");
    const bar = make("progress", { max: 1, value: 0, ariaLabel: form.dataset.waiting });
    const note = uploading > 0 && tell(form, submitter, "panel blue", "status", make("p", { textContent: form.dataset.waiting }), bar);
    saving.then(() => {
      held = false;
      submitter?.removeAttribute("aria-busy");
      if (note) note.remove();
      if (unarrived) form.querySelector(".wrong input[type=file]")?.focus();
      else form.requestSubmit(submitter);
    });
  };

  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (waiting > 0) {
      // The page follows what is still on its way.
      event.preventDefault();
      event.stopPropagation();
      wait(event.submitter);
      return;
    }
    asked += 1;
    unsaved = false;
  });
  addEventListener("pagehide", () => {
    if (unsaved && !stale) navigator.sendBeacon(form.dataset.live, answers());
  });

  for (const input of all("[data-postal]", form)) {
    const note = make("div", {});
    note.setAttribute("role", "status");
    input.closest(".row").after(note);
    input.addEventListener("change", async () => {
      const filled = await fillAddress(input, note);
      for (const control of filled) touch(control);
      if (filled.length) save();
    });
  }
  for (const input of all("[data-look-up]", form)) suggest(input);
  for (const input of all("input[type=file][data-upload]", form)) {
    input.addEventListener("change", () => {
      uploading += 1;
      queue(async () => {
        if (!await upload(form, input).finally(() => (uploading -= 1))) unarrived = true;
        shorten();
      });
    });
  }
}

// What the last postal code put where.
const told = new Map();

// Fills what the postal code tells, but never over something that was typed. Returns what it filled.
async function fillAddress(input, note) {
  const digits = input.value.normalize("NFKC").replace(/\D/g, "");
  note.replaceChildren();
  if (digits.length !== 7) return [];
  const answer = await fetch(`/postal/${digits}`).catch(() => null);
  if (answer?.status === 404) note.append(make("p", { className: "notice-line", textContent: input.dataset.postal }));
  if (!answer?.ok) return [];
  const place = await answer.json();
  const prefix = input.name.slice(0, input.name.lastIndexOf("/") + 1);
  const filled = [];
  const { towns, ...parts } = place;
  const town = input.form.elements[`${prefix}town`];
  if (town instanceof HTMLInputElement) offer(town, towns);
  for (const [name, value] of Object.entries(parts)) {
    const control = input.form.elements[prefix + name];
    if (!control || !value || (control.value && control.value !== told.get(prefix + name))) continue;
    control.value = value;
    told.set(prefix + name, value);
    // Who has gone on to this field types over what is filled in, not behind it.
    if (control === document.activeElement) control.select?.();
    filled.push(control);
  }
  return filled;
}

// What can be chosen instead of being typed.
function offer(input, values) {
  let list = document.getElementById(`${input.id}-list`);
  if (!list) {
    list = make("datalist", { id: `${input.id}-list` });
    input.after(list);
    input.setAttribute("list", list.id);
  }
  list.replaceChildren(...values.map((value) => make("option", { value })));
}

// ---- banks and branches ----

// Offers names while somebody types; what is typed in full is understood without it.
function suggest(input) {
  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const words = encodeURIComponent(input.value.trim());
      const bank = input.closest("fieldset")?.querySelector("[data-look-up=bank]")?.value.trim();
      const branch = input.dataset.lookUp === "branch";
      if (!words || (branch && !bank)) return;
      const address = branch ? `/banks/${encodeURIComponent(bank)}/branches?q=${words}` : `/banks?q=${words}`;
      const answer = await fetch(address).catch(() => null);
      if (!answer?.ok) return;
      const offered = await answer.json();
      if (!offered.includes(input.value)) offer(input, offered);
    }, LOOK_UP_PAUSE);
  });
}

// ---- long lists ----

for (const select of all("select[data-narrowed], select[data-search]")) searchable(select);

// A list that another answer narrows, or that is too long to scroll through on a phone.
function searchable(select) {
  const [empty, ...rest] = [...select.children];
  const groups = rest.map((element) =>
    element.matches("optgroup")
      ? { element, value: element.dataset.value, options: [...element.children] }
      : { element: null, options: [element] });
  const word = make("input", { type: "search", className: "in w-l", autocomplete: "off" });
  const told = make("p", { className: "help" });
  told.setAttribute("role", "status");
  const fold = (text) =>
    text.normalize("NFKC").toLowerCase().replace(/[ぁ-ゖ]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 96)).replace(/[\s・\-ー]/g, "");
  const other = () => {
    const control = select.dataset.narrowed && select.form.elements[select.dataset.narrowed];
    return control ? control.value : "";
  };
  const refresh = () => {
    const [wanted, typed, chosen] = [other(), fold(word.value), select.value];
    let count = 0;
    const shown = groups.flatMap(({ element, value, options }) => {
      if (wanted && value && value !== wanted) return [];
      const fitting = options.filter((o) => !typed || fold(o.textContent + (o.dataset.kana ?? "")).includes(typed));
      count += fitting.length;
      // One group alone needs no heading.
      if (!element || wanted) return fitting;
      element.replaceChildren(...fitting);
      return fitting.length ? [element] : [];
    });
    select.replaceChildren(empty, ...shown);
    select.value = chosen;
    if (select.selectedIndex < 0) select.value = "";
    if (typed && count === 1) select.value = shown[0].value ?? shown[0].firstElementChild.value;
    told.textContent = typed && !count ? select.dataset.none : "";
  };
  if (select.dataset.search) {
    word.setAttribute("aria-label", select.dataset.search);
    word.placeholder = select.dataset.search;
    word.addEventListener("input", (event) => {
      // It narrows the list and is no answer.
      event.stopPropagation();
      refresh();
    });
    word.addEventListener("change", (event) => {
      event.stopPropagation();
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
    select.before(word, told);
  }
  select.form.addEventListener("change", (event) => {
    if (event.target.name === select.dataset.narrowed) refresh();
  });
  refresh();
}

// ---- files ----

// Whether all of them arrived.
async function upload(form, input) {
  let arrived = true;
  const field = input.closest("[data-at]");
  const place = field.querySelector(":scope > [data-says]");
  for (const file of [...input.files]) {
    const bar = make("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", file.name);
    place.replaceChildren(make("p", { className: "small", textContent: `${file.name} ${field.dataset.sending}` }), bar);
    const photo = await smaller(file);
    const attempt = () => send(input.dataset.upload, form, photo, file.name, bar);
    let answer = photo.size > Number(field.dataset.most) ? { problem: field.dataset.large } : await attempt();
    // On a train the line is often gone for a moment only.
    for (const wait of RETRIES) {
      if (!answer.lost) break;
      await new Promise((done) => setTimeout(done, wait));
      answer = await attempt();
    }
    if (answer.problem) {
      place.replaceChildren(make("p", { className: "problem", textContent: answer.problem }));
      field.classList.add("wrong");
      arrived = false;
      break;
    }
    field.classList.remove("wrong");
    place.replaceChildren(make("p", { className: "mended", textContent: answer.text }));
    list(field, answer);
  }
  // What has been sent must not travel again with the page.
  input.value = "";
  return arrived;
}

function list(field, file) {
  const files = field.querySelector("[data-files]");
  if (field.dataset.single) files.replaceChildren();
  const item = field.querySelector("template").content.cloneNode(true);
  const link = item.querySelector("a");
  link.textContent = file.name;
  if (file.address) link.href = file.address;
  else link.replaceWith(file.name);
  item.querySelector("small").textContent = file.size;
  item.querySelector("input").value = file.id;
  const button = item.querySelector("button");
  button.value = `${field.dataset.at}=${file.id}`;
  button.setAttribute("aria-label", `${file.name} ${button.textContent}`);
  files.append(item);
  files.hidden = false;
}

function send(address, form, file, name, bar) {
  const body = new FormData();
  for (const ours of ["csrf", ":revision"]) if (form.elements[ours]) body.append(ours, form.elements[ours].value);
  body.append("file", file, name);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      for (const shown of all("progress", form)) shown.value = event.loaded / event.total;
    });
    const failed = () => done({ lost: true, problem: bar.closest("[data-at]").dataset.unsent });
    request.addEventListener("error", failed);
    request.addEventListener("load", () => (request.response ? done(request.response) : failed()));
    request.send(body);
  });
}

// Photos of today's phones are ten times larger than an office can use.
async function smaller(file) {
  if (!/^image\/(jpeg|png)$/.test(file.type) || file.size < LARGE_PHOTO) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = make("canvas", { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    return blob && blob.size < file.size ? blob : file;
  } catch {
    return file;
  }
}
