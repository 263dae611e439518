// JUnit XML, as Jenkins, GitLab and most CI systems read it: a suite a stage, a case a check. There is no standard; the
// schema that it is checked against is Jenkins's (https://github.com/jenkinsci/xunit-plugin, jenkins-junit.xsd).
import { create } from 'xmlbuilder2';
import type { SubmissionRecord } from '../record.js';
import type { SubmissionFormat } from './format.js';
import { type LearnerCheck, type LearnerStage, learnerView } from './learner-view.js';
import { plainLine } from './plain.js';

type Element = ReturnType<typeof create>;

export const junit: SubmissionFormat = {
  scope: 'submission',
  about: 'JUnit XML, for CI systems',
  extension: '.xml',
  render(record) {
    const view = learnerView(record);
    const document = create({ version: '1.0', encoding: 'UTF-8' });
    const suites = document.ele('testsuites', {
      name: view.submission,
      time: seconds(record.timing.wallMs),
      ...countsOf(view.stages),
    });
    for (const [i, stage] of view.stages.entries()) addSuite(suites, stage, wallMsOf(record, i));
    return `${document.end({ prettyPrint: true })}\n`;
  },
};

const wallMsOf = ({ stages }: SubmissionRecord, i: number) => stages[i]?.wallMs ?? 0;
const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
const checksOf = ({ functions }: LearnerStage) => functions.flatMap(({ checks }) => checks);
const isFailure = ({ status }: LearnerCheck) => status !== 'ok' && status !== 'skipped';

function countsOf(stages: readonly LearnerStage[]) {
  const checks = stages.flatMap(checksOf);
  return {
    tests: checks.length,
    failures: checks.filter(isFailure).length,
    errors: stages.filter(({ problem }) => problem !== undefined).length,
  };
}

function addSuite(suites: Element, stage: LearnerStage, wallMs: number): void {
  const skipped = checksOf(stage).filter(({ status }) => status === 'skipped').length;
  const attributes = { name: stage.stage, ...countsOf([stage]), skipped, time: seconds(wallMs) };
  const suite = suites.ele('testsuite', attributes);
  const properties = suite.ele('properties');
  properties.ele('property', { name: 'score', value: stage.score });
  properties.ele('property', { name: 'max_score', value: stage.maxScore });
  if (stage.problem !== undefined)
    suite
      .ele('testcase', { name: 'the file can be loaded', classname: stage.stage })
      .ele('error', { type: 'problem', message: plainLine(stage.problem) });
  for (const { name, checks } of stage.functions)
    for (const check of checks) addCase(suite, `${stage.stage}.${name}`, check);
  if (stage.printed.length > 0) suite.ele('system-out').txt(stage.printed.join('\n'));
}

function addCase(suite: Element, classname: string, check: LearnerCheck): void {
  const { name, status, message = '', mistake } = check;
  const one = suite.ele('testcase', { name, classname });
  if (status === 'skipped') one.ele('skipped').txt(message);
  else if (isFailure(check))
    one.ele('failure', { type: mistake ?? status, message: plainLine(message) }).txt(message);
}
