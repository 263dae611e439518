// slow: starts processes
// The matrix rests on `converse` and `echo`: here they meet echoes that lie.
import assert from 'node:assert/strict';
import { type Duplex, duplexPair, Transform } from 'node:stream';
import { converse, echo } from './exchange.js';

/** Answers with whatever `change` makes of each chunk. */
function lying(change: (chunk: Buffer, count: number) => Buffer | null): Duplex {
  let count = 0;
  return new Transform({
    transform(chunk, _encoding, done) {
      const changed = change(chunk, count++);
      if (changed === null) this.push(null);
      done(null, changed);
    },
  });
}

describe('the conversation of the peers matrix', () => {
  it('passes with an honest echo', async () => {
    const [client, server] = duplexPair();
    await Promise.all([converse(client), echo(server)]);
  });

  it('fails when a byte differs', async () => {
    const flip = lying((chunk) =>
      chunk.length > 20_000 ? Buffer.from(chunk).fill(0x80, 20_000, 20_002) : chunk,
    );
    await assert.rejects(converse(flip), /1048576 bytes came back as 1048576 others/);
  });

  it('fails when bytes are lost', async () => {
    await assert.rejects(
      converse(lying((chunk) => chunk.subarray(-16_000))),
      /16384 bytes came back as 16000/,
    );
  });

  it('fails when the peer ends too early, between lines or inside one', async () => {
    const between = lying((chunk, count) => (count === 0 ? chunk : null));
    await assert.rejects(converse(between), /ended before it answered 16384 bytes/);
    const [client, server] = duplexPair();
    server.once('data', () => server.end(Buffer.of(0x80)));
    await assert.rejects(converse(client), /ended after 1 bytes of a line/);
  });

  it('fails when the peer says more than it was told', async () => {
    const chatty = new Transform({
      transform: (chunk, _encoding, done) => done(null, chunk),
      flush: (done) => done(null, '\n'),
    });
    await assert.rejects(converse(chatty), /more than it was told/);
  });
});
