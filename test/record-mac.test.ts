import assert from 'node:assert/strict';
import { concatBytes } from '@noble/hashes/utils.js';
import { amazon2009, amazonMistakes } from '../kit/sessions/amazon-2009.js';
import { TlsError } from '../lib/errors.js';
import { hmac } from '../lib/hmac.js';
import { rc4KeySchedule } from '../lib/rc4.js';
import { macInput, openStream, sealStream } from '../lib/record-mac.js';
import { ContentType, TLS10, TLS12 } from '../lib/registry.js';
import { hex } from './support/hex.js';

// Jeff Moser, The First Few Milliseconds of an HTTPS Connection (2009).
const moser = amazon2009;
const { handshake, application_data } = ContentType;

describe('macInput', () => {
  it("is what Moser's first record was MACed over", () => {
    const input = macInput(0n, handshake, TLS10, moser.clientFinishedMessage);
    assert.deepEqual(input, moser.clientFinishedMacInput);
    assert.deepEqual(hmac('MD5', moser.clientWriteMacSecret, input), moser.clientFinishedMac);
  });

  it('gives what the usual wrong turns give when one takes them', () => {
    const seq1 = macInput(1n, handshake, TLS10, moser.clientFinishedMessage);
    assert.deepEqual(hmac('MD5', moser.clientWriteMacSecret, seq1), amazonMistakes.clientFinishedMacSeq1);
  });

  it('writes the sequence number in 8 bytes, type in 1, version and length in 2 each', () => {
    const content = new Uint8Array(0x4000).fill(0xaa);
    const input = macInput(0x0102030405060708n, 23, TLS12, content);
    assert.deepEqual(input.slice(0, 14), hex('0102030405060708 17 0303 4000 aa'));
    assert.equal(input.length, 13 + 0x4000);
    assert.deepEqual(macInput(2n ** 64n - 1n, 23, TLS12, hex('')), hex('ffffffffffffffff 17 0303 0000'));
  });
});

describe('sealStream and openStream', () => {
  it("seal both of Moser's client records, the state running on", () => {
    const finished = sealStream(
      rc4KeySchedule(moser.clientWriteKey),
      moser.clientFinishedMessage,
      moser.clientFinishedMac,
    );
    assert.deepEqual(finished.fragment, moser.clientFinishedEncrypted);
    const request = openStream(finished.state, moser.clientApplicationData, 16);
    assert.match(new TextDecoder().decode(request.content), /^GET \/gp\/cart\/view.html/);
    assert.deepEqual(request.mac, moser.clientApplicationMac);
    const input = macInput(1n, application_data, TLS10, request.content);
    assert.deepEqual(hmac('MD5', moser.clientWriteMacSecret, input), request.mac);
  });

  it('give noise when the keystream starts over for the second record', () => {
    const { content } = openStream(rc4KeySchedule(moser.clientWriteKey), moser.clientApplicationData, 16);
    assert.deepEqual(content.slice(0, 16), amazonMistakes.clientApplicationFirst16KeystreamRestarted);
  });

  it('are each other’s inverse and end in the same state', () => {
    const state = rc4KeySchedule(hex('0102030405'));
    const sealed = sealStream(state, hex('00112233'), hex('aabb'));
    const opened = openStream(state, sealed.fragment, 2);
    assert.deepEqual([opened.content, opened.mac], [hex('00112233'), hex('aabb')]);
    assert.deepEqual(opened.state, sealed.state);
    assert.deepEqual(state, rc4KeySchedule(hex('0102030405')), 'the state given stays as it was');
  });

  it('pass a flipped bit straight through: only the MAC can tell', () => {
    const state = rc4KeySchedule(hex('0102030405'));
    const { fragment } = sealStream(state, hex('00112233'), hex('aabb'));
    const flipped = concatBytes(fragment.map((byte, i) => (i === 1 ? byte ^ 0x80 : byte)));
    assert.deepEqual(openStream(state, flipped, 2).content, hex('00912233'));
  });

  it('take a record of no content, and refuse one with no room for a MAC', () => {
    const state = rc4KeySchedule(hex('0102030405'));
    const empty = sealStream(state, hex(''), hex('aabb'));
    assert.deepEqual(openStream(state, empty.fragment, 2).content, hex(''));
    for (const length of [0, 1, 15])
      assert.throws(
        () => openStream(state, new Uint8Array(length), 16),
        (error) => error instanceof TlsError && error.alert === 'bad_record_mac',
      );
  });
});
