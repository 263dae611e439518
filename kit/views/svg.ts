// What all pictures are drawn with. A picture is an SVG of its own background, since a notebook may show it as an
// image that cannot know the page's colours; attributes give the light colours, so that it reads the same where style
// sheets are dropped, and a style sheet of the few colours in use gives the dark ones. No scripts, no ids.
import { escapeHtml } from './html.js';
import { type Colour, palette } from './palette.js';

/** Pixels across. A phone shows this at three quarters of its size, so letters are no smaller than SMALL. */
export const WIDTH = 480;
export const SMALL = 13;
/** Space between the edge of the card and what is drawn on it. */
export const EDGE = 14;
/** Pixels from edge to edge inside. */
export const INNER = WIDTH - 2 * EDGE;

export interface TextStyle {
  readonly size?: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
  readonly anchor?: 'middle' | 'end';
  readonly colour?: Colour;
}

export interface BoxStyle {
  readonly fill?: Colour;
  readonly stroke?: Colour;
  readonly dashed?: boolean;
  readonly thick?: boolean;
  /** Shown where the picture is part of a page and the pointer rests on the box. */
  readonly hint?: string;
}

export interface LineStyle {
  readonly colour?: Colour;
  readonly dashed?: boolean;
  readonly thick?: boolean;
  readonly arrow?: boolean;
}

export type Point = readonly [x: number, y: number];

/**
 * A whole picture.
 * @param title what it is, in a few words, on top of it and for those who listen
 * @param desc  what it shows, in sentences, for those who listen
 */
export function picture(title: string, desc: string, height: number, body: readonly string[]): string {
  const inner = [box(0, 0, WIDTH, height, { fill: 'card' }), heading(title), ...body].join('\n');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="tls" viewBox="0 0 ${WIDTH} ${n(height)}" width="${WIDTH}" height="${n(height)}" style="max-width:100%;height:auto" role="img" font-family="system-ui,sans-serif" font-size="${SMALL}" fill="${palette.ink[0]}">`,
    `<title>${escapeHtml(title)}</title>`,
    `<desc>${escapeHtml(desc)}</desc>`,
    styleFor(inner),
    inner,
    '</svg>',
  ].join('\n');
}

/** Where a picture's own drawing begins, below its title. */
export const TOP = 44;

const heading = (title: string) => text(EDGE, 27, title, { size: 15, bold: true });

function styleFor(body: string): string {
  const used = new Set(Array.from(body.matchAll(/class="([^"]+)"/g), ([, names]) => names as string));
  const names = new Set([...used].flatMap((list) => list.split(' ')));
  const rules = Object.entries(palette).flatMap(([colour, [, dark]]) => [
    ...(names.has(`f-${colour}`) ? [`.tls .f-${colour}{fill:${dark}}`] : []),
    ...(names.has(`s-${colour}`) ? [`.tls .s-${colour}{stroke:${dark}}`] : []),
  ]);
  return [
    `<style>.tls .mono{font-family:${MONO}}`,
    `@media (prefers-color-scheme:dark){.tls{fill:${palette.ink[1]}}${rules.join('')}}</style>`,
  ].join('\n');
}

const MONO = 'ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace';

export function text(x: number, y: number, content: string, style: TextStyle = {}): string {
  return `<text x="${n(x)}" y="${n(y)}"${textAttributes(style)}>${escapeHtml(content)}</text>`;
}

/** Many short texts of one style, such as the bytes of a grid. */
export function texts(
  items: readonly (readonly [x: number, y: number, content: string])[],
  style: TextStyle,
): string {
  const inner = items.map(([x, y, content]) => `<text x="${n(x)}" y="${n(y)}">${escapeHtml(content)}</text>`);
  return `<g${textAttributes(style)}>${inner.join('')}</g>`;
}

/** What differs from the picture's own letters: ink, SMALL, starting at x. */
function textAttributes({ size, bold, mono, anchor, colour }: TextStyle): string {
  const names = [colour && `f-${colour}`, mono && 'mono'].filter(Boolean).join(' ');
  return [
    ...(names ? [` class="${names}"`] : []),
    ...(colour ? [` fill="${palette[colour][0]}"`] : []),
    ...(mono ? [' font-family="monospace"'] : []),
    ...(size ? [` font-size="${size}"`] : []),
    ...(bold ? [' font-weight="bold"'] : []),
    ...(anchor ? [` text-anchor="${anchor}"`] : []),
  ].join('');
}

/** Many squares of one size and colour in one shape, such as the bytes of a grid. */
export function squares(corners: readonly Point[], width: number, height: number, fill: Colour): string {
  const path = corners.map(([x, y]) => `M${n(x)},${n(y)}h${n(width)}v${n(height)}h${n(-width)}z`).join('');
  return `<path class="f-${fill}" fill="${palette[fill][0]}" d="${path}"/>`;
}

/** A rectangle, filled, outlined or both. */
export function box(x: number, y: number, width: number, height: number, style: BoxStyle): string {
  const { fill, stroke, dashed, thick, hint } = style;
  const names = [fill && `f-${fill}`, stroke && `s-${stroke}`].filter(Boolean).join(' ');
  const attributes = [
    `class="${names}" x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="4"`,
    `fill="${fill ? palette[fill][0] : 'none'}"`,
    ...(stroke ? [`stroke="${palette[stroke][0]}" stroke-width="${thick ? 2.5 : 1}"`] : []),
    ...(dashed ? ['stroke-dasharray="5 4"'] : []),
  ];
  return hint === undefined
    ? `<rect ${attributes.join(' ')}/>`
    : `<rect ${attributes.join(' ')}><title>${escapeHtml(hint)}</title></rect>`;
}

/** A square of colour at the left edge, before a line of text at `y` that says what the colour stands for. */
export const swatch = (y: number, fill: Colour) => box(EDGE, y - 12, 16, 16, { fill, stroke: 'line' });

/** A line through all points, with a head at its end when it is an arrow. */
export function line(points: readonly Point[], style: LineStyle = {}): string {
  const { colour = 'line', dashed, thick, arrow } = style;
  const path = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${n(x)},${n(y)}`).join('');
  const dashes = dashed ? ' stroke-dasharray="6 4"' : '';
  const stroke = `<path class="s-${colour}" d="${path}" fill="none" stroke="${palette[colour][0]}" stroke-width="${thick ? 2.5 : 1.5}"${dashes}/>`;
  return arrow ? stroke + arrowHead(points.at(-2) as Point, points.at(-1) as Point, colour) : stroke;
}

/** A line straight down, or up when `to` is above `from`. */
export const vertical = (x: number, from: number, to: number, style?: LineStyle) =>
  line(
    [
      [x, from],
      [x, to],
    ],
    style,
  );

/** A line to the right, or to the left when `to` is left of `from`. */
export const horizontal = (y: number, from: number, to: number, style?: LineStyle) =>
  line(
    [
      [from, y],
      [to, y],
    ],
    style,
  );

function arrowHead([fromX, fromY]: Point, [x, y]: Point, colour: Colour): string {
  const length = Math.hypot(x - fromX, y - fromY) || 1;
  const [dx, dy] = [(x - fromX) / length, (y - fromY) / length];
  const corner = (side: number) => `${n(x - 8 * dx - side * 4.5 * dy)},${n(y - 8 * dy + side * 4.5 * dx)}`;
  return `<path class="f-${colour}" d="M${n(x)},${n(y)}L${corner(1)}L${corner(-1)}Z" fill="${palette[colour][0]}"/>`;
}

/** The XOR sign, a cross in a circle. */
export function xor(x: number, y: number): string {
  const circle = `<circle class="f-card s-ink" cx="${n(x)}" cy="${n(y)}" r="9" fill="${palette.card[0]}" stroke="${palette.ink[0]}" stroke-width="1.5"/>`;
  const cross = `M${n(x - 9)},${n(y)}H${n(x + 9)}M${n(x)},${n(y - 9)}V${n(y + 9)}`;
  return `${circle}<path class="s-ink" d="${cross}" fill="none" stroke="${palette.ink[0]}" stroke-width="1.5"/>`;
}

/** A number as short as it can be said to a tenth, so that pictures are the same on every machine. */
const n = (value: number) => String(Math.round(value * 10) / 10);
