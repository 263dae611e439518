// What the cells of a notebook call: a value next to the recorded one, bytes with their explanation, a refusal in words.
//
//     import { check, explain } from './kit/views/cell.js';
import { display } from 'tslab';
import { decodeAll, type Field } from '../../lib/codec.js';
import { readHandshakeBody } from '../../lib/handshake-body.js';
import { HandshakeType, nameOf } from '../../lib/registry.js';
import { annotatedHex, consecutive, type Part } from './annotated-hex.js';
import { computed, mustEqual, type ValueRow, valueTable, wrongTurn } from './values.js';

/** Bytes, or anything that reads well as text. */
export type Shown = Uint8Array | string | number | bigint | boolean;

const shown = (value: Shown) => (value instanceof Uint8Array ? value : `${value}`);

function showRow(row: ValueRow): void {
  display.html(valueTable([row]));
}

/** Shows a value that nothing is compared with. */
export const show = (name: string, value: Shown): void => showRow(computed(name, shown(value)));

/**
 * Shows a computed value.
 * @throws Error, which stops the notebook, unless it is the recorded one
 */
export const check = (name: string, value: Shown, recorded: Shown): void =>
  showRow(mustEqual(name, shown(value), shown(recorded)));

/**
 * Shows a value that was computed wrongly on purpose.
 * @param known what this mistake is known to give
 * @param right what comes out without it
 * @throws Error when the value is not the known one, or is right after all
 */
export const wrong = (name: string, value: Uint8Array, known: Uint8Array, right: Uint8Array): void =>
  showRow(wrongTurn(name, value, known, right));

/** Shows bytes whose fields are named by hand, such as a key block's. @throws RangeError when a byte is left over */
export const parts = (bytes: Uint8Array, fields: readonly Part[]): void =>
  display.html(annotatedHex(bytes, consecutive(fields)));

/** Shows a handshake message, header and body, every field next to its bytes. @throws TlsError when it is none */
export function explain(message: Uint8Array): void {
  const fields: Field[] = [];
  decodeAll(
    message,
    'Handshake',
    (r) => {
      const msgType = r.uint8('msg_type', (type) => nameOf(HandshakeType, type));
      r.inside(r.uint24('length'), 'body', (body) => readHandshakeBody(body, msgType));
    },
    fields,
  );
  display.html(annotatedHex(message, fields));
}

/** The sentence with which `attempt` was refused. @throws Error when it was not: a check that cannot say no is none */
export function refusal(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('this must be refused, and nothing was');
}
