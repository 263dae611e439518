// Who talks to whom about what in a learner's own session.
import { bytesToHex } from '@noble/hashes/utils.js';
import { seededRandom } from '../record/seeded-random.js';

export interface Scene {
  readonly hostName: string;
  readonly caName: string;
  readonly request: string;
  readonly reply: string;
}

const things = [
  'milk',
  'tea',
  'a teapot',
  'a bicycle',
  'a lamp',
  'an atlas',
  'ink',
  'a kite',
  'a globe',
  'salt',
];

export function sceneOf(seed: string): Scene {
  const random = seededRandom(`learner session, scene: ${seed}`);
  const tag = bytesToHex(random(3));
  const [pick = 0, count = 0] = random(2);
  const order = `${(count % 9) + 2} of ${things[pick % things.length]}`;
  const hostName = ['www', hostLabel(seed) || tag, 'example'].join('.');
  return {
    hostName,
    caName: `Rebuild TLS session CA ${tag}`,
    request: [
      `GET /cart/${tag}/view.html HTTP/1.1`,
      `Host: ${hostName}`,
      'User-Agent: rebuild-tls',
      'Connection: keep-alive',
      `Cookie: session=${bytesToHex(random(8))}`,
      '',
      '',
    ].join('\r\n'),
    reply: [
      'HTTP/1.1 200 OK',
      'Date: Wed, 10 Jun 2009 01:09:30 GMT',
      'Content-Type: text/plain; charset=UTF-8',
      'Connection: close',
      '',
      `In the cart ${tag}: ${order}.\r\n`,
    ].join('\r\n'),
  };
}

/** The seed as a label of a host name: letters without their accents, digits, hyphens between. */
function hostLabel(seed: string): string {
  return seed
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
}
