// Records under keys: whoever has no key can make none that opens.
import { equalBytes } from '@noble/curves/utils.js';
import { createProtection, type Protection } from '../../lib/protection.js';
import { MAX_CIPHERTEXT } from '../../lib/records.js';
import { ContentType, ProtocolVersion } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { type CipherSuite, cipherSuites, fixedIvLength } from '../../lib/suites.js';
import { mutate } from './mutate.js';
import { type FuzzRandom, seededRandom } from './random.js';
import { refusesWith, type Target, Wrong } from './target.js';

export const protectionTarget: Target = {
  name: 'protection',
  isRefusal: refusesWith('bad_record_mac', 'record_overflow'),
  run(random) {
    const version = random.pick(Object.values(ProtocolVersion));
    const suite = random.pick(cipherSuites.filter(({ minVersion }) => minVersion <= version));
    const [writer, reader] = pair(random, suite, version);
    const type = random.pick(Object.values(ContentType));
    const contents = [0, 1, 2].map(() => random.bytes(random.integer(random.pick([2, 40, 600]))));
    const fragments = contents.map((content, i) => writer.seal(BigInt(i), type, content));
    for (const [i, fragment] of fragments.entries()) {
      const received = random.oneIn(3) ? mutate(random, fragment, fragments) : fragment;
      if (received.length > MAX_CIPHERTEXT) return; // the record layer has refused it already
      const content = reader.open(BigInt(i), type, received);
      if (!equalBytes(received, fragment)) throw new Wrong('a record that was changed opens');
      if (!equalBytes(content, contents[i] as Uint8Array)) throw new Wrong('a record opens to other content');
    }
  },
};

/** Two ends of one direction. */
function pair(random: FuzzRandom, suite: CipherSuite, version: number): [Protection, Protection] {
  const keys = {
    macKey: random.bytes(suite.macKeyLength),
    key: random.bytes(suite.encKeyLength),
    iv: random.bytes(fixedIvLength(suite, version)),
  };
  const make = () =>
    createProtection(reference, suite, version, keys, seededRandom(random.integer(2 ** 32)).bytes);
  return [make(), make()];
}
