// Runs the cases of one peer and prints one JSON line for each. A program of its own, so that it can live in a
// network namespace and use the other core: node --import tsx test/peers/runner.ts gnutls
import { setTimeout as delay } from 'node:timers/promises';
import { writePkiFiles } from '../support/pki.js';
import { type Case, casesOf, type MatrixPeer } from './cases.js';
import { converse } from './exchange.js';
import { nodeForge } from './forge.js';
import { gnutls } from './gnutls.js';
import { nodeTls } from './node-tls.js';
import { openssl } from './openssl.js';
import { ours } from './ours.js';
import type { Outcome } from './outcomes.js';
import type { CreateSide, Side } from './side.js';

const create: Record<MatrixPeer, CreateSide> = { openssl, gnutls, node: nodeTls, forge: nodeForge };
const secondsACase = 20;

async function run(wanted: Case, theirs: Side): Promise<void> {
  const us = ours();
  const [client, server] = wanted.role === 'client' ? [us, theirs] : [theirs, us];
  try {
    await converse(await client.connect(wanted, await server.serve(wanted)));
  } finally {
    await us.close();
  }
}

async function timed(wanted: Case, theirs: Side): Promise<void> {
  const timer = new AbortController();
  const late = delay(secondsACase * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`not done after ${secondsACase} seconds`);
  });
  await Promise.race([run(wanted, theirs), late]).finally(() => timer.abort());
}

async function main(peer: MatrixPeer): Promise<void> {
  const pki = writePkiFiles();
  process.once('exit', pki.remove);
  const theirs = create[peer](pki);
  const cases = [...casesOf(peer).entries()];
  const work = async (queue: Iterator<[number, Case]>) => {
    for (let next = queue.next(); !next.done; next = queue.next()) await report(...next.value, theirs);
  };
  await work(cases.filter(([, { role }]) => role === 'client').values());
  // Clients come each to a server of ours; two at once, since gnutls-cli spends a second on writing 1 MiB byte by byte.
  const clients = cases.filter(([, { role }]) => role === 'server').values();
  await Promise.all([work(clients), work(clients)]);
  await theirs.close();
  // After a failure something may still wait; every outcome is out.
  process.exit();
}

async function report(index: number, wanted: Case, theirs: Side): Promise<void> {
  const error = await timed(wanted, theirs).then(
    () => undefined,
    (reason: Error) => reason.message,
  );
  const outcome: Outcome = { index, ...(error !== undefined && { error }) };
  console.log(JSON.stringify(outcome));
  // A server that failed once may be in the middle of something.
  if (error !== undefined) await theirs.close();
}

// Whoever started us holds our standard input: when it is gone, so are we.
process.stdin.on('end', () => process.exit()).resume();
await main(process.argv[2] as MatrixPeer);
