import assert from 'node:assert/strict';
import { createClient } from '../lib/client.js';
import { ProtocolVersion } from '../lib/registry.js';
import { createServer } from '../lib/server.js';
import { reference } from '../lib/stages.js';
import { cipherSuites } from '../lib/suites.js';
import { pump, Recorder } from './support/memory.js';
import { testCa, testServer } from './support/pki.js';
import { runSeed, seeded } from './support/random.js';

const at = Date.parse('2026-01-01T00:00:00Z') / 1000;
const trust = { anchors: [testCa.certificate], at, host: 'localhost' };

describe('handshake in memory', () => {
  for (const [versionName, version] of Object.entries(ProtocolVersion))
    for (const suite of cipherSuites.filter((row) => row.minVersion <= version))
      it(`${versionName} ${suite.name}`, () => {
        const random = seeded(runSeed);
        const common = {
          functions: reference,
          random: random.bytes,
          maxVersion: version,
          cipherSuites: [suite.id],
        };
        const atServer = new Recorder();
        const atClient = new Recorder();
        const server = createServer({
          ...common,
          ...atServer,
          chain: [testServer.certificate],
          key: testServer.key,
        });
        const client = createClient({ ...common, ...atClient, trust, serverName: 'localhost' });
        pump(client, server);
        assert.deepEqual(atClient.security?.masterSecret, atServer.security?.masterSecret);
        assert.equal(atClient.security?.suite.id, suite.id);
        const data = random.bytes(40_000);
        client.write(data);
        pump(client, server);
        assert.deepEqual(new Uint8Array(atServer.data), data);
        server.write(data);
        pump(client, server);
        assert.deepEqual(new Uint8Array(atClient.data), data);
        client.close();
        pump(client, server);
        assert.deepEqual(atServer.ends, ['closed']);
      });
});
