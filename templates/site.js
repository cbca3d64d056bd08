"use strict";
// What a page can do more where scripts run: search over the whole site,
// filters and sorting of long lists, and a word about its age. Without a
// script every page is whole. Nothing is loaded from elsewhere, nothing stored.
(() => {
  const self = document.currentScript.dataset;
  const root = self.root;
  const day = 86400000;
  const $ = (selector, from) => (from || document).querySelector(selector);
  const $$ = (selector, from) => [...(from || document).querySelectorAll(selector)];
  const fold = (text) => (/[^\0-~]/.test(text) ? text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ł/gi, "l").replace(/ø/gi, "o") : text).toLowerCase();
  const slug = (text) => fold(text).replace(/[^\p{L}\p{N}]+/gu, "-");
  const digits = (number) => number.toLocaleString("en");
  const wordsOf = (text) => fold(text).split(/\s+/).filter(Boolean);

  // An element with attributes; everything that is text stays text.
  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  // A file of data, once.
  const failed = "The data could not be loaded.";
  const loaded = {};
  const load = (path, name) => (loaded[name] ||= new Promise((done, fail) => {
    const script = make("script", { src: root + path });
    script.onload = () => done(window[name]);
    script.onerror = () => { delete loaded[name]; fail(new Error(path)); };
    document.head.append(script);
  }));

  // What is searched, once it is asked for: names, and each word of the risks' texts with the risks that have it,
  // told by the gaps from one to the next. A gap is counted like the columns of a spreadsheet; its last letter is small.
  const pageOf = (id, folder) => `risks/${folder || id}/index.html`;
  let entries = null;
  let weigh = null;
  const indexed = () => load(self.words, "plimsollWords").then(({ risks, words, places, things }) => {
    if (entries) return;
    const lists = places.split(" ");
    const known = fold(words).split(" ");
    entries = things.concat(risks.map(([id, title, folder], at) => ["risk", `${id} ${title}`, pageOf(id, folder), "", at]))
      .map(([kind, name, page, more, at]) => ({ kind, name, page, at, head: fold(`${name} ${more}`) }));
    // What a word weighs in an entry, to be multiplied: most as a risk's id, nothing where it does not stand.
    weigh = (word) => {
      const within = new Uint8Array(risks.length);
      known.forEach((one, number) => {
        let at = -1;
        let gap = 0;
        const list = one.includes(word) ? lists[number] : "";
        for (let next = 0; next < list.length; next += 1) {
          const letter = list.charCodeAt(next);
          gap = gap * 26 + (letter & 31);
          if (letter > 96) {
            within[at += gap] = 2;
            gap = 0;
          }
        }
      });
      return ({ at, head }) => {
        const from = head.indexOf(word);
        if (from < 0) return within[at] || 0;
        if (from) return /[\p{L}\p{N}]/u.test(head[from - 1]) ? 8 : 32;
        return at >= 0 && head[word.length] === " " ? 512 : 64;
      };
    };
  });

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
  const search = $("#search");
  const opener = $("#search-open");
  if (search && opener) {
    const input = $("input", search);
    const list = $("ul", search);
    const said = $("[role=status]", search);
    const show = () => {
      const words = wordsOf(input.value);
      let text = words.length ? "Loading…" : "";
      let found = [];
      if (text && entries) {
        const weights = words.map(weigh);
        found = entries.map((entry) => [weights.reduce((all, weight) => all * weight(entry), 1), entry])
          .filter(([all]) => all).sort(([one], [other]) => other - one);
        const count = found.length;
        text = count > 20 ? `${digits(count)} results, the first 20 are shown.`
          : count ? `${count} result${count > 1 ? "s" : ""}.` : "Nothing was found.";
      }
      list.replaceChildren(...found.slice(0, 20).map(([, { page, name, kind }]) => make("li", {},
        make("a", { href: root + page }, make("bdi", {}, name), make("span", { class: "muted" }, kind)))));
      said.textContent = text;
    };
    const open = () => {
      search.showModal();
      input.select();
      indexed().then(show, () => { said.textContent = failed; });
    };
    opener.hidden = false;
    opener.addEventListener("click", open);
    $("[type=button]", search).addEventListener("click", () => search.close());
    input.addEventListener("input", show);
    $("form", search).addEventListener("submit", (event) => {
      event.preventDefault();
      $("a", list)?.click();
    });
    search.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const stops = [input, ...$$("a", list)];
      const next = stops[stops.indexOf(document.activeElement) + step];
      if (next) { event.preventDefault(); next.focus(); }
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || search.open) return;
      if (event.target.closest("input, select, textarea")) return;
      event.preventDefault();
      const own = $("#filters:not([hidden]) [name=q]");
      if (own) own.focus(); else open();
    });
  }

  // Filters and sorting: of the register from its data, since it has more pages
  // than this; of other lists from what stands on the page.
  const form = $("#filters");
  if (!form) return;
  const query = form.elements.q;
  const table = $("table.cards");
  const tables = table ? [table] : $$("table.sift");
  const said = $("#filter-status");
  const chips = $("#filter-chips");
  const boxes = $$("[data-facet]", form);
  const facets = boxes.map((box) => box.dataset.facet);
  const collator = new Intl.Collator("en", { numeric: true });
  const pagers = $$(".pager");
  const isPart = !table && pagers.length;
  const heads = tables.flatMap((one) => [...one.tHead.rows[0].cells].map((head) => (
    { head, text: head.textContent, name: head.dataset.name || slug(head.textContent) })));
  const captions = tables.map((one) => [one, one.caption.textContent]);
  const scale = ["lowest first", "highest first"];
  const directions = { id: ["first id first", "last id first"], level: ["lowest first", "worst first"], likelihood: scale,
    impact: scale, due: ["earliest first", "latest first"] };
  let list = null;
  let state = {};
  let notes = [];

  // A comma stands between values; one within a value is written otherwise.
  const many = (text) => (text || "").split(",").filter(Boolean).map((one) => one.replaceAll("%2C", ","));
  const joined = (ids) => ids.map((one) => one.replaceAll(",", "%2C")).join(",");
  const read = () => {
    state = {};
    for (const [key, value] of new URLSearchParams(location.search)) if (value) state[key] = value;
  };
  const write = () => {
    const text = new URLSearchParams(state).toString().replaceAll("%2C", ",");
    history.replaceState(null, "", (text ? `?${text}` : location.pathname) + location.hash);
    // What is looked for on one page of a list is looked for on the others.
    for (const link of $$(".pager a")) link.search = location.search;
  };
  const active = () => Object.keys(state)[0];

  // What stands on the page: rows of tables, or entries of lists.
  const onPage = () => {
    const rows = $$(".sift tbody tr:not(.group), .sift > li").map((item, at) => ({ item, at, within: item.parentNode, text: fold(item.textContent) }));
    const first = (part) => ($("bdi", part) || part).textContent.trim();
    const cell = (row, name) => row.item.cells?.[heads.findIndex((head) => head.name === name)];
    const names = (row, name) => {
      const own = cell(row, name);
      return [...own ? [own] : $$(`[data-of=${name}]`, row.item)].map(first);
    };
    const of = (row, name) => [...new Set(names(row, name).map(slug))];
    const sets = {};
    return {
      rows,
      of,
      ids: (name) => (sets[name] ||= new Map(rows.flatMap((row) => names(row, name)).map((text) => [slug(text), text]))),
      has: (word) => (row) => row.text.includes(word),
      key: (row, name) => {
        const own = cell(row, name);
        if (!own || /^(not given|none|no date|unassessed)?$/.test(own.textContent.trim())) return null;
        const known = own.dataset.sort;
        return known ? Number(known) : $("time", own)?.dateTime || first(own).replace(/(\d),(?=\d{3})/g, "$1");
      },
      show: (found) => {
        const seen = new Set(found);
        for (const row of rows) row.item.hidden = !seen.has(row);
        for (const row of state.sort ? found : rows) row.within.append(row.item);
        for (const part of new Set(rows.map((row) => row.within))) {
          const group = part.closest("tbody, .rule") || part;
          group.hidden = [...part.children].every((item) => item.hidden || item.matches(".group"));
        }
        for (const part of $$("main section:has(.sift)")) {
          part.hidden = false;
          part.hidden = $$(".sift tbody, .sift > li", part).every((item) => item.closest("[hidden]"));
        }
      },
    };
  };

  // The register: all of its risks, whichever page this is.
  const ofRegister = (data) => {
    const [DOUBTFUL, OUTLINE, CLOSED, ASSESSED, LATE] = [1, 2, 4, 8, 16];
    const still = [...table.tBodies];
    const body = make("tbody", { role: "rowgroup", hidden: true });
    const more = make("button", { type: "button", hidden: true });
    table.append(body);
    table.after(more);
    let found = [];
    let shown = 0;
    data.rows.forEach((row, at) => {
      data.columns.forEach((name, place) => { row[name] = row[place]; });
      row.at = at;
    });
    data.level.push(["unassessed", "Unassessed"]);
    const name = (kind, place) => (place == null ? null : data[kind][place][1]);
    const controls = (row) => row.control.map((place) => name("control", place)).join("; ");
    const blank = $("#row").content.firstElementChild;
    const fill = (part, text) => {
      if (text) part.lastChild.data = text; else part.remove();
    };
    const drawn = (row) => {
      const made = blank.cloneNode(true);
      const { cells } = made;
      const absent = row.flags & OUTLINE ? "not published" : "not given";
      const link = $("a", made);
      link.href = root + pageOf(row.id, row.folder);
      fill(link, row.id);
      fill($(".vh", made), ` about ${row.id}`);
      // The hole is the level, which has no text of its own.
      [row.title, name("owner", row.owner), name("likelihood", row.likelihood), name("impact", row.impact), , controls(row),
        row.plan, name("owner", row.action)].forEach((text, at) => {
        const cell = cells[at + 1];
        fill(cell.firstChild, text);
        if (!text) {
          cell.classList.add("none");
          cell.append(absent);
        }
      });
      const [badge, doubt, none] = cells[5].children;
      const [, title, style] = data.level[row.level] || [];
      fill($("bdi", badge), title);
      if (title) badge.firstChild.classList.add(style); else badge.remove();
      fill(doubt, row.flags & DOUBTFUL && "doubtful");
      fill(none, title ? "" : row.flags & ASSESSED ? "no level" : "unassessed");
      const [day, undated, note, late, also] = cells[9].children;
      day.dateTime = row.due;
      fill(day, row.due);
      fill(undated, row.due ? "" : absent);
      const isLate = row.flags & LATE;
      fill(note, isLate ? "" : row.words);
      fill(late, isLate && row.words);
      fill(also, row.also);
      fill(cells[10].firstChild, name("status", row.status));
      return made;
    };
    const append = () => {
      const next = found.slice(shown, shown + 100).map(drawn);
      shown += next.length;
      body.append(...next);
      more.hidden = shown >= found.length;
      more.textContent = `Show ${Math.min(100, found.length - shown)} more`;
      return next[0];
    };
    more.addEventListener("click", () => $("a", append()).focus());
    const sets = {};
    return {
      rows: data.rows,
      of: (row, kind) => {
        const own = row[kind];
        if (own == null) return kind === "level" && !(row.flags & ASSESSED) ? ["unassessed"] : [];
        return [own].flat().map((place) => data[kind][place][0]);
      },
      ids: (kind) => (sets[kind] ||= new Map(data[kind])),
      has: (word) => {
        const weight = weigh(word);
        // Risks stand last, as here.
        return (row) => weight(entries.at(row.at - data.rows.length));
      },
      key: (row, kind) => ({ controls: controls(row), status: name("status", row.status), owner: name("owner", row.owner),
        action: name("owner", row.action) }[kind] ?? row[kind]),
      tests: (all) => {
        const within = parseInt(state.due);
        const end = within >= 0 && new Date(Date.parse(data.today) + within * day).toISOString().slice(0, 10);
        if (state.above) all.above = (row) => row.level != null && data.level[row.level][3];
        if (state.overdue) all.overdue = (row) => row.flags & LATE || row.also;
        if (end) all.due = (row) => row.due && row.words !== "done" && row.due <= end;
        if (state.open) all.open = (row) => !(row.flags & CLOSED);
      },
      show: (rows) => {
        const on = active();
        body.hidden = !on;
        for (const part of [...still, ...pagers]) part.hidden = on;
        body.replaceChildren();
        [found, shown] = [on ? rows : [], 0];
        do append(); while (shown < found.length && shown < 100 * state.page);
      },

    };
  };
  const begin = async (ahead) => {
    try {
      list ||= table ? ofRegister(await load(self.register, "plimsollRegister")) : onPage();
      if (table && (state.q || ahead)) await indexed();
    } catch {
      said.textContent = failed;
    }
  };

  // Of what the address names, what there is; of a list in parts, nobody knows what the others have.
  const wantedOf = (facet) => many(state[facet]).filter((id) => isPart || list.ids(facet).has(id));
  const tests = () => {
    const all = {};
    notes = [];
    for (const facet of facets) {
      const wanted = wantedOf(facet);
      notes.push(...many(state[facet]).filter((id) => !wanted.includes(id)));
      if (wanted.length) all[facet] = (row) => list.of(row, facet).some((id) => wanted.includes(id));
    }
    list.tests?.(all);
    const words = wordsOf(state.q || "").map(list.has);
    if (words.length) all.q = (row) => words.every((has) => has(row));
    const known = [...facets, "q", "sort", ...table ? ["above", "overdue", "due", "open", "page"] : []];
    notes.push(...Object.keys(state).filter((key) => !known.includes(key)));
    return all;
  };
  const sorting = () => {
    const [, back, name] = /^(-?)(.*)$/.exec(state.sort || "");
    return { back: !!back, name, head: heads.find((head) => head.name === name) };
  };
  const sorted = (rows) => {
    const { back, name, head } = sorting();
    if (!head) return rows;
    const keys = new Map(rows.map((row) => [row, list.key(row, name) ?? ""]));
    return [...rows].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      const [none, less] = [a === "", b === ""];
      if (none || less) return none - less || one.at - other.at;
      const order = typeof a === "number" ? a - b : collator.compare(a, b);
      return (back ? -order : order) || one.at - other.at;
    });
  };
  // The choices of the facet that is open, with how many each would leave.
  const choices = (all) => {
    for (const box of boxes) {
      const name = box.dataset.facet;
      const wanted = wantedOf(name);
      $("span", box).textContent = wanted.length ? ` (${wanted.length})` : "";
      box.hidden = !list.ids(name).size;
      if (!box.open) continue;
      const others = Object.entries(all).filter(([key]) => key !== name);
      const counts = new Map();
      for (const row of list.rows) {
        if (others.every(([, test]) => test(row))) for (const id of list.of(row, name)) counts.set(id, (counts.get(id) || 0) + 1);
      }
      const known = [...list.ids(name)].filter(([id]) => counts.has(id) || wanted.includes(id));
      if (name === "level" && table) known.reverse(); else known.sort((one, other) => collator.compare(one[1], other[1]));
      const focus = document.activeElement.value;
      $("div", box).replaceChildren(...known.map(([id, title]) => {
        const input = make("input", { type: "checkbox", name, value: id });
        input.checked = wanted.includes(id);
        return make("label", { class: "box" }, input, make("bdi", {}, title), ` (${counts.get(id) || 0})`);
      }));
      $$("input", box).find((input) => input.value === focus)?.focus();
    }
  };
  // The chips: a filter each, of a facet a value each.
  const filters = () => Object.keys(state).flatMap((key) => {
    if (facets.includes(key)) {
      const ids = wantedOf(key);
      return ids.map((id) => [`${key}: ${list.ids(key).get(id) || id}`, key, joined(ids.filter((one) => one !== id))]);
    }
    const words = { q: `“${state.q}”`, due: `due within ${parseInt(state.due)} days`, above: "above the line",
      overdue: "overdue", open: "open" }[key];
    return words ? [[words, key, ""]] : [];
  });
  const change = (key, text) => {
    if (text) state[key] = text; else delete state[key];
    delete state.page;
    apply();
  };
  const draw = () => {
    if (!list) return;
    const all = tests();
    const rows = sorted(list.rows.filter((row) => Object.values(all).every((test) => test(row))));
    list.show(rows);
    // What was counted of all does not hold for some.
    for (const note of $$(".group .muted, .rule h3 .muted")) note.hidden = active();
    choices(all);
    for (const box of $$("label.box > [name]:not([value])", form)) box.checked = !!state[box.name];
    if (form.elements.due) form.elements.due.value = state.due ? parseInt(state.due) : "";
    if (document.activeElement !== query) query.value = state.q || "";
    const { back, name, head } = sorting();
    for (const one of heads) {
      if (one.name === name) one.head.setAttribute("aria-sort", back ? "descending" : "ascending");
      else one.head.removeAttribute("aria-sort");
    }
    chips.replaceChildren(...filters().map(([words, key, rest]) => {
      const button = make("button", { type: "button" }, make("bdi", {}, words), make("span", { "aria-hidden": "true" }, " ✕"),
        make("span", { class: "vh" }, ": remove this filter"));
      button.addEventListener("click", () => { change(key, rest); query.focus(); });
      return make("li", {}, button);
    }));
    const place = isPart ? " on this page; links to the others keep this filter" : "";
    const counted = (one) => {
      const count = (all) => digits(all.filter((row) => table || one.contains(row.item)).length);
      return `${count(rows)} of ${count(list.rows)} ${form.dataset.noun}`;
    };
    const ways = directions[name] || (head?.head.matches(".num") ? scale : ["a to z", "z to a"]);
    const order = head ? ` Sorted by ${head.text.toLowerCase()}, ${ways[+back]}.` : "";
    let words = active() ? `${counted(document)}${place}.${order}` : "";
    // A caption says what its table shows now.
    for (const [one, text] of captions) one.caption.textContent = active() ? `${counted(one)}.${order}` : text;
    if (notes.length) words += ` Not known here and ignored: ${notes.join(", ")}.`;
    clearTimeout(draw.timer);
    draw.timer = setTimeout(() => { said.textContent = words; }, 150);
  };
  const apply = () => { write(); return begin().then(draw); };

  for (const { head, text, name } of heads) {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", () => {
      const [first, second] = name === "level" ? ["-level", "level"] : [name, `-${name}`];
      change("sort", state.sort === first ? second : state.sort === second ? "" : first);
    });
    head.replaceChildren(button);
  }
  let timer = 0;
  query.addEventListener("focus", () => begin(1));
  query.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change("q", query.value.trim()), 150);
  });
  form.addEventListener("change", ({ target: { name, type, checked, value } }) => {
    const known = many(state[name]).filter((id) => id !== value);
    if (facets.includes(name)) change(name, joined(checked ? [...known, value] : known));
    else if (name !== "q") change(name, type === "checkbox" ? (checked ? "1" : "") : value);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); change("q", query.value.trim()); });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    state = {};
    query.value = "";
    apply();
  });
  form.addEventListener("toggle", (event) => { if (event.target.open) begin().then(draw); }, true);
  // A list of choices closes by Escape and by whatever is done elsewhere.
  const close = (target) => {
    for (const box of boxes) if (!box.contains(target)) box.open = false;
  };
  for (const event of ["click", "focusin"]) document.addEventListener(event, ({ target }) => close(target));
  form.addEventListener("keydown", ({ key, target }) => {
    const box = target.closest("[data-facet]");
    if (key === "Escape" && box) { close(); $("summary", box).focus(); }
  });
  addEventListener("popstate", () => { read(); apply(); });
  form.hidden = false;
  read();
  if (active()) apply().then(() => { if (location.hash && table) said.scrollIntoView(); });
})();
