// The gallery as one HTML page.
import { gallery } from './gallery.js';
import { escapeHtml } from './html.js';

export function galleryPage(): string {
  const sections = Object.entries(gallery).map(
    ([name, draw]) => `<section>\n<h2>${escapeHtml(name)}</h2>\n${draw()}\n</section>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<title>All views</title>',
    `<style>${STYLE}</style>`,
    ...sections,
    '</html>\n',
  ].join('\n');
}

const STYLE = `
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;margin:16px}
h2{font-size:15px;margin:24px 0 8px}
table{border-collapse:collapse}
td,th{padding:3px 10px 3px 6px}
pre{overflow:auto}
@media(min-width:1100px){body{columns:2;column-gap:24px}section{break-inside:avoid}}
`;
