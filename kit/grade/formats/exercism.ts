// Exercism's results.json, version 3 (https://exercism.org/docs/building/tooling/test-runners/interface): a test a check,
// in the order of the course; the task is the stage.
import type { SubmissionFormat } from './format.js';
import { jsonText } from './json.js';
import { type LearnerCheck, type LearnerStage, learnerView } from './learner-view.js';
import { cut, cutBytes } from './plain.js';

/** "Limited to 65535 characters", fewer where they take several bytes. That of a check is far from it already. */
const LONGEST_MESSAGE = 65_535;
/** "The output must be limited to 500 chars." */
const LONGEST_OUTPUT = 500;

export const exercism: SubmissionFormat = {
  scope: 'submission',
  about: "Exercism's results.json, version 3 of the test runner interface",
  extension: '.json',
  render(record) {
    const { stages } = learnerView(record);
    const tests = stages.flatMap(testsOf);
    const ran = stages.some(({ handedIn, problem }) => handedIn && problem === undefined);
    if (!ran)
      return jsonText({
        version: 3,
        status: 'error',
        message: cutBytes(whyNothingRan(stages), LONGEST_MESSAGE),
      });
    const passed = tests.every(({ status }) => status === 'pass');
    return jsonText({ version: 3, status: passed ? 'pass' : 'fail', message: null, tests });
  },
};

const checksOf = ({ functions }: LearnerStage) => functions.flatMap(({ checks }) => checks);

function testsOf(stage: LearnerStage, index: number) {
  const output = stage.printed.join('\n');
  return checksOf(stage).map((check, i) => ({
    name: check.name,
    status: statusOf(check),
    ...(check.message !== undefined && { message: check.message }),
    // What was printed is known by stage only; it is shown once.
    ...(i === 0 && output !== '' && { output: cut(output, LONGEST_OUTPUT) }),
    task_id: index + 1,
  }));
}

/** 'error': the test was not run to its end. */
const statusOf = ({ status }: LearnerCheck) =>
  status === 'ok' ? 'pass' : status === 'skipped' ? 'error' : 'fail';

function whyNothingRan(stages: readonly LearnerStage[]): string {
  const problems = stages.flatMap(({ stage, handedIn, problem }) =>
    !handedIn || problem === undefined ? [] : [`${stage}: ${problem}`],
  );
  return problems.length > 0 ? problems.join('\n') : 'No exercise file was handed in, so no check was run.';
}
