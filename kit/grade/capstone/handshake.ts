// One handshake of a submission: the engine asks, the submission answers, the peer on the other side is real. It counts
// when the peer has decrypted a fresh word of ours, and the submission has given back a fresh word that only the peer
// and we know. So nothing rests on what the submission says of itself.
import { randomBytes } from 'node:crypto';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Subject } from '../../check/check.js';
import type { CertifiedKey } from '../../course-ca.js';
import type { FromEngine, Handshake, ToEngine } from './messages.js';
import type { Peer, StartPeer } from './peers.js';

const MOST_MS = 30_000;
/** A handshake takes less than 100. */
const MOST_CALLS = 2000;

export interface Setting {
  readonly version: number;
  readonly suite: number;
  readonly startPeer: StartPeer;
  readonly server: CertifiedKey;
  /** The CA's certificate. */
  readonly anchor: Uint8Array;
  /** For the client's random bytes. */
  readonly seed: string;
  /** The engine's program. */
  readonly engine: string;
}

/** @returns why it failed, in a sentence; undefined when it counts */
export async function runHandshake(subject: Subject, setting: Setting): Promise<string | undefined> {
  const [request, answer] = [randomBytes(12).toString('hex'), randomBytes(12).toString('hex')];
  const thread = startThread(setting.engine);
  let peer: Promise<Peer> | undefined;
  let [heard, given, calls] = [false, '', 0];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<string | undefined>((resolve, reject) => {
      timer = setTimeout(resolve, MOST_MS, 'The handshake did not come to an end in time.');
      const events = {
        onBytes: (bytes: Uint8Array) => thread.tell({ type: 'bytes', bytes: Uint8Array.from(bytes) }),
        onEnd: () => thread.tell({ type: 'end' }),
        onHeard(text: string) {
          if (heard || !text.includes(request)) return;
          heard = true;
          peer?.then((one) => one.say(`answer ${answer}`), reject);
        },
      };
      const take = async (message: FromEngine): Promise<void> => {
        switch (message.type) {
          case 'call':
            if (++calls > MOST_CALLS) return resolve('The handshake goes round in circles.');
            return thread.tell({ type: 'outcome', outcome: await subject.call(message.name, message.args) });
          case 'bytes':
            peer ??= setting.startPeer(setting.server, events);
            return (await peer).write(message.bytes);
          case 'data':
            given = (given + Buffer.from(message.data).toString('latin1')).slice(-20_000);
            return heard && given.includes(answer) ? resolve(undefined) : undefined;
          case 'over':
            return resolve(message.failure ?? 'The connection ended before the answer had come.');
        }
      };
      thread.listen((message) => void take(message).catch(reject));
      thread.tell({ type: 'start', handshake: handshakeOf(setting, request) });
    });
  } finally {
    clearTimeout(timer);
    await thread.end();
    (await peer?.catch(() => undefined))?.close();
  }
}

interface Thread {
  tell(message: ToEngine): void;
  listen(take: (message: FromEngine) => void): void;
  end(): Promise<void>;
}

/** One for each handshake, since a submission can drive the engine into a corner. */
function startThread(engine: string): Thread {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const { port1: port, port2 } = new MessageChannel();
  const worker = new Worker(engine, {
    workerData: { port: port2, bell },
    transferList: [port2],
    execArgv: [],
  });
  let over = false;
  return {
    tell(message) {
      if (over) return;
      port.postMessage(message);
      Atomics.add(bell, 0, 1);
      Atomics.notify(bell, 0);
    },
    listen(take) {
      port.on('message', take);
      worker.once('error', ({ message }) =>
        take({ type: 'over', failure: `The engine broke off: ${message}.` }),
      );
    },
    async end() {
      over = true;
      port.close();
      await worker.terminate();
    },
  };
}

function handshakeOf({ version, suite, anchor, seed }: Setting, request: string): Handshake {
  const at = Math.floor(Date.now() / 1000);
  return { version, suite, anchor, at, seed, request: Buffer.from(`ask ${request}\n`) };
}
