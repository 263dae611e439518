// What came of a thing broken on purpose, as data: a terminal and a notebook show the same.
import type { StageName } from '../../lib/stages.js';
import type { Mistake } from '../check/check.js';

export interface Broken {
  readonly stage: StageName;
  readonly mistakes: readonly Pick<Mistake, 'function' | 'name' | 'says'>[];
  readonly checks: readonly { readonly name: string; readonly noticed: boolean }[];
}

export interface Reaction {
  /** Who was at the other end: 'OpenSSL', 'GnuTLS', 'node:tls', 'our own server'. */
  readonly server: string;
  /** The messages that went by, with an arrow for their direction: '-> client_hello'. */
  readonly messages: readonly string[];
  /** What ended the handshake, in a sentence; nothing when it went well all the same. */
  readonly said?: string;
}

/** In place of what was said, when nothing was. */
export const WENT_WELL = 'The handshake went well all the same: the server did not notice.';
