// One end of a TLS connection, without a socket: it takes the peer's bytes and gives bytes for the peer. The
// handshake itself is a generator (client.ts, server.ts) that is handed one message at a time, so it reads in
// wire order and nothing can arrive out of turn; here are the records, alerts and application data around it.
import { decodeAll } from './codec.js';
import { AlertReceived, TlsError } from './errors.js';
import { HandshakeBuffer } from './handshake-buffer.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import type { MessageName } from './handshake-rules.js';
import type { Protection } from './protection.js';
import { RecordLayer } from './record-layer.js';
import { MAX_PLAINTEXT } from './records.js';
import {
  AlertDescription,
  AlertLevel,
  type AlertName,
  alertName,
  ContentType,
  HandshakeType,
  type HandshakeTypeName,
  nameOf,
} from './registry.js';
import type { Functions } from './stages.js';
import type { CipherSuite } from './suites.js';

/** What a finished handshake settled, secrets included: a view or a key log may want them. */
export interface Security {
  readonly version: number;
  readonly suite: CipherSuite;
  readonly clientRandom: Uint8Array;
  readonly serverRandom: Uint8Array;
  readonly masterSecret: Uint8Array;
  readonly extendedMasterSecret: boolean;
  readonly secureRenegotiation: boolean;
  /** The group of an ECDHE exchange. */
  readonly group?: number;
  /** The host name a client asked for. */
  readonly serverName?: string;
  /** DER certificates of the server, its own first. */
  readonly serverChain: readonly Uint8Array[];
  /** How the certificate was checked, in words. */
  readonly trust: string;
}

export type ConnectionEvent =
  /** A handshake message, change_cipher_spec or alert goes by; `bytes` is all of it, header included. */
  | { type: 'message'; sent: boolean; name: string; bytes: Uint8Array; encrypted: boolean }
  /** Both Finished are verified. */
  | { type: 'secured'; security: Security }
  | { type: 'data'; data: Uint8Array }
  /** The peer is done: `closed` after its close_notify, `truncated` when the transport ended without one. */
  | { type: 'end'; how: 'closed' | 'truncated' };

/** A message as the handshake reads it. */
export interface Incoming {
  readonly name: MessageName;
  readonly body: Uint8Array;
}

/** A handshake yields when it needs the peer's next message and returns what was settled. */
export type Handshake = Generator<undefined, Security, Incoming>;

/** What a handshake may do to its connection. */
export interface HandshakeIO {
  /** Every handshake message of both sides so far, in order (RFC 5246 7.4.9). */
  readonly transcript: readonly HandshakeMessage[];
  /** Adds a message to the flight and to the transcript. */
  send(name: HandshakeTypeName, body: Uint8Array): void;
  /** Ends the flight with a change_cipher_spec: what follows is under `protection`. */
  changeWriteKeys(protection: Protection): void;
  /** The peer's change_cipher_spec came: its next record is under `protection`. */
  changeReadKeys(protection: Protection): void;
  setVersion(version: number): void;
  flush(): void;
}

export interface ConnectionOptions {
  readonly functions: Functions;
  readonly onEvent?: (event: ConnectionEvent) => void;
}

/** Records in a row that bring nothing (empty data, warnings) before we take it for an attack. */
const MAX_IDLE_RECORDS = 32;

export class Connection {
  private readonly f: Functions;
  private readonly emit: (event: ConnectionEvent) => void;
  private readonly layer: RecordLayer;
  private readonly handshake: Handshake;
  private transcript: HandshakeMessage[] = [];
  private flight: HandshakeMessage[] = [];
  private readonly incoming: HandshakeBuffer;
  private idle = 0;
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
    this.emit = options.onEvent ?? (() => {});
    this.layer = new RecordLayer(this.f);
    this.incoming = new HandshakeBuffer(this.f);
    this.handshake = handshake(this.io());
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
    this.sendAlert('warning', 'close_notify');
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
    this.emit({ type: 'end', how: this.f.transportEnd(false) });
    if (!open) throw new TlsError('handshake_failure', 'the peer hung up before the handshake was done');
  }

  private take(type: number, content: Uint8Array): void {
    this.checkInterleaving(type, content);
    switch (type) {
      case ContentType.handshake:
        this.takeHandshake(content);
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

  /** Only application data may be empty, and no other record may cut a handshake message in two (RFC 5246 6.2.1). */
  private checkInterleaving(type: number, content: Uint8Array): void {
    if (content.length === 0 && type !== ContentType.application_data)
      throw new TlsError('unexpected_message', `the peer sent an empty ${nameOf(ContentType, type)} record`);
    if (this.incoming.isPartial && type !== ContentType.handshake && type !== ContentType.alert)
      throw new TlsError(
        'unexpected_message',
        `the peer sent a ${nameOf(ContentType, type)} record in the middle of a handshake message`,
      );
  }

  private takeHandshake(content: Uint8Array): void {
    for (const message of this.incoming.add(content)) this.takeMessage(message);
  }

  private takeMessage(message: HandshakeMessage): void {
    const name = nameOf(HandshakeType, message.msgType) as HandshakeTypeName;
    this.note(false, name, encodeHandshake(message));
    if (name === this.invitation && (this.isOpen || name === 'hello_request')) {
      this.declineRenegotiation(message);
      return;
    }
    if (this.isOpen) throw new TlsError('unexpected_message', `the peer sent ${name} after the handshake`);
    this.transcript.push(message);
    this.advance(this.handshake.next({ name, body: message.body }));
  }

  private takeChangeCipherSpec(content: Uint8Array): void {
    this.note(false, 'change_cipher_spec', content);
    if (this.state !== 'handshake')
      throw new TlsError('unexpected_message', 'the peer sent change_cipher_spec after the handshake');
    if (content.length !== 1 || content[0] !== 1)
      throw new TlsError(
        'illegal_parameter',
        'the peer sent a change_cipher_spec that is not the one byte 01',
      );
    this.advance(this.handshake.next({ name: 'change_cipher_spec', body: content }));
  }

  private takeAlert(content: Uint8Array): void {
    const alert = this.f.decodeAlert(content);
    const name = alertName(alert.description);
    this.note(false, `alert ${name}`, content);
    switch (this.f.alertOutcome(alert)) {
      case 'ignored':
        this.countIdle();
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
    this.emit({ type: 'end', how: this.f.transportEnd(true) });
  }

  private takeData(data: Uint8Array): void {
    if (!this.isOpen)
      throw new TlsError('unexpected_message', 'the peer sent application data before its Finished');
    if (data.length === 0) {
      this.countIdle();
      return;
    }
    this.idle = 0;
    this.emit({ type: 'data', data });
  }

  /** Nobody renegotiates here: RFC 5246 7.2.2 has a warning for that. */
  private declineRenegotiation({ msgType, body }: HandshakeMessage): void {
    if (msgType === HandshakeType.hello_request) decodeAll(body, 'hello_request', () => undefined);
    this.countIdle();
    if (this.isOpen) this.sendAlert('warning', 'no_renegotiation');
  }

  private countIdle(): void {
    if (++this.idle > MAX_IDLE_RECORDS)
      throw new TlsError(
        'unexpected_message',
        `the peer sent ${this.idle} records in a row that say nothing`,
      );
  }

  private advance(step: IteratorResult<undefined, Security>): void {
    if (!step.done) return;
    if (this.incoming.isPartial)
      throw new TlsError('unexpected_message', 'the peer began a handshake message after its Finished');
    this.state = 'open';
    this.idle = 0;
    this.transcript = [];
    this.emit({ type: 'secured', security: step.value });
  }

  private sendAlert(level: keyof typeof AlertLevel, name: AlertName): void {
    const alert = this.f.encodeAlert({ level: AlertLevel[level], description: AlertDescription[name] });
    this.note(true, `alert ${name}`, alert);
    this.layer.write(ContentType.alert, alert);
  }

  /** Tries to send a fatal alert; what went wrong first is what counts, even if this goes wrong as well. */
  private tellPeer(alert: AlertName): void {
    try {
      this.sendAlert('fatal', alert);
    } catch {
      // the caller throws the first error
    }
  }

  private note(sent: boolean, name: string, bytes: Uint8Array): void {
    const encrypted = sent ? this.layer.writesProtected : this.layer.readsProtected;
    this.emit({ type: 'message', sent, name, bytes, encrypted });
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

  private io(): HandshakeIO {
    const connection = this;
    return {
      get transcript() {
        return connection.transcript;
      },
      send(name, body) {
        const message = { msgType: HandshakeType[name], body };
        connection.note(true, name, encodeHandshake(message));
        connection.transcript.push(message);
        connection.flight.push(message);
      },
      flush: () => connection.flush(),
      changeWriteKeys(protection) {
        connection.flush();
        connection.note(true, 'change_cipher_spec', Uint8Array.of(1));
        connection.layer.write(ContentType.change_cipher_spec, Uint8Array.of(1));
        connection.layer.changeWriteKeys(protection);
      },
      changeReadKeys: (protection) => connection.layer.changeReadKeys(protection),
      setVersion: (version) => connection.layer.setVersion(version),
    };
  }

  /** Packs the flight into as few records as it fits. */
  private flush(): void {
    for (const fragment of this.f.splitHandshake(this.flight, MAX_PLAINTEXT))
      this.layer.write(ContentType.handshake, fragment);
    this.flight = [];
  }
}
