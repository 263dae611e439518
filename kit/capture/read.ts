// Capture files, pcap and pcapng, of either byte order, from anyone: a file may lie about every length. A length
// is believed only as far as the file reaches, so memory and time stay within a small multiple of its size.
import { Block, SECRETS_TLS_KEY_LOG } from './pcapng-format.js';

/** A link-layer frame; `time` in Unix seconds, 0 where the file has none. */
export interface CapturedFrame {
  readonly linkType: number;
  readonly time: number;
  readonly bytes: Uint8Array;
}

export interface CaptureFile {
  readonly frames: CapturedFrame[];
  /** Key logs that the file carries itself, joined. */
  readonly keyLog: string;
}

/** The file is no capture, or a broken one; the message is one sentence. */
export class CaptureError extends Error {
  override name = 'CaptureError';
}

const MICROSECONDS = 1e6;
const NANOSECONDS = 1e9;

/** Whether these bytes start as a pcap or pcapng file does. */
export function isCapture(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && (pcapMagic(bytes) !== undefined || startsPcapng(bytes));
}

/** @throws CaptureError when the file is neither pcap nor pcapng, or contradicts itself */
export function readCapture(bytes: Uint8Array): CaptureFile {
  if (bytes.length >= 4 && startsPcapng(bytes)) return readPcapng(bytes);
  const magic = bytes.length >= 4 ? pcapMagic(bytes) : undefined;
  if (!magic) throw new CaptureError('this file is neither pcap nor pcapng');
  return readPcap(bytes, magic);
}

const startsPcapng = (bytes: Uint8Array) => view(bytes).getUint32(0, true) === Block.sectionHeader;

interface Magic {
  readonly littleEndian: boolean;
  readonly unitsPerSecond: number;
}

function pcapMagic(bytes: Uint8Array): Magic | undefined {
  for (const littleEndian of [true, false]) {
    const magic = view(bytes).getUint32(0, littleEndian);
    if (magic === 0xa1b2c3d4) return { littleEndian, unitsPerSecond: MICROSECONDS };
    if (magic === 0xa1b23c4d) return { littleEndian, unitsPerSecond: NANOSECONDS };
  }
  return undefined;
}

/** A 24-byte file header, then 16 bytes before each packet. */
function readPcap(bytes: Uint8Array, { littleEndian, unitsPerSecond }: Magic): CaptureFile {
  if (bytes.length < 24) throw new CaptureError('the pcap file ends inside its header');
  const data = view(bytes);
  const uint32 = (at: number) => data.getUint32(at, littleEndian);
  const linkType = uint32(20) & 0xffff;
  const frames: CapturedFrame[] = [];
  for (let at = 24; at < bytes.length; ) {
    if (at + 16 > bytes.length)
      throw new CaptureError(`the pcap file ends inside a packet header at byte ${at}`);
    const length = uint32(at + 8);
    const end = at + 16 + length;
    if (end > bytes.length)
      throw new CaptureError(`the packet at byte ${at} says ${length} bytes, more than the file has`);
    const time = uint32(at) + uint32(at + 4) / unitsPerSecond;
    frames.push({ linkType, time, bytes: bytes.subarray(at + 16, end) });
    at = end;
  }
  return { frames, keyLog: '' };
}

interface Interface {
  readonly linkType: number;
  readonly unitsPerSecond: number;
  readonly snapLength: number;
}

/** What one section of a pcapng file has said so far. */
interface Section {
  littleEndian: boolean;
  interfaces: Interface[];
}

function readPcapng(bytes: Uint8Array): CaptureFile {
  const file: { frames: CapturedFrame[]; keyLog: string } = { frames: [], keyLog: '' };
  let section: Section = { littleEndian: true, interfaces: [] };
  for (let at = 0; at < bytes.length; ) {
    if (bytes.length - at < 12) throw new CaptureError(`the pcapng file ends inside a block at byte ${at}`);
    if (view(bytes).getUint32(at, true) === Block.sectionHeader) section = newSection(bytes, at);
    const data = view(bytes);
    const type = data.getUint32(at, section.littleEndian);
    const length = data.getUint32(at + 4, section.littleEndian);
    if (length < 12 || length % 4 !== 0 || at + length > bytes.length)
      throw new CaptureError(`the pcapng block at byte ${at} has an impossible length, ${length}`);
    readBlock(type, bytes.subarray(at + 8, at + length - 4), section, file);
    at += length;
  }
  return file;
}

function newSection(bytes: Uint8Array, at: number): Section {
  const littleEndian = view(bytes).getUint32(at + 8, true) === 0x1a2b3c4d;
  if (!littleEndian && view(bytes).getUint32(at + 8, false) !== 0x1a2b3c4d)
    throw new CaptureError(`the section header at byte ${at} has no byte-order magic`);
  return { littleEndian, interfaces: [] };
}

function readBlock(
  type: number,
  body: Uint8Array,
  section: Section,
  file: { frames: CapturedFrame[]; keyLog: string },
): void {
  const uint32 = (at: number) => {
    if (at + 4 > body.length) throw new CaptureError(`a pcapng block of type ${type} is too short`);
    return view(body).getUint32(at, section.littleEndian);
  };
  const interfaceAt = (index: number) => {
    const found = section.interfaces[index];
    if (!found) throw new CaptureError(`a packet names interface ${index}, which the file does not describe`);
    return found;
  };
  const take = (start: number, length: number) => {
    if (start + length > body.length)
      throw new CaptureError(`a pcapng block of type ${type} says ${length} bytes and is shorter`);
    return body.subarray(start, start + length);
  };
  if (type === Block.interfaceDescription) section.interfaces.push(readInterface(body, section.littleEndian));
  if (type === Block.enhancedPacket) {
    const { linkType, unitsPerSecond } = interfaceAt(uint32(0));
    const time = (uint32(4) * 2 ** 32 + uint32(8)) / unitsPerSecond;
    file.frames.push({ linkType, time, bytes: take(20, uint32(12)) });
  }
  if (type === Block.simplePacket) {
    const { linkType, snapLength } = interfaceAt(0);
    const length = Math.min(uint32(0), snapLength || Number.POSITIVE_INFINITY);
    file.frames.push({ linkType, time: 0, bytes: take(4, length) });
  }
  if (type === Block.decryptionSecrets && uint32(0) === SECRETS_TLS_KEY_LOG)
    file.keyLog += `${new TextDecoder().decode(take(8, uint32(4)))}\n`;
}

/** Link type, snap length, and the option that says how fine the clock is (if_tsresol, 9). */
function readInterface(body: Uint8Array, littleEndian: boolean): Interface {
  if (body.length < 8) throw new CaptureError('an interface description is too short');
  const data = view(body);
  let unitsPerSecond = MICROSECONDS;
  for (let at = 8; at + 4 <= body.length; ) {
    const [code, length] = [data.getUint16(at, littleEndian), data.getUint16(at + 2, littleEndian)];
    if (code === 0) break;
    const resolution = body[at + 4];
    if (code === 9 && length === 1 && resolution !== undefined)
      unitsPerSecond = resolution & 0x80 ? 2 ** (resolution & 0x7f) : 10 ** resolution;
    at += 4 + length + (-length & 3);
  }
  return {
    linkType: data.getUint16(0, littleEndian),
    unitsPerSecond,
    snapLength: data.getUint32(4, littleEndian),
  };
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
