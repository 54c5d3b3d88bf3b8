/* Files dropped on the form, or too many for one sending, go one after the other.
   Without this the form sends them all at once. */
(function () {
  "use strict";

  const form = document.querySelector("form[data-bring]");
  const list = document.getElementById("outcomes");
  const state = document.getElementById("progress");
  if (!form || !list || !state || !window.fetch) {
    return;
  }
  const MOST_AT_ONCE = 25 * 1024 * 1024;
  const inputs = Array.from(form.querySelectorAll("input[type=file]"));

  const chosen = () => inputs.flatMap((input) => Array.from(input.files));
  const say = (words, done, all) => {
    state.textContent = words.replace("{done}", done).replace("{all}", all);
  };

  async function send(file) {
    const data = new FormData(form);
    inputs.forEach((input) => data.delete(input.name));
    data.append(inputs[0].name, file, file.name);
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "upload" },
    });
    if (!answer.ok && answer.status !== 422) {
      throw new Error(answer.status);
    }
    const told = document.createElement("template");
    told.innerHTML = await answer.text();
    const lines = told.content.querySelectorAll("li");
    if (lines.length) {
      list.append(...lines);
    } else {
      const line = document.createElement("li");
      line.textContent = file.name + ": " + form.dataset.refused;
      list.append(line);
    }
  }

  async function sendAll(files) {
    form.querySelectorAll("button").forEach((button) => (button.disabled = true));
    list.hidden = false;
    let done = 0;
    try {
      for (const file of files) {
        say(form.dataset.going, done, files.length);
        await send(file);
        done += 1;
      }
      say(form.dataset.done, done, files.length);
      inputs.forEach((input) => (input.value = ""));
    } catch (error) {
      say(form.dataset.broken, done, files.length);
    }
    form.querySelectorAll("button").forEach((button) => (button.disabled = false));
  }

  /* Folders that are dropped are walked; browsers give their entries in pieces. */
  function filesOf(entry) {
    if (entry.isFile) {
      return new Promise((give) => entry.file((file) => give([file]), () => give([])));
    }
    const reader = entry.createReader();
    const all = [];
    return new Promise((give) => {
      const more = () =>
        reader.readEntries(
          (entries) => {
            if (!entries.length) {
              Promise.all(all.map(filesOf)).then((several) => give(several.flat()));
              return;
            }
            all.push(...entries);
            more();
          },
          () => give([])
        );
      more();
    });
  }

  form.addEventListener("submit", (event) => {
    const files = chosen();
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (files.length > 1 || size > MOST_AT_ONCE) {
      event.preventDefault();
      sendAll(files);
    }
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const plain = Array.from(event.dataTransfer.files);
    const entries = Array.from(event.dataTransfer.items)
      .map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry())
      .filter(Boolean);
    const walked = entries.length
      ? Promise.all(entries.map(filesOf)).then((several) => several.flat())
      : Promise.resolve(plain); // a browser that knows no folders
    walked.then((files) => {
      if (files.length) {
        sendAll(files);
      }
    });
  });
})();
