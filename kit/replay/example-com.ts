// example.com, 2017: as much of it as was published. Whether prefixes fit the values that they begin cannot be said
// where nobody has those; lengths and the certificates can be computed.
import { p256 } from '@noble/curves/nist.js';
import { numberToBytesBE } from '@noble/curves/utils.js';
import { decodeCertificate, encodeCertificate } from '../../lib/handshake-body.js';
import { encodeHandshake } from '../../lib/handshake-message.js';
import { hashes } from '../../lib/hashes.js';
import { HandshakeType } from '../../lib/registry.js';
import { type Functions, reference } from '../../lib/stages.js';
import { exampleCom2017 } from '../sessions/example-com-2017.js';
import { hex } from '../sessions/literals.js';
import { chainVerdict, selfSignature } from './chain.js';
import { fingerprintStep } from './fingerprint.js';
import { type Step, Story } from './step.js';

const recordedFingerprint = hex`e5528720d82da304bd40254927c135502284e856bafc0e8ac9d3455e775fb957`;

type ExampleCom = typeof exampleCom2017;

/** What can be computed of the session of 2017, with `f`. */
export function exampleComSteps(session: ExampleCom = exampleCom2017, f: Functions = reference): Step[] {
  const story = new Story();
  shapeSteps(f, session, story);
  certificateSteps(f, session, story);
  curveSteps(session, story);
  fingerprintStep(story, session, recordedFingerprint);
  return story.steps;
}

function shapeSteps(f: Functions, s: ExampleCom, story: Story): void {
  const add = story.chapter('The hellos and the key exchange, by their lengths');
  const { clientHelloLengths: client, serverHelloLengths: server, serverKeyExchangeShape: exchange } = s;
  const fixed = 2 + 32 + 1; // version, random, length of an empty session id
  const body = (...parts: number[]) => parts.reduce((sum, length) => sum + length, 0);

  add("the client's clock", 'RFC 5246 7.4.1.2', String(s.clientRandomGmtUnixTime), () =>
    String(new DataView(s.clientRandomPrefix.slice().buffer).getUint32(0)),
  );
  add('bytes of cipher suites', 'RFC 5246 7.4.1.2', String(client.cipherSuites), () =>
    String(2 * s.cipherSuites.length),
  );
  add('bytes in the ClientHello', 'RFC 5246 7.4.1.2', String(client.handshake), () =>
    String(body(fixed, 2, client.cipherSuites, 2, 2, client.extensions)),
  );
  add('and in its record', 'RFC 5246 7.4', String(client.record), () => String(4 + client.handshake));
  add('bytes in the ServerHello', 'RFC 5246 7.4.1.3', String(server.handshake), () =>
    String(body(fixed, server.sessionId, 2, 1, 2, server.extensions)),
  );
  add('and in its record', 'RFC 5246 7.4', String(server.record), () => String(4 + server.handshake));
  add("the server's choice, in its own order", 'RFC 5246 7.4.1.3', String(s.chosenSuite), () =>
    String(f.selectCipherSuite(s.cipherSuites, [0xc02f])),
  );
  add('bytes in the ServerKeyExchange', 'RFC 8422 5.4', String(exchange.handshake), () =>
    String(body(4, exchange.point, 2, 2, exchange.signature)),
  );
  add('bytes in the ClientKeyExchange', 'RFC 8422 5.7', String(s.clientKeyExchangeLength), () =>
    String(1 + exchange.point),
  );
}

function certificateSteps(f: Functions, s: ExampleCom, story: Story): void {
  const add = story.chapter('Certificates');
  const sent = (index: number) => () =>
    decodeCertificate(s.certificateMessage.subarray(4))[index] as Uint8Array;
  add('Certificate, made of the two', 'RFC 5246 7.4.2', s.certificateMessage, () =>
    encodeHandshake({
      msgType: HandshakeType.certificate,
      body: encodeCertificate([s.leafCertificate, s.intermediateCertificate]),
    }),
  );
  add("example.com's certificate", 'RFC 5246 7.4.2', s.leafCertificate, sent(0));
  add("DigiCert's intermediate", 'RFC 5246 7.4.2', s.intermediateCertificate, sent(1));
  add('how its signature begins', 'RFC 5280 4.1.1.3', s.leafSignaturePrefix, () =>
    f.parseCertificate(s.leafCertificate).signature.subarray(0, s.leafSignaturePrefix.length),
  );
  add('SHA-256 fingerprint of the root', '', s.rootSha256Fingerprint, () =>
    hashes['SHA-256'].digest(s.rootCertificate),
  );
  const path =
    'www.example.org < DigiCert SHA2 High Assurance Server CA < DigiCert High Assurance EV Root CA';
  add('the chain, at that moment', 'RFC 5280 6.1', path, () =>
    chainVerdict(f, {
      chain: [s.leafCertificate, s.intermediateCertificate],
      anchors: [s.rootCertificate],
      host: 'example.com',
      at: s.clientRandomGmtUnixTime,
      keyExchange: 'ECDHE_RSA',
    }),
  );
  add('the root is signed by', 'RFC 5280 4.1.1.3', 'itself, with sha1WithRSAEncryption', () =>
    selfSignature(f, s.rootCertificate),
  );
}

function curveSteps(s: ExampleCom, story: Story): void {
  const add = story.chapter('The curve');
  const { Point } = p256;
  add('p of P-256', 'SEC 2 2.4.2', s.p256P, () => numberToBytesBE(Point.Fp.ORDER, 32));
  add('its base point', 'SEC 2 2.4.2', s.p256GCompressed, () => Point.BASE.toBytes(true));
  add('the y of it', 'SEC 2 2.4.2', s.p256Gy, () =>
    Point.fromBytes(s.p256GCompressed).toBytes(false).subarray(33),
  );
}
