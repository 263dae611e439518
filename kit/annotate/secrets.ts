// What lets us read encrypted records: an SSLKEYLOGFILE, the server's RSA key, and sessions seen before.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { RsaPrivateKey } from '../../lib/rsa.js';

export class Secrets {
  /** Master secrets by client random, in hex. */
  private readonly byClientRandom = new Map<string, Uint8Array>();
  /** Master secrets by 'id' or 'ticket' and its hex: what resumption goes back to. */
  private readonly sessions = new Map<string, Uint8Array>();

  constructor(readonly rsaKey?: RsaPrivateKey) {}

  get empty(): boolean {
    return this.rsaKey === undefined && this.byClientRandom.size === 0;
  }

  /**
   * Takes the lines "CLIENT_RANDOM <64 hex digits> <96 hex digits>" of a key log; other lines are passed over.
   * @returns how many there were
   */
  addKeyLog(text: string): number {
    const lines = text.matchAll(/^CLIENT_RANDOM[ \t]+([0-9a-f]{64})[ \t]+([0-9a-f]{96})[ \t]*\r?$/gim);
    let count = 0;
    for (const [, random, master] of lines) {
      this.byClientRandom.set((random as string).toLowerCase(), hexToBytes(master as string));
      count++;
    }
    return count;
  }

  masterSecret(clientRandom: Uint8Array): Uint8Array | undefined {
    return this.byClientRandom.get(bytesToHex(clientRandom));
  }

  remember(kind: 'id' | 'ticket', name: Uint8Array, masterSecret: Uint8Array): void {
    if (name.length > 0) this.sessions.set(`${kind} ${bytesToHex(name)}`, masterSecret);
  }

  recall(kind: 'id' | 'ticket', name: Uint8Array): Uint8Array | undefined {
    return this.sessions.get(`${kind} ${bytesToHex(name)}`);
  }
}
