// The handshakes of one connection, one after the other: the first, and those that renegotiate. Each is a generator
// (client.ts, server.ts) that is handed one message at a time, so it reads in wire order and nothing can arrive out
// of turn; here are the invitations to begin another.
import { decodeAll } from './codec.js';
import type { ConnectionOptions, Handshake, Security, StartHandshake } from './connection-types.js';
import { TlsError } from './errors.js';
import { HandshakeBuffer } from './handshake-buffer.js';
import type { HandshakeChannel } from './handshake-channel.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import type { IdleRecords } from './idle-records.js';
import { checkChangeCipherSpec } from './records.js';
import { HandshakeType, type HandshakeTypeName, nameOf } from './registry.js';
import { type Binding, bindingOf, type Renegotiation, unboundRenegotiation } from './renegotiation.js';

const unexpected = (what: string) => new TlsError('unexpected_message', `the peer sent ${what}`);

export class Handshakes {
  private handshake: Handshake | undefined;
  private previous: Binding | undefined;
  /** We sent a hello_request that nobody has answered. */
  private invited = false;
  private readonly renegotiation: Renegotiation;
  readonly incoming: HandshakeBuffer;

  /**
   * @param invitation by which message the peer may ask for another handshake: a server's or a client's
   * @param start      makes the generator of each
   */
  constructor(
    { functions, renegotiation = 'declined' }: ConnectionOptions,
    private readonly invitation: 'hello_request' | 'client_hello',
    private readonly start: StartHandshake,
    private readonly channel: HandshakeChannel,
    private readonly idle: IdleRecords,
  ) {
    this.incoming = new HandshakeBuffer(functions);
    this.renegotiation = renegotiation;
  }

  /** The first is done, whether another one runs or not. */
  get anyDone(): boolean {
    return this.previous !== undefined;
  }
  get isRunning(): boolean {
    return this.handshake !== undefined;
  }
  /** Data may come: none runs, or one that we began and the peer may not have heard of when it sent them. */
  get admitsData(): boolean {
    return this.anyDone && (!this.isRunning || this.awaitsFirstAnswer);
  }

  begin(): void {
    this.invited = false;
    this.channel.transcript = [];
    this.handshake = this.start(this.channel, this.previous);
    this.advance(this.handshake.next());
  }

  /** @throws Error when another handshake is not allowed */
  renegotiate(): void {
    if (!this.mayRenegotiate) throw new Error('renegotiation is not allowed on this connection');
    if (this.invitation === 'hello_request') {
      this.begin();
      return;
    }
    this.channel.invite();
    this.invited = true;
  }

  take(fragment: Uint8Array): void {
    for (const message of this.incoming.add(fragment)) this.takeMessage(message);
  }

  takeChangeCipherSpec(content: Uint8Array): void {
    this.channel.received('change_cipher_spec', content);
    if (!this.handshake) throw unexpected('change_cipher_spec after the handshake');
    checkChangeCipherSpec(content);
    this.advance(this.handshake.next({ name: 'change_cipher_spec', body: content }));
  }

  /** The warning answers our client_hello or hello_request; anywhere else it means nothing (RFC 5246 7.2.2). */
  takeNoRenegotiation(): void {
    if (!this.invited && !(this.anyDone && this.isRunning && this.awaitsFirstAnswer)) return;
    this.invited = false;
    this.handshake = undefined;
    this.channel.emit({ type: 'renegotiation_declined' });
  }

  private takeMessage(message: HandshakeMessage): void {
    const name = nameOf(HandshakeType, message.msgType) as HandshakeTypeName;
    this.channel.received(name, encodeHandshake(message));
    if (name === 'hello_request' && name === this.invitation) {
      this.takeHelloRequest(message);
      return;
    }
    if (name === this.invitation && !this.isRunning && !this.acceptsInvitation()) return;
    if (!this.handshake) throw unexpected(`${name} after the handshake`);
    this.channel.transcript.push(message);
    this.advance(this.handshake.next({ name, body: message.body }));
  }

  /** Never in the transcript, and nothing new while a handshake runs (RFC 5246 7.4.1.1). */
  private takeHelloRequest({ body }: HandshakeMessage): void {
    decodeAll(body, 'hello_request', () => undefined);
    if (this.isRunning) this.idle.count();
    else this.acceptsInvitation();
  }

  /** Begins another handshake as the peer wants, or declines it with a warning (RFC 5746 4.2, 4.4). */
  private acceptsInvitation(): boolean {
    this.idle.count();
    const accepted = this.mayRenegotiate;
    if (accepted) this.begin();
    else this.channel.sendAlert('warning', 'no_renegotiation');
    return accepted;
  }

  private get mayRenegotiate(): boolean {
    if (this.renegotiation === 'declined') return false;
    return this.renegotiation === unboundRenegotiation || this.previous?.secureRenegotiation === true;
  }

  private get awaitsFirstAnswer(): boolean {
    return this.invitation === 'hello_request' && this.channel.transcript.length === 1;
  }

  private advance(step: IteratorResult<undefined, Security>): void {
    if (!step.done) return;
    if (this.incoming.isPartial) throw unexpected('the beginning of a message after its Finished');
    if (!this.previous) this.idle.reset(); // a peer that only ever renegotiates says nothing
    this.handshake = undefined;
    this.previous = bindingOf(step.value);
    this.channel.transcript = [];
    this.channel.emit({ type: 'secured', security: step.value });
  }
}
