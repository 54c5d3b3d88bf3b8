/* Keys for the coding screen, and decisions kept while the connection is down.
   Kept are marks, numbers of passages and codes of themes; no word of a text, no note. */
(function () {
  "use strict";

  const list = document.getElementById("coding");
  if (!list) {
    return;
  }
  const KEPT = "himaya-coding:" + list.dataset.seat;
  const AGAIN = 5000;
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const told = document.getElementById("coding-waiting");
  const passages = Array.from(list.querySelectorAll("[data-passage]"));
  const said = []; // what was decided on this page, for taking it back
  let at = Math.max(0, passages.findIndex((one) => one.querySelector("[data-open]")));
  let confidence = 0;
  let sending = false;
  let signedOut = false;

  /* The queue: one entry for each decision, in order, until the server has written it. */
  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT)) || [];
    } catch (error) {
      return [];
    }
  }

  function keep(entries) {
    localStorage.setItem(KEPT, JSON.stringify(entries));
    told.hidden = entries.length === 0;
    const words = signedOut ? told.dataset.again : told.dataset.words;
    told.textContent = entries.length + " · " + words;
  }

  /* The first entries that go to the same address together. */
  function bunch(entries) {
    const first = entries[0];
    const other = entries.findIndex(
      (one) => one.send !== first.send || one.version !== first.version
        || one.framework !== first.framework || one.round !== first.round
    );
    return entries.slice(0, Math.min(other < 0 ? entries.length : other, 100));
  }

  async function send() {
    const entries = kept();
    if (sending || entries.length === 0) {
      return;
    }
    sending = true;
    const part = bunch(entries);
    let isOver = false; // whether these have left the queue
    try {
      const answer = await fetch(part[0].send, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({
          framework: part[0].framework,
          round: part[0].round,
          version: part[0].version,
          decisions: part.map((one) => one.decision),
        }),
      });
      signedOut = answer.redirected || answer.status === 401 || answer.status === 403;
      // What the server will never take must not stand before what it would.
      const isRefused = [404, 413, 422].includes(answer.status);
      isOver = isRefused || (answer.ok && !answer.redirected);
      if (isOver) {
        // By their marks: another window may have added to the queue, or sent from it.
        const gone = new Set(part.map((one) => one.decision.client));
        keep(kept().filter((one) => !gone.has(one.decision.client)));
      }
      if (isRefused) {
        document.getElementById("trouble").hidden = false;
      }
    } catch (error) {
      isOver = false; // no connection: what is kept is sent again
    }
    sending = false;
    keep(kept());
    if (isOver) {
      send();
    }
  }

  window.setInterval(send, AGAIN);
  window.addEventListener("online", send);

  function mark() {
    const bytes = crypto.getRandomValues(new Uint8Array(12));
    return Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  }

  function decide(passage, verdict, theme) {
    const entry = {
      send: passage.dataset.send,
      framework: list.dataset.framework,
      round: list.dataset.round,
      version: Number(passage.dataset.version),
      decision: {
        client: mark(),
        passage: Number(passage.dataset.passage),
        verdict: verdict,
        theme: theme,
        confidence: confidence,
      },
    };
    confidence = 0;
    keep(kept().concat(entry));
    send();
  }

  /* What the page shows of a decision, before the server has it. */
  function show(line, words, tone) {
    const verdict = line.querySelector("[data-verdict]");
    verdict.hidden = !words;
    verdict.textContent = words;
    verdict.dataset.tone = tone;
    line.toggleAttribute("data-open", !words);
  }

  function showDone(passage, isDone) {
    passage.querySelector("[data-done-mark]").hidden = !isDone;
    if (isDone) {
      passage.dataset.tone = "ok";
    } else {
      delete passage.dataset.tone;
    }
  }

  function lineIn(passage) {
    const focused = document.activeElement && document.activeElement.closest("[data-theme]");
    return focused && passage.contains(focused) ? focused : passage.querySelector("[data-open]");
  }

  function answer(verdict) {
    const passage = passages[at];
    const line = lineIn(passage);
    if (!line) {
      return;
    }
    decide(passage, verdict, line.dataset.theme);
    show(line, list.dataset[verdict], verdict === "accepted" ? "ok" : "plain");
    said.push({ passage: at, theme: line.dataset.theme });
  }

  function done() {
    decide(passages[at], "done", "");
    showDone(passages[at], true);
    said.push({ passage: at, theme: "" });
    go(at + 1);
  }

  function takeBack() {
    const last = said.pop();
    if (!last) {
      return;
    }
    const passage = passages[last.passage];
    decide(passage, "taken_back", last.theme);
    if (last.theme) {
      show(passage.querySelector('[data-theme="' + last.theme + '"]'), "", "info");
    } else {
      showDone(passage, false);
    }
    go(last.passage);
  }

  function go(where) {
    if (where >= passages.length) {
      const next = document.querySelector(".pages a[rel=next], #coding-next");
      if (next && kept().length === 0) {
        next.focus();
      }
      return;
    }
    at = Math.max(0, where);
    passages.forEach((one) => one.removeAttribute("aria-current"));
    passages[at].setAttribute("aria-current", "true");
    passages[at].focus({ preventScroll: true });
    passages[at].scrollIntoView({ block: "nearest" });
  }

  const KEYS = {
    a: () => answer("accepted"),
    r: () => answer("rejected"),
    d: done,
    u: takeBack,
    j: () => go(at + 1),
    k: () => go(at - 1),
    t: () => {
      const more = passages[at].querySelector("details");
      more.open = true;
      more.querySelector("[name=theme]").focus();
    },
    1: () => (confidence = 1),
    2: () => (confidence = 2),
    3: () => (confidence = 3),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    const act = KEYS[event.key];
    if (typing || !act || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    event.preventDefault();
    act();
  });

  /* Enter in the box of themes adds the theme; the first button of the form is another one. */
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[name=theme]")) {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector("[value=add]"));
    }
  });

  list.addEventListener("focusin", (event) => {
    const passage = event.target.closest("[data-passage]");
    at = passage ? passages.indexOf(passage) : at;
  });

  keep(kept());
  send();
})();
