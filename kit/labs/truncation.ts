// Attack code, for teaching. It works on a session of our own two peers, in memory.
//
// The end of a TCP connection is not protected: anybody on the way can end it. TLS therefore ends with a message of
// its own, close_notify, and what ends without one may have been cut.
import type { Random } from '../../lib/key-exchange.js';
import { ContentType, TLS12 } from '../../lib/registry.js';
import { type Functions, reference } from '../../lib/stages.js';
import { computed } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { type Identity, seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';

/** A client for which the end is the end, as for many of the time. */
const trusting: Functions = { ...reference, transportEnd: () => 'closed' };

const REQUEST = 'GET /orders/17 HTTP/1.0\r\n\r\n';
const HEAD = 'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n';
const FIRST = 'Deliver 100 boxes to the warehouse.\n';
const SECOND = 'Cancelled on Monday: deliver nothing.\n';

export interface TruncationData {
  /** What the client was given. */
  readonly reply: string;
  /** How it takes the end. */
  readonly ended: 'closed' | 'truncated' | undefined;
}

export const truncation: Lab<TruncationData> = {
  name: 'truncation',
  title: 'Truncation: a message cut short',
  year: 1996,
  paper:
    'David Wagner and Bruce Schneier, Analysis of the SSL 3.0 Protocol, USENIX Workshop on Electronic Commerce 1996; Ben Smyth and Alfredo Pironti, Truncating TLS Connections to Violate Beliefs in Web Applications, USENIX WOOT 2013',
  story:
    'The server answers in two records and closes. The attacker cannot read or change them, but passes on the first only and ends the TCP connection. A client that takes the end of the transport for the end of the message believes half of it.',
  recovers: 'nothing, but makes the client act on half a message',
  fixes: ['close_notify awaited'],
  laws: [
    { rfc: 'RFC 2246 7.2.1', says: 'each side must send close_notify before it closes: against truncation' },
    { rfc: 'RFC 9112 9.8', says: 'a response that ends without it, and without a length, is incomplete' },
  ],
  contract: [
    { check: 'honest', says: 'an answer that is closed well counts as whole', withFlaw: true, withFix: true },
    { check: 'cut', says: 'half an answer counts as whole', withFlaw: true, withFix: false },
    { check: 'opened', says: 'the first record arrives as it was sent', withFlaw: true, withFix: true },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const identity = seededIdentity(random);
    const client = variant === FLAW ? trusting : reference;
    const whole = answered(identity, random, client, Number.POSITIVE_INFINITY);
    yield 'cutting an answer';
    const { reply, ended } = answered(identity, random, client, 1);
    const taken = ended === 'closed' ? 'takes it for all that there is' : 'knows that it was cut short';
    return {
      checks: {
        honest: whole.reply === HEAD + FIRST + SECOND && whole.ended === 'closed',
        cut: ended === 'closed',
        opened: reply === HEAD + FIRST,
      },
      outcome: `The client was given "${FIRST.trim()}" and ${taken}.`,
      found: [computed('what the client has', reply), computed('how it ended', ended ?? 'not at all')],
      data: { reply, ended },
    };
  },
};

/** An answer of which the attacker lets so many records pass before the connection ends. */
function answered(identity: Identity, random: Random, client: Functions, records: number) {
  let passed = 0;
  const line = new Line({
    ...{ identity, random, version: TLS12, suites: [0xc02f], functions: { client } },
    middle: (from, record) => {
      const data = record[0] === ContentType.application_data || passed > 0;
      return from === 'client' || !data || passed++ < records ? [record] : [];
    },
  });
  line.write('client', REQUEST);
  line.write('server', HEAD + FIRST);
  line.write('server', SECOND);
  line.server.connection.close();
  line.pump();
  line.client.attempt((connection) => connection.end());
  return { reply: line.client.texts.join(''), ended: line.client.ended };
}
