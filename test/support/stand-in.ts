// A copy of the course with one small stage of its own, under the name and the function names of 08-finished:
//   transcriptHash(bytes)  every byte plus one        verifyDataInput(n)  { label: 'n', length: n }
//   checkVerifyData(a, b)  refuses unless both are equal
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const course = fileURLToPath(new URL('../..', import.meta.url));
export const standInStage = '08-finished';
export const standInFile = `exercises/${standInStage}.ts`;

export interface StandIn {
  readonly root: string;
  /** Writes a file of it. */
  write(path: string, text: string): void;
  remove(): void;
}

export function standInCourse(): StandIn {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'stand in ')));
  const write = (path: string, text: string) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const name of ['lib', 'node_modules', 'package.json', 'tsconfig.json'])
    symlinkSync(join(course, name), join(root, name));
  for (const name of [
    'check',
    'loop',
    'hints',
    'progress',
    'reset',
    'solution',
    'watch',
    'record',
    'usage.ts',
  ]) {
    mkdirSync(join(root, 'kit'), { recursive: true });
    symlinkSync(join(course, 'kit', name), join(root, 'kit', name));
  }
  write(`test/stages/${standInStage}.ts`, checks);
  write(standInFile, stub);
  write(`kit/stubs/${standInStage}.ts.txt`, stub);
  write(`solutions/${standInStage}.ts`, solved);
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

const header = `import { TlsError, Unsolved } from '../lib/errors.js';\n`;

export const stub = `${header}
export function transcriptHash(bytes: Uint8Array): Uint8Array {
  throw new Unsolved('transcriptHash');
}
export function verifyDataInput(n: number): { label: string; length: number } {
  throw new Unsolved('verifyDataInput');
}
export function checkVerifyData(a: Uint8Array, b: Uint8Array): void {
  throw new Unsolved('checkVerifyData');
}
`;

const bodies = {
  transcriptHash: '(bytes: Uint8Array): Uint8Array { return bytes.map((byte) => byte + 1); }',
  verifyDataInput: `(n: number): { label: string; length: number } { return { label: 'n', length: n }; }`,
  checkVerifyData: `(a: Uint8Array, b: Uint8Array): void {
  if (a.join() !== b.join()) throw new TlsError('decrypt_error', 'they differ');
}`,
};

/** The exercise with right functions, except those given: a parameter list and a body each. */
export function exerciseWith(
  others: { readonly [name in keyof typeof bodies]?: string },
  after = '',
): string {
  const functions = Object.entries({ ...bodies, ...others });
  return `${header}${functions.map(([name, body]) => `export function ${name}${body}\n`).join('')}${after}`;
}

export const solved = exerciseWith({});

const checks = `
import { defineStage } from '../../kit/check/define.js';

export const stage = defineStage('08-finished', {
  mistakes: [
    { function: 'transcriptHash', name: 'minus one', says: 'One is added, not taken away.',
      wrong: (bytes) => bytes.map((byte) => byte - 1) },
  ],
  checks: [
    { function: 'transcriptHash', name: 'transcriptHash: three bytes', points: 20,
      cases: () => [{ args: [Uint8Array.of(1, 2, 3)], expected: Uint8Array.of(2, 3, 4) }] },
    { function: 'transcriptHash', name: 'transcriptHash: random bytes', points: 30,
      needs: ['transcriptHash: three bytes'],
      cases({ random }) {
        const bytes = random.bytes(40);
        return [{ args: [bytes], expected: bytes.map((byte) => byte + 1) }];
      } },
    { function: 'verifyDataInput', name: 'verifyDataInput: 12', points: 25,
      cases: () => [{ args: [12], expected: { label: 'n', length: 12 } }] },
    { function: 'checkVerifyData', name: 'checkVerifyData: equal', points: 5,
      cases: () => [{ args: [Uint8Array.of(1), Uint8Array.of(1)], expected: undefined }] },
    { function: 'checkVerifyData', name: 'checkVerifyData: different', points: 20,
      needs: ['checkVerifyData: equal'],
      cases: () => [{ args: [Uint8Array.of(1), Uint8Array.of(2)], refuses: ['decrypt_error'], because: 'they differ' }] },
  ],
});
`;
