/*
 * The door loads this script alone. Every reading is kept here first, under a key of its own, and sent; what was answered
 * is forgotten. The server knows the keys: sent twice, nothing happens twice. Without it the page works as plain forms.
 */
const $ = (query, root = document) => root.querySelector(query);
const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const root = $("[data-door]"), list = $(".door-list"), said = $("#door-said"), trouble = $("#door-trouble"), log = $("#door-log");
const BATCH = 50, PATIENCE = 30_000, POLL = 30_000, SAME = 4_000;

/* Pages without TLS have no randomUUID, but blobs whose addresses end in one. */
const uuid = () => crypto.randomUUID?.() ?? URL.createObjectURL(new Blob()).slice(-36);

/* In the device's store, or in memory where that is closed or full; each an item, so that no tab writes over another's. */
const KEY = `door ${root.dataset.door} `;
const memory = new Map();
const store = {
  all() {
    let names = [];
    try { names = Object.keys(localStorage).filter((name) => name.startsWith(KEY)); } catch { /* closed */ }
    const kept = names.map((name) => { try { return JSON.parse(localStorage[name]); } catch { return null; } });
    return [...memory.values(), ...kept].filter((one) => one?.key).sort((a, b) => a.at.localeCompare(b.at));
  },
  add(reading) {
    try { localStorage.setItem(KEY + reading.key, JSON.stringify(reading)); } catch { memory.set(reading.key, reading); }
  },
  drop(key) {
    memory.delete(key);
    try { localStorage.removeItem(KEY + key); } catch { /* closed */ }
  },
};
/* What the server could not take while it took others: they do not hold those up. */
const aside = new Set();
const waiting = () => store.all().filter(({ key }) => !aside.has(key));

function device() {
  try {
    const name = localStorage.getItem("door device") || uuid().slice(0, 8);
    localStorage.setItem("door device", name);
    return name;
  } catch { return ""; }
}

/* People */

const rowOf = (pk) => list && $(`[data-person="${pk}"]`, list);
/* In an address, or typed; digits alone are something else. */
const rowIn = ({ code }) => rowOf(/\D/.test(code) && code.replace(/[\s\p{Pd}\u2212]/gu, "")
  .match(/^(?:.*\/checkin\/(?=.*\.))?(\d+)(\.\w{20}|[2-9A-HJKMNP-Z]{6}$)/i)?.[1]);
const nameIn = (row) => row && $("strong", row).textContent;

/* Rows only kept here, and what stood there: the server may say no. */
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
  const { back, whose } = said.dataset, ariaLabel = fill(whose, { name: nameIn(row) });
  if (back) $(".row", row).append(Object.assign(line("button", back, "btn quiet"), { name: "undo", value: row.dataset.person, ariaLabel }));
}
/* Of whom no reading waits any more, and who has not come. */
function cleared() {
  const left = waiting().map(rowIn);
  for (const [row, nodes] of pending) {
    if (left.includes(row)) continue;
    pending.delete(row);
    delete row.dataset.came;
    $(".row", row).replaceChildren(...nodes);
  }
}

/* What is shown */

function line(tagName, text, className = "") {
  return Object.assign(document.createElement(tagName), { textContent: text, className });
}

/* Large, for the person who stands there: the newest reading alone. */
function show({ kind, title, name, sector, organisation, person, let_in }) {
  if (!said) return;
  said.className = `notice door-said ${kind === "warn" ? "" : kind}`;
  const box = document.createElement("div");
  box.append(line("strong", title, "door-title"));
  if (name) box.append(line("p", name, "door-name"));
  const about = [sector, organisation].filter(Boolean).join(" · ");
  if (about) box.append(line("p", about));
  said.replaceChildren(box);
  const button = let_in && $(`[name=let_in][value="${person}"]`, root);
  if (button) {
    const copy = Object.assign(line("button", button.textContent, "btn"), { type: "button" });
    copy.onclick = () => button.click();
    said.append(copy);
  }
  said.hidden = false;
}

function note(reading, { kind, title, name }) {
  if (!log) return;
  let entry = $(`[data-key="${CSS.escape(reading.key)}"]`, log);
  if (!entry) {
    entry = document.createElement("li");
    entry.dataset.key = reading.key;
    log.prepend(entry);
    log.closest("details").hidden = false;
  }
  const at = new Date(reading.at).toTimeString().slice(0, 5);
  entry.dataset.kind = kind;
  entry.replaceChildren(line("span", `${at} ${name || fill(said.dataset.unknown, { code: reading.code.slice(-14) })}`),
    line("span", title, `tag ${kind}`));
}

/* What this device knows by itself; from now on, that they came today. */
function shownAtOnce(reading) {
  const row = rowIn(reading), day = row?.dataset.came, before = day === "";
  const [sector, organisation] = (row ? $(".soft", row).textContent : "").split(" · ");
  const [kind, title] = day ? ["good", day] : before ? ["warn", said.dataset.again] : ["info", said.dataset.kept];
  const told = { kind, title, name: nameIn(row), sector, organisation };
  note(reading, told);
  if (day) row.dataset.came = "";
  if (row && $("[name=arrive]", row)) mark(row, title, "tag");
  return told;
}

function counted(counts) {
  for (const [name, number] of Object.entries(counts)) $(`[data-count="${name}"]`).textContent = number;
}

/* Why nothing leaves: "none" (no connection), "out" (signed out) or "later" (the server said no). */
let why = "", message = "";
/* Readings of this page that came too late to check anybody in. */
let apart = 0;
function trouble_shown() {
  const all = store.all(), n = why ? all.length : all.length - waiting().length, unkept = memory.size > 0;
  const words = why === "none" && n === 1 ? "one" : why || "aside";
  trouble.hidden = !n && !unkept && !apart;
  if (trouble.hidden) return;
  const told = apart ? fill(trouble.dataset.apart, { n: apart }) : "";
  $("h2", trouble).textContent = n ? fill(trouble.dataset[words], { n }) : told;
  $("p", trouble).textContent = unkept ? trouble.dataset.unkept : message || (n ? told : "");
  $("[data-again]", trouble).hidden = !n && !unkept;
  $("[data-sign-in]", trouble).hidden = why !== "out";
  $("[data-sign-in]", trouble).href = root.dataset.signIn;
}

/* Sending */

let sending = false, failures = 0, pause;
const token = () => $("[name=csrfmiddlewaretoken]", root);

async function post(readings) {
  return fetch(root.dataset.scans, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token().value },
    body: JSON.stringify({ device: device(), sent: new Date().toISOString(), readings }),
  });
}

/* Signing in again, in another tab, makes the token old. */
async function renewed() {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return false;
  const fresh = $("[data-door] [name=csrfmiddlewaretoken]", new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (!fresh || fresh.value === token().value) return false;
  for (const field of $$("[name=csrfmiddlewaretoken]", root)) field.value = fresh.value;
  return true;
}

function taken(readings, { answers, counts, came: there }) {
  for (const reading of readings) {
    const answer = answers.find(({ key }) => key === reading.key);
    if (!answer) continue;
    store.drop(reading.key);
    aside.delete(reading.key);
    note(reading, answer);
    if (reading.key === newest) show(answer);
    if (answer.outcome === "set_aside") apart += 1;
    navigator.vibrate?.(answer.kind === "good" ? 80 : [80, 80, 80]);
  }
  for (const pk of there) came(rowOf(pk));
  cleared();
  counted(counts);
}

let fault = false;
async function attempt(readings) {
  let answer = await post(readings);
  if (answer.status === 403 && await renewed()) answer = await post(readings);
  if (answer.ok) {
    taken(readings, await answer.json());
    [why, message] = ["", ""];
    return true;
  }
  const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
  fault = answer.status === 400 || answer.status >= 500;
  why = [401, 403].includes(answer.status) ? "out" : "later";
  message = told.message || "";
  return false;
}

/* What the server cannot take is found by sending each alone. When it takes none, the fault is its own. */
async function singly(readings) {
  const failed = [];
  for (const reading of readings) {
    if (await attempt([reading])) continue;
    if (!fault) return false;
    failed.push(reading);
  }
  if (failed.length === readings.length) return false;
  for (const reading of failed) {
    aside.add(reading.key);
    note(reading, { kind: "bad", title: trouble.dataset.untaken, name: nameIn(rowIn(reading)) });
  }
  cleared();
  [why, message] = ["", ""];
  return true;
}

async function send({ poll = false } = {}) {
  const readings = waiting().slice(0, BATCH);
  if (sending || !(readings.length || poll)) return trouble_shown();
  sending = true;
  clearTimeout(pause);
  let good = false;
  fault = false;
  try {
    good = await attempt(readings) || (fault && readings.length > 1 && await singly(readings));
  } catch { [why, message] = ["none", ""]; }
  sending = false;
  failures = good ? 0 : failures + 1;
  trouble_shown();
  const wait = good ? 0 : Math.min(1000 * 2 ** (failures - 1), PATIENCE) * (0.75 + Math.random() / 2);
  if (waiting().length) pause = setTimeout(send, wait);
}

/* Reading */

let newest = "";
function read(code) {
  const reading = { key: uuid(), code: code.trim().slice(0, 500), at: new Date().toISOString() };
  if (!reading.code) return;
  store.add(reading);
  newest = reading.key;
  show(shownAtOnce(reading));
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
  const find = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of $$("[data-person]", list || root)) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  };
  /* In the address too: buttons of the list load the page anew. */
  search.addEventListener("input", () => { find(); history.replaceState(0, "", `?find=${encodeURIComponent(search.value)}`); });
  find();
  list?.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=arrive]");
    if (!button) return;
    event.preventDefault();
    read(button.closest("li").dataset.code);
    said.scrollIntoView({ block: "nearest" });
  });
}

/* What is no reading needs the server: no error page of the browser's instead. A second click does nothing. */
let sent = 0;
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  const again = event.target.method === "post" && Date.now() - sent < 8_000;
  if (!navigator.onLine) show({ kind: "bad", title: trouble.dataset.needs });
  if (again || !navigator.onLine) event.preventDefault();
  else if (event.target.method === "post") sent = Date.now();
});

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
  store.all().forEach(shownAtOnce);
  box();
  names();
  camera();
}
/* What is kept here leaves also when the door is shut. */
$("[data-again]", trouble).addEventListener("click", () => { aside.clear(); send(); });
addEventListener("online", () => send());
addEventListener("storage", trouble_shown);
setInterval(() => document.hidden || send({ poll: Boolean(said) }), POLL);
send();
$(".errors")?.focus();
