// The conversation of every case: the client says a line, the server says it back when it has all of it. Lines,
// since GnuTLS's echo server answers lines; one at a time, since s_client cannot read while it writes; no letters,
// since s_client takes a Q or an R for a command.
import type { Duplex } from 'node:stream';
import { seeded } from '../support/random.js';

const sizes = [1, 16_384, 1_048_576];
const newline = 10;

/** A line of `size` bytes, all but the newline from 0x80 up. */
function line(size: number): Buffer {
  const bytes = seeded(size).bytes(size);
  return Buffer.from(bytes.map((byte, i) => (i === size - 1 ? newline : byte | 0x80)));
}
const lines = sizes.map(line);

/** Says each line and reads it back, then ends, and waits until the other side has ended too. */
export async function converse(stream: Duplex): Promise<void> {
  const read = lineReader(stream);
  for (const said of lines) {
    stream.write(said);
    const heard = await read();
    if (!heard) throw new Error(`the peer ended before it answered ${said.length} bytes`);
    if (!said.equals(heard)) throw new Error(`${said.length} bytes came back as ${heard.length} others`);
  }
  stream.end();
  if (await read()) throw new Error('the peer said more than it was told');
}

/** Says back each line until the other side ends, then ends too. */
export async function echo(stream: Duplex): Promise<void> {
  const read = lineReader(stream);
  for (let heard = await read(); heard; heard = await read()) stream.write(heard);
  stream.end();
}

/** Reads line after line; undefined at the end. */
function lineReader(stream: Duplex): () => Promise<Buffer | undefined> {
  // Reading to the end must not close what we still write to.
  const chunks = stream.iterator({ destroyOnReturn: false });
  return async () => {
    const line: Buffer[] = [];
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      line.push(next.value);
      if (next.value.at(-1) === newline) return Buffer.concat(line);
    }
    if (line.length > 0)
      throw new Error(`the peer ended after ${Buffer.concat(line).length} bytes of a line`);
    return undefined;
  };
}
