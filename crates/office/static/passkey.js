// Passkeys. Without this, or where a browser knows none, nothing of it shows and everything else works.
const text = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const bytes = (words) => Uint8Array.from(atob(words.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const named = (ids) => ids.split(" ").filter(Boolean).map((id) => ({ type: "public-key", id: bytes(id) }));

async function make({ challenge, site, siteName, user, account, known }) {
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytes(challenge),
      rp: { id: site, name: siteName },
      user: { id: new TextEncoder().encode(user), name: account, displayName: account },
      pubKeyCredParams: [{ type: "public-key", alg: -7 }, { type: "public-key", alg: -257 }],
      authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
      excludeCredentials: named(known),
      attestation: "none",
    },
  });
  const { response } = made;
  return {
    client: text(response.clientDataJSON),
    authenticator: text(response.getAuthenticatorData()),
    key: text(response.getPublicKey()),
  };
}

async function sign({ challenge, site, known, passkey }) {
  const signed = await navigator.credentials.get({
    publicKey: {
      challenge: bytes(challenge),
      rpId: site,
      allowCredentials: named(known),
      userVerification: passkey === "alone" ? "required" : "preferred",
    },
  });
  const { response } = signed;
  return {
    id: text(signed.rawId),
    client: text(response.clientDataJSON),
    authenticator: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) break;
  form.closest("[data-with-passkey]").hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements[form.dataset.field ?? "passkey"];
    if (field.value) return;
    event.preventDefault();
    const refused = form.querySelector("[data-refused]");
    refused.hidden = true;
    try {
      const told = await (form.dataset.passkey === "make" ? make(form.dataset) : sign(form.dataset));
      field.value = JSON.stringify(told);
      form.requestSubmit();
    } catch (fault) {
      refused.textContent =
        fault.name === "InvalidStateError"
          ? "この端末のパスキーは、もう登録されています。"
          : "パスキーを確認できませんでした。もう一度試すか、ほかの方法を使ってください。";
      refused.hidden = false;
    }
  });
}
