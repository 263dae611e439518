// Explains handshake messages, wherever they begin and end among the records, and follows what they settle.
import type { Field } from '../../lib/codec.js';
import { TlsError } from '../../lib/errors.js';
import { HandshakeType } from '../../lib/registry.js';
import { handshakeMessage, messageName } from './fields.js';
import { HandshakeView } from './handshake-view.js';
import { incompleteMessage } from './incomplete.js';
import { MessageBuffer } from './message-buffer.js';
import type { Secrets } from './secrets.js';
import { derivedSection, type Section, type Side, span, speaker } from './section.js';

export class Messages {
  /** The handshake that is going on, or the last one. */
  handshake: HandshakeView;
  private readonly buffers: Record<Side, MessageBuffer> = {
    client: new MessageBuffer(),
    server: new MessageBuffer(),
  };

  constructor(private readonly secrets: Secrets) {
    this.handshake = new HandshakeView(secrets);
  }

  /** Explains the content of a handshake record into `fields`; returns a section for each message it completes. */
  content(s: Section, side: Side | undefined, content: Uint8Array, base: number, fields: Field[]): Section[] {
    const joined: Section[] = [];
    try {
      for (const { start, end, offset, message } of this.buffers[side ?? 'client'].add(content)) {
        if (message && offset === 0) this.explain(s, side, message, base + start, fields);
        else fields.push(part(base + start, base + end, offset));
        if (message && offset > 0) joined.push(this.joined(side, message));
      }
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      fields.push(span('unreadable', base, base + content.length, 'no handshake message begins like this'));
      s.problems.push(`These are no handshake messages, or encrypted ones: ${error.message}.`);
    }
    return joined;
  }

  /** Explains one whole message, header included, into `fields`. */
  explain(s: Section, side: Side | undefined, bytes: Uint8Array, base: number, fields: Field[]): void {
    const msgType = bytes[0] as number;
    if (msgType === HandshakeType.client_hello) this.handshake = new HandshakeView(this.secrets);
    const trace = handshakeMessage(bytes, base, this.handshake.bodyContext);
    fields.push(...trace.fields);
    if (trace.problem !== undefined) {
      s.problems.push(trace.problem);
      return;
    }
    try {
      const note = this.handshake.take(side, { msgType, body: bytes.subarray(4) });
      if (note) s.notes.push(note);
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      s.problems.push(`${messageName(msgType)} is wrong: ${error.message}.`);
    }
  }

  /** Messages that were begun and not finished when the input ended. */
  end(): Section[] {
    const waiting = [this.buffers.client.waiting, this.buffers.server.waiting];
    return waiting.filter((bytes) => bytes.length > 0).map((bytes) => incompleteMessage(bytes));
  }

  private joined(side: Side | undefined, message: Uint8Array): Section {
    const name = messageName(message[0] as number);
    const s = derivedSection(`${speaker(side)}${name}, joined from its parts`, message);
    this.explain(s, side, message, 0, s.fields);
    return s;
  }
}

const part = (start: number, end: number, offset: number) =>
  span(
    'part of a message',
    start,
    end,
    `its bytes ${offset} to ${offset + end - start - 1}, explained once it is whole`,
  );
