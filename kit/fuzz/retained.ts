// How many bytes an engine holds on to.
import type { Connection } from '../../lib/connection.js';
import { MAX_CIPHERTEXT, MAX_HANDSHAKE } from '../../lib/records.js';
import { Wrong } from './target.js';

/**
 * Enough for a record that is not whole yet, a handshake message that is not whole yet in a buffer that doubles, and
 * the largest messages a transcript may hold before the order of messages ends it: eight of a kind.
 */
export const MOST_RETAINED = MAX_CIPHERTEXT + 5 + 2 * MAX_HANDSHAKE + 8 * 2 * MAX_HANDSHAKE;

/** @throws Wrong when the connection holds more than an honest conversation could need */
export function checkRetained(connection: Connection): void {
  const bytes = retainedBytes(connection);
  if (bytes > MOST_RETAINED) throw new Wrong(`the engine holds on to ${bytes} bytes`);
}

/** The sizes of all buffers that can be reached from an object, each buffer once and whole. */
export function retainedBytes(root: object): number {
  const seen = new Set<object>();
  const visit = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 0;
    const object = ArrayBuffer.isView(value) ? value.buffer : value;
    if (seen.has(object)) return 0;
    seen.add(object);
    if (object instanceof ArrayBuffer) return object.byteLength;
    return Object.values(object).reduce((sum: number, inner) => sum + visit(inner), 0);
  };
  return visit(root);
}
