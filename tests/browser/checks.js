// Looks at the page as it is laid out now; gives what is wrong with it, a line for each.
(function () {
  const wrong = [];
  const say = (text) => { if (wrong.length < 40) wrong.push(text); };
  const name = (element) => {
    const words = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 50);
    const near = element.closest("[id]");
    return `${element.tagName.toLowerCase()} "${words}" in #${near ? near.id : "?"}`;
  };
  const visible = (element) => element.checkVisibility({ checkVisibilityCSS: true });

  // The page fits its width.
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) say(`the page is ${root.scrollWidth} wide and ${root.clientWidth} are there`);

  // Text, line by line. What a region that scrolls hides is no concern.
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("title, desc, style, .skip") || !visible(element)) continue;
    const frame = element.closest(".scroll");
    const edge = frame && getComputedStyle(frame).overflowX !== "visible" ? frame.getBoundingClientRect() : null;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1 || box.height < 1 || box.right < 0) continue;
      if (!edge && box.right > root.clientWidth + 1) say(`beyond the right edge: ${name(element)}`);
      if (edge && (box.left >= edge.right || box.right <= edge.left)) continue;
      boxes.push({ left: box.left, right: box.right, top: box.top, bottom: box.bottom, node, element });
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  const SLACK = 3;
  for (let at = 0; at < boxes.length; at++) {
    const one = boxes[at];
    for (let next = at + 1; next < boxes.length && boxes[next].top < one.bottom - SLACK; next++) {
      const other = boxes[next];
      if (one.node === other.node) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (across > SLACK && down > SLACK + 2) say(`overlap: ${name(one.element)} and ${name(other.element)}`);
    }
  }

  // Contrast of text against what lies behind it, as WCAG 2 measures it.
  const colour = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const light = (rgb) => {
    const part = rgb.slice(0, 3).map((value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found.length === 3 || found[3] === 1) return found;
    }
    return [255, 255, 255];
  };
  const seen = new Set();
  for (const { element } of boxes) {
    if (seen.has(element)) continue;
    seen.add(element);
    const style = getComputedStyle(element);
    let behind = ground(element);
    let front = colour(style.color);
    if (element.namespaceURI.endsWith("svg")) {
      const rect = element.previousElementSibling;
      if (!rect || rect.tagName !== "rect") continue;
      front = colour(style.fill);
      behind = colour(getComputedStyle(rect).fill);
    }
    const found = ratio(front, behind);
    if (found < 4.5) say(`contrast ${found.toFixed(2)}: ${name(element)}`);
  }

  // Links, names, structure.
  const ids = new Map();
  for (const element of document.querySelectorAll("[id]")) ids.set(element.id, (ids.get(element.id) || 0) + 1);
  for (const [id, times] of ids) if (times > 1) say(`${times} elements are #${id}`);
  for (const link of document.querySelectorAll("a")) {
    const target = link.getAttribute("href") || "";
    if (target.startsWith("#") ? !ids.has(decodeURIComponent(target.slice(1))) : !target.startsWith("https://")) say(`a link leads nowhere: ${target}`);
    if (!link.textContent.trim()) say(`a link says nothing: ${target}`);
  }
  for (const attribute of ["aria-labelledby", "aria-describedby", "headers", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(/\s+/)) if (!ids.has(id)) say(`${attribute} names #${id}, which is not there`);
    }
  }
  let before = 0;
  for (const heading of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) say(`a heading is skipped before ${name(heading)}`);
    before = level;
  }
  for (const landmark of ["header", "nav", "main", "footer"]) {
    if (document.querySelectorAll(`body > ${landmark}, header > ${landmark}`).length !== 1) say(`not one ${landmark}`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (!table.caption || !table.caption.textContent.trim()) say(`no caption: ${name(table)}`);
    for (const cell of table.querySelectorAll("th")) if (!cell.hasAttribute("scope")) say(`no scope: ${name(cell)}`);
  }
  for (const drawing of document.querySelectorAll("svg")) {
    if (!drawing.querySelector("title") || !drawing.getAttribute("aria-label")) say(`a drawing without words in ${name(drawing.parentElement)}`);
  }
  for (const region of document.querySelectorAll(".scroll")) {
    if (region.tabIndex !== 0 || !region.getAttribute("aria-label")) say("a region that scrolls cannot be reached by keyboard");
  }
  return { wrong, texts: boxes.length, links: document.querySelectorAll("a").length };
})()
