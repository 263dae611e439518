// A TLS 1.3 session that somebody has recorded, read with its key log: every record opened, every message in its
// place, both Finished and the server's signature verified. Nobody's private key is needed for it, and none would help.
import { TlsError } from '../../lib/errors.js';
import { checkVerifyData, transcriptHash } from '../../lib/finished.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import type { TLSRecord } from '../../lib/records.js';
import { ContentType, TLS12 } from '../../lib/registry.js';
import type { WireRecord } from '../sessions/wire.js';
import { verifyCertificateVerify } from './certificate-verify.js';
import { Direction } from './direction.js';
import {
  type ClientHello13,
  decodeClientHello13,
  decodeServerHello13,
  type Settled13,
  settle13,
} from './hellos.js';
import { type Secrets13, secretsOf } from './key-log.js';
import { trafficKeys, verifyData13 } from './key-schedule.js';
import {
  type Certificate13,
  decodeCertificate13,
  decodeCertificateVerify13,
  decodeEncryptedExtensions,
  decodeNewSessionTicket13,
} from './messages.js';
import { HANDSHAKE_LENGTH, nextMessage, type Sender } from './order.js';
import type { InnerPlaintext } from './record.js';
import { recordsInOrder } from './records-in-order.js';
import { suite13 } from './suites.js';

/** A record as it was on the wire, and what we made of it. */
export interface ReadRecord {
  readonly from: Sender;
  readonly record: TLSRecord;
  /** Absent where nothing was protected. */
  readonly inner?: InnerPlaintext;
  /** The handshake messages that end in this record. */
  readonly messages: readonly HandshakeMessage[];
}

export interface Session13 extends Settled13 {
  /** In the order of the wire. */
  readonly records: readonly ReadRecord[];
  /** From ClientHello to the client's Finished. */
  readonly transcript: readonly HandshakeMessage[];
  /** DER, the server's own first. Who vouches for them is not asked here: that is `verifyChain`'s matter. */
  readonly certificates: readonly Uint8Array[];
  readonly secrets: Secrets13;
}

/**
 * @param keyLog the text of a key log
 * @throws TlsError for whatever a peer would have refused (a wrong tag, a message out of order, a signature or a
 *   Finished that does not fit, a session that ends early), Error when the key log lacks a secret
 */
export function readSession13(wire: readonly WireRecord[], keyLog: string): Session13 {
  const reader = new SessionReader(keyLog);
  const records = recordsInOrder(wire).map(({ from, record }) => reader.read(from, record));
  return { records, ...reader.result() };
}

/** What may be inside a protected record (RFC 8446 5). */
const readable: readonly number[] = [ContentType.alert, ContentType.handshake, ContentType.application_data];

class SessionReader {
  private readonly directions = { client: new Direction(), server: new Direction() };
  private readonly transcript: HandshakeMessage[] = [];
  private clientHello: ClientHello13 | undefined;
  private settled: Settled13 | undefined;
  private secrets: Secrets13 | undefined;
  private certificate: Certificate13 | undefined;

  constructor(private readonly keyLog: string) {}

  read(from: Sender, record: TLSRecord): ReadRecord {
    if (record.type === ContentType.change_cipher_spec) this.expectHandshake(from);
    const inner = this.directions[from].open(record);
    const { type, content } = inner ?? { type: record.type, content: record.fragment };
    if (type === ContentType.application_data) this.expectOpen(from);
    if (inner && !readable.includes(type))
      throw new TlsError('unexpected_message', `the ${from} sent a protected record of type ${type}`);
    const messages = type === ContentType.handshake ? this.directions[from].join(content) : [];
    for (const [i, message] of messages.entries()) this.take(from, message, i === messages.length - 1);
    return { from, record, ...(inner && { inner }), messages };
  }

  result(): Omit<Session13, 'records'> {
    const { settled, secrets, certificate, transcript } = this;
    if (!settled || !secrets || !certificate || transcript.length < HANDSHAKE_LENGTH)
      throw new TlsError('unexpected_message', 'the session ends before its handshake does');
    const certificates = certificate.entries.map((entry) => entry.certificate);
    return { ...settled, transcript, certificates, secrets };
  }

  /** The dummy for old devices has a place within the handshake only (RFC 8446 5). */
  private expectHandshake(from: Sender): void {
    if (this.transcript.length === 0 || this.transcript.length === HANDSHAKE_LENGTH)
      throw new TlsError(
        'unexpected_message',
        `the ${from} sent change_cipher_spec outside of the handshake`,
      );
  }

  /** Data may follow the sender's own Finished (RFC 8446 2, 4.4.4); early data is not read here. */
  private expectOpen(from: Sender): void {
    if (this.transcript.length < (from === 'server' ? HANDSHAKE_LENGTH - 1 : HANDSHAKE_LENGTH))
      throw new TlsError('unexpected_message', `the ${from} sent application data before its Finished`);
  }

  /**
   * Checks a message against everything before it, then counts it in.
   * @param endsRecord whether nothing follows in its record, where other keys may begin (RFC 8446 5.1)
   */
  private take(from: Sender, message: HandshakeMessage, endsRecord: boolean): void {
    const name = nextMessage(this.transcript.length, from, message.msgType);
    if (name === 'new_session_ticket') {
      decodeNewSessionTicket13(message.body);
      return;
    }
    if (name === 'client_hello') this.clientHello = decodeClientHello13(message.body);
    if (name === 'server_hello') this.settle(message.body);
    if (name === 'encrypted_extensions') decodeEncryptedExtensions(message.body);
    if (name === 'certificate') this.certificate = decodeCertificate13(message.body);
    if (name === 'certificate_verify') this.checkSignature(message.body);
    if (name === 'finished') this.checkFinished(from, message.body);
    this.transcript.push(message);
    if (name !== 'server_hello' && name !== 'finished') return;
    if (!endsRecord)
      throw new TlsError('unexpected_message', `the ${from} changed its keys in the middle of a record`);
    this.changeKeys(from, name);
  }

  private settle(body: Uint8Array): void {
    if (!this.clientHello) throw new Error('nextMessage lets no ServerHello come first');
    this.settled = settle13(this.clientHello, decodeServerHello13(body));
    this.secrets = secretsOf(this.keyLog, this.clientHello.random);
  }

  private checkSignature(body: Uint8Array): void {
    const [own] = this.certificate?.entries ?? [];
    if (!own) throw new TlsError('decode_error', 'the server sent an empty list of certificates');
    verifyCertificateVerify(decodeCertificateVerify13(body), own.certificate, this.hashSoFar());
  }

  private checkFinished(from: Sender, verifyData: Uint8Array): void {
    const { secrets, suite } = this.keyed();
    const baseKey =
      from === 'client' ? secrets.CLIENT_HANDSHAKE_TRAFFIC_SECRET : secrets.SERVER_HANDSHAKE_TRAFFIC_SECRET;
    checkVerifyData(verifyData13(suite, baseKey, this.hashSoFar()), verifyData);
  }

  private changeKeys(from: Sender, name: 'server_hello' | 'finished'): void {
    const { secrets, suite } = this.keyed();
    if (name === 'server_hello') {
      this.directions.client.changeKeys(trafficKeys(suite, secrets.CLIENT_HANDSHAKE_TRAFFIC_SECRET));
      this.directions.server.changeKeys(trafficKeys(suite, secrets.SERVER_HANDSHAKE_TRAFFIC_SECRET));
    } else {
      const secret = from === 'client' ? secrets.CLIENT_TRAFFIC_SECRET_0 : secrets.SERVER_TRAFFIC_SECRET_0;
      this.directions[from].changeKeys(trafficKeys(suite, secret));
    }
  }

  /** The hash is that of TLS 1.2: header and body of every message so far (RFC 8446 4.4.1). */
  private hashSoFar(): Uint8Array {
    return transcriptHash(TLS12, this.keyed().suite.hash, this.transcript);
  }

  private keyed() {
    if (!this.secrets || !this.settled) throw new Error('nextMessage lets nothing come before the hellos');
    return { secrets: this.secrets, suite: suite13(this.settled.cipherSuite) };
  }
}
