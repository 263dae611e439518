// The course on one picture: eleven stages and what each takes from others.
import { type StageName, stageNames } from '../../lib/stages.js';
import { box, EDGE, INNER, line, type Point, picture, TOP, text } from './svg.js';

/** Whose values a stage takes. */
export const feeds: Readonly<Record<StageName, readonly StageName[]>> = {
  '01-records': [],
  '02-hellos': ['01-records'],
  '03-rsa': [],
  '04-certificates': ['03-rsa'],
  '05-pre-master-secret': ['03-rsa', '04-certificates'],
  '06-master-secret': ['02-hellos', '05-pre-master-secret'],
  '07-key-block': ['06-master-secret'],
  '08-finished': ['02-hellos', '06-master-secret'],
  '09-rc4-records': ['07-key-block'],
  '10-gcm-records': ['07-key-block'],
  '11-handshake': ['08-finished', '09-rc4-records', '10-gcm-records'],
};

const titles: Readonly<Record<StageName, string>> = {
  '01-records': 'records',
  '02-hellos': 'hellos',
  '03-rsa': 'RSA',
  '04-certificates': 'certificates',
  '05-pre-master-secret': 'pre-master secret',
  '06-master-secret': 'master secret',
  '07-key-block': 'key block',
  '08-finished': 'Finished',
  '09-rc4-records': 'RC4 records',
  '10-gcm-records': 'GCM records',
  '11-handshake': 'handshake',
};

/** Column (0 to 2) and row of each stage. */
const places: Readonly<Record<StageName, Point>> = {
  '01-records': [0, 0],
  '02-hellos': [0, 1],
  '03-rsa': [2, 0],
  '04-certificates': [2, 1],
  '05-pre-master-secret': [1, 2],
  '06-master-secret': [1, 3],
  '07-key-block': [2, 4],
  '08-finished': [0, 4],
  '09-rc4-records': [1, 5],
  '10-gcm-records': [2, 5],
  '11-handshake': [1, 6],
};

/**
 * The eleven stages as boxes, with arrows from each to those that use what it makes.
 * @param here  the stage to mark
 * @param done  the stages to tick off
 */
export function courseMap(here?: StageName, done: readonly StageName[] = []): string {
  const stages = stageNames.map((name) => stageBox(name, name === here, done.includes(name)));
  const arrows = stageNames.flatMap((name) => feeds[name].map((source) => feedArrow(source, name)));
  return picture('The course', describe(here, done), TOP + 7 * ROW - 8, [...arrows, ...stages]);
}

const BOX_WIDTH = 140;
const BOX_HEIGHT = 40;
const ROW = 66;
const left = (column: number) => EDGE + column * ((INNER - BOX_WIDTH) / 2);
const top = (row: number) => TOP + 4 + row * ROW;

function stageBox(name: StageName, isHere: boolean, isDone: boolean): string {
  const [column, row] = places[name];
  const number = name.slice(0, 2);
  const sign = isHere ? '▸ ' : isDone ? '✓ ' : '';
  return [
    box(left(column), top(row), BOX_WIDTH, BOX_HEIGHT, {
      fill: isHere ? 'mark' : isDone ? 'green' : 'grey',
      stroke: isHere ? 'ink' : 'line',
      thick: isHere,
    }),
    text(left(column) + BOX_WIDTH / 2, top(row) + 16, `${sign}${number}`, { anchor: 'middle', bold: true }),
    text(left(column) + BOX_WIDTH / 2, top(row) + 32, titles[name], { anchor: 'middle' }),
  ].join('');
}

/** From below the source to above the target, or to its side when another row lies between them. */
function feedArrow(source: StageName, target: StageName): string {
  const [fromColumn, fromRow] = places[source];
  const [toColumn, toRow] = places[target];
  const turn = Math.sign(toColumn - fromColumn);
  const isLong = turn !== 0 && toRow - fromRow > 1;
  const start: Point = [
    left(fromColumn) + BOX_WIDTH / 2 + (isLong ? 66 : 52) * turn,
    top(fromRow) + BOX_HEIGHT,
  ];
  const end: Point = isLong
    ? [left(toColumn) + (turn > 0 ? 0 : BOX_WIDTH), top(toRow) + BOX_HEIGHT / 2]
    : [left(toColumn) + BOX_WIDTH / 2 - 40 * turn, top(toRow)];
  return line([start, end], { arrow: true });
}

function describe(here: StageName | undefined, done: readonly StageName[]): string {
  return stageNames
    .map((name) => {
      const from = feeds[name].length > 0 ? ` takes from ${feeds[name].join(' and ')}` : ' takes from none';
      return `${name}${from}${name === here ? '; you are here' : done.includes(name) ? '; done' : ''}.`;
    })
    .join(' ');
}
