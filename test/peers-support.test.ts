// slow: starts processes
import assert from 'node:assert/strict';
import { freePort } from '../kit/net/free-port.js';
import { openNamespace } from './support/namespace.js';
import { needs } from './support/peers.js';
import { start } from './support/processes.js';

describe('processes of tests', function () {
  this.timeout(20_000);
  it('gives output and exit code', async () => {
    const echo = start(['sh', '-c', 'read line; echo "got $line"; echo oops >&2; exit 3']);
    echo.child.stdin.end('bread\n');
    assert.equal((await echo.waitFor(/got (\w+)/))[1], 'bread');
    assert.equal(await echo.exited, 3);
    assert.match(echo.output(), /oops/);
  });

  it('ends a process with its children, even one that will not', async () => {
    const stubborn = start(['sh', '-c', 'trap "" TERM; sleep 60 & echo ready; wait; sleep 60']);
    await stubborn.waitFor(/ready/);
    await stubborn.stop();
    // Its exit is known when nobody holds its output any more, and the child holds it too.
    assert.equal(await stubborn.exited, null);
  });

  it('says what came when the expected did not', async () => {
    await assert.rejects(start(['echo', 'other']).waitFor(/wanted/), /ended without \/wanted\/:\nother/);
    const slow = start(['cat']);
    await assert.rejects(slow.waitFor(/wanted/, 50), /ran 50 ms/);
    await slow.stop();
  });

  it('says so when the program is not there', async () => {
    await assert.rejects(start(['no-such-program']).waitFor(/x/), /ENOENT/);
  });

  describe('network namespace', () => {
    needs('netns');

    it('has a loopback of its own', async () => {
      const port = await freePort();
      const listen = `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('listening'))`;
      const outside = start([process.execPath, '-e', listen]);
      const namespace = await openNamespace();
      const inside = start(namespace.inside([process.execPath, '-e', listen]));
      try {
        await Promise.all([outside.waitFor(/listening/), inside.waitFor(/listening/)]);
      } finally {
        await Promise.all([outside.stop(), inside.stop(), namespace.close()]);
      }
    });
  });
});
