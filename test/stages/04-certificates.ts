// Checks of stage 04: DER, what a certificate says, and whether to believe it. Beside the certificates of the sessions
// stand others that data/certificate-writer.ts writes field by field, so that what they say is known from the start.
import { createHash } from 'node:crypto';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import type { Mistake } from '../../kit/check/check.js';
import { type Case, type CheckDefinition, defineStage, type RefusalCase } from '../../kit/check/define.js';
import type { SeededRandom } from '../../kit/check/random.js';
import { amazon2009 as amazon } from '../../kit/sessions/amazon-2009.js';
import { exampleCom2017 as example } from '../../kit/sessions/example-com-2017.js';
import { hex } from '../../kit/sessions/literals.js';
import { tls12EcdheGcm as tls12 } from '../../kit/sessions/tls12-ecdhe-gcm.js';
import { toytlsGoogle2012 as toytls } from '../../kit/sessions/toytls-google-2012.js';
import {
  checkCriticalExtensions,
  checkIssuer,
  checkValidity,
  isSelfIssued,
} from '../../lib/certificate-rules.js';
import { decodeTlv, decodeTlvs, type Tlv } from '../../lib/der.js';
import { DerReader } from '../../lib/der-reader.js';
import { TlsError } from '../../lib/errors.js';
import { type HashName, hashes } from '../../lib/hashes.js';
import { checkHostName, type HostMatch } from '../../lib/host-name.js';
import { parseAddress } from '../../lib/ip-address.js';
import { candidatePaths } from '../../lib/path.js';
import { type Certificate, parseCertificate } from '../../lib/x509.js';
import { readSignatureAlgorithm } from '../../lib/x509-keys.js';
import {
  authorityKeyIdentifier,
  basicConstraints,
  certificateOf,
  certified,
  certifiedCa,
  type Draft,
  derLength,
  digitalSignature,
  extensionsOf,
  keyCertSign,
  nameOf,
  type PathDraft,
  rsaKeyOf,
  sha1WithRsa,
  subjectAltName,
  subjectKeyIdentifier,
  tbsOf,
  tlv,
  unknownExtension,
  validityOf,
} from './data/certificate-writer.js';

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
const unix = (text: string) => Date.parse(text) / 1000;
const number = (bytes: Uint8Array) => BigInt(`0x0${bytesToHex(bytes)}`);
const minute = (random: SeededRandom, from: number, to: number) =>
  from + 60 * random.integer((to - from) / 60);

/** Where the mistaken code has no answer of its own. */
const elsewhere = (): never => {
  throw new Error('the mistake does not show here');
};
const refuse = (alert: 'bad_certificate' | 'unknown_ca' | 'decrypt_error' | 'certificate_expired'): never => {
  throw new TlsError(alert, 'refused');
};
type Row<Args extends unknown[]> = readonly [name: string, says: string, wrong: (...args: Args) => unknown];
const mistakesOf = <Args extends unknown[]>(
  name: Mistake['function'],
  rows: readonly Row<Args>[],
): Mistake[] => rows.map(([mistake, says, wrong]) => ({ function: name, name: mistake, says, wrong }));
const refusals = (
  alert: RefusalCase['refuses'][number],
  rows: readonly (readonly [because: string, ...args: unknown[]])[],
): RefusalCase[] => rows.map(([because, ...args]) => ({ args, refuses: [alert], because }));

// --- decodeTlv -------------------------------------------------------------------------------------------------

type TlvArgs = [bytes: Uint8Array, offset?: number];

const classes = ['universal', 'application', 'context-specific', 'private'] as const;

/** The element as careless code takes it: with this header and length, and contents as far as there are any. */
function element(bytes: Uint8Array, start: number, headerLength: number, length: number): Tlv {
  const tag = bytes[start] ?? elsewhere();
  const end = start + headerLength + length;
  return {
    tag,
    tagClass: classes[tag >> 6] as Tlv['tagClass'],
    constructed: (tag & 0x20) !== 0,
    tagNumber: tag & 0x1f,
    start,
    headerLength,
    value: bytes.slice(start + headerLength, end),
    end,
  };
}
/** The length as BER has it, with any number of bytes. */
function looseLength(bytes: Uint8Array, start: number): [headerLength: number, length: number] {
  const first = bytes[start + 1] ?? elsewhere();
  if (first < 0x80) return [2, first];
  const digits = bytes.slice(start + 2, start + 2 + first - 0x80);
  return [2 + digits.length, Number(number(digits))];
}
const loose = (bytes: Uint8Array, start: number) => element(bytes, start, ...looseLength(bytes, start));
const lengthBytes = (bytes: Uint8Array, start: number) => Math.max(0, (bytes[start + 1] ?? 0) - 0x80);
/** Takes what is refused when it has this defect. */
const taking =
  (defect: (bytes: Uint8Array, start: number) => boolean) =>
  (...[bytes, start = 0]: TlvArgs) =>
    defect(bytes, start) ? loose(bytes, start) : decodeTlv(bytes, start);
const changedTlv =
  (change: (tlv: Tlv, bytes: Uint8Array) => Partial<Tlv>) =>
  (...[bytes, offset = 0]: TlvArgs) => {
    const right = decodeTlv(bytes, offset);
    return { ...right, ...change(right, bytes) };
  };

const tlvMistakes = mistakesOf<TlvArgs>('decodeTlv', [
  [
    'long length read as a short one',
    'The length byte is 80 or more, and its lower bits were taken for the length: 82 says that the length stands in the next 2 bytes.',
    (bytes, start = 0) =>
      lengthBytes(bytes, start) > 0
        ? element(bytes, start, 2, lengthBytes(bytes, start))
        : decodeTlv(bytes, start),
  ],
  [
    'length little-endian',
    'The bytes of the length are read from the last to the first; the first is the most significant one.',
    (bytes, start = 0) => {
      const n = lengthBytes(bytes, start);
      if (n < 2) return decodeTlv(bytes, start);
      const length = Number(number(bytes.slice(start + 2, start + 2 + n).reverse()));
      return start + 2 + n + length > bytes.length
        ? refuse('bad_certificate')
        : element(bytes, start, 2 + n, length);
    },
  ],
  [
    'contents begin behind two bytes',
    'The header is taken to have 2 bytes, and a long length makes it longer: the bytes of the length are no contents.',
    (bytes, start = 0) => element(bytes, start, 2, decodeTlv(bytes, start).value.length),
  ],
  [
    'tag number read with the class bits',
    'tagNumber still has the two bits of the class in it: a3 is number 3 of the class context-specific.',
    changedTlv(({ tag }) => ({ tagNumber: tag & 0xdf })),
  ],
  [
    'tag number is the whole octet',
    'tagNumber is the whole identifier octet; the number itself is in the lowest five bits, and the octet goes into tag.',
    changedTlv(({ tag }) => ({ tagNumber: tag })),
  ],
  [
    'tag cut to its number',
    'tag is only the number here; it keeps the octet as it stands, 30 for a SEQUENCE, class and constructed bit included.',
    changedTlv(({ tagNumber }) => ({ tag: tagNumber })),
  ],
  [
    'header not counted in the end',
    'end counts the contents and forgets the header, so the next element would be sought too early.',
    changedTlv(({ end, headerLength }) => ({ end: end - headerLength })),
  ],
  [
    'end counted from the element',
    'end is how long the element is; it must be an offset in the bytes given, so that the next element begins there.',
    changedTlv(({ start, end }) => ({ end: end - start })),
  ],
  [
    'offset ignored',
    'This is the element at the very beginning; the one at offset was asked for.',
    (bytes) => decodeTlv(bytes),
  ],
  [
    'header left in the contents',
    'value begins with the tag; it must hold the contents alone, without tag and length.',
    changedTlv(({ start, end }, bytes) => ({ value: bytes.slice(start, end) })),
  ],
  [
    'indefinite length accepted',
    'The length byte 80 is an indefinite length, which only BER has; it was taken for 0.',
    taking((bytes, start) => bytes[start + 1] === 0x80),
  ],
  [
    'needlessly long length accepted',
    'The length is written in more bytes than it needs. DER knows one way to write everything; with two, what was signed could be written anew.',
    taking((bytes, start) => {
      const n = lengthBytes(bytes, start);
      return n > 0 && n < 4 && derLength(looseLength(bytes, start)[1]).length < n + 1;
    }),
  ],
  [
    'length of four bytes accepted',
    'The length takes more than three bytes: no certificate is so long.',
    taking((bytes, start) => lengthBytes(bytes, start) > 3),
  ],
  [
    'contents past the end accepted',
    'The length says more bytes than there are. subarray and slice do not complain about that: the check is yours.',
    taking((bytes, start) => {
      const [headerLength, length] = looseLength(bytes, start);
      return start + headerLength + length > bytes.length;
    }),
  ],
  [
    'tag number above 30 accepted',
    'The five bits of the tag number are all set: the number would follow in bytes of its own, which were taken for a length.',
    taking((bytes, start) => ((bytes[start] ?? 0) & 0x1f) === 0x1f),
  ],
  [
    'constructed bit not compared with the type',
    'A universal SEQUENCE or SET has the constructed bit, and no other universal type has it in DER.',
    taking((bytes, start) => [0x24, 0x10, 0x22].includes(bytes[start] ?? 0)),
  ],
]);

const anyTag = (random: SeededRandom) =>
  random.pick([0x02, 0x04, 0x13, 0x30, 0x31, 0x82, 0xa0, 0xa3, 0x45, 0x61, 0xc7, 0xe2]);

/** An element with bytes around it, and what decodeTlv must say of it. */
function tlvCase(
  tag: number,
  contents: Uint8Array,
  before: Uint8Array,
  behind: Uint8Array,
  about: string,
): Case {
  const start = before.length;
  const headerLength = 1 + derLength(contents.length).length;
  const expected: Tlv = {
    tag,
    tagClass: classes[tag >> 6] as Tlv['tagClass'],
    constructed: (tag & 0x20) !== 0,
    tagNumber: tag & 0x1f,
    start,
    headerLength,
    value: contents,
    end: start + headerLength + contents.length,
  };
  return { args: [concatBytes(before, tlv(tag, contents), behind), start], expected, about };
}

const tlvChecks: CheckDefinition[] = [
  {
    function: 'decodeTlv',
    name: 'decodeTlv: the examples of X.690 8.14.3 and RFC 5280',
    points: 4,
    cases: () =>
      (
        [
          [0x30, hex`02 01 05`],
          [0x31, hex`02 01 05`],
          [0x1a, hex`4a6f6e6573`], // VisibleString "Jones", and the same under four other tags
          [0x43, hex`4a6f6e6573`],
          [0xa2, hex`43 05 4a6f6e6573`],
          [0x67, hex`43 05 4a6f6e6573`],
          [0x82, hex`4a6f6e6573`],
          [0x05, new Uint8Array()],
        ] as const
      ).map(([tag, contents]) =>
        tlvCase(tag, contents, new Uint8Array(), new Uint8Array(), `tag ${tag.toString(16)}`),
      ),
  },
  {
    function: 'decodeTlv',
    name: "decodeTlv: the first elements of Amazon's certificate",
    points: 3,
    cases: () => {
      const der = amazon.amazonCertificate;
      const tbs = amazon.amazonTbsCertificate;
      const common = { tag: 0x30, tagClass: 'universal', constructed: true, tagNumber: 16 };
      return [
        {
          args: [der],
          expected: { ...common, start: 0, headerLength: 4, value: der.slice(4), end: der.length },
          about: 'Certificate, without an offset',
        },
        {
          args: [der, 0],
          expected: { ...common, start: 0, headerLength: 4, value: der.slice(4), end: der.length },
          about: 'Certificate',
        },
        {
          args: [der, 4],
          expected: { ...common, start: 4, headerLength: 4, value: tbs.slice(4), end: 4 + tbs.length },
          about: 'tbsCertificate',
        },
      ];
    },
  },
  {
    function: 'decodeTlv',
    name: 'decodeTlv: random elements, other bytes before and behind',
    points: 5,
    cases: ({ random }) =>
      [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x102, 0x234, 0x10000, random.integer(600)].map((length) =>
        tlvCase(
          anyTag(random),
          length < 0x1000 ? random.bytes(length) : new Uint8Array(length).fill(random.integer(256)),
          concatBytes(tlv(0x04, random.bytes(1 + random.integer(9))), random.bytes(random.integer(3))),
          random.bytes(random.integer(9)),
          `${length} bytes of contents`,
        ),
      ),
  },
  {
    function: 'decodeTlv',
    name: 'decodeTlv: lengths that DER does not have',
    points: 4,
    cases: () =>
      refusals('bad_certificate', [
        ['the length byte 80 is an indefinite length', hex`30 80 02 01 05 00 00`, 0],
        ['5 needs no long length', hex`04 81 05 0102030405`, 0],
        ['5 needs no second byte', hex`04 82 0005 0102030405`, 0],
        ['200 fits into one byte', concatBytes(hex`04 82 00c8`, new Uint8Array(200)), 0],
        ['the length takes four bytes', concatBytes(hex`04 84 00000100`, new Uint8Array(256)), 0],
        ['5 bytes are due and 2 are there', hex`04 05 0102`, 0],
        ['258 bytes are due and 3 are there', hex`ff 30 82 0102 010203`, 1],
        ['80 is an indefinite length, however much follows', concatBytes(hex`30 80`, new Uint8Array(200)), 0],
        ['127 needs no long length', concatBytes(hex`04 81 7f`, new Uint8Array(127)), 0],
        [
          'the length takes four bytes, three of which make sense',
          concatBytes(hex`04 84 01000000`, new Uint8Array(0x10004)),
          0,
        ],
      ]),
  },
  {
    function: 'decodeTlv',
    name: 'decodeTlv: tags that DER does not have, and ends in the header',
    points: 2,
    cases: () =>
      refusals('bad_certificate', [
        ['the tag number is above 30', hex`9f 01 02`, 0],
        ['an OCTET STRING in pieces belongs to BER', hex`24 03 04 01 07`, 0],
        ['a SEQUENCE is constructed', hex`10 03 02 01 05`, 0],
        ['00 is an end-of-contents mark', hex`00 00`, 0],
        ['there are no bytes', new Uint8Array(), 0],
        ['there is no length', hex`30`, 0],
        ['the length ends early', hex`30 82 01`, 0],
        ['offset is at the end', hex`05 00`, 2],
      ]),
  },
];

// --- parseCertificate --------------------------------------------------------------------------------------------

const changedParse =
  (change: (certificate: Certificate) => Partial<Certificate>) =>
  (der: Uint8Array): Certificate => {
    const right = parseCertificate(der);
    return { ...right, ...change(right) };
  };
/** Both times, changed alike. */
const changedTimes = (change: (date: Date) => void) =>
  changedParse(({ notBefore, notAfter }) => {
    const [from, to] = [notBefore, notAfter].map((seconds) => {
      const date = new Date(seconds * 1000);
      change(date);
      return date.getTime() / 1000;
    }) as [number, number];
    return { notBefore: from, notAfter: to };
  });
const century = (applies: (year: number) => boolean, years: number) =>
  changedTimes((date) => {
    if (applies(date.getUTCFullYear())) date.setUTCFullYear(date.getUTCFullYear() + years);
  });
/** Seconds that local time is off by; an hour where it is UTC, and the mistake cannot be made. */
const zone = (date: Date) => 60 * date.getTimezoneOffset() || 3600;

/** What the reference makes of a certificate with its defect mended. */
function mended(der: Uint8Array, mend: (parts: Tlv[]) => Uint8Array[]): Certificate {
  if (decodeTlv(der).end < der.length) return refuse('bad_certificate');
  const parts = decodeTlvs(decodeTlv(der).value);
  const certificate = parseCertificate(tlv(0x30, ...mend(parts)));
  const whole = parts.map(({ start, end }) => decodeTlv(der).value.slice(start, end));
  const outer = DerReader.readAll(whole[1] ?? new Uint8Array(), (r) => readSignatureAlgorithm(r, 'outer'));
  return { ...certificate, der, tbs: whole[0] ?? new Uint8Array(), signatureAlgorithm: outer };
}
const bytesOf = ({ tag, value }: Tlv) => tlv(tag, value);

/** Dates such as 30 February made what Date.UTC makes of them. */
function rolledOver(der: Uint8Array): Certificate {
  const text = Array.from(der, (byte) => String.fromCharCode(byte)).join('');
  const rolled = text.replace(/(\d\d)(\d\d)(\d\d)(\d{6}Z)/g, (_, year, month, day, rest) => {
    const date = new Date(Date.UTC(2000 + Number(year), Number(month) - 1, Number(day)));
    return `${date.toISOString().slice(2, 10).replaceAll('-', '')}${rest}`;
  });
  const certificate = parseCertificate(Uint8Array.from(rolled, (character) => character.charCodeAt(0)));
  const contents = decodeTlv(der).value;
  return { ...certificate, der, tbs: contents.slice(0, decodeTlv(contents).end) };
}

const parseMistakes = mistakesOf<[der: Uint8Array]>('parseCertificate', [
  [
    'version as it is written',
    'version is the number in the certificate; 2 stands for version 3, and nothing for version 1, so it is one more.',
    changedParse(({ version }) => ({ version: version - 1 })),
  ],
  [
    'absent version taken for 3',
    'The certificate has no version field, and that means version 1, the default.',
    changedParse(({ version }) => ({ version: version === 1 ? 3 : version })),
  ],
  [
    'whole certificate for tbs',
    'tbs is the whole certificate here. What is signed is tbsCertificate alone: a signature cannot cover itself.',
    changedParse(({ der }) => ({ tbs: der })),
  ],
  [
    'tbs without its header',
    'tbs lacks the tag and the length of tbsCertificate, and the signature covers those too.',
    changedParse(({ tbs }) => ({ tbs: decodeTlv(tbs).value })),
  ],
  [
    'byte of unused bits left in the signature',
    'signature begins with a 00 too many: the first byte of a BIT STRING says how many bits at its end do not count.',
    changedParse(({ signature }) => ({ signature: concatBytes(Uint8Array.of(0), signature) })),
  ],
  [
    'issuer and subject swapped',
    'issuer and subject are swapped: the issuer comes before the validity, the subject behind it.',
    changedParse(({ issuer, subject }) => ({ issuer: subject, subject: issuer })),
  ],
  [
    'serial number in a Number',
    'The serial number went through a Number, which keeps 53 bits; serial numbers have up to 160.',
    changedParse(({ serialNumber }) => ({ serialNumber: BigInt(Number(serialNumber)) })),
  ],
  [
    'notBefore and notAfter swapped',
    'notBefore and notAfter are swapped.',
    changedParse(({ notBefore, notAfter }) => ({ notBefore: notAfter, notAfter: notBefore })),
  ],
  [
    'times in milliseconds',
    'The times are milliseconds, as Date counts; Unix time is in seconds.',
    changedParse(({ notBefore, notAfter }) => ({ notBefore: 1000 * notBefore, notAfter: 1000 * notAfter })),
  ],
  [
    'months counted from 0',
    'The times are a month late: for Date January is month 0.',
    changedTimes((date) => date.setUTCMonth(date.getUTCMonth() + 1)),
  ],
  [
    '50 read as 2050',
    'The year 50 of a UTCTime is 1950: 49 is the last that belongs to the 2000s.',
    century((year) => year === 1950, 100),
  ],
  [
    'two digits always of the 2000s',
    'The years of a UTCTime from 50 on belong to the 1900s.',
    century((year) => year >= 1950 && year < 2000, 100),
  ],
  [
    'two digits always of the 1900s',
    'The years of a UTCTime below 50 belong to the 2000s.',
    century((year) => year >= 2000 && year < 2050, -100),
  ],
  [
    'local time',
    "The times are off by this machine's distance from Greenwich: the Z at their end says UTC, and the numbers were read as local time.",
    changedTimes((date) => date.setTime(date.getTime() + 1000 * zone(date))),
  ],
  [
    'extensions passed over',
    'The certificate has extensions, and none came out: they stand in [3], tag a3, at the end of tbsCertificate.',
    changedParse(() => ({ extensions: { unhandledCritical: [] } })),
  ],
  [
    'key without its header',
    'publicKeyDer must be the whole of subjectPublicKeyInfo, with its tag and length.',
    changedParse(({ publicKeyDer }) => ({ publicKeyDer: decodeTlv(publicKeyDer).value })),
  ],
  [
    'bytes behind the certificate passed over',
    'There are bytes behind the certificate, and nobody looked whether it uses up what was given.',
    (der) => ({ ...parseCertificate(der.slice(0, decodeTlv(der).end)), der }),
  ],
  [
    'outer signature algorithm believed',
    'The two signature algorithms differ, and only the one inside tbsCertificate is signed; they must be compared.',
    (der) =>
      mended(der, ([tbs, , signature]) => {
        if (!tbs || !signature) return elsewhere();
        const inner = decodeTlvs(tbs.value).find(({ tag }) => tag === 0x30) ?? elsewhere();
        return [bytesOf(tbs), bytesOf(inner), bytesOf(signature)];
      }),
  ],
  [
    'version 1 written out accepted',
    'Version 1 is the default, and DER does not write defaults out; here it is written.',
    (der) =>
      mended(der, ([tbs, ...others]) => {
        if (!tbs) return elsewhere();
        const first = decodeTlv(tbs.value);
        const written = first.tag === 0xa0 && first.value[2] === 0;
        return [written ? tlv(0x30, tbs.value.slice(first.end)) : bytesOf(tbs), ...others.map(bytesOf)];
      }),
  ],
  [
    'impossible days rolled over',
    'There is no such day, and Date quietly made the next month of it; read the date back and compare.',
    (der) => rolledOver(der),
  ],
]);

/** A certificate of the sessions, and what an article, a viewer or openssl says about it. */
const known: [about: string, der: Uint8Array, says: Partial<Certificate>][] = [
  [
    "Amazon's, 2008",
    amazon.amazonCertificate,
    {
      version: 3,
      tbs: amazon.amazonTbsCertificate,
      signature: amazon.amazonSignature,
      notBefore: unix('2008-08-27T00:00:00Z'),
      notAfter: unix('2009-08-27T23:59:59Z'),
      publicKey: { type: 'rsa', n: number(amazon.amazonModulus), e: 65537n },
    },
  ],
  [
    "VeriSign's intermediate",
    amazon.verisignIntermediateCertificate,
    {
      version: 3,
      tbs: amazon.verisignIntermediateTbsCertificate,
      signature: amazon.verisignIntermediateSignature,
      publicKey: { type: 'rsa', n: amazon.verisignIntermediateModulusDecimal, e: 65537n },
    },
  ],
  [
    "VeriSign's root of 1996, version 1",
    amazon.verisignRootCertificate,
    {
      version: 1,
      serialNumber: 0x70bae41d10d92934b638ca7b03ccbabfn,
      notBefore: unix('1996-01-29T00:00:00Z'),
      notAfter: unix('2028-08-01T23:59:59Z'),
      signature: amazon.verisignRootSignature,
      signatureAlgorithm: { key: 'rsa', name: 'md2WithRSAEncryption', hash: 'MD2' },
      publicKey: { type: 'rsa', n: number(amazon.verisignRootModulus), e: 65537n },
      extensions: { unhandledCritical: [] },
    },
  ],
];

interface RandomCertificate {
  readonly draft: Draft;
  readonly says: Partial<Certificate>;
}
/** Certificates of all versions and both forms of time. */
function randomCertificate(
  random: SeededRandom,
  version: 1 | 2 | 3,
  [from, notBefore]: readonly [string, string],
  [to, notAfter]: readonly [string, string],
): RandomCertificate {
  const serial = Uint8Array.of(1 + random.integer(0x7f), ...random.bytes(15));
  const names = [random.bytes(4), random.bytes(4)].map(bytesToHex) as [string, string];
  const signature = random.bytes(64);
  return {
    draft: {
      version: [new Uint8Array(), hex`a0 03 02 01 01`, hex`a0 03 02 01 02`][version - 1] as Uint8Array,
      serialNumber: tlv(0x02, serial),
      issuer: nameOf(`issuer ${names[0]}`),
      subject: nameOf(`subject ${names[1]}`),
      validity: validityOf(from, to),
      publicKey: rsaKeyOf(random.bytes(64)),
      signature: concatBytes(Uint8Array.of(0), signature),
      // Nobody has used them since, but they may be there.
      uniqueIds:
        version < 2
          ? new Uint8Array()
          : concatBytes(tlv(0x81, Uint8Array.of(0, 1)), tlv(0x82, concatBytes(hex`00`, random.bytes(3)))),
      extensions: version < 3 ? new Uint8Array() : extensionsOf(basicConstraints(true, random.integer(9))),
    },
    says: {
      version,
      serialNumber: number(serial),
      notBefore: unix(notBefore),
      notAfter: unix(notAfter),
      signature,
    },
  };
}
const parseCase = (der: Uint8Array, says: Partial<Certificate>, about: string): Case => ({
  args: [der],
  expected: { ...parseCertificate(der), der, ...says },
  about,
});

const parseChecks: CheckDefinition[] = [
  {
    function: 'parseCertificate',
    name: 'parseCertificate: Amazon and VeriSign',
    points: 6,
    cases: () => known.map(([about, der, says]) => parseCase(der, says, about)),
  },
  {
    function: 'parseCertificate',
    name: 'parseCertificate: Google 2012, example.com 2017, our own CA',
    points: 4,
    cases: () => [
      parseCase(
        toytls.googleCertificate,
        { publicKey: { type: 'rsa', n: number(toytls.googleModulus), e: 65537n } },
        "Google's",
      ),
      parseCase(toytls.thawteSgcCaCertificate, { version: 3 }, "Thawte's"),
      parseCase(example.leafCertificate, { version: 3 }, "example.com's"),
      parseCase(example.intermediateCertificate, { version: 3 }, "DigiCert's"),
      parseCase(tls12.caCertificate, { version: 3 }, "our own CA's"),
    ],
  },
  {
    function: 'parseCertificate',
    name: 'parseCertificate: random certificates of versions 1 to 3, with years from 1950 to 2056',
    points: 8,
    cases: ({ random }) =>
      (
        [
          [3, ['090827000000Z', '2009-08-27T00:00:00Z'], ['491231235959Z', '2049-12-31T23:59:59Z']],
          [1, ['500101000000Z', '1950-01-01T00:00:00Z'], ['20560229010203Z', '2056-02-29T01:02:03Z']],
          [2, ['991231235959Z', '1999-12-31T23:59:59Z'], ['000229120000Z', '2000-02-29T12:00:00Z']],
          [3, ['510615101112Z', '1951-06-15T10:11:12Z'], ['20500101000000Z', '2050-01-01T00:00:00Z']],
        ] as const
      ).map(([version, from, to]) => {
        const { draft, says } = randomCertificate(random, version, from, to);
        return parseCase(certificateOf(draft), { ...says, tbs: tbsOf(draft) }, `version ${version}`);
      }),
  },
  {
    function: 'parseCertificate',
    name: 'parseCertificate: fields that are there though they must not, or missing',
    points: 4,
    cases: ({ random }) => {
      const der = certificateOf();
      const bad = (draft: Draft) => certificateOf(draft);
      const ids = tlv(0x81, Uint8Array.of(0, 1));
      return refusals('bad_certificate', [
        ['bytes stand behind the certificate', concatBytes(der, random.bytes(3))],
        ['the outer signature algorithm is another one', bad({ outerAlgorithm: sha1WithRsa })],
        ['version 1 is written out', bad({ version: hex`a0 03 02 01 00` })],
        ['there is no version 4', bad({ version: hex`a0 03 02 01 03` })],
        [
          'version 1 has no extensions',
          bad({ version: new Uint8Array(), extensions: extensionsOf(keyCertSign) }),
        ],
        [
          'version 2 has no extensions',
          bad({ version: hex`a0 03 02 01 01`, extensions: extensionsOf(keyCertSign) }),
        ],
        ['version 1 has no unique identifiers', bad({ version: new Uint8Array(), uniqueIds: ids })],
        ['bytes stand behind the last field', bad({ surplus: hex`05 00` })],
        ['there is no subject', bad({ subject: new Uint8Array() })],
        ['the bits of the signature do not fill bytes', bad({ signature: hex`01 0203` })],
        ['it ends too early', der.slice(0, -1)],
        ['there are no bytes', new Uint8Array()],
      ]);
    },
  },
  {
    function: 'parseCertificate',
    name: 'parseCertificate: times that are none',
    points: 4,
    cases: () => {
      const from = (text: string) => certificateOf({ validity: validityOf(text, '300101000000Z') });
      return refusals('bad_certificate', [
        ['there is no 30 February', from('090230000000Z')],
        ['there is no 13th month', from('091327000000Z')],
        ['there is no 25th hour', from('090827250000Z')],
        ['a UTCTime has seconds', from('0908270000Z')],
        ['a time ends with Z', from('0908270000000')],
        ['a time has no zone but Z', from('090827000000+0100')],
        ['a GeneralizedTime has no fractions here', from('20090827000000.5Z')],
      ]);
    },
  },
];

// --- checkSignedDigest -------------------------------------------------------------------------------------------

type DigestArgs = [hash: HashName, signedBytes: Uint8Array, digestInfo: Uint8Array];
const rightInfo = (hash: HashName, bytes: Uint8Array) =>
  concatBytes(hashes[hash].digestInfoPrefix, hashes[hash].digest(bytes));
/** Accepts by a rule of its own; what is right and would be refused by it is left to the other mistakes. */
const accepting =
  (accepts: (right: Uint8Array, got: Uint8Array, hash: HashName, bytes: Uint8Array) => boolean) =>
  (...[hash, bytes, got]: DigestArgs): void => {
    if (!accepts(rightInfo(hash, bytes), got, hash, bytes)) refuse('decrypt_error');
  };
const startsWith = (bytes: Uint8Array, start: Uint8Array) => start.every((byte, i) => byte === bytes[i]);
const endsWith = (bytes: Uint8Array, end: Uint8Array) =>
  startsWith(Uint8Array.from(bytes).reverse(), Uint8Array.from(end).reverse());

const digestMistakes = mistakesOf<DigestArgs>('checkSignedDigest', [
  [
    'DigestInfo ignored',
    'The digest alone is accepted: around it there must be a DigestInfo, which says what hash function it comes from.',
    accepting((right, got, hash) => {
      if (startsWith(got, right) && got.length === right.length) return elsewhere();
      return (
        startsWith(got, right.slice(-hashes[hash].outputLength)) && got.length === hashes[hash].outputLength
      );
    }),
  ],
  [
    'digest compared only at the end',
    'Only the end was compared, so anything may stand before the digest: the DigestInfo says which hash it is, and must be right too.',
    accepting((right, got, hash) => endsWith(got, right.slice(-hashes[hash].outputLength))),
  ],
  [
    'bytes behind the digest accepted',
    "The digest is right and bytes stand behind it, where nobody looked. That is Bleichenbacher's forgery of 2006, which made signatures for keys with e = 3 without the private key.",
    accepting((right, got) => startsWith(got, right)),
  ],
  [
    'too few bytes compared',
    'As many bytes were compared as came, and too few came: compare the lengths as well, or no bytes at all would do.',
    accepting((right, got) => startsWith(right, got)),
  ],
  [
    'any hash function accepted',
    'The DigestInfo names another hash function than the signature algorithm, and was believed.',
    accepting((_, got, __, bytes) =>
      (Object.keys(hashes) as HashName[]).some(
        (hash) => bytesToHex(rightInfo(hash, bytes)) === bytesToHex(got),
      ),
    ),
  ],
  [
    'DigestInfo not compared with the digest',
    'Only the beginning was compared; the digest behind it is not that of the signed bytes.',
    accepting(
      (right, got, hash) => startsWith(got, hashes[hash].digestInfoPrefix) && got.length === right.length,
    ),
  ],
  [
    'answered instead of refused',
    'It returned true or false; whoever forgets to look at that believes every signature. Throw what is wrong, and return nothing.',
    (hash, bytes, got) => bytesToHex(rightInfo(hash, bytes)) === bytesToHex(got),
  ],
]);

const nodeHash: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const good = (hash: HashName, bytes: Uint8Array, digestInfo: Uint8Array, about: string): Case => ({
  args: [hash, bytes, digestInfo],
  expected: undefined,
  about,
});

const digestChecks: CheckDefinition[] = [
  {
    function: 'checkSignedDigest',
    name: "checkSignedDigest: Amazon's and VeriSign's signatures",
    points: 5,
    cases: () => {
      const sha1 = (digest: Uint8Array) => concatBytes(amazon.digestinfoPrefixSha1, digest);
      const md2 = concatBytes(amazon.digestinfoPrefixMd2, amazon.verisignRootTbsMd2);
      const root = parseCertificate(amazon.verisignRootCertificate).tbs;
      return [
        good('SHA-1', amazon.amazonTbsCertificate, sha1(amazon.amazonTbsSha1), 'Amazon, SHA-1'),
        good(
          'SHA-1',
          amazon.verisignIntermediateTbsCertificate,
          sha1(amazon.verisignIntermediateTbsSha1),
          'VeriSign, SHA-1',
        ),
        good('MD2', root, md2, "VeriSign's root, MD2"),
        ...refusals('decrypt_error', [
          [
            'the digest is that of another certificate',
            'SHA-1',
            amazon.amazonTbsCertificate,
            sha1(amazon.verisignIntermediateTbsSha1),
          ],
          [
            'the signature covers tbsCertificate, not the certificate',
            'SHA-1',
            amazon.amazonCertificate,
            sha1(amazon.amazonTbsSha1),
          ],
        ]),
      ];
    },
  },
  {
    function: 'checkSignedDigest',
    name: 'checkSignedDigest: forgeries, and random bytes under every hash function',
    points: 9,
    cases: ({ random }) => {
      const bytes = random.bytes(100 + random.integer(100));
      const other = random.bytes(100);
      const right = rightInfo('SHA-1', bytes);
      const digest = right.slice(-20);
      return [
        ...refusals('decrypt_error', [
          ['100 bytes stand behind the digest', 'SHA-1', bytes, concatBytes(right, random.bytes(100))],
          [
            'a byte stands behind the digest',
            'SHA-256',
            bytes,
            concatBytes(rightInfo('SHA-256', bytes), hex`00`),
          ],
          [
            'random bytes stand where the DigestInfo belongs',
            'SHA-1',
            bytes,
            concatBytes(random.bytes(15), digest),
          ],
          ['the DigestInfo is missing', 'SHA-1', bytes, digest.slice()],
          ['the digest is cut', 'SHA-1', bytes, right.slice(0, -1)],
          ['there are no bytes at all', 'SHA-1', bytes, new Uint8Array()],
          ['the hash function is another one', 'SHA-256', bytes, right],
          ['the digest is that of other bytes', 'SHA-1', bytes, rightInfo('SHA-1', other)],
          ['one bit is wrong', 'SHA-1', bytes, right.map((byte, i) => (i === 30 ? byte ^ 4 : byte))],
        ]),
        ...Object.entries(nodeHash).map(([hash, node]) => {
          const fresh = random.bytes(random.integer(200));
          const digest = Uint8Array.from(createHash(node).update(fresh).digest());
          const { digestInfoPrefix } = hashes[hash as HashName];
          return good(hash as HashName, fresh, concatBytes(digestInfoPrefix, digest), hash);
        }),
      ];
    },
  },
];

// --- checkValidity -----------------------------------------------------------------------------------------------

type ValidityArgs = [certificate: Certificate, at: number];
const validWhen =
  (valid: (from: number, to: number, at: number) => boolean) =>
  (...[{ notBefore, notAfter }, at]: ValidityArgs): void => {
    if (!valid(notBefore, notAfter, at)) refuse('certificate_expired');
  };
const validityMistakes = mistakesOf<ValidityArgs>('checkValidity', [
  [
    'notAfter exclusive',
    'The certificate is refused in its last second, and notAfter is still within.',
    validWhen((from, to, at) => at >= from && at < to),
  ],
  [
    'notBefore exclusive',
    'The certificate is refused in its first second, and notBefore is already within.',
    validWhen((from, to, at) => at > from && at <= to),
  ],
  [
    'a day of grace',
    'The certificate has expired, if only by seconds or hours; compare seconds, not days.',
    validWhen((from, to, at) => at >= from - (from % 86400) && at < to - (to % 86400) + 86400),
  ],
  [
    'notBefore ignored',
    'The certificate is not valid yet, and only its end was looked at.',
    validWhen((_, to, at) => at <= to),
  ],
  [
    'notAfter ignored',
    'The certificate has expired, and only its beginning was looked at.',
    validWhen((from, _, at) => at >= from),
  ],
  [
    "this machine's clock",
    'The moment to judge by is given, and the clock of this machine was asked; Amazon could never be believed again.',
    (certificate) => checkValidity(certificate, Date.now() / 1000),
  ],
  [
    'validity answered instead of refused',
    'It returned true or false; whoever forgets to look at that believes every date. Throw what is wrong, and return nothing.',
    ({ notBefore, notAfter }, at) => at >= notBefore && at <= notAfter,
  ],
]);

const validityCases = (certificate: Certificate): Case[] => {
  const { notBefore, notAfter } = certificate;
  const within = (at: number, about: string): Case => ({
    args: [certificate, at],
    expected: undefined,
    about,
  });
  return [
    within(Math.floor((notBefore + notAfter) / 2), 'half-way'),
    within(notBefore, 'the first second'),
    within(notAfter, 'the last second'),
    ...refusals('certificate_expired', [
      ['it is 20 years too early', certificate, notBefore - 20 * 31557600],
      ['it is 20 years too late', certificate, notAfter + 20 * 31557600],
      ['it is a second too early', certificate, notBefore - 1],
      ['it is a second too late', certificate, notAfter + 1],
    ]),
  ];
};
const validityChecks: CheckDefinition[] = [
  {
    function: 'checkValidity',
    name: "checkValidity: Amazon's certificate and its two midnights",
    points: 5,
    cases: () => validityCases(parseCertificate(amazon.amazonCertificate)),
  },
  {
    function: 'checkValidity',
    name: 'checkValidity: random dates',
    points: 5,
    cases: ({ random }) =>
      times(5, () => {
        const notBefore = minute(random, unix('1996-01-01'), unix('2010-01-01')) + 30;
        const notAfter = minute(random, unix('2010-01-01'), unix('2020-01-01')) + 30;
        return validityCases({ ...parseCertificate(certificateOf()), notBefore, notAfter });
      }).flat(),
  },
];

// --- checkHostName -----------------------------------------------------------------------------------------------

type HostArgs = [certificate: Certificate, host: string];
const lastCommonName = unix('2012-07-01T00:00:00Z');

/** How careless code goes about it; what is left out is as it should be. */
interface HostRules {
  readonly fits?: (name: string, host: string) => boolean;
  readonly commonName?: (certificate: Certificate) => boolean;
  readonly addressAsName?: boolean;
}
const star = (name: string) => /^\*\../.test(name);
function rightFit(name: string, host: string): boolean {
  const [labels, wanted] = [name.toLowerCase().split('.'), host.toLowerCase().replace(/\.$/, '').split('.')];
  return (
    labels.length === wanted.length &&
    labels.every((label, i) => label === wanted[i] || (i === 0 && label === '*' && labels.length > 1))
  );
}
const rightCommonName = ({ extensions, notBefore }: Certificate) =>
  !extensions.subjectAltName && notBefore < lastCommonName;
const isHost = (host: string) => /^([a-z0-9]([a-z0-9-]*[a-z0-9])?(\.|$))+$/i.test(host);
const carelessHost =
  ({ fits = rightFit, commonName = rightCommonName, addressAsName = false }: HostRules) =>
  (...[certificate, host]: HostArgs): HostMatch => {
    if (!isHost(host) || (parseAddress(host) && !addressAsName)) return checkHostName(certificate, host);
    const value = certificate.extensions.subjectAltName?.dNSName.find((name) => fits(name, host));
    if (value !== undefined) return { kind: 'dNSName', value };
    const name = certificate.subject.commonName;
    if (name !== undefined && commonName(certificate) && fits(name, host))
      return { kind: 'commonName', value: name };
    return refuse('bad_certificate');
  };
const alsoFits = (other: (name: string, host: string) => boolean): HostRules => ({
  fits: (name, host) => rightFit(name, host) || other(name, host),
});

const hostMistakes = mistakesOf<HostArgs>('checkHostName', [
  [
    'case matters',
    'Names are compared letter for letter; DNS knows no difference between A and a, in the certificate or in the host.',
    carelessHost({
      fits: (name, host) =>
        name === host.replace(/\.$/, '') ||
        (rightFit(name, host) && name === name.toLowerCase() && host === host.toLowerCase()),
    }),
  ],
  [
    'dot at the end not expected',
    'The host ends with a dot, which DNS allows, and which makes no difference.',
    carelessHost({ fits: (name, host) => !host.endsWith('.') && rightFit(name, host) }),
  ],
  [
    'wildcard for several labels',
    'The star stood for more than one label; a.b.example.com is no name of *.example.com.',
    carelessHost(
      alsoFits(
        (name, host) =>
          star(name) && host.split('.').length > name.split('.').length && host.endsWith(name.slice(1)),
      ),
    ),
  ],
  [
    'wildcard for the bare domain',
    'The star stood for no label at all; example.com is no name of *.example.com.',
    carelessHost(alsoFits((name, host) => star(name) && host === name.slice(2))),
  ],
  [
    'wildcard for part of a label',
    'The star stood for a part of a label; it is a wildcard only when it is all of the label (RFC 9525 6.3).',
    carelessHost(
      alsoFits((name, host) => {
        const [first = '', ...parent] = name.split('.');
        const [label = '', ...rest] = host.split('.');
        const [head = '', tail = ''] = first.split('*');
        return (
          first.includes('*') &&
          first !== '*' &&
          parent.join() === rest.join() &&
          label.startsWith(head) &&
          label.endsWith(tail)
        );
      }),
    ),
  ],
  [
    'wildcard in any place',
    'A star behind the first dot was taken for a wildcard; it is one as the left-most label only.',
    carelessHost(
      alsoFits((name, host) => {
        const labels = name.split('.');
        const wanted = host.split('.');
        return (
          labels.length > 1 &&
          labels.length === wanted.length &&
          labels.every((label, i) => label === '*' || label === wanted[i])
        );
      }),
    ),
  ],
  [
    'star alone accepted',
    'A star alone would be a certificate for every host of one label; there is no parent domain behind it.',
    carelessHost(alsoFits((name, host) => name === '*' && !host.includes('.'))),
  ],
  [
    'suffix compared',
    'Only the end of the name was compared: evilexample.com ends like example.com, and so does whatever stands before a dot.',
    carelessHost(alsoFits((name, host) => !star(name) && host.endsWith(name))),
  ],
  [
    'dot as any character',
    'The name became a regular expression in which a dot stands for any character.',
    carelessHost(
      alsoFits((name, host) => new RegExp(`^${name.replace(/[^a-z0-9.-]/gi, '\\$&')}$`, 'i').test(host)),
    ),
  ],
  [
    'name ends at a NUL',
    'The name has a zero byte in it, and was read up to there only, as in C. That fooled browsers in 2009.',
    carelessHost(alsoFits((name, host) => name.includes('\0') && name.split('\0')[0] === host)),
  ],
  [
    'commonName beside a subjectAltName',
    'The certificate has a subjectAltName, so its commonName does not count.',
    carelessHost({ commonName: ({ notBefore }) => notBefore < lastCommonName }),
  ],
  [
    'commonName of a new certificate',
    'The certificate is from July 2012 or later, and its commonName does not count any more.',
    carelessHost({ commonName: ({ extensions }) => !extensions.subjectAltName }),
  ],
  [
    'commonName never',
    'In certificates from before July 2012 that have no subjectAltName, the commonName is the name of the host.',
    carelessHost({ commonName: () => false }),
  ],
  [
    'IP address compared as a name',
    'The host is an IP address and was compared with names; only the iPAddresses of subjectAltName count for it.',
    carelessHost({ addressAsName: true }),
  ],
]);

const named = (names: readonly string[], addresses: readonly Uint8Array[] = [], draft: PathDraft = {}) =>
  certified('ignored.test', 'Test CA', { list: [subjectAltName(names, addresses)], ...draft });
const onlyCommonName = (name: string, from: string) =>
  certified(name, 'Test CA', { validity: validityOf(from, '300101000000Z') });
const isName = (
  certificate: Certificate,
  host: string,
  value: string,
  kind: HostMatch['kind'] = 'dNSName',
): Case => ({
  args: [certificate, host],
  expected: { kind, value },
  about: host,
});
const label = (random: SeededRandom) => `h${bytesToHex(random.bytes(3))}`;

const hostChecks: CheckDefinition[] = [
  {
    function: 'checkHostName',
    name: 'checkHostName: Amazon 2009, Google 2012, example.com 2017',
    points: 4,
    cases: () => {
      const leaf = parseCertificate(example.leafCertificate);
      const old = parseCertificate(amazon.amazonCertificate);
      return [
        isName(leaf, 'example.com', 'example.com'),
        isName(leaf, 'www.example.org', 'www.example.org'),
        isName(old, 'www.amazon.com', 'www.amazon.com', 'commonName'),
        isName(parseCertificate(toytls.googleCertificate), 'www.google.com', 'www.google.com', 'commonName'),
        isName(old, 'WWW.Amazon.COM', 'www.amazon.com', 'commonName'),
        ...refusals('bad_certificate', [
          ["amazon.com is not in Amazon's certificate", old, 'amazon.com'],
          ['a.example.com is not among the names', leaf, 'a.example.com'],
        ]),
      ];
    },
  },
  {
    function: 'checkHostName',
    name: 'checkHostName: wildcards and look-alikes (RFC 9525 6.3)',
    points: 5,
    cases: ({ random }) => {
      const [a, b, c] = times(3, () => label(random)) as [string, string, string];
      const wild = named([`other.${c}.test`, `*.${b}.test`]);
      return [
        isName(wild, `${a}.${b}.test`, `*.${b}.test`),
        isName(named(['*.test']), `${a}.test`, '*.test'),
        isName(wild, `${a}.${b}.TEST`.toUpperCase(), `*.${b}.test`),
        isName(named([`${a}.${b}.test`]), `${a}.${b}.test.`, `${a}.${b}.test`),
        isName(named([`${a}.${b}.TEST`]), `${a}.${b}.test`, `${a}.${b}.TEST`),
        ...refusals('bad_certificate', [
          ['a star is one label, not two', wild, `${c}.${a}.${b}.test`],
          ['a star is one label, not none', wild, `${b}.test`],
          ['a star is a whole label or no wildcard', named([`h*.${b}.test`]), `${a}.${b}.test`],
          ['a star is a whole label or no wildcard', named([`*${a.slice(2)}.${b}.test`]), `${a}.${b}.test`],
          ['a star is a wildcard on the left only', named([`${a}.*.test`]), `${a}.${b}.test`],
          ['two stars are one too many', named(['*.*.test']), `${a}.${b}.test`],
          ['a star alone is no name', named(['*']), a],
          ['the name only ends like this', named([`${b}.test`]), `evil${b}.test`],
          ['it is a host below that name', named([`${b}.test`]), `${a}.${b}.test`],
          ['a dot is a dot', named([`${a}.${b}.test`]), `${a}x${b}.test`],
          ['the name goes on behind its NUL', named([`${b}.test\0.evil.test`]), `${b}.test`],
        ]),
      ];
    },
  },
  {
    function: 'checkHostName',
    name: 'checkHostName: when a commonName counts',
    points: 3,
    cases: ({ random }) => {
      const [a, b] = times(2, () => `${label(random)}.test`) as [string, string];
      const last = onlyCommonName(a, '120630235959Z');
      return [
        isName(last, a, a, 'commonName'),
        ...refusals('bad_certificate', [
          ['commonNames do not count from 1 July 2012 on', onlyCommonName(a, '120701000000Z'), a],
          ['commonNames do not count in 2024', onlyCommonName(a, '240101000000Z'), a],
          ['there is a subjectAltName', named([b], [], { subject: nameOf(a) }), a],
          [
            'there is a subjectAltName, if only with an address',
            named([], [hex`c0000201`], { subject: nameOf(a) }),
            a,
          ],
        ]),
      ];
    },
  },
  {
    function: 'checkHostName',
    name: 'checkHostName: IP addresses, and hosts that are none',
    points: 4,
    cases: ({ random }) => {
      const v4 = Uint8Array.of(203, 0, 113, 1 + random.integer(250));
      const v6 = concatBytes(
        hex`20010db8 00000000 00000000 0000`,
        random.bytes(2).map((byte) => byte | 0x11),
      );
      const groups = `${bytesToHex(v6).slice(28)}`;
      const text = v4.join('.');
      const certificate = named(['a.test'], [hex`c0000201`, v4, v6]);
      return [
        isName(certificate, text, text, 'iPAddress'),
        isName(certificate, `2001:DB8::${groups}`, `2001:db8:0:0:0:0:0:${groups}`, 'iPAddress'),
        ...refusals('bad_certificate', [
          ['this address is not among the iPAddresses', certificate, '203.0.113.254'],
          ['an address is no dNSName', named([text]), text],
          ['an address is no commonName', onlyCommonName(text, '100101000000Z'), text],
          ['no wildcard fits an address', named(['*.0.113.7']), '203.0.113.7'],
        ]),
        ...refusals('RangeError', [
          ['*.test is no host', certificate, '*.test'],
          ['a..test has an empty label', certificate, 'a..test'],
          ['a.test:443 has a port behind it', certificate, 'a.test:443'],
          ['-a.test begins with a hyphen', certificate, '-a.test'],
        ]),
      ];
    },
  },
];

// --- buildPath ---------------------------------------------------------------------------------------------------

type PathArgs = [chain: readonly Certificate[], anchors: readonly Certificate[], at: number];
type Rule = (path: readonly Certificate[], index: number, at: number) => void;
const strict: Rule = (path, index, at) => {
  checkValidity(path[index] as Certificate, at);
  checkCriticalExtensions(path[index] as Certificate);
  checkIssuer(path, index);
};
/** A search by other rules, over other paths. */
const pathBy =
  (rule: Rule, paths: (...args: PathArgs) => Iterable<Certificate[]> = candidatePaths) =>
  (...[chain, anchors, at]: PathArgs): Certificate[] => {
    let first: unknown;
    for (const path of paths(chain, anchors, at))
      try {
        for (const index of path.keys()) rule(path, index, at);
        return path;
      } catch (error) {
        first ??= error;
      }
    throw first ?? new TlsError(chain.length > 0 ? 'unknown_ca' : 'bad_certificate', 'no path');
  };
/** The rules for issuers, on certificates that say something else. */
const readAs =
  (
    change: (certificate: Certificate, below: readonly Certificate[]) => Partial<Certificate['extensions']>,
  ): Rule =>
  (path, index, at) => {
    const changed = path.map((certificate, i) => ({
      ...certificate,
      extensions: { ...certificate.extensions, ...change(certificate, path.slice(1, i)) },
    }));
    strict(changed, index, at);
  };
const otherLimit = (change: (limit: number, below: readonly Certificate[]) => number | undefined) =>
  readAs(({ extensions: { basicConstraints: constraints } }, below) => {
    const limit = constraints?.pathLenConstraint;
    if (!constraints || limit === undefined) return {};
    const { pathLenConstraint: _, ...others } = constraints;
    const changed = change(limit, below);
    return { basicConstraints: changed === undefined ? others : { ...others, pathLenConstraint: changed } };
  });
/** The given rule, spared those whose turn it is not. */
const unless =
  (spared: (path: readonly Certificate[], index: number) => boolean): Rule =>
  (path, index, at) => {
    const certificate = path[index] as Certificate;
    strict(path, index, spared(path, index) ? certificate.notBefore : at);
  };
/** Follows the names without asking where they lead. */
function* anywhere(chain: readonly Certificate[], anchors: readonly Certificate[]): Generator<Certificate[]> {
  const anchored = candidatePaths(chain, anchors).next().value as Certificate[] | undefined;
  if (anchored) yield* candidatePaths(chain, anchors);
  else if (chain.length > 0) yield* candidatePaths(chain, chain.slice(-1));
}
const byDer = (list: readonly Certificate[], { der }: Certificate) =>
  list.find((other) => bytesToHex(other.der) === bytesToHex(der)) as Certificate;
const withoutKeyIdentifiers = (certificate: Certificate): Certificate => {
  const { subjectKeyIdentifier: _, authorityKeyIdentifier: __, ...extensions } = certificate.extensions;
  return { ...certificate, extensions };
};
const linked = (issuer: Certificate, { issuer: wanted }: Certificate) =>
  bytesToHex(issuer.subject.der) === bytesToHex(wanted.der);

const pathMistakes = mistakesOf<PathArgs>('buildPath', [
  [
    'anchor left out',
    'The path ends below the anchor; the anchor is its last certificate.',
    (...args) => {
      const path = pathBy(strict)(...args);
      return path.length > 1 ? path.slice(0, -1) : elsewhere();
    },
  ],
  [
    'anchor first',
    'The path begins with the anchor; the leaf comes first.',
    (...args) => pathBy(strict)(...args).reverse(),
  ],
  [
    'everything that was sent',
    'These are all certificates that were sent, with the anchor behind them; the path holds only those that lead from the leaf to it.',
    (chain, anchors, at) => {
      const path = pathBy(strict)(chain, anchors, at);
      return [...chain, ...path.slice(-1)];
    },
  ],
  [
    'order of the peer believed',
    'Each certificate was expected to be issued by the next one sent. Servers send them in any order, with strangers among them; look for the issuer.',
    (chain, anchors, at) =>
      pathBy(strict, function* () {
        const last = chain.at(-1);
        const anchor = last && anchors.find((candidate) => linked(candidate, last));
        const path = anchor ? [...chain, anchor] : [];
        if (
          anchor &&
          path.every((certificate, i) => i === 0 || linked(certificate, path[i - 1] as Certificate))
        )
          yield path;
      })(chain, anchors, at),
  ],
  [
    'first issuer only',
    'Several certificates may have issued this one, and the first of them leads nowhere: go back and try the others.',
    (chain, anchors, at) =>
      pathBy(strict, function* () {
        for (const path of candidatePaths(chain, anchors)) return yield path;
      })(chain, anchors, at),
  ],
  [
    'key identifiers passed over',
    'Two CAs have the same name, and the authorityKeyIdentifier says which of them it was.',
    (chain, anchors, at) =>
      pathBy(strict)(chain.map(withoutKeyIdentifiers), anchors.map(withoutKeyIdentifiers), at).map(
        (certificate) => byDer([...chain, ...anchors], certificate),
      ),
  ],
  [
    'cA not checked',
    'A certificate below the anchor issued another and is no CA: its basicConstraints do not say cA. With that, every owner of a certificate could issue one for any host.',
    pathBy(
      readAs(({ version, extensions }) =>
        version < 3 ? {} : { basicConstraints: { ...extensions.basicConstraints, cA: true } },
      ),
    ),
  ],
  [
    'keyUsage not checked',
    'The keyUsage of an issuer does not have keyCertSign, so its key may not sign certificates.',
    pathBy((path, index, at) =>
      strict(
        path.map((certificate) => {
          const { keyUsage: _, ...extensions } = certificate.extensions;
          return { ...certificate, extensions };
        }),
        index,
        at,
      ),
    ),
  ],
  [
    'old version taken for a CA',
    'An intermediate of version 1 or 2 cannot say that it is a CA; only an anchor is believed without saying so.',
    pathBy((path, index, at) =>
      strict(
        path.map((certificate) =>
          certificate.version < 3
            ? {
                ...certificate,
                version: 3,
                extensions: { ...certificate.extensions, basicConstraints: { cA: true } },
              }
            : certificate,
        ),
        index,
        at,
      ),
    ),
  ],
  [
    'pathLenConstraint one too generous',
    'There is one intermediate too many below a CA: with a pathLenConstraint of 0 it may issue leaves only.',
    pathBy(otherLimit((limit) => limit + 1)),
  ],
  [
    'pathLenConstraint not checked',
    'There are more intermediates below a CA than its pathLenConstraint allows.',
    pathBy(otherLimit(() => undefined)),
  ],
  [
    'leaf counted by pathLenConstraint',
    'The leaf was counted: pathLenConstraint limits the intermediates below a CA, and the leaf is none.',
    pathBy(otherLimit((limit) => limit - 1)),
  ],
  [
    'self-issued counted by pathLenConstraint',
    'A CA that vouches for its own new key was counted; self-issued certificates do not count (RFC 5280 4.2.1.9).',
    pathBy(otherLimit((limit, below) => limit - below.filter(isSelfIssued).length)),
  ],
  [
    'expired anchor accepted',
    'The anchor is not valid at this time; every certificate of the path must be.',
    pathBy(unless((path, index) => index > 0 && index === path.length - 1)),
  ],
  [
    'expired CA accepted',
    'A CA on the path is not valid at this time, and only the dates of the leaf were looked at.',
    pathBy(unless((_, index) => index > 0)),
  ],
  [
    'unknown critical extension passed over',
    'A certificate has a critical extension that nobody here handles: critical means that whoever does not know it must refuse.',
    pathBy((path, index, at) =>
      strict(
        path.map((certificate) => ({
          ...certificate,
          extensions: { ...certificate.extensions, unhandledCritical: [] },
        })),
        index,
        at,
      ),
    ),
  ],
  [
    'self-signed root taken for an anchor',
    'The root came from the peer itself, and anybody can sign his own root; only what is among the anchors is trusted.',
    (chain, anchors, at) => pathBy(strict)(chain, [...anchors, ...chain.filter(isSelfIssued)], at),
  ],
  [
    'no anchor required',
    'The path ends where the certificates do, and not at an anchor; without one nobody vouches for it.',
    (chain, anchors, at) => pathBy(strict, () => anywhere(chain, anchors))(chain, anchors, at),
  ],
]);

const at = unix('2020-01-01T00:00:00Z');
const path = (
  about: string,
  chain: Certificate[],
  anchors: Certificate[],
  expected: Certificate[],
  when = at,
): Case => ({
  args: [chain, anchors, when],
  expected,
  about,
});
/** A root, two CAs below it, and a leaf of the lower one; with names that only this run has. */
function family(random: SeededRandom) {
  const name = (role: string) => `${role} ${bytesToHex(random.bytes(3))}`;
  const [root, upper, lower, host] = ['Root', 'Upper', 'Lower', 'host'].map(name) as [
    string,
    string,
    string,
    string,
  ];
  return {
    names: { root, upper, lower, host },
    root: certifiedCa(root, root),
    upper: certifiedCa(upper, root),
    lower: certifiedCa(lower, upper),
    leaf: certified(host, lower),
  };
}
const expired = { validity: validityOf('100101000000Z', '191231235959Z') };
const tooEarly = { validity: validityOf('200101000001Z', '300101000000Z') };

const pathChecks: CheckDefinition[] = [
  {
    function: 'buildPath',
    name: 'buildPath: Amazon 2009, Google 2012, example.com 2017',
    points: 4,
    cases: () => {
      const [a, b, c] = [
        amazon.amazonCertificate,
        amazon.verisignIntermediateCertificate,
        amazon.verisignRootCertificate,
      ].map((der) => parseCertificate(der)) as [Certificate, Certificate, Certificate];
      const [g, t, v] = [
        toytls.googleCertificate,
        toytls.thawteSgcCaCertificate,
        toytls.verisignRootCertificate,
      ].map((der) => parseCertificate(der)) as [Certificate, Certificate, Certificate];
      const [e, d, r] = [
        example.leafCertificate,
        example.intermediateCertificate,
        example.rootCertificate,
      ].map((der) => parseCertificate(der)) as [Certificate, Certificate, Certificate];
      return [
        path(
          'Amazon, VeriSign, and its root of version 1',
          [a, b],
          [c],
          [a, b, c],
          amazon.clientRandomGmtUnixTime,
        ),
        path('Google, Thawte, VeriSign', [g, t], [r, v], [g, t, v], toytls.serverRandomGmtUnixTime),
        path('example.com, DigiCert', [e, d], [r, v], [e, d, r], example.clientRandomGmtUnixTime),
        ...refusals('unknown_ca', [
          ['VeriSign is not among the anchors', [a, b], [r], amazon.clientRandomGmtUnixTime],
        ]),
        ...refusals('certificate_expired', [['Amazon has expired since', [a, b], [c], unix('2010-01-01')]]),
      ];
    },
  },
  {
    function: 'buildPath',
    name: 'buildPath: disorder, surplus, several issuers of one name',
    points: 4,
    cases: ({ random }) => {
      const { names, root, upper, lower, leaf } = family(random);
      const stranger = family(random);
      const [one, two] = [random.bytes(8), random.bytes(8)];
      const keyed = certified(names.host, names.lower, { list: [authorityKeyIdentifier(two)] });
      const lowerOf = (id: Uint8Array) =>
        certifiedCa(names.lower, names.upper, undefined, {
          list: [subjectKeyIdentifier(id)],
          publicKey: rsaKeyOf(random.bytes(64)),
        });
      const [wrongLower, rightLower] = [lowerOf(one), lowerOf(two)];
      const oldLower = certifiedCa(names.lower, names.upper, undefined, expired);
      return [
        path('in order', [leaf, lower, upper], [root], [leaf, lower, upper, root]),
        path('upside down', [leaf, upper, lower], [root], [leaf, lower, upper, root]),
        path(
          'with strangers',
          [leaf, stranger.lower, lower, stranger.upper, upper, leaf],
          [stranger.root, root],
          [leaf, lower, upper, root],
        ),
        path('the lower CA is trusted itself', [leaf, lower, upper], [root, lower], [leaf, lower]),
        path('the leaf is trusted itself', [leaf], [leaf], [leaf]),
        path('the root was sent, too', [leaf, lower, upper, root], [root], [leaf, lower, upper, root]),
        path(
          'two CAs of one name',
          [keyed, wrongLower, rightLower, upper],
          [root],
          [keyed, rightLower, upper, root],
        ),
        path(
          'an expired certificate of the CA comes first',
          [leaf, oldLower, lower, upper],
          [root],
          [leaf, lower, upper, root],
        ),
      ];
    },
  },
  {
    function: 'buildPath',
    name: 'buildPath: who may issue certificates, and how many below',
    points: 4,
    cases: ({ random }) => {
      const { names, root, upper, lower, leaf } = family(random);
      const { upper: name, root: top, lower: low } = names;
      const limited = (limit: number) => certifiedCa(name, top, limit);
      const below = certified(names.host, name);
      const newKey = certifiedCa(name, name, undefined, { publicKey: rsaKeyOf(random.bytes(64)) });
      const old = (subject: string) => certified(subject, top, { version: hex`a0 03 02 01 01` });
      const mayNot = (list: Uint8Array[]) => certified(low, name, { list });
      return [
        path(
          'no intermediate below pathLenConstraint 0',
          [below, limited(0)],
          [root],
          [below, limited(0), root],
        ),
        path(
          'one below pathLenConstraint 1',
          [leaf, lower, limited(1)],
          [root],
          [leaf, lower, limited(1), root],
        ),
        path(
          'a new key below pathLenConstraint 0',
          [below, newKey, limited(0)],
          [root],
          [below, newKey, limited(0), root],
        ),
        path('an anchor of version 1 or 2', [below, upper], [old(top)], [below, upper, old(top)]),
        path(
          'a CA without keyUsage',
          [leaf, mayNot([basicConstraints(true)]), upper],
          [root],
          [leaf, mayNot([basicConstraints(true)]), upper, root],
        ),
        ...refusals('certificate_unknown', [
          ['two CAs stand below pathLenConstraint 0', [leaf, lower, upper], [certifiedCa(top, top, 0)], at],
          ['one CA stands below pathLenConstraint 0', [leaf, lower, limited(0)], [root], at],
          ['the issuer has no basicConstraints', [leaf, mayNot([keyCertSign]), upper], [root], at],
          ['the issuer says that it is no CA', [leaf, mayNot([basicConstraints(false)]), upper], [root], at],
          [
            'the issuer has a key to sign data, not certificates',
            [leaf, mayNot([basicConstraints(true), digitalSignature]), upper],
            [root],
            at,
          ],
          ['an intermediate of version 2 cannot be a CA', [below, old(name)], [root], at],
        ]),
      ];
    },
  },
  {
    function: 'buildPath',
    name: 'buildPath: dates, critical extensions, and paths that lead nowhere',
    points: 4,
    cases: ({ random }) => {
      const { names, root, upper, lower, leaf } = family(random);
      const { upper: name, root: top } = names;
      const critical = { list: [unknownExtension(true)] };
      const lenient = certified(names.host, names.lower, { list: [unknownExtension(false)] });
      const crowd = times(14, () =>
        certifiedCa(top, top, undefined, { publicKey: rsaKeyOf(random.bytes(64)) }),
      );
      return [
        path(
          'an unknown extension that is not critical',
          [lenient, lower, upper],
          [root],
          [lenient, lower, upper, root],
        ),
        path('the first second', [leaf, lower, upper], [root], [leaf, lower, upper, root], leaf.notBefore),
        path('the last second', [leaf, lower, upper], [root], [leaf, lower, upper, root], leaf.notAfter),
        ...refusals('certificate_expired', [
          [
            'an intermediate has expired',
            [leaf, lower, certifiedCa(name, top, undefined, expired)],
            [root],
            at,
          ],
          [
            'an intermediate is not valid yet',
            [leaf, lower, certifiedCa(name, top, undefined, tooEarly)],
            [root],
            at,
          ],
          ['the anchor has expired', [leaf, lower, upper], [certifiedCa(top, top, undefined, expired)], at],
          ['the leaf has expired', [certified(names.host, names.lower, expired), lower, upper], [root], at],
        ]),
        ...refusals('unsupported_certificate', [
          [
            'the leaf has an unknown critical extension',
            [certified(names.host, names.lower, critical), lower, upper],
            [root],
            at,
          ],
          [
            'a CA has an unknown critical extension',
            [leaf, lower, certifiedCa(name, top, undefined, critical)],
            [root],
            at,
          ],
        ]),
        ...refusals('unknown_ca', [
          ['nothing is trusted, the root that was sent least of all', [leaf, lower, upper, root], [], at],
          ['a CA is missing', [leaf, upper], [root], at],
          [
            'two CAs vouch for each other and nobody else does',
            [certified('x', 'A'), certifiedCa('A', 'B'), certifiedCa('B', 'A')],
            [root],
            at,
          ],
          [
            'a crowd that may all have issued each other leads nowhere',
            [certified('x', top), ...crowd],
            [family(random).root],
            at,
          ],
        ]),
        ...refusals('bad_certificate', [['no certificate was sent', [], [root], at]]),
      ];
    },
  },
];

export const stage = defineStage('04-certificates', {
  mistakes: [
    ...tlvMistakes,
    ...parseMistakes,
    ...digestMistakes,
    ...validityMistakes,
    ...hostMistakes,
    ...pathMistakes,
  ],
  checks: [...tlvChecks, ...parseChecks, ...digestChecks, ...validityChecks, ...hostChecks, ...pathChecks],
});
