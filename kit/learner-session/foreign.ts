// Values that belong to another session: recognised in an answer, so that a copied one is told as such.
import { type FunctionName, reference } from '../../lib/stages.js';
import { callFunction, type Implementation } from '../check/subject.js';
import { amazon2009 } from '../sessions/amazon-2009.js';
import { tls12EcdheGcm } from '../sessions/tls12-ecdhe-gcm.js';
import { sessionCases } from './cases.js';
import { learnerSession, normalSeed, type SessionFacts } from './session.js';

/** A session whose values may turn up where they do not belong. */
export interface KnownSession {
  /** Such as 'the Amazon session of 2009'. */
  readonly whose: string;
  /** Its values in hex, and those that a function answers in it. */
  readonly facts: ReadonlySet<string>;
  answers(name: FunctionName): ReadonlySet<string>;
}

/** Shorter values may be equal by chance. */
const SHORTEST = 12;

/** The sessions of the course, a learner's own, and those of the others in the class. */
export function knownSessions(own: string, classmates: readonly string[] = []): KnownSession[] {
  const seeds = new Set([own, ...classmates].map(normalSeed));
  return [
    known('the Amazon session of 2009', amazon2009),
    { whose: 'the TLS 1.2 session', facts: leaves(tls12EcdheGcm), answers: () => new Set() },
    ...[...seeds].map((seed) => known(`the session of ${seed}`, learnerSession(seed))),
  ];
}

function known(whose: string, session: SessionFacts): KnownSession {
  return {
    whose,
    facts: leaves(session),
    answers: (name) =>
      leaves(
        (sessionCases[name]?.(session) ?? []).map((one) => ('expected' in one ? one.expected : undefined)),
      ),
  };
}

/**
 * Whose value is in a wrong answer. A value that the arguments or the right answer hold belongs here, and so does all
 * of a session that the arguments are from.
 */
export function foreignSession(
  sessions: readonly KnownSession[],
  name: FunctionName,
  args: readonly unknown[],
  answer: unknown,
): KnownSession | undefined {
  const given = leaves(args);
  const right = callFunction(reference as unknown as Implementation, name, args);
  const fitting = leaves(right.kind === 'value' ? right.value : undefined);
  const suspects = [...leaves(answer)].filter((leaf) => !given.has(leaf) && !fitting.has(leaf));
  if (suspects.length === 0) return undefined;
  return sessions.find(
    (session) =>
      ![...given].some((leaf) => session.facts.has(leaf)) &&
      suspects.some((leaf) => session.facts.has(leaf) || session.answers(name).has(leaf)),
  );
}

/** Every byte string and large number in a value, in hex. */
function leaves(value: unknown, found = new Set<string>()): Set<string> {
  if (value instanceof Uint8Array) {
    if (value.length >= SHORTEST && value.some((byte) => byte !== value[0]))
      found.add(Buffer.from(value).toString('hex'));
  } else if (typeof value === 'bigint') {
    if (value >= 1n << BigInt(8 * SHORTEST)) found.add(value.toString(16));
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) leaves(inner, found);
  }
  return found;
}
