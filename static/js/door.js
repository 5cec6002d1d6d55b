/*
 * The door. Every reading is kept on this device first, under a key of its own, and then sent; what the server has
 * answered is forgotten here. The server knows the keys, so that sending twice does nothing twice. Without this script
 * the page works as plain forms. Words come from data-* attributes, as in site.js.
 */
const $ = (query, root = document) => root.querySelector(query);
const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const root = $("[data-door]"), list = $(".door-list"), said = $("#door-said"), trouble = $("#door-trouble"), log = $("#door-log");
const BATCH = 50, PATIENCE = 30_000, POLL = 30_000, SAME = 4_000;

/* crypto.randomUUID is missing on pages without TLS. */
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

/* The queue: in the device's store, and in memory where the store is closed or full. */
const KEY = `door ${root.dataset.door}`;
let memory = null;
const store = {
  all() {
    if (memory) return memory;
    try { const kept = JSON.parse(localStorage.getItem(KEY)); return Array.isArray(kept) ? kept : []; } catch { return []; }
  },
  keep(readings) {
    try {
      readings.length ? localStorage.setItem(KEY, JSON.stringify(readings)) : localStorage.removeItem(KEY);
      memory = null;
    } catch { memory = readings; }
  },
  add(reading) { this.keep([...this.all(), reading]); },
  drop(keys) { this.keep(this.all().filter(({ key }) => !keys.has(key))); },
};
function device() {
  try {
    const name = localStorage.getItem("door device") || uuid().slice(0, 8);
    localStorage.setItem("door device", name);
    return name;
  } catch { return ""; }
}

/* People ------------------------------------------------------------------------------------- */

const rowOf = (pk) => list && pk && $(`[data-person="${CSS.escape(pk)}"]`, list);
const personIn = (code) => (/(?:\/check-in\/|^)\s*(\d+)[.-]/.exec(code) || [])[1];
const nameIn = (row) => $("strong", row)?.textContent || "";

/* Rows of people who are only kept here, with what stood there before: the server may say no. */
const pending = new Map();
function mark(row, text, className) {
  if (!pending.has(row)) pending.set(row, [...$(".row", row).childNodes]);
  row.dataset.came = "";
  $(".row", row).replaceChildren(line("span", text, className));
}
function came(row) {
  if (!row || ("came" in row.dataset && !pending.has(row))) return;
  mark(row, said.dataset.came, "tag good");
  pending.delete(row);
}
function kept(row) {
  if (row && $("button[name=arrive]", row)) mark(row, said.dataset.kept, "tag");
}
function not_came(row) {
  if (!pending.has(row)) return;
  delete row.dataset.came;
  $(".row", row).replaceChildren(...pending.get(row));
  pending.delete(row);
}

/* What is shown ------------------------------------------------------------------------------ */

function line(tagName, text, className = "") {
  return Object.assign(document.createElement(tagName), { textContent: text, className });
}

/* Large, for the person who stands there: the newest reading alone. */
function show({ kind, title, name, sector, organisation, person, let_in }) {
  said.className = `notice door-said ${kind === "warn" ? "" : kind}`;
  const box = document.createElement("div");
  box.append(line("strong", title, "door-title"));
  if (name) box.append(line("p", name, "door-name"));
  if (sector || organisation) box.append(line("p", [sector, organisation].filter(Boolean).join(" · ")));
  said.replaceChildren(box);
  const button = let_in && $("button[name=let_in]", rowOf(String(person)) || root);
  if (button && button.value === String(person)) {
    const copy = Object.assign(line("button", button.textContent, "btn"), { type: "button" });
    copy.onclick = () => button.click();
    said.append(copy);
  }
  said.hidden = false;
}

function note(reading, { kind, title, name }) {
  let entry = $(`[data-key="${CSS.escape(reading.key)}"]`, log);
  if (!entry) {
    entry = document.createElement("li");
    entry.dataset.key = reading.key;
    log.prepend(entry);
    log.closest("details").hidden = false;
  }
  const at = new Date(reading.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  entry.dataset.kind = kind;
  entry.replaceChildren(line("span", `${at} ${name || fill(said.dataset.unknown, { code: reading.code.slice(-14) })}`),
    line("span", title, `tag ${kind}`));
}

/* Before the server has answered: what this device knows by itself. */
function shownAtOnce(reading) {
  const row = rowOf(personIn(reading.code));
  const before = row && "came" in row.dataset;
  const [sector = "", organisation = ""] = ($(".soft", row || log)?.textContent || "").split(" · ");
  const known = row ? { name: nameIn(row), sector, organisation } : {};
  return { ...known, kind: before ? "warn" : "info", title: before ? said.dataset.again : said.dataset.kept };
}

function counted(counts) {
  for (const [name, number] of Object.entries(counts || {})) $(`[data-count="${name}"]`).textContent = number;
}

/* Why nothing leaves: "none" (no connection), "out" (signed out) or "later" (the server said no). */
let why = "", message = "";
function trouble_shown() {
  const n = store.all().length, unkept = memory !== null;
  trouble.hidden = !(why && n) && !unkept;
  if (trouble.hidden) return;
  const words = why === "none" && n === 1 ? "one" : why || "none";
  $("h2", trouble).textContent = n ? fill(trouble.dataset[words], { n }) : "";
  $("p", trouble).textContent = unkept ? trouble.dataset.unkept : message;
  $("[data-sign-in]", trouble).hidden = why !== "out";
  $("[data-sign-in]", trouble).href = root.dataset.signIn;
}

/* Sending ------------------------------------------------------------------------------------ */

let sending = false, failures = 0, pause;
const token = () => $("[name=csrfmiddlewaretoken]", root);

async function post(readings) {
  return fetch(root.dataset.scans, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token().value },
    body: JSON.stringify({ device: device(), readings }),
  });
}

/* Signing in again, in another tab, makes this page's token old. */
async function renewed() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return false;
  const fresh = $("[data-door] [name=csrfmiddlewaretoken]", new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!fresh || fresh.value === token().value) return false;
  for (const field of $$("[name=csrfmiddlewaretoken]", root)) field.value = fresh.value;
  return true;
}

function taken(readings, { answers = [], counts, came: there = [] }) {
  const by = new Map(answers.map((answer) => [answer.key, answer]));
  store.drop(new Set(by.keys()));
  for (const reading of readings) {
    const answer = by.get(reading.key);
    if (!answer) continue;
    note(reading, answer);
    if (reading.key === newest) show(answer);
    if (["first", "again"].includes(answer.outcome)) came(rowOf(String(answer.person)));
    else not_came(rowOf(personIn(reading.code)));
    if (answer.outcome === "first") navigator.vibrate?.(80);
    else navigator.vibrate?.([80, 80, 80]);
  }
  for (const pk of there) came(rowOf(String(pk)));
  counted(counts);
}

async function attempt(readings) {
  let answer = await post(readings);
  if (answer.status === 403 && await renewed()) answer = await post(readings);
  if (answer.ok) {
    taken(readings, await answer.json());
    [why, message] = ["", ""];
    return true;
  }
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  why = [401, 403].includes(answer.status) ? "out" : "later";
  message = told.message || "";
  return false;
}

async function send({ poll = false } = {}) {
  const readings = store.all().slice(0, BATCH);
  if (sending || !(readings.length || poll)) return trouble_shown();
  sending = true;
  clearTimeout(pause);
  let good = false;
  try { good = await attempt(readings); } catch { [why, message] = ["none", ""]; }
  sending = false;
  failures = good ? 0 : failures + 1;
  trouble_shown();
  const wait = good ? 0 : Math.min(1000 * 2 ** (failures - 1), PATIENCE) * (0.75 + Math.random() / 2);
  if (store.all().length) pause = setTimeout(send, wait);
}

/* Reading ------------------------------------------------------------------------------------ */

let newest = "";
function read(code) {
  const reading = { key: uuid(), code: code.trim().slice(0, 500), at: new Date().toISOString() };
  if (!reading.code) return;
  store.add(reading);
  newest = reading.key;
  const known = shownAtOnce(reading);
  show(known);
  note(reading, known);
  kept(rowOf(personIn(reading.code)));
  send();
}

function box() {
  const input = $("#code");
  input.form.addEventListener("submit", (event) => {
    event.preventDefault();
    read(input.value);
    input.value = "";
    input.focus();
  });
}

function names() {
  const search = $("#words");
  search.form.addEventListener("submit", (event) => event.preventDefault());
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of $$("[data-person]", list || root)) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  });
  list?.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=arrive]");
    if (!button) return;
    event.preventDefault();
    read(button.closest("li").dataset.code);
    said.scrollIntoView({ block: "nearest" });
  });
}

/* What is no reading needs the server; a browser's error page in place of this one helps nobody. */
document.addEventListener("submit", (event) => {
  if (navigator.onLine || event.defaultPrevented) return;
  event.preventDefault();
  show({ kind: "bad", title: trouble.dataset.needs });
}, { capture: true });

async function camera() {
  const part = $(".door-camera");
  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  part.hidden = false;
  const [button, video, failed] = [$("[data-camera]", part), $("video", part), $(".err", part)];
  const words = button.textContent;
  let stream = null, last = "", lastAt = 0;
  const stop = () => {
    for (const track of stream?.getTracks() || []) track.stop();
    stream = null;
    video.hidden = true;
    button.textContent = words;
  };
  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    const fresh = found && (found.rawValue !== last || Date.now() - lastAt > SAME);
    if (found) [last, lastAt] = [found.rawValue, Date.now()];
    if (fresh) read(found.rawValue);
    setTimeout(look, 250, detector);
  };
  button.addEventListener("click", async () => {
    if (stream) return stop();
    failed.hidden = true;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      button.textContent = button.dataset.stop;
      look(new BarcodeDetector({ formats: ["qr_code"] }));
    } catch {
      stop();
      failed.hidden = false;
    }
  });
}

if (said) {
  for (const reading of store.all()) {
    note(reading, shownAtOnce(reading));
    kept(rowOf(personIn(reading.code)));
  }
  box();
  names();
  camera();
  $("[data-again]", trouble).addEventListener("click", () => send());
  addEventListener("online", () => send());
  addEventListener("storage", trouble_shown);
  setInterval(() => document.hidden || send({ poll: true }), POLL);
  send();
}
