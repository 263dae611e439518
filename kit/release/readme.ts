// The README of a student's copy.
import type { StageName } from '../../lib/stages.js';
import { numberOf } from '../loop/paths.js';

export function readmeText(stages: readonly StageName[], solved: readonly StageName[]): string {
  const first = stages.find((stage) => !solved.includes(stage)) as StageName;
  const number = numberOf(first);
  return `# Rebuild TLS

You rebuild a TLS handshake, byte by byte, in TypeScript. It begins with one real session, Firefox to Amazon on 10 June
2009, TLS 1.0 with RC4-MD5, and carries on to TLS 1.2 with ECDHE and AES-GCM.

> **Danger.** This is for learning. It speaks retired protocols (TLS 1.0 and 1.1: RFC 8996; RC4: RFC 7465; RSA key
> exchange: RFC 10015) so that you can see how they worked and why they had to go. Do not use it to protect anything.

## Begin

You need Node 20.19 or later, and npm.

    npm ci && npm start

opens the course in your browser, with the story, from the first byte to Amazon's reply, and all that follows here.
\`npm run jupyter\` opens it in JupyterLab or Jupyter Notebook, where one is installed; \`npm run kernel\` registers its kernel
for VS Code. Or write your own in an editor of yours, stage by stage:

1. Open \`exercises/${first}.ts\`. Each function says what it must do and where that is specified. Replace
   \`throw new Unsolved(...)\`.
2. \`npm run watch -- ${number}\` checks the stage each time you save; \`npm run check -- ${number}\` checks it once.
3. Stuck? \`npm run hint -- ${number}\` gives a hint, and then a better one.
4. \`npm run progress\` says what is done and what comes next. \`npm run reset -- ${number}\` puts an exercise back as it
   came, and keeps what you wrote.
5. \`npm run handshake -- --yours\` speaks TLS with your functions in the place of ours; \`--tls 1.0\` or
   \`--suite 0x0004\` choose what to speak.
6. \`npm run session -- --seed NAME\` gives you a session of your own: your keys, your certificate, your request. The
   checks judge on it too from then on.

${startText(solved)}
## What is here

| folder | what |
|---|---|
| \`exercises\` | yours: the only files that you edit |
| \`test/stages\` | what judges each stage. Nothing about it is secret |
| \`notebooks\` | the story |
| \`lib\` | a complete TLS. Your functions stand in for parts of it, and it stands in for what you have not written yet |
| \`kit\` | the commands |

\`lib\` is in the open, and an answer to every exercise is in it, written for another purpose than teaching: a real
handshake needs the parts that you have not written yet, and the checks compare yours with them. Whoever copies it has
read it, at least. Solutions, written to be learnt from, are your instructor's: ask for them.

## Hand in

Hand in the folder \`exercises/\`, zipped or as it is; nothing else counts. Keep the files' names. An exercise that imports
the reference from \`lib\` scores nothing in grading, although \`npm run check\` lets it pass. It may import the helpers that
its first lines name, \`@noble\`, Node's own modules, and types.

## Test and catch up

\`npm test\` tests all this, but not your exercises; \`npm run check\` is for those.

Fell behind? Your instructor has a folder of solutions: \`npm run catch-up -- NN --solutions FOLDER\` solves the stages
before NN that you have not solved, and keeps what you wrote in \`exercises/.backup\`.

Licence: [MIT](LICENSE).
`;
}

function startText(solved: readonly StageName[]): string {
  if (solved.length === 0) return '';
  return `This copy begins in the middle: ${solved.map((stage) => `\`${stage}\``).join(', ')} ${solved.length === 1 ? 'is' : 'are'} solved already. Read
${solved.length === 1 ? 'it' : 'them'} as you like, or \`npm run reset -- ${numberOf(solved[0] as StageName)}\` to write it yourself.
`;
}
