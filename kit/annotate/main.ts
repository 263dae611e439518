// npm run annotate -- HEX | FILE: says of every byte what it is.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CaptureError, isCapture } from '../capture/read.js';
import { readPrivateKeyPem } from '../private-key.js';
import { readInput, runCommand, UsageError } from '../usage.js';
import { readPaste } from './input.js';
import { InputError } from './input-error.js';
import { render } from './render.js';
import { Secrets } from './secrets.js';
import { problemsOf, type Section } from './section.js';
import { explain, explainCapture, kinds } from './structure.js';

const usage = `npm run annotate -- HEX        bytes in hex, as pasted from anywhere
npm run annotate -- FILE       a file of hex, a hex dump, openssl -msg output, PEM, DER, pcap or pcapng
npm run annotate < FILE        the same from standard input

  --as record|handshake|certificate   what the bytes are, where that is not plain
  --keylog FILE                       decrypt with an SSLKEYLOGFILE
  --key FILE                          decrypt with the server's RSA key, in PEM`;

await runCommand('annotate', main);

/** 0 when every byte is explained and right, 1 when not. @throws UsageError when the input cannot be read */
function main(): number {
  const sections = annotated(process.argv.slice(2));
  if (!sections) return 0;
  console.log(render(sections));
  const [first, ...more] = sections.flatMap(problemsOf);
  if (first === undefined) return 0;
  console.error(
    more.length === 0 ? `One problem: ${first}` : `${more.length + 1} problems; the first: ${first}`,
  );
  return 1;
}

function annotated(args: string[]): Section[] | undefined {
  const { values, positionals } = options(args);
  if (values.help) {
    console.log(usage);
    return undefined;
  }
  const kind = kinds.find((name) => name === values.as);
  if (values.as !== undefined && !kind)
    throw new UsageError(`--as takes ${kinds.join(', ')}, not "${values.as}".`);
  const secrets = secretsOf(values);
  const input = inputOf(positionals);
  try {
    if (typeof input === 'string') return explain(readPaste(input), secrets, kind);
    return isCapture(input) ? explainCapture(input, secrets) : explain([{ bytes: input }], secrets, kind);
  } catch (error) {
    if (error instanceof InputError || error instanceof CaptureError) throw new UsageError(error.message);
    throw error;
  }
}

function options(args: string[]) {
  const string = { type: 'string' } as const;
  return parseArgs({
    args,
    allowPositionals: true,
    options: { as: string, keylog: string, key: string, help: { type: 'boolean', short: 'h' } },
  });
}

function secretsOf({ keylog, key }: { keylog?: string | undefined; key?: string | undefined }): Secrets {
  const secrets = new Secrets(key === undefined ? undefined : readKey(key));
  if (keylog !== undefined && secrets.addKeyLog(latin1(readInput(keylog))) === 0)
    throw new UsageError(
      `There is no CLIENT_RANDOM line in ${keylog}, so it decrypts nothing up to TLS 1.2.`,
    );
  return secrets;
}

function readKey(file: string) {
  const pem = latin1(readInput(file));
  try {
    return readPrivateKeyPem(pem);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

/** Text, or bytes where a file is not text: a capture, a certificate in DER, a raw stream. */
function inputOf(positionals: string[]): string | Uint8Array {
  const [only] = positionals;
  if (only !== undefined && (positionals.length > 1 || !existsSync(only)))
    return notAFile(positionals.join(' '));
  if (only === undefined && process.stdin.isTTY) throw new UsageError(usage);
  const bytes = new Uint8Array(only === undefined ? readFileSync(0) : readInput(only));
  const binary = bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32) || byte === 127);
  return binary ? bytes : new TextDecoder().decode(bytes);
}

/** Hex on the command line; something like a path is more likely a file name with a slip. */
function notAFile(text: string): string {
  if (/^[\w./-]+\.\w+$/.test(text) || text.includes('/')) throw new UsageError(`There is no file "${text}".`);
  return text;
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
