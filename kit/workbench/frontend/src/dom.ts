// Elements without markup: every text that comes from somewhere is set as text.

type Child = Node | string | undefined;

/** An element with attributes and children; `class` names its style. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: { readonly [name: string]: string | undefined } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

export function button(
  text: string,
  className: string,
  onClick: () => void,
  label?: string,
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: className, 'aria-label': label }, text);
  made.addEventListener('click', onClick);
  return made;
}
