// A real handshake from a notebook cell:
//
//     import { handshakeWithYours } from './kit/yours/notebook.js'
//     await handshakeWithYours();                                   // with a server started for it
//     await handshakeWithYours({ tls: '1.0', suite: '0x0004' });
//     await handshakeWithYours({ address: 'localhost:4433', ca: 'ca.pem' });
//
// The kernel keeps what a cell imports, so the handshake runs in a process of its own: it reads the exercises as they
// are now, and an endless loop in one of them cannot hang the kernel.
import { execFile } from 'node:child_process';
import { display } from 'tslab';
import { yoursHtml } from './html.js';
import type { YoursReport } from './report.js';

export interface HandshakeWithYours {
  /** HOST:PORT; without it a server is started. */
  readonly address?: string;
  /** The only version to offer: '1.0', '1.1' or '1.2'. */
  readonly tls?: string;
  /** The only suites to offer, by name or number, separated by commas. */
  readonly suite?: string;
  /** A file of PEM certificates to trust. */
  readonly ca?: string;
  /** Where the exercises are. */
  readonly exercises?: string;
}

/** Shows the messages, whose functions ran, and where the trouble began. @throws Error when it could not be tried */
export async function handshakeWithYours(options: HandshakeWithYours = {}): Promise<void> {
  const { address, ...named } = options;
  const args = Object.entries(named).flatMap(([name, value]) => [`--${name}`, value]);
  display.html(yoursHtml(await run([...(address === undefined ? [] : [address]), ...args])));
}

/** The kernel's working directory is the root of the course. */
function run(args: readonly string[]): Promise<YoursReport> {
  const command = ['--import', 'tsx', 'kit/handshake/main.ts', '--yours', '--json', ...args];
  const options = { env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 1 << 26 };
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, command, options, (_, stdout, stderr) => {
      const report = stdout.trim().split('\n').at(-1) ?? ''; // a learner's function may print
      if (report.startsWith('{')) resolve(JSON.parse(report));
      else reject(new Error(stderr.trim() || 'the handshake ended without a word'));
    });
    child.stdin?.end();
  });
}
