import { strict as assert } from 'node:assert';
import { bytesToHex, concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { type CapturedFrame, CaptureError, isCapture, readCapture } from '../kit/capture/read.js';
import { type Connection, reassemble } from '../kit/capture/reassemble.js';
import { writePcapng } from '../kit/capture/write.js';
import { amazonWire } from '../kit/sessions/amazon-2009.js';
import { runSeed, seeded } from './support/random.js';

const file = () => writePcapng({ packets: amazonWire(), serverPort: 443, keyLog: 'CLIENT_RANDOM 00 00\n' });

const sent = (connection: Connection | undefined, side: 'client' | 'server') =>
  bytesToHex(
    concatBytes(...(connection?.packets ?? []).filter((p) => p.direction === side).map((p) => p.bytes)),
  );
const wire = (side: 'client' | 'server') =>
  bytesToHex(
    concatBytes(
      ...amazonWire()
        .filter((r) => r.direction === side)
        .map((r) => r.bytes),
    ),
  );

function assertWire(connection: Connection | undefined): void {
  for (const side of ['client', 'server'] as const)
    assert.ok(sent(connection, side) === wire(side), `the bytes of the ${side} differ`);
  assert.deepEqual(connection?.missing, { client: 0, server: 0 });
}

/** The frames as a classic pcap file, which nothing of ours writes. */
function pcap(frames: readonly CapturedFrame[], littleEndian: boolean, nanoseconds: boolean): Uint8Array {
  const numbers = (...values: number[]) => {
    const bytes = new Uint8Array(4 * values.length);
    for (const [i, value] of values.entries())
      new DataView(bytes.buffer).setUint32(4 * i, value, littleEndian);
    return bytes;
  };
  const magic = nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4;
  const versions = littleEndian ? 0x00040002 : 0x00020004;
  const header = numbers(magic, versions, 0, 0, 65535, frames[0]?.linkType ?? 1);
  const packets = frames.map(({ time, bytes }) => {
    const fraction = Math.round((time % 1) * (nanoseconds ? 1e9 : 1e6));
    return concatBytes(numbers(Math.floor(time), fraction, bytes.length, bytes.length), bytes);
  });
  return concatBytes(header, ...packets);
}

describe('capture files', () => {
  it('what is written is read back: bytes, times, key log', () => {
    const packets = amazonWire().map((record, i) => ({ ...record, time: 1_244_596_170 + i / 8 }));
    const { frames, keyLog } = readCapture(writePcapng({ packets, serverPort: 4433, keyLog: 'line\n' }));
    const [connection, ...others] = reassemble(frames);
    assert.equal(others.length, 0);
    assertWire(connection);
    assert.equal(keyLog, 'line\n\n');
    assert.equal(connection?.server.endsWith(':4433'), true);
    assert.deepEqual(
      [...new Set(connection?.packets.map((p) => p.time))],
      packets.map((p) => p.time),
    );
  });

  it('the same packets give the same file', () => assert.deepEqual(file(), file()));

  for (const littleEndian of [true, false])
    for (const nanoseconds of [true, false])
      it(`pcap, ${littleEndian ? 'little' : 'big'}-endian, ${nanoseconds ? 'nano' : 'micro'}seconds`, () => {
        const bytes = pcap(
          readCapture(file()).frames.map((f) => ({ ...f, time: 5.25 })),
          littleEndian,
          nanoseconds,
        );
        assert.ok(isCapture(bytes));
        const { frames } = readCapture(bytes);
        assertWire(reassemble(frames)[0]);
        assert.ok(frames.every(({ time }) => time === 5.25));
      });

  it('pcapng, big-endian', () => {
    const swapped = bigEndian(file());
    assertWire(reassemble(readCapture(swapped).frames)[0]);
    assert.match(readCapture(swapped).keyLog, /^CLIENT_RANDOM/);
  });

  const linkLayers: Record<string, [number, (ip: Uint8Array) => Uint8Array]> = {
    'raw IP': [101, (ip) => ip],
    'BSD loopback': [0, (ip) => concatBytes(Uint8Array.of(2, 0, 0, 0), ip)],
    'Linux cooked': [113, (ip) => concatBytes(new Uint8Array(14), Uint8Array.of(8, 0), ip)],
    'Linux cooked 2': [276, (ip) => concatBytes(Uint8Array.of(8, 0), new Uint8Array(18), ip)],
    'Ethernet with a VLAN tag': [
      1,
      (ip) => concatBytes(new Uint8Array(12), Uint8Array.of(0x81, 0, 0, 7, 8, 0), ip, new Uint8Array(6)),
    ],
    IPv6: [101, ipv6],
  };
  for (const [name, [linkType, wrap]] of Object.entries(linkLayers))
    it(name, () => {
      const frames = readCapture(file()).frames.map((f) => ({
        ...f,
        linkType,
        bytes: wrap(f.bytes.subarray(14)),
      }));
      assertWire(reassemble(readCapture(pcap(frames, true, false)).frames)[0]);
    });
});

describe('TCP reassembly', () => {
  const random = seeded();
  it(`puts up with repeated and overtaking segments (seed ${runSeed})`, () => {
    for (let round = 0; round < 100; round++) {
      const frames = readCapture(file()).frames;
      for (let i = 0; i < 10; i++)
        frames.splice(4 + random.integer(frames.length - 4), 0, random.pick(frames));
      for (let i = 4; i < frames.length - 1; i++)
        if (random.integer(2))
          [frames[i], frames[i + 1]] = [frames[i + 1], frames[i]] as [CapturedFrame, CapturedFrame];
      assertWire(reassemble(frames)[0]);
    }
  });

  it('says what is missing behind a hole', () => {
    const frames = readCapture(file()).frames;
    const [connection] = reassemble(frames.filter((_, i) => i !== 4)); // the server's first 1400 bytes
    assert.equal(sent(connection, 'client'), wire('client'));
    assert.ok((connection?.missing.server ?? 0) > 1000);
  });

  it('begins in the middle: the side with the lower port is the server', () => {
    const [connection] = reassemble(readCapture(file()).frames.slice(3));
    assertWire(connection);
  });

  it('a used port is a new connection after a new SYN', () => {
    const { frames } = readCapture(file());
    const later = frames.map(({ bytes, ...frame }) => ({ ...frame, bytes: withSequence(bytes, 5_000_000) }));
    const connections = reassemble([...frames, ...later]);
    assert.equal(connections.length, 2);
    connections.forEach(assertWire);
  });
});

describe('hostile capture files', () => {
  const random = seeded();
  it(`are refused in one sentence or read, mutated at random (seed ${runSeed})`, function () {
    this.timeout(20_000);
    const good = [file(), pcap(readCapture(file()).frames, true, false), bigEndian(file())];
    for (let round = 0; round < 3000; round++) {
      const bytes = random.pick(good).slice(0, random.integer(4) === 0 ? random.integer(8000) : undefined);
      for (let i = random.integer(6); i >= 0 && bytes.length > 0; i--)
        bytes[random.integer(random.integer(3) === 0 ? bytes.length : Math.min(200, bytes.length))] =
          random.pick([0, 1, 255, random.integer(256)]);
      try {
        reassemble(readCapture(bytes).frames);
      } catch (error) {
        assert.ok(error instanceof CaptureError, (error as Error).stack);
      }
    }
  });

  it('many segments behind a hole take no long time', () => {
    const [frame] = readCapture(file()).frames.slice(3) as [CapturedFrame];
    const frames = Array.from({ length: 50_000 }, (_, i) => {
      return { ...frame, bytes: withSequence(frame.bytes, i === 0 ? 0 : 1000 + 200 * i) };
    });
    const started = performance.now();
    const [connection] = reassemble(frames);
    assert.ok((connection?.missing.client ?? 0) > 1_000_000);
    assert.ok(performance.now() - started < 5000);
  });

  it('is no capture', () => {
    for (const bytes of [new Uint8Array(), utf8ToBytes('GET'), utf8ToBytes('GET / HTTP')]) {
      assert.equal(isCapture(bytes), false);
      assert.throws(() => readCapture(bytes), CaptureError);
    }
  });
});

/** An Ethernet frame whose TCP sequence number is greater by `more`. */
function withSequence(frame: Uint8Array, more: number): Uint8Array {
  const bytes = frame.slice();
  const view = new DataView(bytes.buffer);
  const at = 14 + 20 + 4;
  view.setUint32(at, view.getUint32(at) + more);
  return bytes;
}

/** IPv6 with a hop-by-hop header around the TCP segment of an IPv4 packet. */
function ipv6(ip: Uint8Array): Uint8Array {
  const segment = ip.subarray(20);
  const length = 8 + segment.length;
  const addresses = concatBytes(
    new Uint8Array(12),
    ip.subarray(12, 16),
    new Uint8Array(12),
    ip.subarray(16, 20),
  );
  const header = Uint8Array.of(0x60, 0, 0, 0, length >> 8, length & 255, 0, 64);
  return concatBytes(header, addresses, Uint8Array.of(6, 0, 0, 0, 0, 0, 0, 0), segment);
}

/** Our little-endian pcapng with every number of its blocks turned round. */
function bigEndian(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const [from, to] = [new DataView(bytes.buffer, bytes.byteOffset), new DataView(out.buffer)];
  const turn32 = (at: number) => to.setUint32(at, from.getUint32(at, true));
  const turn16 = (at: number) => to.setUint16(at, from.getUint16(at, true));
  const words: Record<number, number> = { 6: 5, 10: 2 };
  for (let at = 0; at < bytes.length; ) {
    const [type, length] = [from.getUint32(at, true), from.getUint32(at + 4, true)];
    for (const place of [at, at + 4, at + length - 4]) turn32(place);
    for (let i = 0; i < (words[type] ?? 0); i++) turn32(at + 8 + 4 * i);
    if (type === 0x0a0d0d0a) {
      turn32(at + 8);
      turn16(at + 12);
    }
    if (type === 1) {
      turn16(at + 8);
      turn32(at + 12);
    }
    at += length;
  }
  return out;
}
