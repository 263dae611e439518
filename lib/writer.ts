// The inverse of the Reader in codec.ts: numbers and length-prefixed vectors as RFC 5246 4 writes them.
import { concatBytes } from '@noble/hashes/utils.js';

/** Every Reader method that reads a field has its inverse here. */
export class Writer {
  private readonly parts: Uint8Array[] = [];

  uint8(value: number): this {
    return this.uint(1, value);
  }
  uint16(value: number): this {
    return this.uint(2, value);
  }
  uint24(value: number): this {
    return this.uint(3, value);
  }
  uint32(value: number): this {
    return this.uint(4, value);
  }

  opaque(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }

  vector(lengthBytes: 1 | 2 | 3, bytes: Uint8Array): this {
    return this.uint(lengthBytes, bytes.length).opaque(bytes);
  }

  nested(lengthBytes: 1 | 2 | 3, write: (w: Writer) => void): this {
    const inner = new Writer();
    write(inner);
    return this.vector(lengthBytes, inner.bytes());
  }

  list<T>(lengthBytes: 1 | 2 | 3, items: readonly T[], writeItem: (w: Writer, item: T) => void): this {
    return this.nested(lengthBytes, (w) => {
      for (const item of items) writeItem(w, item);
    });
  }

  bytes(): Uint8Array {
    return concatBytes(...this.parts);
  }

  /** @throws RangeError when the value does not fit: a mistake of the caller, never of a peer */
  private uint(length: number, value: number): this {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** length)
      throw new RangeError(`${value} does not fit in ${length} bytes`);
    const bytes = new Uint8Array(length);
    let left = value;
    for (let i = length - 1; i >= 0; i--) {
      bytes[i] = left % 256;
      left = Math.floor(left / 256);
    }
    return this.opaque(bytes);
  }
}
