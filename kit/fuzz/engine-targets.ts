// Both engines, mid-handshake and after. An engine may refuse, or wait for more; if it says that the handshake is
// done, it must have seen what the honest peer sent, message by message, and its data must be the peer's.
import { equalBytes } from '@noble/curves/utils.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { AlertReceived, TlsError } from '../../lib/errors.js';
import type { AlertName } from '../../lib/registry.js';
import { certificateAlerts } from './certificate-targets.js';
import { bytesOf, honestSides, type Side, variantSides } from './conversations.js';
import { dataOf, type Engine, securityOf, startEngine, takenMessages } from './engines.js';
import { cut, mutate } from './mutate.js';
import type { FuzzRandom } from './random.js';
import { checkRefusal } from './refusal.js';
import { checkRetained } from './retained.js';
import { type Target, Wrong } from './target.js';

/** Every alert that an engine has a reason to send. */
const engineAlerts: readonly AlertName[] = [
  ...certificateAlerts,
  'unexpected_message',
  'bad_record_mac',
  'record_overflow',
  'handshake_failure',
  'illegal_parameter',
  'decode_error',
  'decrypt_error',
  'protocol_version',
  'insufficient_security',
  'inappropriate_fallback',
  'unsupported_extension',
];

export const engineTargets: readonly Target[] = [
  engineTarget('client', (random, side) => mutatedBytes(random, side)),
  engineTarget('server', (random, side) => mutatedBytes(random, side)),
  engineTarget('client-records', (random, side) => mutatedRecords(random, side)),
  engineTarget('server-records', (random, side) => mutatedRecords(random, side)),
  engineTarget('client-variants', (random, side) => mutatedEitherWay(random, side), variantSides),
  engineTarget('server-variants', (random, side) => mutatedEitherWay(random, side), variantSides),
];

function engineTarget(
  name: string,
  spoil: (random: FuzzRandom, side: Side) => Uint8Array,
  from: () => readonly Side[] = honestSides,
): Target {
  const sides = () => from().filter(({ role }) => name.startsWith(role));
  return {
    name,
    isRefusal: isEngineRefusal,
    run(random) {
      const side = random.pick(sides());
      const engine = startEngine(side.role, side.kind, side.more);
      try {
        feed(random, engine, spoil(random, side));
      } catch (error) {
        checkRefusal(engine, error);
        throw error;
      } finally {
        checkOutcome(engine, side);
      }
    },
  };
}

export function isEngineRefusal(error: unknown): boolean {
  return error instanceof AlertReceived || (error instanceof TlsError && engineAlerts.includes(error.alert));
}

function feed(random: FuzzRandom, engine: Engine, bytes: Uint8Array): void {
  const pieces = cut(random, bytes);
  for (const [index, piece] of pieces.entries()) {
    engine.connection.receive(piece);
    engine.connection.takeOutput();
    if (index % 64 === 0) checkRetained(engine.connection);
  }
  if (random.oneIn(2)) engine.connection.end();
}

function checkOutcome(engine: Engine, side: Side): void {
  const security = securityOf(engine);
  const data = dataOf(engine);
  if (!equalBytes(data, side.data.subarray(0, data.length))) throw new Wrong('data came that nobody sent');
  if (!security) {
    if (data.length > 0) throw new Wrong('data came before the handshake was done');
    return;
  }
  const taken = takenMessages(engine).slice(0, side.messages.length);
  if (!equalBytes(security.masterSecret, side.masterSecret)) throw new Wrong('the secrets differ');
  if (!equalBytes(concatBytes(...taken), concatBytes(...side.messages)))
    throw new Wrong('the handshake was done over other messages');
}

function mutatedEitherWay(random: FuzzRandom, side: Side): Uint8Array {
  return random.oneIn(2) ? mutatedBytes(random, side) : mutatedRecords(random, side);
}

/** Somewhere in the stream, more often near its beginning, bytes are changed. */
function mutatedBytes(random: FuzzRandom, side: Side): Uint8Array {
  const bytes = bytesOf(side);
  const at = random.integer(bytes.length);
  return concatBytes(bytes.subarray(0, at), mutate(random, bytes.subarray(at), honestSides().map(bytesOf)));
}

/** Whole records are dropped, repeated, exchanged, changed, or taken from another session. */
function mutatedRecords(random: FuzzRandom, { records }: Side): Uint8Array {
  const list = [...records];
  const others = random.pick(honestSides()).records;
  do {
    const at = random.integer(list.length + 1);
    const other = random.integer(list.length + 1);
    const record = list[at] ?? new Uint8Array();
    switch (random.integer(6)) {
      case 0:
        list.splice(at, 1);
        break;
      case 1:
        list.splice(other, 0, record);
        break;
      case 2:
        list[at] = list[other] ?? record;
        list[other] = record;
        break;
      case 3:
        list[at] = mutate(random, record, others);
        break;
      case 4:
        list.splice(at, 0, random.pick(others));
        break;
      default:
        list.splice(at, 1, ...refragmented(random, record));
    }
  } while (random.oneIn(2));
  return concatBytes(...list);
}

/** A record in two, each with a header of its own. */
function refragmented(random: FuzzRandom, record: Uint8Array): Uint8Array[] {
  const fragment = record.subarray(5);
  const middle = random.integer(fragment.length + 1);
  return [fragment.subarray(0, middle), fragment.subarray(middle)].map((part) =>
    concatBytes(record.subarray(0, 3), Uint8Array.of(part.length >> 8, part.length), part),
  );
}
