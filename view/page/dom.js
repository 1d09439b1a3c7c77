// The little that is needed of a framework: elements, and lists whose unchanged items stay as they are.

/**
 * Creates an element. Text is only ever text, whatever it holds.
 * @param {string} tag with classes: "li.node.down"
 * @param {Record<string, string | boolean>} attributes true: there, without a value; false: not there
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

/** @param {string} id */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`there is no element "${id}"`);
  return element;
}

/**
 * Makes the children of an element those of a list. An item that is as it was keeps its element, and so focus and
 * selection; one that has changed is marked, for a moment of attention.
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} key what tells items apart
 * @param {(item: T) => HTMLElement} draw
 */
export function list(parent, items, key, draw) {
  const old = new Map([...parent.children].map((child) => [child.getAttribute("data-key"), child]));
  const children = items.map((item) => {
    const drawn = JSON.stringify(item);
    const known = old.get(key(item));
    if (known?.getAttribute("data-drawn") === drawn) return known;
    const child = draw(item);
    child.setAttribute("data-key", key(item));
    child.setAttribute("data-drawn", drawn);
    if (known) child.classList.add("changed");
    return child;
  });
  for (const child of [...parent.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, i) => {
    if (parent.children[i] !== child) parent.insertBefore(child, parent.children[i] ?? null);
  });
}

/**
 * @param {string} id
 * @param {boolean} shown
 */
export function show(id, shown) {
  byId(id).hidden = !shown;
}

/**
 * Sets a text only where it differs, so that a screen reader does not read it again.
 * @param {string} id
 * @param {string} text
 */
export function say(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}
