/**
 * Makes what stands in the page what new markup says, and touches nothing else: focus, scrolling and a half-typed word
 * stay where they are. Elements are told apart by their place, and by their id where they have one.
 */
export function morph(into: Element, markup: string): void {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const focused = document.activeElement;
  const places = [focused?.id, focused?.parentElement?.closest('[tabindex="0"][id]')?.id];
  children(into, template.content);
  if (focused?.isConnected) return;
  // What moved to another place was made anew there, and what is gone leaves its reader where it stood.
  const [place] = places.flatMap((id) => (id ? (document.getElementById(id) ?? []) : []));
  place?.focus({ preventScroll: true });
}

function children(old: ParentNode & Node, wanted: ParentNode & Node): void {
  const next = [...wanted.childNodes];
  next.forEach((node, index) => {
    const there = old.childNodes[index];
    if (!there) old.appendChild(node);
    else if (!isAlike(there, node)) old.replaceChild(node, there);
    else one(there, node);
  });
  while (old.childNodes.length > next.length) old.lastChild?.remove();
}

const isAlike = (a: Node, b: Node): boolean =>
  a.nodeType === b.nodeType && a.nodeName === b.nodeName && (!(a instanceof Element) || a.id === (b as Element).id);

function one(old: Node, wanted: Node): void {
  if (!(old instanceof Element && wanted instanceof Element)) {
    if (old.nodeValue !== wanted.nodeValue) old.nodeValue = wanted.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) if (!wanted.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of [...wanted.attributes]) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  children(old, wanted);
}
