/* Everything here makes a page nicer that already works without it. */
(function () {
  "use strict";

  const root = document.documentElement;
  const near = (event, selector) =>
    event.target instanceof Element ? event.target.closest(selector) : null;
  const each = (selector, act, within) =>
    (within || document).querySelectorAll(selector).forEach(act);

  /* Theme: system → light → dark, kept in a cookie so that the server paints it first. */
  const THEMES = ["system", "light", "dark"];

  function paintTheme(button) {
    const theme = root.dataset.theme || "system";
    const words = button.dataset[theme];
    button.hidden = false;
    button.title = words;
    button.setAttribute("aria-label", words);
  }

  function turnTheme(button) {
    const now = THEMES.indexOf(root.dataset.theme || "system");
    const next = THEMES[(now + 1) % THEMES.length];
    const secure = location.protocol === "https:" ? ";secure" : "";
    if (next === "system") {
      delete root.dataset.theme;
    } else {
      root.dataset.theme = next;
    }
    document.cookie =
      "himaya_theme=" + next + ";path=/;max-age=31536000;samesite=lax" + secure;
    paintTheme(button);
  }

  /* Menus: one open at a time, closed by Escape or a press elsewhere. */
  function closeMenus(except) {
    each("details.menu[open]", (menu) => {
      if (menu !== except) {
        menu.open = false;
      }
    });
  }

  function escapeMenu() {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }

  /* Dialogs: a link that leads to a page opens the same thing in place. */
  function openDialog(event, opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog && dialog.showModal) {
      event.preventDefault();
      dialog.showModal();
    }
  }

  /* Repeat groups: the server adds and removes too; here it happens at once. */
  function addRepeat(event, button) {
    const box = button.closest(".repeat");
    const template = box && box.querySelector("template");
    if (!template) {
      return;
    }
    event.preventDefault();
    const count = box.querySelector("[data-repeat-count]");
    const copy = template.content.cloneNode(true);
    const n = count.value;
    each("*", (node) => {
      Array.from(node.attributes).forEach((attribute) => {
        attribute.value = attribute.value.replaceAll("__n__", n);
      });
    }, copy);
    each("[data-repeat-number]", (node) => (node.textContent = Number(n) + 1), copy);
    const group = copy.firstElementChild;
    template.before(copy);
    count.value = Number(n) + 1;
    const first = group.querySelector("input:not([type=hidden]), select, textarea");
    if (first) {
      first.focus();
    }
    touched(box);
  }

  function removeRepeat(event, button) {
    const group = button.closest("[data-repeat-item]");
    const mark = group && group.querySelector("[data-repeat-delete]");
    if (!mark) {
      return;
    }
    event.preventDefault();
    mark.value = "1";
    group.hidden = true;
    group.closest(".repeat").querySelector("[data-repeat-add]").focus();
    touched(group);
  }

  /* Unsaved changes: asked before leaving a form marked data-guard. */
  const unsaved = new Set();

  function touched(node) {
    const form = node.closest("form[data-guard]");
    if (form) {
      unsaved.add(form);
    }
  }

  window.addEventListener("beforeunload", (event) => {
    if (Array.from(unsaved).some((form) => form.isConnected)) {
      event.preventDefault();
    }
  });
  document.addEventListener("input", (event) => touched(event.target));
  document.addEventListener("submit", (event) => unsaved.delete(event.target));

  /* Board: a card dropped on a column posts the very form its keyboard users press. */
  let lifted = null;

  function readyBoards(within) {
    each(".board .card", (card) => {
      card.draggable = card.querySelector("form.move select") !== null;
    }, within);
  }

  document.addEventListener("dragstart", (event) => {
    lifted = near(event, ".board .card[draggable=true]");
    if (lifted) {
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
      lifted.classList.add("lifted");
    }
  });

  document.addEventListener("dragover", (event) => {
    const column = lifted && near(event, ".board-column");
    each(".board-column.over", (other) => other.classList.toggle("over", other === column));
    if (column) {
      event.preventDefault();
      column.classList.add("over");
    }
  });

  document.addEventListener("drop", (event) => {
    const column = lifted && near(event, ".board-column");
    if (!column) {
      return;
    }
    event.preventDefault();
    const form = lifted.querySelector("form.move");
    const select = form.querySelector("select");
    const status = column.dataset.status;
    const offered = Array.from(select.options).some((option) => option.value === status);
    if (offered && lifted.closest(".board-column") !== column) {
      select.value = status;
      form.requestSubmit();
    }
  });

  document.addEventListener("dragend", () => {
    each(".board-column.over", (column) => column.classList.remove("over"));
    if (lifted) {
      lifted.classList.remove("lifted");
      lifted = null;
    }
  });

  /* One listener for presses; markup says what each is for. */
  const PRESSES = {
    "[data-theme-switch]": (event, button) => turnTheme(button),
    "[data-dialog]": openDialog,
    "[data-dialog-close]": (event, button) => {
      event.preventDefault();
      button.closest("dialog").close();
    },
    "[data-repeat-add]": addRepeat,
    "[data-repeat-remove]": removeRepeat,
    "[data-print]": () => window.print(),
  };

  document.addEventListener("click", (event) => {
    closeMenus(near(event, "details.menu"));
    Object.keys(PRESSES).some((selector) => {
      const pressed = near(event, selector);
      if (pressed) {
        PRESSES[selector](event, pressed);
      }
      return pressed;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      escapeMenu();
    }
  });

  /* What arrives by htmx is treated like a page that arrives whole. */
  function settle(part) {
    readyBoards(part);
    const dialog = part.querySelector("dialog[data-open]");
    if (dialog && !dialog.open) {
      dialog.showModal();
    }
    const summary = part.querySelector(".error-summary");
    if (summary) {
      summary.focus();
    }
  }

  document.addEventListener("htmx:afterSwap", (event) => settle(event.detail.elt));

  function tellTrouble(shown) {
    const trouble = document.getElementById("trouble");
    if (trouble) {
      trouble.hidden = !shown;
    }
  }

  document.addEventListener("htmx:beforeRequest", () => tellTrouble(false));
  document.addEventListener("htmx:sendError", () => tellTrouble(true));
  document.addEventListener("htmx:responseError", (event) => {
    tellTrouble(!event.detail.shouldSwap);
  });

  each("[data-theme-switch]", paintTheme);
  settle(document);
})();
