// The message flow between the two sides: what has been said, where we are, and what is still missing.
import { count } from './html.js';
import { box, EDGE, horizontal, picture, SMALL, TOP, text, vertical, WIDTH } from './svg.js';

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

/** What to point out; messages are counted over all flights, from 0. */
export interface Marks {
  /** The one message that is marked as the current step. */
  readonly current?: number;
  /** The messages that we can make or read already. When given, the others are dimmed: they are missing. */
  readonly built?: readonly number[];
  /** The messages that this stage is about: marked, and not dimmed. */
  readonly here?: readonly number[];
}

const CLIENT = EDGE + 26;
const SERVER = WIDTH - EDGE - 26;
const STEP = 42;
const GAP = 12;

/**
 * An SVG picture of a handshake: an arrow a message, with name, record type and length in bytes. Dashed arrows are
 * encrypted.
 * @param marks which message to mark, counting all of them from 0; or more to point out
 * @throws RangeError when a mark is on no message
 */
export function sequenceDiagram(flights: readonly Flight[], marks: number | Marks = {}): string {
  const all = flights.flatMap(({ from, messages }) => messages.map((message) => ({ from, message })));
  const states = statesOf(all.length, typeof marks === 'number' ? { current: marks } : marks);
  const tops = arrowHeights(flights);
  const bottom = (tops.at(-1) ?? TOP + 30) + 20;
  const legend = legendOf(states);
  const body = [
    ...lifeline('Client', CLIENT, bottom),
    ...lifeline('Server', SERVER, bottom),
    ...all.map(({ from, message }, i) => arrow(from, message, tops[i] as number, states[i] as State)),
    ...legend.map((words, i) => text(EDGE + 145 * i, bottom + 24, words, { colour: 'dim' })),
  ];
  const spoken = all.map(({ from, message }, i) => sentence(from, message, states[i] as State)).join(' ');
  return picture('Who sends what', spoken, bottom + (legend.length > 0 ? 36 : 14), body);
}

type State = 'plain' | 'current' | 'here' | 'built' | 'missing';

function statesOf(total: number, { current, built, here }: Marks): State[] {
  for (const index of [...(current === undefined ? [] : [current]), ...(built ?? []), ...(here ?? [])])
    if (!Number.isInteger(index) || index < 0 || index >= total)
      throw new RangeError(`there is no message ${index} to mark; there are ${total}, counted from 0`);
  return Array.from({ length: total }, (_, i) => {
    if (i === current) return 'current';
    if (here?.includes(i)) return 'here';
    if (!built) return 'plain';
    return built.includes(i) ? 'built' : 'missing';
  });
}

function arrowHeights(flights: readonly Flight[]): number[] {
  let y = TOP + 14;
  return flights.flatMap(({ messages }) => {
    const heights = messages.map((_, i) => y + STEP * (i + 1));
    y += STEP * messages.length + GAP;
    return heights;
  });
}

function lifeline(name: string, x: number, bottom: number): string[] {
  return [text(x, TOP + 14, name, { bold: true, anchor: 'middle', size: 14 }), vertical(x, TOP + 22, bottom)];
}

function arrow(from: Flight['from'], message: FlightMessage, y: number, state: State): string {
  const [start, end] = from === 'Client' ? [CLIENT, SERVER] : [SERVER, CLIENT];
  const marked = state === 'current' || state === 'here';
  const missing = state === 'missing';
  const mark = box(CLIENT + 6, y - 37, SERVER - CLIENT - 12, 33, { fill: 'mark' });
  const sign = { current: '▸ ', here: '▸ ', built: '✓ ', missing: '', plain: '' }[state];
  return [
    ...(marked ? [mark] : []),
    text(WIDTH / 2, y - 22, sign + message.name, {
      bold: !missing,
      anchor: 'middle',
      size: 14,
      colour: missing ? 'dim' : 'ink',
    }),
    text(WIDTH / 2, y - 8, kindOf(message), { anchor: 'middle', colour: 'dim', size: SMALL }),
    horizontal(y, start, end, {
      arrow: true,
      dashed: message.encrypted === true,
      colour: missing ? 'line' : 'ink',
      thick: marked,
    }),
  ].join('');
}

const kindOf = ({ recordType, length, encrypted }: FlightMessage) =>
  `${recordType}, ${count(length)}${encrypted ? ', encrypted' : ''}`;

const meanings = {
  here: '▸ this stage',
  built: '✓ what we have',
  missing: 'grey: still missing',
} as const;

function legendOf(states: readonly State[]): string[] {
  if (!states.includes('built') && !states.includes('missing')) return [];
  const all = ['built', 'here', 'missing'] as const;
  return all.filter((state) => states.includes(state)).map((state) => meanings[state]);
}

/** The same in words, for those who listen to it. */
function sentence(from: Flight['from'], message: FlightMessage, state: State): string {
  const remark = {
    current: ': we are here',
    here: ': this stage',
    built: ': done',
    missing: ': missing',
    plain: '',
  };
  return `${from}: ${message.name}, ${kindOf(message)}${remark[state]}.`;
}
