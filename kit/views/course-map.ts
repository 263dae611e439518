// The course on one picture: eleven stages and what each takes from others.
import { type StageName, stageNames } from '../../lib/stages.js';
import { box, EDGE, line, type Point, picture, TOP, text, WIDTH } from './svg.js';

/** What values of earlier stages a stage takes; records and hellos stand at the start. */
const feeds: Readonly<Record<StageName, readonly StageName[]>> = {
  '01-records': [],
  '02-hellos': ['01-records'],
  '03-rsa': [],
  '04-certificates': ['02-hellos', '03-rsa'],
  '05-pre-master-secret': ['03-rsa', '04-certificates'],
  '06-master-secret': ['02-hellos', '05-pre-master-secret'],
  '07-key-block': ['06-master-secret'],
  '08-finished': ['02-hellos', '06-master-secret'],
  '09-rc4-records': ['07-key-block'],
  '10-gcm-records': ['07-key-block'],
  '11-handshake': ['08-finished', '09-rc4-records', '10-gcm-records'],
};
export const courseFeeds = feeds;

/** Column (0 to 2) and row of each stage. */
const places: Readonly<Record<StageName, Point>> = {
  '01-records': [0, 0],
  '02-hellos': [0, 1],
  '03-rsa': [2, 0],
  '04-certificates': [1, 2],
  '05-pre-master-secret': [1, 3],
  '06-master-secret': [1, 4],
  '07-key-block': [2, 5],
  '08-finished': [0, 5],
  '09-rc4-records': [1, 6],
  '10-gcm-records': [2, 6],
  '11-handshake': [0, 7],
};

/**
 * The eleven stages as boxes, with arrows from each to those that use what it makes.
 * @param here  the stage to mark
 * @param done  the stages to tick off
 */
export function courseMap(here?: StageName, done: readonly StageName[] = []): string {
  const stages = stageNames.map((name) => stageBox(name, name === here, done.includes(name)));
  const arrows = stageNames.flatMap((name) => feeds[name].map((source) => feedArrow(source, name)));
  return picture('The course', describe(here, done), TOP + 8 * 62 + 4, [...arrows, ...stages]);
}

const BOX_WIDTH = 140;
const BOX_HEIGHT = 38;
const left = (column: number) => EDGE + column * ((WIDTH - 2 * EDGE - BOX_WIDTH) / 2);
const top = (row: number) => TOP + 4 + row * 62;

function stageBox(name: StageName, isHere: boolean, isDone: boolean): string {
  const [column, row] = places[name];
  const [number, ...words] = name.split('-');
  const sign = isHere ? '▸ ' : isDone ? '✓ ' : '';
  return [
    box(left(column), top(row), BOX_WIDTH, BOX_HEIGHT, {
      fill: isHere ? 'mark' : isDone ? 'green' : 'grey',
      stroke: isHere ? 'ink' : 'line',
      thick: isHere,
    }),
    text(left(column) + BOX_WIDTH / 2, top(row) + 16, `${sign}${number}`, { anchor: 'middle', bold: true }),
    text(left(column) + BOX_WIDTH / 2, top(row) + 32, words.join(' '), { anchor: 'middle' }),
  ].join('');
}

function feedArrow(source: StageName, target: StageName): string {
  const [fromColumn, fromRow] = places[source];
  const [toColumn, toRow] = places[target];
  const start: Point = [left(fromColumn) + BOX_WIDTH / 2, top(fromRow) + BOX_HEIGHT];
  const end: Point = [left(toColumn) + BOX_WIDTH / 2, top(toRow)];
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
