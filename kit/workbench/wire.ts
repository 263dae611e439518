// Kernel messages on a WebSocket, in Jupyter's binary form `v1.kernel.websocket.jupyter.org`: a list of offsets
// (64 bits, little-endian: how many, then each), then the channel, the four JSON texts of the message and its buffers.
import type { Parts } from '../kernel/messages.js';

export const SUBPROTOCOL = 'v1.kernel.websocket.jupyter.org';

/** A message and the channel that it belongs to: shell, control, stdin or iopub. */
export interface Framed {
  readonly channel: string;
  readonly parts: Parts;
}

const WORD = 8;
const TEXTS = 5;

export function encodeFramed({ channel, parts }: Framed): Buffer {
  const texts = [channel, parts.header, parts.parent, parts.metadata, parts.content];
  const pieces = [...texts.map((text) => Buffer.from(text)), ...parts.buffers];
  const offsets = pieces.length + 1; // where each begins, and where the last one ends
  const head = Buffer.alloc(WORD * (offsets + 1));
  head.writeBigUInt64LE(BigInt(offsets));
  let at = head.length;
  [0, ...pieces.map((piece) => piece.length)].forEach((length, i) => {
    at += length;
    head.writeBigUInt64LE(BigInt(at), WORD * (i + 1));
  });
  return Buffer.concat([head, ...pieces]);
}

/** @throws Error when the offsets are not those of a message */
export function decodeFramed(bytes: Buffer): Framed {
  const count = bytes.length >= WORD ? Number(bytes.readBigUInt64LE(0)) : 0;
  if (count < TEXTS + 1 || WORD * (count + 1) > bytes.length) throw new Error('no kernel message');
  const offsets = Array.from({ length: count }, (_, i) => Number(bytes.readBigUInt64LE(WORD * (i + 1))));
  const pieces = offsets.slice(0, -1).map((start, i) => {
    const end = offsets[i + 1] as number;
    if (start > end || end > bytes.length) throw new Error('no kernel message');
    return bytes.subarray(start, end);
  });
  const [channel, header, parent, metadata, content] = pieces.map(String) as [
    string,
    string,
    string,
    string,
    string,
  ];
  return { channel, parts: { header, parent, metadata, content, buffers: pieces.slice(TEXTS) } };
}
