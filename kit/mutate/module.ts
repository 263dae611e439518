// A mutant as functions that can be called. It is run untyped: the checks must catch it, not the compiler.
import { createContext, Script } from 'node:vm';
import type { Outcome, Subject } from '../check/check.js';
import { callFunction, type Implementation } from '../check/subject.js';
import { ts } from './mutants.js';

/** The modules that a solution imports, by the specifier it writes. */
export type Imports = ReadonlyMap<string, unknown>;

export async function importsOf(source: string, base: URL): Promise<Imports> {
  const { importedFiles } = ts.preProcessFile(source);
  const specifiers = importedFiles.map(({ fileName }) => fileName);
  return new Map(await Promise.all(specifiers.map(async (name) => [name, await load(name, base)] as const)));
}

const load = (name: string, base: URL) => import(name.startsWith('.') ? new URL(name, base).href : name);

/**
 * What the module exports.
 * @param source TypeScript
 * @param ms how long its top level may take
 */
export function evaluate(source: string, imports: Imports, ms: number): Implementation {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {};
  const wrapped = new Script(`(function (exports, require) {${outputText}\n})`).runInThisContext();
  limited(() => wrapped(exports, (name: string) => imports.get(name)), ms);
  return exports;
}

/** Calls each function with a limit: an endless loop is an outcome as any other. */
export function limitedSubject(implementation: Implementation, ms: number): Subject {
  return {
    async call(name, args): Promise<Outcome> {
      try {
        return limited(() => callFunction(implementation, name, args), ms);
      } catch {
        return { kind: 'stopped', why: 'timeout', detail: `${ms} ms` };
      }
    },
  };
}

const context = createContext({ work: () => {} });
const script = new Script('work()');

/** @throws Error when `work` does not come back within `ms` milliseconds */
function limited<T>(work: () => T, ms: number): T {
  context.work = work;
  return script.runInContext(context, { timeout: ms }) as T;
}
