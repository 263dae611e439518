// npm start [-- [--port N] [--no-open]]: the course in a browser.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { hasPeer } from '../peers/detect.js';
import { runCommand, UsageError } from '../usage.js';
import { openBrowser } from './browser.js';
import { Workbench } from './server.js';

const PORT = 8909;
const usage = `npm start [-- [--port N] [--no-open]]
  --port N   listen on this port of 127.0.0.1; without it ${PORT} or, when that is taken, any other
  --no-open  print the address and open no browser
Shows the course in a browser until Ctrl-C.`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const workbench = new Workbench(process.cwd(), (sentence) => console.error(sentence));
  await listen(workbench, values.port).catch(async (error) => {
    await workbench.close();
    throw error;
  });
  console.log(`The course is at ${pc.bold(workbench.address())}`);
  console.log('That address opens it once; Enter prints another one, Ctrl-C ends the workbench.');
  if (!values['no-open'])
    void openBrowser(workbench.address()).then((problem) => problem && console.log(problem));
  if (hasPeer('jupyter'))
    console.log('Jupyter is here as well: npm run jupyter opens the same course there.');
  const ended = signalled();
  newAddressOnEnter(workbench);
  await ended;
  console.log('\nEnding: pages save what is open.');
  for (const path of await workbench.close())
    console.log(
      `${path} has changes that could not be saved; the page keeps them for as long as it is open.`,
    );
  return 0;
}

async function listen(workbench: Workbench, given: string | undefined): Promise<void> {
  const port = given === undefined ? PORT : readPort(given);
  try {
    await workbench.listen(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' && given === undefined) throw error;
    if (given !== undefined)
      throw new UsageError(
        `port ${port} cannot be used (${(error as NodeJS.ErrnoException).code}): choose another with --port, or leave it out`,
      );
    await workbench.listen(0);
    console.log(`Port ${PORT} is taken, perhaps by another workbench: this one has another.`);
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new UsageError(`--port takes a number from 0 to 65535, not ${text}`);
}

/** Resolves at the first signal to end; the second one ends at once. */
function signalled(): Promise<void> {
  let count = 0;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => (++count > 1 ? process.exit(1) : resolve()));
  });
}

function newAddressOnEnter(workbench: Workbench): void {
  if (!process.stdin.isTTY) return;
  createInterface({ input: process.stdin }).on('line', () => console.log(pc.bold(workbench.address())));
}

await runCommand('start', main);
