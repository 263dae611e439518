// Attack code, for teaching. The peers that the padding oracle lab listens to: a mail program, and a server that may
// talk too much.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { CbcKey, openCbc } from '../../../lib/cbc.js';
import type { Security } from '../../../lib/connection-types.js';
import { TlsError } from '../../../lib/errors.js';
import type { WriteKeys } from '../../../lib/key-block.js';
import type { Random } from '../../../lib/key-exchange.js';
import { createProtection, type Protection } from '../../../lib/protection.js';
import { checkRecordMac, recordMac } from '../../../lib/protection-mac.js';
import { type AlertName, ContentType } from '../../../lib/registry.js';
import { deriveKeys } from '../../../lib/session-keys.js';
import { reference as f } from '../../../lib/stages.js';
import { FLAW } from '../lab.js';

/** Says 'decryption_failed' of bad padding, as TLS 1.0 had it, and 'bad_record_mac' only of a bad MAC. */
function talkative({ suite, version }: Security, keys: WriteKeys): Pick<Protection, 'open'> {
  const mac = recordMac(f, suite, version, keys);
  const key = new CbcKey(keys.key);
  return {
    open(sequenceNumber, type, fragment) {
      const opened = openCbc(key, fragment.subarray(0, 16), fragment.subarray(16), keys.macKey.length);
      if (!opened.paddingGood) throw new TlsError('decryption_failed_RESERVED', 'the padding is wrong');
      checkRecordMac(mac(sequenceNumber, type, opened.content), opened.mac);
      return opened.content;
    },
  };
}

/** What the server makes of a record: the content, or the alert it ends the connection with. */
export type Answer = AlertName | Uint8Array;

/** The mail program and its server: they resume their session, and the program logs in with the same words. */
export class Mail {
  /** The record that was sent last, with its IV. */
  sealed: Uint8Array = new Uint8Array();
  private server: Pick<Protection, 'open'> | undefined;

  constructor(
    private readonly security: Security,
    private readonly random: Random,
    private readonly variant: string,
    private readonly login: string,
  ) {}

  /** New randoms and the same master secret give new keys, as when a session is resumed; then the login is sent. */
  logIn(): void {
    const { random, security } = this;
    const randoms = { clientRandom: random(32), serverRandom: random(32) };
    const { client } = deriveKeys(f, { ...security, ...randoms }, security.masterSecret);
    const protection = createProtection(f, security.suite, security.version, client, random);
    this.sealed = protection.seal(1n, ContentType.application_data, utf8ToBytes(this.login));
    this.server = this.variant === FLAW ? talkative(security, client) : protection;
  }

  /** The server's answer to what arrives in place of the login. */
  answer(fragment: Uint8Array): Answer {
    try {
      return (this.server as Protection).open(1n, ContentType.application_data, fragment);
    } catch (error) {
      if (error instanceof TlsError) return error.alert;
      throw error;
    }
  }
}
