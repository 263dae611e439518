// Climbs the ladder with RC4 against an echo server on 127.0.0.1, in the network namespace that it is started in.
import { TLS10 } from '../../lib/registry.js';
import { stageNames, withReference } from '../../lib/stages.js';
import { patiently, startRung, talkTo } from './ladder.js';

const port = Number(process.argv[2]);
const offer = { minVersion: TLS10, maxVersion: TLS10, cipherSuites: [0x0004] };
for (let k = 0; k <= stageNames.length; k++) {
  const { functions, ran } = withReference(await startRung(k));
  const answer = await patiently(() => talkTo(port, functions, offer, `rung ${k}\n`));
  console.log(`rung ${k} ${JSON.stringify({ answer, ran })}`);
}
