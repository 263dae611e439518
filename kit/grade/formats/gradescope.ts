// Gradescope's results.json (https://gradescope-autograders.readthedocs.io/en/latest/specs/): a test a function. It has
// visibilities for tests; we do not use them, for a student whose tests are hidden does not see the total either. What a
// hidden check comes to is folded into its function's score, with its one sentence.
import type { SubmissionFormat } from './format.js';
import { functionOutput, overallOutput } from './function-output.js';
import { jsonText } from './json.js';
import { learnerView } from './learner-view.js';
import { cut } from './plain.js';

/** The page names no limit; this is ours, so that no submission makes a page that nobody can open. */
const LONGEST_OUTPUT = 20_000;

export const gradescope: SubmissionFormat = {
  scope: 'submission',
  about: "Gradescope's results.json",
  extension: '.json',
  render(record) {
    const view = learnerView(record);
    return jsonText({
      score: view.score,
      execution_time: Math.round(record.timing.wallMs / 1000),
      output: cut(overallOutput(view), LONGEST_OUTPUT),
      stdout_visibility: 'hidden',
      extra_data: { seed: record.seed, sandbox: record.sandbox.kind },
      tests: view.stages.flatMap(({ stage, functions }, s) =>
        functions.map((one, f) => ({
          name: `${stage}: ${one.name}`,
          number: `${s + 1}.${f + 1}`,
          score: one.score,
          max_score: one.maxScore,
          output: cut(functionOutput(stage, one), LONGEST_OUTPUT),
        })),
      ),
    });
  },
};
