import { createProtection, type Protection } from '../../lib/protection.js';
import { reference } from '../../lib/stages.js';
import { encryptThenMac } from './encrypt-then-mac.js';
import type { HandshakeView } from './handshake-view.js';
import type { Side } from './section.js';

const UNTOLD = 'nobody told us its secrets (--keylog, or --key for RSA key exchange)';
const OF_EARLIER = 'it resumes an earlier session, and nobody told us the secrets of that (--keylog)';

/** What one side's records are under: nothing, keys that we have, or keys that we lack, and why. */
export class ReadKeys {
  private protection: Pick<Protection, 'open'> | undefined;
  private sequenceNumber = 0n;
  private seal = '';
  /** Why records stay encrypted, for a sentence; undefined while they are plain or can be read. */
  obstacle: string | undefined;

  get encrypted(): boolean {
    return this.protection !== undefined || this.obstacle !== undefined;
  }

  /** The side's ChangeCipherSpec has passed; the suite's name when its records can be read (RFC 5246 7.1). */
  change(side: Side, handshake: HandshakeView): string | undefined {
    const { obstacle, session } = handshake;
    const keys = obstacle ? undefined : handshake.keys();
    this.sequenceNumber = 0n;
    this.protection = undefined;
    this.obstacle = obstacle ?? handshake.misfit ?? (handshake.resumed ? OF_EARLIER : UNTOLD);
    if (!keys || !session) return undefined;
    this.obstacle = undefined;
    this.seal = session.suite.mac ? `HMAC-${session.suite.mac}` : 'GCM tag';
    const noRandom = () => new Uint8Array();
    this.protection = handshake.encryptThenMac
      ? encryptThenMac(session, keys[side])
      : createProtection(reference, session.suite, session.version, keys[side], noRandom);
    return session.suite.name;
  }

  /**
   * The content of the next record and what proves it, or undefined without keys.
   * @throws TlsError when its MAC, padding or tag is wrong
   */
  open(type: number, fragment: Uint8Array): { content: Uint8Array; proof: string } | undefined {
    if (!this.protection) return undefined;
    const content = this.protection.open(this.sequenceNumber, type, fragment);
    const proof = `Its ${this.seal} is right, with sequence number ${this.sequenceNumber}.`;
    this.sequenceNumber++;
    return { content, proof };
  }

  /** After a record that does not decrypt, no later one does: the keys are wrong or the stream has lost its place. */
  giveUp(): void {
    this.protection = undefined;
    this.obstacle = 'a record before it does not decrypt';
  }
}
