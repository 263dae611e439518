// Files and pastes from anyone: captures, and all that `annotate` reads. Each has an error of its own for bad input.
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import { readPaste } from '../annotate/input.js';
import { InputError } from '../annotate/input-error.js';
import { render } from '../annotate/render.js';
import { Secrets } from '../annotate/secrets.js';
import { kinds as annotateKinds, explain, explainCapture } from '../annotate/structure.js';
import { CaptureError, readCapture } from '../capture/read.js';
import { reassemble } from '../capture/reassemble.js';
import { keyLogLine, writePcapng } from '../capture/write.js';
import { amazon2009, amazonWire } from '../sessions/amazon-2009.js';
import { bytesOf, honestSides } from './conversations.js';
import { mutate } from './mutate.js';
import type { FuzzRandom } from './random.js';
import { type Target, Wrong } from './target.js';

const amazonKeyLog = keyLogLine(amazon2009.clientRandom, amazon2009.masterSecret);
const captures = [
  writePcapng({ packets: amazonWire(), serverPort: 443, keyLog: amazonKeyLog }),
  writePcapng({ packets: amazonWire(), serverPort: 4433 }),
  asPcap(amazonWire().map(({ bytes }) => bytes)),
];

export const captureTargets: readonly Target[] = [
  {
    name: 'capture',
    isRefusal: (error) => error instanceof CaptureError,
    run(random) {
      const file = mutate(random, random.pick(captures), captures);
      const { frames } = readCapture(file);
      const held = reassemble(frames).flatMap(({ packets }) => packets);
      if (total(held) > file.length) throw new Wrong('more bytes came out than the file has');
    },
  },
  {
    name: 'annotate-capture',
    isRefusal: (error) => error instanceof CaptureError || error instanceof InputError,
    run: (random) => void render(explainCapture(mutate(random, random.pick(captures), captures), secrets())),
  },
  {
    name: 'annotate-bytes',
    isRefusal: (error) => error instanceof InputError,
    run(random) {
      const streams = [...honestSides().map(bytesOf), ...amazonWire().map(({ bytes }) => bytes)];
      const bytes = mutate(random, random.pick(streams), streams);
      const kind = random.pick([undefined, ...annotateKinds]);
      render(explain([{ bytes }], secrets(), kind));
    },
  },
  {
    name: 'paste',
    isRefusal: (error) => error instanceof InputError,
    run(random) {
      const text = mutatedText(random);
      render(explain(readPaste(text), secrets()));
    },
  },
];

function secrets(): Secrets {
  const known = new Secrets();
  known.addKeyLog(amazonKeyLog);
  return known;
}

const total = (packets: readonly { readonly bytes: Uint8Array }[]) =>
  packets.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** Hex in one of the dresses that people paste, spoilt as text. */
function mutatedText(random: FuzzRandom): string {
  const bytes = random.pick(amazonWire()).bytes.subarray(0, 300);
  const pairs = Array.from(bytes, (byte) => bytesToHex(Uint8Array.of(byte)));
  const dresses = [
    pairs.join(' '),
    pairs.join(''),
    pairs.join(':'),
    `{ ${pairs.map((pair) => `0x${pair}`).join(', ')} }`,
    pairs.map((pair) => `\\x${pair}`).join(''),
    hexDump(pairs),
    `>>> TLS 1.0, Handshake [length ${bytes.length.toString(16)}], ClientHello\n    ${pairs.join(' ')}\n`,
    `-----BEGIN CERTIFICATE-----\n${btoa(String.fromCharCode(...bytes))}\n-----END CERTIFICATE-----\n`,
  ].map((text) => new TextEncoder().encode(text));
  return new TextDecoder().decode(mutate(random, random.pick(dresses), dresses).subarray(0, 20_000));
}

function hexDump(pairs: readonly string[]): string {
  const lines: string[] = [];
  for (let at = 0; at < pairs.length; at += 16)
    lines.push(`${at.toString(16).padStart(4, '0')}  ${pairs.slice(at, at + 16).join(' ')}`);
  return lines.join('\n');
}

/** A classic pcap file of raw frames; what the frames hold is nobody's IP packet. */
function asPcap(frames: readonly Uint8Array[]): Uint8Array {
  const words = (...values: number[]) => new Uint8Array(Uint32Array.from(values).buffer);
  return concatBytes(
    words(0xa1b2c3d4, 0x00040002, 0, 0, 65535, 1),
    ...frames.flatMap((bytes) => [words(0, 0, bytes.length, bytes.length), bytes]),
  );
}
