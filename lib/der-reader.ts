// Walks through DER by a schema that the caller spells out: which type is next, and what it is called. Like
// codec.ts's Reader it trusts nobody, must use up everything, and notes each field in a trace when given one:
// name.tag, name.length, and the contents under the name itself.
import type { Field, Meaning } from './codec.js';
import { decodeTlv, Tag, type Tlv } from './der.js';
import { type Decode, derObjectIdentifier, derOctetString, malformed, printable } from './der-values.js';
import { oidName } from './oids.js';
import { nameOf } from './registry.js';

/** Deeper than any certificate goes, and shallow enough for any stack. */
const deepest = 24;

export class DerReader {
  private constructor(
    private readonly bytes: Uint8Array,
    private position: number,
    private readonly end: number,
    private readonly path: string,
    private readonly trace: Field[] | undefined,
    private readonly base: number,
    private readonly depth: number,
  ) {}

  /**
   * Reads all of `bytes` with `read`.
   * @param trace where to note each field; leave out to read at full speed
   * @param base  offset of `bytes` in the outermost input, for the trace
   */
  static readAll<T>(bytes: Uint8Array, read: (r: DerReader) => T, trace?: Field[], base = 0): T {
    return new DerReader(bytes, 0, bytes.length, '', trace, base, 0).finish(read);
  }

  get more(): boolean {
    return this.position < this.end;
  }

  /** The identifier octet of the next element, or undefined at the end. */
  get nextTag(): number | undefined {
    return this.more ? this.bytes[this.position] : undefined;
  }

  /** An element of a primitive type. */
  primitive<T>(name: string, tag: number, decode: Decode<T>, meaning?: Meaning<T>): T {
    const tlv = this.enter(name, tag);
    const value = decode(tlv.value, this.pathOf(name));
    if (this.trace) this.note(name, tlv, meaning?.(value));
    return value;
  }

  oid(name: string): string {
    return this.primitive(name, Tag['OBJECT IDENTIFIER'], derObjectIdentifier, oidName);
  }

  /** An element of one of several string types: `decode` is told which. */
  text(name: string, decode: (value: Uint8Array, tag: number, what: string) => string): string {
    const tag = this.nextTag ?? 0;
    if ((tag & 0x20) !== 0) throw this.refuse(name, `${typeName(tag)} stands where text belongs`);
    return this.primitive(name, tag, (value, what) => decode(value, tag, what), printable);
  }

  /** An element made of elements: `read` must use up all of them. */
  constructed<T>(name: string, tag: number, read: (r: DerReader) => T): T {
    const tlv = this.enter(name, tag);
    return this.descend(name, tlv.end - tlv.value.length, tlv.end, read);
  }

  sequence<T>(name: string, read: (r: DerReader) => T): T {
    return this.constructed(name, Tag.SEQUENCE, read);
  }

  /** SEQUENCE OF or SET OF with at least one item, as all of those in a certificate. */
  items<T>(name: string, tag: number, readItem: (r: DerReader) => T): T[] {
    return this.constructed(name, tag, (r) => {
      if (!r.more) throw malformed(r.path, 'it is empty');
      return r.many(readItem);
    });
  }

  many<T>(readItem: (r: DerReader) => T): T[] {
    const items: T[] = [];
    while (this.more) items.push(readItem(this));
    return items;
  }

  /** Reads when the next element has this tag: OPTIONAL and DEFAULT. */
  optional<T>(tag: number, read: (r: DerReader) => T): T | undefined {
    return this.nextTag === tag ? read(this) : undefined;
  }

  /** An OCTET STRING whose contents are DER again. */
  wrapped<T>(name: string, inner: string, read: (r: DerReader) => T): T {
    const { value, end } = this.enter(name, Tag['OCTET STRING']);
    return this.descend(inner, end - value.length, end, read);
  }

  /** The bytes of a BIT STRING that has a whole number of them; `read` when they are DER again. */
  bitString(name: string, meaning?: string): Uint8Array;
  bitString<T>(name: string, meaning: string, read: (r: DerReader) => T): T;
  bitString<T>(name: string, meaning?: string, read?: (r: DerReader) => T): T | Uint8Array {
    const tlv = this.enter(name, Tag['BIT STRING']);
    if (tlv.value[0] !== 0) throw malformed(this.pathOf(name), 'its bits do not fill whole bytes');
    const start = tlv.end - tlv.value.length;
    this.field(`${name}.unusedBits`, start, start + 1, '0: all bits count');
    if (read) return this.descend(name, start + 1, tlv.end, read);
    this.field(name, start + 1, tlv.end, meaning);
    return this.bytes.subarray(start + 1, tlv.end);
  }

  /** Any element, whatever it holds; what is made of elements is walked through, so it must be DER throughout. */
  any(name: string): Tlv {
    const tag = this.nextTag ?? 0;
    const tlv = decodeTlv(this.bytes.subarray(0, this.end), this.position);
    if (tlv.constructed) this.constructed(name, tag, (r) => r.many((inner) => inner.any(inner.typeOfNext())));
    else if (tag === Tag['OBJECT IDENTIFIER']) this.oid(name);
    else this.primitive(name, tag, derOctetString, mayBeText(tag) ? asciiText : undefined);
    return tlv;
  }

  /** What `read` reads, and the bytes that it stood in. */
  raw<T>(read: (r: DerReader) => T): { der: Uint8Array; value: T } {
    const start = this.position;
    const value = read(this);
    return { der: this.bytes.subarray(start, this.position), value };
  }

  /** The refusal of what stands in the field `name`. */
  refuse(name: string, why: string): Error {
    return malformed(this.pathOf(name), why);
  }

  private typeOfNext(): string {
    return typeName(this.nextTag ?? 0);
  }

  private enter(name: string, tag: number): Tlv {
    if (this.nextTag !== tag) {
      const found = this.more ? `${this.typeOfNext()} stands` : 'the end comes';
      throw this.refuse(name, `${found} where ${typeName(tag)} belongs`);
    }
    const tlv = decodeTlv(this.bytes.subarray(0, this.end), this.position);
    this.position = tlv.end;
    if (this.trace) {
      const contents = tlv.start + tlv.headerLength;
      this.field(`${name}.tag`, tlv.start, tlv.start + 1, typeName(tag));
      this.field(`${name}.length`, tlv.start + 1, contents, bytesFollow(tlv.value.length));
    }
    return tlv;
  }

  private descend<T>(name: string, start: number, end: number, read: (r: DerReader) => T): T {
    if (this.depth === deepest) throw this.refuse(name, `it is nested more than ${deepest} deep`);
    const children = start === end ? undefined : this.field(name, start, end)?.children;
    const path = this.pathOf(name);
    return new DerReader(this.bytes, start, end, path, children, this.base, this.depth + 1).finish(read);
  }

  private finish<T>(read: (r: DerReader) => T): T {
    const value = read(this);
    if (this.more)
      throw malformed(this.path || 'its end', `${this.end - this.position} bytes belong to no field`);
    return value;
  }

  private note(name: string, tlv: Tlv, meaning: string | undefined): void {
    if (tlv.value.length > 0) this.field(name, tlv.end - tlv.value.length, tlv.end, meaning);
  }

  private field(name: string, start: number, end: number, meaning?: string): Field | undefined {
    if (!this.trace) return undefined;
    const field: Field = { name, start: this.base + start, end: this.base + end, children: [] };
    if (meaning !== undefined) field.meaning = meaning;
    this.trace.push(field);
    return field;
  }

  private pathOf(name: string): string {
    return this.path === '' ? name : `${this.path}.${name}`;
  }
}

/** 'SEQUENCE', or '[0]' for a context-specific tag. */
function typeName(tag: number): string {
  if (tag >> 6 === 2) return `[${tag & 0x1f}]`;
  return nameOf(Tag, tag) ?? `tag 0x${tag.toString(16).padStart(2, '0')}`;
}

const bytesFollow = (length: number) => (length === 1 ? '1 byte follows' : `${length} bytes follow`);

/** A string type, or a context-specific one, which may stand for one: a URI is [6] IA5String. */
function mayBeText(tag: number): boolean {
  return tag >> 6 === 2 || tag === Tag.UTF8String || (tag >= Tag.NumericString && tag <= Tag.BMPString);
}

/** The bytes as text when all of them are printable ASCII. */
const asciiText = (value: Uint8Array) =>
  value.every((byte) => byte >= 0x20 && byte < 0x7f) ? new TextDecoder().decode(value) : undefined;
