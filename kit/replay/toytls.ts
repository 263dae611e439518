// Google, 2012: a statement that a server signed without knowing it. Its hash is the client random, and the
// signature over the ServerKeyExchange covers both randoms and so the time in the server's.
import { p256 } from '@noble/curves/nist.js';
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { hashes } from '../../lib/hashes.js';
import { MAX_PLAINTEXT, type TLSRecord } from '../../lib/records.js';
import { TLS11 } from '../../lib/registry.js';
import { modulusLength, rsaPublicOperation } from '../../lib/rsa.js';
import { encodeServerParams } from '../../lib/server-key-exchange.js';
import { type Functions, reference } from '../../lib/stages.js';
import { hex } from '../sessions/literals.js';
import { toytlsGoogle2012 } from '../sessions/toytls-google-2012.js';
import { chainVerdict, selfSignature } from './chain.js';
import { fingerprintStep } from './fingerprint.js';
import { type Step, Story } from './step.js';

const recordedFingerprint = hex`5063ab4f6367c31580657c675e3641d71ed4414a57aee332d6e8e191fc3129c3`;

type Toytls = typeof toytlsGoogle2012;

/** The signed statement of 2012, computed with `f`. */
export function toytlsSteps(session: Toytls = toytlsGoogle2012, f: Functions = reference): Step[] {
  const story = new Story();
  helloSteps(f, session, story);
  signedSteps(f, session, story);
  signerSteps(f, session, story);
  fingerprintStep(story, session, recordedFingerprint);
  return story.steps;
}

function helloSteps(f: Functions, s: Toytls, story: Story): void {
  const add = story.chapter('A ClientHello of toytls');
  const record = () => f.decodeRecord(s.clientHelloRecord, MAX_PLAINTEXT)?.record as TLSRecord;
  const hello = () => f.decodeClientHello(record().fragment.subarray(4));
  add('decoded and encoded again', 'RFC 5246 7.4.1.2', s.clientHelloRecord, () =>
    f.encodeRecord({
      ...record(),
      fragment: concatBytes(record().fragment.subarray(0, 4), f.encodeClientHello(hello())),
    }),
  );
  add('its clock', 'RFC 5246 7.4.1.2', String(s.clientHelloRandomGmtUnixTime), () => clock(hello().random));
}

function signedSteps(f: Functions, s: Toytls, story: Story): void {
  const add = story.chapter('The statement and what the server signed');
  const params = { group: 23, publicKey: s.serverEcdhePoint };
  const key = { n: f.os2ip(s.googleModulus), e: 65537n };

  add('SHA-256 of the statement', '', s.statementSha256, () =>
    hashes['SHA-256'].digest(utf8ToBytes(s.statementText)),
  );
  add('client random, the same bytes', 'RFC 5246 7.4.1.2', s.clientRandom, () => s.statementSha256);
  add("the server's clock", 'RFC 5246 7.4.1.3', String(s.serverRandomGmtUnixTime), () =>
    clock(s.serverRandom),
  );
  add("the server's point, on P-256", 'RFC 8422 5.4.1', s.serverEcdhePoint, () =>
    p256.Point.fromBytes(s.serverEcdhePoint).toBytes(false),
  );
  add('curve and point, as sent', 'RFC 8422 5.4', s.ecdheParams, () => encodeServerParams(params));
  add('the bytes that are signed', 'RFC 8422 5.4', s.signedBytes, () =>
    concatBytes(s.clientRandom, s.serverRandom, s.ecdheParams),
  );
  add('their MD5', 'RFC 4346 7.4.3', s.signedMd5, () => hashes.MD5.digest(s.signedBytes));
  add('their SHA-1', 'RFC 4346 7.4.3', s.signedSha1, () => hashes['SHA-1'].digest(s.signedBytes));
  add('signature^e mod n', 'RFC 8017 5.2.2', s.signatureDecrypted, () =>
    rsaPublicOperation(f, key, s.signature),
  );
  add('the block under the signature', 'RFC 8017 9.2', s.signatureDecrypted, () =>
    f.pkcs1Pad(
      1,
      f.signedKeyExchange(TLS11, 'SHA-1', s.clientRandom, s.serverRandom, s.ecdheParams),
      s.signature.length,
    ),
  );
}

function signerSteps(f: Functions, s: Toytls, story: Story): void {
  const add = story.chapter('Who signed');
  add('modulus in the certificate', 'RFC 8017 A.1.1', s.googleModulus, () => {
    const { publicKey } = f.parseCertificate(s.googleCertificate);
    if (publicKey.type !== 'rsa') throw new Error('the certificate has no RSA key');
    return f.i2osp(publicKey.n, modulusLength(publicKey));
  });
  const path = 'www.google.com < Thawte SGC CA < Class 3 Public Primary Certification Authority';
  add('the chain, at that moment', 'RFC 5280 6.1', path, () =>
    chainVerdict(f, {
      chain: [s.googleCertificate, s.thawteSgcCaCertificate],
      anchors: [s.verisignRootCertificate],
      host: 'www.google.com',
      at: s.serverRandomGmtUnixTime,
      keyExchange: 'ECDHE_RSA',
    }),
  );
  add('the root is signed by', 'RFC 5280 4.1.1.3', 'itself, with md2WithRSAEncryption', () =>
    selfSignature(f, s.verisignRootCertificate),
  );
}

const clock = (random: Uint8Array) => String(new DataView(random.slice().buffer).getUint32(0));
