// TLS 1.3 against RFC 8448, and its parts against node:crypto.
import assert from 'node:assert/strict';
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  privateEncrypt,
  sign,
  verify,
} from 'node:crypto';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { verifyCertificateVerify } from '../kit/tls13/certificate-verify.js';
import { decodeServerShare } from '../kit/tls13/extensions.js';
import { decodeClientHello13, decodeServerHello13, settle13 } from '../kit/tls13/hellos.js';
import { hkdfExpandLabel, trafficKeys, verifyData13 } from '../kit/tls13/key-schedule.js';
import {
  decodeCertificate13,
  decodeCertificateVerify13,
  decodeEncryptedExtensions,
  decodeNewSessionTicket13,
} from '../kit/tls13/messages.js';
import { verifyPss } from '../kit/tls13/pss.js';
import { openRecord, recordNonce } from '../kit/tls13/record.js';
import { readSession13 } from '../kit/tls13/session.js';
import { suite13 } from '../kit/tls13/suites.js';
import { findExtension } from '../lib/extensions.js';
import { hashes } from '../lib/hashes.js';
import { hmac } from '../lib/hmac.js';
import * as integers from '../lib/integers.js';
import { os2ip } from '../lib/integers.js';
import { decodeRecord, MAX_CIPHERTEXT, MAX_PLAINTEXT, type TLSRecord } from '../lib/records.js';
import { NamedGroup } from '../lib/registry.js';
import { rsaPublicOperation } from '../lib/rsa.js';
import { flipped, withByte } from './support/bytes.js';
import { hex } from './support/hex.js';
import { caKeyPem } from './support/keys.js';
import { runSeed, seeded } from './support/random.js';
import { rfc8448 as rfc } from './support/rfc8448.js';
import { innerPlaintext, sealRecord } from './support/tls13.js';

const suite = suite13(0x1301);
const hash = (...messages: Uint8Array[]) => hashes['SHA-256'].digest(...messages);
const record = (bytes: Uint8Array) => decodeRecord(bytes, MAX_CIPHERTEXT)?.record as TLSRecord;
const body = (message: Uint8Array) => message.subarray(4);
const upToCertificate = [rfc.clientHello, rfc.serverHello, rfc.encryptedExtensions, rfc.certificate];
const serverFlight = [rfc.encryptedExtensions, rfc.certificate, rfc.certificateVerify, rfc.serverFinished];

describe('tls13: the key schedule', () => {
  it('gives the secrets that RFC 8448 prints, from the two that come before them', () => {
    const hellos = hash(rfc.clientHello, rfc.serverHello);
    const all = hash(rfc.clientHello, rfc.serverHello, ...serverFlight);
    const derived = (secret: Uint8Array, label: string, context: Uint8Array) =>
      hkdfExpandLabel('SHA-256', secret, label, context, 32);
    assert.deepEqual(derived(rfc.handshakeSecret, 'c hs traffic', hellos), rfc.clientHandshakeSecret);
    assert.deepEqual(derived(rfc.handshakeSecret, 's hs traffic', hellos), rfc.serverHandshakeSecret);
    assert.deepEqual(derived(rfc.masterSecret, 'c ap traffic', all), rfc.clientTrafficSecret);
    assert.deepEqual(derived(rfc.masterSecret, 's ap traffic', all), rfc.serverTrafficSecret);
    const nothing = new Uint8Array();
    assert.deepEqual(derived(rfc.serverHandshakeSecret, 'finished', nothing), rfc.finishedKeyOfServer);
  });

  it('gives the keys and IVs that it prints', () => {
    const keys = (secret: Uint8Array) => trafficKeys(suite, secret);
    const { clientHandshakeKey, clientHandshakeIv, serverHandshakeKey, serverHandshakeIv } = rfc;
    assert.deepEqual(keys(rfc.clientHandshakeSecret), { key: clientHandshakeKey, iv: clientHandshakeIv });
    assert.deepEqual(keys(rfc.serverHandshakeSecret), { key: serverHandshakeKey, iv: serverHandshakeIv });
    assert.deepEqual(keys(rfc.serverTrafficSecret), { key: rfc.serverTrafficKey, iv: rfc.serverTrafficIv });
  });

  it('gives both verify_data, each under the key of its sender', () => {
    const server = [...upToCertificate, rfc.certificateVerify];
    const client = [...server, rfc.serverFinished];
    assert.deepEqual(
      verifyData13(suite, rfc.serverHandshakeSecret, hash(...server)),
      body(rfc.serverFinished),
    );
    assert.deepEqual(
      verifyData13(suite, rfc.clientHandshakeSecret, hash(...client)),
      body(rfc.clientFinished),
    );
    assert.notDeepEqual(
      verifyData13(suite, rfc.serverHandshakeSecret, hash(...client)),
      body(rfc.clientFinished),
    );
  });

  it(`expands as node:crypto does, with either hash (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const name of ['SHA-256', 'SHA-384'] as const) {
      const [secret, context, length] = [random.bytes(48), random.bytes(32), 1 + random.integer(200)];
      const info = Uint8Array.of(length >> 8, length & 255, 10, ...Buffer.from('tls13 test'), 32, ...context);
      const salt = random.bytes(10);
      const theirs = new Uint8Array(hkdfSync(name.replace('-', ''), secret, salt, info, length));
      const extracted = hmac(name, salt, secret); // which node:crypto does first (RFC 5869 2.2)
      assert.deepEqual(hkdfExpandLabel(name, extracted, 'test', context, length), theirs);
    }
  });

  it('knows the suites with AES-GCM and refuses others by name', () => {
    assert.equal(suite13(0x1302).hash, 'SHA-384');
    assert.throws(() => suite13(0x1303), { alert: 'illegal_parameter', message: /CHACHA20/ });
    assert.throws(() => suite13(0xc02f), { alert: 'illegal_parameter', message: /ECDHE_RSA/ });
  });
});

describe('tls13: records', () => {
  const client = trafficKeys(suite, rfc.clientTrafficSecret);
  const server = trafficKeys(suite, rfc.serverTrafficSecret);
  const handshake = trafficKeys(suite, rfc.serverHandshakeSecret);
  const flight = record(rfc.serverFlight);

  it('open as RFC 8448 prints them', () => {
    assert.deepEqual(openRecord(handshake, 0n, flight), {
      content: concatBytes(...serverFlight),
      type: 22,
      padding: 0,
    });
    const clientHandshake = trafficKeys(suite, rfc.clientHandshakeSecret);
    const finished = openRecord(clientHandshake, 0n, record(rfc.clientFinishedRecord));
    assert.deepEqual(finished, { content: rfc.clientFinished, type: 22, padding: 0 });
    const data = { content: rfc.data, type: 23, padding: 0 };
    assert.deepEqual(openRecord(client, 0n, record(rfc.clientDataRecord)), data);
    assert.deepEqual(openRecord(server, 1n, record(rfc.serverDataRecord)), data);
    const alert = { content: hex('01 00'), type: 21, padding: 0 };
    assert.deepEqual(openRecord(client, 1n, record(rfc.clientAlertRecord)), alert);
    assert.deepEqual(openRecord(server, 2n, record(rfc.serverAlertRecord)), alert);
  });

  it('count in the last eight bytes of the nonce', () => {
    const iv = hex('00 11 22 33 44 55 66 77 88 99 aa bb');
    assert.deepEqual(recordNonce(iv, 0n), iv);
    assert.equal(
      bytesToHex(recordNonce(iv, 0xff00000000000001n)),
      '00112233bb556677 8899aaba'.replace(' ', ''),
    );
    assert.equal(bytesToHex(iv), '00112233445566778899aabb');
  });

  it('do not open with a bit flipped, another key or number, or another header', () => {
    const refused = { alert: 'bad_record_mac' };
    for (const index of [0, 300, flight.fragment.length - 1]) {
      const damaged = { ...flight, fragment: flipped(flight.fragment, index) };
      assert.throws(() => openRecord(handshake, 0n, damaged), refused, `${index}`);
    }
    assert.throws(() => openRecord(server, 0n, flight), refused);
    assert.throws(() => openRecord(handshake, 1n, flight), refused);
    assert.throws(() => openRecord(handshake, 0n, { ...flight, version: 0x0304 }), refused);
    assert.throws(() => openRecord(handshake, 0n, { ...flight, fragment: new Uint8Array(15) }), refused);
    assert.throws(() => openRecord(handshake, 0n, { ...flight, type: 22 }), { alert: 'unexpected_message' });
  });

  it('hide a type behind the content, and padding behind the type', () => {
    const opened = (inner: Uint8Array) => openRecord(handshake, 3n, record(sealRecord(handshake, 3, inner)));
    const content = hex('01 02 00 00');
    assert.deepEqual(opened(innerPlaintext(23, content, 100)), { content, type: 23, padding: 100 });
    assert.deepEqual(opened(innerPlaintext(23, new Uint8Array())), {
      content: hex(''),
      type: 23,
      padding: 0,
    });
    const most = new Uint8Array(MAX_PLAINTEXT).fill(1);
    assert.equal(opened(innerPlaintext(23, most)).content.length, MAX_PLAINTEXT);
    assert.throws(() => opened(innerPlaintext(23, concatBytes(most, hex('01')))), {
      alert: 'record_overflow',
    });
    assert.throws(() => opened(new Uint8Array(5)), {
      alert: 'unexpected_message',
      message: /nothing but padding/,
    });
    assert.throws(() => opened(new Uint8Array()), { alert: 'unexpected_message' });
  });
});

describe('tls13: messages of RFC 8448', () => {
  const clientHello = decodeClientHello13(body(rfc.clientHello));
  const serverHello = decodeServerHello13(body(rfc.serverHello));
  const ticket = openRecord(
    trafficKeys(suite, rfc.serverTrafficSecret),
    0n,
    record(rfc.ticketRecord),
  ).content;

  it('settle the suite and a share each', () => {
    const { cipherSuite, clientShare, serverShare } = settle13(clientHello, serverHello);
    assert.deepEqual(
      [cipherSuite, clientShare.group, serverShare.group],
      [0x1301, NamedGroup.x25519, NamedGroup.x25519],
    );
    assert.equal(bytesToHex(serverShare.keyExchange.subarray(0, 8)), 'c9828876112095fe');
    assert.deepEqual(
      decodeServerShare(findExtension(serverHello.extensions, 'key_share') as Uint8Array),
      serverShare,
    );
  });

  it('are read as they were meant', () => {
    const names = decodeEncryptedExtensions(body(rfc.encryptedExtensions)).map(
      ({ extensionType }) => extensionType,
    );
    assert.deepEqual(names, [10, 28, 0]);
    const { requestContext, entries } = decodeCertificate13(body(rfc.certificate));
    assert.deepEqual(
      [requestContext.length, entries.map(({ certificate }) => certificate.length)],
      [0, [432]],
    );
    const {
      ticketLifetime,
      ticketAgeAdd,
      ticketNonce,
      ticket: opaque,
    } = decodeNewSessionTicket13(body(ticket));
    assert.deepEqual(
      [ticketLifetime, ticketAgeAdd, ticketNonce, opaque.length],
      [30, 0xfad6aac5, hex('0000'), 178],
    );
  });

  it('have a signature over everything up to the certificate, and over nothing else', () => {
    const message = decodeCertificateVerify13(body(rfc.certificateVerify));
    const [own] = decodeCertificate13(body(rfc.certificate)).entries;
    const certificate = own?.certificate as Uint8Array;
    const signed = hash(...upToCertificate);
    verifyCertificateVerify(message, certificate, signed);
    const refused = { alert: 'decrypt_error' };
    const damaged = { ...message, signature: flipped(message.signature, 5) };
    assert.throws(() => verifyCertificateVerify(damaged, certificate, signed), refused);
    assert.throws(() => verifyCertificateVerify(message, certificate, hash(rfc.clientHello)), refused);
    const sha384 = { ...message, algorithm: 0x0805 };
    assert.throws(() => verifyCertificateVerify(sha384, certificate, signed), refused);
    for (const [algorithm, name] of [
      [0x0401, /rsa_pkcs1_sha256/],
      [0x0403, /ecdsa_secp256r1/],
      [0xfefe, /65278/],
    ] as const)
      assert.throws(() => verifyCertificateVerify({ ...message, algorithm }, certificate, signed), {
        alert: 'illegal_parameter',
        message: name,
      });
  });

  it('end where they end: a byte less or more is refused', () => {
    const decoders: [string, (bytes: Uint8Array) => unknown, Uint8Array][] = [
      ['ClientHello', decodeClientHello13, rfc.clientHello],
      ['ServerHello', decodeServerHello13, rfc.serverHello],
      ['EncryptedExtensions', decodeEncryptedExtensions, rfc.encryptedExtensions],
      ['Certificate', decodeCertificate13, rfc.certificate],
      ['CertificateVerify', decodeCertificateVerify13, rfc.certificateVerify],
      ['NewSessionTicket', decodeNewSessionTicket13, ticket],
    ];
    for (const [name, decode, message] of decoders) {
      decode(body(message));
      assert.throws(() => decode(body(message).subarray(0, -1)), { alert: 'decode_error' }, name);
      assert.throws(() => decode(concatBytes(body(message), hex('00'))), { alert: 'decode_error' }, name);
    }
  });

  it('make a session that reads from end to end', () => {
    const line = (label: string, secret: Uint8Array) =>
      `${label} ${bytesToHex(clientHello.random)} ${bytesToHex(secret)}`;
    const keyLog = [
      line('CLIENT_HANDSHAKE_TRAFFIC_SECRET', rfc.clientHandshakeSecret),
      line('SERVER_HANDSHAKE_TRAFFIC_SECRET', rfc.serverHandshakeSecret),
      line('CLIENT_TRAFFIC_SECRET_0', rfc.clientTrafficSecret),
      line('SERVER_TRAFFIC_SECRET_0', rfc.serverTrafficSecret),
    ].join('\n');
    const wire = (
      [
        ['client', concatBytes(hex('16 03 01 00 c4'), rfc.clientHello)],
        ['server', concatBytes(hex('16 03 03 00 5a'), rfc.serverHello, rfc.serverFlight)],
        ['client', rfc.clientFinishedRecord],
        ['server', rfc.ticketRecord],
        ['client', rfc.clientDataRecord],
        ['server', rfc.serverDataRecord],
        ['client', rfc.clientAlertRecord],
        ['server', rfc.serverAlertRecord],
      ] as const
    ).map(([direction, bytes]) => ({ direction, bytes }));
    const { records, transcript } = readSession13(wire, keyLog);
    assert.deepEqual(
      transcript.map(({ msgType }) => msgType),
      [1, 2, 8, 11, 15, 20, 20],
    );
    assert.deepEqual(
      records.map(({ inner }) => inner?.type),
      [undefined, undefined, 22, 22, 22, 23, 23, 21, 21],
    );
  });
});

describe('tls13: RSA-PSS', () => {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const ours = createPrivateKey(caKeyPem);
  const numbers = (key: KeyObject) => {
    const { n = '', e = '' } = createPublicKey(key).export({ format: 'jwk' });
    const integer = (text: string) => os2ip(new Uint8Array(Buffer.from(text, 'base64url')));
    return { n: integer(n), e: integer(e) };
  };
  const signed = (key: KeyObject, message: Uint8Array, saltLength = 32) =>
    new Uint8Array(sign('sha256', message, { key, padding, saltLength }));

  it(`takes what node:crypto signs, whatever the number of bits (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    for (const bits of [1024, 1025, 1026, 1031]) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
      const message = random.bytes(random.integer(100));
      const signature = signed(privateKey, message);
      verifyPss('SHA-256', numbers(privateKey), message, signature);
      const damaged = flipped(signature, random.integer(signature.length), 1 << random.integer(8));
      assert.throws(() => verifyPss('SHA-256', numbers(privateKey), message, damaged), {
        alert: 'decrypt_error',
      });
      assert.equal(
        verify('sha256', message, { key: createPublicKey(privateKey), padding, saltLength: 32 }, damaged),
        false,
      );
    }
    verifyPss(
      'SHA-512',
      numbers(ours),
      hex('aa'),
      new Uint8Array(sign('sha512', hex('aa'), { key: ours, padding, saltLength: 64 })),
    );
  });

  it('refuses another message, key, hash, salt length or kind of signature', () => {
    const key = numbers(ours);
    const message = hex('01 02 03');
    const signature = signed(ours, message);
    const refused = { alert: 'decrypt_error' };
    assert.throws(() => verifyPss('SHA-256', key, hex('01 02 04'), signature), refused);
    assert.throws(() => verifyPss('SHA-384', key, message, signature), refused);
    assert.throws(() => verifyPss('SHA-256', { ...key, n: key.n + 2n }, message, signature), refused);
    assert.throws(() => verifyPss('SHA-256', key, message, signed(ours, message, 20)), refused);
    assert.throws(
      () => verifyPss('SHA-256', key, message, new Uint8Array(sign('sha256', message, ours))),
      refused,
    );
    assert.throws(() => verifyPss('SHA-256', key, message, signature.subarray(1)), {
      message: /as long as the key/,
    });
  });

  it('refuses a block with one bit wrong, wherever it is', () => {
    const key = numbers(ours);
    const message = hex('01 02 03');
    const block = rsaPublicOperation(integers, key, signed(ours, message));
    const resigned = (em: Uint8Array) =>
      new Uint8Array(privateEncrypt({ key: ours, padding: constants.RSA_NO_PADDING }, em));
    verifyPss('SHA-256', key, message, resigned(block));
    const parts: [string, number, RegExp][] = [
      ['the trailer', 255, /PSS block/],
      ['H', 230, /PSS block/],
      ['the salt', 200, /covers something else/],
      ['the 01 before the salt', 190, /PSS block/],
      ['the zeros', 100, /PSS block/],
    ];
    for (const [name, index, message_] of parts)
      assert.throws(
        () => verifyPss('SHA-256', key, message, resigned(flipped(block, index))),
        { message: message_ },
        name,
      );
    const tooLarge = { alert: 'decrypt_error', message: /number that is too large/ };
    assert.throws(() => verifyPss('SHA-256', key, message, resigned(withByte(block, 0, 0x80))), tooLarge);
  });

  it('refuses a block that is longer than it may be, where the key has a bit to spare', () => {
    const { privateKey: key } = generateKeyPairSync('rsa', { modulusLength: 1025 });
    const padded = { key, padding: constants.RSA_NO_PADDING };
    const signature = new Uint8Array(privateEncrypt(padded, withByte(new Uint8Array(129), 0, 1)));
    assert.throws(() => verifyPss('SHA-256', numbers(key), hex(''), signature), {
      message: /number that is too large/,
    });
  });
});
