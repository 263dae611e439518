// What goes over the channel, either way: the length of the rest (4 bytes), a nonce (16), the payload. The nonce is
// fresh for each question and the answer repeats it, so that an answer belongs to one question and to no other.

export const NONCE_LENGTH = 16;
export const HEADER_LENGTH = 4;
/** The largest honest answer is a Certificate of some 70,000 bytes. */
export const LARGEST_ANSWER = 1 << 20;

export interface Frame {
  readonly nonce: Uint8Array;
  readonly payload: Uint8Array;
}

export function encodeFrame({ nonce, payload }: Frame): Uint8Array {
  const frame = Buffer.alloc(HEADER_LENGTH + nonce.length + payload.length);
  frame.writeUInt32BE(nonce.length + payload.length);
  frame.set(nonce, HEADER_LENGTH);
  frame.set(payload, HEADER_LENGTH + nonce.length);
  return frame;
}

export type FrameFault = 'too large' | 'malformed';

/** Cuts a stream into frames. It holds one frame at most, however small the pieces are in which it comes. */
export class FrameReader {
  readonly #header = Buffer.alloc(HEADER_LENGTH);
  #body: Buffer | undefined;
  #have = 0;

  /** Whether a frame has begun and not ended. */
  get isPartial(): boolean {
    return this.#have > 0 || this.#body !== undefined;
  }

  /** The frames that `chunk` completes; a fault ends the list, and the stream is worth nothing after it. */
  add(chunk: Uint8Array): (Frame | FrameFault)[] {
    const found: (Frame | FrameFault)[] = [];
    for (let at = 0; at < chunk.length; ) {
      const target = this.#body ?? this.#header;
      const piece = chunk.subarray(at, at + target.length - this.#have);
      target.set(piece, this.#have);
      this.#have += piece.length;
      at += piece.length;
      if (this.#have < target.length) break;
      const complete = this.#body ? this.#frame(this.#body) : this.#begin();
      if (complete === undefined) continue;
      found.push(complete);
      if (typeof complete === 'string') break;
    }
    return found;
  }

  #begin(): FrameFault | undefined {
    const length = this.#header.readUInt32BE();
    this.#have = 0;
    if (length > LARGEST_ANSWER) return 'too large';
    if (length < NONCE_LENGTH) return 'malformed';
    this.#body = Buffer.alloc(length);
    return undefined;
  }

  #frame(body: Buffer): Frame {
    this.#body = undefined;
    this.#have = 0;
    return { nonce: body.subarray(0, NONCE_LENGTH), payload: body.subarray(NONCE_LENGTH) };
  }
}
