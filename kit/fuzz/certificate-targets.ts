// Certificates: DER, X.509 and the verdict on a chain. Nobody here can sign, so no chain that was touched may stand.
import { equalBytes } from '@noble/curves/utils.js';
import { decodeTlv } from '../../lib/der.js';
import type { AlertName } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { type ChainRequest, explainChain, verifyChain } from '../../lib/verify-chain.js';
import { parseCertificate } from '../../lib/x509.js';
import { amazon2009 } from '../sessions/amazon-2009.js';
import { toytlsGoogle2012 } from '../sessions/toytls-google-2012.js';
import { mutate } from './mutate.js';
import { fuzzCa, fuzzServer, fuzzTrust } from './pki.js';
import { refusesWith, type Target, Wrong } from './target.js';

const certificates = [
  amazon2009.amazonCertificate,
  amazon2009.verisignIntermediateCertificate,
  amazon2009.verisignRootCertificate,
  toytlsGoogle2012.googleCertificate,
  toytlsGoogle2012.thawteSgcCaCertificate,
  fuzzCa.certificate,
  fuzzServer.certificate,
];

/** What RFC 5246 7.2.2 has for certificates. */
export const certificateAlerts: readonly AlertName[] = [
  'bad_certificate',
  'unsupported_certificate',
  'certificate_expired',
  'certificate_unknown',
  'unknown_ca',
];

const chains: readonly (ChainRequest & { readonly host: string })[] = [
  {
    chain: [amazon2009.amazonCertificate, amazon2009.verisignIntermediateCertificate],
    anchors: [amazon2009.verisignRootCertificate],
    host: 'www.amazon.com',
    at: amazon2009.clientRandomGmtUnixTime,
    keyExchange: 'RSA',
  },
  { ...fuzzTrust, chain: [fuzzServer.certificate], keyExchange: 'ECDHE_RSA' },
];

export const certificateTargets: readonly Target[] = [
  {
    name: 'der',
    isRefusal: refusesWith('bad_certificate'),
    run(random) {
      const bytes = mutate(random, random.pick(certificates), certificates);
      for (let at = 0; at < bytes.length; ) {
        const { start, end, headerLength, value } = decodeTlv(bytes, at);
        if (start !== at || end !== start + headerLength + value.length)
          throw new Wrong('the lengths disagree');
        at = end;
      }
    },
  },
  {
    name: 'certificate',
    isRefusal: refusesWith('bad_certificate'),
    run(random) {
      const bytes = mutate(random, random.pick(certificates), certificates);
      const traced = parseCertificate(bytes, []);
      if (!equalBytes(parseCertificate(bytes).tbs, traced.tbs))
        throw new Wrong('a trace changes what is read');
    },
  },
  {
    name: 'verify-chain',
    isRefusal: refusesWith(...certificateAlerts),
    run(random) {
      const honest = random.pick(chains);
      const chain = honest.chain.map((der) => (random.oneIn(3) ? mutate(random, der, certificates) : der));
      if (random.oneIn(4)) chain.push(...certificates.filter(() => random.oneIn(2)));
      if (random.oneIn(8)) chain.reverse();
      if (random.oneIn(20)) explainChain(reference, { ...honest, chain });
      const { path } = verifyChain(reference, { ...honest, chain });
      for (const { der } of path)
        if (!certificates.some((known) => equalBytes(known, der)))
          throw new Wrong('a certificate that was changed stands');
    },
  },
];
