// Which message may come next. A handshake asks for the messages it can go on with, by name, and anything else
// the peer sends instead ends it (RFC 5246 7.3, 7.4).
import type { Incoming } from './connection-types.js';
import { TlsError } from './errors.js';
import type { MessageName } from './handshake-rules.js';
import type { Functions } from './stages.js';
import type { KeyExchange } from './suites.js';

/** Waits for the peer's next message, which must be one of `names`. */
export function* expect(...names: readonly MessageName[]): Generator<undefined, Incoming, Incoming> {
  const message = yield;
  if (!names.includes(message.name))
    throw new TlsError(
      'unexpected_message',
      `the peer sent ${message.name} where ${names.join(' or ')} was due`,
    );
  return message;
}

/** The client's view: the rules of stage 11 have the last word on what the server may send. */
export class ServerMessages {
  private received: MessageName[] = [];
  private keyExchange: KeyExchange | undefined;
  private sessionTicket = false;
  private statusDue = false;

  constructor(private readonly f: Pick<Functions, 'expectedMessages'>) {}

  /** The server_hello says which messages follow it. */
  follow(keyExchange: KeyExchange, sessionTicket: boolean, certificateStatus = false): void {
    this.statusDue = certificateStatus;
    this.keyExchange = keyExchange;
    this.sessionTicket = sessionTicket;
  }

  /**
   * The server resumes a session: what follows its hello is what follows the server_hello_done of a full handshake
   * (RFC 5246 7.3, figure 2; RFC 5077 3.1, figure 2).
   */
  followResumed(sessionTicket: boolean): void {
    this.follow('RSA', sessionTicket);
    this.received = ['server_hello', 'certificate', 'server_hello_done'];
  }

  *expect(...names: readonly MessageName[]): Generator<undefined, Incoming, Incoming> {
    const due = [...this.f.expectedMessages(this.received, this.keyExchange, this.sessionTicket)];
    // Announced, and still the server's choice: right after its certificate, beside stage 11's order (RFC 6066 8).
    if (this.statusDue && this.received.at(-1) === 'certificate') due.push('certificate_status');
    const message = yield* expect(...names.filter((name) => due.includes(name)));
    if (message.name === 'certificate_status') this.statusDue = false;
    else this.received.push(message.name);
    return message;
  }
}
