// The client's state machine and record layer in a thread of their own, with every stage function answered by the
// submission. The engine calls functions and waits; so this thread sleeps until the judge brings the answer. It has no
// reference functions to fall back on.
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { createClient } from '../../../lib/client.js';
import type { Connection } from '../../../lib/connection.js';
import { TlsError } from '../../../lib/errors.js';
import type { AlertName } from '../../../lib/registry.js';
import { type FunctionName, type Functions, stages } from '../../../lib/stages.js';
import type { Outcome } from '../../check/check.js';
import { copyOf } from '../../check/plain-data.js';
import { outcomeSentence } from '../../check/sentences.js';
import { seededRandom } from '../../record/seeded-random.js';
import type { FromEngine, Handshake, ToEngine } from './messages.js';

const { port, bell } = workerData as { port: MessagePort; bell: Int32Array };
/** What came while an answer was awaited. */
const waiting: ToEngine[] = [];

const say = (message: FromEngine) => port.postMessage(message);

function listen(): ToEngine {
  for (;;) {
    const heard = Atomics.load(bell, 0);
    const received = receiveMessageOnPort(port);
    if (received) return received.message;
    Atomics.wait(bell, 0, heard);
  }
}

function ask(name: FunctionName, args: readonly unknown[]): unknown {
  say({ type: 'call', name, args: args.map(copyOf) });
  for (let heard = listen(); ; heard = listen()) {
    if (heard.type === 'outcome') return resultOf(name, heard.outcome);
    waiting.push(heard);
  }
}

/** A function that failed, with a sentence that names it. */
class Failed extends Error {}

function resultOf(name: FunctionName, outcome: Outcome): unknown {
  if (outcome.kind === 'value') return outcome.value;
  if (outcome.kind === 'refused')
    throw new TlsError(outcome.alert as AlertName, `${name}: ${outcome.message}`);
  throw new Failed(outcomeSentence(name, outcome));
}

const names = Object.values(stages).flatMap((stage) => Object.keys(stage)) as FunctionName[];
const functions = Object.fromEntries(
  names.map((name) => [name, (...args: unknown[]) => ask(name, args)]),
) as unknown as Functions;

function run(handshake: Handshake): void {
  const { version, suite, anchor, at, seed, request } = handshake;
  let secured = false;
  let over = false;
  const client = createClient({
    ...{ functions, random: seededRandom(seed), serverName: 'localhost' },
    trust: { anchors: [anchor], at, host: 'localhost' },
    ...{ minVersion: version, maxVersion: version, cipherSuites: [suite] },
    onEvent(event) {
      if (event.type === 'secured') secured = true;
      else if (event.type === 'data') say({ type: 'data', data: event.data });
      else if (event.type === 'end') over = true;
    },
  });
  for (let asked = false; ; ) {
    flush(client);
    if (over) return;
    if (secured && !asked) {
      asked = true;
      client.write(request);
      continue;
    }
    const heard = waiting.shift() ?? listen();
    if (heard.type === 'bytes') client.receive(heard.bytes);
    else if (heard.type === 'end') {
      client.end();
      return;
    }
  }
}

function flush(client: Connection): void {
  for (const bytes of client.takeOutput()) say({ type: 'bytes', bytes });
}

const first = listen();
if (first.type === 'start')
  try {
    run(first.handshake);
    say({ type: 'over' });
  } catch (error) {
    say({ type: 'over', failure: error instanceof Error ? error.message : String(error) });
  }
