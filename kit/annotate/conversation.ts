// Explains what two sides say to each other, record after record, and decrypts it where the secrets are known.
// Which side is speaking is told (a capture knows) or found out (pasted hex does not know).
import { concatBytes } from '@noble/hashes/utils.js';
import type { Field } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { decodeRecord, HEADER_LENGTH, MAX_CIPHERTEXT, type TLSRecord } from '../../lib/records.js';
import { ContentType } from '../../lib/registry.js';
import { alert, changeCipherSpec, contentName, messageName, recordHeader } from './fields.js';
import { incompleteRecord } from './incomplete.js';
import { looksPlain } from './message-buffer.js';
import { Messages } from './messages.js';
import { ReadKeys } from './read-keys.js';
import { Secrets } from './secrets.js';
import { byteCount, derivedSection, type Section, type Side, section, span, speaker } from './section.js';
import { SideGuess } from './side-guess.js';

/** Bytes that have come and are no whole record yet; `base` is where they start in their stream. */
interface Stream {
  bytes: Uint8Array;
  base: number;
  /** What came after bytes that begin no record: nothing in it can be found. */
  readonly lost: Uint8Array[];
}

export class Conversation {
  private readonly messages: Messages;
  private readonly guess = new SideGuess();
  private readonly keys: Record<Side, ReadKeys> = { client: new ReadKeys(), server: new ReadKeys() };
  private readonly streams = new Map<Side | undefined, Stream>();

  constructor(secrets: Secrets = new Secrets()) {
    this.messages = new Messages(secrets);
  }

  /** Takes the next bytes of a side, cut anywhere, or of both where nobody knows; explains the whole records. */
  feed(side: Side | undefined, bytes: Uint8Array): Section[] {
    const stream = this.streams.get(side) ?? { bytes: new Uint8Array(), base: 0, lost: [] };
    this.streams.set(side, stream);
    if (isLost(stream)) {
      stream.lost.push(bytes);
      return [];
    }
    stream.bytes = stream.bytes.length === 0 ? bytes : concatBytes(stream.bytes, bytes);
    const sections: Section[] = [];
    for (let next = firstRecord(stream.bytes); next; next = firstRecord(stream.bytes)) {
      sections.push(...this.record(side, next.record, stream.bytes.subarray(0, next.length), stream.base));
      stream.bytes = stream.bytes.subarray(next.length);
      stream.base += next.length;
    }
    return sections;
  }

  /** Explains a handshake message, header included, that comes without records. */
  message(told: Side | undefined, bytes: Uint8Array, base: number): Section {
    const side = this.guess.ofMessage(told, bytes[0] as number);
    const s = section(`${speaker(told)}${messageName(bytes[0] as number)}`, bytes, base, []);
    this.messages.explain(s, side, bytes, base, s.fields);
    return s;
  }

  /** What is left over when the input ends: records and messages that are not whole. */
  end(): Section[] {
    const left = [...this.streams.values()].filter(({ bytes }) => bytes.length > 0);
    const records = left.map(({ bytes, base, lost }) => incompleteRecord(concatBytes(bytes, ...lost), base));
    return [...records, ...this.messages.end()];
  }

  private record(told: Side | undefined, record: TLSRecord, bytes: Uint8Array, base: number): Section[] {
    const side = told ?? this.guess.ofRecord(record, this.messages.handshake.resumed);
    const name = `${contentName(record.type)} record`;
    const s = section(`${speaker(side)}${name}`, bytes, base, recordHeader(bytes, base));
    const start = base + HEADER_LENGTH;
    const fragment = span('fragment', start, base + bytes.length);
    s.fields.push(fragment);
    if (this.isPlain(side, told, record))
      return [s, ...this.content(s, side, record.type, record.fragment, start, fragment.children)];
    s.fields[s.fields.length - 1] = { ...fragment, meaning: byteCount(record.fragment.length, 'encrypted ') };
    const { from, sections } = this.decrypt(s, side, record);
    return [{ ...s, title: `${speaker(from)}${name}` }, ...sections];
  }

  private isPlain(side: Side | undefined, told: Side | undefined, { type, fragment }: TLSRecord): boolean {
    if (type === ContentType.application_data) return false; // nobody sends it in the clear
    const underKeys = side !== undefined && this.keys[side].encrypted;
    if (type === ContentType.change_cipher_spec) return fragment.length === 1; // longer when it renegotiates
    if (told) return !underKeys;
    if (type === ContentType.alert) return fragment.length === 2;
    return !underKeys || looksPlain(fragment);
  }

  /** Decrypts and verifies a record of `side`, or of whoever's keys fit: `from`. */
  private decrypt(
    s: Section,
    side: Side | undefined,
    record: TLSRecord,
  ): { from: Side | undefined; sections: Section[] } {
    let refusal: string | undefined;
    for (const from of side ? [side] : (['client', 'server'] as const)) {
      try {
        const opened = this.keys[from].open(record.type, record.fragment);
        if (opened) return { from, sections: this.decrypted(s, from, record.type, opened) };
        refusal ??= this.keys[from].obstacle && `It stays encrypted: ${this.keys[from].obstacle}.`;
      } catch (error) {
        if (!(error instanceof TlsError)) throw error;
        refusal = undefined;
        if (side === undefined && from === 'client') continue; // it may be the server's
        s.problems.push(`This record does not decrypt: ${error.message}.`);
        if (side) this.keys[side].giveUp();
        return { from: side, sections: [] };
      }
    }
    s.notes.push(refusal ?? 'It is encrypted under keys that were agreed before this input begins.');
    return { from: side, sections: [] };
  }

  private decrypted(
    s: Section,
    from: Side,
    type: number,
    { content, proof }: { content: Uint8Array; proof: string },
  ): Section[] {
    s.notes.push(proof);
    if (content.length === 0) return [];
    const plain = derivedSection(`${speaker(from)}decrypted ${contentName(type)}`, content);
    return [plain, ...this.content(plain, from, type, content, 0, plain.fields)];
  }

  /** Explains a record's plaintext into `fields`; returns sections for messages that several records made. */
  private content(
    s: Section,
    side: Side | undefined,
    type: number,
    content: Uint8Array,
    base: number,
    fields: Field[],
  ): Section[] {
    if (type === ContentType.handshake) return this.messages.content(s, side, content, base, fields);
    if (type === ContentType.application_data) {
      fields.push(span('data', base, base + content.length));
      return [];
    }
    const trace = type === ContentType.alert ? alert(content, base) : changeCipherSpec(content, base);
    fields.push(...trace.fields);
    if (trace.problem !== undefined) s.problems.push(trace.problem);
    else if (type === ContentType.change_cipher_spec && side) {
      const suite = this.keys[side].change(side, this.messages.handshake);
      if (suite) s.notes.push(`From here on the ${side} encrypts with ${suite}.`);
    }
    return [];
  }
}

/** The first whole record; undefined, too, for bytes that begin none: the end of the input reports those. */
function firstRecord(bytes: Uint8Array): ReturnType<typeof decodeRecord> {
  try {
    return decodeRecord(bytes, MAX_CIPHERTEXT);
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}

/** Whether a record was looked for in as many bytes as the largest has, and is not there. */
const isLost = ({ bytes }: Stream) => bytes.length > HEADER_LENGTH + MAX_CIPHERTEXT;
