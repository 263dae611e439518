import { type Functions, reference } from '../../lib/stages.js';
import { type Amazon2009, amazon2009 } from '../sessions/amazon-2009.js';
import { hex } from '../sessions/literals.js';
import { certificateSteps } from './amazon-certificates.js';
import { helloSteps, recordSteps } from './amazon-hellos.js';
import { keySteps, preMasterSteps } from './amazon-keys.js';
import { applicationSteps, finishedSteps } from './amazon-protected.js';
import { fingerprintStep } from './fingerprint.js';
import { type Step, Story } from './step.js';

const recordedFingerprint = hex`869282d58c93ee2857650aeb66ed7cc5fb2a34cd84b2ba48815b600f329ad89f`;

/** The session of 2009, computed with `f`. Together the steps look at every byte that was recorded. */
export function amazonSteps(session: Amazon2009 = amazon2009, f: Functions = reference): Step[] {
  const story = new Story();
  recordSteps(f, session, story);
  helloSteps(f, session, story);
  certificateSteps(f, session, story);
  preMasterSteps(f, session, story);
  keySteps(f, session, story);
  finishedSteps(f, session, story);
  applicationSteps(f, session, story);
  fingerprintStep(story, session, recordedFingerprint);
  return story.steps;
}
