// Where a stage stands in the conversation: which messages the stages before it can make and read, which are its own,
// and which are still missing.
import type { StageName } from '../../lib/stages.js';
import { type Flight, type Marks, sequenceDiagram } from './sequence-diagram.js';
import { amazonFlights, modernFlights } from './session-flights.js';

interface Place extends Required<Pick<Marks, 'built' | 'here'>> {
  readonly flights: readonly Flight[];
}

/** The numbers are the ones that session-flights.ts gives the messages. */
const places: { readonly [S in StageName]: Place } = {
  '01-records': { flights: amazonFlights, built: [], here: [3, 5, 7] }, // what is a record and nothing more
  '02-hellos': { flights: amazonFlights, built: [3, 5, 7], here: [0, 1] },
  '03-rsa': { flights: amazonFlights, built: [0, 1, 3, 5, 7], here: [] },
  '04-certificates': { flights: amazonFlights, built: [0, 1, 3, 5, 7], here: [2] },
  '05-pre-master-secret': { flights: modernFlights, built: [0, 1, 2, 4, 6, 8], here: [3, 5] },
  '06-master-secret': { flights: amazonFlights, built: [0, 1, 2, 3, 4, 5, 7], here: [] },
  '07-key-block': { flights: amazonFlights, built: [0, 1, 2, 3, 4, 5, 7], here: [] },
  '08-finished': { flights: amazonFlights, built: [0, 1, 2, 3, 4, 5, 7], here: [6, 8] },
  '09-rc4-records': { flights: amazonFlights, built: [0, 1, 2, 3, 4, 5, 7], here: [6, 8, 9, 10] },
  '10-gcm-records': {
    flights: modernFlights,
    built: [0, 1, 2, 3, 4, 5, 6, 8],
    here: [7, 9, 10, 11, 12, 13],
  },
  '11-handshake': { flights: modernFlights, built: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13], here: [] },
};

/** The message flow as it is when `stage` begins, its own messages marked, the missing ones dimmed; an SVG picture. */
export function stageFlow(stage: StageName): string {
  const { flights, built, here } = places[stage];
  return sequenceDiagram(flights, { built, here });
}
