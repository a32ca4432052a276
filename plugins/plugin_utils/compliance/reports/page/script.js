"use strict";
(() => {
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const form = document.getElementById("the-filter");
  const parts = all(".host, section.fleet");
  const hostList = document.getElementById("hosts-section");
  const rows = new Map(all(".matrix tbody tr[data-h]").map((row) => [row.dataset.h, row]));
  const heavy = 25;
  let severities = null;
  let index = null;

  // Links: whatever lies around the target is opened, and a filter that hides it is taken off.
  const reveal = (target) => {
    if (target.closest("[hidden]")) {
      form.reset();
      apply();
    }
    for (let at = target; at; at = at.parentElement) {
      if (at.tagName === "DETAILS") at.open = true;
    }
    target.scrollIntoView();
  };
  const go = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    reveal(target);
    if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };

  // Lines of results get their links when someone opens them: a page for 1,000 hosts has 140,000.
  const link = (href, text, label) => {
    const made = document.createElement("a");
    made.href = "#" + href;
    made.textContent = text;
    if (label) made.setAttribute("aria-label", label);
    return made;
  };
  const furnish = (details) => {
    all(".scroll, .data", details).forEach(reachable);
    all(".find li > a:last-child", details).forEach((one) => one.setAttribute("aria-label", "link to this result"));
    if (!details.classList.contains("rest") || details.dataset.furnished) return;
    details.dataset.furnished = "1";
    for (const row of all("li", details)) {
      const text = row.firstChild;
      const name = nameOf(row);
      const about = rules().get(details.dataset.p + " " + name);
      if (about) {
        text.data = text.data.slice(name.length);
        const made = link(about.id, name);
        made.title = about.title;
        row.prepend(made);
      }
      for (const own of row.id ? [row] : all("i[id]", row)) {
        const permanent = link(own.id, "#", "link to " + name + " " + own.id);
        permanent.className = "link";
        own.append(permanent);
      }
    }
  };
  const nameOf = (row) => row.firstChild.textContent.trim().split(/\s/, 1)[0];
  const reachable = (box) => {
    if (box.scrollWidth > box.clientWidth && !box.hasAttribute("tabindex")) {
      box.tabIndex = 0;
      if (box.tagName !== "TABLE") box.setAttribute("role", "region");
    }
  };
  const rules = () => {
    if (!severities) {
      severities = new Map();
      for (const group of all(".rules")) {
        for (const rule of all(".rule", group)) {
          const about = { id: rule.id, key: group.dataset.p + " " + rule.dataset.r, severity: rule.dataset.s, title: rule.querySelector("h3").textContent };
          severities.set(group.dataset.p + " " + rule.dataset.r, about);
          severities.set("#" + rule.id, about);
        }
      }
    }
    return severities;
  };

  // The filter: results are known by their line; groups and hosts of which nothing is left are hidden.
  const unknownRule = { key: " ", title: "", severity: "" };
  const short = { p: "pass", n: "not_applicable" };
  const entry = (line, groupOf) => {
    const list = line.closest("ul");
    const inRest = list.closest("details.rest");
    const found = inRest
      ? rules().get(inRest.dataset.p + " " + nameOf(line.closest("li")))
      : rules().get((line.querySelector("a[href^='#rule.']") || line.closest("article").querySelector("a")).getAttribute("href"));
    const about = found || unknownRule;
    return {
      line,
      key: about.key,
      title: about.title,
      severity: line.dataset.s || about.severity,
      profile: about.key.split(" ", 1)[0],
      status: inRest ? short[list.className] : line.className,
      groups: groupOf(line),
      shown: true,
      said: null,
    };
  };
  const indexed = () => {
    if (index) return index;
    index = parts.map((part) => {
      const groups = new Map(
        all("article.find, .rest li:not([id]), .rest ul, details.rest, .rest details, .symptoms", part).map((one) => [
          one,
          { element: one, count: 0, shown: true, heading: one.tagName === "UL" ? one.previousElementSibling : null },
        ]),
      );
      const groupOf = (line) => {
        const found = [];
        for (let at = line.parentElement; at !== part; at = at.parentElement) {
          const group = groups.get(at);
          if (group) found.push(group);
        }
        return found;
      };
      const entries = all("li[id], i[id]", part).map((line) => entry(line, groupOf));
      return { part, name: part.dataset.h, entries, groups: Array.from(groups.values()) };
    });
    return index;
  };
  const wanted = () => {
    const given = new FormData(form);
    return {
      statuses: new Set(given.getAll("status")),
      severity: given.get("severity"),
      profile: given.get("profile"),
      host: given.get("host").trim().toLowerCase(),
      text: given.get("text").trim().toLowerCase(),
    };
  };
  const said = (one, name) => {
    if (one.said === null) one.said = (name + " " + one.key + " " + one.title + " " + one.line.textContent).toLowerCase();
    return one.said;
  };
  const fits = (one, name, want) =>
    (!want.statuses.size || want.statuses.has(one.status)) &&
    (!want.severity || one.severity === want.severity) &&
    (!want.profile || one.profile === want.profile) &&
    (!want.text || said(one, name).includes(want.text));
  const show = (one, element, yes) => {
    if (one.shown !== yes) {
      one.shown = yes;
      element.hidden = !yes;
    }
  };
  const applyTo = (about, want, active) => {
    const { part, name, entries, groups } = about;
    const named = !want.host || name.toLowerCase().includes(want.host);
    let left = 0;
    for (const group of groups) group.count = 0;
    for (const one of entries) {
      const fit = named && fits(one, name, want);
      show(one, one.line, fit);
      if (fit) {
        left += 1;
        for (const group of one.groups) group.count += 1;
      }
    }
    for (const group of groups) {
      const shown = !active || group.count > 0;
      if (group.heading && group.shown !== shown) group.heading.hidden = !shown;
      show(group, group.element, shown);
    }
    const shown = !active || left > 0;
    part.hidden = !shown;
    if (rows.has(name)) rows.get(name).hidden = !shown;
    return left;
  };
  const apply = () => {
    const want = wanted();
    const active = Boolean(want.statuses.size || want.severity || want.profile || want.host || want.text);
    let results = 0;
    for (const about of indexed()) results += applyTo(about, want, active);
    const left = parts.filter((part) => !part.hidden);
    if (active && left.length <= heavy) {
      for (const part of left) {
        part.open = true;
        if (want.text || want.statuses.size) all("details.rest:not([hidden]), .rest details:not([hidden])", part).forEach((one) => { one.open = true; });
      }
    }
    const hosts = left.filter((part) => part.classList.contains("host")).length;
    form.querySelector("output").textContent = hosts + " hosts, " + results + " results shown";
  };
  let waiting = 0;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 150);
  };

  // Sorting moves a host's part and its line of the matrix alike.
  const levels = ["critical", "major", "minor", "warning", "pass"];
  const failures = (part) => {
    const told = part.querySelector("summary .tally .bad");
    return told ? parseInt(told.textContent.replace(/\D/g, ""), 10) : 0;
  };
  const sort = () => {
    const by = form.elements.sort.value;
    const hosts = parts.filter((part) => part.classList.contains("host"));
    const byName = (one, other) => (one.dataset.h < other.dataset.h ? -1 : 1);
    const orders = {
      name: byName,
      verdict: (one, other) => levels.indexOf(one.dataset.v) - levels.indexOf(other.dataset.v) || byName(one, other),
      failures: (one, other) => failures(other) - failures(one) || byName(one, other),
    };
    hosts.sort(orders[by]);
    hostList.append(...hosts);
    const lines = hosts.map((part) => rows.get(part.dataset.h)).filter(Boolean);
    if (lines.length) lines[0].parentElement.append(...lines);
  };

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => (event.target.name === "sort" ? sort() : soon()));
  form.addEventListener("reset", () => setTimeout(() => { sort(); apply(); }));
  form.addEventListener("click", (event) => {
    const does = event.target.dataset.does;
    if (does === "failures") {
      for (const box of all("[name=status]", form)) box.checked = box.value === "fail";
      apply();
    }
    if (does === "open" || does === "close") {
      all(".host:not([hidden])").forEach((part) => { part.open = does === "open"; });
    }
  });
  document.addEventListener("toggle", (event) => { if (event.target.open) furnish(event.target); }, true);
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details:not([open])");
    opened.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((one) => { one.open = false; }));
  addEventListener("hashchange", go);
  document.addEventListener("click", (event) => {
    const followed = event.target.closest("a[href^='#']");
    if (followed && followed.hash === location.hash) go();
  });
  all("details[open]").forEach(furnish);
  all(".scroll, .data").forEach((box) => { if (!box.closest("details:not([open])")) reachable(box); });
  if (location.hash) go();
})();
