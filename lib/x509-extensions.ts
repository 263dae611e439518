// The extensions that decide whether a certificate stands (RFC 5280 4.2.1). The others are walked through as DER.
import { Tag } from './der.js';
import type { DerReader } from './der-reader.js';
import {
  ascii,
  derBoolean,
  derNamedBits,
  derOctetString,
  derSmallInteger,
  malformed,
  printable,
} from './der-values.js';
import { addressText } from './ip-address.js';
import { oidName } from './oids.js';

/** RFC 5280 4.2.1.3, in bit order. */
const keyUsageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof keyUsageNames)[number];

/** RFC 5280 4.2.1.9. */
export interface BasicConstraints {
  readonly cA: boolean;
  /** How many intermediate certificates may stand between this one and the leaf. */
  readonly pathLenConstraint?: number;
}

/** The names that a server can be compared with; the other kinds are passed over (RFC 5280 4.2.1.6). */
export interface SubjectAltName {
  readonly dNSName: string[];
  /** 4 or 16 bytes each. */
  readonly iPAddress: Uint8Array[];
}

export interface Extensions {
  readonly basicConstraints?: BasicConstraints;
  readonly keyUsage?: KeyUsage[];
  /** Names from oids.ts, such as 'serverAuth', or dotted. */
  readonly extKeyUsage?: string[];
  readonly subjectAltName?: SubjectAltName;
  readonly subjectKeyIdentifier?: Uint8Array;
  readonly authorityKeyIdentifier?: Uint8Array;
}

/** How each extension that we process is read; a key for every member of `Extensions`. */
const readers: Readonly<Record<keyof Extensions, (r: DerReader) => Extensions[keyof Extensions]>> = {
  basicConstraints: (r) => r.sequence('BasicConstraints', readBasicConstraints),
  keyUsage: readKeyUsage,
  extKeyUsage: (r) => r.items('ExtKeyUsageSyntax', Tag.SEQUENCE, (s) => oidName(s.oid('KeyPurposeId'))),
  subjectAltName: readSubjectAltName,
  subjectKeyIdentifier: (r) => r.primitive('SubjectKeyIdentifier', Tag['OCTET STRING'], derOctetString),
  authorityKeyIdentifier: (r) => r.sequence('AuthorityKeyIdentifier', readAuthorityKeyIdentifier),
};

/** What a certificate's extensions say, and which critical ones we cannot judge it by. */
export interface ReadExtensions extends Extensions {
  readonly unhandledCritical: string[];
}

/** @throws TlsError bad_certificate for an extension that comes twice (RFC 5280 4.2) */
export function readExtensions(r: DerReader): ReadExtensions {
  const extensions: Record<string, unknown> = {};
  const unhandledCritical: string[] = [];
  const seen = new Set<string>();
  r.items('Extensions', Tag.SEQUENCE, (list) =>
    list.sequence('Extension', (s) => {
      const name = oidName(s.oid('extnID'));
      if (seen.has(name)) throw s.refuse(name, 'the extension comes twice');
      seen.add(name);
      const critical = s.optional(Tag.BOOLEAN, readCritical) ?? false;
      if (isHandled(name)) extensions[name] = s.wrapped('extnValue', name, readers[name]);
      else s.wrapped('extnValue', name, (v) => v.any('value'));
      if (critical && !isHandled(name)) unhandledCritical.push(name);
    }),
  );
  return { ...(extensions as Extensions), unhandledCritical };
}

function isHandled(name: string): name is keyof Extensions {
  return Object.hasOwn(readers, name);
}

function readCritical(r: DerReader): boolean {
  return r.primitive('critical', Tag.BOOLEAN, derBoolean, (critical) =>
    critical ? 'whoever does not know this extension must refuse' : 'may be passed over',
  );
}

function readBasicConstraints(r: DerReader): BasicConstraints {
  const cA =
    r.optional(Tag.BOOLEAN, () =>
      r.primitive('cA', Tag.BOOLEAN, derBoolean, (ca) => (ca ? 'a CA' : 'not a CA')),
    ) ?? false;
  const pathLenConstraint = r.optional(Tag.INTEGER, () =>
    r.primitive('pathLenConstraint', Tag.INTEGER, derSmallInteger, String),
  );
  return { cA, ...(pathLenConstraint !== undefined && { pathLenConstraint }) };
}

function readKeyUsage(r: DerReader): KeyUsage[] {
  const names = (bits: number[]) => bits.flatMap((bit) => keyUsageNames[bit] ?? []);
  const bits = r.primitive('KeyUsage', Tag['BIT STRING'], derNamedBits, (set) => names(set).join(', '));
  if (bits.length === 0) throw r.refuse('KeyUsage', 'no bit is set');
  return names(bits);
}

/** Only the keyIdentifier serves in finding an issuer (RFC 5280 4.2.1.1). */
function readAuthorityKeyIdentifier(r: DerReader): Uint8Array | undefined {
  const id = r.optional(0x80, () => r.primitive('keyIdentifier', 0x80, derOctetString));
  r.optional(0xa1, () => r.any('authorityCertIssuer'));
  r.optional(0x82, () => r.any('authorityCertSerialNumber'));
  return id;
}

function readSubjectAltName(r: DerReader): SubjectAltName {
  const names: SubjectAltName = { dNSName: [], iPAddress: [] };
  r.items('SubjectAltName', Tag.SEQUENCE, (s) => {
    if (s.nextTag === 0x82) names.dNSName.push(s.primitive('dNSName', 0x82, ascii, printable));
    else if (s.nextTag === 0x87) names.iPAddress.push(s.primitive('iPAddress', 0x87, address, addressText));
    else s.any('GeneralName');
  });
  return names;
}

function address(value: Uint8Array, what: string): Uint8Array {
  if (value.length !== 4 && value.length !== 16) throw malformed(what, 'an IP address has 4 or 16 bytes');
  return value;
}
