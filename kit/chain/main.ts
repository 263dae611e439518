// npm run chain -- LEAF.pem [INTERMEDIATE.pem...] --ca ROOTS.pem --host NAME --at TIME
// The verdict on a certificate chain, link by link. Exit status 0: it stands; 1: it does not; 2: unusable input.
import { parseArgs } from 'node:util';
import { TlsError } from '../../lib/errors.js';
import { reference } from '../../lib/stages.js';
import { type ChainRequest, type Explanation, explainChain } from '../../lib/verify-chain.js';
import { timeText } from '../../lib/x509.js';
import { readCertificates } from '../certificates.js';
import { runCommand, UsageError } from '../usage.js';
import { readTime } from './time.js';
import { chainView } from './view.js';

const usage = `npm run chain -- LEAF.pem [INTERMEDIATE.pem...] --ca ROOTS.pem --host NAME --at TIME

  LEAF.pem ...  the certificates as the server sends them, its own first; PEM or DER
  --ca FILE     certificates to trust; may be given more than once
  --host NAME   the DNS name or IP address of the server
  --at TIME     the moment to judge by: 2009-06-10T01:09:30Z, Unix seconds, or now`;

/** What to judge, or undefined when only help was asked for. */
function readRequest(): (ChainRequest & { host: string }) | undefined {
  const { values, positionals } = parseArgs({
    options: {
      ca: { type: 'string', multiple: true },
      host: { type: 'string' },
      at: { type: 'string' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  const { ca = [], host, at } = values;
  if (values.help) return undefined;
  const missing = [
    positionals.length === 0 && 'the certificates',
    ca.length === 0 && '--ca',
    host === undefined && '--host',
    at === undefined && '--at',
  ].filter(Boolean);
  if (host === undefined || at === undefined || missing.length > 0)
    throw new UsageError(`give ${missing.join(', ')} as well\n\n${usage}`);
  const certificates = (files: string[]) => files.flatMap(readCertificates);
  return { chain: certificates(positionals), anchors: certificates(ca), host, at: readTime(at) };
}

function explain(request: ChainRequest): Explanation {
  try {
    return explainChain(reference, request);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--host: ${error.message}`);
    throw error;
  }
}

await runCommand('chain', () => {
  const request = readRequest();
  if (!request) {
    console.log(usage);
    return 0;
  }
  console.log(`${request.host} at ${timeText(request.at)}\n`);
  const explanation = explain(request);
  console.log(chainView(explanation));
  return explanation.outcome instanceof TlsError ? 1 : 0;
});
