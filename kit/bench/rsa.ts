// The RSA-2048 private operation, which is most of what a server does in a handshake.
import { constants, createPrivateKey, privateDecrypt, randomBytes } from 'node:crypto';
import forge from 'node-forge';
import { rsaPrivateOperation } from '../../lib/rsa.js';
import { reference } from '../../lib/stages.js';
import { effortOf, type Group } from './group.js';
import { measure, median, medianRatio } from './measure.js';
import { aim } from './rows.js';

const effort = { rounds: 9, turnMs: 250 };

export const rsa: Group = async (bench) => {
  const name = 'RSA-2048 private operation';
  const { key, keyPem } = bench.pki.server;
  const forgeKey = forge.pki.privateKeyFromPem(keyPem);
  const nodeKey = { key: createPrivateKey(keyPem), padding: constants.RSA_NO_PADDING };
  const input = Uint8Array.of(0, ...randomBytes(255));
  const text = Buffer.from(input).toString('latin1');
  const answer = privateDecrypt(nodeKey, input);
  const check = (output: Uint8Array) => {
    if (!answer.equals(output)) throw new Error('the RSA operations disagree');
  };
  const rates = await measure(
    {
      ours: { units: 1, step: () => check(rsaPrivateOperation(reference, key, input)) },
      'node-forge': { units: 1, step: () => check(Buffer.from(forgeKey.decrypt(text, 'RAW'), 'latin1')) },
      'node:tls': { units: 1, step: () => check(privateDecrypt(nodeKey, input)) },
    },
    effortOf(bench, effort),
    (done, of) => bench.progress(name, done, of),
  );
  const figures = {
    ours: median(rates.ours),
    'node-forge': median(rates['node-forge']),
    'node:tls': median(rates['node:tls']),
  };
  const measured = medianRatio(rates.ours, rates['node-forge']);
  return [
    {
      group: 'rsa',
      name: `${name} (node:crypto for node:tls)`,
      unit: 'operations/s',
      figures,
      aim: aim({ what: 'node-forge', unit: 'times', measured, bound: { least: 5 } }),
    },
  ];
};
