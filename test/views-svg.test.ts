// What holds for every picture, whatever it shows.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';
import { gallery } from '../kit/views/gallery.js';
import { galleryPage } from '../kit/views/gallery-page.js';
import { type Colour, palette, seeThrough, textColours, tints } from '../kit/views/palette.js';
import { box, picture, text } from '../kit/views/svg.js';
import { type Lettering, lacks, lettering } from './support/pictures.js';

const drawn = Object.entries(gallery).map(([name, draw]) => ({ name, html: draw() }));
const pictures = drawn.filter(({ html }) => html.startsWith('<svg'));

async function wellFormed(svgs: readonly string[]): Promise<string[]> {
  const xml = svgs.map((contents, i) => ({ fileName: `${i}.svg`, contents }));
  const { errors } = await validateXML({ xml, normalization: 'format' });
  return errors.map(({ rawMessage }) => rawMessage);
}

describe('views: all pictures', function () {
  this.timeout(30_000);

  it('are well-formed XML', async () => {
    assert.ok(pictures.length >= 25, `${pictures.length} pictures`);
    assert.deepEqual(await wellFormed(pictures.map(({ html }) => html)), []);
  });

  it('would not pass with a text that is not escaped', async () => {
    const broken = gallery.courseMap?.().replace('<desc>', '<desc>a < b & c') ?? '';
    assert.notDeepEqual(await wellFormed([broken]), []);
  });

  it('escape what they are given, in titles, texts and hints', async () => {
    const hostile = `</text><script>alert("1")</script>&'`;
    const svg = picture(hostile, hostile, 100, [
      text(0, 0, hostile),
      box(0, 0, 9, 9, { fill: 'blue', hint: hostile }),
    ]);
    lacks(svg, '<script');
    assert.deepEqual(await wellFormed([svg]), []);
  });

  for (const { name, html } of pictures) {
    it(`${name}: title and description for those who listen`, () => {
      assert.match(html, /^<svg [^>]*role="img"[^>]*>\n<title>[^<]{5,}<\/title>\n<desc>[^<]{10,}<\/desc>/);
    });

    it(`${name}: shrinks to the width there is, and its letters stay readable on a phone`, () => {
      assert.match(html, /viewBox="0 0 480 [\d.]+" width="480"[^>]*style="max-width:100%;height:auto"/);
      const sizes = Array.from(html.matchAll(/font-size="([\d.]+)"/g), ([, size]) => Number(size));
      assert.ok(Math.min(...sizes) * (390 / 480) > 10, `${Math.min(...sizes)} px`);
    });
  }

  it('have no scripts, no ids that could meet others on a page, and nothing from elsewhere', () => {
    for (const { name, html } of drawn)
      assert.doesNotMatch(html, /<script|\son\w+=|\sid=|href=|url\(|<image|@import/, name);
  });

  it('come out the same every time', () => {
    for (const { name, html } of drawn) assert.equal(gallery[name]?.(), html, name);
  });

  it('say numbers to a tenth, so that every machine draws the same', () => {
    for (const { name, html } of pictures) assert.doesNotMatch(html, /\d\.\d\d|\de-\d|NaN|undefined/, name);
  });

  it('keep every text on the card, also in a wide font', () => {
    for (const { name, html } of pictures)
      for (const { words, from, to } of lettering(html).map(spanOf))
        assert.ok(from >= 0 && to <= 480, `${name}: ${words} from ${from} to ${to}`);
    assert.ok(spanOf({ words: 'x'.repeat(70), x: 14, y: 0, style: '' }).to > 480, 'too long a text');
  });

  it('are small enough to be kept in a notebook', () => {
    for (const { name, html } of pictures) assert.ok(html.length < 20_000, `${name}: ${html.length}`);
    for (const { name, html } of drawn) assert.ok(html.length < 64_000, `${name}: ${html.length}`);
  });

  it('bring a dark colour for every light one that they use', () => {
    for (const { name, html } of pictures) {
      const dark = html.match(/@media \(prefers-color-scheme:dark\)\{(.*)\}<\/style>/)?.[1] ?? '';
      for (const [, names] of html.matchAll(/class="([^"]+)"/g))
        for (const one of (names as string).split(' ').filter((part) => /^[fs]-/.test(part)))
          assert.ok(dark.includes(`.tls .${one}{`), `${name}: ${one}`);
      assert.ok(dark.includes('.tls{fill:#ececec}'), name);
    }
  });

  it('set nothing for all texts, which would undo the dark colours of groups', () => {
    for (const { name, html } of pictures) assert.doesNotMatch(html, /[ ,}]text[ ,{]/, name);
  });

  it('are all on one page', () => {
    const page = galleryPage();
    for (const { name, html } of drawn) assert.ok(page.includes(`<h2>${name}</h2>\n${html}`), name);
  });
});

/** Where a text begins and ends, as DejaVu Sans would have it, which is wider than most. */
function spanOf({ words, x, style }: Lettering): { words: string; from: number; to: number } {
  const size = Number(style.match(/font-size="([\d.]+)"/)?.[1] ?? 13);
  const share = style.includes('mono') ? 0.602 : style.includes('bold') ? 0.61 : 0.56;
  const width = words.length * size * share;
  const anchor = style.match(/text-anchor="(\w+)"/)?.[1];
  const from = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
  return { words, from, to: from + width };
}

describe('npm run views', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'rebuild-tls-views-'));
  after(() => rmSync(folder, { recursive: true }));
  const views = (...args: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'kit/views/main.ts', ...args], { encoding: 'utf8' });

  it('writes the page and says where it is', () => {
    const file = join(folder, 'new', 'views.html');
    const { status, stdout } = views(file);
    assert.deepEqual([status, stdout.includes(file)], [0, true]);
    assert.equal(readFileSync(file, 'utf8'), galleryPage());
  });

  it('refuses what it does not understand, in a sentence', () => {
    for (const args of [['a.html', 'b.html'], ['--dark']]) {
      const { status, stderr } = views(...args);
      assert.equal(status, 2);
      assert.match(stderr, /^views: /);
    }
  });
});

type Rgb = [number, number, number];

function rgb(hex: string): Rgb {
  const digits = hex.slice(1);
  const long = digits.length < 6 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((i) => Number.parseInt(long.slice(i, i + 2), 16)) as Rgb;
}

/** Relative luminance (WCAG 2.2). */
function luminance(colour: Rgb): number {
  const [r, g, b] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('views: the palette', () => {
  it('measures contrast as WCAG does', () => {
    assert.equal(contrast(rgb('#000'), rgb('#ffffff')), 21);
    assert.ok(Math.abs(contrast(rgb('#767676'), rgb('#fff')) - 4.54) < 0.01);
    assert.ok(contrast(rgb('#777777'), rgb('#fff')) < 4.5);
  });

  const grounds: Colour[] = ['card', 'mark', ...tints];
  for (const [scheme, which] of [
    ['light', 0],
    ['dark', 1],
  ] as const) {
    const colour = (name: Colour) => rgb(palette[name][which]);

    it(`${scheme}: every text reads on every ground, 4.5 to 1`, () => {
      for (const ink of textColours)
        for (const ground of grounds) {
          const ratio = contrast(colour(ink), colour(ground));
          assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
        }
    });

    it(`${scheme}: lines are seen on the card and on every tint, 3 to 1`, () => {
      for (const ground of grounds) {
        const ratio = contrast(colour('line'), colour(ground));
        assert.ok(ratio >= 3, `${ground}: ${ratio.toFixed(2)}`);
      }
    });
  }

  // What Jupyter, GitHub and a browser write on: text colour and page colour, light and dark.
  const pages = [
    ['#1f2328', '#ffffff'],
    ['#000000', '#ffffff'],
    ['#333333', '#f6f8fa'],
    ['#f0f6fc', '#0d1117'],
    ['#ffffff', '#111111'],
    ['#e0e0e0', '#1e1e1e'],
  ] as const;
  it('a see-through tint keeps the text of any page readable, 4.5 to 1', () => {
    for (const [ink, page] of pages)
      for (const [name, tint] of Object.entries(seeThrough)) {
        const alpha = Number.parseInt(tint.slice(-1).repeat(2), 16) / 255;
        const over = rgb(tint).map(
          (value, i) => value * alpha + (rgb(page)[i] as number) * (1 - alpha),
        ) as Rgb;
        const ratio = contrast(rgb(ink), over);
        assert.ok(ratio >= 4.5, `${name} on ${page}: ${ratio.toFixed(2)}`);
      }
  });
});
