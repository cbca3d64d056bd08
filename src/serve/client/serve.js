// The script of `plimsoll serve`; no built site holds it. It waits for news,
// shows in a corner what is wrong, and reads the page again where it changed.
(() => {
  "use strict";
  const KEY = "plimsoll-serve";
  const OWN = "/.plimsoll/";
  const shownTag = document.querySelector("script[data-plimsoll-page]").dataset.plimsollPage;
  let news = null;

  const stored = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) || {};
    } catch {
      return {};
    }
  };
  const store = (values) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ ...stored(), ...values }));
    } catch {
      // Without a store the page is read again from its top.
    }
  };

  // Own corners aside: the page's details, open or not, by their order.
  const folds = () => [...document.querySelectorAll("details:not(.plimsoll-serve *)")];

  function readAgain() {
    store({
      place: {
        path: location.pathname,
        x: scrollX,
        y: scrollY,
        open: folds().map((fold) => fold.open),
        focus: document.activeElement?.id || null,
      },
    });
    location.reload();
  }

  function backToPlace() {
    const { place } = stored();
    store({ place: null });
    if (!place || place.path !== location.pathname) return;
    const now = folds();
    if (now.length === place.open.length) now.forEach((fold, index) => (fold.open = place.open[index]));
    if (place.focus) document.getElementById(place.focus)?.focus({ preventScroll: true });
    scrollTo({ left: place.x, top: place.y, behavior: "instant" });
  }

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  };
  // What stands between backticks is written as code.
  const told = (name, text) => {
    const made = element(name);
    text.split(/`([^`]+)`/).forEach((part, index) => made.append(index % 2 ? element("code", "", part) : part));
    return made;
  };
  const counted = (number, word) => (number ? [`${number} ${word}${number === 1 ? "" : "s"}`] : []);

  const corner = element("section", "plimsoll-serve");
  corner.setAttribute("aria-label", "State of the register");
  const fold = element("details");
  const summary = element("summary");
  const body = element("div", "plimsoll-serve-body");
  summary.setAttribute("role", "status");
  body.tabIndex = 0;
  body.setAttribute("role", "group");
  body.setAttribute("aria-label", "Findings");
  fold.append(summary, body);
  corner.append(fold);
  let chosen = stored().open;
  summary.addEventListener("click", () => {
    chosen = !fold.open;
    store({ open: chosen });
  });

  function show(state) {
    const counts = [
      ...counted(state.errors, "error"),
      ...counted(state.warnings, "warning"),
      ...(state.infos ? [`${state.infos} info`] : []),
    ];
    corner.hidden = !state.kept && counts.length === 0;
    const words = counts.join(", ");
    summary.textContent = state.kept ? ["Not rebuilt", words].filter(Boolean).join(": ") : words;
    corner.classList.toggle("is-bad", Boolean(state.kept) || state.lasting > 0);
    body.replaceChildren();
    if (state.kept) {
      body.append(element("p", "plimsoll-serve-kept", state.kept.what));
      if (state.kept.cause) body.append(element("pre", "", state.kept.cause));
      if (state.kept.help) body.append(told("p", state.kept.help));
    }
    const list = element("ol");
    for (const finding of state.findings) {
      const item = element("li");
      item.append(element("b", "", finding.severity), " ", told("span", finding.message), " ");
      item.append(element("code", "", finding.place), ` [${finding.rule}]`);
      if (finding.help) item.append(told("p", finding.help));
      list.append(item);
    }
    if (list.children.length) body.append(list);
    if (state.more) body.append(told("p", `and ${state.more} more; \`plimsoll check\` says all`));
    // What hides a new state opens by itself, whatever was chosen before.
    // On a phone the rest would hide the page.
    fold.open = state.kept ? true : (chosen ?? (state.lasting > 0 && innerWidth > 700));
  }

  async function ask() {
    try {
      const [state, tag] = await Promise.all([
        fetch(`${OWN}state.json`).then((answer) => answer.json()),
        fetch(`${OWN}tag${location.pathname}`).then((answer) => answer.text()),
      ]);
      if (tag && tag !== shownTag) return readAgain();
      show(state);
    } catch {
      // The server has gone; the stream comes back when it does.
    }
  }

  function listen() {
    if (news || document.hidden) return;
    news = new EventSource(`${OWN}news`);
    news.onmessage = ask;
  }

  // A browser holds few connections to one server: a hidden page needs none.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      news?.close();
      news = null;
    } else {
      listen();
    }
  });
  addEventListener("pagehide", () => {
    news?.close();
    news = null;
  });
  addEventListener("pageshow", listen);

  document.body.append(corner);
  corner.hidden = true;
  if (document.readyState === "complete") backToPlace();
  else addEventListener("load", backToPlace);
  listen();
})();
