// The process that a learner's module runs in, and what it says to the process that judges. It must survive
// whatever the module does, or at least say how it ended.
import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
// What exercises import, loaded while nobody waits for it yet.
import '../../lib/extensions.js';
import '../../lib/handshake-message.js';
import '../../lib/hashes.js';
import '../../lib/suites.js';
import type { Outcome } from './check.js';
import type { Load, Question, Reply, Stopped } from './protocol.js';
import { lineIn } from './source-line.js';
import { callFunction, type Implementation } from './subject.js';

let file = '';
let implementation: Implementation = {};
/** The question that is being answered, and what came up meanwhile outside of it. */
let asked = 0;
let stray: Stopped | undefined;

const reply = (message: Reply) => process.send?.(message);

process.on('message', async (question: Question) => {
  asked = question.id;
  stray = undefined;
  const answer =
    question.kind === 'load'
      ? { load: await load(question.file) }
      : { outcome: callFunction(implementation, question.name, question.args, file) };
  await new Promise(setImmediate); // what the call left behind (a rejected promise) comes up now
  reply({ id: question.id, ...(stray ? stopped(question.kind, stray) : answer) });
});

async function load(path: string): Promise<Load> {
  file = realpathSync(path);
  try {
    implementation = await import(pathToFileURL(file).href);
    return { exports: Object.keys(implementation) };
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    const line = lineIn(message, file) ?? lineIn(stack, file);
    const about = name === 'Error' || name === 'TransformError' ? '' : `${name}: `;
    return { problem: about + firstSentence(message), ...(line !== undefined && { line }) };
  }
}

/** esbuild puts "Transform failed" on a line of its own and the place before the reason. */
function firstSentence(message: string): string {
  const lines = String(message).split('\n');
  return (lines.find((line) => line.includes(': ERROR: ')) ?? (lines[0] as string)).replace(
    /^.*: ERROR: /,
    '',
  );
}

function stopped(kind: Question['kind'], how: Stopped): { load: Load } | { outcome: Outcome } {
  if (kind === 'call') return { outcome: how };
  return { load: { problem: how.detail, ...(how.line !== undefined && { line: how.line }) } };
}

/** Told on the way out; a module that gets around this is found out by its exit alone. */
function lastWords(why: 'exit' | 'crash', detail: string): void {
  const line = lineIn(new Error().stack, file);
  const outcome = { kind: 'stopped', why, detail, ...(line !== undefined && { line }) } as const;
  reply({ id: asked, stopped: outcome });
}

const { exit, abort, disconnect } = process;
process.exit = (code) => {
  lastWords('exit', `exit code ${code ?? process.exitCode ?? 0}`);
  return exit(code);
};
process.abort = () => {
  lastWords('crash', 'it called process.abort()');
  return abort();
};
process.disconnect = () => {
  lastWords('crash', 'it called process.disconnect(), which the checks need');
  disconnect?.call(process);
};
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    const line = error instanceof Error ? lineIn(error.stack, file) : undefined;
    const detail = `an error came up that nothing caught, ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`;
    stray ??= { kind: 'stopped', why: 'crash', detail, ...(line !== undefined && { line }) };
  });
process.on('disconnect', () => exit());

reply({ ready: true });
