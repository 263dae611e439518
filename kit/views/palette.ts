// The colours of every picture, each for a light page and for a dark one. Text colours read on the card and on every
// tint with a contrast of 4.5 to 1, lines with 3 to 1 (WCAG 2.2 AA); test/views-svg.test.ts computes it.

export type Colour = keyof typeof palette;

export const palette = {
  card: ['#ffffff', '#1e1e1e'],
  // Text.
  ink: ['#1a1a1a', '#ececec'],
  dim: ['#525252', '#bdbdbd'],
  good: ['#0b5a24', '#8fe79a'],
  bad: ['#9c0d24', '#ffb3ad'],
  accent: ['#064b96', '#9bd0ff'],
  // Lines.
  line: ['#6e6e6e', '#9e9e9e'],
  // Tints, to write on.
  mark: ['#ffec99', '#594a00'],
  blue: ['#d9e8fb', '#1e3a5a'],
  green: ['#d7f0d8', '#1f4527'],
  orange: ['#fde3cb', '#573414'],
  purple: ['#eadefa', '#432d60'],
  teal: ['#cff0ef', '#144646'],
  red: ['#fbdadd', '#5c252b'],
  olive: ['#e9edc4', '#40450f'],
  grey: ['#ebebeb', '#363636'],
} as const;

export const textColours = ['ink', 'dim', 'good', 'bad', 'accent'] as const;

/** The tints that tell neighbours apart, in the order in which they are given out. */
export const tints = ['blue', 'green', 'orange', 'purple', 'teal', 'red', 'olive', 'grey'] as const;
export type Tint = (typeof tints)[number];

export const tintAt = (index: number): Tint => tints[index % tints.length] as Tint;

/**
 * The same for HTML, where no style sheet is sure to survive: see-through, so that a light or a dark page shines
 * through, and in hex, which JupyterLab keeps when it sanitizes a notebook that it does not trust.
 */
export const seeThrough: Readonly<Record<Tint, string>> = {
  blue: '#38f3',
  green: '#2a43',
  orange: '#f803',
  purple: '#93f3',
  teal: '#0aa3',
  red: '#e343',
  olive: '#9903',
  grey: '#8883',
};
