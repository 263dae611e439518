// What connections cost in memory, each measurement in a process of its own that starts small.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Group } from './group.js';
import type { Held } from './memory-connections.js';
import type { Transferred } from './memory-transfer.js';
import { aim, type Row } from './rows.js';

const group = 'memory';
const MIB = 2 ** 20;
/** MiB that a transfer may add to the process, however long it is; 15 to 22 were measured, most of it garbage. */
const MOST_GROWTH = 64;

export const memory: Group = async (bench) => {
  const connections = bench.quick ? 10 : 1000;
  const megabytes = bench.quick ? 4 : 100;
  bench.progress(`${connections} open connections`, 0, 2);
  const held = await inChild<Held>('./memory-connections.ts', connections);
  bench.progress(`a transfer of ${megabytes} MiB`, 1, 2);
  const { growth } = await inChild<Transferred>('./memory-transfer.ts', megabytes);
  bench.progress('memory', 2, 2);
  const both = `${connections} connections, both ends of each`;
  const kibPerEnd = held.heap / (2 * connections) / 1024;
  return [
    { group, name: `heap and buffers of ${both}`, unit: 'MiB', figures: { ours: held.heap / MIB } },
    { group, name: `resident memory of ${both}`, unit: 'MiB', figures: { ours: held.resident / MIB } },
    {
      group,
      name: 'heap and buffers of one end',
      unit: 'KiB',
      figures: { ours: kibPerEnd },
    },
    {
      group,
      name: `growth during ${megabytes} MiB over loopback sockets`,
      unit: 'MiB',
      figures: { ours: growth / MIB },
      aim: aim({
        what: 'peak over start',
        unit: 'MiB',
        measured: growth / MIB,
        bound: { most: MOST_GROWTH },
        binding: true,
      }),
    },
  ] satisfies Row[];
};

/** Runs a module with one number and gives back the message it sends. @throws when it ends without one */
async function inChild<T>(module: string, size: number): Promise<T> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [String(size)], {
    execArgv: [...process.execArgv, '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let answer: T | undefined;
  child.on('message', (message) => {
    answer = message as T;
  });
  const [code] = await once(child, 'exit');
  if (code !== 0 || answer === undefined) throw new Error(`${module} ended with exit code ${code}`);
  return answer;
}
