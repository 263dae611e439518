// What a real server says to a wrong turn: a handshake in which a function of the client goes wrong.
import { randomBytes } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import type { Functions } from '../../lib/stages.js';
import type { Mistake } from '../check/check.js';
import { runClientSession } from '../handshake/session.js';
import { sayWhatEnded } from '../yours/blame.js';
import { choosePeer, startPeer } from '../yours/peer.js';
import { brokenBy } from './break.js';
import type { Reaction } from './report.js';

export interface Offer {
  /** The only version to offer, as a number; without it 1.0 to 1.2. */
  readonly version?: number;
  /** The only suites to offer, as numbers. */
  readonly suites?: readonly number[];
}

/** Starts a server, makes the handshake, asks for a page, and stops the server. */
export async function meetServer(
  mistakes: readonly Mistake[],
  { version, suites }: Offer,
): Promise<Reaction> {
  const peer = await startPeer(choosePeer(suites));
  const messages: string[] = [];
  const options = {
    functions: brokenBy(mistakes) as unknown as Functions,
    random: (length: number) => new Uint8Array(randomBytes(length)),
    trust: { anchors: [peer.caCertificate], host: 'localhost', at: Math.floor(Date.now() / 1000) },
    serverName: 'localhost',
    ...(version !== undefined && { minVersion: version, maxVersion: version }),
    ...(suites && { cipherSuites: suites }),
  };
  try {
    await runClientSession({
      host: '127.0.0.1',
      port: peer.port,
      start: (onEvent) => createClient({ ...options, onEvent }),
      onEvent: (event) => {
        if (event.type === 'message') messages.push(`${event.sent ? '->' : '<-'} ${event.name}`);
      },
      request: utf8ToBytes('GET / HTTP/1.0\r\n\r\n'),
    });
    return { server: peer.name, messages };
  } catch (error) {
    return { server: peer.name, messages, said: sayWhatEnded(error as Error, peer.name) };
  } finally {
    await peer.stop();
  }
}
