// Who tells a session as it goes by.
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import { messageLine, securityLines } from '../net/narrate.js';

export interface Teller {
  event(event: ConnectionEvent): void;
  secured(security: Security): void;
  answer(data: Uint8Array): void;
}

/** Straight to standard output, the answer as it comes. */
export class TerminalTeller implements Teller {
  #answered = false;

  event(event: ConnectionEvent): void {
    const text = messageLine(event);
    if (text) console.log(text);
  }

  secured(security: Security): void {
    console.log(['Handshake complete, both Finished verified.', ...securityLines(security)].join('\n'));
  }

  answer(data: Uint8Array): void {
    if (!this.#answered) console.log('Answer:');
    this.#answered = true;
    process.stdout.write(data);
  }
}
