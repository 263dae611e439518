// Ethernet, IPv4 and TCP around the bytes of one connection, made up so that Wireshark joins them again: a
// handshake, numbered and acknowledged segments, and a FIN from each side. RFC 791, RFC 9293, RFC 1071.
import { concatBytes } from '@noble/hashes/utils.js';
import type { WireRecord } from '../sessions/wire.js';

/** What a capture is made of: one side's bytes and when they were sent, in Unix seconds. */
export interface Packet extends WireRecord {
  readonly time?: number;
}

export interface Frame {
  readonly time: number;
  readonly bytes: Uint8Array;
}

const SEGMENT_LENGTH = 1400;
const CLIENT_PORT = 50_000;
const MILLISECOND = 0.001;
const flag = { fin: 1, syn: 2, psh: 8, ack: 16 } as const;

interface Side {
  readonly address: Uint8Array;
  readonly mac: Uint8Array;
  readonly port: number;
  next: number;
}

/** The frames of one whole connection, from SYN to the last ACK. A packet without a time follows 1 ms later. */
export function connectionFrames(packets: readonly Packet[], serverPort: number): Frame[] {
  const sides = {
    client: side(1, CLIENT_PORT === serverPort ? CLIENT_PORT + 1 : CLIENT_PORT),
    server: side(2, serverPort),
  };
  const frames: Frame[] = [];
  let time = packets[0]?.time ?? 0;
  const send = (direction: Packet['direction'], flags: number, payload: Uint8Array = new Uint8Array()) => {
    const [from, to] = direction === 'client' ? [sides.client, sides.server] : [sides.server, sides.client];
    frames.push({ time, bytes: frame(from, to, flags, payload) });
    from.next += payload.length + (flags & (flag.syn | flag.fin) ? 1 : 0);
  };

  send('client', flag.syn);
  send('server', flag.syn | flag.ack);
  send('client', flag.ack);
  for (const packet of packets) {
    time = packet.time ?? time + MILLISECOND;
    for (const piece of pieces(packet.bytes)) send(packet.direction, flag.psh | flag.ack, piece);
  }
  time += MILLISECOND;
  send('client', flag.fin | flag.ack);
  send('server', flag.fin | flag.ack);
  send('client', flag.ack);
  return frames;
}

function side(number: number, port: number): Side {
  return {
    address: Uint8Array.of(10, 0, 0, number),
    mac: Uint8Array.of(2, 0, 0, 0, 0, number),
    port,
    next: 1000 * number,
  };
}

function pieces(bytes: Uint8Array): Uint8Array[] {
  const list: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; start += SEGMENT_LENGTH)
    list.push(bytes.subarray(start, start + SEGMENT_LENGTH));
  return list;
}

function frame(from: Side, to: Side, flags: number, payload: Uint8Array): Uint8Array {
  const segment = tcpSegment(from, to, flags, payload);
  return concatBytes(to.mac, from.mac, uint16(0x0800), ipv4Header(from, to, segment.length), segment);
}

function ipv4Header(from: Side, to: Side, length: number): Uint8Array {
  const protocolTcp = 6;
  const header = concatBytes(
    Uint8Array.of(0x45, 0),
    uint16(20 + length),
    Uint8Array.of(0, 0, 0x40, 0, 64, protocolTcp, 0, 0), // do not fragment, 64 hops
    from.address,
    to.address,
  );
  header.set(uint16(internetChecksum(header)), 10);
  return header;
}

function tcpSegment(from: Side, to: Side, flags: number, payload: Uint8Array): Uint8Array {
  const segment = concatBytes(
    uint16(from.port),
    uint16(to.port),
    uint32(from.next),
    uint32(flags & flag.ack ? to.next : 0),
    Uint8Array.of(5 << 4, flags, 0xff, 0xff, 0, 0, 0, 0),
    payload,
  );
  const pseudoHeader = concatBytes(from.address, to.address, Uint8Array.of(0, 6), uint16(segment.length));
  segment.set(uint16(internetChecksum(concatBytes(pseudoHeader, segment))), 16);
  return segment;
}

/** The ones' complement of the ones' complement sum of 16-bit words (RFC 1071). */
function internetChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 2) sum += ((bytes[i] as number) << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

const uint16 = (value: number) => Uint8Array.of(value >> 8, value & 0xff);
const uint32 = (value: number) => concatBytes(uint16(value >>> 16), uint16(value & 0xffff));
