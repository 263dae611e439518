import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { parseAllDocuments } from 'yaml';

const manifest = readFileSync('kit/grade/deploy/kubernetes/grade.yaml', 'utf8');
const workflow = readFileSync('kit/grade/deploy/github/grade.yml', 'utf8');

describe('deploy: the Kubernetes manifest', () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document of any shape, before it is validated
  const documents = (text = manifest): any[] => parseAllDocuments(text).map((one) => one.toJS());
  const models = { Namespace, NetworkPolicy, Job } as const;
  const validate = (text = manifest) => {
    for (const one of documents(text)) new models[one.kind as keyof typeof models](one).validate();
  };
  const [namespace, policy, job] = documents();
  const pod = job.spec.template.spec;
  const [container] = pod.containers;

  it("is valid by Kubernetes's own schemas", () => {
    validate();
    assert.deepEqual(
      documents().map(({ kind }) => kind),
      ['Namespace', 'NetworkPolicy', 'Job'],
    );
  });

  for (const [what, from, to] of [
    ['a limit in words', 'backoffLimitPerIndex: 2', 'backoffLimitPerIndex: two'],
    ['a container without a name', '- name: grade\n          image', '- image'],
    ['a policy without a selector', 'podSelector: {}', ''],
    ['capabilities that are no list', 'drop: [ALL]', 'drop: ALL'],
  ] as const)
    it(`would be refused with ${what}`, () => {
      assert.ok(manifest.includes(from));
      assert.throws(() => validate(manifest.replace(from, to)));
    });

  it('has an index for every shard, each tried again by itself', () => {
    const env = Object.fromEntries(
      container.env.map(({ name, value }: { name: string; value: string }) => [name, value]),
    );
    assert.equal(job.spec.completionMode, 'Indexed');
    assert.equal(String(job.spec.completions), env.SHARDS);
    assert.equal(job.spec.backoffLimitPerIndex, 2);
    assert.match(
      container.command[2],
      /--shard "\$\(\(JOB_COMPLETION_INDEX \+ 1\)\)\/\$SHARDS" --seed "\$SEED"/,
    );
  });

  it('lets nothing in and nothing out', () => {
    assert.deepEqual(policy.spec, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
    for (const one of [policy, job]) assert.equal(one.metadata.namespace, namespace.metadata.name);
  });

  it('runs as nobody, with no token, on a system that it cannot change', () => {
    assert.equal(pod.automountServiceAccountToken, false);
    assert.equal(pod.securityContext.runAsNonRoot, true);
    assert.ok(pod.securityContext.runAsUser > 0);
    assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' });
    assert.deepEqual(container.securityContext, {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('limits memory, time, disk and processes', () => {
    for (const limit of ['cpu', 'memory', 'ephemeral-storage']) assert.ok(container.resources.limits[limit]);
    assert.ok(job.spec.activeDeadlineSeconds > 0);
    assert.match(container.command[2], /^ulimit -u \d+;/);
    const { emptyDir } = pod.volumes.find(({ name }: { name: string }) => name === 'tmp');
    assert.ok(emptyDir.sizeLimit);
  });
});

describe('deploy: the GitHub Actions workflow', () => {
  const faults = (content: string) => {
    const { context } = parseWorkflow({ name: 'grade.yml', content }, new NoOperationTraceWriter());
    return context.errors.getErrors().map(({ message }) => message);
  };
  const [document] = parseAllDocuments(workflow);
  const { jobs, permissions } = document?.toJS() ?? {};

  it("is valid by GitHub's own parser", () => {
    assert.deepEqual(faults(workflow), []);
  });

  for (const [what, from, to] of [
    ['a key that does not exist', 'runs-on:', 'run-on:'],
    ['a matrix that is no list', 'shard: [1, 2, 3, 4]', 'shard: {from: 1}'],
    ['an unknown permission', 'contents: read', 'contents: sometimes'],
    ['an expression that is none', 'matrix.shard }}/4', 'matrix.shard | }}/4'],
  ] as const)
    it(`would be refused with ${what}`, () => {
      assert.ok(workflow.includes(from));
      assert.notDeepEqual(faults(workflow.replace(from, to)), []);
    });

  it('has as many shards as it says, and a shard that fails stops no other', () => {
    const { matrix, 'fail-fast': failFast } = jobs.grade.strategy;
    const step = jobs.grade.steps.find(({ env }: { env?: object }) => env);
    assert.equal(step.env.SHARD, `\${{ matrix.shard }}/${matrix.shard.length}`);
    assert.deepEqual(matrix.shard, [1, 2, 3, 4]);
    assert.equal(failFast, false);
  });

  it('may only read, keeps no credentials, and puts no input into a script', () => {
    assert.deepEqual(permissions, { contents: 'read' });
    assert.equal(
      workflow.match(/actions\/checkout/g)?.length,
      workflow.match(/persist-credentials: false/g)?.length,
    );
    for (const { steps } of Object.values(jobs) as { steps: { run?: string }[] }[])
      for (const { run = '' } of steps) assert.doesNotMatch(run, /\$\{\{/);
  });
});
