// A statement in a file: JSON, with everything in hex that is bytes.
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import {
  HashAlgorithm,
  nameOf,
  ProtocolVersion,
  SignatureAlgorithm,
  TLS11,
  versionName,
} from '../../lib/registry.js';
import { timeText } from '../../lib/x509.js';
import { toytlsGoogle2012 as google } from '../sessions/toytls-google-2012.js';
import { readInput, UsageError } from '../usage.js';
import type { Statement } from './statement.js';

export function encodeBundle(statement: Statement): string {
  const { algorithm, takenAt } = statement;
  const json = {
    what: 'a statement signed by a TLS server: npm run verify -- FILE',
    host: statement.host,
    ...(takenAt !== undefined && { takenAt: timeText(takenAt) }),
    version: versionName(statement.version),
    keyExchange: statement.keyExchange,
    signedBytes: bytesToHex(statement.signedBytes),
    ...(algorithm && {
      signatureAlgorithm: `${nameOf(HashAlgorithm, algorithm.hash)} ${nameOf(SignatureAlgorithm, algorithm.signature)}`,
    }),
    signature: bytesToHex(statement.signature),
    certificates: statement.chain.map((der) => bytesToHex(der)),
  };
  return `${JSON.stringify(json, null, 2)}\n`;
}

/** A statement that the course knows by name, and the root to believe for it. */
export interface Known {
  readonly statement: Statement;
  readonly anchors: readonly Uint8Array[];
}

const known: { readonly [name: string]: Known } = {
  'toytls-google-2012': {
    statement: {
      host: 'www.google.com',
      version: TLS11,
      keyExchange: 'ECDHE_RSA',
      signedBytes: google.signedBytes,
      signature: google.signature,
      chain: [google.googleCertificate, google.thawteSgcCaCertificate],
    },
    anchors: [google.verisignRootCertificate],
  },
};

/** @throws UsageError for a file that holds no statement */
export function readBundle(file: string): Partial<Known> & { readonly statement: Statement } {
  if (known[file]) return known[file];
  const text = Buffer.from(readInput(file)).toString('utf8');
  try {
    return { statement: parseBundle(JSON.parse(text)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${file} holds no signed statement (${why}): make one with npm run sign`);
  }
}

function parseBundle(json: Record<string, unknown>): Statement {
  const text = (name: string): string => {
    const value = json[name];
    if (typeof value !== 'string') throw new Error(`${name} is missing`);
    return value;
  };
  const bytes = (name: string) => hexToBytes(text(name));
  const version = ProtocolVersion[text('version') as keyof typeof ProtocolVersion];
  const keyExchange = text('keyExchange');
  if (version === undefined) throw new Error('version is no version of TLS');
  if (keyExchange !== 'ECDHE_RSA' && keyExchange !== 'DHE_RSA')
    throw new Error('keyExchange is neither ECDHE_RSA nor DHE_RSA');
  const signedBytes = bytes('signedBytes');
  if (signedBytes.length < 65) throw new Error('signedBytes are too few for two randoms and a key');
  const { certificates } = json;
  if (!Array.isArray(certificates) || certificates.length === 0) throw new Error('certificates are missing');
  return {
    ...{ host: text('host'), version, keyExchange, signedBytes, signature: bytes('signature') },
    chain: certificates.map((der) => hexToBytes(String(der))),
    ...(json.signatureAlgorithm !== undefined && { algorithm: parseAlgorithm(text('signatureAlgorithm')) }),
    ...(json.takenAt !== undefined && { takenAt: parseTime(text('takenAt')) }),
  };
}

function parseAlgorithm(text: string) {
  const [hashName = '', signatureName = ''] = text.split(' ');
  const hash = (HashAlgorithm as Record<string, number>)[hashName];
  const signature = (SignatureAlgorithm as Record<string, number>)[signatureName];
  if (hash === undefined || signature === undefined) throw new Error('signatureAlgorithm is unknown');
  return { hash, signature };
}

function parseTime(text: string): number {
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds)) throw new Error('takenAt is no time');
  return milliseconds / 1000;
}
