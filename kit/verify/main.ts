// npm run verify -- BUNDLE [FILE]: whether a server really signed a statement, when, and whether it is about FILE.
// Exit status 0: all of it holds; 1: something does not; 2: unusable input.
import { parseArgs } from 'node:util';
import { equalBytes } from '@noble/curves/utils.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import pc from 'picocolors';
import { TlsError } from '../../lib/errors.js';
import { hashes } from '../../lib/hashes.js';
import { NamedGroup, nameOf, versionName } from '../../lib/registry.js';
import type { ServerParams } from '../../lib/server-key-exchange.js';
import { reference } from '../../lib/stages.js';
import { timeText } from '../../lib/x509.js';
import { readAnchors, readCertificates } from '../certificates.js';
import { readTime } from '../chain/time.js';
import { readBundle } from '../signed-time/bundle.js';
import {
  checkSigner,
  checkStatement,
  clockOf,
  messageOf,
  type Statement,
  signedTime,
} from '../signed-time/statement.js';
import { readInput, runCommand, UsageError } from '../usage.js';

const usage = `npm run verify -- BUNDLE [FILE] [options]
  BUNDLE       what npm run sign left, or toytls-google-2012
  FILE         what is said to be signed
  --ca FILE    PEM certificates to trust (default: the roots that Node brings)
  --host NAME  whose signature it should be (default: what the bundle says)
  --at TIME    the moment to judge the certificates by (default: the signed time, else when it was taken)`;

/** One line of the verdict: what was checked, whether it holds, and what there is to say. */
interface Finding {
  readonly what: string;
  readonly holds?: boolean;
  readonly text: string;
}

function main(): number {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { ca: text, host: text, at: text, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const [bundle, file] = positionals;
  if (bundle === undefined || positionals.length > 2)
    throw new UsageError(`give one BUNDLE, and the FILE if you have it\n${usage}`);
  const { statement: written, anchors } = readBundle(bundle);
  const statement = { ...written, ...(values.host !== undefined && { host: values.host }) };
  const trusted = values.ca === undefined ? (anchors ?? readAnchors()) : readCertificates(values.ca);
  const findings = [
    signature(statement),
    ...signer(statement, trusted, values.at === undefined ? undefined : readTime(values.at)),
    ...message(statement, file),
  ];
  for (const { what, holds, text: said } of findings)
    console.log(`${mark(holds)} ${what.padEnd(14)} ${said}`);
  return findings.every(({ holds }) => holds !== false) ? 0 : 1;
}

const mark = (holds: boolean | undefined) =>
  holds === undefined ? '  ' : holds ? pc.green('ok') : pc.red('NO');

function signature(statement: Statement): Finding {
  const { version, algorithm } = statement;
  const how = algorithm ? 'one hash, in a DigestInfo' : 'MD5 and SHA-1, without a DigestInfo';
  return attempt('signature', () => {
    const params = checkStatement(reference, statement);
    return `${versionName(version)}, ${how}; it covers both randoms and ${paramsText(params)}`;
  });
}

function paramsText(params: ServerParams): string {
  if ('p' in params) return `a Diffie-Hellman key of ${params.p.length * 8} bits`;
  return `a key on ${nameOf(NamedGroup, params.group) ?? `group ${params.group}`}`;
}

/** Who signed, and when: the certificates are judged by the clock of that moment. */
function signer(statement: Statement, anchors: readonly Uint8Array[], given: number | undefined): Finding[] {
  const clock = clockOf(statement);
  let time: number | undefined;
  try {
    time = signedTime(statement, reference.parseCertificate(statement.chain[0] ?? new Uint8Array()));
  } catch (error) {
    if (!(error instanceof TlsError)) throw error; // checkSigner will say so
  }
  const at = given ?? time ?? statement.takenAt ?? Math.floor(Date.now() / 1000);
  const chain = attempt('signer', () => {
    const path = checkSigner(reference, statement, anchors, at);
    return `${statement.host}, by ${path.map(({ subject }) => subject.commonName ?? subject.text).join(' < ')}, judged at ${timeText(at)}`;
  });
  const said =
    time === undefined
      ? `this server puts no time into its random: as a clock it would say ${timeText(clock)}`
      : `${timeText(time)} (${time}), by the server's clock`;
  const { takenAt } = statement;
  return [
    chain,
    { what: 'signed time', text: said },
    ...(takenAt === undefined
      ? []
      : [{ what: 'taken', text: `${timeText(takenAt)}, says the bundle; nobody signed that` }]),
  ];
}

function message(statement: Statement, file: string | undefined): Finding[] {
  const signed = messageOf(statement);
  const findings: Finding[] = [{ what: 'message', text: bytesToHex(signed) }];
  if (file === undefined) return findings;
  const digest = hashes['SHA-256'].digest(readInput(file));
  const same = equalBytes(digest, signed);
  const sentence = same
    ? `the message is the SHA-256 of ${file}`
    : `the SHA-256 of ${file} is ${bytesToHex(digest)}: something else was signed`;
  return [...findings, { what: 'file', holds: same, text: sentence }];
}

function attempt(what: string, run: () => string): Finding {
  try {
    return { what, holds: true, text: run() };
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    return { what, holds: false, text: error.message };
  }
}

await runCommand('verify', main);
