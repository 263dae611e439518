// Patched builtins and prototypes, which would fool a judge in the same process.
import { all, type Hostile } from './case.js';

export const builtins: readonly Hostile[] = [
  {
    name: 'everything equals everything',
    code: all(
      'return new Uint8Array(12);',
      'Object.is = () => true; Array.prototype.every = () => true; Uint8Array.prototype.every = () => true; Array.prototype.findIndex = () => -1;',
    ),
  },
  {
    name: 'the assert module says yes',
    code: all(
      'return undefined;',
      "import assert from 'node:assert'; for (const key of Object.keys(assert)) (assert as any)[key] = () => {};",
    ),
  },
  {
    name: 'Object.prototype knows all the fields of a verdict',
    code: all(
      'return {};',
      "Object.assign(Object.prototype, { kind: 'value', passed: true, status: 'ok', score: 100, expected: undefined });",
    ),
  },
  {
    name: 'every error is a TlsError with every alert',
    code: all(
      "throw Object.assign(new TlsError('decrypt_error', 'no'), { name: 'RangeError' });",
      "import { TlsError } from '../lib/errors.js'; Object.defineProperty(TlsError, Symbol.hasInstance, { value: () => true });",
    ),
  },
  {
    name: 'fs.writeSync sends something else',
    code: all(
      'return new Uint8Array(12);',
      "import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module'; fs.writeSync = ((fd: number) => 1 << 20) as any; syncBuiltinESMExports();",
    ),
    kill: 'call time',
  },
  {
    name: 'Buffer and Map are broken',
    code: all(
      'return 1;',
      'Buffer.compare = () => 0; Map.prototype.get = () => true; Buffer.concat = () => Buffer.alloc(40) as any;',
    ),
  },
  {
    name: 'Function.prototype.call and toString lie',
    code: all(
      'return 1;',
      "Function.prototype.call = () => undefined; Function.prototype.toString = () => 'correct';",
    ),
  },
  {
    name: 'globals of a test runner',
    code: all(
      'return undefined;',
      'Object.assign(globalThis, { it: () => {}, describe: () => {}, expect: () => ({ toBe() {} }), __mocha_report: { failures: 0, passes: 100 } });',
    ),
  },
  {
    name: 'Unsolved is a right answer',
    code: all("throw new Unsolved('checkVerifyData');", "import { Unsolved } from '../lib/errors.js';"),
  },
];
