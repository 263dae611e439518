// TCP reassembly: what each side of each connection sent, once and in order, whatever was repeated or overtaken
// on the way (RFC 9293 3.4). Segments that wait for a missing one are held; nothing is copied.

import type { CapturedFrame } from './read.js';
import { type Segment, tcpSegment } from './segments.js';
import type { Packet } from './tcp-writer.js';

export interface Connection {
  readonly client: string;
  readonly server: string;
  /** In the order in which the bytes became readable. */
  readonly packets: (Packet & { readonly time: number })[];
  /** Bytes that were seen but cannot be placed, since some before them were not captured. */
  readonly missing: { client: number; server: number };
}

/** As many segments as wait for a missing one; behind a hole that stays, the rest is only counted. */
const MOST_HELD = 1000;

interface Stream {
  /** The sequence number of the SYN, where there was one. */
  initial: number | undefined;
  /** The sequence number that comes next, or undefined before the first segment. */
  next: number | undefined;
  held: Segment[];
}

interface Open {
  readonly connection: Connection;
  readonly streams: { readonly client: Stream; readonly server: Stream };
}

/** All TCP connections that carry bytes, in the order of their first frame. */
export function reassemble(frames: readonly CapturedFrame[]): Connection[] {
  const open = new Map<string, Open>();
  const all: Open[] = [];
  for (const frame of frames) {
    const segment = tcpSegment(frame.linkType, frame.bytes);
    if (!segment) continue;
    const key = [segment.source, segment.destination].sort().join(' ');
    let entry = open.get(key);
    if (!entry || isNew(entry, segment)) {
      entry = start(segment);
      open.set(key, entry);
      all.push(entry);
    }
    accept(entry, segment, frame.time);
  }
  for (const { connection, streams } of all) {
    for (const side of ['client', 'server'] as const)
      connection.missing[side] += streams[side].held.reduce((sum, s) => sum + s.payload.length, 0);
  }
  return all.map((entry) => entry.connection).filter(carriesBytes);
}

/** The client sends the first SYN; without one in the capture, the server is the side with the lower port. */
function start(first: Segment): Open {
  const fromClient = first.syn ? !first.ack : first.destinationPort <= first.sourcePort;
  const [client, server] = fromClient ? [first.source, first.destination] : [first.destination, first.source];
  const stream = (): Stream => ({ initial: undefined, next: undefined, held: [] });
  return {
    connection: { client, server, packets: [], missing: { client: 0, server: 0 } },
    streams: { client: stream(), server: stream() },
  };
}

/** A SYN with another number than the last one opens a new connection between the same ports. */
function isNew({ connection, streams }: Open, { syn, ack, source, sequence }: Segment): boolean {
  if (!syn || ack) return false;
  return source !== connection.client || (streams.client.initial ?? sequence) !== sequence;
}

function accept({ connection, streams }: Open, segment: Segment, time: number): void {
  const direction = segment.source === connection.client ? 'client' : 'server';
  const stream = streams[direction];
  if (segment.syn) {
    stream.initial = segment.sequence;
    stream.next ??= (segment.sequence + 1) >>> 0;
    return;
  }
  if (segment.payload.length === 0) return;
  stream.next ??= segment.sequence;
  if (stream.held.length >= MOST_HELD) {
    connection.missing[direction] += segment.payload.length;
    return;
  }
  stream.held.push(segment);
  for (let bytes = nextBytes(stream); bytes; bytes = nextBytes(stream))
    connection.packets.push({ direction, bytes, time });
}

/** Takes the held segment that continues the stream, cut where it repeats; drops what only repeats. */
function nextBytes(stream: Stream): Uint8Array | undefined {
  const next = stream.next as number;
  stream.held = stream.held.filter((s) => distance(next, s.sequence + s.payload.length) > 0);
  const index = stream.held.findIndex((s) => distance(next, s.sequence) <= 0);
  if (index < 0) return undefined;
  const [segment] = stream.held.splice(index, 1) as [Segment];
  const bytes = segment.payload.subarray(-distance(next, segment.sequence));
  stream.next = (next + bytes.length) >>> 0;
  return bytes;
}

/** How far `to` lies after `from`, in sequence numbers that wrap at 2^32. */
const distance = (from: number, to: number) => (to - from) | 0;

const carriesBytes = ({ packets, missing }: Connection) =>
  packets.length > 0 || missing.client > 0 || missing.server > 0;
