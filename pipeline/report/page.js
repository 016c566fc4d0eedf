"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const list = document.getElementById("claims");
  if (!list) return;
  const claims = Array.from(list.querySelectorAll("article.claim"));
  const search = document.getElementById("search");
  const order = document.getElementById("order");
  const told = document.getElementById("told");
  const none = document.getElementById("none");
  const buttons = Array.from(document.querySelectorAll("button[data-verdict]"));
  const texts = new Map();
  const number = new Intl.NumberFormat("en");
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const textOf = (claim) => {
    if (!texts.has(claim)) texts.set(claim, folded(claim.textContent).replace(/\s+/g, " "));
    return texts.get(claim);
  };
  const shown = () => claims.filter((claim) => !claim.hidden);

  function filter() {
    const verdicts = buttons.filter((b) => b.getAttribute("aria-pressed") === "true").map((b) => b.dataset.verdict);
    const words = folded(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const claim of claims) {
      const fits = (!verdicts.length || verdicts.includes(claim.dataset.verdict))
        && (!words.length || words.every((word) => textOf(claim).includes(word)));
      claim.hidden = !fits;
      count += fits;
    }
    told.textContent = count === claims.length
      ? `All ${number.format(count)} shown`
      : `${number.format(count)} of ${number.format(claims.length)} shown`;
    none.hidden = count > 0;
  }

  const letters = new Intl.Collator(undefined, { numeric: true });
  const title = (claim) => claim.querySelector("h2").textContent;
  const ranks = {
    given: (a, b) => a.dataset.number - b.dataset.number,
    verdict: (a, b) => a.dataset.rank - b.dataset.rank,
    claim: (a, b) => letters.compare(title(a), title(b)),
    articles: (a, b) => b.dataset.articles - a.dataset.articles,
    newest: (a, b) => (b.dataset.newest > a.dataset.newest) - (b.dataset.newest < a.dataset.newest),
  };
  function sort() {
    claims.sort((a, b) => ranks[order.value](a, b) || ranks.given(a, b));
    list.append(...claims);
  }

  function forget() {
    search.value = "";
    for (const button of buttons) button.setAttribute("aria-pressed", "false");
    filter();
  }

  // A link to a claim opens it, whatever is filtered away just now.
  function follow() {
    const id = location.hash.slice(1);
    const claim = id && claims.find((one) => one.id === id);
    if (!claim) return;
    if (claim.hidden) forget();
    claim.querySelector("details").open = true;
    claim.scrollIntoView();
    claim.querySelector("summary").focus({ preventScroll: true });
  }

  function step(by) {
    const visible = shown();
    const at = visible.findIndex((claim) => claim.contains(document.activeElement));
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : Math.min(visible.length - 1, Math.max(0, at + by))];
    if (next) next.querySelector("summary").focus();
  }

  function openAll(open) {
    for (const claim of shown()) claim.querySelector("details").open = open;
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  order.addEventListener("change", sort);
  document.getElementById("open-all").addEventListener("click", () => openAll(true));
  document.getElementById("close-all").addEventListener("click", () => openAll(false));
  window.addEventListener("hashchange", follow);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === search && event.key === "Escape") {
      forget();
      search.blur();
    }
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement) return;
    const keys = { "/": () => search.focus(), j: () => step(1), k: () => step(-1), o: () => openAll(true), c: () => openAll(false) };
    if (!Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key]();
  });

  // Paper cannot be opened: all that is shown is printed open, and closed again behind it.
  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = shown().map((claim) => claim.querySelector("details")).filter((details) => !details.open);
    for (const details of closed) details.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
    closed = [];
  });

  told.textContent = `All ${number.format(claims.length)} shown`;
  follow();
  // The browser's own way to the anchor, once all is loaded, takes the focus away again.
  window.addEventListener("load", follow);
})();
