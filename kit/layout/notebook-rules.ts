// What a stage's notebook promises: it leads to the exercise, judges it, takes it to a real server, and never holds its
// answer.
import type { StageName } from '../../lib/stages.js';
import { exerciseOf, notebookOf, numberOf } from '../loop/paths.js';
import { declaredNames, importsOf } from './source.js';
import { manifest } from './stage-rules.js';
import type { Tree } from './tree.js';

/** Every stage's notebook has the link, the cell with the verdict and the handshake. */
export async function notebooksTeachStages(tree: Tree): Promise<string[]> {
  return [...(await manifest(tree)).keys()]
    .filter((stage) => tree.files.includes(notebookOf(stage))) // stagesLineUp says so
    .flatMap((stage) => {
      const { text, code } = cellsOf(tree, notebookOf(stage));
      return wanted(stage)
        .filter(({ inCode, part }) => !(inCode ? code : text).includes(part))
        .map(({ part }) => `${notebookOf(stage)} has nowhere ${part}`);
    });
}

const wanted = (stage: StageName) => [
  { inCode: false, part: `](../${exerciseOf(stage)})` },
  { inCode: true, part: `await checkStage('${numberOf(stage)}')` },
  { inCode: true, part: 'await handshakeWithYours(' },
];

/** No notebook writes a function that an exercise asks for, or shows a solution. */
export async function notebooksHoldNoAnswer(tree: Tree): Promise<string[]> {
  const functions = new Set([...(await manifest(tree)).values()].flat());
  return tree.files
    .filter((file) => /^notebooks\/.*\.ipynb$/.test(file))
    .flatMap((file) => {
      const { code } = cellsOf(tree, file);
      const answers = declaredNames(code).filter((name) => functions.has(name));
      const solutions = importsOf(code).filter(({ specifier }) => specifier.includes('/solutions/'));
      return [
        ...answers.map((name) => `${file} writes ${name}, which is for the learner to write`),
        ...solutions.map(({ specifier }) => `${file} imports ${specifier}`),
      ];
    });
}

/** The Markdown of a notebook, and its code as one source. */
function cellsOf(tree: Tree, file: string): { text: string; code: string } {
  const { cells = [] } = JSON.parse(tree.read(file)) as {
    cells?: { cell_type: string; source: string | string[] }[];
  };
  const all = (type: string) =>
    cells
      .filter((cell) => cell.cell_type === type)
      .map(({ source }) => [source].flat().join(''))
      .join('\n\n');
  return { text: all('markdown'), code: all('code') };
}
