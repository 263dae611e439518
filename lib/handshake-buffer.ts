// Handshake messages gather from fragments. A peer may send 128 KiB byte by byte: the buffer doubles when it is
// full, so each byte is copied a few times at most, not once for every byte that comes after it.
import { TlsError } from './errors.js';
import type { HandshakeMessage } from './handshake-message.js';
import { ContentType, nameOf } from './registry.js';
import type { Functions } from './stages.js';

export class HandshakeBuffer {
  private buffer = new Uint8Array(0);
  private length = 0;

  constructor(private readonly f: Pick<Functions, 'joinHandshake'>) {}

  /** A message has begun and is not whole yet. */
  get isPartial(): boolean {
    return this.length > 0;
  }

  /**
   * Looks at a record before its content is read: only application data may be empty, and no other record may cut a
   * handshake message in two.
   * @throws TlsError unexpected_message (RFC 5246 6.2.1)
   */
  checkRecord(type: number, content: Uint8Array): void {
    const refuse = (what: string) => new TlsError('unexpected_message', `the peer sent ${what}`);
    const name = nameOf(ContentType, type);
    if (content.length === 0 && type !== ContentType.application_data)
      throw refuse(`an empty ${name} record`);
    if (this.isPartial && type !== ContentType.handshake && type !== ContentType.alert)
      throw refuse(`a ${name} record in the middle of a handshake message`);
  }

  /**
   * Takes a fragment and gives the messages that it completes.
   * @throws TlsError as joinHandshake does (RFC 5246 6.2.1)
   */
  add(fragment: Uint8Array): HandshakeMessage[] {
    this.append(fragment);
    const { messages, rest } = this.f.joinHandshake(this.buffer.subarray(0, this.length));
    if (messages.length > 0) {
      // The messages are views of the buffer: from here on it is theirs.
      this.buffer = rest.slice();
      this.length = rest.length;
    }
    return messages;
  }

  private append(fragment: Uint8Array): void {
    const length = this.length + fragment.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.buffer.subarray(0, this.length));
      this.buffer = larger;
    }
    this.buffer.set(fragment, this.length);
    this.length = length;
  }
}
