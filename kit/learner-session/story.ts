// A learner's session told as Amazon's is, and as a file.
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Functions, reference } from '../../lib/stages.js';
import { helloSteps, recordSteps } from '../replay/amazon-hellos.js';
import { keySteps, preMasterSteps } from '../replay/amazon-keys.js';
import { applicationSteps, finishedSteps } from '../replay/amazon-protected.js';
import { chainVerdict } from '../replay/chain.js';
import { type Step, Story } from '../replay/step.js';
import type { Amazon2009 } from '../sessions/amazon-2009.js';
import type { LearnerSession } from './session.js';

/** Every value of the session, computed with `f`. */
export function sessionSteps(session: LearnerSession, f: Functions = reference): Step[] {
  const story = new Story();
  // These chapters use nothing of Amazon's session that ours does not have.
  const likeAmazon = session as unknown as Amazon2009;
  for (const chapter of [recordSteps, helloSteps]) chapter(f, likeAmazon, story);
  const { serverCertificate, caCertificate, hostName, time } = session;
  const caName = f.parseCertificate(caCertificate).subject.commonName;
  story.chapter('Certificates')('the chain, on the day', 'RFC 5280 6.1', `${hostName} < ${caName}`, () =>
    chainVerdict(f, {
      ...{ chain: [serverCertificate, caCertificate], anchors: [caCertificate] },
      ...{ host: hostName, at: time, keyExchange: 'RSA' },
    }),
  );
  for (const chapter of [preMasterSteps, keySteps, finishedSteps, applicationSteps])
    chapter(f, likeAmazon, story);
  return story.steps;
}

/** All values by name, bytes in hex. */
export function sessionJson(session: LearnerSession): string {
  const text = (_: string, value: unknown) =>
    value instanceof Uint8Array ? bytesToHex(value) : typeof value === 'bigint' ? String(value) : value;
  return `${JSON.stringify(session, text, 2)}\n`;
}
