// What a version and a suite mean, and what has been said against them since: read off the suite's registered name.

/** One objection: what it is about, and the RFC that raised it. */
export interface Objection {
  readonly verdict: 'retired' | 'advised against';
  readonly what: string;
  readonly rfc: string;
}

export const versions: readonly {
  readonly version: number;
  readonly name: string;
  readonly objection?: Objection;
}[] = [
  { version: 0x0300, name: 'SSL 3.0', objection: { verdict: 'retired', what: 'SSL 3.0', rfc: 'RFC 7568' } },
  { version: 0x0301, name: 'TLS 1.0', objection: { verdict: 'retired', what: 'TLS 1.0', rfc: 'RFC 8996' } },
  { version: 0x0302, name: 'TLS 1.1', objection: { verdict: 'retired', what: 'TLS 1.1', rfc: 'RFC 8996' } },
  { version: 0x0303, name: 'TLS 1.2' },
  { version: 0x0304, name: 'TLS 1.3' },
];

const keyExchanges: readonly [RegExp, string][] = [
  [/^TLS_(?:AES|CHACHA20)/, 'TLS 1.3: key exchange apart'],
  [/_EXPORT_/, 'a key cut down for export'],
  [/^TLS_ECDHE_(\w+?)_WITH/, 'ECDHE, forward secret, signed with $1'],
  [/^TLS_DHE_(\w+?)_WITH/, 'DHE, forward secret, signed with $1'],
  [/^TLS_ECDH_(\w+?)_WITH/, 'a fixed elliptic-curve key in the certificate'],
  [/^(?:TLS|SSL)_RSA_/, 'RSA encrypts the secret: whoever gets the key reads all of it'],
];

const ciphers: readonly [RegExp, string][] = [
  [/CHACHA20_POLY1305/, 'ChaCha20-Poly1305, authenticated encryption'],
  [/AES_(\d+)_GCM/, 'AES-$1-GCM, authenticated encryption'],
  [/(AES|CAMELLIA)_(\d+)_CBC/, '$1-$2-CBC, MAC before encryption'],
  [/3DES_EDE_CBC/, '3DES-CBC, MAC before encryption'],
  [/RC4_(\d+)/, 'RC4 with $1 bits'],
  [/NULL/, 'no encryption'],
];

/** In words: how the secret comes about, and how records are protected. */
export function meaningOf(suiteName: string): string {
  const say = (table: readonly [RegExp, string][]) => {
    for (const [pattern, text] of table) {
      const match = pattern.exec(suiteName);
      if (match) return text.replace(/\$(\d)/g, (_, group) => match[Number(group)] ?? '');
    }
    return 'unknown';
  };
  return `${say(keyExchanges)}; ${say(ciphers)}`;
}

const objections: readonly [RegExp, Objection][] = [
  [/_EXPORT_|_NULL_/, { verdict: 'retired', what: 'no or little encryption', rfc: 'RFC 9325 4.1' }],
  [/_RC4_/, { verdict: 'retired', what: 'RC4', rfc: 'RFC 7465' }],
  [/^(?:TLS|SSL)_RSA_/, { verdict: 'retired', what: 'RSA key exchange', rfc: 'RFC 10015' }],
  [/^TLS_DHE_/, { verdict: 'retired', what: 'Diffie-Hellman over a finite field', rfc: 'RFC 10015' }],
  [/^TLS_ECDH_/, { verdict: 'advised against', what: 'a fixed key', rfc: 'RFC 10015' }],
  [/3DES/, { verdict: 'advised against', what: 'under 128 bits of security', rfc: 'RFC 9325 4.1' }],
];

export function objectionsTo(suiteName: string): Objection[] {
  return objections.filter(([pattern]) => pattern.test(suiteName)).map(([, objection]) => objection);
}
