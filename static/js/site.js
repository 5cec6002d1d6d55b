/*
 * Everything here enhances pages that already work without it. Words that people read come from data-* attributes,
 * written by templates, because the catalogues of translations live on the server.
 */
const $ = (query, root = document) => root.querySelector(query);
const $$ = (query, root = document) => [...root.querySelectorAll(query)];
const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
const fill = (text, values) => (text || "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/* A word is a run of anything but white space: the same as Python's len(text.split()), character for character. */
const WORD = /[^\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
export const countWords = (text) => (text.match(WORD) || []).length;

function wordCounts() {
  for (const box of $$("textarea[data-words]")) {
    const line = $(".count", box.closest(".field") || box.parentElement);
    if (!line) continue;
    const max = +box.dataset.words;
    const spoken = Object.assign(document.createElement("span"), { className: "vh" });
    spoken.setAttribute("aria-live", "polite");
    line.setAttribute("aria-hidden", "true");
    line.after(spoken);
    let pause;
    const show = () => {
      const n = countWords(box.value);
      line.textContent = fill(n > max ? line.dataset.over : line.dataset.count, { n, max, over: n - max });
      line.classList.toggle("over", n > max);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = line.textContent; }, 1200);
    };
    box.addEventListener("input", show);
    show();
  }
}

function liveFilters() {
  const form = $("form[data-live]");
  if (!form || !$("#results")) return;
  const say = document.body.appendChild(Object.assign(document.createElement("p"), { className: "vh" }));
  say.setAttribute("role", "status");
  let last, pause;
  const load = async () => {
    const url = new URL(form.action);
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    last?.abort();
    last = new AbortController();
    try {
      const answer = await fetch(url, { signal: last.signal });
      if (!answer.ok) throw new Error(answer.status);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      history.replaceState(null, "", url);
      $("#results").replaceWith($("#results", page));
      copyButtons();
      say.textContent = $("#results [role=status]")?.textContent.trim() || "";
      relativeTimes();
    } catch (error) {
      if (error.name !== "AbortError") form.submit();
    }
  };
  form.addEventListener("change", load);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search" && event.target.type !== "text") return;
    clearTimeout(pause);
    pause = setTimeout(load, 350);
  });
}

/* Adds the reader's own time to moments in another zone. */
function relativeTimes() {
  const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const style = { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  for (const time of $$("time[data-zone][data-yours]")) {
    const zone = time.dataset.zone, moment = new Date(time.dateTime);
    try {
      const show = (timeZone) => new Intl.DateTimeFormat(lang, { ...style, timeZone }).format(moment);
      if (zone === mine || show(zone) === show(mine)) continue;
      const note = Object.assign(document.createElement("span"), { className: "soft" });
      note.textContent = ` · ${fill(time.dataset.yours, { time: show(mine) })}`;
      time.append(note);
      delete time.dataset.yours;
    } catch { /* an unknown zone: the place's own time stands alone */ }
  }
}

const values = (form) => [...new FormData(form)].filter(([name, value]) =>
  typeof value === "string" && !["csrfmiddlewaretoken", "version"].includes(name));

function putBack(form, pairs) {
  const held = new Map();
  for (const [name, value] of pairs) held.set(name, [...(held.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || ["hidden", "file", "submit", "button"].includes(field.type)) continue;
    const list = held.get(field.name) || [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = list.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = list.includes(option.value);
    else if (list.length) field.value = list[0];
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* Signing in again, in another tab, makes the page's token old: fetch a new one. False while signed out. */
async function renew(form) {
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, fresh] = [form.elements.csrfmiddlewaretoken, $("main [name=csrfmiddlewaretoken]", page)];
  if (!now || !fresh) return false;
  now.value = fresh.value;
  return true;
}

/* Saves while the person writes. The device keeps a copy until the server has the text. */
function autosave(form) {
  const line = $(".saved", form), box = $("[data-restore]", form);
  $$("[data-autosaved]").forEach((promise) => { promise.hidden = false; });
  const key = `draft ${form.dataset.key || location.pathname}`;
  const store = { get: () => { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    set: (value) => { try { value ? localStorage.setItem(key, JSON.stringify(value)) : localStorage.removeItem(key); } catch { /* a full or closed store */ } } };
  const say = (what, time = "", text = "") => {
    if (!line) return;
    line.textContent = text || fill(line.dataset[what], { time });
    line.classList.toggle("is-bad", !["saving", "saved"].includes(what));
  };
  let pause, saved = JSON.stringify(values(form)), busy = false, stopped = false;

  const save = async () => {
    const now = JSON.stringify(values(form));
    if (busy || stopped || now === saved) return;
    busy = true;
    say("saving");
    try {
      const answer = await fetch(form.dataset.autosave || form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1", Accept: "application/json" } });
      const json = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (answer.status === 409) { stopped = true; say("stale", "", json.message); }
      else if (answer.ok && json.version !== undefined) {
        saved = now;
        if (form.elements.version) form.elements.version.value = json.version;
        if (JSON.stringify(values(form)) === now) store.set(null);
        say("saved", json.saved_at);
      } else if (!answer.redirected && ![401, 403].includes(answer.status)) say("failed", "", json.message);
      else say(await renew(form) ? "failed" : "out");
    } catch { say("failed"); }
    busy = false;
    if (!stopped && JSON.stringify(values(form)) !== saved) { clearTimeout(pause); pause = setTimeout(save, 10000); }
  };
  const changed = () => {
    if (JSON.stringify(values(form)) === saved) return;
    store.set({ at: Date.now(), version: form.elements.version?.value, pairs: values(form) });
    clearTimeout(pause);
    pause = setTimeout(save, 2000);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  form.addEventListener("submit", () => {
    clearTimeout(pause);
    stopped = true;
    const held = store.get();
    if (held) store.set({ ...held, sent: true });
  });
  addEventListener("pageshow", (event) => { if (event.persisted) stopped = false; });

  const held = store.get();
  if (!held || !box) return;
  const arrived = held.sent && held.version !== form.elements.version?.value;
  if (arrived || JSON.stringify(held.pairs) === saved) return store.set(null);
  const when = $("[data-when]", box);
  if (when) when.textContent = `(${new Date(held.at).toLocaleString(lang, { dateStyle: "medium", timeStyle: "short" })})`;
  box.hidden = false;
  $("[data-put-back]", box).onclick = () => { box.hidden = true; putBack(form, held.pairs); changed(); };
  $("[data-discard]", box).onclick = () => { box.hidden = true; store.set(null); };
}

/* A second click on a button that is already at work does nothing; coming back makes it fresh. */
function onceEach() {
  const free = (form) => {
    delete form.dataset.busy;
    for (const button of $$("[aria-disabled=true]", form)) button.removeAttribute("aria-disabled");
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.busy) return event.preventDefault();
    form.dataset.busy = "1";
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(free, 8000, form);
  });
  addEventListener("pageshow", () => $$("form[data-busy]").forEach(free));
}

function copyButtons() {
  for (const button of $$("[data-copy][hidden]")) {
    const words = button.textContent;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = $(button.dataset.copy);
      await navigator.clipboard.writeText(source.value ?? source.innerText);
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = words; }, 2500);
    });
  }
}

/* Without scripts people print by their browser's menu. */
function printButtons() {
  for (const button of $$("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

/* Menus close on Escape and on a click elsewhere. */
function menus() {
  const close = (except) => $$("details.drop[open]").forEach((menu) => { if (!except || !menu.contains(except)) menu.open = false; });
  document.addEventListener("click", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && $("details.drop[open]");
    if (open) { close(); $("summary", open).focus(); }
  });
}

/* Questions that hang on a choice appear with it. What is hidden is not sent, and so not chosen either. */
function conditions() {
  const boxes = $$("[data-only-if]");
  const show = () => boxes.forEach((box) => {
    const chosen = new FormData(box.form).getAll(box.dataset.onlyIf);
    box.hidden = box.disabled = !chosen.includes(box.dataset.onlyValue);
  });
  boxes[0]?.form.addEventListener("change", show);
  show();
}

conditions();
wordCounts();
liveFilters();
relativeTimes();
onceEach();
copyButtons();
printButtons();
menus();
$$("form[data-autosave]").forEach(autosave);
$(".errors")?.focus();
