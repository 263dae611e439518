// The presentation language of RFC 5246 4: big-endian numbers and length-prefixed vectors. Bytes only, no
// protocol. A Reader trusts nobody: it never reads past its end, and bytes left over are an error with a name.
// A Reader given a trace writes down each field where it is read, so an explanation cannot drift from the code.
import { TlsError } from './errors.js';

/** What one field means, given its value; called only when somebody listens. */
export type Meaning<V> = (value: V) => string | undefined;

/** One field as it was read: bytes `start` to `end` (exclusive) of the outermost input. */
export interface Field {
  readonly name: string;
  readonly start: number;
  end: number;
  value?: number;
  meaning?: string;
  readonly children: Field[];
}

export class Reader {
  private position = 0;

  /**
   * @param bytes what to read
   * @param name  what it is, for error messages
   * @param trace where to note each field; leave out to read at full speed
   * @param base  offset of `bytes` in the outermost input
   */
  constructor(
    private readonly bytes_: Uint8Array,
    private readonly name: string,
    private trace?: Field[] | undefined,
    private readonly base = 0,
  ) {}

  get remaining(): number {
    return this.bytes_.length - this.position;
  }

  uint8(name: string, meaning?: Meaning<number>): number {
    return this.uint(1, name, meaning);
  }
  uint16(name: string, meaning?: Meaning<number>): number {
    return this.uint(2, name, meaning);
  }
  uint24(name: string, meaning?: Meaning<number>): number {
    return this.uint(3, name, meaning);
  }
  uint32(name: string, meaning?: Meaning<number>): number {
    return this.uint(4, name, meaning);
  }

  /** `length` bytes as they stand; a view, not a copy. */
  opaque(length: number, name: string, meaning?: Meaning<Uint8Array>): Uint8Array {
    const start = this.take(length, name);
    const value = this.bytes_.subarray(start, start + length);
    if (this.trace) this.note(name, start, meaning?.(value));
    return value;
  }

  /** opaque name<min..max>: a length of `lengthBytes` bytes and as many bytes (RFC 5246 4.3). */
  vector(
    lengthBytes: 1 | 2 | 3,
    name: string,
    limits: Limits = {},
    meaning?: Meaning<Uint8Array>,
  ): Uint8Array {
    return this.opaque(this.vectorLength(lengthBytes, name, limits), name, meaning);
  }

  /** A vector with structure inside: `read` must use up all of it. */
  nested<T>(lengthBytes: 1 | 2 | 3, name: string, read: (r: Reader) => T, limits: Limits = {}): T {
    return this.inside(this.vectorLength(lengthBytes, name, limits), name, read);
  }

  /** A vector kept as it stands; a trace also gets its inside, as far as `read` understands it. */
  explained(lengthBytes: 1 | 2 | 3, name: string, read: ((r: Reader) => unknown) | undefined): Uint8Array {
    const bytes = this.vector(lengthBytes, name);
    const field = this.trace?.at(-1);
    if (field && read) explain(field, bytes, read);
    return bytes;
  }

  /** A vector of items, read one after the other until it is used up. */
  list<T>(lengthBytes: 1 | 2 | 3, name: string, readItem: (r: Reader) => T, limits: Limits = {}): T[] {
    return this.nested(lengthBytes, name, (r) => r.many(readItem), limits);
  }

  /** `length` bytes with structure inside: `read` must use up all of them. */
  inside<T>(length: number, name: string, read: (r: Reader) => T): T {
    const start = this.take(length, name);
    const children = this.trace && this.note(name, start).children;
    const reader = new Reader(this.bytes_.subarray(start, start + length), name, children, this.base + start);
    const value = read(reader);
    reader.end();
    return value;
  }

  /** Groups the fields that `read` reads under one name. */
  struct<T>(name: string, read: (r: Reader) => T): T {
    if (!this.trace) return read(this);
    const outer = this.trace;
    const field: Field = { name, start: this.base + this.position, end: 0, children: [] };
    outer.push(field);
    this.trace = field.children;
    try {
      return read(this);
    } finally {
      field.end = this.base + this.position;
      this.trace = outer;
    }
  }

  /** Items until nothing remains. */
  many<T>(readItem: (r: Reader) => T): T[] {
    const items: T[] = [];
    while (this.remaining > 0) items.push(readItem(this));
    return items;
  }

  /** Everything that remains. */
  rest(name: string, meaning?: Meaning<Uint8Array>): Uint8Array {
    return this.opaque(this.remaining, name, meaning);
  }

  /** @throws TlsError decode_error when bytes remain */
  end(): void {
    if (this.remaining > 0)
      throw new TlsError(
        'decode_error',
        `${this.name} ends with ${this.remaining} bytes that belong to no field`,
      );
  }

  private uint(length: number, name: string, meaning?: Meaning<number>): number {
    const start = this.take(length, name);
    let value = 0;
    for (let i = start; i < start + length; i++) value = value * 256 + (this.bytes_[i] as number);
    if (this.trace) this.note(name, start, meaning?.(value)).value = value;
    return value;
  }

  private vectorLength(
    lengthBytes: number,
    name: string,
    { min = 0, max = Number.POSITIVE_INFINITY }: Limits,
  ): number {
    const length = this.uint(lengthBytes, `${name}.length`, bytesMeaning);
    if (length < min || length > max)
      throw new TlsError('decode_error', `${name} is ${length} bytes long, which its type does not allow`);
    return length;
  }

  private take(length: number, name: string): number {
    if (length > this.remaining)
      throw new TlsError(
        'decode_error',
        `${this.name} ends inside ${name}, which needs ${length} bytes and has ${this.remaining}`,
      );
    const start = this.position;
    this.position += length;
    return start;
  }

  private note(name: string, start: number, meaning?: string): Field {
    const field: Field = { name, start: this.base + start, end: this.base + this.position, children: [] };
    if (meaning !== undefined) field.meaning = meaning;
    this.trace?.push(field);
    return field;
  }
}

function explain(field: Field, bytes: Uint8Array, read: (r: Reader) => unknown): void {
  const inside: Field[] = [];
  try {
    const reader = new Reader(bytes, field.name, inside, field.start);
    read(reader);
    reader.end();
    field.children.push(...inside);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    field.meaning = `not as its type demands: ${error.message}`;
  }
}

/** The least and most bytes that a vector may hold. */
export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

const bytesMeaning = (length: number) => (length === 1 ? '1 byte follows' : `${length} bytes follow`);

/** Reads all of `bytes` with `read`: bytes left over are a decode_error. */
export function decodeAll<T>(bytes: Uint8Array, name: string, read: (r: Reader) => T, trace?: Field[]): T {
  const reader = new Reader(bytes, name, trace);
  const value = reader.struct(name, read);
  reader.end();
  return value;
}
