// Amazon, 2009: from the pre-master secret to the keys.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { runPrf } from '../../lib/prf.js';
import { TLS10 } from '../../lib/registry.js';
import { rsaPublicOperation } from '../../lib/rsa.js';
import type { Functions } from '../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import type { Amazon2009 } from '../sessions/amazon-2009.js';
import type { Story } from './step.js';

export function preMasterSteps(f: Functions, s: Amazon2009, story: Story): void {
  const add = story.chapter('The pre-master secret');
  add('pre-master secret: the version offered, then 46 bytes', 'RFC 5246 7.4.7.1', s.preMasterSecret, () =>
    f.rsaPreMasterSecret(
      f.decodeClientHello(s.clientHello.subarray(4)).clientVersion,
      s.preMasterSecret.subarray(2),
    ),
  );
  add('padding string', 'RFC 8017 7.2.1', s.pkcs1PaddingString, () =>
    s.pkcs1Block.subarray(2, s.pkcs1Block.indexOf(0, 2)),
  );
  add('PKCS #1 block', 'RFC 8017 7.2.1', s.pkcs1Block, () =>
    f.pkcs1Pad(2, s.preMasterSecret, s.amazonModulus.length, s.pkcs1PaddingString),
  );
  add('its encryption', 'RFC 8017 7.2.1', s.encryptedPreMasterSecret, () =>
    rsaPublicOperation(f, { n: f.os2ip(s.amazonModulus), e: f.os2ip(s.publicExponent) }, s.pkcs1Block),
  );
}

export function keySteps(f: Functions, s: Amazon2009, story: Story): void {
  const add = story.chapter('Keys');
  const seed = concatBytes(utf8ToBytes('master secret'), s.clientRandom, s.serverRandom);
  add('P_MD5 of the first half of the pre-master secret', 'RFC 2246 5', s.masterSecretPMd5, () =>
    f.pHash('MD5', s.preMasterSecret.subarray(0, 24), seed, 48),
  );
  add('P_SHA-1 of the second half', 'RFC 2246 5', s.masterSecretPSha1, () =>
    f.pHash('SHA-1', s.preMasterSecret.subarray(24), seed, 48),
  );
  add('the two, XORed', 'RFC 2246 5', s.masterSecret, () =>
    s.masterSecretPMd5.map((byte, i) => byte ^ (s.masterSecretPSha1[i] as number)),
  );
  add('master secret', 'RFC 2246 8.1', s.masterSecret, () =>
    f.masterSecret(TLS10, 'SHA-256', s.preMasterSecret, s.clientRandom, s.serverRandom),
  );
  add('key block', 'RFC 2246 6.3', s.keyBlock, () => expand(f, s, 0));
  add('32 bytes more of it, which RC4 has no use for', 'RFC 2246 6.3', s.keyBlockUnusedIvs, () =>
    expand(f, s, s.keyBlockUnusedIvs.length).subarray(s.keyBlock.length),
  );
  const keys = () => f.partitionKeyBlock(TLS10, suite(s), s.keyBlock);
  add("the client's MAC secret", 'RFC 2246 6.3', s.clientWriteMacSecret, () => keys().client.macKey);
  add("the server's MAC secret", 'RFC 2246 6.3', s.serverWriteMacSecret, () => keys().server.macKey);
  add("the client's key", 'RFC 2246 6.3', s.clientWriteKey, () => keys().client.key);
  add("the server's key", 'RFC 2246 6.3', s.serverWriteKey, () => keys().server.key);
}

/** The key block and `more` bytes of what follows it. */
function expand(f: Functions, s: Amazon2009, more: number): Uint8Array {
  const input = f.keyExpansion(TLS10, suite(s), s.clientRandom, s.serverRandom);
  return runPrf(f, TLS10, 'SHA-256', s.masterSecret, { ...input, length: input.length + more });
}

/** The suite that the recorded two bytes name. */
export function suite(s: Amazon2009): CipherSuite {
  const [high = 0, low = 0] = s.serverCipherSuite;
  const found = suiteById(high * 256 + low);
  if (!found) throw new Error('the recorded cipher suite is none that we speak');
  return found;
}
