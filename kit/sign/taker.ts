// Takes a statement out of a handshake as it goes by.

import { concatBytes } from '@noble/hashes/utils.js';
import type { ConnectionEvent } from '../../lib/connection-types.js';
import { decodeCertificate } from '../../lib/handshake-body.js';
import { decodeServerKeyExchange } from '../../lib/server-key-exchange.js';
import type { Statement } from '../signed-time/statement.js';

export class StatementTaker {
  private readonly bodies = new Map<string, Uint8Array>();
  private settled: Extract<ConnectionEvent, { type: 'secured' }>['security'] | undefined;

  /** @param host the name that the certificate was verified for */
  constructor(private readonly host: string) {}

  event(event: ConnectionEvent): void {
    if (event.type === 'message' && !event.sent) this.bodies.set(event.name, event.bytes.slice(4));
    if (event.type === 'secured') this.settled = event.security;
  }

  /**
   * @param takenAt Unix seconds by our clock
   * @throws Error when the handshake had no signature
   */
  statement(takenAt: number): Statement {
    const [exchange, certificate] = [this.bodies.get('server_key_exchange'), this.bodies.get('certificate')];
    const { settled, host } = this;
    if (!settled || !exchange || !certificate || settled.suite.keyExchange === 'RSA')
      throw new Error('the server signed nothing in this handshake');
    const { version, clientRandom, serverRandom } = settled;
    const { keyExchange } = settled.suite;
    const { signedParams, signature, algorithm } = decodeServerKeyExchange(keyExchange, version, exchange);
    return {
      ...{ host, version, keyExchange, signature, takenAt },
      ...(algorithm && { algorithm }),
      signedBytes: concatBytes(clientRandom, serverRandom, signedParams),
      chain: decodeCertificate(certificate),
    };
  }
}
