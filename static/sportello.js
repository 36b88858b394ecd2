// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes the pages nicer; without it everything works as well.
(() => {
  "use strict";
  document.documentElement.classList.add("js");

  const toggle = document.querySelector("[data-toggle-nav]");
  if (toggle) {
    toggle.addEventListener("click", () => {
      const open = toggle.getAttribute("aria-expanded") !== "true";
      toggle.setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && toggle.getAttribute("aria-expanded") === "true") {
        toggle.setAttribute("aria-expanded", "false");
        toggle.focus();
      }
    });
  }

  for (const details of document.querySelectorAll("details.account")) {
    document.addEventListener("click", (event) => {
      if (details.open && !details.contains(event.target)) details.open = false;
    });
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        details.querySelector("summary").focus();
      }
    });
  }

  // A summary of mistakes is read first.
  document.querySelector("[data-focus]")?.focus();

  for (const area of document.querySelectorAll("textarea[data-count]")) {
    const most = Number(area.dataset.count);
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("aria-hidden", "true");
    const show = () => {
      const used = [...area.value].length;
      counter.textContent = `${used} / ${most}`;
      counter.classList.toggle("counter-over", used > most);
    };
    area.after(counter);
    area.addEventListener("input", show);
    show();
  }
})();
