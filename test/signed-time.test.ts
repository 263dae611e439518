// slow: starts processes
// npm run sign and npm run verify: a server's signature over words that it never read.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { converse, type Kind, startEngine } from '../kit/fuzz/engines.js';
import { fuzzCa, fuzzTrust } from '../kit/fuzz/pki.js';
import { toytlsGoogle2012 as google } from '../kit/sessions/toytls-google-2012.js';
import { StatementTaker } from '../kit/sign/taker.js';
import { encodeBundle, readBundle } from '../kit/signed-time/bundle.js';
import {
  checkSigner,
  checkStatement,
  clockOf,
  messageOf,
  type Statement,
  signedTime,
} from '../kit/signed-time/statement.js';
import { UsageError } from '../kit/usage.js';
import { hashes } from '../lib/hashes.js';
import { TLS10, TLS11, TLS12 } from '../lib/registry.js';
import { reference } from '../lib/stages.js';
import { flipped } from './support/bytes.js';
import { start } from './support/processes.js';
import { refuses } from './support/properties.js';

const message = hashes['SHA-256'].digest(new TextEncoder().encode('I said so.'));
const kinds: readonly Kind[] = [
  { version: TLS10, suite: 0xc013 },
  { version: TLS11, suite: 0x0033 },
  { version: TLS12, suite: 0xc02f },
  { version: TLS12, suite: 0x009e },
];

/** A statement of our own server, with or without a clock. */
function take(kind: Kind, gmtUnixTime?: number): Statement {
  const taker = new StatementTaker('localhost');
  const client = startEngine('client', kind, {
    client: { clientRandom: message, onEvent: (event) => taker.event(event) },
  });
  const server = startEngine('server', kind, { server: gmtUnixTime === undefined ? {} : { gmtUnixTime } });
  converse(client.connection, server.connection);
  return taker.statement(fuzzTrust.at);
}
const { at } = fuzzTrust;
const anchors = [fuzzCa.certificate];
const leafOf = ({ chain }: Statement) => reference.parseCertificate(chain[0] as Uint8Array);

describe('a signed statement', () => {
  for (const kind of kinds) {
    const name = `version ${kind.version.toString(16)}, suite ${kind.suite.toString(16)}`;

    it(`proves what was said, who signed and when: ${name}`, () => {
      const statement = take(kind, at + 5);
      assert.deepEqual(messageOf(statement), message);
      checkStatement(reference, statement);
      assert.equal(checkSigner(reference, statement, anchors, at).length, 2);
      assert.equal(signedTime(statement, leafOf(statement)), at + 5);
      assert.equal('algorithm' in statement, kind.version === TLS12);
    });

    it(`stands with every byte or not at all: ${name}`, () => {
      const statement = take(kind, at);
      for (let i = 0; i < statement.signedBytes.length; i += 7)
        assert.throws(() =>
          checkStatement(reference, { ...statement, signedBytes: flipped(statement.signedBytes, i) }),
        );
      for (let i = 0; i < statement.signature.length; i += 9)
        refuses('decrypt_error', () =>
          checkStatement(reference, { ...statement, signature: flipped(statement.signature, i) }),
        );
    });
  }

  it('has no time where the server puts none, and says so to within a day', () => {
    const statement = take({ version: TLS12, suite: 0xc02f });
    assert.equal(signedTime(statement, leafOf(statement)), undefined);
    const off = take({ version: TLS12, suite: 0xc02f }, at + 24 * 3600 + 1);
    assert.equal(signedTime(off, leafOf(off)), undefined);
    const { takenAt: _, ...undated } = off;
    assert.equal(signedTime(undated, leafOf(undated)), clockOf(off), 'by the certificate alone it passes');
  });

  it("is nobody else's: another chain, host, moment or anchor is refused", () => {
    const statement = take({ version: TLS12, suite: 0xc02f });
    refuses('decrypt_error', () =>
      checkStatement(reference, { ...statement, chain: [google.googleCertificate] }),
    );
    refuses('unknown_ca', () => checkSigner(reference, statement, [], at));
    refuses('certificate_expired', () => checkSigner(reference, statement, anchors, 0));
    assert.throws(() => checkSigner(reference, { ...statement, host: 'www.example.com' }, anchors, at));
  });

  it('of another version or key exchange does not verify', () => {
    const statement = take({ version: TLS12, suite: 0xc02f });
    for (const other of [{ version: TLS11 }, { keyExchange: 'DHE_RSA' } as const])
      assert.throws(() => checkStatement(reference, { ...statement, ...other }));
  });

  it('does not come out of a handshake whose server signs nothing', () => {
    assert.throws(() => take({ version: TLS10, suite: 0x0004 }), /signed nothing/);
  });
});

describe('the bundle of a statement', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-statement-'));
  });
  after(() => rmSync(folder, { recursive: true }));
  const written = (text: string) => {
    const file = join(folder, 'bundle.json');
    writeFileSync(file, text);
    return file;
  };

  for (const kind of kinds)
    it(`comes back as it was: version ${kind.version.toString(16)}`, () => {
      const statement = take(kind, at);
      const back = readBundle(written(encodeBundle(statement))).statement;
      assert.deepEqual(JSON.parse(encodeBundle(back)), JSON.parse(encodeBundle(statement)));
      checkStatement(reference, back);
    });

  it('with anything missing or wrong is refused in one sentence', () => {
    const json = JSON.parse(encodeBundle(take(kinds[2] as Kind, at)));
    const broken: [string, unknown][] = [
      ['host', 1],
      ['version', 'TLS 1.3'],
      ['keyExchange', 'RSA'],
      ['signedBytes', '00'],
      ['signedBytes', 'xyz'],
      ['signature', undefined],
      ['signatureAlgorithm', 'md7 rsa'],
      ['certificates', []],
      ['certificates', ['zz']],
      ['takenAt', 'yesterday'],
    ];
    for (const [name, value] of broken)
      assert.throws(
        () => readBundle(written(JSON.stringify({ ...json, [name]: value }))),
        (error) => {
          assert.ok(error instanceof UsageError, String(error));
          assert.match(error.message, /holds no signed statement/);
          return true;
        },
      );
    for (const text of ['', 'null', '[]', '{']) assert.throws(() => readBundle(written(text)), UsageError);
  });
});

describe('npm run verify', function () {
  this.timeout(20_000);
  async function verify(...args: string[]) {
    const run = start([process.execPath, '--import', 'tsx', 'kit/verify/main.ts', ...args], {
      ...process.env,
      NO_COLOR: '1',
    });
    return { code: await run.exited, output: run.output() };
  }
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-verify-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('verifies the statement of 2012 to the second, chain and all, under the clock of that day', async () => {
    const file = join(folder, 'statement');
    writeFileSync(file, google.statementText);
    const { code, output } = await verify('toytls-google-2012', file);
    assert.equal(code, 0, output);
    for (const line of [
      /^ok signature +TLS 1\.1, MD5 and SHA-1, without a DigestInfo/m,
      /^ok signer +www\.google\.com, by www\.google\.com < Thawte SGC CA < .*judged at 2012-07-28T14:42:30Z$/m,
      /^ {3}signed time +2012-07-28T14:42:30Z \(1343486550\), by the server's clock$/m,
      /^ {3}message +08c247a658bcfe4668d853192dfe9a27c4f7bbc75ca6bc567fdc4726b1628ee8$/m,
      /^ok file +the message is the SHA-256 of/m,
    ])
      assert.match(output, line);
  });

  it('exits with 1 when it is about another file, or its certificate does not stand', async () => {
    const file = join(folder, 'statement');
    writeFileSync(file, `${google.statementText}and more`);
    const other = await verify('toytls-google-2012', file);
    assert.equal(other.code, 1);
    assert.match(other.output, /^NO file .*something else was signed$/m);
    const expired = await verify('toytls-google-2012', '--at', '2014-01-01');
    assert.equal(expired.code, 1);
    assert.match(expired.output, /^NO signer .*expired at 2013-09-30/m);
  });

  it('exits with 1 when a byte of it is forged', async () => {
    const { statement } = readBundle('toytls-google-2012');
    const forged = join(folder, 'forged.json');
    // An hour later.
    const signedBytes = flipped(statement.signedBytes, 34, 0x0e);
    writeFileSync(forged, encodeBundle({ ...statement, signedBytes }));
    const { code, output } = await verify(forged);
    assert.equal(code, 1);
    assert.match(output, /^NO signature +the server's signature is not over/m);
  });

  it('says what to do about anything else', async () => {
    const cases: [string[], RegExp][] = [
      [[], /give one BUNDLE/],
      [['package.json'], /holds no signed statement/],
      [['toytls-google-2012', '--at', 'noon'], /is no time/],
      [['toytls-google-2012', 'no-such-file'], /cannot be read/],
      [['--unheard-of'], /Unknown option/],
    ];
    const check = async ([args, sentence]: [string[], RegExp]) => {
      const { code, output } = await verify(...args);
      assert.equal(code, 2, output);
      assert.match(output, sentence);
    };
    await Promise.all(cases.map(check));
  });
});
