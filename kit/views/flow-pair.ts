// Two conversations side by side, flight by flight, so that one can see which of them needs fewer.
import { count } from './html.js';
import type { Flight, FlightMessage } from './sequence-diagram.js';
import { EDGE, horizontal, picture, SMALL, TOP, text, vertical, WIDTH } from './svg.js';

export interface Flow {
  readonly title: string;
  readonly flights: readonly Flight[];
}

/** Between the two halves, where the flights are counted. */
const GUTTER = 28;
const HALF = (WIDTH - 2 * EDGE - GUTTER) / 2;
const STEP = 42;
const GAP = 14;

/**
 * An SVG picture of two flows, left and right; the flights of one number begin at the same height. Dashed arrows are
 * encrypted.
 */
export function flowPair(left: Flow, right: Flow): string {
  const tops = flightTops(left, right);
  const bottom = tops.at(-1) as number;
  const numbers = tops
    .slice(0, -1)
    .map((top, i) =>
      text(WIDTH / 2, top + STEP - 14, String(i + 1), { anchor: 'middle', bold: true, colour: 'dim' }),
    );
  const body = [
    ...half(left, EDGE, tops),
    ...half(right, WIDTH - EDGE - HALF, tops),
    ...numbers,
    text(EDGE, bottom + 26, 'Dashed: encrypted. In the middle: the number of the flight.', { colour: 'dim' }),
  ];
  return picture('Two conversations', `${spoken(left)} ${spoken(right)}`, bottom + 40, body);
}

/** Where each flight begins, and where the last one ends. */
function flightTops(left: Flow, right: Flow): number[] {
  const tops = [TOP + 46];
  const flights = Math.max(left.flights.length, right.flights.length);
  for (let i = 0; i < flights; i++) {
    const messages = Math.max(...[left, right].map((flow) => flow.flights[i]?.messages.length ?? 0));
    tops.push((tops.at(-1) as number) + messages * STEP + GAP);
  }
  return tops;
}

function half({ title, flights }: Flow, x: number, tops: readonly number[]): string[] {
  const end = tops[flights.length] as number;
  const [client, server] = [x + 4, x + HALF - 4];
  return [
    text(x + HALF / 2, TOP + 12, title, { anchor: 'middle', bold: true, size: 14 }),
    text(x, TOP + 34, 'Client', { colour: 'dim' }),
    text(x + HALF, TOP + 34, 'Server', { colour: 'dim', anchor: 'end' }),
    vertical(client, TOP + 40, end),
    vertical(server, TOP + 40, end),
    ...flights.flatMap(({ from, messages }, i) =>
      messages.map((message, j) =>
        arrow(
          message,
          (tops[i] as number) + STEP * (j + 1) - 6,
          from === 'Client' ? [client, server] : [server, client],
        ),
      ),
    ),
  ];
}

function arrow(message: FlightMessage, y: number, [start, end]: readonly [number, number]): string {
  const middle = (start + end) / 2;
  return [
    text(middle, y - 21, message.name, { anchor: 'middle', bold: true, size: 14 }),
    text(middle, y - 7, kindOf(message), { anchor: 'middle', colour: 'dim', size: SMALL }),
    horizontal(y, start, end, { arrow: true, dashed: message.encrypted === true, colour: 'ink' }),
  ].join('');
}

const kindOf = ({ recordType, length }: FlightMessage) => `${recordType}, ${count(length)}`;

/** The same in words, for those who listen to it. */
function spoken({ title, flights }: Flow): string {
  const sentences = flights.map(({ from, messages }, i) => {
    const list = messages.map((one) => `${one.name}, ${kindOf(one)}${one.encrypted ? ', encrypted' : ''}`);
    return `Flight ${i + 1}, ${from}: ${list.join('; ')}.`;
  });
  return `${title}. ${sentences.join(' ')}`;
}
