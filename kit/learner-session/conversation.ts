// The conversation of a learner's own session: our client and our server, in memory, with randomness from a seed.
// Both are made to speak as browser and shop did in 2009: no extensions but the host name, a session id, clocks in
// the randoms.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { createClient } from '../../lib/client.js';
import type { Connection } from '../../lib/connection.js';
import type { ConnectionEvent, Security } from '../../lib/connection-types.js';
import type { Extension } from '../../lib/extensions.js';
import type { Random } from '../../lib/key-exchange.js';
import { ExtensionType, TLS10 } from '../../lib/registry.js';
import { createServer } from '../../lib/server.js';
import { type Functions, reference } from '../../lib/stages.js';
import { createCourseCa, issueServerCertificate } from '../course-ca.js';
import { seededRandom } from '../record/seeded-random.js';
import { amazonTime } from '../sessions/amazon-2009.js';
import type { WireRecord } from '../sessions/wire.js';
import { keyPem, seededRsaKey } from './keys.js';
import type { Scene } from './scene.js';

export interface Conversation {
  readonly wire: readonly WireRecord[];
  readonly security: Security;
  readonly serverCertificate: Uint8Array;
  readonly caCertificate: Uint8Array;
  /** Of the server's key, by which the pre-master secret is decrypted again. */
  readonly serverKey: ReturnType<typeof seededRsaKey>;
}

/** Those of Amazon's certificate. */
const validity = {
  notBefore: new Date('2008-08-27T00:00:00Z'),
  notAfter: new Date('2009-08-27T23:59:59Z'),
};

export function converse(seed: string, scene: Scene): Conversation {
  const randomOf = (who: string) => seededRandom(`learner session, ${who}: ${seed}`);
  const caKey = seededRsaKey(randomOf('ca key'), 1024);
  const serverKey = seededRsaKey(randomOf('server key'), 1024);
  const ca = createCourseCa({ ...validity, subjectName: scene.caName, keyPem: keyPem(caKey) });
  const { certificate } = issueServerCertificate(ca, {
    ...{ ...validity, hostNames: [scene.hostName], addresses: [], keyPem: keyPem(serverKey) },
  });
  const { security, onEvent } = watcher();
  const common = { minVersion: TLS10, maxVersion: TLS10 };
  const client = createClient({
    ...{ ...common, onEvent, functions: clientOf2009, random: stamped(randomOf('client')) },
    cipherSuites: [0x0004, 0x0005, 0x002f, 0x0035],
    serverName: scene.hostName,
    trust: { anchors: [ca.certificate], host: scene.hostName, at: amazonTime },
  });
  const server = createServer({
    ...{ ...common, functions: serverOf2009(randomOf('session id')), random: stamped(randomOf('server')) },
    ...{ cipherSuites: [0x0004], chain: [certificate, ca.certificate], key: serverKey },
  });
  const wire: WireRecord[] = [];
  carry(client, server, wire);
  client.write(utf8ToBytes(scene.request));
  carry(client, server, wire);
  server.write(utf8ToBytes(scene.reply));
  carry(client, server, wire);
  return {
    wire,
    security: security(),
    serverCertificate: new Uint8Array(certificate),
    caCertificate: new Uint8Array(ca.certificate),
    serverKey,
  };
}

function watcher(): { onEvent: (event: ConnectionEvent) => void; security: () => Security } {
  let secured: Security | undefined;
  return {
    onEvent(event) {
      if (event.type === 'secured') secured = event.security;
    },
    security() {
      if (!secured) throw new Error('the handshake of the session did not finish');
      return secured;
    },
  };
}

/** Carries what each side has to say to the other, until both are silent. */
function carry(client: Connection, server: Connection, wire: WireRecord[]): void {
  for (;;) {
    const said = [
      ...client.takeOutput().map((bytes) => ({ direction: 'client', bytes }) as const),
      ...server.takeOutput().map((bytes) => ({ direction: 'server', bytes }) as const),
    ];
    if (said.length === 0) return;
    for (const { direction, bytes } of said) {
      wire.push({ direction, bytes: bytes.slice() });
      (direction === 'client' ? server : client).receive(bytes);
    }
  }
}

/** gmt_unix_time in front of every hello's random: the first 32 bytes that a side draws. */
function stamped(random: Random): Random {
  let first = true;
  return (length) => {
    const bytes = random(length);
    if (first) new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, amazonTime);
    first = false;
    return bytes;
  };
}

/** Of the extensions that we offer, only the host name was known in 2009. */
const clientOf2009: Functions = {
  ...reference,
  clientOffer(offer) {
    const hello = reference.clientOffer(offer);
    const isName = ({ extensionType }: Extension) => extensionType === ExtensionType.server_name;
    return { ...hello, extensions: (hello.extensions ?? []).filter(isName) };
  },
};

function serverOf2009(random: Random): Functions {
  return {
    ...reference,
    encodeServerHello: (hello) => reference.encodeServerHello({ ...hello, sessionId: random(32) }),
  };
}
