import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { concatBytes } from '@noble/hashes/utils.js';
import { amazon2009, amazonMistakes } from '../kit/sessions/amazon-2009.js';
import { TlsError } from '../lib/errors.js';
import { checkVerifyData, transcriptHash, verifyDataInput } from '../lib/finished.js';
import { encodeHandshake, type HandshakeMessage } from '../lib/handshake-message.js';
import { prf10, prf12, runPrf } from '../lib/prf.js';
import { joinHandshake } from '../lib/records.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { hex } from './support/hex.js';
import { runSeed, seeded } from './support/random.js';

// Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009).
const moser = amazon2009;
const clientTranscript = joinHandshake(
  concatBytes(
    moser.clientHello,
    moser.serverHello,
    moser.certificateMessage,
    moser.serverHelloDone,
    moser.clientKeyExchange,
  ),
).messages;
const clientFinished: HandshakeMessage = { msgType: 20, body: moser.clientVerifyData };
const serverTranscript = [...clientTranscript, clientFinished];

const verifyData = (sender: 'client' | 'server', hash: Uint8Array) =>
  runPrf({ prf10, prf12 }, TLS10, 'SHA-256', moser.masterSecret, verifyDataInput(sender, hash));
const hash10 = (messages: HandshakeMessage[]) => transcriptHash(TLS10, 'SHA-256', messages);

describe('transcriptHash', () => {
  it("is MD5 and then SHA-1 of Moser's five messages, and of six for the server", () => {
    const { handshakeMd5Client, handshakeSha1Client, handshakeMd5Server, handshakeSha1Server } = moser;
    assert.equal(clientTranscript.length, 5);
    assert.deepEqual(hash10(clientTranscript), concatBytes(handshakeMd5Client, handshakeSha1Client));
    assert.deepEqual(hash10(serverTranscript), concatBytes(handshakeMd5Server, handshakeSha1Server));
  });

  it(`is the PRF's hash alone in TLS 1.2, as node:crypto computes it (TEST_SEED=${runSeed})`, () => {
    const random = seeded();
    const messages = Array.from({ length: 6 }, () => ({
      msgType: random.integer(21),
      body: random.bytes(random.integer(300)),
    }));
    const bytes = concatBytes(...messages.map(encodeHandshake));
    for (const [prfHash, name] of [
      ['SHA-256', 'sha256'],
      ['SHA-384', 'sha384'],
    ] as const) {
      const expected = new Uint8Array(createHash(name).update(bytes).digest());
      assert.deepEqual(transcriptHash(TLS12, prfHash, messages), expected);
    }
    assert.equal(transcriptHash(TLS11, 'SHA-384', messages).length, 36);
  });

  it('covers the 4-byte headers: the same bytes cut into other messages hash differently', () => {
    const one = [{ msgType: 1, body: hex('aabb') }];
    const two = [
      { msgType: 1, body: hex('aa') },
      { msgType: 1, body: hex('bb') },
    ];
    assert.notDeepEqual(transcriptHash(TLS12, 'SHA-256', one), transcriptHash(TLS12, 'SHA-256', two));
    assert.notDeepEqual(hash10([{ msgType: 2, body: hex('aabb') }]), hash10(one));
  });

  it('changes with the order of messages', () => {
    assert.notDeepEqual(hash10([...clientTranscript].reverse()), hash10(clientTranscript));
  });
});

describe('verifyDataInput', () => {
  it("gives Moser's verify_data for both sides", () => {
    assert.deepEqual(verifyData('client', hash10(clientTranscript)), moser.clientVerifyData);
    assert.deepEqual(verifyData('server', hash10(serverTranscript)), moser.serverVerifyData);
  });

  it('asks for 12 bytes under the label of the sender', () => {
    assert.deepEqual(verifyDataInput('client', hex('01')), {
      label: 'client finished',
      seed: hex('01'),
      length: 12,
    });
    assert.equal(verifyDataInput('server', hex('01')).label, 'server finished');
  });

  it('gives what the usual wrong turns give when one takes them', () => {
    const { clientVerifyDataServerLabel, clientVerifyDataWithoutClientKeyExchange } = amazonMistakes;
    assert.deepEqual(verifyData('server', hash10(clientTranscript)), clientVerifyDataServerLabel);
    assert.deepEqual(
      verifyData('client', hash10(clientTranscript.slice(0, 4))),
      clientVerifyDataWithoutClientKeyExchange,
    );
  });
});

describe('checkVerifyData', () => {
  const expected = moser.clientVerifyData;
  const refuses = (received: Uint8Array) =>
    assert.throws(
      () => checkVerifyData(expected, received),
      (error) => error instanceof TlsError && error.alert === 'decrypt_error',
    );

  it('accepts the same 12 bytes', () => checkVerifyData(expected, expected.slice()));

  it('refuses any one flipped bit', () => {
    for (let bit = 0; bit < 96; bit++) {
      const received = expected.slice();
      received[bit >> 3] = (received[bit >> 3] as number) ^ (1 << (bit & 7));
      refuses(received);
    }
  });

  it('refuses verify_data that is cut short, too long, empty, or the other side’s', () => {
    refuses(expected.subarray(0, 11));
    refuses(concatBytes(expected, hex('00')));
    refuses(new Uint8Array(0));
    refuses(moser.serverVerifyData);
  });
});
