"use strict";
// What a page can do more where scripts run: search over the whole site,
// filters and sorting of the register, and a word about its age. Without a
// script every page is whole. Nothing is loaded from elsewhere, nothing stored.
(() => {
  const self = document.currentScript.dataset;
  const root = self.root;
  const day = 86400000;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const wordsOf = (text) => fold(text).split(/\s+/).filter(Boolean);

  // An element with attributes; everything that is text stays text.
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value === true) element.setAttribute(key, "");
      else if (value !== false && value != null) element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child != null));
    return element;
  };

  // A file of data, once.
  const loaded = {};
  const load = (path, name) => (loaded[name] ||= new Promise((done, fail) => {
    const script = make("script", { src: root + path });
    script.onload = () => done(window[name]);
    script.onerror = () => { delete loaded[name]; fail(new Error(path)); };
    document.head.append(script);
  }));

  // The age of the page, from a week on, and when it is too old.
  const fresh = $(".fresh");
  if (fresh && self.judged) {
    const age = Math.floor((Date.now() - Date.parse(self.judged)) / day);
    if (age >= 7) fresh.append(make("span", { "data-script": "" }, ` This page is ${age} days old.`));
    if (self.stale && Date.now() >= Date.parse(self.stale) + day) {
      $(".top").after(make("p", { class: "bar invalid", "data-script": "" }, make("span", { class: "wrap" },
        make("b", {}, `This page is out of date: it is ${age} days old.`),
        " What became late since is not on it.")));
    }
  }

  // Search over the whole site.
  const kinds = { page: "Page", person: "Person", asset: "Asset", threat: "Threat", control: "Control",
    indicator: "Indicator", incident: "Incident", risk: "Risk" };
  const search = $("#search");
  const opener = $("#search-open");
  if (search && opener) {
    const input = $("input", search);
    const list = $("ul", search);
    const said = $("[role=status]", search);
    let entries = null;
    let timer = 0;
    const prepare = (data) => {
      const risks = data.risks.map(([id, title, page], at) => (
        { kind: "risk", id, title, page, head: fold(`${id} ${title}`), text: fold(data.texts[at]) }));
      const things = data.things.map(([kind, title, page, id]) => (
        { kind, id: "", title, page, head: fold(`${title} ${id}`), text: "" }));
      return things.concat(risks);
    };
    const weight = (entry, words) => {
      let sum = 0;
      for (const word of words) {
        const at = entry.head.indexOf(word);
        if (fold(entry.id) === word) sum += 9;
        else if (at === 0) sum += 6;
        else if (at > 0) sum += /[\p{L}\p{N}]/u.test(entry.head[at - 1]) ? 3 : 5;
        else if (entry.text.includes(word)) sum += 1;
        else return 0;
      }
      return sum;
    };
    const show = () => {
      const words = wordsOf(input.value);
      if (!entries || !words.length) {
        list.replaceChildren();
        said.textContent = words.length ? "Loading…" : "";
        return;
      }
      const found = [];
      entries.forEach((entry, at) => {
        const sum = weight(entry, words);
        if (sum) found.push([sum, at, entry]);
      });
      found.sort((one, other) => other[0] - one[0] || one[1] - other[1]);
      list.replaceChildren(...found.slice(0, 20).map(([, , entry]) => make("li", {},
        make("a", { href: root + entry.page },
          make("bdi", {}, entry.id ? `${entry.id} ${entry.title}` : entry.title),
          make("span", { class: "muted" }, kinds[entry.kind])))));
      const count = found.length;
      said.textContent = count > 20 ? `${count} results, the first 20 are shown.`
        : count === 1 ? "1 result." : count ? `${count} results.` : "Nothing was found.";
    };
    const begin = () => load(self.words, "plimsollWords").then((data) => {
      entries ||= prepare(data);
      show();
    }, () => { said.textContent = "The search data could not be loaded."; });
    const open = () => { search.showModal(); input.select(); begin(); };
    opener.hidden = false;
    opener.addEventListener("click", open);
    $("[type=button]", search).addEventListener("click", () => search.close());
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(show, 80); });
    $("form", search).addEventListener("submit", (event) => {
      event.preventDefault();
      $("a", list)?.click();
    });
    search.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops = [input, ...list.querySelectorAll("a")];
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (next) { event.preventDefault(); next.focus(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || search.open) return;
      if (event.target.closest("input, select, textarea, [contenteditable]")) return;
      event.preventDefault();
      const own = $("#filters:not([hidden]) [name=q]");
      if (own) own.focus(); else open();
    });
  }

  // Filters and sorting of the register.
  const form = $("#filters");
  if (!form) return;
  const [ID, TITLE, PAGE, OWNER, LIKELIHOOD, IMPACT, LEVEL, CONTROLS, PLAN, ACTION, DUE, WORDS, STATUS, TAGS,
    ASSETS, CATEGORY, UNIT, FLAGS] = Array(18).keys();
  const [DOUBTFUL, OUTLINE, CLOSED, ASSESSED, LATE] = [1, 2, 4, 8, 16];
  const facets = { level: LEVEL, owner: OWNER, status: STATUS, likelihood: LIKELIHOOD, impact: IMPACT,
    category: CATEGORY, tag: TAGS, asset: ASSETS, control: CONTROLS, unit: UNIT };
  const columns = [["id", ID], ["title", TITLE], ["owner", OWNER], ["likelihood", LIKELIHOOD],
    ["impact", IMPACT], ["level", LEVEL], ["controls", CONTROLS], ["plan", PLAN], ["action", ACTION],
    ["due", DUE], ["status", STATUS]];
  const directions = { id: ["first id first", "last id first"], level: ["lowest first", "worst first"],
    due: ["earliest first", "latest first"] };
  const table = $("table.cards");
  const still = [...table.tBodies];
  const pagers = document.querySelectorAll(".pager");
  const said = $("#filter-status");
  const chips = $("#filter-chips");
  const more = make("button", { type: "button", hidden: true });
  table.after(more);
  const body = make("tbody", { role: "rowgroup", hidden: true });
  table.append(body);
  const collator = new Intl.Collator("en", { numeric: true });
  let data = null;
  let texts = null;
  let state = {};
  let shown = 100;
  let notes = [];
  const heads = [...table.tHead.rows[0].cells];

  const read = () => {
    state = {};
    for (const [key, value] of new URLSearchParams(location.search)) if (value) state[key] = value;
  };
  const write = () => {
    const text = new URLSearchParams(state).toString().replaceAll("%2C", ",");
    history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
  };
  const active = () => Object.keys(state).length > 0;
  const begin = () => load(self.register, "plimsollRegister").then((found) => {
    data = found;
    data.rows.forEach((row, at) => { row.at = at; });
    const withWords = () => load(self.words, "plimsollWords").then((words) => {
      texts ||= words.risks.map(([id, title], at) => fold(`${id} ${title} ${words.texts[at]}`));
    });
    return state.q && !texts ? withWords() : null;
  }).catch(() => { said.textContent = "The data of the register could not be loaded: all risks are shown."; });

  // The places in a facet's list that a row has.
  const places = (row, column) => {
    const value = row[column];
    return value == null ? [] : Array.isArray(value) ? value : [value];
  };
  const entry = (name, id) => data[name].findIndex((known) => known[0] === id);
  const tests = () => {
    const all = {};
    notes = [];
    for (const [name, column] of Object.entries(facets)) {
      if (!state[name]) continue;
      const wanted = new Set();
      for (const id of state[name].split(",")) {
        const place = entry(name, id);
        if (place >= 0) wanted.add(place);
        else if (name === "level" && id === "unassessed") wanted.add("none");
        else notes.push(id);
      }
      if (wanted.size) {
        all[name] = (row) => places(row, column).some((place) => wanted.has(place))
          || (wanted.has("none") && !(row[FLAGS] & ASSESSED));
      }
    }
    if (state.above) all.above = (row) => row[LEVEL] != null && data.level[row[LEVEL]][3];
    if (state.overdue) all.overdue = (row) => row[FLAGS] & LATE;
    const within = parseInt(state.due, 10);
    if (within >= 0) {
      const end = new Date(Date.parse(data.today) + within * day).toISOString().slice(0, 10);
      all.due = (row) => row[DUE] && row[WORDS] !== "done" && row[DUE] <= end;
    }
    if (state.open) all.open = (row) => !(row[FLAGS] & CLOSED);
    const words = wordsOf(state.q || "");
    if (words.length && texts) all.q = (row) => words.every((word) => texts[row.at].includes(word));
    const known = [...Object.keys(facets), "q", "sort", "above", "overdue", "due", "open"];
    notes.push(...Object.keys(state).filter((key) => !known.includes(key)));
    return all;
  };
  const value = (row, name, column) => {
    if (name === "controls") return row[CONTROLS].map((place) => data.control[place][1]).join("; ");
    if (name === "owner" || name === "action") return row[column] == null ? null : data.owner[row[column]][1];
    if (name === "status") return data.status[row[STATUS]][1];
    return row[column];
  };
  const sorted = (rows) => {
    const back = (state.sort || "").startsWith("-");
    const name = (state.sort || "").replace(/^-/, "");
    const known = columns.find(([key]) => key === name);
    if (!known) return rows;
    const keys = new Map(rows.map((row) => [row, value(row, ...known)]));
    return [...rows].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a == null || a === "") return b == null || b === "" ? one.at - other.at : 1;
      if (b == null || b === "") return -1;
      const order = typeof a === "number" ? a - b : collator.compare(a, b);
      return (back ? -order : order) || one.at - other.at;
    });
  };

  const td = (kind, ...parts) => make("td", { role: "cell", class: kind, dir: "auto" }, ...parts);
  const cell = (kind, text, label, absent) => {
    const made = td(text ? kind : `${kind} none`, text || absent);
    if (label) made.dataset.label = label;
    return made;
  };
  const drawn = (row) => {
    const absent = row[FLAGS] & OUTLINE ? "not published" : "not given";
    const person = (place) => (place == null ? null : data.owner[place][1]);
    const name = (list, place) => (place == null ? null : data[list][place][1]);
    const level = td("level");
    if (row[LEVEL] == null) {
      level.append(make("span", { class: "muted" }, row[FLAGS] & ASSESSED ? "no level" : "unassessed"));
    } else {
      const [, title, style] = data.level[row[LEVEL]];
      level.append(make("span", { class: "badge" }, make("span", { class: `swatch ${style}` }), make("bdi", {}, title)));
      if (row[FLAGS] & DOUBTFUL) level.append(" ", make("span", { class: "doubt" }, "doubtful"));
    }
    const due = row[DUE] ? td("due", make("time", { datetime: row[DUE] }, row[DUE])) : td("due none", absent);
    if (row[DUE] && row[WORDS]) {
      due.append(" ", make("span", { class: row[FLAGS] & LATE ? "late" : "muted" }, row[WORDS]));
    }
    return make("tr", { role: "row" },
      make("th", { scope: "row", role: "rowheader", class: "id" }, make("a", { href: root + row[PAGE] }, row[ID])),
      td("title", row[TITLE]),
      cell("owner", person(row[OWNER]), null, absent),
      cell("more", name("likelihood", row[LIKELIHOOD]), "Likelihood", absent),
      cell("more", name("impact", row[IMPACT]), "Impact", absent),
      level,
      cell("more", value(row, "controls"), "Existing controls", absent),
      cell("more", row[PLAN], "Treatment", absent),
      cell("more", person(row[ACTION]), "Action owner", absent),
      due,
      td("status", make("span", {}, name("status", row[STATUS])),
        make("details", {}, make("summary", {}, "More", make("span", { class: "vh" }, ` about ${row[ID]}`)))));
  };

  // The choices of each facet with how many risks each would leave.
  const choices = (all) => {
    for (const [name, column] of Object.entries(facets)) {
      const select = form.elements[name];
      if (!select) continue;
      const others = Object.entries(all).filter(([key]) => key !== name).map(([, test]) => test);
      const counts = new Map();
      for (const row of data.rows) {
        if (!others.every((test) => test(row))) continue;
        for (const place of places(row, column)) counts.set(place, (counts.get(place) || 0) + 1);
        if (name === "level" && !(row[FLAGS] & ASSESSED)) counts.set("none", (counts.get("none") || 0) + 1);
      }
      const list = data[name].map(([id, title], place) => [id, title, counts.get(place) || 0]);
      if (name === "level") list.reverse().push(["unassessed", "Unassessed", counts.get("none") || 0]);
      else list.sort((one, other) => collator.compare(one[1], other[1]));
      const options = list.filter(([id, , count]) => count || state[name] === id)
        .map(([id, title, count]) => make("option", { value: id }, `${title} (${count})`));
      if ((state[name] || "").includes(",")) options.unshift(make("option", { value: state[name] }, "several"));
      select.replaceChildren(make("option", { value: "" }, "all"), ...options);
      select.value = state[name] || "";
      select.closest("label").hidden = !data[name].length;
    }
  };
  const title = (name, id) => {
    if (name === "q") return `“${id}”`;
    if (name === "due") return `due within ${parseInt(id, 10)} days`;
    if (!facets[name]) return { above: "above the line", overdue: "overdue", open: "open" }[name];
    const word = (one) => (data[name][entry(name, one)] || [0, one === "unassessed" ? "Unassessed" : one])[1];
    return `${name}: ${id.split(",").map(word).join(", ")}`;
  };
  const change = (key, text) => {
    if (text) state[key] = text; else delete state[key];
    shown = 100;
    apply();
  };

  const draw = () => {
    if (!data) return;
    const all = tests();
    const rows = sorted(data.rows.filter((row) => Object.values(all).every((test) => test(row))));
    const on = active();
    body.hidden = !on;
    for (const part of still) part.hidden = on;
    for (const pager of pagers) pager.hidden = on;
    body.replaceChildren(...(on ? rows.slice(0, shown).map(drawn) : []));
    more.hidden = !on || rows.length <= shown;
    more.textContent = `Show ${Math.min(100, rows.length - shown)} more`;
    choices(all);
    for (const box of form.querySelectorAll("[type=checkbox]")) box.checked = Boolean(state[box.name]);
    form.elements.due.value = state.due ? parseInt(state.due, 10) : "";
    if (document.activeElement !== form.elements.q) form.elements.q.value = state.q || "";
    const name = (state.sort || "").replace(/^-/, "");
    const back = (state.sort || "").startsWith("-");
    heads.forEach((head, at) => {
      if (columns[at][0] === name) head.setAttribute("aria-sort", back ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    chips.replaceChildren(...Object.keys(state).filter((key) => key !== "sort" && title(key, state[key])).map((key) => {
      const words = title(key, state[key]);
      const button = make("button", { type: "button" }, make("bdi", {}, words), make("span", { "aria-hidden": "true" }, " ✕"),
        make("span", { class: "vh" }, ": take this filter away"));
      button.addEventListener("click", () => { change(key); form.elements.q.focus(); });
      return make("li", {}, button);
    }));
    let words = on ? `${rows.length} of ${data.rows.length} risks.` : "";
    if (name && columns.some(([key]) => key === name)) {
      const head = heads[columns.findIndex(([key]) => key === name)].textContent.toLowerCase();
      words += ` Sorted by ${head}, ${(directions[name] || ["a to z", "z to a"])[back ? 1 : 0]}.`;
    }
    if (notes.length) words += ` Not known here and ignored: ${notes.join(", ")}.`;
    clearTimeout(draw.timer);
    draw.timer = setTimeout(() => { said.textContent = words; }, 150);
  };
  const apply = () => { write(); return begin().then(draw); };

  heads.forEach((head, at) => {
    const [name] = columns[at];
    const button = make("button", { type: "button" }, head.textContent);
    button.addEventListener("click", () => {
      const first = name === "level" ? "-level" : name;
      const second = name === "level" ? "level" : `-${name}`;
      change("sort", state.sort === first ? second : state.sort === second ? "" : first);
    });
    head.replaceChildren(button);
  });
  let timer = 0;
  form.elements.q.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change("q", form.elements.q.value.trim()), 150);
  });
  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.name !== "q") change(field.name, field.type === "checkbox" ? (field.checked ? "1" : "") : field.value);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); change("q", form.elements.q.value.trim()); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    state = {};
    form.elements.q.value = "";
    shown = 100;
    apply();
  });
  more.addEventListener("click", () => {
    const next = shown;
    shown += 100;
    draw();
    $("a", body.rows[next])?.focus();
  });
  for (const event of ["focusin", "pointerover", "pointerdown"]) {
    form.addEventListener(event, () => begin().then(() => { if (!active()) draw(); }), { once: true });
  }
  window.addEventListener("popstate", () => { read(); apply(); });
  form.hidden = false;
  read();
  if (active()) apply().then(() => { if (location.hash) said.scrollIntoView({ block: "start" }); });
})();
