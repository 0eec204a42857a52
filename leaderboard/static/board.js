// Sorts the board where it stands, and shows a new publication without reload. The page works without it.
"use strict";

(() => {
  const SECONDS = 5;
  const news = document.getElementById("news");
  const prefix = new URL("..", document.currentScript.src).pathname;

  // --- sorting ---------------------------------------------------------------------------------------
  const falls = (heading) => heading.dataset.first === "descending";

  function compare(column, falling) {
    return (one, other) => {
      const order = Number(one.dataset.order) - Number(other.dataset.order);
      if (column === "rank") return falling ? -order : order;
      const [left, right] = [one, other].map((row) => row.querySelector(`[data-column="${column}"]`).dataset.value);
      if (left === "" || right === "") return (left === "") - (right === "") || order;
      const difference = column === "team" ? (left > right) - (left < right) : Number(left) - Number(right);
      return (falling ? -difference : difference) || order;
    };
  }

  function sort(heading) {
    const table = heading.closest("table");
    const before = heading.getAttribute("aria-sort");
    const falling = before ? before === "ascending" : falls(heading);
    for (const other of table.querySelectorAll("thead th[data-name]")) {
      other.removeAttribute("aria-sort");
      const link = other.querySelector("a");
      if (link) link.search = `?sort=${other.dataset.name}`;
    }
    heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
    const name = (falling === falls(heading) ? "" : "-") + heading.dataset.name;
    heading.querySelector("a").search = `?sort=${name.startsWith("-") ? "" : "-"}${heading.dataset.name}`;
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(compare(heading.dataset.name, falling)));
    const caption = table.caption;
    caption.textContent = caption.textContent.replace(/\. Sorted by .*/, "")
      + (name === "rank" ? "" : `. Sorted by ${heading.textContent.trim()}`);
    history.replaceState(null, "", name === "rank" ? location.pathname : `?sort=${name}`);
    tell(`Sorted by ${heading.textContent.trim()}, ${falling ? "falling" : "rising"}`, true);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".board thead a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    sort(link.closest("th"));
  });

  // --- what is new -----------------------------------------------------------------------------------
  let silence;
  function tell(text, quiet = false) {
    clearTimeout(silence);
    news.className = quiet ? "label" : "";
    news.textContent = text;
    silence = setTimeout(() => { news.textContent = ""; }, 6000);
  }

  let typing = false; // somebody has begun to fill in a form
  document.addEventListener("input", () => { typing = true; });

  const token = { "X-XSRFToken": document.body.dataset.xsrf ?? "" };
  let tag = null;
  async function look() {
    const headers = tag ? { ...token, "If-None-Match": tag } : token;
    const answer = await fetch(`${prefix}api/board`, { headers });
    if (answer.status === 403) throw new Error("You are no longer logged in: reload the page.");
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag");
    const { made } = await answer.json();
    if (made !== document.body.dataset.made) await replace(made);
  }

  // The server makes the page; what is in it takes the place of what is here, unless a form is filled in.
  async function replace(made) {
    if (typing) return tell("The board has changed. Reload when you have finished here.");
    const answer = await fetch(location.href, { headers: token });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const focused = document.activeElement?.closest("[data-name]")?.dataset.name;
    const open = document.querySelector(".help")?.open;
    for (const part of ["main", "header", "footer"]) {
      const [old, fresh] = [document.querySelector(part), page.querySelector(part)];
      if (old && fresh) old.replaceWith(document.adoptNode(fresh));
    }
    document.body.dataset.made = made;
    if (open) document.querySelector(".help")?.setAttribute("open", "");
    if (focused) document.querySelector(`[data-name="${focused}"] a`)?.focus();
    tell("The board has changed.");
  }

  let next;
  async function watch() {
    clearTimeout(next);
    try {
      if (document.visibilityState === "visible") await look();
    } catch (error) {
      if (!(error instanceof TypeError)) return tell(error.message); // a TypeError: no network just now
    }
    next = setTimeout(watch, SECONDS * 1000);
  }
  document.addEventListener("visibilitychange", watch);
  if (document.body.dataset.xsrf) watch();
})();
