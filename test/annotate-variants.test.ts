// A capture with a renegotiation in it, explained to the last byte: the second handshake is under the keys of the first.
import assert from 'node:assert/strict';
import { Secrets } from '../kit/annotate/secrets.js';
import { problemsOf } from '../kit/annotate/section.js';
import { explainCapture } from '../kit/annotate/structure.js';
import { keyLogLine, type Packet, writePcapng } from '../kit/capture/write.js';
import { converse, kinds, startEngine } from '../kit/fuzz/engines.js';
import { suiteById } from '../lib/suites.js';

describe('annotating a renegotiation', () => {
  for (const kind of kinds) {
    const allowed = { client: { renegotiation: 'allowed' }, server: { renegotiation: 'allowed' } } as const;

    /** The notes and problems of a capture with two handshakes in it. */
    function explained(withSecrets: boolean) {
      const [client, server] = [startEngine('client', kind, allowed), startEngine('server', kind, allowed)];
      const packets: Packet[] = [];
      // A full handshake has two flights each way: the first of each side is one record, the last of the server two.
      const shakeHands = () => {
        const { fromClient, fromServer } = converse(client.connection, server.connection);
        const say = (direction: Packet['direction'], records: Uint8Array[]) =>
          packets.push(...records.map((bytes) => ({ direction, bytes, time: packets.length })));
        say('client', fromClient.slice(0, 1));
        say('server', fromServer.slice(0, -2));
        say('client', fromClient.slice(1));
        say('server', fromServer.slice(-2));
      };
      shakeHands();
      client.connection.renegotiate();
      shakeHands();
      const keyLog = client.events
        .map((e) =>
          e.type === 'secured' ? keyLogLine(e.security.clientRandom, e.security.masterSecret) : '',
        )
        .join('');
      const capture = writePcapng({ packets, serverPort: 4433, keyLog: withSecrets ? keyLog : '' });
      return explainCapture(capture, new Secrets());
    }

    it(`both handshakes are read and all four Finished verified: ${suiteById(kind.suite)?.name}`, () => {
      const sections = explained(true);
      assert.deepEqual(sections.flatMap(problemsOf), []);
      const notes = sections.flatMap((section) => section.notes);
      assert.equal(notes.filter((text) => /Finished is right/.test(text)).length, 4);
    });

    it(`without the secrets it stays encrypted, and nothing is called wrong: ${suiteById(kind.suite)?.name}`, () => {
      assert.deepEqual(explained(false).flatMap(problemsOf), []);
    });
  }
});
