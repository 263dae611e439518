// One end of a TLS connection, without a socket: it takes the peer's bytes and gives bytes for the peer. The
// handshakes are in handshakes.ts; here are the records, alerts and application data around them.
import type { ConnectionOptions, StartHandshake } from './connection-types.js';
import { AlertReceived, TlsError } from './errors.js';
import { HandshakeChannel } from './handshake-channel.js';
import { Handshakes } from './handshakes.js';
import { IdleRecords } from './idle-records.js';
import { RecordLayer } from './record-layer.js';
import { MAX_PLAINTEXT } from './records.js';
import { type AlertName, alertName, ContentType } from './registry.js';
import type { Functions } from './stages.js';

export class Connection {
  private readonly f: Functions;
  private readonly layer: RecordLayer;
  private readonly channel: HandshakeChannel;
  private readonly handshakes: Handshakes;
  private readonly idle = new IdleRecords();
  private state: 'live' | 'closed' | 'failed' = 'live';

  /**
   * @param invitation by which message the peer may ask for another handshake: a server's or a client's
   * @param start      called at once, so a client's first flight is ready in `takeOutput()`, and for each handshake
   */
  constructor(
    options: ConnectionOptions,
    invitation: 'hello_request' | 'client_hello',
    start: StartHandshake,
  ) {
    this.f = options.functions;
    this.layer = new RecordLayer(this.f);
    this.channel = new HandshakeChannel(this.f, this.layer, options.onEvent ?? (() => {}));
    this.handshakes = new Handshakes(options, invitation, start, this.channel, this.idle);
    this.guard(() => this.handshakes.begin());
  }

  /** Application data can be sent: a handshake is done, and none renegotiates just now. */
  get isOpen(): boolean {
    return this.state === 'live' && this.handshakes.anyDone && !this.handshakes.isRunning;
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

  /**
   * Asks for another handshake: a client begins one, a server invites the client to. The peer may decline.
   * @throws Error when the connection is not open, or ConnectionOptions.renegotiation does not allow one
   */
  renegotiate(): void {
    if (!this.isOpen) throw new Error('only an open connection can be renegotiated');
    this.handshakes.renegotiate();
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
    this.state = 'closed';
    this.channel.emit({ type: 'end', how: this.f.transportEnd(false) });
    if (!this.handshakes.anyDone)
      throw new TlsError('handshake_failure', 'the peer hung up before the handshake was done');
  }

  private take(type: number, content: Uint8Array): void {
    this.handshakes.incoming.checkRecord(type, content);
    switch (type) {
      case ContentType.handshake:
        this.handshakes.take(content);
        break;
      case ContentType.change_cipher_spec:
        this.handshakes.takeChangeCipherSpec(content);
        break;
      case ContentType.alert:
        this.takeAlert(content);
        break;
      default:
        this.takeData(content);
    }
  }

  private takeAlert(content: Uint8Array): void {
    const alert = this.f.decodeAlert(content);
    const name = alertName(alert.description);
    this.channel.received(`alert ${name}`, content);
    switch (this.f.alertOutcome(alert)) {
      case 'ignored':
        this.idle.count();
        if (name === 'no_renegotiation') this.handshakes.takeNoRenegotiation();
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
    if (!this.handshakes.anyDone)
      throw new AlertReceived('close_notify', 'the peer closed before the handshake was done');
    this.close();
    this.channel.emit({ type: 'end', how: this.f.transportEnd(true) });
  }

  private takeData(data: Uint8Array): void {
    if (!this.handshakes.admitsData)
      throw new TlsError('unexpected_message', 'the peer sent application data before its Finished');
    if (data.length === 0) {
      this.idle.count();
      return;
    }
    this.idle.reset();
    this.channel.emit({ type: 'data', data });
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
