// Clients that identify themselves, both engines in memory (RFC 5246 7.4.4, 7.4.6, 7.4.8).
import assert from 'node:assert/strict';
import {
  converse,
  type Engine,
  type Kind,
  kinds,
  type MoreOptions,
  securityOf,
  startEngine,
} from '../kit/fuzz/engines.js';
import { fuzzCa, fuzzServer, fuzzTrust } from '../kit/fuzz/pki.js';
import { readPrivateKeyPem } from '../kit/private-key.js';
import {
  ClientCertificateType,
  decodeCertificateRequest,
  encodeCertificateRequest,
  isWanted,
} from '../lib/certificate-request.js';
import {
  decodeCertificateVerify,
  encodeCertificateVerify,
  signTranscript,
  verifyTranscript,
} from '../lib/certificate-verify.js';
import { decodeCertificate, encodeCertificate } from '../lib/handshake-body.js';
import { encodeHandshake } from '../lib/handshake-message.js';
import type { MessageName } from '../lib/handshake-rules.js';
import { HandshakeType, TLS10, TLS11, TLS12 } from '../lib/registry.js';
import type { ClientCertificates } from '../lib/server.js';
import { reference } from '../lib/stages.js';
import { suiteById } from '../lib/suites.js';
import { flipped } from './support/bytes.js';
import { ca, certificate } from './support/chains.js';
import { smallKeyPem } from './support/keys.js';
import { refuses, wrongLengths } from './support/properties.js';
import { play } from './support/puppet.js';

const gcm: Kind = { version: TLS12, suite: 0xc02f };
const rc4: Kind = { version: TLS10, suite: 0x0004 };
const { at } = fuzzTrust;
const smallKey = readPrivateKeyPem(smallKeyPem);

const clientAuth = { name: 'extKeyUsage', clientAuth: true };
const clientCa = ca({ subject: 'Client CA' });
const issued = (extensions: Record<string, unknown>[], more = {}) =>
  certificate({ subject: 'Ada', issuer: 'Client CA', extensions, ...more });
const ada = { chain: [issued([clientAuth])], key: smallKey };

const asking: ClientCertificates = { anchors: [clientCa], at, required: false };
const requiring: ClientCertificates = { ...asking, required: true };

interface Ends {
  readonly client: Engine;
  readonly server: Engine;
}
function connect(kind: Kind, more: MoreOptions): Ends {
  const [client, server] = [startEngine('client', kind, more), startEngine('server', kind, more)];
  converse(client.connection, server.connection);
  return { client, server };
}
const sent = ({ events }: Engine) =>
  events.flatMap((event) => (event.type === 'message' && event.sent ? [event.name] : []));

/** The server refuses with this alert, and the client hears of it. */
function refused(
  alert: Parameters<typeof refuses>[0],
  more: MoreOptions,
  kind = gcm,
  message?: RegExp,
): void {
  refuses(alert, () => connect(kind, more), message);
}

describe('client certificates', () => {
  for (const kind of kinds)
    it(`are shown, proved and verified: ${suiteById(kind.suite)?.name}, ${kind.version.toString(16)}`, () => {
      const { client, server } = connect(kind, {
        client: { identity: ada },
        server: { clientCertificates: requiring },
      });
      assert.deepEqual(sent(client).slice(1), [
        'certificate',
        'client_key_exchange',
        'certificate_verify',
        'change_cipher_spec',
        'finished',
      ]);
      assert.deepEqual(securityOf(server)?.clientChain, ada.chain);
      assert.deepEqual(securityOf(client)?.clientChain, ada.chain);
      assert.match(securityOf(server)?.trust ?? '', /the client is CN=Ada, verified up to CN=Client CA/);
    });

  it('are not needed where the server only asks', () => {
    const { client, server } = connect(gcm, { server: { clientCertificates: asking } });
    assert.ok(!sent(client).includes('certificate_verify'));
    assert.deepEqual(securityOf(server)?.clientChain, []);
    assert.match(securityOf(server)?.trust ?? '', /did not identify itself/);
  });

  it('are not sent unasked', () => {
    const { client } = connect(gcm, { client: { identity: ada } });
    assert.ok(!sent(client).includes('certificate'));
    assert.deepEqual(securityOf(client)?.clientChain, []);
  });

  it('are not sent to a server that names other CAs, other kinds of keys or no algorithm of ours', () => {
    const other = { ...asking, anchors: [fuzzCa.certificate] };
    const { client } = connect(gcm, { client: { identity: ada }, server: { clientCertificates: other } });
    assert.deepEqual(securityOf(client)?.clientChain, []);
    const request = { certificateTypes: [1], certificateAuthorities: [] };
    const [issuer] = ada.chain.map((der) => reference.parseCertificate(der).issuer.der) as [Uint8Array];
    assert.ok(isWanted(request, [issuer]));
    assert.ok(isWanted({ ...request, certificateAuthorities: [issuer] }, [issuer]));
    assert.ok(!isWanted({ ...request, certificateTypes: [ClientCertificateType.ecdsa_sign] }, [issuer]));
    assert.ok(!isWanted({ ...request, certificateAuthorities: [issuer.subarray(1)] }, [issuer]));
  });

  it('missing where one is required: handshake_failure', () =>
    refused('handshake_failure', { server: { clientCertificates: requiring } }, gcm, /no certificate/));

  it('of a CA that the server does not trust: unknown_ca', () => {
    // A second certificate bears the name that the server wants to see.
    const stranger = certificate({ subject: 'Ada', issuer: 'Other CA', extensions: [clientAuth] });
    refused('unknown_ca', showing(stranger, issued([])));
  });

  it('of a CA of the right name with another key: bad_certificate', () => {
    refused('bad_certificate', showing(issued([clientAuth], { issuerKey: 'big' })));
  });

  it('out of date: certificate_expired', () => {
    refused('certificate_expired', showing(issued([clientAuth], { to: '2012-01-01T00:00:00Z' })));
    refused('certificate_expired', showing(issued([clientAuth], { from: '2027-01-01T00:00:00Z' })));
  });

  it('for servers only, or with a key that may not sign: unsupported_certificate', () => {
    refused('unsupported_certificate', showing(issued([{ name: 'extKeyUsage', serverAuth: true }])));
    const keyUsage = { name: 'keyUsage', keyEncipherment: true };
    refused('unsupported_certificate', showing(issued([clientAuth, keyUsage])), gcm, /may not sign/);
  });

  it('that are no certificates: bad_certificate', () => {
    const body = encodeCertificate([(ada.chain[0] as Uint8Array).subarray(0, -1)]);
    const content = encodeHandshake({ msgType: HandshakeType.certificate, body });
    const options = { server: { clientCertificates: requiring } };
    const { error } = play('server', gcm, ['client_hello', { type: 22, content }], undefined, { options });
    assert.equal(error?.alert, 'bad_certificate', error?.message);
  });

  for (const kind of [rc4, { version: TLS11, suite: 0x002f }, gcm])
    it(`with another's key: decrypt_error, version ${kind.version.toString(16)}`, () => {
      const thief = { chain: ada.chain, key: fuzzServer.key };
      refused(
        'decrypt_error',
        { client: { identity: thief }, server: { clientCertificates: requiring } },
        kind,
        /client's signature is not over|malformed/,
      );
    });

  /** A client that shows this certificate. */
  const showing = (...chain: Uint8Array[]): MoreOptions => ({
    client: { identity: { chain, key: smallKey } },
    server: { clientCertificates: requiring },
  });
});

describe('the order of messages with client certificates', () => {
  const honest: MessageName[] = [
    'client_hello',
    'certificate',
    'client_key_exchange',
    'certificate_verify',
    'change_cipher_spec',
    'finished',
  ];
  const options = { server: { clientCertificates: { ...requiring, anchors: [fuzzCa.certificate] } } };

  it('a server that asked refuses every message skipped, and the proof is one of them', () => {
    for (const [i, skipped] of honest.entries()) {
      const said = honest.filter((_, k) => k !== i);
      const { error } = play('server', gcm, [...said, 'application_data'], undefined, { options });
      // The puppet shows a certificate for servers, which is refused for itself once it is shown.
      const expected = i > 1 ? 'unsupported_certificate' : 'unexpected_message';
      assert.equal(error?.alert, expected, skipped);
    }
  });

  it('a server that asked takes the proof at its place only', () => {
    const { error } = play('server', gcm, ['client_hello', 'certificate_verify'], undefined, { options });
    assert.equal(error?.alert, 'unexpected_message');
  });

  it('a client that shows a certificate and does not prove it is refused', () => {
    const more: MoreOptions = { client: { identity: ada }, server: { clientCertificates: requiring } };
    const client = startEngine('client', gcm, more);
    const server = startEngine('server', gcm, more);
    for (const record of client.connection.takeOutput()) server.connection.receive(record);
    for (const record of server.connection.takeOutput()) client.connection.receive(record);
    const [flight, changeCipherSpec] = client.connection.takeOutput() as [Uint8Array, Uint8Array];
    const { messages } = reference.joinHandshake(flight.subarray(5));
    const kept = messages.filter(({ msgType }) => msgType !== HandshakeType.certificate_verify);
    const [fragment] = reference.splitHandshake(kept, 2 ** 14) as [Uint8Array];
    server.connection.receive(reference.encodeRecord({ type: 22, version: TLS12, fragment }));
    refuses(
      'unexpected_message',
      () => server.connection.receive(changeCipherSpec),
      /certificate_verify was due/,
    );
  });
});

describe('CertificateRequest', () => {
  const request = {
    certificateTypes: [1, 64],
    signatureAlgorithms: [{ hash: 4, signature: 1 }],
    certificateAuthorities: [Uint8Array.of(0x30, 0), Uint8Array.of(0x30, 1, 0)],
  };

  it('comes back as it was, with algorithms in TLS 1.2 and without them before', () => {
    assert.deepEqual(decodeCertificateRequest(encodeCertificateRequest(request), TLS12), request);
    const { signatureAlgorithms: _, ...old } = request;
    assert.deepEqual(decodeCertificateRequest(encodeCertificateRequest(old), TLS11), old);
  });

  it('of another length, without types or with an empty name is a decode_error', () => {
    for (const bytes of wrongLengths(encodeCertificateRequest(request)))
      refuses('decode_error', () => decodeCertificateRequest(bytes, TLS12));
    for (const wrong of [
      { ...request, certificateTypes: [] },
      { ...request, certificateAuthorities: [new Uint8Array()] },
    ])
      refuses('decode_error', () => decodeCertificateRequest(encodeCertificateRequest(wrong), TLS12));
  });
});

describe('CertificateVerify', () => {
  const transcript = [
    { msgType: 1, body: Uint8Array.of(1, 2, 3) },
    { msgType: 16, body: Uint8Array.of(4) },
  ];
  const sha256 = { hash: 4, signature: 1 };

  for (const version of [TLS10, TLS11, TLS12]) {
    const proof = signTranscript(reference, version, smallKey, sha256, transcript);

    it(`comes back as it was, version ${version.toString(16)}`, () => {
      assert.equal('algorithm' in proof, version === TLS12);
      assert.deepEqual(decodeCertificateVerify(encodeCertificateVerify(proof), version), proof);
      for (const bytes of wrongLengths(encodeCertificateVerify(proof)))
        refuses('decode_error', () => decodeCertificateVerify(bytes, version));
    });

    it(`is good for these messages in this order under this key alone, version ${version.toString(16)}`, () => {
      verifyTranscript(reference, version, smallKey, proof, transcript);
      const [hello, exchange] = transcript as [(typeof transcript)[0], (typeof transcript)[0]];
      for (const other of [[hello], [exchange, hello], [hello, exchange, exchange], []])
        refuses('decrypt_error', () => verifyTranscript(reference, version, smallKey, proof, other));
      refuses('decrypt_error', () => verifyTranscript(reference, version, fuzzServer.key, proof, transcript));
      for (const signature of [flipped(proof.signature, 9), proof.signature.subarray(1), new Uint8Array()])
        refuses('decrypt_error', () =>
          verifyTranscript(reference, version, smallKey, { ...proof, signature }, transcript),
        );
    });
  }

  it('names an algorithm that was asked for, in TLS 1.2', () => {
    const proof = signTranscript(reference, TLS12, smallKey, sha256, transcript);
    for (const algorithm of [
      { hash: 1, signature: 1 },
      { hash: 4, signature: 3 },
      { hash: 8, signature: 4 },
    ])
      refuses('illegal_parameter', () =>
        verifyTranscript(reference, TLS12, smallKey, { ...proof, algorithm }, transcript),
      );
    const sha1 = { ...proof, algorithm: { hash: 2, signature: 1 } };
    refuses('decrypt_error', () => verifyTranscript(reference, TLS12, smallKey, sha1, transcript));
  });
});

describe('an empty certificate message', () => {
  it('is how a client says that it has none', () =>
    assert.deepEqual(decodeCertificate(encodeCertificate([])), []));
});
