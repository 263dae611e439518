// What lets us read encrypted records: an SSLKEYLOGFILE, the server's RSA key, and sessions seen before.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { RsaPrivateKey } from '../../lib/rsa.js';

/** What somebody gives to decrypt with, and how it is called. */
export type Given = 'key' | 'key log';

export class Secrets {
  /** Master secrets by client random, in hex: from a key log that was given, and from the capture itself. */
  private readonly fromKeyLog = new Map<string, Uint8Array>();
  private readonly fromCapture = new Map<string, Uint8Array>();
  /** What was held against a session: whether it ever fitted, and else why it did not, for a sentence. */
  private readonly tried = new Map<Given, { fitted: boolean; why: string }>();
  /** Master secrets by 'id' or 'ticket' and its hex: what resumption goes back to. */
  private readonly sessions = new Map<string, Uint8Array>();

  constructor(readonly rsaKey?: RsaPrivateKey) {}

  /** What there is of it: a key, a key log, both or nothing. */
  get given(): Given[] {
    return [
      ...(this.rsaKey ? ['key' as const] : []),
      ...(this.fromKeyLog.size > 0 ? ['key log' as const] : []),
    ];
  }

  /**
   * Takes the lines "CLIENT_RANDOM <64 hex digits> <96 hex digits>" of a key log; other lines are passed over.
   * @param inCapture whether the capture brought them, and nobody gave them
   * @returns how many there were
   */
  addKeyLog(text: string, inCapture = false): number {
    const lines = text.matchAll(/^CLIENT_RANDOM[ \t]+([0-9a-f]{64})[ \t]+([0-9a-f]{96})[ \t]*\r?$/gim);
    let count = 0;
    for (const [, random, master] of lines) {
      const known = inCapture ? this.fromCapture : this.fromKeyLog;
      known.set((random as string).toLowerCase(), hexToBytes(master as string));
      count++;
    }
    return count;
  }

  /** The master secret as a key log has it, the capture's own before one that was given. */
  masterSecret(clientRandom: Uint8Array): Uint8Array | undefined {
    return this.fromCapture.get(bytesToHex(clientRandom)) ?? this.inGivenKeyLog(clientRandom);
  }

  /** The master secret as the key log that was given has it. */
  inGivenKeyLog(clientRandom: Uint8Array): Uint8Array | undefined {
    return this.fromKeyLog.get(bytesToHex(clientRandom));
  }

  /** Notes whether what was given fits a session, and if not, why, for the end of a sentence. */
  judge(given: Given, misfit: string | undefined): void {
    const fitted = misfit === undefined || this.tried.get(given)?.fitted === true;
    this.tried.set(given, { fitted, why: misfit ?? '' });
  }

  /** A sentence for each thing that was given and fitted no session that it was held against. */
  misfits(): string[] {
    return [...this.tried].filter(([, { fitted }]) => !fitted).map(([, { why }]) => `${upper(why)}.`);
  }

  remember(kind: 'id' | 'ticket', name: Uint8Array, masterSecret: Uint8Array): void {
    if (name.length > 0) this.sessions.set(`${kind} ${bytesToHex(name)}`, masterSecret);
  }

  recall(kind: 'id' | 'ticket', name: Uint8Array): Uint8Array | undefined {
    return this.sessions.get(`${kind} ${bytesToHex(name)}`);
  }
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
