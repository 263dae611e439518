// How a record under RC4 is made: first the MAC, then content and MAC are encrypted together.
import type { HashName } from '../../lib/hashes.js';
import { hmac } from '../../lib/hmac.js';
import { type Rc4State, rc4 } from '../../lib/rc4.js';
import { macInput, sealStream } from '../../lib/record-mac.js';
import { encodeRecord } from '../../lib/records.js';
import { brief } from './bytes.js';
import { count } from './html.js';
import type { Tint } from './palette.js';
import { box, EDGE, INNER, picture, TOP, text, vertical, WIDTH, xor } from './svg.js';

/** All that a record takes under a stream cipher. */
export interface SealInput {
  readonly mac: HashName;
  readonly macKey: Uint8Array;
  readonly state: Rc4State;
  readonly sequenceNumber: bigint;
  readonly type: number;
  readonly version: number;
  readonly content: Uint8Array;
}

/** From content to record: MAC, then encryption (RFC 5246 6.2.3.1). */
export function sealDiagram(input: SealInput): string {
  const { mac: hash, macKey, state, sequenceNumber, type, version, content } = input;
  const covered = macInput(sequenceNumber, type, version, content);
  const mac = hmac(hash, macKey, covered);
  const { fragment } = sealStream(state, content, mac);
  const { output: keystream } = rc4(state, new Uint8Array(fragment.length));
  const record = encodeRecord({ type, version, fragment });
  const half = WIDTH / 2;
  const y = TOP;
  const body = [
    ...piece(EDGE, y, 170, 'never sent', covered.subarray(0, 13), 'grey', 5),
    ...piece(EDGE + 174, y, INNER - 174, 'content', content, 'green', 10),
    vertical(EDGE + 380, y + 44, y + 78, { arrow: true }),
    text(EDGE + 368, y + 66, `HMAC-${hash} of both, with the MAC key`, { anchor: 'end' }),
    ...piece(EDGE, y + 78, 300, 'content', content, 'green', 11),
    ...piece(EDGE + 304, y + 78, INNER - 304, 'MAC', mac, 'mark', 5),
    xor(half, y + 140),
    ...piece(EDGE, y + 154, INNER, 'RC4 keystream', keystream, 'purple', 17),
    vertical(half, y + 200, y + 224, { arrow: true }),
    ...piece(EDGE, y + 226, 130, 'header', record.subarray(0, 5), 'grey', 5),
    ...piece(EDGE + 134, y + 226, INNER - 134, 'fragment', fragment, 'orange', 12),
  ];
  const desc = `The MAC of ${count(covered.length)} is ${brief(mac, 16)}. Content and MAC, encrypted, are the fragment ${brief(fragment, 32)}.`;
  return picture(`Record ${sequenceNumber}: MAC, then encrypt`, desc, y + 290, body);
}

function piece(
  x: number,
  y: number,
  width: number,
  name: string,
  bytes: Uint8Array,
  fill: Tint | 'mark',
  most: number,
): string[] {
  return [
    box(x, y, width, 44, { fill, stroke: 'line' }),
    text(x + 8, y + 17, `${name}, ${bytes.length}`, { bold: true }),
    text(x + 8, y + 35, brief(bytes, most), { mono: true }),
  ];
}
