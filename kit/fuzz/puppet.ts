// A peer that says whatever it is told to, in any order, under the right keys. It is put together from the same
// functions as the engines, without their rules: its Finished fits the messages that really went by, so only the
// engine's own sense of order can refuse it.
import { TlsError } from '../../lib/errors.js';
import { HandshakeBuffer } from '../../lib/handshake-buffer.js';
import { encodeHandshake, type HandshakeMessage } from '../../lib/handshake-message.js';
import type { MessageName } from '../../lib/handshake-rules.js';
import { type Content, RecordLayer } from '../../lib/record-layer.js';
import { ContentType, HandshakeType } from '../../lib/registry.js';
import type { ClientSession } from '../../lib/sessions.js';
import { reference as f } from '../../lib/stages.js';
import type { Kind, Role } from './engines.js';
import { PuppetSession } from './puppet-session.js';

export class Puppet {
  /** Alerts that came: level and description. */
  readonly alerts: Uint8Array[] = [];
  private readonly layer: RecordLayer;
  private readonly incoming = new HandshakeBuffer(f);
  private readonly session: PuppetSession;

  constructor(
    readonly role: Role,
    readonly kind: Kind,
    resumes?: ClientSession,
  ) {
    this.session = new PuppetSession(role, kind, resumes);
    this.layer = new RecordLayer({ ...f, decodeRecord: decodeAs(kind.version) });
    this.layer.setVersion(kind.version);
  }

  /** The records gathered so far, for the engine. */
  takeOutput(): Uint8Array[] {
    return this.layer.takeOutput();
  }

  /** Takes what the engine sent. @throws TlsError when it was not sent under the keys that are due */
  receive(bytes: Uint8Array): void {
    this.layer.feed(bytes);
    for (let record = this.layer.next(); record; record = this.layer.next()) this.take(record);
  }

  /** Sends a message, in one record, as an honest peer would make it at this point. */
  say(name: MessageName): void {
    this.sayPlain(this.compose(name));
  }

  /** Sends one record, whatever it holds; after a change_cipher_spec come the new keys. */
  sayPlain(content: Content): void {
    this.note(content);
    this.layer.write(content.type, content.content);
    if (content.type === ContentType.change_cipher_spec)
      this.layer.changeWriteKeys(this.session.protection(this.role));
  }

  /** Sends handshake bytes cut into records, each at most `limit` bytes. */
  sayInPieces(name: MessageName, limit: number): void {
    const { type, content } = this.compose(name);
    this.note({ type, content });
    for (let start = 0; start < content.length; start += limit)
      this.layer.write(type, content.subarray(start, start + limit));
  }

  /** The record that `say` sends. */
  compose(name: MessageName): Content {
    if (name === 'change_cipher_spec')
      return { type: ContentType.change_cipher_spec, content: Uint8Array.of(1) };
    if (name === 'application_data')
      return { type: ContentType.application_data, content: Uint8Array.of(104, 105) };
    const message = { msgType: HandshakeType[name], body: this.session.body(name) };
    return { type: ContentType.handshake, content: encodeHandshake(message) };
  }

  private take({ type, content }: Content): void {
    if (type === ContentType.alert) this.alerts.push(content);
    if (type === ContentType.change_cipher_spec)
      this.layer.changeReadKeys(this.session.protection(this.role === 'client' ? 'server' : 'client'));
    if (type === ContentType.handshake)
      for (const message of this.incoming.add(content)) this.session.takeMessage(message);
  }

  private note({ type, content }: Content): void {
    if (type !== ContentType.handshake) return;
    for (const message of wholeMessages(content)) this.session.noteSent(message);
  }
}

/** Reads records of every version: an engine's first ones say TLS 1.0. */
function decodeAs(version: number): typeof f.decodeRecord {
  return (buffer, limit) => {
    const found = f.decodeRecord(buffer, limit);
    return found && { ...found, record: { ...found.record, version } };
  };
}

function wholeMessages(content: Uint8Array): HandshakeMessage[] {
  try {
    return f.joinHandshake(content).messages;
  } catch (error) {
    if (error instanceof TlsError) return [];
    throw error;
  }
}
