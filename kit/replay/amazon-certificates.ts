// Amazon, 2009: three certificates, three signatures, the last of them with MD2, and the verdict on the chain.
import { decodeCertificate } from '../../lib/handshake-body.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { modulusLength, type RsaPublicKey, rsaPublicOperation } from '../../lib/rsa.js';
import type { Functions } from '../../lib/stages.js';
import type { Certificate } from '../../lib/x509.js';
import { type Amazon2009, amazonTime } from '../sessions/amazon-2009.js';
import { chainVerdict } from './chain.js';
import type { Story } from './step.js';

type Add = ReturnType<Story['chapter']>;

/** One certificate of the chain and what was recorded about it and the key that signed it. */
interface Signed {
  readonly whose: string;
  readonly certificate: Uint8Array;
  readonly issuerModulus: Uint8Array;
  readonly hash: HashName;
  readonly digestInfoPrefix: Uint8Array;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
  readonly decrypted: Uint8Array;
  readonly tbs?: Uint8Array;
}

export function certificateSteps(f: Functions, s: Amazon2009, story: Story): void {
  const add = story.chapter('Certificates');
  const sent = (index: number) => () =>
    decodeCertificate(s.certificateMessage.subarray(4))[index] as Uint8Array;
  add("Amazon's certificate, the first in the message", 'RFC 5246 7.4.2', s.amazonCertificate, sent(0));
  add("VeriSign's intermediate, the second", 'RFC 5246 7.4.2', s.verisignIntermediateCertificate, sent(1));
  add("SHA-1 fingerprint of Amazon's", '', s.amazonCertificateSha1Fingerprint, () =>
    hashes['SHA-1'].digest(s.amazonCertificate),
  );
  add("MD5 fingerprint of Amazon's", '', s.amazonCertificateMd5Fingerprint, () =>
    hashes.MD5.digest(s.amazonCertificate),
  );
  keySteps(f, s, add);
  for (const signed of signatures(s)) signatureSteps(f, s, add, signed);
  const path =
    'www.amazon.com < VeriSign Class 3 Secure Server CA < Class 3 Public Primary Certification Authority';
  add('the chain, on the day', 'RFC 5280 6.1', path, () =>
    chainVerdict(f, {
      chain: [s.amazonCertificate, s.verisignIntermediateCertificate],
      anchors: [s.verisignRootCertificate],
      host: 'www.amazon.com',
      at: amazonTime,
      keyExchange: 'RSA',
    }),
  );
}

function keySteps(f: Functions, s: Amazon2009, add: Add): void {
  const keys: [string, Uint8Array, Uint8Array][] = [
    ['Amazon', s.amazonCertificate, s.amazonModulus],
    ['VeriSign intermediate', s.verisignIntermediateCertificate, s.verisignIntermediateModulus],
    ['VeriSign root', s.verisignRootCertificate, s.verisignRootModulus],
  ];
  for (const [whose, certificate, modulus] of keys) {
    const key = () => rsaKey(f.parseCertificate(certificate));
    add(`${whose}: modulus`, 'RFC 8017 A.1.1', modulus, () => f.i2osp(key().n, modulusLength(key())));
    add(`${whose}: public exponent`, 'RFC 8017 A.1.1', s.publicExponent, () => f.i2osp(key().e, 3));
  }
  const decimal = String(s.verisignIntermediateModulusDecimal);
  add("the intermediate's modulus in decimal", '', decimal, () =>
    String(f.os2ip(s.verisignIntermediateModulus)),
  );
}

function signatures(s: Amazon2009): Signed[] {
  const sha1 = { hash: 'SHA-1', digestInfoPrefix: s.digestinfoPrefixSha1 } as const;
  return [
    {
      ...sha1,
      whose: 'Amazon',
      certificate: s.amazonCertificate,
      tbs: s.amazonTbsCertificate,
      digest: s.amazonTbsSha1,
      signature: s.amazonSignature,
      decrypted: s.amazonSignatureDecrypted,
      issuerModulus: s.verisignIntermediateModulus,
    },
    {
      ...sha1,
      whose: 'VeriSign intermediate',
      certificate: s.verisignIntermediateCertificate,
      tbs: s.verisignIntermediateTbsCertificate,
      digest: s.verisignIntermediateTbsSha1,
      signature: s.verisignIntermediateSignature,
      decrypted: s.verisignIntermediateSignatureDecrypted,
      issuerModulus: s.verisignRootModulus,
    },
    {
      whose: 'VeriSign root',
      hash: 'MD2',
      digestInfoPrefix: s.digestinfoPrefixMd2,
      certificate: s.verisignRootCertificate,
      digest: s.verisignRootTbsMd2,
      signature: s.verisignRootSignature,
      decrypted: s.verisignRootSignatureDecrypted,
      issuerModulus: s.verisignRootModulus,
    },
  ];
}

function signatureSteps(f: Functions, s: Amazon2009, add: Add, signed: Signed): void {
  const { whose, hash } = signed;
  const parsed = () => f.parseCertificate(signed.certificate);
  const tbs = signed.tbs;
  if (tbs) add(`${whose}: tbsCertificate`, 'RFC 5280 4.1.1.1', tbs, () => parsed().tbs);
  add(`${whose}: ${hash} of tbsCertificate`, 'RFC 5280 4.1.1.3', signed.digest, () =>
    hashes[hash].digest(parsed().tbs),
  );
  add(`${whose}: signature`, 'RFC 5280 4.1.1.3', signed.signature, () => parsed().signature);
  add(`${whose}: signature^e mod n`, 'RFC 8017 5.2.2', signed.decrypted, () => {
    const key = { n: f.os2ip(signed.issuerModulus), e: f.os2ip(s.publicExponent) };
    return rsaPublicOperation(f, key, signed.signature);
  });
  add(`${whose}: DigestInfo before the digest`, 'RFC 8017 9.2', signed.digestInfoPrefix, () =>
    f.pkcs1Unpad(1, signed.decrypted).subarray(0, -hashes[hash].outputLength),
  );
  add(`${whose}: digest in the signature`, 'RFC 8017 9.2', signed.digest, () =>
    f.pkcs1Unpad(1, signed.decrypted).subarray(-hashes[hash].outputLength),
  );
}

function rsaKey({ publicKey }: Certificate): RsaPublicKey {
  if (publicKey.type !== 'rsa') throw new Error('the certificate has no RSA key');
  return publicKey;
}
