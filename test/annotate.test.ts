import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { readPaste } from '../kit/annotate/input.js';
import { InputError } from '../kit/annotate/input-error.js';
import { render } from '../kit/annotate/render.js';
import { Secrets } from '../kit/annotate/secrets.js';
import { problemsOf, type Section, section, span, unclaimed } from '../kit/annotate/section.js';
import { annotate, explain, explainCapture } from '../kit/annotate/structure.js';
import { keyLogLine, writePcapng } from '../kit/capture/write.js';
import { amazon2009, amazonWire } from '../kit/sessions/amazon-2009.js';
import { verisignRoot } from '../kit/sessions/verisign-root.js';
import type { Field } from '../lib/codec.js';
import { encodeRecord } from '../lib/records.js';
import { runSeed, seeded } from './support/random.js';
import { recordTls, server } from './support/recorded-tls.js';

const s = amazon2009;
const wholeWire = concatBytes(...amazonWire().map(({ bytes }) => bytes));
const keyLog = keyLogLine(s.clientRandom, s.masterSecret);
const withKeyLog = () => {
  const secrets = new Secrets();
  assert.equal(secrets.addKeyLog(keyLog), 1);
  return secrets;
};

const problems = (sections: readonly Section[]) => sections.flatMap(problemsOf);
const notes = (sections: readonly Section[]) => sections.flatMap((part) => part.notes);
const leaves = (fields: readonly Field[]): Field[] =>
  fields.flatMap((field) => (field.children.length > 0 ? leaves(field.children) : [field]));
const names = (sections: readonly Section[]) =>
  sections.flatMap((part) => leaves(part.fields).map(({ name }) => name));

describe('annotating bytes', () => {
  it('every byte of the Amazon session has a field, once', () => {
    const claimed = new Uint8Array(wholeWire.length);
    for (const field of leaves(annotate(wholeWire)))
      for (let at = field.start; at < field.end; at++) claimed[at] = (claimed[at] as number) + 1;
    assert.ok(claimed.every((count) => count === 1));
  });

  it('finds out what it is: records, a bare message, a certificate', () => {
    assert.ok(names(explain([{ bytes: wholeWire }])).includes('host_name'));
    assert.ok(names(explain([{ bytes: s.clientHello }])).includes('host_name'));
    assert.deepEqual(problems(explain([{ bytes: s.certificateMessage }])), []);
    assert.ok(names(explain([{ bytes: verisignRoot }])).includes('modulus'));
    assert.throws(() => explain([{ bytes: Uint8Array.of(0xff, 1, 2) }]), InputError);
  });

  it('takes it for what it is told', () => {
    assert.ok(problems(explain([{ bytes: s.clientHello }], undefined, 'record')).length > 0);
    assert.ok(problems(explain([{ bytes: s.clientHello }], undefined, 'certificate')).length > 0);
    assert.deepEqual(problems(explain([{ bytes: s.clientHello }], undefined, 'handshake')), []);
  });

  it('a byte that no field claims is a problem, however deep', () => {
    assert.deepEqual(unclaimed(0, 4, [span('a', 0, 2), span('b', 3, 4)]), { start: 2, end: 3 });
    const parent = { ...span('a', 0, 4), children: [span('b', 0, 3)] };
    assert.deepEqual(unclaimed(0, 4, [parent]), { start: 3, end: 4 });
    assert.equal(unclaimed(0, 4, [span('a', 0, 4)]), undefined);
    assert.deepEqual(problemsOf(section('x', new Uint8Array(2), 5, [span('a', 5, 6)])), [
      'Byte 6 belongs to no field.',
    ]);
  });

  it('explains a message over several records once, and claims each part', () => {
    const cut = [0, 3, 700, 1400, s.certificateMessage.length];
    const records = cut
      .slice(1)
      .map((end, i) =>
        encodeRecord({ type: 22, version: 0x0301, fragment: s.certificateMessage.subarray(cut[i], end) }),
      );
    const hello = encodeRecord({ type: 22, version: 0x0301, fragment: s.serverHello });
    const sections = explain([{ bytes: concatBytes(hello, ...records) }]);
    assert.deepEqual(problems(sections), []);
    const parts = names(sections).filter((name) => name === 'part of a message');
    assert.equal(parts.length, 4);
    const [joined, ...more] = sections.filter((part) => part.derived);
    assert.equal(more.length, 0);
    assert.deepEqual(joined?.bytes, s.certificateMessage);
    assert.ok(names([joined as Section]).includes('signatureValue'));
  });

  it('a body that lies about a length is claimed whole, with the reason', () => {
    const lying = s.clientHello.slice();
    lying[38] = 0xff; // the session id's length
    const found = problems(explain([{ bytes: lying }]));
    assert.equal(found.length, 1);
    assert.match(found[0] as string, /session_id/);
  });

  it('every prefix of the session is explained, or said to be incomplete in one sentence', function () {
    this.timeout(60_000);
    const boundaries = new Set([0]);
    for (const { bytes } of amazonWire()) boundaries.add(Math.max(...boundaries) + bytes.length);
    for (let length = 1; length < wholeWire.length; length += length < 400 || length > 2600 ? 1 : 7) {
      const found = problems(explain([{ bytes: wholeWire.subarray(0, length) }]));
      if (boundaries.has(length)) assert.deepEqual(found, [], String(length));
      else {
        assert.equal(found.length, 1, String(length));
        assert.match(
          found[0] as string,
          /^The input ends inside a record( header)?: it has \d+ of \d+ bytes?[^.]*\.$/,
        );
      }
    }
  });

  it('every prefix of a message and of a certificate says what is wrong', () => {
    for (const bytes of [s.clientHello, verisignRoot])
      for (let length = 1; length < bytes.length; length++) {
        const kind = bytes === verisignRoot ? 'certificate' : 'handshake';
        assert.ok(problems(explain([{ bytes: bytes.subarray(0, length) }], undefined, kind)).length > 0);
      }
  });

  const random = seeded();
  it(`changed bytes never throw anything but an InputError, and leave no byte unclaimed but told (seed ${runSeed})`, () => {
    for (let round = 0; round < 150; round++) {
      const bytes = wholeWire.slice();
      for (let i = random.integer(8); i >= 0; i--) bytes[random.integer(bytes.length)] = random.integer(256);
      try {
        const sections = explain([{ bytes }], withKeyLog());
        render(sections);
        for (const part of sections)
          if (unclaimed(part.base, part.base + part.bytes.length, part.fields))
            assert.ok(part.problems.length > 0, part.title);
      } catch (error) {
        assert.ok(error instanceof InputError, (error as Error).stack);
      }
    }
  });

  it('names code points of later years, and puts one byte into the singular', () => {
    const extension = (type: string, data: string) =>
      `${type}${(data.length / 2).toString(16).padStart(4, '0')}${data}`;
    const extensions = [
      extension('000d', '000608040807080b'),
      extension('000a', '000401020104'),
      extension('001b', '020002'),
      extension('0033', '0000'),
      extension('0023', 'ff'),
    ].join('');
    const body = `0303${'5a'.repeat(32)}000002c02f0100${(extensions.length / 2).toString(16).padStart(4, '0')}${extensions}`;
    const text = render(explain(readPaste(`01${(body.length / 2).toString(16).padStart(6, '0')}${body}`)));
    for (const name of [
      'SignatureAndHashAlgorithm  rsa_pss_rsae_sha256',
      'SignatureAndHashAlgorithm  ed25519',
      'SignatureAndHashAlgorithm  rsa_pss_pss_sha512',
      'ffdhe4096',
      'ffdhe8192',
      'compress_certificate',
      'key_share',
      'extension_data  1 byte',
    ])
      assert.match(text, new RegExp(`${name}$`, 'm'));
    assert.doesNotMatch(text, /\b1 bytes/);
    assert.match(render(explain(readPaste('140301000101'))), /length {2}a fragment of 1 byte$/m);
  });

  it('prints each byte, and no control character of the peer', () => {
    const text = render(explain([{ bytes: s.clientHello }]));
    const printed = [...text.matchAll(/^[0-9a-f]{4} {2}((?:[0-9a-f]{2}(?: |$))+)/gm)].map(([, row]) =>
      row?.replaceAll(' ', ''),
    );
    assert.equal(printed.join(''), bytesToHex(s.clientHello));
    const evil = s.clientHello.slice();
    evil.set(hexToBytes('1b5b324a1b5d'), 124); // inside the host name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
    assert.doesNotMatch(render(explain([{ bytes: evil }])), /[\x00-\x09\x0b-\x1f\x7f]/);
  });
});

describe('decrypting what is annotated', () => {
  const proofs = [
    'From here on the client encrypts with TLS_RSA_WITH_RC4_128_MD5.',
    'Its HMAC-MD5 is right, with sequence number 0.',
    "The client's Finished is right: verify_data covers the 5 messages before it.",
    'From here on the server encrypts with TLS_RSA_WITH_RC4_128_MD5.',
    'Its HMAC-MD5 is right, with sequence number 0.',
    "The server's Finished is right: verify_data covers the 6 messages before it.",
    'Its HMAC-MD5 is right, with sequence number 1.',
    'Its HMAC-MD5 is right, with sequence number 1.',
  ];
  const plaintexts = (sections: readonly Section[]) =>
    sections
      .filter((p) => p.title.endsWith('decrypted application_data'))
      .map((p) => new TextDecoder().decode(p.bytes));
  const amazonTexts = [s.clientApplicationPlaintext, s.serverApplicationPlaintext];

  it('pasted hex, which does not say who is speaking', () => {
    const sections = explain(readPaste(bytesToHex(wholeWire)), withKeyLog());
    assert.deepEqual(notes(sections), proofs);
    assert.deepEqual(plaintexts(sections), amazonTexts);
    assert.deepEqual(problems(sections), []);
  });

  it('a capture that carries its key log', () => {
    const sections = explainCapture(writePcapng({ packets: amazonWire(), serverPort: 443, keyLog }));
    assert.deepEqual(notes(sections), proofs);
    assert.deepEqual(plaintexts(sections), amazonTexts);
  });

  it('shows what was sent as text, from its first row on, with escapes', () => {
    const text = render(explain([{ bytes: wholeWire }], withKeyLog()));
    assert.match(text, /^0000 .* data {2}GET \/gp\/cart\/vie\n0010 .{50} {6}w\.html/m);
    assert.match(text, /^0000 .* data {2}HTTP\/1\.1 200 OK\\r\n0010 .{50} {6}\\nDate: Wed/m);
  });

  it('secrets of another session are said not to fit, whether or not the capture brings its own', () => {
    const other = () => {
      const secrets = new Secrets(server.key);
      secrets.addKeyLog(keyLogLine(s.serverRandom, s.masterSecret));
      return secrets;
    };
    const misfits = [
      'The key that was given does not fit this session.',
      'The key log that was given does not fit this session.',
    ];
    const sections = explain([{ bytes: wholeWire }], other());
    assert.deepEqual(problems(sections), misfits);
    assert.equal(
      notes(sections).filter((note) => /^It stays encrypted: the key that was/.test(note)).length,
      4,
    );
    const capture = explainCapture(writePcapng({ packets: amazonWire(), serverPort: 443, keyLog }), other());
    assert.deepEqual(problems(capture), misfits);
    assert.deepEqual(plaintexts(capture), amazonTexts);
    const both = withKeyLog();
    both.addKeyLog(keyLogLine(s.serverRandom, s.masterSecret));
    assert.deepEqual(problems(explain([{ bytes: wholeWire }], both)), []);
    const twice = explainCapture(
      writePcapng({
        packets: amazonWire(),
        serverPort: 443,
        keyLog: keyLogLine(s.clientRandom, s.masterSecret),
      }),
      withKeyLog(),
    );
    assert.deepEqual(problems(twice), []);
  });

  it('an RSA key is no use where the secret comes from Diffie-Hellman', async () => {
    const { connections } = await recordTls('TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256');
    const capture = writePcapng({ packets: connections[0] ?? [], serverPort: 443 });
    const sections = explainCapture(capture, new Secrets(server.key));
    assert.equal(problems(sections).length, 1);
    assert.match(problems(sections).join(), /^The key that was given cannot open this session: .* ECDHE/);
  });

  it('without secrets the records stay encrypted, and that is no problem', () => {
    const sections = explain([{ bytes: wholeWire }]);
    assert.deepEqual(problems(sections), []);
    assert.equal(
      notes(sections).filter((note) => note.startsWith('It stays encrypted: nobody told us')).length,
      4,
    );
  });

  it('a changed ciphertext, a wrong secret and a wrong Finished are problems', () => {
    const changed = wholeWire.slice();
    changed[changed.length - 1] = (changed.at(-1) as number) ^ 1;
    assert.match(
      problems(explain([{ bytes: changed }], withKeyLog())).join(),
      /does not decrypt: .*MAC is wrong/,
    );
    const wrong = new Secrets();
    wrong.addKeyLog(keyLogLine(s.clientRandom, s.masterSecret.slice().reverse()));
    assert.match(problems(explain([{ bytes: wholeWire }], wrong)).join(), /does not decrypt/);
    const wire = wholeWire.slice();
    const at = 5 + 44; // a cipher suite in the ClientHello: the transcript is another
    wire[at] = (wire[at] as number) ^ 1;
    assert.match(
      problems(explain([{ bytes: wire }], withKeyLog())).join(),
      /finished is wrong: .*Finished does not match/,
    );
  });

  it('a key log with lines of other kinds counts only its own', () => {
    assert.equal(
      new Secrets().addKeyLog(`# x\nCLIENT_RANDOM 00 11\r\n${keyLog}SERVER_TRAFFIC_SECRET_0 aa bb\n`),
      1,
    );
  });

  const suites = [
    ['TLSv1', 'AES128-SHA', 'HMAC-SHA-1', true],
    ['TLSv1.1', 'AES256-SHA', 'HMAC-SHA-1', true],
    ['TLSv1.2', 'AES128-SHA256', 'HMAC-SHA-256', true],
    ['TLSv1.2', 'AES256-GCM-SHA384', 'GCM tag', true],
    ['TLSv1.1', 'DHE-RSA-AES128-SHA', 'HMAC-SHA-1', false],
    ['TLSv1.2', 'ECDHE-RSA-AES128-GCM-SHA256', 'GCM tag', false],
  ] as const;
  for (const [version, cipher, seal, rsa] of suites)
    for (const tickets of [false, true])
      it(`${version} ${cipher}, resumed by ${tickets ? 'ticket' : 'session id'}, with ${rsa ? 'the RSA key' : 'a key log'}`, async () => {
        const { connections, keyLog: theirs } = await recordTls(version, cipher, { connections: 2, tickets });
        const secrets = new Secrets(rsa ? server.key : undefined);
        if (!rsa) secrets.addKeyLog(theirs);
        const finished: string[] = [];
        for (const packets of connections) {
          const sections = explainCapture(writePcapng({ packets, serverPort: 443 }), secrets);
          assert.deepEqual(problems(sections), []);
          assert.ok(notes(sections).every((note) => !note.startsWith('It stays encrypted')));
          assert.equal(
            plaintexts(sections)
              .join('|')
              .replaceAll(/(?<=p)\|/g, ''),
            'ping|pong',
          );
          assert.ok(notes(sections).some((note) => note.startsWith(`Its ${seal} is right`)));
          finished.push(
            ...notes(sections)
              .filter((note) => note.includes('Finished is right'))
              .map((note) => note.slice(0, 10)),
          );
        }
        assert.deepEqual(finished, ['The client', 'The server', 'The server', 'The client']);
      });

  it('an RSA key that is broken leaves everything encrypted and does not fit', async () => {
    const { connections } = await recordTls('TLSv1.2', 'AES128-GCM-SHA256');
    const { p, q, ...rest } = server.key;
    const sections = explainCapture(
      writePcapng({ packets: connections[0] ?? [], serverPort: 443 }),
      new Secrets({ ...rest, p: q, q: p, dP: rest.dQ, dQ: rest.dP, d: rest.d, n: rest.n, qInv: 1n }),
    );
    assert.equal(plaintexts(sections).length, 0);
    assert.deepEqual(problems(sections), ['The key that was given does not fit this session.']);
  });
});

describe('npm run annotate', function () {
  this.timeout(60_000);
  const run = (args: string[], input = '') =>
    spawnSync(process.execPath, ['--import', 'tsx', 'kit/annotate/main.ts', ...args], {
      encoding: 'utf8',
      input,
    });

  it('plain text in a pipe, exit code 0', () => {
    const { status, stdout, stderr } = run(['16 03 01 00', '06 01000002', '0303']);
    assert.equal(
      stderr.split('\n')[0],
      'One problem: Malformed: client_hello body ends inside random, which needs 32 bytes and has 0.',
    );
    assert.equal(status, 1);
    assert.ok(!stdout.includes('\x1b['));
    assert.equal(run([bytesToHex(s.clientHello)]).status, 0);
    assert.equal(run([], bytesToHex(s.clientHello)).status, 0);
  });

  it('says in one sentence what it cannot use, exit code 2', () => {
    const cases: [string[], RegExp][] = [
      [['zz'], /no hex digit/],
      [['no/such.pcap'], /no file "no\/such.pcap"/],
      [['--as', 'cake', '16'], /--as takes record, handshake, certificate/],
      [['--keylog', 'package.json', '16'], /no CLIENT_RANDOM line/],
      [['--key', 'package.json', '16'], /no private key/],
      [['kit'], /kit cannot be read: EISDIR/],
    ];
    for (const [args, sentence] of cases) {
      const { status, stderr, stdout } = run(args);
      assert.equal(status, 2, args.join(' '));
      assert.match(stderr, sentence);
      assert.equal(stdout, '');
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
