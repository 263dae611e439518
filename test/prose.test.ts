// What people read: the first cells, the terms and the glossary, spelling, links, headings.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { allChapters, chapterOf, courseTable, duration } from '../kit/book/chapters.js';
import { definitions, parseGlossary } from '../kit/book/glossary.js';
import { headword, markedTerms } from '../kit/book/terms.js';
import { markdown, PageText } from '../kit/book/text.js';
import { readPart } from '../kit/generated-part.js';
import { allNotebooks, nameOf } from '../kit/notebooks/find.js';
import { formatNotebook, isCode, type Notebook, readNotebook } from '../kit/notebooks/notebook.js';
import { commentsOf, documents, type Passage } from '../kit/prose/documents.js';
import { brokenLinks } from '../kit/prose/links.js';
import { ownWords, speller, wordsOf } from '../kit/prose/spelling.js';

const ROOT = process.cwd();
const passage = (text: string): Passage => ({ file: 'notebooks/x.ipynb', place: 'x', markdown: text });

function notebook(...texts: string[]): Notebook {
  const cells = texts.map((source, i) => ({
    cell_type: 'markdown' as const,
    id: `c${i}`,
    metadata: {},
    source,
  }));
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

async function notebooks(): Promise<{ name: string; notebook: Notebook }[]> {
  return Promise.all(
    allNotebooks(ROOT).map(async (path) => ({ name: nameOf(path), notebook: await readNotebook(path) })),
  );
}

describe('prose: the first cell', () => {
  const facts = '**About 40 minutes.** Needs [RSA](03-rsa.ipynb) and [hellos](02-hellos.ipynb).';

  it('says what a notebook is about, how long it takes and what it needs', () => {
    assert.deepEqual(chapterOf('06-x', notebook(`# A title\n\nOne\nsentence.\n\n${facts}\n\nMore.`)), {
      name: '06-x',
      title: 'A title',
      about: 'One sentence.',
      minutes: 40,
      needs: ['03-rsa', '02-hellos'],
    });
    const none = facts.replace(/Needs.*/, 'Needs nothing before it.');
    assert.deepEqual(chapterOf('00-x', notebook(`# T\n\nS.\n\n${none}`)).needs, []);
  });

  it('in another form is refused, with the form', () => {
    for (const text of [
      '',
      `T\n\nS.\n\n${facts}`,
      `# T\n\n${facts}`,
      `# T\n\nS.\n\n${facts.replace('40', 'forty')}`,
      `# T\n\nS.\n\n${facts.replace(/Needs.*/, 'Needs RSA.')}`,
    ])
      assert.throws(
        () => chapterOf('06-x', notebook(text)),
        /06-x\.ipynb has to begin with a title.*\n.*minutes/,
      );
  });

  it('of every notebook has this form, names earlier notebooks, and promises a sitting', async () => {
    const chapters = await allChapters(ROOT);
    for (const [i, { name, about, minutes, needs }] of chapters.entries()) {
      const earlier = chapters.slice(0, i).map((chapter) => chapter.name);
      for (const need of needs) assert.ok(earlier.includes(need), `${name} needs ${need}`);
      assert.ok(minutes >= 20 && minutes <= 60, `${name} takes ${minutes} minutes`);
      assert.ok(about.length <= 200, `${name}: the sentence is too long for the map`);
    }
  });

  it('gives the table in the README (npm run course-table writes it)', async () => {
    const table = courseTable(await allChapters(ROOT));
    assert.equal(readPart(readFileSync('README.md', 'utf8'), 'course'), table);
  });

  it('durations read well', () => {
    assert.deepEqual([45, 60, 535].map(duration), ['45 min', '1 h', '8 h 55 min']);
  });
});

describe('prose: terms and glossary', () => {
  const marks = (text: string) => markedTerms(markdown(), text);

  it('bold marks a term, except as a lead-in, in headings, quotes and tables', () => {
    assert.deepEqual(marks('A **keystream** is, and a **hash\nfunction** too. *No.*'), [
      'keystream',
      'hash function',
    ]);
    for (const none of [
      '**Predict.** Now',
      '**Why?** So',
      '## **Big**',
      '> **Danger** here',
      '| **a** |\n|---|\n| **b** |',
    ])
      assert.deepEqual(marks(none), [], none);
  });

  it('a glossary line is a term and a sentence, and no term comes twice', () => {
    assert.deepEqual(parseGlossary('PRF; prf function | It is one.\n'), [
      { forms: ['PRF', 'prf function'], means: 'It is one.' },
    ]);
    assert.throws(() => parseGlossary('PRF is one.\n'), /not "term \| One sentence\."/);
    assert.throws(() => parseGlossary('PRF | no stop\n'), /not "term/);
    assert.throws(() => parseGlossary('a; PRF | One.\nprf | Two.\n'), /defines prf twice/);
  });

  it('the glossary is in the order of a dictionary', () => {
    const words = definitions.map(({ forms }) => forms[0].toLowerCase());
    assert.deepEqual(words, [...words].sort());
  });

  it('every marked term is in the glossary, once in a notebook, and every term is marked', async () => {
    const marked = new Set<string>();
    for (const { name, notebook: one } of await notebooks()) {
      const here = one.cells.flatMap((cell) => (isCode(cell) ? [] : marks(cell.source)));
      for (const text of here)
        assert.ok(headword(text), `${name} marks **${text}**, which the glossary does not have`);
      const words = here.map((text) => headword(text) as string);
      assert.deepEqual(words, [...new Set(words)], `${name} marks a term twice`);
      for (const word of words) marked.add(word);
    }
    assert.deepEqual(
      definitions.map(({ forms }) => forms[0]).filter((word) => !marked.has(word)),
      [],
    );
  });
});

describe('prose: notebooks', () => {
  const levels = (...texts: string[]) => {
    const page = new PageText((href) => href);
    for (const text of texts) page.html(text);
    return page.headings;
  };
  /** What is wrong with headings, in words. */
  function headingProblems(headings: ReturnType<typeof levels>): string[] {
    return headings.flatMap(({ level, html }, i) => {
      const before = headings[i - 1]?.level ?? 0;
      const again = headings.findIndex((other) => other.html === html) < i;
      return [
        ...(level > before + 1 ? [`${html} skips a level`] : []),
        ...(level === 1 && i > 0 ? [`${html} is a second title`] : []),
        ...(again ? [`${html} comes twice`] : []),
      ];
    });
  }

  it('have one title, headings without gaps, and each heading once', async () => {
    for (const { name, notebook: one } of await notebooks()) {
      const texts = one.cells.flatMap((cell) => (isCode(cell) ? [] : [cell.source]));
      assert.deepEqual(headingProblems(levels(...texts)), [], name);
    }
    assert.deepEqual(headingProblems(levels('# a\n### b', '# c\n## a')), [
      'b skips a level',
      'c is a second title',
      'a comes twice',
    ]);
  });

  it('are stored as a run from the first cell to the last leaves them', async () => {
    for (const path of allNotebooks(ROOT)) {
      const one = await readNotebook(path);
      assert.equal(readFileSync(path, 'utf8'), formatNotebook(one), path);
      const counts = one.cells.filter(isCode).map((cell) => cell.execution_count);
      assert.deepEqual(
        counts,
        counts.map((_, i) => i + 1),
        `${path}: npm run notebooks -- --update`,
      );
    }
  });
});

describe('prose: spelling', function () {
  this.timeout(10_000);

  it('words are those of running text, not of code, links, abbreviations or identifiers', () => {
    assert.deepEqual(
      wordsOf(
        "It's a *bet*: `cdoe`, [txet](tragte.md), TLS, pHash, verify_data, kit/nmae.ts, v1.2 and x509.",
      ),
      ['It', 'bet', 'txet', 'and'],
    );
  });

  it('British and American English pass, other words only when they are on the list', async () => {
    const { knows } = await speller();
    for (const word of ['colour', 'color', 'recognise', 'recognize', 'keystream', 'Keystream', 'Diffie'])
      assert.ok(knows(word), word);
    for (const word of ['colur', 'recieve', 'teh', 'keystraem', 'diffie']) assert.ok(!knows(word), word);
  });

  it('every text is spelled as a dictionary or the list has it, and the list has nothing else', async () => {
    const { knows, isEnglish } = await speller();
    const exercises = readdirSync('exercises').filter((file) => file.endsWith('.ts'));
    const texts = [
      ...(await documents(ROOT)),
      ...exercises.map((file) => commentsOf(ROOT, `exercises/${file}`)),
    ];
    const used = new Set<string>();
    for (const { place, markdown: text } of texts)
      for (const word of wordsOf(text)) {
        assert.ok(knows(word), `${place} has the word ${word}; mend it, or add it to kit/prose/words.txt`);
        for (const form of [word, word.toLowerCase()]) used.add(form);
      }
    assert.deepEqual(
      ownWords.filter((word) => !used.has(word)),
      [],
      'words that no text has',
    );
    assert.deepEqual(ownWords.filter(isEnglish), [], 'words that a dictionary has');
    const order = (a: string, b: string) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
    assert.deepEqual(ownWords, [...new Set(ownWords)].sort(order));
  });
});

describe('prose: links', () => {
  it('lead to files and headings that are there', async () => {
    const broken = (await documents(ROOT)).flatMap((one) => brokenLinks(ROOT, one));
    assert.deepEqual(broken, []);
  });

  it('that lead nowhere, or do not say where, are found', () => {
    const cases: [string, RegExp | undefined][] = [
      ['[records](../exercises/01-records.ts)', undefined],
      ['[how to add](../CONTRIBUTING.md#how-to-add)', undefined],
      ['[RFC 5246](https://www.rfc-editor.org/rfc/rfc5246#section-5)', undefined],
      ['[records](../exercises/01-recrods.ts)', /leads to no file/],
      ['[outside](../../etc/passwd)', /leads to no file/],
      ['[how to add](../CONTRIBUTING.md#how-to-sub)', /leads to no heading/],
      ['[the keys](00-the-first-milliseconds.ipynb#keys)', /has a fragment/],
      ['[here](../README.md)', /does not say where/],
      ['[](../README.md)', /has no text/],
      ['![](../README.md)', /has no text/],
      ['[plain](http://example.com)', /not an https address/],
      ['[odd](https://)', /not an https address/],
    ];
    for (const [text, problem] of cases) {
      const [found] = brokenLinks(ROOT, passage(text));
      if (problem) assert.match(found ?? 'nothing', problem, text);
      else assert.equal(found, undefined);
    }
  });
});

describe('prose: the sources', () => {
  const page = readFileSync('kit/sessions/README.md', 'utf8');
  const cells = [...page.matchAll(/`(\d\d) ([\w-]+)`/g)].slice(1); // the first one is the example
  const tests = [...page.matchAll(/`(test\/[\w/.-]+)`/g)];

  it('every claim names cells and tests that are there', () => {
    assert.ok(cells.length > 60 && tests.length > 3, 'rows are read');
    for (const [, number = '', id = ''] of cells) {
      const file = readdirSync('notebooks').find((name) => name.startsWith(`${number}-`));
      const { cells: own } = JSON.parse(readFileSync(`notebooks/${file}`, 'utf8'));
      const cell = own.find((one: { id: string }) => one.id === id);
      assert.equal(cell?.cell_type, 'code', `notebook ${number} has no code cell ${id}`);
    }
    for (const [, file = ''] of tests) assert.ok(existsSync(file), `${file} is missing`);
  });

  it('every row says where', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!claim|step)/.test(line));
    for (const row of rows) assert.match(row.split('|').at(-2) ?? '', /`/, row);
  });
});
