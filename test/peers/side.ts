import type { Duplex } from 'node:stream';
import type { PkiFiles } from '../support/pki.js';
import type { Case } from './cases.js';

/** One end of a case: our engines, or a peer's. */
export interface Side {
  /** Starts an echo server, or says where the one that runs already listens. @returns its port on 127.0.0.1 */
  serve(wanted: Case): Promise<number>;
  /** A client that has verified the server, when that can be told, as a stream of application data. */
  connect(wanted: Case, port: number): Promise<Duplex>;
  /** Ends what runs. @throws Error when it saw something that the other end did not */
  close(): Promise<void>;
}

export type CreateSide = (pki: PkiFiles) => Side;
