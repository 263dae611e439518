// slow: starts processes
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type Output, startKernel } from '../kit/kernel/client.js';
import { freePort } from '../kit/net/free-port.js';
import type { CodeCell } from '../kit/notebooks/notebook.js';
import { settle } from '../kit/notebooks/settle.js';
import { yoursHtml } from '../kit/yours/html.js';
import type { YoursReport } from '../kit/yours/report.js';
import type { StageName } from '../lib/stages.js';
import { type ExerciseFolder, exerciseFolder } from './support/broken-exercises.js';
import { needs } from './support/peers.js';
import { start } from './support/processes.js';

const gcm = ['--tls', '1.2', '--suite', '0xc02f'];
const cbc = ['--tls', '1.0', '--suite', '0x002f'];
const rc4 = ['--tls', '1.0', '--suite', '0x0004'];

/** Runs the command with the exercises of a folder. */
async function handshake(
  folder: ExerciseFolder,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ text: string; code: number | null }> {
  const command = [process.execPath, '--import', 'tsx', 'kit/handshake/main.ts', '--yours'];
  const running = start([...command, '--exercises', folder.path, ...args], {
    ...process.env,
    NO_COLOR: '1',
    ...env,
  });
  running.child.stdin.end();
  const code = await running.exited;
  return { text: running.output(), code };
}

/** A PATH with a few programs on it, by their real places, and those that are `gone` as programs that fail. */
function pathWith(gone: readonly string[], there: readonly string[] = []): { PATH: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'path-'));
  for (const name of gone) {
    writeFileSync(join(folder, name), '#!/bin/sh\nexit 127\n');
    chmodSync(join(folder, name), 0o755);
  }
  return {
    PATH: [folder, dirname(process.execPath), ...there].join(delimiter),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** One way to go wrong, on which suite it shows, and what the message must say. */
interface Broken {
  readonly what: string;
  readonly stage: StageName;
  readonly text: string;
  readonly args: readonly string[];
  readonly says: readonly RegExp[];
}

const broken: readonly Broken[] = [
  {
    what: '01: the length of a record little-endian',
    stage: '01-records',
    text: `export function encodeRecord({ type, version, fragment }) {
      return Uint8Array.of(type, version >> 8, version & 255, fragment.length & 255, fragment.length >> 8, ...fragment);
    }`,
    args: gcm,
    says: [/OpenSSL objected|the server|hung up/, /The trouble began in encodeRecord in .*01-records\.ts/],
  },
  {
    what: '02: a ClientHello without its last byte',
    stage: '02-hellos',
    text: `import { encodeClientHello as right } from '../lib/hellos.js';
    export const encodeClientHello = (hello) => right(hello).slice(0, -1);`,
    args: gcm,
    says: [
      /OpenSSL objected: it sent the alert decode_error\./,
      /The trouble began in encodeClientHello in .*02-hellos\.ts \(stage 02\)/,
    ],
  },
  {
    what: '03: block type 1 instead of 2',
    stage: '03-rsa',
    text: `import { pkcs1Pad as right } from '../lib/pkcs1.js';
    export const pkcs1Pad = (type, message, length, padding) => {
      const block = right(type, message, length, padding);
      block[1] = 1;
      return block;
    };`,
    args: cbc,
    says: [/OpenSSL objected: it sent the alert \w+\./, /The trouble began in pkcs1Pad in .*03-rsa\.ts/],
  },
  {
    what: '04: a host name that never fits',
    stage: '04-certificates',
    text: `import { TlsError } from '../lib/errors.js';
    export function checkHostName() { throw new TlsError('bad_certificate', 'the name is another'); }`,
    args: gcm,
    says: [
      /Our side broke off and sent the alert bad_certificate: the name is another\./,
      /The trouble began in checkHostName in .*04-certificates\.ts/,
    ],
  },
  {
    what: '05: the version missing from the pre-master secret',
    stage: '05-pre-master-secret',
    text: 'export const rsaPreMasterSecret = (version, random) => Uint8Array.of(0, 0, ...random);',
    args: cbc,
    says: [
      /OpenSSL objected: it sent the alert \w+\./,
      /The trouble began in rsaPreMasterSecret in .*05-pre-master-secret\.ts/,
    ],
  },
  {
    what: '06: the label with a NUL behind it',
    stage: '06-master-secret',
    text: `import { prf12 as right } from '../lib/prf.js';
    export const prf12 = (hash, secret, label, seed, length) => right(hash, secret, label + '\\0', seed, length);`,
    args: gcm,
    says: [/OpenSSL objected: it sent the alert \w+\./, /The trouble began in prf12/, /NUL|zero byte/],
  },
  {
    what: '07: randoms swapped in the key expansion',
    stage: '07-key-block',
    text: `import { keyExpansion as right } from '../lib/key-block.js';
    export const keyExpansion = (version, suite, client, server) => right(version, suite, server, client);`,
    args: gcm,
    says: [
      /OpenSSL objected: it sent the alert bad_record_mac\./,
      /The trouble began in keyExpansion in .*07-key-block\.ts/,
      /server/,
    ],
  },
  {
    what: "08: the server's label for the client",
    stage: '08-finished',
    text: `export const verifyDataInput = (sender, hash) => ({
      label: sender === 'client' ? 'server finished' : 'client finished', seed: hash, length: 12 });`,
    args: gcm,
    says: [
      /OpenSSL objected: it sent the alert \w+\./,
      /The trouble began in verifyDataInput in .*08-finished\.ts \(stage 08\)/,
      /label/,
    ],
  },
  {
    what: '09: the length in the MAC counts the MAC too',
    stage: '09-rc4-records',
    text: `import { macInput as right } from '../lib/record-mac.js';
    export const macInput = (sequenceNumber, type, version, fragment) => {
      const input = right(sequenceNumber, type, version, fragment);
      new DataView(input.buffer).setUint16(11, fragment.length + 20);
      return input;
    };`,
    args: cbc,
    says: [
      /OpenSSL objected: it sent the alert bad_record_mac\./,
      /The trouble began in macInput in .*09-rc4-records\.ts \(stage 09\)/,
      /length/,
    ],
  },
  {
    what: '10: the sequence number stays at zero',
    stage: '10-gcm-records',
    text: `import { gcmAdditionalData as right } from '../lib/gcm.js';
    export const gcmAdditionalData = (_, type, version, length) => right(0n, type, version, length);`,
    args: gcm,
    says: [
      /alert bad_record_mac/,
      /The trouble began in gcmAdditionalData in .*10-gcm-records\.ts/,
      /byte 7, in seq_num, should be 01 and is 00|sequence number/,
    ],
  },
  {
    what: '11: nothing is expected but a ServerHello',
    stage: '11-handshake',
    text: `export const expectedMessages = () => ['server_hello'];`,
    args: gcm,
    says: [/Our side broke off/, /The trouble began in expectedMessages in .*11-handshake\.ts/],
  },
  {
    what: 'an endless loop',
    stage: '06-master-secret',
    text: 'export function prf12() { for (;;); }',
    args: gcm,
    says: [
      /The handshake stopped: your code did not come back within 5 seconds\./,
      /The trouble began in prf12 in .*06-master-secret\.ts/,
      /prf12 did not come back within 5 seconds: an endless loop\?/,
    ],
  },
  {
    what: 'process.exit',
    stage: '08-finished',
    text: 'export function transcriptHash() { process.exit(0); }',
    args: gcm,
    says: [
      /The trouble began in transcriptHash in .*08-finished\.ts/,
      /transcriptHash ended the whole process \(process\.exit\(0\)\); leave process\.exit\(\) out\./,
    ],
  },
  {
    what: 'process.exit behind a catch of its own',
    stage: '08-finished',
    text: 'export function transcriptHash() { try { process.exit(0); } catch {} return new Uint8Array(32); }',
    args: gcm,
    says: [/transcriptHash ended the whole process/],
  },
  {
    what: 'a Promise',
    stage: '07-key-block',
    text: 'export async function partitionKeyBlock() { throw new Error("late"); }',
    args: gcm,
    says: [/The trouble began in partitionKeyBlock/, /returned a Promise; stage functions are synchronous/],
  },
  {
    what: 'an exception',
    stage: '07-key-block',
    text: '\nexport const partitionKeyBlock = (version, suite) => suite.nothing.length;',
    args: gcm,
    says: [/The handshake stopped with TypeError/, /partitionKeyBlock threw TypeError at line 3/],
  },
  {
    what: 'nothing returned',
    stage: '08-finished',
    text: 'export function verifyDataInput() {}',
    args: gcm,
    says: [/verifyDataInput: it returned nothing \(is there a return\?\)/],
  },
];

describe('handshake --yours with broken functions', function () {
  this.timeout(30_000);
  needs('openssl');
  for (const { what, stage, text, args, says } of broken)
    it(what, async () => {
      const folder = exerciseFolder();
      try {
        folder.change(stage, text);
        const { text: said, code } = await handshake(folder, args);
        assert.equal(code, 1, said);
        for (const pattern of says) assert.match(said, pattern);
        assert.match(said, /Stage functions that ran:/);
        assert.match(said, new RegExp(`npm run check -- ${stage.slice(0, 2)} looks closer`));
      } finally {
        folder.remove();
      }
    });
});

/** Runs `test` with a folder of solutions, and removes it. */
const withFolder = (test: (folder: ExerciseFolder) => Promise<void>) => async () => {
  const folder = exerciseFolder();
  try {
    await test(folder);
  } finally {
    folder.remove();
  }
};

const allYours = /\n(\d+) of \1 functions were yours, 0 the reference's\./;

describe('handshake --yours with OpenSSL', function () {
  this.timeout(30_000);
  needs('openssl');
  for (const [name, args, suite] of [
    ['TLS 1.2, AES-GCM', gcm, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
    ['TLS 1.0, AES-CBC', cbc, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  ] as const)
    it(
      `${name}: every function is the learner's`,
      withFolder(async (folder) => {
        const { text, code } = await handshake(folder, args);
        assert.equal(code, 0, text);
        assert.match(text, /^OpenSSL listens on 127\.0\.0\.1:\d+\./);
        assert.match(text, new RegExp(suite));
        assert.match(text, /Answer, its first line: HTTP\/1\.0 200 ok/);
        assert.match(text, allYours);
        assert.doesNotMatch(text, /otherwise than the reference/);
      }),
    );

  it('stubs and a missing function fall back, and the table says so', async () => {
    const folder = exerciseFolder(['01-records']);
    try {
      folder.write('02-hellos', 'export {};');
      const { text, code } = await handshake(folder, gcm);
      assert.equal(code, 0, text);
      assert.match(text, /01-records +encodeRecord +yours/);
      assert.match(text, /02-hellos +encodeClientHello +reference/);
      assert.match(text, /06-master-secret +prf12 +reference/);
    } finally {
      folder.remove();
    }
  });

  it(
    'files that cannot be used are told by name, and the reference stands in',
    withFolder(async (folder) => {
      folder.write('06-master-secret', 'export function hmac( {\n');
      folder.delete('07-key-block');
      folder.change('08-finished', 'process.exit(0);');
      folder.change('10-gcm-records', 'throw new Error("not ready");');
      const { text, code } = await handshake(folder, gcm);
      assert.equal(code, 0, text);
      assert.match(text, /06-master-secret\.ts:\d cannot be used: Expected .* The reference stands in\./);
      assert.match(text, /07-key-block\.ts is missing; npm run reset -- 07 brings it back/);
      assert.match(text, /08-finished\.ts:\d+ cannot be used: your code called process\.exit\(0\)/);
      assert.match(text, /10-gcm-records\.ts:\d+ cannot be used: not ready\. The reference stands in\./);
      assert.match(text, /07-key-block +keyExpansion +reference/);
    }),
  );

  it(
    'an endless loop at the top of a file ends the command with the name of the file',
    withFolder(async (folder) => {
      folder.write('06-master-secret', 'for (;;);');
      const { text, code } = await handshake(folder, gcm);
      assert.notEqual(code, 0);
      assert.match(text, /06-master-secret\.ts, while it was loaded, did not come back within \d seconds/);
    }),
  );

  it(
    'a wrong answer that does no harm is told too',
    withFolder(async (folder) => {
      folder.change(
        '04-certificates',
        'export const checkHostName = () => ({ kind: "dNSName", value: "?" });',
      );
      const { text, code } = await handshake(folder, gcm);
      assert.equal(code, 0, text);
      assert.match(
        text,
        /The handshake went well, and yet checkHostName in .*04-certificates\.ts \(stage 04\)/,
      );
    }),
  );
});

describe('handshake --yours with GnuTLS', function () {
  this.timeout(30_000);
  needs('gnutls', 'netns');

  it(
    'RC4, in a namespace of its own',
    withFolder(async (folder) => {
      const { text, code } = await handshake(folder, rc4);
      assert.equal(code, 0, text);
      assert.match(text, /^GnuTLS listens on/);
      assert.match(text, /TLS_RSA_WITH_RC4_128_MD5/);
      assert.match(text, /06-master-secret +masterSecret +yours/);
      assert.match(text, allYours);
    }),
  );

  it(
    '06: randoms swapped in the master secret',
    withFolder(async (folder) => {
      folder.change(
        '06-master-secret',
        `import { masterSecret as right } from '../lib/master-secret.js';
        export const masterSecret = (version, hash, secret, client, server) => right(version, hash, secret, server, client);`,
      );
      const { text, code } = await handshake(folder, rc4);
      assert.equal(code, 1, text);
      assert.match(text, /GnuTLS objected: it sent the alert bad_record_mac\./);
      assert.match(text, /The trouble began in masterSecret in .*06-master-secret\.ts \(stage 06\)/);
      assert.match(text, /random.*first/);
    }),
  );

  it(
    '09: the keystream starts again with every record',
    withFolder(async (folder) => {
      folder.change(
        '09-rc4-records',
        `import { sealStream as right } from '../lib/record-mac.js';
        export const sealStream = (state, content, mac) => ({ state, fragment: right(state, content, mac).fragment });`,
      );
      const { text, code } = await handshake(folder, rc4);
      assert.equal(code, 1, text);
      assert.match(text, /The trouble began in sealStream in .*09-rc4-records\.ts/);
    }),
  );
});

describe('handshake --yours without the programs', function () {
  this.timeout(30_000);

  it(
    'no OpenSSL: node:tls is the server',
    withFolder(async (folder) => {
      const path = pathWith(['openssl']);
      const { text, code } = await handshake(folder, cbc, { PATH: path.PATH });
      path.remove();
      assert.equal(code, 0, text);
      assert.match(text, /^node:tls listens on/);
      assert.match(text, allYours);
    }),
  );

  it(
    'no GnuTLS: our own server speaks RC4',
    withFolder(async (folder) => {
      const path = pathWith(['gnutls-serv', 'unshare', 'openssl'], ['/usr/bin', '/bin']);
      const { text, code } = await handshake(folder, rc4, { PATH: path.PATH });
      path.remove();
      assert.equal(code, 0, text);
      assert.match(text, /^our own server listens on/);
      assert.match(text, /06-master-secret +masterSecret +yours/);
      assert.match(text, allYours);
    }),
  );

  it(
    'nobody at HOST:PORT: the learner is not blamed',
    withFolder(async (folder) => {
      const { text, code } = await handshake(folder, [`127.0.0.1:${await freePort()}`]);
      assert.equal(code, 1);
      assert.match(text, /The handshake stopped: no connection to 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/);
      assert.match(text, /None of your functions answered otherwise/);
    }),
  );
});

// What a notebook's committed output depends on: the same learner, another server.
describe('a handshake that a notebook shows', function () {
  this.timeout(60_000);

  /** The cell that shows it, with whoever is there to answer. */
  async function shown(folder: ExerciseFolder, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const { text } = await handshake(folder, ['--json', ...args], env);
    const html = yoursHtml(JSON.parse(text.slice(text.indexOf('{'))) as YoursReport);
    const outputs: Output[] = [{ output_type: 'display_data', data: { 'text/html': html }, metadata: {} }];
    const cell: CodeCell = {
      cell_type: 'code',
      id: 'c',
      metadata: {},
      source: '',
      execution_count: 1,
      outputs,
    };
    return { html, notebook: { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 } };
  }

  function compareWithout(programs: readonly string[], name: RegExp, argsOf: readonly (readonly string[])[]) {
    return withFolder(async (folder) => {
      const path = pathWith(programs, ['/usr/bin', '/bin']);
      for (const args of argsOf) {
        const here = await shown(folder, args);
        const elsewhere = await shown(folder, args, { PATH: path.PATH });
        assert.match(elsewhere.html, name);
        assert.notEqual(elsewhere.html, here.html);
        assert.deepEqual(settle(here.notebook, elsewhere.notebook, false).notebook, here.notebook);
      }
      path.remove();
    });
  }

  describe('with OpenSSL', () => {
    needs('openssl');
    it(
      'is the same for the runner with node:tls in its place',
      compareWithout(['openssl'], />node:tls</, [gcm, ['--tls', '1.2']]),
    );
    it(
      "is not the same when a function was the reference's",
      withFolder(async (folder) => {
        const here = await shown(folder, gcm);
        folder.delete('07-key-block');
        const other = await shown(folder, gcm);
        assert.deepEqual(settle(here.notebook, other.notebook, false).notebook, other.notebook);
        assert.notDeepEqual(other.notebook, here.notebook);
      }),
    );
  });

  describe('with GnuTLS', () => {
    needs('gnutls', 'netns');
    it(
      'is the same for the runner with our own server in its place',
      compareWithout(['gnutls-serv', 'unshare'], />our own server</, [rc4]),
    );
  });
});

describe('handshakeWithYours in a notebook', function () {
  this.timeout(200_000);

  it(
    'shows messages, table and blame, escaped, and reads edited files when it is run again',
    withFolder(async (folder) => {
      const kernel = await startKernel();
      const cell = `import { handshakeWithYours } from './kit/yours/notebook.js';
        await handshakeWithYours({ tls: '1.2', exercises: ${JSON.stringify(folder.path)} });`;
      const run = async () => {
        const { status, outputs, error } = await kernel.execute(cell, 60_000);
        assert.equal(status, 'ok', error);
        return outputs
          .flatMap((o) => (o.output_type === 'display_data' ? [o.data['text/html'] ?? ''] : []))
          .join();
      };
      try {
        const first = await run();
        assert.match(first, /-&gt; client_hello, \d+ bytes/);
        assert.match(first, /Handshake complete, both Finished verified\./);
        assert.match(first, />keyExpansion<\/td><td [^>]*>yours</);
        folder.change('07-key-block', 'export function keyExpansion() { throw new Error("<b>later</b>"); }');
        const second = await run();
        assert.match(second, /keyExpansion threw Error at line 2: &lt;b&gt;later&lt;\/b&gt;/);
        assert.doesNotMatch(second, /<script|<b>later/);
        folder.change('07-key-block', '');
        assert.match(await run(), /Handshake complete/);
      } finally {
        await kernel.stop();
      }
    }),
  );
});
