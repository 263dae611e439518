// slow: starts processes
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hex } from '../kit/sessions/literals.js';
import { readSession13 } from '../kit/tls13/session.js';

describe('npm run record', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-record-'));
  after(() => rmSync(folder, { recursive: true }));
  const out = join(folder, 'session.ts');
  const record = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'kit/record/main.ts', ...args], { encoding: 'utf8' });

  it('refuses what it does not understand, in a sentence, and writes nothing', () => {
    const cases: [string[], RegExp][] = [
      [[], /give --out FILE/],
      [['--out', out, '--tls', '1.4'], /--tls is 1\.2 or 1\.3, not 1\.4/],
      [['--out', out, '--tls', '1.3', '--seed', 'x'], /TLS 1\.3 is recorded without --seed/],
    ];
    for (const [args, sentence] of cases) {
      const { status, stderr } = record(...args);
      assert.equal(status, 2);
      assert.match(stderr, sentence);
    }
    assert.equal(existsSync(out), false);
  });

  it('writes a TLS 1.3 session that reads again, and does not overwrite it', () => {
    const { status, stdout } = record('--out', out, '--tls', '1.3');
    assert.equal(status, 0);
    assert.match(stdout, /session\.ts: \d+ flights, Node v/);
    const text = readFileSync(out, 'utf8');
    const [, keyLog = ''] = /keyLog: `([^`]+)`/.exec(text) ?? [];
    const wire = [...text.matchAll(/direction: '(client|server)', bytes: hex`([^`]+)`/g)].map(
      ([, from, digits]) => ({
        direction: from as 'client' | 'server',
        bytes: hex([digits] as unknown as TemplateStringsArray),
      }),
    );
    assert.equal(readSession13(wire, keyLog).cipherSuite, 0x1301);
    assert.match(record('--out', out, '--tls', '1.3').stderr, /exists; give --force to overwrite it/);
    assert.equal(readFileSync(out, 'utf8'), text);
  });
});
