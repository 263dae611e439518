// The counts of the second byte as a picture: 256 bars, and a line where all of them should end.
import type { BiasData } from './lab.js';

const WIDTH = 760;
const HEIGHT = 300;
const LEFT = 60;
const BOTTOM = 250;
const TOP = 56;
const BAR = 2.6;

/** An SVG picture of the counts, which reads on a light and on a dark page. */
export function biasPlot({ cipher, sessions, counts, recovered }: BiasData): string {
  const mean = sessions / 256;
  const scale = (BOTTOM - TOP) / Math.max(...counts, 2.05 * mean);
  const y = (count: number) => Number((BOTTOM - count * scale).toFixed(1));
  const x = (value: number) => Number((LEFT + value * BAR).toFixed(1));
  const bars = counts.map((count, value) => {
    const colour = value === recovered ? 'class="mark" fill="#b3261e"' : 'class="bar" fill="#5b7fa6"';
    return `<rect ${colour} x="${x(value)}" y="${y(count)}" width="2" height="${Number((BOTTOM - y(count)).toFixed(1))}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img">`,
    `<title>How often each value was the second byte of the ciphertext, ${cipher}</title>`,
    `<desc>${spoken({ sessions, counts, recovered })}</desc>`,
    STYLE,
    `<rect class="card" width="${WIDTH}" height="${HEIGHT}" rx="8" fill="#ffffff"/>`,
    label(
      LEFT,
      28,
      `Second byte of ${sessions.toLocaleString('en-US')} ciphertexts, ${cipher}`,
      'font-size="15" font-weight="bold"',
    ),
    ...bars,
    line(LEFT, y(mean), LEFT + 256 * BAR, y(mean), 'stroke-dasharray="5 4"'),
    label(LEFT - 8, y(mean) + 4, `${Math.round(mean)}`, 'font-size="12" text-anchor="end"'),
    line(LEFT, BOTTOM, LEFT + 256 * BAR, BOTTOM),
    ...[0, 64, 128, 192, 255].map((value) =>
      label(x(value) + 1, BOTTOM + 18, hexByte(value), 'font-size="12" text-anchor="middle"'),
    ),
    label(
      LEFT,
      BOTTOM + 38,
      'value of the byte; the dashed line is what each of them should have',
      'font-size="12"',
    ),
    ...(recovered === undefined
      ? []
      : [peak(x(recovered), y(counts[recovered] as number), recovered, counts)]),
    '</svg>',
  ].join('\n');
}

const STYLE = `<style>
text{font-family:system-ui,sans-serif}
@media (prefers-color-scheme:dark){.card{fill:#1e1e1e}.ink{fill:#e6e6e6}.line{stroke:#e6e6e6}.bar{fill:#86a9d1}.mark{fill:#ff8a80}}
</style>`;

/** The text stays inside the picture, on the side of the bar where there is room. */
function peak(x: number, y: number, value: number, counts: readonly number[]): string {
  const right = x < WIDTH / 2;
  const anchor = right ? 'start' : 'end';
  return label(
    x + (right ? 8 : -5),
    y + 10,
    `${hexByte(value)}: ${counts[value]} times`,
    `font-size="13" text-anchor="${anchor}"`,
  );
}

const label = (x: number, y: number, text: string, attributes: string) =>
  `<text class="ink" x="${x}" y="${y}" fill="#1a1a1a" ${attributes}>${text}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, attributes = '') =>
  `<line class="line" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="#1a1a1a" ${attributes}/>`;

const hexByte = (value: number) => value.toString(16).padStart(2, '0');

function spoken({
  sessions,
  counts,
  recovered,
}: Pick<BiasData, 'sessions' | 'counts' | 'recovered'>): string {
  const mean = Math.round(sessions / 256);
  const most = Math.max(...counts);
  return recovered === undefined
    ? `256 bars of nearly the same height, about ${mean}; the highest is ${most}.`
    : `256 bars of nearly the same height, about ${mean}, but for ${hexByte(recovered)}, which is ${most}.`;
}
