import { escapeHtml } from './html.js';

/** What one side sends before it waits for the other. */
export interface Flight {
  readonly from: 'Client' | 'Server';
  readonly messages: readonly FlightMessage[];
}

export interface FlightMessage {
  readonly name: string;
  /** The record's content type, in the registry's words. */
  readonly recordType: string;
  /** Bytes: of the message, or of the protected fragment. */
  readonly length: number;
  readonly encrypted?: boolean;
}

const WIDTH = 760;
const CLIENT = 90;
const SERVER = WIDTH - 90;
const TOP = 46;
const STEP = 38;
const GAP = 14;

/**
 * An SVG picture of a handshake: an arrow a message, with name, record type and length in bytes.
 * @param current which message to mark, counting all of them from 0
 */
export function sequenceDiagram(flights: readonly Flight[], current?: number): string {
  const arrows: string[] = [];
  let y = TOP;
  let index = 0;
  for (const { from, messages } of flights) {
    for (const message of messages) {
      y += STEP;
      arrows.push(arrow(from, message, y, index === current));
      index++;
    }
    y += GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 24}" width="${WIDTH}" height="${y + 24}" role="img">`,
    `<title>${escapeHtml(spoken(flights))}</title>`,
    STYLE,
    `<rect class="card" width="${WIDTH}" height="${y + 24}" rx="8" fill="#ffffff"/>`,
    ...lifeline('Client', CLIENT, y),
    ...lifeline('Server', SERVER, y),
    ...arrows,
    '</svg>',
  ].join('\n');
}

/**
 * The picture brings its own background, since a notebook may show it as an image that cannot know the page's
 * colours. Attributes give the light colours, so that it reads the same where style sheets are dropped.
 */
const STYLE = `<style>
text{font-family:system-ui,sans-serif}
@media (prefers-color-scheme:dark){.card{fill:#1e1e1e}.ink{fill:#e6e6e6}.line{stroke:#e6e6e6}.dim{fill:#a8a8a8}.mark{fill:#5a4a00}}
</style>`;

function lifeline(name: string, x: number, bottom: number): string[] {
  return [
    `<text class="ink" x="${x}" y="34" font-size="16" font-weight="bold" text-anchor="middle" fill="#1a1a1a">${name}</text>`,
    `<line class="line" x1="${x}" y1="46" x2="${x}" y2="${bottom + 8}" stroke="#1a1a1a" stroke-opacity=".35"/>`,
  ];
}

function arrow(from: Flight['from'], message: FlightMessage, y: number, isCurrent: boolean): string {
  const [start, end, back] = from === 'Client' ? [CLIENT, SERVER, -9] : [SERVER, CLIENT, 9];
  const middle = WIDTH / 2;
  const length = `${message.length.toLocaleString('en-US')} ${message.length === 1 ? 'byte' : 'bytes'}`;
  const kind = `${message.recordType}, ${length}${message.encrypted ? ', encrypted' : ''}`;
  const dashes = message.encrypted ? ' stroke-dasharray="7 4"' : '';
  const mark = `<rect class="mark" x="${CLIENT + 4}" y="${y - 24}" width="${SERVER - CLIENT - 8}" height="32" rx="5" fill="#fff1b8"/>`;
  return [
    '<g>',
    ...(isCurrent ? [mark] : []),
    `<text x="${middle}" y="${y - 8}" text-anchor="middle" font-size="14"><tspan class="ink" font-weight="bold" fill="#1a1a1a">${isCurrent ? '▸ ' : ''}${escapeHtml(message.name)}</tspan><tspan class="dim" dx="10" font-size="12" fill="#595959">${escapeHtml(kind)}</tspan></text>`,
    `<line class="line" x1="${start}" y1="${y}" x2="${end + back}" y2="${y}" stroke="#1a1a1a" stroke-width="1.5"${dashes}/>`,
    `<path class="ink" d="M${end},${y} l${back},-5 v10 z" fill="#1a1a1a"/>`,
    '</g>',
  ].join('');
}

/** The same as a sentence, for those who listen to it. */
function spoken(flights: readonly Flight[]): string {
  return flights
    .map(({ from, messages }) => `${from}: ${messages.map(({ name }) => name).join(', ')}`)
    .join('; ');
}
