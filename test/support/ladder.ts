// One rung of the ladder at a time: the solutions of the first stages, and a session with a real server.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { runClientSession } from '../../kit/handshake/session.js';
import { loadExercises } from '../../kit/yours/load.js';
import { createClient } from '../../lib/client.js';
import { type Exercises, type Functions, stageNames } from '../../lib/stages.js';
import { testCa } from './pki.js';

/** The solutions of the stages 1 to k. @throws when one of them cannot be used */
export async function startRung(k: number): Promise<Exercises> {
  const { exercises, problems } = await loadExercises('solutions');
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join(' '));
  return Object.fromEntries(stageNames.slice(0, k).map((stage) => [stage, exercises[stage]])) as Exercises;
}

/** A whole session with a server on this machine: sends `request` and gives what comes back. */
export async function talkTo(
  port: number,
  functions: Functions,
  offer: { minVersion: number; maxVersion: number; cipherSuites: readonly number[] },
  request: string,
): Promise<string> {
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const trust = { anchors: [testCa.certificate], host: 'localhost', at: Date.parse('2026-01-01') / 1000 };
  const options = { functions, random, trust, serverName: 'localhost', ...offer };
  let answer = '';
  await runClientSession({
    ...{ host: '127.0.0.1', port, request: new TextEncoder().encode(request) },
    start: (onEvent) => createClient({ ...options, onEvent }),
    onAnswer: (data) => (answer += new TextDecoder().decode(data)),
  });
  return answer;
}

/** Tries again while a server is still starting. */
export async function patiently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left--)
    try {
      return await attempt();
    } catch (error) {
      if (left === 0 || !String(error).includes('ECONNREFUSED')) throw error;
      await sleep(100);
    }
}
