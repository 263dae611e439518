// Attack code, for teaching. It works on sessions of our own two peers, in memory.
//
// The hellos go by unprotected. Somebody on the line writes an older version and a weaker suite into them; two checks
// at the end of the handshake see it, and here both, or all but one of them, are left out.
import type { ClientHello } from '../../lib/hellos.js';
import type { Random } from '../../lib/key-exchange.js';
import { ContentType, ExtensionType, HandshakeType, TLS10, TLS12, versionName } from '../../lib/registry.js';
import { type Functions, reference as f } from '../../lib/stages.js';
import { suiteName } from '../../lib/suites.js';
import { computed } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { type Identity, seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';

const GCM = 0x009c;
const RC4 = 0x0004;

/** What each variant checks. */
const checksOf: { readonly [variant: string]: { finished: boolean; preMasterVersion: boolean } } = {
  [FLAW]: { finished: false, preMasterVersion: false },
  Finished: { finished: true, preMasterVersion: false },
  'version in the pre-master secret': { finished: false, preMasterVersion: true },
};

function peers(variant: string): Functions {
  const { finished, preMasterVersion } = checksOf[variant] as (typeof checksOf)[string];
  return {
    ...f,
    ...(!finished && { checkVerifyData: () => {} }),
    ...(!preMasterVersion && { recoverPreMasterSecret: (_, decrypted, fallback) => decrypted ?? fallback }),
  };
}

export interface RollbackData {
  readonly offered: { readonly version: number; readonly suites: readonly number[] };
  /** What the server believes was offered. */
  readonly passedOn: { readonly version: number; readonly suites: readonly number[] };
  /** What both ends settled on; nothing when one of them broke off. */
  readonly settled: { readonly version: number; readonly suite: number } | undefined;
  /** Why one broke off. */
  readonly refusal: string | undefined;
}

export const versionRollback: Lab<RollbackData> = {
  name: 'version-rollback',
  title: 'Version rollback',
  year: 1996,
  paper:
    'David Wagner and Bruce Schneier, Analysis of the SSL 3.0 Protocol, USENIX Workshop on Electronic Commerce 1996',
  story:
    'Client and server both speak TLS 1.2 with AES-GCM, and TLS 1.0 with RC4. The attacker rewrites the ClientHello on its way: TLS 1.0, RC4, no extended master secret. Finished covers every message as each side saw it, and an RSA client writes the version that it really offered into the pre-master secret; a peer that checks neither is led back to 1999.',
  recovers: 'nothing yet, but brings both sides to the weakest version and suite that they share',
  fixes: ['Finished', 'version in the pre-master secret'],
  laws: [
    { rfc: 'RFC 5246 7.4.9', says: 'each side must check the Finished of the other' },
    {
      rfc: 'RFC 5246 7.4.7.1',
      says: 'the client writes the version that it offered into the pre-master secret, and the server checks it',
    },
    { rfc: 'RFC 7507', says: 'TLS_FALLBACK_SCSV, for clients that call again with an older version' },
    {
      rfc: 'RFC 8446 4.1.3',
      says: 'the last eight bytes of the server random say when TLS 1.3 was possible',
    },
  ],
  contract: [
    { check: 'honest', says: 'left alone, both settle on TLS 1.2 with GCM', withFlaw: true, withFix: true },
    { check: 'rolled', says: 'led back, both settle on TLS 1.0 with RC4', withFlaw: true, withFix: false },
    { check: 'read', says: 'data goes over that connection', withFlaw: true, withFix: false },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const identity = seededIdentity(random);
    const functions = peers(variant);
    yield 'a handshake left alone';
    const honest = settledOn(handshake(identity, random, functions, (hello) => hello).line);
    yield 'a handshake with the attacker on the line';
    const { line, offered, passedOn } = handshake(identity, random, functions, oldest);
    const settled = settledOn(line);
    if (settled) line.write('client', 'hello');
    const refusal = settled ? undefined : (line.server.error ?? line.client.error)?.message;
    return {
      checks: {
        honest: honest?.version === TLS12 && honest.suite === GCM,
        rolled: settled?.version === TLS10 && settled.suite === RC4,
        read: line.server.texts.join('') === 'hello',
      },
      outcome: settled
        ? `Both ends are content with ${versionName(settled.version)} and ${suiteName(settled.suite)}.`
        : `The handshake fails: ${refusal}.`,
      found: [
        computed('offered', inWords(offered)),
        computed('passed on', inWords(passedOn)),
        computed(
          'settled',
          settled ? inWords({ version: settled.version, suites: [settled.suite] }) : 'nothing',
        ),
      ],
      data: { offered, passedOn, settled, refusal },
    };
  },
};

const oldest = (hello: ClientHello): ClientHello => ({
  ...hello,
  clientVersion: TLS10,
  cipherSuites: [RC4],
  extensions: (hello.extensions ?? []).filter(
    ({ extensionType }) => extensionType !== ExtensionType.extended_master_secret,
  ),
});

/** A handshake in which the attacker makes something else of the ClientHello. */
function handshake(
  identity: Identity,
  random: Random,
  functions: Functions,
  rewrite: (hello: ClientHello) => ClientHello,
) {
  const hellos: ClientHello[] = [];
  const line = new Line({
    ...{ identity, random, version: TLS12, suites: [GCM, RC4] },
    functions: { client: functions, server: functions },
    middle: (from, record) => {
      if (from === 'server' || hellos.length > 0) return [record];
      const hello = f.decodeClientHello(record.subarray(9));
      hellos.push(hello, rewrite(hello));
      return [helloRecord(rewrite(hello))];
    },
  });
  const [offered, passedOn] = hellos.map(({ clientVersion, cipherSuites }) => ({
    version: clientVersion,
    suites: cipherSuites,
  })) as [RollbackData['offered'], RollbackData['offered']];
  return { line, offered, passedOn };
}

function helloRecord(hello: ClientHello): Uint8Array {
  const message = { msgType: HandshakeType.client_hello, body: f.encodeClientHello(hello) };
  const [fragment] = f.splitHandshake([message], 2 ** 14) as [Uint8Array];
  return f.encodeRecord({ type: ContentType.handshake, version: TLS10, fragment });
}

function settledOn({ client, server, secured }: Line): RollbackData['settled'] {
  const security = client.security;
  if (!secured || !security || client.error || server.error) return undefined;
  return { version: security.version, suite: security.suite.id };
}

const inWords = ({ version, suites }: RollbackData['offered']) =>
  `${versionName(version)}, ${suites.map((id) => suiteName(id)?.slice(4)).join(' or ')}`;
