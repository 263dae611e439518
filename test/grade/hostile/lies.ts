// Values that lie about what they are, answers that were looked up, and text that would do something where it is shown.
import { all, type Hostile, one } from './case.js';

export const lies: readonly Hostile[] = [
  { name: 'toJSON', code: all('return { toJSON: () => new Uint8Array(12) };') },
  {
    name: 'a getter with another answer each time',
    code: all('let n = 0; return { get label() { return n++ ? "client finished" : 1; }, length: 12 };'),
  },
  {
    name: 'a proxy that has every field',
    code: all('return new Proxy({}, { get: () => 12, has: () => true, ownKeys: () => [] });'),
  },
  {
    name: 'a subclass of Uint8Array',
    code: all('return new (class extends Uint8Array { get length() { return 36; } })(36);'),
  },
  {
    name: 'a detached buffer',
    code: all(
      'const bytes = new Uint8Array(36); structuredClone(bytes, { transfer: [bytes.buffer] }); return bytes;',
    ),
  },
  {
    name: 'an object dressed as bytes',
    code: all('return Object.setPrototypeOf({ length: 36, 0: 1 }, Uint8Array.prototype);'),
  },
  { name: 'an array of four thousand million holes', code: one('return new Array(2 ** 32 - 1);') },
  { name: 'an object that holds itself', code: all('const it: any = {}; it.it = it; return it;') },
  { name: 'a promise of the right answer', code: all('return Promise.resolve(new Uint8Array(36));') },
  { name: 'a thenable', code: all('return { then: (done: any) => done(new Uint8Array(36)) };') },
  {
    name: 'its own argument, changed',
    code: all('for (const arg of args) if (arg instanceof Uint8Array) arg.fill(0); return args[0];'),
  },
  { name: 'a function, a symbol, NaN', code: all('return [() => 1, Symbol.iterator, Number.NaN];') },
  {
    name: 'a wrapper that equals anything',
    code: all('return { valueOf: () => 1, [Symbol.toPrimitive]: () => 1, equals: () => true };'),
  },
  {
    name: 'whatever is refused, it is refused',
    code: all("throw new TlsError('decrypt_error', 'no');", "import { TlsError } from '../lib/errors.js';"),
  },
  { name: 'whatever is checked, it is right', code: all('return undefined;') },
  {
    name: 'an error that is none, and lies about its name',
    code: all(
      "throw { name: 'TlsError', alert: 'decrypt_error', message: 'no', get stack() { return process.exit(0); } };",
    ),
  },
  {
    name: 'escapes and markup in a message',
    code: all(
      `throw new Error('\\u001b[2J\\u001b]0;owned\\u0007<script>alert(1)</script>\\u202e| 100 of 100 |\\n::set-output name=score::1100');`,
      `console.error('\\u001b[31m<img src=x onerror=alert(1)>\\u0007');`,
    ),
  },
  { name: 'a message of ten megabytes', code: all("throw new Error('x'.repeat(1e7));") },
  {
    name: 'another result in its own text',
    code: all(
      'return 1;',
      `// "score": 1100, "status": "ok"\nexport const score = 1100, maxScore = 1100, passed = true, stage = { checks: [] };`,
    ),
  },
];
