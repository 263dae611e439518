// Who is speaking, where the input does not say: every message of a handshake is one side's alone, and after its
// ChangeCipherSpec a side's next handshake record is its Finished (RFC 5246 7.3).
import type { TLSRecord } from '../../lib/records.js';
import { ContentType, HandshakeType } from '../../lib/registry.js';
import { looksPlain } from './message-buffer.js';
import type { Side } from './section.js';

const clients: readonly number[] = [
  HandshakeType.client_hello,
  HandshakeType.client_key_exchange,
  HandshakeType.certificate_verify,
];
const eithers: readonly number[] = [HandshakeType.certificate, HandshakeType.finished];

export class SideGuess {
  private changed: Side[] = [];
  private last: Side | undefined;
  private serverDone = false;

  ofRecord({ type, fragment }: TLSRecord, resumed: boolean): Side | undefined {
    if (type === ContentType.change_cipher_spec) return this.ofChangeCipherSpec(resumed);
    if (type !== ContentType.handshake) return undefined;
    const finished = this.changed.length > 0 && !looksPlain(fragment);
    if (finished) return this.changed.at(-1);
    // A part of a message is whoever's the part before it was.
    return looksPlain(fragment) || this.last === undefined
      ? this.ofMessage(undefined, fragment[0] as number)
      : this.last;
  }

  ofMessage(told: Side | undefined, msgType: number): Side | undefined {
    if (msgType === HandshakeType.client_hello) [this.changed, this.serverDone] = [[], false];
    if (msgType === HandshakeType.server_hello_done) this.serverDone = true;
    const either = this.serverDone ? 'client' : 'server';
    this.last =
      told ?? (eithers.includes(msgType) ? either : clients.includes(msgType) ? 'client' : 'server');
    return this.last;
  }

  /** The client's comes first in a full handshake, the server's when it resumes (RFC 5246 7.3). */
  private ofChangeCipherSpec(resumed: boolean): Side {
    const [first] = this.changed;
    const side =
      first === undefined ? (resumed ? 'server' : 'client') : first === 'client' ? 'server' : 'client';
    this.changed.push(side);
    return side;
  }
}
