// Equivalent mutants of stages 01 to 05.
import type { Equivalents } from './equivalents.js';

const longView = 'the reader is given more bytes than it reads';

export const beforeTheSecret: Equivalents = {
  '01-records': [
    {
      from: "const header = new Reader(buffer.subarray(0, recordHeader), 'record header');",
      to: [
        "const header = new Reader(buffer.subarray(0), 'record header');",
        "const header = new Reader(buffer.subarray(0, (recordHeader) + 1), 'record header');",
      ],
      because: longView,
    },
    {
      from: "const header = new Reader(rest.subarray(0, messageHeader), 'handshake header');",
      to: [
        "const header = new Reader(rest.subarray(0), 'handshake header');",
        "const header = new Reader(rest.subarray(0, (messageHeader) + 1), 'handshake header');",
      ],
      because: longView,
    },
  ],
  '02-hellos': [
    {
      from: "cipherSuites: r.list(2, 'cipher_suites', (list) => list.uint16('cipher_suite'), { min: 2 }),",
      to: ["cipherSuites: r.list(2, 'cipher_suites', (list) => list.uint16('cipher_suite'), { min: 1 }),"],
      because: 'one byte is half a suite, which is refused in the same way',
    },
    {
      from: 'if (r.remaining === 0) return {};',
      to: ['if (r.remaining === 0) return undefined;'],
      because: 'undefined spreads to no fields, as {} does',
    },
  ],
  '03-rsa': [
    {
      from: "if (x < 0n || x >= 256n ** BigInt(length)) throw new RangeError('integer too large');",
      to: ["if (x < 0n || x >= 257n ** BigInt(length)) throw new RangeError('integer too large');"],
      because:
        'what is between the two has an odd number of hex digits, and hexToBytes throws the RangeError',
    },
    {
      from: "if (x < 0n || x >= 256n ** BigInt(length)) throw new RangeError('integer too large');",
      to: ["if (x < -1n || x >= 256n ** BigInt(length)) throw new RangeError('integer too large');"],
      because: 'a minus sign is no hex digit, and hexToBytes throws the RangeError',
    },
    {
      from: 'if (modulus < 1n || exponent < 0n)',
      to: ['if (modulus < 0n || exponent < 0n)'],
      because: 'a remainder modulo 0 is a RangeError of its own',
    },
    {
      from: "if (p === q) throw new RangeError('the two primes must differ');",
      to: [';', 'if (p === q) ;'],
      because: 'p has no inverse modulo itself, which is the same RangeError',
    },
    {
      from: 'const lambda = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 1n);',
      to: [
        'const lambda = ((p - 1n) * (q - 1n)) / gcd(p - 0n, q - 1n);',
        'const lambda = ((p - 1n) * (q - 1n)) / gcd(p - 1n, q - 0n);',
      ],
      because:
        'a common divisor goes both ways; and without it d is modulo (p - 1)(q - 1), which is as right',
    },
    {
      from: 'const separator = block.indexOf(0, 2);',
      to: ['const separator = block.indexOf(0, 1);'],
      because: 'byte 1 is the block type, and a block with a zero there is refused anyway',
    },
  ],
  '04-certificates': [
    {
      from: 'const [tag, first, ...more] = bytes.subarray(offset, offset + 5);',
      to: [
        'const [tag, first, ...more] = bytes.subarray(offset);',
        'const [tag, first, ...more] = bytes.subarray(offset, (offset + 5) + 1);',
        'const [tag, first, ...more] = bytes.subarray(offset, offset + 6);',
      ],
      because: 'of the bytes behind the first length byte at most three are used',
    },
    {
      from: 'const lengthBytes = first < 0x80 ? 0 : first - 0x80;',
      to: [
        'const lengthBytes = first <= 0x80 ? 0 : first - 0x80;',
        'const lengthBytes = first < 129 ? 0 : first - 0x80;',
      ],
      because: '80 gives 0 either way, and is refused',
    },
    {
      from: "if (first === 0x80 || lengthBytes > 3 || lengthBytes > more.length) throw bad('the length is not DER');",
      to: [
        "if (first === 0x80 || lengthBytes > 4 || lengthBytes > more.length) throw bad('the length is not DER');",
      ],
      because: 'at most three bytes were taken, so that four are too many for the third condition',
    },
    {
      from: "if (first === 0x80 || lengthBytes > 3 || lengthBytes > more.length) throw bad('the length is not DER');",
      to: [
        "if (first === 0x80 || lengthBytes > 3 && lengthBytes > more.length) throw bad('the length is not DER');",
      ],
      because: 'where bytes of the length are missing, so are the contents',
    },
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the solution's text, not ours
      from: "const full = general ? text : `${text < '50' ? '20' : '19'}${text}`;",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the mutant's text, not ours
      to: ["const full = general ? text : `${text <= '50' ? '20' : '19'}${text}`;"],
      because: 'the text goes on behind the year, so it is never equal to 50',
    },
    {
      from: 'const mostPaths = 200;',
      to: ['const mostPaths = 201;', 'const mostPaths = 199;'],
      because: 'how long to search a crowd of certificates is free',
    },
    {
      from: 'for (let steps = 0; pending.length > 0 && steps < mostPaths; steps++) {',
      to: [
        'for (let steps = 1; pending.length > 0 && steps < mostPaths; steps++) {',
        'for (let steps = -1; pending.length > 0 && steps < mostPaths; steps++) {',
        'for (let steps = 0; pending.length > 0 && steps <= mostPaths; steps++) {',
      ],
      because: 'how long to search a crowd of certificates is free',
    },
    {
      from: 'if (complete++ === 0) wrong = refusal;',
      to: ['if (complete-- === 0) wrong = refusal;'],
      because: 'all that counts is whether it is 0',
    },
  ],
  '05-pre-master-secret': [
    {
      from: 'const candidate = decrypted?.length === 48 ? decrypted : new Uint8Array(48);',
      to: ['49', '47', '0'].map(
        (n) => `const candidate = decrypted?.length === 48 ? decrypted : new Uint8Array(${n});`,
      ),
      because: 'a candidate without the version in front gives none of its bytes',
    },
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the solution's text, not ours
      from: "if (!shared) throw new TlsError('illegal_parameter', `the peer chose the group ${group}`);",
      to: [';', 'if (!shared) ;'],
      because: 'calling nothing throws, and that becomes the same alert',
    },
    {
      from: "if (point.length !== 65 || point[0] !== 4) throw new Error('not an uncompressed point');",
      to: ["if (point.length !== 65 && point[0] !== 4) throw new Error('not an uncompressed point');"],
      because: 'noble refuses the other forms that differ in one of the two only',
    },
    {
      from: 'return p256.getSharedSecret(privateKey, point, false).slice(1, 33);',
      to: ['return p256.getSharedSecret(privateKey, point, true).slice(1, 33);'],
      because: 'x stands in the same place of a compressed point',
    },
  ],
};
