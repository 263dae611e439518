// What a handshake does to its connection: messages gather to a flight, keys change between flights, alerts go out.
import type { ConnectionEvent, HandshakeIO } from './connection-types.js';
import { encodeHandshake, type HandshakeMessage } from './handshake-message.js';
import type { Protection } from './protection.js';
import type { RecordLayer } from './record-layer.js';
import { MAX_PLAINTEXT } from './records.js';
import {
  AlertDescription,
  AlertLevel,
  type AlertName,
  ContentType,
  HandshakeType,
  type HandshakeTypeName,
} from './registry.js';
import type { Functions } from './stages.js';

export class HandshakeChannel implements HandshakeIO {
  transcript: HandshakeMessage[] = [];
  private flight: HandshakeMessage[] = [];

  constructor(
    private readonly f: Pick<Functions, 'splitHandshake' | 'encodeAlert'>,
    private readonly layer: RecordLayer,
    /** Tells the listener. */
    readonly emit: (event: ConnectionEvent) => void,
  ) {}

  send(name: HandshakeTypeName, body: Uint8Array): void {
    const message = { msgType: HandshakeType[name], body };
    this.sent(name, encodeHandshake(message));
    this.transcript.push(message);
    this.flight.push(message);
  }

  /** Sends a hello_request, which is in no transcript (RFC 5246 7.4.1.1). */
  invite(): void {
    const helloRequest = encodeHandshake({ msgType: HandshakeType.hello_request, body: new Uint8Array() });
    this.sent('hello_request', helloRequest);
    this.layer.write(ContentType.handshake, helloRequest);
  }

  /** Packs the flight into as few records as it fits. */
  flush(): void {
    for (const fragment of this.f.splitHandshake(this.flight, MAX_PLAINTEXT))
      this.layer.write(ContentType.handshake, fragment);
    this.flight = [];
  }

  changeWriteKeys(protection: Protection): void {
    const changeCipherSpec = Uint8Array.of(1);
    this.flush();
    this.sent('change_cipher_spec', changeCipherSpec);
    this.layer.write(ContentType.change_cipher_spec, changeCipherSpec);
    this.layer.changeWriteKeys(protection);
  }

  changeReadKeys(protection: Protection): void {
    this.layer.changeReadKeys(protection);
  }

  setVersion(version: number): void {
    this.layer.setVersion(version);
  }

  sendAlert(level: keyof typeof AlertLevel, name: AlertName): void {
    const alert = this.f.encodeAlert({ level: AlertLevel[level], description: AlertDescription[name] });
    this.sent(`alert ${name}`, alert);
    this.layer.write(ContentType.alert, alert);
  }

  /** Tells the listener what came. */
  received(name: string, bytes: Uint8Array): void {
    this.emit({ type: 'message', sent: false, name, bytes, encrypted: this.layer.readsProtected });
  }

  private sent(name: string, bytes: Uint8Array): void {
    this.emit({ type: 'message', sent: true, name, bytes, encrypted: this.layer.writesProtected });
  }
}
