// A class to grade: submissions in a stated mix, the same ones every time.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StageName, stageNames } from '../../lib/stages.js';
import { exerciseOf, solutionOf } from '../loop/paths.js';

/** Of 20 submissions. */
export const MIX = '50 % solved, 30 % partly, 15 % wrong, 5 % hostile';

const hostile = [
  'export function transcriptHash(): never { for (;;); }',
  'export function transcriptHash(): never { process.exit(0); }',
  'export function transcriptHash() { const all = []; for (;;) all.push(Buffer.alloc(1 << 24, 1)); }',
];

export function writeClass(root: string, folder: string, count: number): void {
  for (let i = 0; i < count; i++) {
    const own = join(folder, `learner-${String(i).padStart(3, '0')}`, 'exercises');
    mkdirSync(own, { recursive: true });
    for (const [place, stage] of stageNames.entries())
      writeFileSync(join(own, `${stage}.ts`), content(root, stage, place, i));
  }
}

function content(root: string, stage: StageName, place: number, learner: number): string {
  const kind = learner % 20;
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  const solved = `${read(solutionOf(stage))}\n// ${learner}\n`;
  if (kind < 10) return solved;
  if (kind < 16) return place < 1 + (learner % 10) ? solved : read(exerciseOf(stage));
  if (kind < 19) return solved.replaceAll(' + 1', ' + 2').replaceAll('>> 8', '>> 7');
  return stage === '08-finished' ? (hostile[Math.floor(learner / 20) % hostile.length] as string) : solved;
}
