// Where is a process that does not come back? Node starts its debugger on SIGUSR1 even in the middle of a loop; a
// debugger can pause the loop and see its place.
import type { ChildProcess } from 'node:child_process';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { Place } from './check.js';

const PATIENCE_MS = 1500;

/** Ask for any port, so that two processes never collide: an argument of the process to be looked into. */
export const inspectArgument = '--inspect-port=127.0.0.1:0';

/** Where a process is: the line in the function of the file that was called, and the one inside of what that calls. */
export interface LoopPlace {
  readonly line?: number;
  readonly inside?: Place;
}

/**
 * The place in `file` (an absolute path) that a process is at now; empty when it cannot be found out: on Windows,
 * or when the process does nothing at all.
 */
export async function placeOfLoop(child: ChildProcess, file: string): Promise<LoopPlace> {
  if (process.platform === 'win32') return {};
  const over = AbortSignal.timeout(PATIENCE_MS);
  const given = new Promise<LoopPlace>((resolve) => over.addEventListener('abort', () => resolve({})));
  const found = debuggerAddress(child).then((address) => pausedAt(address, file, over));
  return Promise.race([found, given]).catch(() => ({}));
}

function debuggerAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
      const address = /Debugger listening on (ws:\/\/127\.0\.0\.1:\S+)\s/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.kill('SIGUSR1');
  });
}

interface Frame {
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

async function pausedAt(address: string, file: string, over: AbortSignal): Promise<LoopPlace> {
  const socket = new WebSocket(address);
  over.addEventListener('abort', () => socket.terminate());
  const { send, event, scripts } = await openSession(socket);
  const paused = event('Debugger.paused');
  send('Debugger.enable');
  send('Debugger.pause');
  const { callFrames } = (await paused) as { callFrames: Frame[] };
  const own = callFrames.filter(({ location }) => scripts.get(location.scriptId) === file);
  const [inner, outer] = [own[0], own.at(-1)];
  if (!inner || !outer) return {};
  const { scriptId } = outer.location;
  const { scriptSource } = (await send('Debugger.getScriptSource', { scriptId })) as { scriptSource: string };
  const lineOf = ({ location }: Frame) =>
    originalLine(scriptSource, location.lineNumber, location.columnNumber);
  return placeOf([outer.functionName, lineOf(outer)], [inner.functionName, lineOf(inner)]);
}

type NamedLine = readonly [name: string, line: number | undefined];

/** Recursion, and a callback on the same line, say nothing more. */
function placeOf([outer, line]: NamedLine, [name, innerLine]: NamedLine): LoopPlace {
  if (line === undefined) return {};
  if (innerLine === undefined || innerLine === line || name === outer) return { line };
  return { line, inside: { name, line: innerLine } };
}

interface Session {
  send(method: string, params?: object): Promise<unknown>;
  event(name: string): Promise<unknown>;
  /** The paths of the scripts, by number. */
  readonly scripts: ReadonlyMap<string, string>;
}

/** A session of the Chrome DevTools Protocol: answers by number, events by name. */
function openSession(socket: WebSocket): Promise<Session> {
  const scripts = new Map<string, string>();
  const waiting = new Map<number | string, (result: unknown) => void>();
  let count = 0;
  const event = (key: number | string) => new Promise<unknown>((resolve) => waiting.set(key, resolve));
  const send = (method: string, params = {}) => {
    const id = ++count;
    socket.send(JSON.stringify({ id, method, params }));
    return event(id);
  };
  socket.on('message', (data) => {
    const { id, method, result, params } = JSON.parse(String(data));
    if (method === 'Debugger.scriptParsed') scripts.set(params.scriptId, pathOf(params.url));
    waiting.get(id ?? method)?.(result ?? params);
  });
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve({ send, event, scripts }));
    socket.on('error', reject);
  });
}

const pathOf = (url: string) => (url.startsWith('file:') ? fileURLToPath(url) : url);

/** Lines of the debugger count from 0, ours from 1. */
function originalLine(script: string, line: number, column: number): number | undefined {
  const base64 = /sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)/.exec(script)?.[1];
  if (base64 === undefined) return line + 1;
  const entry = new SourceMap(JSON.parse(Buffer.from(base64, 'base64').toString())).findEntry(line, column);
  return 'originalLine' in entry ? entry.originalLine + 1 : undefined;
}
