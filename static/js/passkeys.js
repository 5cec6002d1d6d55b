/*
 * Passkeys and security keys. A form says what it wants: data-passkey="login" asks the server for a challenge first;
 * "get" and "add" find theirs in the page (data-options names a block of JSON). The answer goes back in the form itself.
 */
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list || []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function create({ publicKey }, alone) {
  const choice = { ...publicKey.authenticatorSelection };
  if (alone !== null) {
    choice.residentKey = alone ? "required" : "discouraged";
    choice.requireResidentKey = alone;
    if (alone) choice.userVerification = "required";
  }
  const made = await navigator.credentials.create({ publicKey: {
    ...publicKey, authenticatorSelection: choice, challenge: toBytes(publicKey.challenge),
    user: { ...publicKey.user, id: toBytes(publicKey.user.id) }, excludeCredentials: keys(publicKey.excludeCredentials) } });
  return answer(made, { attestationObject: toText(made.response.attestationObject), transports: made.response.getTransports?.() || [] });
}

async function get({ publicKey }) {
  const found = await navigator.credentials.get({ publicKey: {
    ...publicKey, challenge: toBytes(publicKey.challenge), allowCredentials: keys(publicKey.allowCredentials) } });
  const { authenticatorData, signature, userHandle } = found.response;
  return answer(found, { authenticatorData: toText(authenticatorData), signature: toText(signature), userHandle: toText(userHandle) });
}

const answer = (credential, response) => ({
  type: credential.type, id: credential.id, rawId: toText(credential.rawId),
  authenticatorAttachment: credential.authenticatorAttachment, clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
});

async function options(form) {
  if (form.dataset.passkey !== "login") return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const reply = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

async function run(form, note) {
  note.textContent = "";
  try {
    const data = await options(form);
    const alone = form.elements.passwordless ? form.elements.passwordless.checked : null;
    const credential = data.creation_options ? await create(data.creation_options, alone) : await get(data.request_options);
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    note.textContent = form.dataset.failed;
  }
}

/* Browsers tie a passkey to a name, so an address in digits cannot have any. */
const named = !/^[\d.]+$|:/.test(location.hostname);
const able = Boolean(window.PublicKeyCredential) && named;

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!able) continue;
  form.hidden = false;
  const note = form.appendChild(Object.assign(document.createElement("p"), { className: "err" }));
  note.setAttribute("role", "alert");
  form.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    run(form, note);
  });
}
document.querySelectorAll("[data-no-passkeys]").forEach((text) => { text.hidden = able || !named; });
document.querySelectorAll("[data-no-name]").forEach((text) => { text.hidden = named; });
