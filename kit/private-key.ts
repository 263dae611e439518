import forge from 'node-forge';
import type { RsaPrivateKey } from '../lib/rsa.js';

/**
 * Reads an RSA private key from PEM: PKCS#1 ("RSA PRIVATE KEY") or PKCS#8 ("PRIVATE KEY"), wherever it stands in
 * the file.
 * @throws Error with one sentence that says why it cannot be used
 */
export function readPrivateKeyPem(pem: string): RsaPrivateKey {
  const block = decodePem(pem).find(({ type }) => type.endsWith('PRIVATE KEY'));
  if (!block) throw new Error('There is no private key in PEM form in this file.');
  if (block.type.startsWith('ENCRYPTED') || block.procType)
    throw new Error('This private key is encrypted: decrypt it first, with openssl pkey -in FILE -out FILE.');
  const { n, e, d, p, q, dP, dQ, qInv } = parseRsa(block.body);
  return {
    n: number(n),
    e: number(e),
    d: number(d),
    p: number(p),
    q: number(q),
    dP: number(dP),
    dQ: number(dQ),
    qInv: number(qInv),
  };
}

function decodePem(pem: string): forge.pem.ObjectPEM[] {
  try {
    return forge.pem.decode(pem);
  } catch {
    return [];
  }
}

function parseRsa(der: string): forge.pki.rsa.PrivateKey {
  try {
    return forge.pki.privateKeyFromAsn1(forge.asn1.fromDer(der)) as forge.pki.rsa.PrivateKey;
  } catch {
    throw new Error('This private key is not an RSA key.');
  }
}

const number = (value: forge.jsbn.BigInteger) => BigInt(`0x${value.toString(16)}`);
