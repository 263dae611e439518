// A submission of whatever kind, as its exercise files.
import { join } from 'node:path';
import { sentence } from '../../check/sentences.js';
import { text } from '../channel/answer.js';
import { type Candidate, type Collected, candidateOf, choose, collectedFile } from './collect.js';
import { kindOf, type Submission } from './discover.js';
import { type Listing, listFolder, readUntrusted } from './folder.js';
import { readTarGz } from './tar.js';
import { readZip, TOO_LARGE } from './zip.js';

/** At most one file a stage. */
export interface Unpacked {
  readonly files: ReadonlyMap<Candidate, Uint8Array>;
  readonly warnings: readonly string[];
}

/** Never throws for what was handed in: a submission that cannot be read has no files, and a warning. */
export async function collect(
  root: string,
  submission: Pick<Submission, 'path' | 'kind' | 'files'>,
): Promise<Collected> {
  const { files, warnings } = await unpack(submission).catch((error: unknown) => ({
    files: new Map<Candidate, Uint8Array>(),
    warnings: [
      `It cannot be read: ${sentence(text(error instanceof Error ? error.message : String(error)))}`,
    ],
  }));
  const collected = [...files].map(
    ([candidate, content]) => [candidate.stage, collectedFile(root, candidate, content)] as const,
  );
  const none = collected.length === 0 ? ['No exercise file was found in it.'] : [];
  return { files: new Map(collected), warnings: [...warnings, ...none] };
}

function unpack({ path, kind, files }: Pick<Submission, 'path' | 'kind' | 'files'>): Promise<Unpacked> {
  if (kind === 'zip') return readZip(path);
  return kind === 'tar.gz' ? readTarGz(path) : readFolder(path, files);
}

async function readFolder(path: string, only?: readonly string[]): Promise<Unpacked> {
  const { candidates, archives, warnings } = only ? listed(only) : listFolder(path);
  const [archive, ...more] = archives;
  if (candidates.length === 0 && archive !== undefined) {
    const inner = join(path, archive);
    const unpacked = await unpack({ path: inner, kind: kindOf(inner) as Submission['kind'] });
    const which =
      more.length > 0 ? [`It holds ${archives.length} archives; ${text(archive)} was judged.`] : [];
    return { ...unpacked, warnings: [...warnings, ...which, ...unpacked.warnings] };
  }
  const { chosen, warnings: choice } = choose(candidates, only !== undefined);
  const files = new Map<Candidate, Uint8Array>();
  const faults: string[] = [];
  for (const candidate of chosen) {
    const content = readUntrusted(join(path, candidate.path));
    if (typeof content !== 'string') files.set(candidate, content);
    else
      faults.push(
        `${text(candidate.path)} ${content === 'too large' ? TOO_LARGE : 'cannot be read'}; it counts as not handed in.`,
      );
  }
  return { files, warnings: [...warnings, ...choice, ...faults] };
}

const listed = (names: readonly string[]): Listing => ({
  candidates: names.map(candidateOf).filter((one) => one !== undefined),
  ...{ archives: [], warnings: [] },
});
