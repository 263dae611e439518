// Plain data as bytes, for a channel whose other end may be hostile: a tag, then what it says. Neither JSON (no bytes,
// no integers, no NaN, and `__proto__`) nor v8's serialization (never meant for hostile bytes) would do. Lengths are
// checked against the bytes that are there before anything is built, so a short frame cannot ask for a large object.

const Tag = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  bigint: 5,
  negativeBigint: 6,
  string: 7,
  bytes: 8,
  array: 9,
  object: 10,
} as const;

export const DEEPEST = 60;
const MOST_ITEMS = 200_000;

/** Bytes that are no plain data in this form. */
export class WireError extends Error {
  override name = 'WireError';
}

/** @throws WireError for what is no plain data, is nested more than 60 deep, or has too many parts */
export function encodeWire(value: unknown): Uint8Array {
  const parts: Uint8Array[] = [];
  write(value, parts, 0);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Uint8Array[], depth: number): void {
  if (depth > DEEPEST) throw new WireError('it is nested too deep');
  if (parts.length > MOST_ITEMS) throw new WireError('it has too many parts');
  const inner = (child: unknown) => write(child, parts, depth + 1);
  if (value === undefined) parts.push(Uint8Array.of(Tag.undefined));
  else if (value === null) parts.push(Uint8Array.of(Tag.null));
  else if (typeof value === 'boolean') parts.push(Uint8Array.of(value ? Tag.true : Tag.false));
  else if (typeof value === 'number') parts.push(Uint8Array.of(Tag.number), float(value));
  else if (typeof value === 'bigint') parts.push(...integer(value));
  else if (typeof value === 'string') parts.push(...counted(Tag.string, Buffer.from(value, 'utf8')));
  else if (value instanceof Uint8Array) parts.push(...counted(Tag.bytes, value));
  else if (Array.isArray(value)) {
    parts.push(Uint8Array.of(Tag.array), length(value.length));
    for (let i = 0; i < value.length; i++) inner(value[i]);
  } else if (typeof value === 'object') {
    const entries = Object.entries(value);
    parts.push(Uint8Array.of(Tag.object), length(entries.length));
    for (const [key, child] of entries) {
      const name = Buffer.from(key, 'utf8');
      parts.push(length(name.length), name);
      inner(child);
    }
  } else throw new WireError(`a ${typeof value} is no plain data`);
}

const float = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes;
};

const length = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

const counted = (tag: number, bytes: Uint8Array) => [Uint8Array.of(tag), length(bytes.length), bytes];

function integer(value: bigint): Uint8Array[] {
  const digits = (value < 0n ? -value : value).toString(16);
  const bytes = Buffer.from(digits.padStart(digits.length + (digits.length & 1), '0'), 'hex');
  return counted(value < 0n ? Tag.negativeBigint : Tag.bigint, bytes);
}

/** @throws WireError unless `bytes` is exactly one value in the form of `encodeWire` */
export function decodeWire(bytes: Uint8Array): unknown {
  const reader = new WireReader(bytes);
  const value = reader.value(0);
  if (reader.left > 0) throw new WireError('bytes follow the value');
  return value;
}

class WireReader {
  readonly #bytes: Buffer;
  #at = 0;
  #items = 0;
  readonly #keys = new Set<string>();

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  value(depth: number): unknown {
    if (depth > DEEPEST) throw new WireError('it is nested too deep');
    if (++this.#items > MOST_ITEMS) throw new WireError('it has too many parts');
    const tag = this.#take(1)[0];
    switch (tag) {
      case Tag.undefined:
        return undefined;
      case Tag.null:
        return null;
      case Tag.false:
        return false;
      case Tag.true:
        return true;
      case Tag.number:
        return this.#take(8).readDoubleBE();
      case Tag.bigint:
        return this.#integer();
      case Tag.negativeBigint:
        return -this.#integer();
      case Tag.string:
        return this.#take(this.#count()).toString('utf8');
      case Tag.bytes:
        return new Uint8Array(this.#take(this.#count()));
      case Tag.array:
        return this.#array(depth);
      case Tag.object:
        return this.#object(depth);
      default:
        throw new WireError(`there is no tag ${tag}`);
    }
  }

  #array(depth: number): unknown[] {
    const items: unknown[] = [];
    for (let rest = this.#countOf(1); rest > 0; rest--) items.push(this.value(depth + 1));
    return items;
  }

  #object(depth: number): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (let rest = this.#countOf(5); rest > 0; rest--) object[this.#key()] = this.value(depth + 1);
    return object;
  }

  /** The same few names come again and again. */
  #key(): string {
    const key = this.#take(this.#count()).toString('latin1');
    if (this.#keys.has(key)) return key;
    if (!/^[A-Za-z_$][\w$]{0,63}$/.test(key) || key === '__proto__')
      throw new WireError('a field has no name');
    this.#keys.add(key);
    return key;
  }

  #integer(): bigint {
    const digits = this.#take(this.#count()).toString('hex');
    return digits === '' ? 0n : BigInt(`0x${digits}`);
  }

  #count(): number {
    return this.#take(4).readUInt32BE();
  }

  /** How many items follow, each of which takes at least `least` bytes. */
  #countOf(least: number): number {
    const count = this.#count();
    if (count * least > this.left) throw new WireError('it announces more than there is');
    return count;
  }

  #take(count: number): Buffer {
    if (count > this.left) throw new WireError('it is cut short');
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }
}
