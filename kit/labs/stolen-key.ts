// Attack code, for teaching. It works on a session that this file records itself, between our own two peers in memory.
//
// With RSA key exchange the pre-master secret is on the wire, encrypted under the key of the certificate. Whoever
// gets that key, even years later, opens every session that was ever recorded.
import { TLS12 } from '../../lib/registry.js';
import { reference as f } from '../../lib/stages.js';
import { computed } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { opens, overhear, preMasterSecretWith } from './parts/eavesdrop.js';
import { found } from './parts/found.js';
import { seededIdentity } from './parts/identity.js';
import { Line, type Traffic } from './parts/line.js';

const REQUEST = 'POST /diary HTTP/1.0\r\n\r\nNobody will ever read this.\r\n';
const REPLY = 'HTTP/1.0 200 OK\r\n\r\nKept for good.\r\n';

export interface StolenKeyData {
  readonly suite: string;
  /** What the attacker takes for the secret: the decrypted block or, where none decrypts, nothing. */
  readonly preMasterSecret: Uint8Array | undefined;
  readonly traffic: Traffic | undefined;
}

export const stolenKey: Lab<StolenKeyData> = {
  name: 'stolen-key',
  title: 'The stolen key',
  year: 1992,
  paper:
    'Whitfield Diffie, Paul van Oorschot and Michael Wiener, Authentication and authenticated key exchanges, Designs, Codes and Cryptography 2: perfect forward secrecy',
  story:
    "An attacker records a session and keeps it. Years later the server's private key leaks. RSA key exchange has put the pre-master secret on the wire, encrypted under that very key; ECDHE has put there two public keys that were thrown away with their private halves.",
  recovers:
    'the pre-master secret of a session recorded before the key was stolen, and all that was said in it',
  fixes: ['ECDHE'],
  laws: [
    {
      rfc: 'RFC 9325 4.1',
      says: 'cipher suites with RSA key transport should not be negotiated: no forward secrecy',
    },
    { rfc: 'RFC 10015', says: 'RSA key exchange is deprecated in TLS 1.2' },
    { rfc: 'RFC 8446 1.2', says: 'TLS 1.3 removes it: every key exchange is forward secret' },
  ],
  contract: [
    { check: 'honest', says: 'client and server finish their handshake', withFlaw: true, withFix: true },
    { check: 'genuine', says: "the stolen key is the certificate's", withFlaw: true, withFix: true },
    { check: 'traffic', says: 'the stolen key opens the recorded session', withFlaw: true, withFix: false },
    { check: 'other', says: "another server's key opens nothing", withFlaw: true, withFix: true },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const identity = seededIdentity(random);
    const other = seededIdentity(random).server.key;
    yield 'recording the session';
    const line = new Line({ identity, random, version: TLS12, suites: [variant === FLAW ? 0x009c : 0xc02f] });
    line.write('client', REQUEST);
    line.write('server', REPLY);
    const heard = overhear(line.wire);

    const stolen = identity.server.key;
    const publicKey = f.parseCertificate(heard.serverChain[0] as Uint8Array).publicKey;
    const preMasterSecret = preMasterSecretWith(heard, stolen);
    const traffic = opens(heard, preMasterSecret);
    return {
      checks: {
        honest: line.secured,
        genuine: publicKey.type === 'rsa' && publicKey.n === stolen.n,
        traffic: traffic?.client === REQUEST && traffic.server === REPLY,
        other: opens(heard, preMasterSecretWith(heard, other)) === undefined,
      },
      outcome: traffic
        ? 'The key decrypts the ClientKeyExchange of years ago, and the session with it.'
        : `The ClientKeyExchange holds ${heard.exchangeKeys.length} bytes of a public key, and no key on this machine decrypts anything in it.`,
      found: [
        computed('ClientKeyExchange', heard.exchangeKeys),
        ...(preMasterSecret ? [computed('pre-master secret', preMasterSecret)] : []),
        ...(traffic
          ? [found('request', traffic.client, REQUEST), found('reply', traffic.server, REPLY)]
          : []),
      ],
      data: { suite: heard.session.suite.name, preMasterSecret, traffic },
    };
  },
};
