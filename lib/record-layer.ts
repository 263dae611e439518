// The record layer: bytes of the peer in, contents out; contents in, bytes for the peer out. Each direction has
// its own keys and its own sequence number, which starts again at 0 when the keys change (RFC 5246 6.1).
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from './errors.js';
import type { Protection } from './protection.js';
import { MAX_CIPHERTEXT, MAX_PLAINTEXT } from './records.js';
import { ContentType, TLS10, versionName } from './registry.js';
import type { Functions } from './stages.js';

/** What one record carried, decrypted and checked. */
export interface Content {
  readonly type: number;
  readonly content: Uint8Array;
}

interface Direction {
  protection: Protection | undefined;
  sequenceNumber: bigint;
}

const NO_BYTES = new Uint8Array();

export class RecordLayer {
  private input: Uint8Array = NO_BYTES;
  private output: Uint8Array[] = [];
  private readonly reading: Direction = { protection: undefined, sequenceNumber: 0n };
  private readonly writing: Direction = { protection: undefined, sequenceNumber: 0n };
  private version: number | undefined;

  constructor(private readonly f: Pick<Functions, 'decodeRecord' | 'encodeRecord'>) {}

  /** From now on records must have this version, and ours do; until then they say TLS 1.0 (RFC 5246 E.1). */
  setVersion(version: number): void {
    this.version = version;
  }

  changeReadKeys(protection: Protection): void {
    Object.assign(this.reading, { protection, sequenceNumber: 0n });
  }
  changeWriteKeys(protection: Protection): void {
    Object.assign(this.writing, { protection, sequenceNumber: 0n });
  }
  get writesProtected(): boolean {
    return this.writing.protection !== undefined;
  }
  get readsProtected(): boolean {
    return this.reading.protection !== undefined;
  }

  /** Takes bytes of the peer, cut anywhere. They are not copied: the caller gives them up. */
  feed(bytes: Uint8Array): void {
    this.input = this.input.length === 0 ? bytes : concatBytes(this.input, bytes);
  }

  /**
   * The content of the next whole record, or undefined while more bytes are needed.
   * @throws TlsError record_overflow, unexpected_message, protocol_version, bad_record_mac (RFC 5246 6.2)
   */
  next(): Content | undefined {
    const { protection } = this.reading;
    const found = this.f.decodeRecord(this.input, protection ? MAX_CIPHERTEXT : MAX_PLAINTEXT);
    if (!found) return undefined;
    const { type, version, fragment } = found.record;
    // A peer that will not have the version that we settled on may say so under another one.
    const plainAlert = type === ContentType.alert && !protection;
    if (this.version !== undefined && version !== this.version && !plainAlert)
      throw new TlsError(
        'protocol_version',
        `the peer sent a record of ${versionName(version) ?? `version ${version}`} after the hellos settled ${versionName(this.version)}`,
      );
    this.input = found.length === this.input.length ? NO_BYTES : this.input.subarray(found.length);
    if (!protection) return { type, content: fragment };
    return { type, content: protection.open(this.reading.sequenceNumber++, type, fragment) };
  }

  /** Sends `content`, at most 2^14 bytes, as one record. */
  write(type: number, content: Uint8Array): void {
    const { protection } = this.writing;
    const fragment = protection ? protection.seal(this.writing.sequenceNumber++, type, content) : content;
    this.output.push(this.f.encodeRecord({ type, version: this.version ?? TLS10, fragment }));
  }

  /** The records written since the last call, for the transport. */
  takeOutput(): Uint8Array[] {
    const records = this.output;
    this.output = [];
    return records;
  }
}
