// A certificate chain and its key, from files.
import type { Identity } from '../../lib/client.js';
import { reference } from '../../lib/stages.js';
import { readCertificates } from '../certificates.js';
import { readPrivateKeyPem } from '../private-key.js';
import { readInput, UsageError } from '../usage.js';

/** @throws UsageError for files that cannot be read or do not go together */
export function readIdentity(certFile: string, keyFile: string): Identity {
  const chain = readCertificates(certFile);
  const key = readPrivateKeyPem(Buffer.from(readInput(keyFile)).toString('latin1'));
  const { publicKey } = reference.parseCertificate(chain[0] as Uint8Array);
  if (publicKey.type !== 'rsa' || publicKey.n !== key.n)
    throw new UsageError(`the key in ${keyFile} does not belong to the first certificate in ${certFile}`);
  return { chain, key };
}
