// Certificates of the labs' servers, made from a seed. The keys are small and known to whoever knows the seed.
import type { Random } from '../../../lib/key-exchange.js';
import type { Verification } from '../../../lib/trust.js';
import { type CertifiedKey, createCourseCa, issueServerCertificate } from '../../course-ca.js';
import { keyPem, seededRsaKey } from '../../learner-session/keys.js';

/** Long gone, like what the labs attack. */
export const validity = {
  notBefore: new Date('1995-01-01T00:00:00Z'),
  notAfter: new Date('2015-01-01T00:00:00Z'),
};

export const HOST = 'shop.example';

export interface Identity {
  readonly ca: CertifiedKey;
  readonly server: CertifiedKey;
  /** What the client believes. */
  readonly trust: Verification;
}

/** @param bits of the server's modulus @param caKey the CA's key, 1024 bits if left out */
export function seededIdentity(random: Random, bits = 1024, caKey = seededRsaKey(random, 1024)): Identity {
  const ca = createCourseCa({ ...validity, subjectName: 'Labs CA', keyPem: keyPem(caKey) });
  const server = issueServerCertificate(ca, {
    ...{ ...validity, hostNames: [HOST], addresses: [], keyPem: keyPem(seededRsaKey(random, bits)) },
  });
  const at = Date.parse('2010-01-01T00:00:00Z') / 1000;
  return { ca, server, trust: { anchors: [ca.certificate], host: HOST, at } };
}
