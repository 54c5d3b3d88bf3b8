/* Security keys: asks the browser for a credential and sends the form with it. */
(function () {
  "use strict";

  async function use(button) {
    const options = JSON.parse(document.getElementById("js_data").textContent);
    const answer =
      button.dataset.key === "create"
        ? await window.webauthnJSON.create(options.creation_options)
        : await window.webauthnJSON.get(options.request_options);
    button.form.elements.credential.value = JSON.stringify(answer);
    button.form.submit();
  }

  document.querySelectorAll("[data-key]").forEach((button) => {
    const trouble = button.form.querySelector("[data-key-trouble]");
    button.hidden = !window.PublicKeyCredential;
    button.addEventListener("click", () => {
      trouble.hidden = true;
      use(button).catch(() => {
        trouble.hidden = false;
      });
    });
  });
})();
