// Handshake messages of one side, which ride in records without respecting them: a record may hold several, and
// one may span many (RFC 5246 6.2.1).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import { joinHandshake } from '../../lib/records.js';

/** A part of a record's content: a whole message, or a piece of one that spans several records. */
export interface Part {
  readonly start: number;
  readonly end: number;
  /** The first byte's place in its message: above 0, the part goes on with what an earlier record began. */
  readonly offset: number;
  /** The whole message, header included, on the part that completes it. */
  readonly message?: Uint8Array;
}

const NO_BYTES = new Uint8Array();

export class MessageBuffer {
  private held: Uint8Array = NO_BYTES;

  /** Bytes of a message that is not yet whole. */
  get waiting(): Uint8Array {
    return this.held;
  }

  /**
   * The parts of which `content`, the next record's, is made.
   * @throws TlsError for a message of unknown type or absurd length; then nothing is held any more
   */
  add(content: Uint8Array): Part[] {
    const before = this.held.length;
    const bytes = before === 0 ? content : concatBytes(this.held, content);
    this.held = NO_BYTES;
    const { messages, rest } = joinHandshake(bytes);
    const parts: Part[] = [];
    let at = 0;
    const push = (length: number, message?: Uint8Array) => {
      const start = Math.max(at - before, 0);
      const end = at + length - before;
      parts.push({ start, end, offset: before + start - at, ...(message && { message }) });
      at += length;
    };
    for (const { body } of messages) push(4 + body.length, bytes.subarray(at, at + 4 + body.length));
    if (rest.length > 0) push(rest.length);
    this.held = rest;
    return parts;
  }
}

/** Whether these bytes begin as handshake messages do: what is encrypted does not, but for a rare accident. */
export function looksPlain(content: Uint8Array): boolean {
  try {
    const { messages, rest } = joinHandshake(content);
    return messages.length > 0 && rest.length === 0;
  } catch (error) {
    if (error instanceof TlsError) return false;
    throw error;
  }
}
