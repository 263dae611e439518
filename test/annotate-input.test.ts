import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { bytesToHex, concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import { readPaste } from '../kit/annotate/input.js';
import { InputError } from '../kit/annotate/input-error.js';
import { runSeed, seeded } from './support/random.js';

const hello = '160301009e0100009a03014a2f07cab94fb3067a06567fcec9f737bd5270f7002bb0d6723e551a0d57d9820000';
const bytes = hexToBytes(hello);

const read = (text: string) => bytesToHex(concatBytes(...readPaste(text).map((piece) => piece.bytes)));
const refuses = (text: string, sentence: RegExp) =>
  assert.throws(
    () => readPaste(text),
    (error: Error) => {
      assert.ok(error instanceof InputError, String(error));
      assert.match(error.message, sentence);
      assert.ok(!error.message.includes('\n'));
      return true;
    },
  );

describe('reading pasted bytes', () => {
  const groups = (size: number, join: string) =>
    (hello.match(new RegExp(`.{1,${size}}`, 'g')) as string[]).join(join);
  const forms: Record<string, string> = {
    'plain hex': hello,
    'upper case': hello.toUpperCase(),
    spaces: groups(2, ' '),
    'groups of four': groups(4, ' '),
    colons: groups(2, ':'),
    commas: groups(2, ', '),
    dashes: groups(2, '-'),
    'lines with Windows ends': groups(32, '\r\n'),
    'a byte order mark': `\ufeff${hello}`,
    '0x before all': `0x${hello}`,
    '0x before each': `0x${groups(2, ', 0x')}`,
    'numbered lines': groups(32, '\n')
      .split('\n')
      .map((line, i) => `  ${i + 1}\t${line}`)
      .join('\n'),
    'a C array': `unsigned char hello[${bytes.length}] = {\n  0x${groups(2, ', 0x')},\n}; /* 0x99 */ // 0x98`,
    'a C array in decimal': `{ ${bytes.join(', ')} }`,
    'a JavaScript array': `Uint8Array(${bytes.length}) [\n ${bytes.join(', ')}\n]`,
    'a Node.js Buffer': `<Buffer ${groups(2, ' ')}>`,
    escapes: `\\x${groups(2, '\\x')}`,
    'escapes in quotes over lines': `"\\x${groups(2, '\\x')}"`.replace(/(.{20}\\x..)(?=\\)/g, '$1" \\\n"'),
  };
  for (const [name, text] of Object.entries(forms)) it(name, () => assert.equal(read(text), hello));

  it('a Python bytes literal, in which letters stand for themselves', () => {
    assert.equal(read(String.raw`b'\x16\x03\x01\x00\x04GET \\\r\n'`), '1603010004474554205c0d0a');
  });

  it('PEM, with text around it', () => {
    const pem = `subject=x\n-----BEGIN CERTIFICATE-----\nMAMC\nAQU=\n-----END CERTIFICATE-----\nrest`;
    assert.deepEqual(readPaste(pem), [{ bytes: hexToBytes('3003020105'), content: 'certificate' }]);
  });

  it('openssl -msg, of the client and of the server', () => {
    const text = [
      'CONNECTED(00000003)',
      '>>> TLS 1.0, RecordHeader [length 0005]',
      '    16 03 01 00 06',
      '>>> TLS 1.2, Handshake [length 0006], ClientHello',
      '    01 00 00 02 03',
      '    03',
      'depth=0 CN = x',
      '-----BEGIN CERTIFICATE-----',
      'MAMC',
      '-----END CERTIFICATE-----',
      '<<< TLS 1.2, Alert [length 0002], fatal handshake_failure',
      '    02 28',
    ].join('\n');
    const pieces = readPaste(text).map((p) => [p.side, p.content, bytesToHex(p.bytes)]);
    assert.deepEqual(pieces, [
      ['client', 'record_header', '1603010006'],
      ['client', 'handshake', '010000020303'],
      ['server', 'alert', '0228'],
    ]);
    const server = text.replaceAll('>>>', '???').replaceAll('<<<', '>>>').replaceAll('???', '<<<');
    assert.deepEqual(
      readPaste(server).map((p) => p.side),
      ['client', 'client', 'server'],
    );
    refuses(`${text}\n<<< TLS 1.3, InnerContent [length 0001]\n    16`, /TLS 1\.3/);
    refuses(text.replace('    02 28', '    02'), /1 of the 2 bytes of "<<< TLS 1.2, Alert/);
  });

  it("Wireshark's arrays of a followed stream say who is speaking", () => {
    const text = 'char peer0_0[] = { /* Packet 4 */\n0x16, 0x03 };\nchar peer1_0[] = {\n0x15 };\n';
    assert.deepEqual(
      readPaste(text).map((p) => [p.side, bytesToHex(p.bytes)]),
      [
        ['client', '1603'],
        ['server', '15'],
      ],
    );
  });
});

describe('reading hex dumps', () => {
  const dump = (
    line: (offset: string, row: Uint8Array, text: string) => string,
    data: Uint8Array = bytes,
  ) => {
    const lines: string[] = [];
    for (let at = 0; at < data.length; at += 16) {
      const row = data.subarray(at, at + 16);
      const text = Array.from(row, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '.')).join('');
      lines.push(line(at.toString(16).padStart(8, '0'), row, text));
    }
    return lines.join('\n');
  };
  const spaced = (row: Uint8Array) => Array.from(row, (b) => b.toString(16).padStart(2, '0')).join(' ');
  const wireshark = (data: Uint8Array) =>
    dump((o, row, text) => `${o.slice(4)}   ${spaced(row)}   ${text}`, data);

  it('xxd', () => {
    const words = (row: Uint8Array) => (bytesToHex(row).match(/.{1,4}/g) as string[]).join(' ').padEnd(39);
    assert.equal(read(dump((o, row, text) => `${o}: ${words(row)}  ${text}`)), hello);
  });
  it('hexdump -C, with the length alone in the last line', () => {
    const line = (o: string, row: Uint8Array, text: string) => `${o}  ${spaced(row)}  |${text}|`;
    assert.equal(
      read(`${dump(line)}\n0000002e`.replace('0000002e', bytes.length.toString(16).padStart(8, '0'))),
      hello,
    );
  });
  it('hexdump -C, with lines that repeat left out', () => {
    const text = `00000000  41 41 41 41  |AAAA|\n*\n0000000c  42  |B|\n0000000d`;
    assert.equal(read(text), `${'41'.repeat(12)}42`);
  });
  it('Wireshark and text2pcap', () => assert.equal(read(wireshark(bytes)), hello));
  it('text2pcap with directions and comments', () => {
    const text = '# a comment\nO\n000000 16 03\n000002 01\nI 2009-06-10T01:09:30Z\n000000 15\n';
    assert.deepEqual(
      readPaste(text).map((p) => [p.side, bytesToHex(p.bytes)]),
      [
        ['client', '160301'],
        ['server', '15'],
      ],
    );
  });
  it("Wireshark's followed stream, in which the server is indented and counts for itself", () => {
    const text =
      '00000000  16 03 01   ...\n    00000000  16 03   ..\n    00000002  03   .\n00000003  14   .\n';
    assert.deepEqual(
      readPaste(text).map((p) => [p.side, bytesToHex(p.bytes)]),
      [
        ['client', '160301'],
        ['server', '160303'],
        ['client', '14'],
      ],
    );
  });

  const random = seeded();
  it(`tells hex from text that looks like hex (seed ${runSeed})`, () => {
    for (let round = 0; round < 300; round++) {
      const letters = Uint8Array.from({ length: 1 + random.integer(80) }, () =>
        random.integer(4) === 0 ? random.integer(256) : 'abcdef0123456789 '.charCodeAt(random.integer(17)),
      );
      assert.equal(read(wireshark(letters)), bytesToHex(letters), wireshark(letters));
    }
  });

  it('as the tools write them', () => {
    for (const [command, ...args] of [
      ['xxd'],
      ['hexdump', '-C'],
      ['od', '-tx1'],
      ['od', '-tx1z'],
      ['od', '-A', 'd', '-t', 'x1'],
      ['od', '-A', 'x', '-t', 'x1'],
    ] as const) {
      const data = new Uint8Array(200).map((_, i) => (i < 64 ? 0 : i));
      let text: string;
      try {
        text = execFileSync(command as string, args, { input: data, encoding: 'utf8' });
      } catch {
        continue; // these are tools of convenience: what they write is above as well
      }
      assert.equal(read(text), bytesToHex(data), [command, ...args].join(' '));
    }
  });

  it('od, whose offsets are octal, or decimal where that adds up', () => {
    const od = (radix: number) => (o: string, row: Uint8Array) =>
      `${Number.parseInt(o, 16).toString(radix).padStart(7, '0')} ${spaced(row)}`;
    const end = (radix: number) => bytes.length.toString(radix).padStart(7, '0');
    for (const radix of [8, 10, 16]) {
      assert.equal(read(dump(od(radix))), hello, `radix ${radix}`);
      assert.equal(read(`${dump(od(radix))}\n${end(radix)}`), hello, `radix ${radix}, with the length`);
    }
    assert.equal(read(`0000000 ${'00 '.repeat(16)}\n*\n0000100`), '00'.repeat(64));
    assert.equal(read('0000000 16 03 01'), '160301');
    refuses(dump(od(8)).replace(/\n.*/, ''), /Line 2 says offset 0000040, and 0020 is due/);
  });

  it('refuses words of two bytes, as hexdump and od write them when nothing is asked for', () => {
    for (const text of [
      '0000000 0316 0001 0100',
      '0000000 0316 0001 0100\n0000006',
      '0000000 0316 0001 6104 6362 6564 6766 6968 6b6a\n0000010 6d6c\n0000012',
      '0000000 001426 000001 060404\n0000006',
      '0000000 026 003 001\n0000003',
    ])
      refuses(text, /^"0\d+" is not one byte in hex: .* 16-bit words.*use hexdump -C, xxd or od -tx1\.$/);
  });

  it('refuses a dump with a line missing, and bytes that are too few', () => {
    const lines = wireshark(bytes).split('\n');
    refuses([lines[0], lines[2]].join('\n'), /^Line 2 says offset 0020, and 0010 is due/);
    refuses('0000000 03 16 00 01\n0000004 03\n0000020 03', /Line 3 says offset 0000020, and 0005/);
  });
});

describe('refusing what is no hex, in one sentence', () => {
  it('says where the odd digit is', () => {
    refuses('16 03 1\n16', /^Line 1: "1" has an odd number of hex digits, 1,/);
    refuses(`16\n${'ab'.repeat(30)}c`, /^Line 2: "abababab…babababc" has an odd number of hex digits, 61,/);
  });
  it('says where the stranger is', () => refuses('16 03\n01 0g', /^Line 2, column 5: "g" is no hex digit/));
  it('empty input', () => {
    for (const text of ['', ' \n', '# only a comment']) refuses(text, /There are no bytes/);
  });
  it('a Buffer that Node.js cut short', () => refuses('<Buffer 16 03 ... 113 more bytes>', /cut short/));
  it('arrays with what is no byte', () => {
    refuses('{ 0x16, 256 }', /"256" in this array is no byte/);
    refuses('{ 0x16, x }', /"x" in this array is no byte/);
  });
  it('PEM that is broken, or secret', () => {
    refuses('-----BEGIN CERTIFICATE-----\nMAMC', /no END line/);
    refuses('-----BEGIN CERTIFICATE-----\nMAMC*\n-----END CERTIFICATE-----', /not base64/);
    refuses('-----BEGIN RSA PRIVATE KEY-----\nMAMC\n-----END RSA PRIVATE KEY-----', /private key/);
  });

  it(`never throws anything else (seed ${runSeed})`, () => {
    const random = seeded();
    const alphabet = [
      '0',
      '16',
      ' ',
      '\n',
      '0x',
      '\\x',
      '{',
      '}',
      '[',
      ',',
      '|',
      '"',
      '*',
      '0000',
      ':',
      '>>> TLS [length 0002]',
      'I',
      'g',
      '<Buffer',
    ];
    for (let round = 0; round < 2000; round++) {
      const text = Array.from({ length: random.integer(24) }, () => random.pick(alphabet)).join('');
      try {
        readPaste(text);
      } catch (error) {
        assert.ok(error instanceof InputError, `${JSON.stringify(text)}: ${(error as Error).stack}`);
      }
    }
  });

  it('reads long lines in reasonable time', () => {
    assert.equal(read('16'.repeat(200_000)).length, 400_000);
    refuses(`0000 ${'41 '.repeat(100_000)}`, /too long/);
    refuses(`{${'{'.repeat(50_000)}`, /./);
  });
});
