// Behind the encryption: the engine's peer has the right keys and misbehaves all the same.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { TlsError } from '../../lib/errors.js';
import type { MessageName } from '../../lib/handshake-rules.js';
import { ContentType, HandshakeType, type HandshakeTypeName } from '../../lib/registry.js';
import { isEngineRefusal } from './engine-targets.js';
import { type Engine, type Kind, kinds, type Role, securityOf, startEngine } from './engines.js';
import { honestLines } from './honest-lines.js';
import { cut, mutate } from './mutate.js';
import { Puppet } from './puppet.js';
import type { FuzzRandom } from './random.js';
import { checkRefusal } from './refusal.js';
import { checkRetained } from './retained.js';
import { type Target, Wrong } from './target.js';

export const puppetTargets: readonly Target[] = [
  { name: 'puppet-order', isRefusal: isEngineRefusal, run: (random) => stage(random, sayInOtherOrder) },
  { name: 'puppet-content', isRefusal: isEngineRefusal, run: (random) => stage(random, saySpoilt) },
  { name: 'trickle', isRefusal: isEngineRefusal, run: (random) => stage(random, sayWithoutEnd) },
];

/** One engine, one puppet, and how the puppet speaks. */
interface Stage {
  readonly random: FuzzRandom;
  readonly role: Role;
  readonly kind: Kind;
  readonly engine: Engine;
  readonly puppet: Puppet;
}

function stage(random: FuzzRandom, act: (stage: Stage) => void): void {
  const role = random.pick<Role>(['client', 'server']);
  const kind = random.pick(kinds);
  const engine = startEngine(role, kind);
  const puppet = new Puppet(role === 'client' ? 'server' : 'client', kind);
  try {
    act({ random, role, kind, engine, puppet });
  } catch (error) {
    checkRefusal(engine, error);
    throw error;
  }
}

/** Messages left out, repeated or exchanged, all under the right keys: the handshake must not come to an end. */
function sayInOtherOrder(stage: Stage): void {
  const { random, role, kind, engine } = stage;
  const honest = honestLines(role, kind).filter((name) => name !== 'application_data');
  const lines: MessageName[] = [...honest];
  const names = [...Object.keys(HandshakeType), 'change_cipher_spec', 'application_data'] as MessageName[];
  do {
    const [at, other] = [random.integer(lines.length), random.integer(lines.length)];
    const line = lines[at] as MessageName;
    if (random.oneIn(4)) lines.splice(at, 1);
    else if (random.oneIn(3)) lines.splice(other, 0, line);
    else if (random.oneIn(2)) lines.splice(at, 0, random.pick(names));
    else [lines[at], lines[other]] = [lines[other] as MessageName, line];
  } while (random.oneIn(2) && lines.length > 1);
  const counted = role === 'client' ? withoutOptional(lines) : lines;
  const isRight = honest.every((name, i) => name === counted[i]);
  for (const line of lines) {
    exchange(stage, () => stage.puppet.say(line));
    if (securityOf(engine) && !isRight) throw new Wrong(`the handshake was done with ${lines.join(', ')}`);
  }
}

/** Without what a server may send or not: a hello_request anywhere, a certificate_request where it belongs. */
function withoutOptional(lines: readonly MessageName[]): MessageName[] {
  const counted = lines.filter((line) => line !== 'hello_request');
  return counted.filter(
    (line, i) => line !== 'certificate_request' || counted[i + 1] !== 'server_hello_done',
  );
}

/** One message is changed before it is sealed, or records of any type and content are put in between. */
function saySpoilt(stage: Stage): void {
  const { random, role, kind, engine, puppet } = stage;
  const lines = honestLines(role, kind);
  const victim = random.integer(lines.length + 1);
  let finishedSpoilt = false;
  for (const [index, line] of lines.entries()) {
    if (index === victim && random.oneIn(3)) exchange(stage, () => sayAnything(stage));
    exchange(stage, () => {
      const { type, content } = puppet.compose(line);
      const spoilt = index === victim ? spoil(random, type, content) : content;
      if (line === 'finished') finishedSpoilt = !equalBytes(content, spoilt);
      for (let start = 0; start < Math.max(1, spoilt.length); start += 2 ** 14)
        puppet.sayPlain({ type, content: spoilt.subarray(start, start + 2 ** 14) });
    });
    if (finishedSpoilt && line === 'finished' && securityOf(engine))
      throw new Wrong('a Finished that was changed is taken');
  }
  for (let records = random.integer(4); records > 0; records--) exchange(stage, () => sayAnything(stage));
}

/** The body alone, under a header that fits it, or all of it. */
function spoil(random: FuzzRandom, type: number, content: Uint8Array): Uint8Array {
  if (type !== ContentType.handshake || random.oneIn(3)) return mutate(random, content, [content]);
  const body = mutate(random, content.subarray(4), [content]);
  const length = Uint8Array.of(body.length >> 16, body.length >> 8, body.length);
  return concatBytes(content.subarray(0, 1), length, body);
}

function sayAnything({ random, puppet }: Stage): void {
  const names = Object.keys(HandshakeType) as HandshakeTypeName[];
  const type = random.pick(Object.values(ContentType));
  if (type === ContentType.handshake) puppet.say(random.pick(names));
  else puppet.sayPlain({ type, content: random.bytes(random.integer(random.pick([2, 4, 100]))) });
}

/** Legal-looking records for as long as the engine takes them: what it holds on to must not grow. */
function sayWithoutEnd(stage: Stage): void {
  const { random, role, kind, engine, puppet } = stage;
  const lines = honestLines(role, kind);
  const begin = random.integer(lines.length + 1);
  for (const line of lines.slice(0, begin)) exchange(stage, () => puppet.say(line));
  const nextType = HandshakeType[lines[begin] as HandshakeTypeName] ?? HandshakeType.hello_request;
  const drops = random.pick(trickles)(nextType);
  let held = 0;
  for (let count = 0; count < 3000; count++) {
    exchange(stage, () => puppet.sayPlain(random.oneIn(50) ? random.pick(drops) : drop(drops, count)));
    if (count % 100 === 0) checkRetained(engine.connection);
    held = engine.events.length;
    engine.events.length = 0;
    if (held > 100) throw new Wrong(`one record made ${held} events`);
  }
}

interface Drop {
  readonly type: number;
  readonly content: Uint8Array;
}

const drop = (drops: readonly Drop[], count: number) => drops[count % drops.length] as Drop;
const handshake = (...bytes: number[]): Drop => ({
  type: ContentType.handshake,
  content: Uint8Array.from(bytes),
});
const data = (length: number): Drop => ({
  type: ContentType.application_data,
  content: new Uint8Array(length),
});
const warning: Drop = { type: ContentType.alert, content: Uint8Array.of(1, 90) };

/** Each takes the type of the message that is due. */
const trickles: readonly ((due: number) => readonly Drop[])[] = [
  // A message as large as may be, in pieces.
  (due) => [handshake(due, 1, 255, 255), ...Array.from({ length: 2999 }, () => handshake(0))],
  (due) => [
    handshake(due, 1, 255, 255),
    ...Array.from({ length: 300 }, () => handshake(...new Array(900).fill(0))),
  ],
  () => [data(1000)],
  () => [data(1), data(0)],
  () => [data(1), warning],
  () => [data(1), handshake(0, 0, 0, 0)],
  (due) => [data(1), handshake(due, 0, 0, 0)],
  () => [warning],
  () => [handshake(0, 0, 0, 0)],
];

/** The puppet hears the engine out, speaks, and the engine hears it, cut anywhere. */
function exchange({ random, engine, puppet }: Stage, speak: () => void): void {
  for (const record of engine.connection.takeOutput()) hear(puppet, record);
  speak();
  for (const record of puppet.takeOutput())
    for (const piece of random.oneIn(8) ? cut(random, record) : [record]) engine.connection.receive(piece);
}

/** What a puppet that spoilt a message cannot open any more, it does without. */
function hear(puppet: Puppet, record: Uint8Array): void {
  try {
    puppet.receive(record);
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
  }
}
