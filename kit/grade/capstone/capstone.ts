// The capstone: the handshakes that a submission completes with a real peer, as one more stage of its record.
import { TLS10, TLS12 } from '../../../lib/registry.js';
import { type FunctionName, type StageName, stageNames, stages } from '../../../lib/stages.js';
import type { CertifiedKey } from '../../course-ca.js';
import { freshIdentity } from '../../course-ca.js';
import { hasPeer } from '../../peers/detect.js';
import type { StageEvents, SubmissionSubject } from '../judge/submission-subject.js';
import type { CheckRecord, StageRecord } from '../record.js';
import { runHandshake } from './handshake.js';
import { openssl, own, type StartPeer } from './peers.js';

interface Task {
  readonly name: string;
  readonly points: number;
  readonly version: number;
  readonly suite: number;
  /** A stage that this handshake does without. */
  readonly without: StageName;
  readonly peer: 'OpenSSL' | 'our own server';
}

const tasks: readonly Task[] = [
  {
    ...{ name: 'handshake: TLS 1.2 with ECDHE and AES-128-GCM', points: 60, peer: 'OpenSSL' },
    ...{ version: TLS12, suite: 0xc02f, without: '09-rc4-records' },
  },
  {
    ...{ name: 'handshake: TLS 1.0 with RSA and RC4-MD5, as in 2009', points: 40, peer: 'our own server' },
    ...{ version: TLS10, suite: 0x0004, without: '10-gcm-records' },
  },
];

/** What all capstones of a batch share. */
export interface CapstoneBench {
  /** The program of the engine's thread. */
  readonly engine: string;
  identity(): { readonly ca: CertifiedKey; readonly server: CertifiedKey };
}

/** The server's keys are made for the first submission that gets so far. */
export function capstoneBench(engine: string): CapstoneBench {
  let made: ReturnType<typeof freshIdentity> | undefined;
  return {
    engine,
    identity() {
      made ??= freshIdentity(2);
      return made;
    },
  };
}

export const stageOfFunction = (name: FunctionName): StageName =>
  stageNames.find((stage) => name in stages[stage]) as StageName;

/** @param begun the stages whose files hold anything of the submission's own */
export async function judgeCapstone(
  bench: CapstoneBench,
  subject: SubmissionSubject,
  begun: ReadonlySet<StageName>,
  seed: string,
): Promise<StageRecord> {
  const start = performance.now();
  const events = subject.begin(undefined);
  const checks: CheckRecord[] = [];
  for (const task of tasks) checks.push(await judgeTask(task, bench, subject, begun, seed));
  await subject.finish();
  return capstoneRecord(checks, events, Math.round(performance.now() - start));
}

async function judgeTask(
  task: Task,
  bench: CapstoneBench,
  subject: SubmissionSubject,
  begun: ReadonlySet<StageName>,
  seed: string,
): Promise<CheckRecord> {
  const { name, points, version, suite, without } = task;
  const common = { name, points, hidden: false };
  const missing = stageNames.filter((stage) => stage !== without && !begun.has(stage));
  if (missing.length > 0)
    return {
      ...common,
      status: 'unsolved',
      message: `It needs every stage but ${without}; ${missing.join(', ')} is as it came.`,
    };
  const { ca, server } = bench.identity();
  const failure = await runHandshake(subject, {
    ...{ version, suite, server, anchor: ca.certificate, engine: bench.engine },
    ...{ startPeer: peerOf(task), seed: `capstone ${name} ${seed}` },
  });
  if (failure === undefined) return { ...common, status: 'ok' };
  return { ...common, status: 'failed', message: `The handshake with ${task.peer} failed: ${failure}` };
}

const peerOf = ({ peer }: Task): StartPeer => (peer === 'OpenSSL' && hasPeer('openssl') ? openssl : own);

function capstoneRecord(checks: readonly CheckRecord[], events: StageEvents, wallMs: number): StageRecord {
  const sum = (some: readonly CheckRecord[]) => some.reduce((total, { points }) => total + points, 0);
  const score = sum(checks.filter(({ status }) => status === 'ok'));
  const maxScore = sum(checks);
  const status =
    score === maxScore ? 'solved' : checks.every((one) => one.status === 'unsolved') ? 'unsolved' : 'begun';
  const notes = hasPeer('openssl') ? [] : ['OpenSSL is not installed here; our own server took its place.'];
  return {
    stage: 'capstone',
    ...{ score, maxScore, typeErrors: [], notes, wallMs },
    functions: [{ name: 'handshake', score, maxScore, status, checks }],
    kills: events.kills,
    refusedFrames: events.refusedFrames,
    ...(events.printed.lines.length + events.printed.more > 0 && { printed: events.printed }),
  };
}
