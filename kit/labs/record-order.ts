// Attack code, for teaching. It works on a session of our own two peers, in memory.
//
// A MAC over a record's content alone says that the peer wrote it, not when. The sequence number, which is never sent
// and which both sides count, is what makes each record good for one place only.
import type { Random } from '../../lib/key-exchange.js';
import { ContentType, TLS12 } from '../../lib/registry.js';
import { type Functions, reference } from '../../lib/stages.js';
import { computed } from '../views/values.js';
import { FLAW, type Lab } from './lab.js';
import { type Identity, seededIdentity } from './parts/identity.js';
import { Line } from './parts/line.js';

/** Peers that count no records: every one is the first. */
const uncounted: Functions = {
  ...reference,
  macInput: (_, type, version, content) => reference.macInput(0n, type, version, content),
};

const ORDERS = ['pay 5 to the baker\n', 'do not\n', 'pay 900 to Mallory\n'] as const;

/** What the attacker makes of the records, by their numbers. */
const orders = {
  honest: [0, 1, 2],
  dropped: [0, 2],
  reordered: [0, 2, 1],
  replayed: [0, 0, 0, 1, 2],
} as const;

type Order = keyof typeof orders;

/** What the server was given, and the alert with which it broke off, for each way to pass the records on. */
export type RecordOrderData = {
  readonly [order in Order]: { readonly given: readonly string[]; readonly alert: string | undefined };
};

export const recordOrder: Lab<RecordOrderData> = {
  name: 'record-order',
  title: 'Records dropped, reordered and replayed',
  year: 1996,
  paper:
    'David Wagner and Bruce Schneier, Analysis of the SSL 3.0 Protocol, USENIX Workshop on Electronic Commerce 1996',
  story:
    'Three orders go to a bank, a record each. The attacker cannot read them, but drops the second, exchanges two, or sends the first three times. Under CBC with an IV in each record (TLS 1.1 and later) every record decrypts on its own, so only the MAC can tell, and only if it covers the number of the record.',
  recovers: 'nothing, but makes the server act on orders that nobody gave',
  fixes: ['sequence number'],
  laws: [
    {
      rfc: 'RFC 2246 6.2.3',
      says: 'every MAC covers a sequence number: missing, extra or repeated messages show',
    },
    {
      rfc: 'RFC 5246 F.2',
      says: 'the sequence number is what keeps messages from being replayed or reordered',
    },
  ],
  contract: [
    { check: 'honest', says: 'orders passed on as they came are taken', withFlaw: true, withFix: true },
    { check: 'dropped', says: 'a dropped record goes unnoticed', withFlaw: true, withFix: false },
    { check: 'reordered', says: 'reordered records are taken', withFlaw: true, withFix: false },
    { check: 'replayed', says: 'a record is taken three times', withFlaw: true, withFix: false },
    { check: 'changed', says: 'a record with one bit changed is taken', withFlaw: false, withFix: false },
  ],
  *attempt(variant, random) {
    yield 'making certificates';
    const identity = seededIdentity(random);
    const functions = variant === FLAW ? uncounted : reference;
    const outcomes: Partial<Record<Order, { given: string[]; alert: string | undefined }>> = {};
    for (const order of Object.keys(orders) as Order[]) {
      yield `passing the records on ${order}`;
      const records = (sealed: readonly Uint8Array[]) => orders[order].map((i) => sealed[i] as Uint8Array);
      outcomes[order] = passOn(identity, random, functions, records);
    }
    const changed = passOn(identity, random, functions, ([first]) => [flipped(first as Uint8Array)]);
    const data = outcomes as RecordOrderData;
    const taken = (order: Order) =>
      data[order].given.join('') === orders[order].map((i) => ORDERS[i]).join('');
    return {
      checks: {
        honest: taken('honest'),
        dropped: taken('dropped'),
        reordered: taken('reordered'),
        replayed: taken('replayed'),
        changed: changed.given.length > 0,
      },
      outcome: taken('dropped')
        ? 'The bank takes what the attacker makes of the orders: without "do not", or the baker paid three times.'
        : 'The bank breaks off at the first record that is not in its place.',
      found: (Object.keys(orders) as Order[]).map((order) => computed(order, inWords(data[order]))),
      data,
    };
  },
};

const inWords = ({ given, alert }: RecordOrderData[Order]) =>
  [...given.map((text) => text.trim()), ...(alert ? [alert] : [])].join('; ');

/** A session in which the attacker holds back the client's data and passes on what `choose` makes of it. */
function passOn(
  identity: Identity,
  random: Random,
  functions: Functions,
  choose: (sealed: readonly Uint8Array[]) => readonly Uint8Array[],
) {
  const held: Uint8Array[] = [];
  const line = new Line({
    ...{ identity, random, version: TLS12, suites: [0xc027] },
    functions: { client: functions, server: functions },
    middle: (from, record) => {
      if (from === 'server' || record[0] !== ContentType.application_data) return [record];
      held.push(record);
      return [];
    },
  });
  for (const order of ORDERS) line.write('client', order);
  for (const record of choose(held)) line.inject('server', record);
  return { given: line.server.texts, alert: line.server.error?.alert };
}

function flipped(record: Uint8Array): Uint8Array {
  const changed = record.slice();
  const last = changed.length - 20;
  changed[last] = (changed[last] as number) ^ 1;
  return changed;
}
