import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import { checkChangeCipherSpec, type TLSRecord } from '../../lib/records.js';
import { ContentType } from '../../lib/registry.js';
import type { TrafficKeys } from './key-schedule.js';
import { joinHandshake13 } from './messages.js';
import { type InnerPlaintext, openRecord } from './record.js';

/** The records of one side: its keys, its sequence number, and the handshake message that is still incomplete. */
export class Direction {
  private keys: TrafficKeys | undefined;
  private sequenceNumber = 0n;
  private rest: Uint8Array = new Uint8Array();

  /** Counting begins again with each key. @throws TlsError unexpected_message within a message (RFC 8446 5.1) */
  changeKeys(keys: TrafficKeys): void {
    if (this.rest.length > 0)
      throw new TlsError('unexpected_message', 'the peer changed its keys in the middle of a message');
    this.keys = keys;
    this.sequenceNumber = 0n;
  }

  /**
   * What is inside a record, or undefined where nothing is protected: before the first key, and in the
   * change_cipher_spec that stands there for the sake of old devices on the way (RFC 8446 5, D.4).
   */
  open(record: TLSRecord): InnerPlaintext | undefined {
    if (record.type === ContentType.change_cipher_spec) {
      checkChangeCipherSpec(record.fragment);
      return undefined;
    }
    const inner = this.keys && openRecord(this.keys, this.sequenceNumber++, record);
    if (this.rest.length > 0 && (inner ?? record).type !== ContentType.handshake)
      throw new TlsError('unexpected_message', 'the peer sent another record in the middle of a message');
    return inner;
  }

  /** The messages that are whole by now. */
  join(fragment: Uint8Array): HandshakeMessage[] {
    const { messages, rest } = joinHandshake13(concatBytes(this.rest, fragment));
    this.rest = rest;
    return messages;
  }
}
