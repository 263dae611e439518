// What Classroom 50's result.json, classroom50/result/v1, has of a grade (https://github.com/foundation50/classroom50,
// schemas/result-v1.schema.json, and its wiki, Advanced Autograding). Who submitted what and when only the runner knows:
// kit/grade/deploy/classroom50/autograder.py, which the runner starts, adds that. Scores are whole numbers there; extra
// fields of a test are kept.
import type { SubmissionFormat } from './format.js';
import { functionOutput } from './function-output.js';
import { jsonText } from './json.js';
import { learnerView } from './learner-view.js';
import { cut } from './plain.js';

/** Collection takes at most 10 MiB in all (collect_scores.py); some 60 tests of this length are a tenth of that. */
const LONGEST_OUTPUT = 10_000;

export const classroom50: SubmissionFormat = {
  scope: 'submission',
  about: 'Classroom 50, result v1, for its autograder.py',
  extension: '.json',
  render(record) {
    const view = learnerView(record);
    return jsonText({
      schema: 'classroom50/result/v1',
      score: view.score,
      'max-score': view.maxScore,
      tests: view.stages.flatMap(({ stage, functions }) =>
        functions.map((one) => ({
          'test-name': `${stage}: ${one.name}`,
          passed: one.status === 'solved',
          score: one.score,
          'max-score': one.maxScore,
          output: cut(functionOutput(stage, one), LONGEST_OUTPUT),
        })),
      ),
    });
  },
};
