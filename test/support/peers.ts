import { hasPeer, type PeerName, peers } from '../../kit/peers/detect.js';
import { markMissing } from '../../kit/test/skipped.js';

/**
 * Called first inside `describe`: its tests run only where all of `names` are installed. Elsewhere they are
 * skipped and the run says how to get what is missing; with REQUIRE_PEERS=1 they fail instead.
 */
export function needs(...names: PeerName[]): void {
  before(function () {
    this.timeout(60_000);
    const missing = names.filter((name) => !hasPeer(name));
    if (missing.length === 0) return;
    if (process.env.REQUIRE_PEERS === '1') throw new Error(missing.map(sentence).join('; '));
    const suite = this.test?.parent;
    if (suite) markMissing(suite, missing);
    this.skip();
  });
}

const sentence = (name: PeerName) => `${name} is missing: ${peers[name].howToGet}`;
