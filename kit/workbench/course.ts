// The course as the page shows it: the stages with the learner's progress, what to do next, and the notebooks.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StageName } from '../../lib/stages.js';
import { exerciseOf, numberOf } from '../loop/paths.js';
import { nextOpen, type Standing, standings } from '../progress/standing.js';
import { isSolved } from '../progress/words.js';
import type { CourseView, NextView, NotebookView, StageView } from './api.js';

export async function courseView(root: string): Promise<CourseView> {
  const all = await standings(root);
  const notebooks = notebooksOf(root);
  const stages = all.map((one) => stageView(one, notebooks));
  const isOfStage = (path: string) => stages.some(({ notebook }) => notebook === path);
  return {
    stages,
    notebooks: notebooks.filter(({ path }) => !isOfStage(path)),
    points: all.reduce((sum, { points }) => sum + points, 0),
    next: nextView(all, notebooks),
  };
}

function stageView(one: Standing, notebooks: readonly NotebookView[]): StageView {
  const own = notebooks.find(({ path }) => path === notebookOf(one.stage));
  return {
    stage: one.stage,
    number: numberOf(one.stage),
    title: plainTitle(one.stage),
    exercise: exerciseOf(one.stage),
    ...(own && { notebook: own.path }),
    functions: one.functions,
    solved: one.solved.length,
    points: one.points,
    state: isSolved(one) ? 'solved' : one.begun ? 'begun' : 'new',
    stale: one.stale,
  };
}

const notebookOf = (stage: StageName) => `notebooks/${stage}.ipynb`;

/** '06-master-secret' is called 'Master secret'. */
function plainTitle(stage: StageName): string {
  const words = stage
    .slice(3)
    .replaceAll('-', ' ')
    .replace(/\b(?:rsa|rc4|gcm)\b/g, (name) => name.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A learner who has done nothing yet begins with the story. */
function nextView(all: readonly Standing[], notebooks: readonly NotebookView[]): NextView {
  const [first] = notebooks;
  if (first && all.every(({ worked, points }) => worked === 0 && points === 0))
    return { text: `Begin with the story: run “${first.title}” from top to bottom.`, notebook: first.path };
  const open = nextOpen(all);
  if (!open) return { text: 'Every stage is solved. The handshake of stage 11 is all yours.' };
  const { stage, begun, stale, changed } = open.standing;
  const notebook = notebooks.find(({ path }) => path === notebookOf(stage))?.path;
  const places = { exercise: exerciseOf(stage), ...(notebook && { notebook }) };
  const number = numberOf(stage);
  if (stale) return { text: `Stage ${number} changed since it was judged: open it and save it.`, ...places };
  if (changed > 0) return { text: `The checks of stage ${number} have changed: save it again.`, ...places };
  if (open.function === undefined)
    return { text: `Stage ${number} has type errors left: mend them and save.`, ...places };
  return { text: `${begun ? 'Go on with' : 'Begin'} stage ${number}: write ${open.function}.`, ...places };
}

/** The notebooks in order, each with the title that it gives itself. */
function notebooksOf(root: string): NotebookView[] {
  const folder = join(root, 'notebooks');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[^.].*\.ipynb$/.test(name));
  return names
    .sort()
    .map((name) => ({ path: `notebooks/${name}`, title: titleOf(join(folder, name)) ?? name }));
}

/** A notebook's first heading; undefined when it cannot be read or has none. */
function titleOf(file: string): string | undefined {
  try {
    const { cells } = JSON.parse(readFileSync(file, 'utf8')) as { cells: { source: string | string[] }[] };
    const text = cells.map(({ source }) => [source].flat().join('')).join('\n');
    return /^# +(.+)$/m.exec(text)?.[1];
  } catch {
    return undefined;
  }
}
