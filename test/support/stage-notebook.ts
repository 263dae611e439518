// A notebook of stage 06 with what every stage's notebook has: a link to the exercise, a picture, the checks, and a
// handshake with the learner's functions.
import type { Notebook } from '../../kit/notebooks/notebook.js';

const code = (id: string, source: string) =>
  ({ cell_type: 'code', id, metadata: {}, source, execution_count: null, outputs: [] }) as const;

export const stageNotebook: Notebook = {
  cells: [
    {
      cell_type: 'markdown',
      id: 'exercise',
      metadata: {},
      source: '# Stage 06\n\nWrite [your functions](../exercises/06-master-secret.ts).',
    },
    code(
      'picture',
      `import * as tslab from 'tslab';
import { sequenceDiagram } from './kit/views/sequence-diagram.js';
const hello = { name: 'ClientHello', recordType: 'handshake', length: 1 };
tslab.display.svg(sequenceDiagram([{ from: 'Client', messages: [hello] }]));`,
    ),
    code('check', `import { checkStage } from './kit/loop/notebook.js';\nawait checkStage('06');`),
    code(
      'handshake',
      `import { handshakeWithYours } from './kit/yours/notebook.js';\nawait handshakeWithYours({ tls: '1.2' });`,
    ),
  ],
  metadata: {
    kernelspec: { display_name: 'TypeScript (Rebuild TLS)', language: 'typescript', name: 'rebuild-tls' },
    language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
  },
  nbformat: 4,
  nbformat_minor: 5,
};
