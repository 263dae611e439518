// Reads the exercises out of a gzipped tar file, as a stream: nothing is unpacked to disk.
import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { text } from '../channel/answer.js';
import type { Unpacked } from './archive.js';
import { type Candidate, candidateOf, choose, LARGEST_FILE } from './collect.js';
import { MOST_ENTRIES } from './folder.js';
import { TOO_LARGE } from './zip.js';

/** A copy of the course with its node_modules has 300 MB. */
const MOST_BYTES = 1 << 30;

/** @throws Error when it is no gzipped tar file, or larger than any honest one */
export async function readTarGz(path: string): Promise<Unpacked> {
  const found = new Map<Candidate, Uint8Array>();
  const warnings: string[] = [];
  const unpack = extract();
  let count = 0;
  unpack.on('entry', (header, stream, next) => {
    stream.on('end', next);
    stream.on('error', () => {});
    if (++count > MOST_ENTRIES) unpack.destroy(new Error(`it has more than ${MOST_ENTRIES} entries`));
    const candidate = candidateOf(header.name.replaceAll('\\', '/'));
    const fault = candidate && faultOf(header);
    if (fault !== undefined && warnings.length < 50)
      warnings.push(`${text(header.name)} ${fault}; it was left alone.`);
    if (!candidate || fault !== undefined || found.size >= MOST_CANDIDATES) return stream.resume();
    const chunks: Uint8Array[] = [];
    stream.on('data', (chunk) => void chunks.push(chunk as Uint8Array));
    stream.on('end', () => found.set(candidate, new Uint8Array(Buffer.concat(chunks))));
    return stream;
  });
  await pipeline(createReadStream(path), createGunzip(), limited(MOST_BYTES), unpack);
  const { chosen, warnings: more } = choose([...found.keys()]);
  const files = new Map(chosen.map((candidate) => [candidate, found.get(candidate) as Uint8Array] as const));
  return { files, warnings: [...warnings, ...more] };
}

/** They are held until the best of each name is known. */
const MOST_CANDIDATES = 100;

function faultOf({ type, size, name }: Header): string | undefined {
  if (name.startsWith('/') || name.split(/[\\/]/).includes('..'))
    return 'has a path that leads out of the archive';
  if (type !== 'file') return 'is a link or no file at all';
  return (size ?? 0) > LARGEST_FILE ? TOO_LARGE : undefined;
}

function limited(most: number): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      total += chunk.length;
      done(total > most ? new Error('it unpacks to more than a gigabyte') : null, chunk);
    },
  });
}
