// Reads the exercises out of a zip file. Nothing is unpacked to disk, and no path of it is ever used but to be shown.
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { text } from '../channel/answer.js';
import type { Unpacked } from './archive.js';
import { type Candidate, candidateOf, choose, LARGEST_FILE } from './collect.js';
import { MOST_ENTRIES } from './folder.js';

const open = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

/** @throws Error when it is no zip file */
export async function readZip(path: string): Promise<Unpacked> {
  const zip = await open(path, { lazyEntries: true, decodeStrings: false, autoClose: false });
  try {
    const { entries, warnings } = await listEntries(zip);
    const { chosen, warnings: more } = choose([...entries.keys()]);
    const files = new Map<Candidate, Uint8Array>();
    for (const candidate of chosen) {
      const content = await inflate(zip, entries.get(candidate) as Entry);
      if (typeof content === 'string')
        warnings.push(`${text(candidate.path)} ${content}; it counts as not handed in.`);
      else files.set(candidate, content);
    }
    return { files, warnings: [...warnings, ...more] };
  } finally {
    zip.close();
  }
}

async function listEntries(zip: ZipFile): Promise<{ entries: Map<Candidate, Entry>; warnings: string[] }> {
  const entries = new Map<Candidate, Entry>();
  const warnings: string[] = [];
  let count = 0;
  await new Promise<void>((resolve, reject) => {
    zip.once('error', reject);
    zip.once('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const path = Buffer.from(entry.fileName).toString('utf8').replaceAll('\\', '/');
      const candidate = candidateOf(path);
      const fault = candidate && faultOf(entry, path);
      if (fault !== undefined) warnings.push(`${text(path)} ${fault}; it was left alone.`);
      else if (candidate) entries.set(candidate, entry);
      if (++count < MOST_ENTRIES && warnings.length < 50) zip.readEntry();
      else resolve();
    });
    zip.readEntry();
  });
  if (count >= MOST_ENTRIES)
    warnings.push(`It has more than ${MOST_ENTRIES} entries; the rest was not looked at.`);
  return { entries, warnings };
}

/** Why an entry is not to be touched. */
function faultOf(entry: Entry, path: string): string | undefined {
  if (yauzl.validateFileName(path) !== null) return 'has a path that leads out of the archive';
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type !== 0 && type !== 0o100000) return 'is a link or no file at all';
  if ((entry.generalPurposeBitFlag & 1) !== 0) return 'is encrypted';
  return undefined;
}

/** An entry's bytes: as many as an exercise may have, whatever the archive says of its size. */
function inflate(zip: ZipFile, entry: Entry): Promise<Uint8Array | string> {
  if (entry.uncompressedSize > LARGEST_FILE) return Promise.resolve(TOO_LARGE);
  return new Promise((resolve) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return resolve('cannot be read');
      const chunks: Buffer[] = [];
      let length = 0;
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        length += chunk.length;
        if (length > LARGEST_FILE) stream.destroy(new Error('too large'));
      });
      stream.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks))));
      stream.on('error', () => resolve(length > LARGEST_FILE ? TOO_LARGE : 'is damaged'));
    });
  });
}

export const TOO_LARGE = `has more than ${LARGEST_FILE} bytes`;
