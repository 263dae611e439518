// Forged, replayed, half and endless messages on the channel. A submission may learn the nonce of the question that it
// is asked: what matters is that its answer is compared, that it has one, and that a second one costs the call.
import { all, type Hostile, one } from './case.js';

/** Sends a frame, and records the question that came in. */
const tools = `
import fs from 'node:fs';
const w = fs.writeSync;
const frame = (nonce: Uint8Array, payload: Uint8Array) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(nonce.length + payload.length);
  return Buffer.concat([head, nonce, payload]);
};
/** { kind: 'value', value: undefined }, in the form of the wire. */
const yes = Buffer.from('0a00000002000000046b696e6407000000057661' + '6c75650000000576616c756500', 'hex');
const nothing = Buffer.alloc(16);
`;
/** Looks over the shoulder of whoever reads the questions: behind the length stands the nonce. */
const spy = `${tools}
import { syncBuiltinESMExports } from 'node:module';
const nonces: Buffer[] = [];
const read = fs.readSync;
fs.readSync = ((fd: number, buffer: Buffer, ...rest: any[]) => {
  const count = (read as any)(fd, buffer, ...rest);
  nonces.push(Buffer.from(buffer.subarray(4, 20)));
  return count;
}) as any;
syncBuiltinESMExports();
`;
/** Sends something in the place of the true answer, and then the true barrier. */
const instead = (payload: string) => `${spy}
const evil = ${payload};
let armed = false;
fs.writeSync = ((fd: number, bytes: Buffer, at: number) => {
  if (!armed) return w(fd, bytes, at);
  armed = false;
  w(1, Buffer.concat([frame(nonces.at(-1)!, evil), bytes.subarray(4 + bytes.readUInt32BE())]));
  return bytes.length - at;
}) as any;
syncBuiltinESMExports();
`;

export const channel: readonly Hostile[] = [
  {
    name: 'an answer with a guessed nonce',
    code: all('w(1, frame(nothing, yes)); return 1;', tools),
    frame: 'forged',
  },
  {
    name: 'an answer under the true nonce, and then the real one',
    code: all('w(1, frame(nonces.at(-1)!, yes)); return 1;', spy),
    kill: 'protocol',
  },
  {
    name: 'an answer under the true nonce alone: no better than a wrong one',
    code: all('armed = true; return 1;', instead('yes')),
  },
  {
    name: 'the nonce of the question before',
    code: all('w(1, frame(nonces.at(-2) ?? nothing, yes)); return 1;', spy),
    frame: 'forged',
  },
  {
    name: 'the same answer twice',
    code: all(
      'w(1, Buffer.concat([frame(nonces.at(-1)!, yes), frame(nonces.at(-1)!, yes)])); return 1;',
      spy,
    ),
    kill: 'protocol',
  },
  {
    name: 'a thousand answers',
    code: all('for (let i = 0; i < 1000; i++) w(1, frame(nothing, yes)); return 1;', tools),
    frame: 'forged',
  },
  {
    name: 'answers before anybody asks',
    code: all('return 1;', `${tools} w(1, Buffer.concat([frame(nothing, yes), frame(nothing, yes)]));`),
    frame: 'forged',
  },
  {
    name: 'half a message',
    code: one('w(1, Buffer.from([0, 0, 0, 40, 1, 2, 3])); for (;;);', tools),
    kill: 'call time',
  },
  {
    name: 'a message of four gigabytes',
    code: all('w(1, Buffer.alloc(4, 255)); return 1;', tools),
    frame: 'too large',
  },
  {
    name: 'a message of no length',
    code: all('w(1, Buffer.alloc(400)); return 1;', tools),
    frame: 'malformed',
  },
  {
    name: 'an array of four thousand million items',
    code: all('armed = true; return 1;', instead("Buffer.from('09ffffffff', 'hex')")),
    frame: 'malformed',
  },
  {
    name: 'a field called __proto__',
    code: all(
      'armed = true; return 1;',
      instead(
        "Buffer.concat([Buffer.from('0a0000000100000009', 'hex'), Buffer.from('__proto__'), Buffer.of(1)])",
      ),
    ),
    frame: 'malformed',
  },
  {
    name: 'ten thousand levels of nesting',
    code: all('armed = true; return 1;', instead("Buffer.from('0900000001'.repeat(10_000), 'hex')")),
    frame: 'malformed',
  },
  {
    name: 'an outcome that nobody knows: passed',
    code: all(
      'armed = true; return 1;',
      instead("Buffer.from('0a00000001000000046b696e640700000006706173736564', 'hex')"),
    ),
    frame: 'malformed',
  },
  {
    name: 'a report on the standard output',
    code: all(`w(1, '{"passed":100,"failed":0,"score":1100}\\n100 passing\\n'); return 1;`, tools),
    frame: 'too large',
  },
  {
    name: 'a flood',
    code: one('const much = Buffer.alloc(1 << 16, 1); for (;;) w(1, much);', tools),
    kill: 'protocol',
  },
  {
    name: 'a thread that answers late',
    code: one(
      'return 1;',
      `import { Worker } from 'node:worker_threads';
new Worker("setInterval(() => require('node:fs').writeSync(1, Buffer.alloc(64)), 1)", { eval: true });
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);`,
    ),
    kill: 'protocol',
  },
  {
    name: 'the barrier answered ahead of time',
    code: all(
      'w(1, Buffer.concat([frame(nonces.at(-1)!, yes), frame(nothing, Buffer.of(0))])); return 1;',
      spy,
    ),
    kill: 'protocol',
  },
];
