// From a link-layer frame down to the TCP segment it carries, if it carries one.
import { LinkType } from './pcapng-format.js';

export interface Segment {
  /** Address and port, as one string that tells endpoints apart. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  readonly syn: boolean;
  readonly ack: boolean;
  readonly payload: Uint8Array;
  /** Where `payload` starts in the frame. */
  readonly payloadStart: number;
}

/** The frame's TCP segment, or undefined when it carries something else, a fragment, or nonsense. */
export function tcpSegment(linkType: number, frame: Uint8Array): Segment | undefined {
  const ipStart = networkStart(linkType, frame);
  if (ipStart === undefined) return undefined;
  const version = (frame[ipStart] ?? 0) >> 4;
  if (version === 4) return throughIpv4(frame, ipStart);
  if (version === 6) return throughIpv6(frame, ipStart);
  return undefined;
}

function networkStart(linkType: number, frame: Uint8Array): number | undefined {
  switch (linkType) {
    case LinkType.ethernet:
      return afterVlanTags(frame, 12);
    case LinkType.null:
    case LinkType.loop:
      return 4;
    case LinkType.raw:
    case LinkType.ipv4:
    case LinkType.ipv6:
    case 12: // raw IP as BSD and text2pcap number it
      return 0;
    case LinkType.linuxCooked:
      return afterVlanTags(frame, 14);
    case LinkType.linuxCooked2:
      return 20;
    default:
      return undefined;
  }
}

/** Past the EtherType at `at`, and past 802.1Q tags, each of which holds the next EtherType. */
function afterVlanTags(frame: Uint8Array, at: number): number | undefined {
  const etherType = uint16(frame, at);
  if (etherType === 0x8100 || etherType === 0x88a8) return afterVlanTags(frame, at + 4);
  return etherType === 0x0800 || etherType === 0x86dd ? at + 2 : undefined;
}

function throughIpv4(frame: Uint8Array, start: number): Segment | undefined {
  const headerLength = ((frame[start] ?? 0) & 0x0f) * 4;
  const fragmented = uint16(frame, start + 6) & 0x3fff;
  if (headerLength < 20 || fragmented || frame[start + 9] !== 6) return undefined;
  // A total length of 0 means that the network card did the cutting (TCP segmentation offload).
  const total = uint16(frame, start + 2) || frame.length - start;
  const addresses = [frame.subarray(start + 12, start + 16), frame.subarray(start + 16, start + 20)] as const;
  return segmentAt(frame, start + headerLength, start + total, addresses);
}

function throughIpv6(frame: Uint8Array, start: number): Segment | undefined {
  const addresses = [frame.subarray(start + 8, start + 24), frame.subarray(start + 24, start + 40)] as const;
  const end = uint16(frame, start + 4) ? start + 40 + uint16(frame, start + 4) : frame.length;
  const extensionHeaders = [0, 43, 60];
  let next = frame[start + 6] as number;
  let at = start + 40;
  while (extensionHeaders.includes(next) && at + 2 <= frame.length) {
    next = frame[at] as number;
    at += ((frame[at + 1] as number) + 1) * 8;
  }
  return next === 6 ? segmentAt(frame, at, end, addresses) : undefined;
}

function segmentAt(
  frame: Uint8Array,
  start: number,
  end: number,
  [source, destination]: readonly [Uint8Array, Uint8Array],
): Segment | undefined {
  const payloadStart = start + ((frame[start + 12] ?? 0) >> 4) * 4;
  if (frame.length < start + 20 || payloadStart < start + 20 || payloadStart > frame.length) return undefined;
  const flags = frame[start + 13] as number;
  const [sourcePort, destinationPort] = [uint16(frame, start), uint16(frame, start + 2)];
  return {
    source: `${source.join('.')}:${sourcePort}`,
    destination: `${destination.join('.')}:${destinationPort}`,
    sourcePort,
    destinationPort,
    sequence: uint16(frame, start + 4) * 65536 + uint16(frame, start + 6),
    syn: (flags & 2) !== 0,
    ack: (flags & 16) !== 0,
    payload: frame.subarray(payloadStart, Math.max(payloadStart, end)),
    payloadStart,
  };
}

const uint16 = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
