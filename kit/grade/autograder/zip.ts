import { ZipFile as Archive } from 'yazl';
import type { ZipFile } from './files.js';

/** The same files make the same archive: every date in it is this one. */
const date = new Date(1980, 0, 1);

export async function zip(files: readonly ZipFile[]): Promise<Buffer> {
  const archive = new Archive();
  for (const { path, content, executable } of files)
    archive.addBuffer(Buffer.from(content), path, { mtime: date, mode: executable ? 0o100755 : 0o100644 });
  archive.end();
  const parts: Buffer[] = [];
  for await (const part of archive.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
