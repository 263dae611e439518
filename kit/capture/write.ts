// A capture file that Wireshark opens and, given the key log, decrypts by itself: pcapng
// (draft-ietf-opsawg-pcapng), little-endian, one Ethernet interface.
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { Block, LinkType, SECRETS_TLS_KEY_LOG } from './pcapng-format.js';
import { connectionFrames, type Frame, type Packet } from './tcp-writer.js';

export type { Packet } from './tcp-writer.js';

export interface Capture {
  /** What each side sent, in order. */
  readonly packets: readonly Packet[];
  readonly serverPort: number;
  /** Lines as an SSLKEYLOGFILE has them; goes into the file, so that whoever has it can decrypt. */
  readonly keyLog?: string;
}

/** One TCP connection as a pcapng file. The same packets give the same bytes. */
export function writePcapng({ packets, serverPort, keyLog }: Capture): Uint8Array {
  return concatBytes(
    sectionHeader(),
    block(Block.interfaceDescription, uint16(LinkType.ethernet), uint16(0), uint32(0)),
    ...(keyLog === undefined ? [] : [decryptionSecrets(utf8ToBytes(keyLog))]),
    ...connectionFrames(packets, serverPort).map(enhancedPacket),
  );
}

/** The key log line that gives a session's master secret to Wireshark. Both are bytes: 32 and 48. */
export function keyLogLine(clientRandom: Uint8Array, masterSecret: Uint8Array): string {
  return `CLIENT_RANDOM ${bytesToHex(clientRandom)} ${bytesToHex(masterSecret)}\n`;
}

function sectionHeader(): Uint8Array {
  const unknownLength = new Uint8Array(8).fill(0xff);
  return block(Block.sectionHeader, uint32(0x1a2b3c4d), uint16(1), uint16(0), unknownLength);
}

function decryptionSecrets(keyLog: Uint8Array): Uint8Array {
  return block(Block.decryptionSecrets, uint32(SECRETS_TLS_KEY_LOG), uint32(keyLog.length), keyLog);
}

function enhancedPacket({ time, bytes }: Frame): Uint8Array {
  const microseconds = Math.round(time * 1e6);
  return block(
    Block.enhancedPacket,
    uint32(0),
    uint32(Math.floor(microseconds / 2 ** 32)),
    uint32(microseconds % 2 ** 32),
    uint32(bytes.length),
    uint32(bytes.length),
    bytes,
  );
}

/** Type, total length, body padded to 4 bytes, total length again. */
function block(type: number, ...body: Uint8Array[]): Uint8Array {
  const content = concatBytes(...body);
  const padding = new Uint8Array(-content.length & 3);
  const total = uint32(12 + content.length + padding.length);
  return concatBytes(uint32(type), total, content, padding, total);
}

const uint16 = (value: number) => Uint8Array.of(value & 0xff, value >> 8);
const uint32 = (value: number) => concatBytes(uint16(value & 0xffff), uint16(value >>> 16));
