// Which versions and suites a server accepts: offer all of a version, strike out what the server chose, ask again.
import { otherSuites } from '../../lib/suite-names.js';
import { cipherSuites } from '../../lib/suites.js';
import { type Said, TLS13 } from './ask.js';
import { versions } from './meaning.js';

export interface VersionSurvey {
  readonly version: number;
  readonly name: string;
  /** In the order in which the server chose them. */
  readonly suites: readonly number[];
  /** What ended the questions. */
  readonly end: string;
}

/** A server that chooses something new each time would keep us asking; no honest one needs so many. */
export const MOST_CONNECTIONS = 120;

const isTls13 = (id: number) => id >> 8 === 0x13;
/** TLS_NULL_WITH_NULL_NULL is what every connection begins with, and nothing to negotiate (RFC 5246 A.5). */
const all = [...cipherSuites.map(({ id }) => id), ...Object.values(otherSuites)].filter((id) => id !== 0);

/**
 * @param ask      one connection
 * @param progress called before each
 */
export async function survey(
  ask: (version: number, suites: readonly number[]) => Promise<Said>,
  progress: (name: string, connections: number) => void = () => {},
): Promise<VersionSurvey[]> {
  let connections = 0;
  const found: VersionSurvey[] = [];
  for (const { version, name } of versions) {
    let left = all.filter((id) => isTls13(id) === (version === TLS13));
    const suites: number[] = [];
    let end = 'every suite that we know';
    while (left.length > 0) {
      if (++connections > MOST_CONNECTIONS) {
        end = `stopped after ${MOST_CONNECTIONS} connections`;
        break;
      }
      progress(name, connections);
      const said = await ask(version, left);
      if (said.kind === 'refused') end = said.how;
      else if (said.version !== version) end = 'answered in another version';
      else if (!left.includes(said.suite)) end = 'chose a suite that was not offered';
      if (said.kind === 'refused' || said.version !== version || !left.includes(said.suite)) break;
      suites.push(said.suite);
      left = left.filter((id) => id !== said.suite);
    }
    found.push({ version, name, suites, end });
  }
  return found;
}
