// One end of a TLS connection, without a socket: it takes the peer's bytes and gives bytes for the peer. The
// handshake itself is a generator (client.ts, server.ts) that is handed one message at a time, so it reads in
// wire order and nothing can arrive out of turn; here are the records, alerts and application data around it.
import { decodeAll } from './codec.js';
import type { ConnectionOptions, Handshake, HandshakeIO, Security } from './connection-types.js';
import { AlertReceived, TlsError } from './errors.js';
import { HandshakeBuffer } from './handshake-buffer.js';
import { HandshakeChannel } from './handshake-channel.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import { IdleRecords } from './idle-records.js';
import { RecordLayer } from './record-layer.js';
import { checkChangeCipherSpec, MAX_PLAINTEXT } from './records.js';
import {
  type AlertName,
  alertName,
  ContentType,
  HandshakeType,
  type HandshakeTypeName,
  nameOf,
} from './registry.js';
import type { Functions } from './stages.js';

const unexpected = (what: string) => new TlsError('unexpected_message', `the peer sent ${what}`);

export class Connection {
  private readonly f: Functions;
  private readonly layer: RecordLayer;
  private readonly handshake: Handshake;
  private readonly channel: HandshakeChannel;
  private readonly incoming: HandshakeBuffer;
  private readonly idle = new IdleRecords();
  private state: 'handshake' | 'open' | 'closed' | 'failed' = 'handshake';

  /**
   * @param invitation by which message the peer may ask for another handshake: a server's or a client's
   * @param handshake  started at once, so a client's first flight is ready in `takeOutput()`
   */
  constructor(
    options: ConnectionOptions,
    private readonly invitation: 'hello_request' | 'client_hello',
    handshake: (io: HandshakeIO) => Handshake,
  ) {
    this.f = options.functions;
    this.layer = new RecordLayer(this.f);
    this.incoming = new HandshakeBuffer(this.f);
    this.channel = new HandshakeChannel(this.f, this.layer, options.onEvent ?? (() => {}));
    this.handshake = handshake(this.channel);
    this.guard(() => this.advance(this.handshake.next()));
  }

  get isOpen(): boolean {
    return this.state === 'open';
  }
  /** Nothing more will be sent or taken. */
  get isOver(): boolean {
    return this.state === 'closed' || this.state === 'failed';
  }

  /** Bytes for the peer that have gathered since the last call, one record each. */
  takeOutput(): Uint8Array[] {
    return this.layer.takeOutput();
  }

  /**
   * Takes bytes of the peer, cut anywhere; the caller does not touch them again. What they bring comes as events.
   * @throws TlsError when the peer broke the protocol; the fatal alert that says so is in the output then.
   *   AlertReceived when the peer ended the connection with an alert of its own.
   */
  receive(bytes: Uint8Array): void {
    if (this.isOver) return;
    this.guard(() => {
      this.layer.feed(bytes);
      while (!this.isOver) {
        const record = this.layer.next();
        if (!record) break;
        this.take(record.type, record.content);
      }
    });
  }

  /**
   * Sends application data, in records of at most 2^14 bytes.
   * @throws Error before the handshake is done and after the connection is over
   */
  write(data: Uint8Array): void {
    if (!this.isOpen) throw new Error('application data can be sent only while the connection is open');
    for (let start = 0; start < data.length; start += MAX_PLAINTEXT)
      this.layer.write(ContentType.application_data, data.subarray(start, start + MAX_PLAINTEXT));
  }

  /** Says that we are done, with close_notify; the peer's data is not waited for (RFC 5246 7.2.1). */
  close(): void {
    if (this.isOver) return;
    this.channel.sendAlert('warning', 'close_notify');
    this.state = 'closed';
  }

  /**
   * The transport ended: no more bytes will come.
   * @throws TlsError when the handshake was not done
   */
  end(): void {
    if (this.isOver) return;
    const open = this.isOpen;
    this.state = 'closed';
    this.channel.emit({ type: 'end', how: this.f.transportEnd(false) });
    if (!open) throw new TlsError('handshake_failure', 'the peer hung up before the handshake was done');
  }

  private take(type: number, content: Uint8Array): void {
    this.incoming.checkRecord(type, content);
    switch (type) {
      case ContentType.handshake:
        for (const message of this.incoming.add(content)) this.takeMessage(message);
        break;
      case ContentType.change_cipher_spec:
        this.takeChangeCipherSpec(content);
        break;
      case ContentType.alert:
        this.takeAlert(content);
        break;
      default:
        this.takeData(content);
    }
  }

  private takeMessage(message: HandshakeMessage): void {
    const name = nameOf(HandshakeType, message.msgType) as HandshakeTypeName;
    this.channel.received(name, encodeHandshake(message));
    if (name === this.invitation && (this.isOpen || name === 'hello_request')) {
      this.declineRenegotiation(message);
      return;
    }
    if (this.isOpen) throw unexpected(`${name} after the handshake`);
    this.channel.transcript.push(message);
    this.advance(this.handshake.next({ name, body: message.body }));
  }

  private takeChangeCipherSpec(content: Uint8Array): void {
    this.channel.received('change_cipher_spec', content);
    if (this.isOpen) throw unexpected('change_cipher_spec after the handshake');
    checkChangeCipherSpec(content);
    this.advance(this.handshake.next({ name: 'change_cipher_spec', body: content }));
  }

  private takeAlert(content: Uint8Array): void {
    const alert = this.f.decodeAlert(content);
    const name = alertName(alert.description);
    this.channel.received(`alert ${name}`, content);
    switch (this.f.alertOutcome(alert)) {
      case 'ignored':
        this.idle.count();
        break;
      case 'closed':
        this.peerClosed();
        break;
      case 'failed':
        throw new AlertReceived(name as AlertName, `the peer ended the connection with the alert ${name}`);
    }
  }

  /** We answer with a close_notify of our own, and that is all (RFC 5246 7.2.1). */
  private peerClosed(): void {
    if (!this.isOpen)
      throw new AlertReceived('close_notify', 'the peer closed before the handshake was done');
    this.close();
    this.channel.emit({ type: 'end', how: this.f.transportEnd(true) });
  }

  private takeData(data: Uint8Array): void {
    if (!this.isOpen) throw unexpected('application data before its Finished');
    if (data.length === 0) {
      this.idle.count();
      return;
    }
    this.idle.reset();
    this.channel.emit({ type: 'data', data });
  }

  /** Nobody renegotiates here: RFC 5246 7.2.2 has a warning for that. */
  private declineRenegotiation({ msgType, body }: HandshakeMessage): void {
    if (msgType === HandshakeType.hello_request) decodeAll(body, 'hello_request', () => undefined);
    this.idle.count();
    if (this.isOpen) this.channel.sendAlert('warning', 'no_renegotiation');
  }

  private advance(step: IteratorResult<undefined, Security>): void {
    if (!step.done) return;
    if (this.incoming.isPartial) throw unexpected('the beginning of a message after its Finished');
    this.state = 'open';
    this.idle.reset();
    this.channel.transcript = [];
    this.channel.emit({ type: 'secured', security: step.value });
  }

  /** Tries to send a fatal alert; what went wrong first is what counts, even if this goes wrong as well. */
  private tellPeer(alert: AlertName): void {
    try {
      this.channel.sendAlert('fatal', alert);
    } catch {
      // the caller throws the first error
    }
  }

  /** Runs `step`; if it fails, tells the peer and ends the connection. */
  private guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.state = 'failed';
      if (!(error instanceof AlertReceived))
        this.tellPeer(error instanceof TlsError ? error.alert : 'internal_error');
      throw error;
    }
  }
}
