// PrairieLearn's results.json of an external grader (https://docs.prairielearn.com/externalGrading/): a score from 0 to 1,
// and a test a function. Its page turns texts into HTML itself and escapes them, so they are plain here.
import type { SubmissionFormat } from './format.js';
import { functionOutput, overallOutput } from './function-output.js';
import { jsonText } from './json.js';
import { type LearnerView, learnerView } from './learner-view.js';
import { cut } from './plain.js';

/** "This file should be limited to 1 MB." */
const LONGEST_FILE = 1_000_000;
/** Cut more and more until it fits. */
const LONGEST_OUTPUTS = [10_000, 2000, 300, 0];

export const prairielearn: SubmissionFormat = {
  scope: 'submission',
  about: "PrairieLearn's results.json, of an external grader",
  extension: '.json',
  render(record) {
    const view = learnerView(record);
    const texts = LONGEST_OUTPUTS.map((most) => jsonText(results(view, most)));
    return (texts.find((text) => Buffer.byteLength(text) <= LONGEST_FILE) ?? texts.at(-1)) as string;
  },
};

function results(view: LearnerView, longest: number) {
  if (!view.stages.some(({ handedIn }) => handedIn))
    return {
      gradable: false,
      format_errors: ['No exercise file was handed in, such as 06-master-secret.ts.'],
    };
  return {
    gradable: true,
    score: view.maxScore === 0 ? 0 : view.score / view.maxScore,
    message: cut(overallOutput(view), Math.max(longest, 300)),
    tests: view.stages.flatMap(({ stage, functions }) =>
      functions.map((one) => ({
        name: `${stage}: ${one.name}`,
        points: one.score,
        max_points: one.maxScore,
        ...(longest > 0 && { output: cut(functionOutput(stage, one), longest) }),
      })),
    ),
  };
}
