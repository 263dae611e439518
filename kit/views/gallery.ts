// Every view with the course's two sessions in it: for looking at, and for the tests that hold for all of them.

import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { decodeAll, type Field } from '../../lib/codec.js';
import { gcmAdditionalData } from '../../lib/gcm.js';
import { decodeCertificate, readHandshakeBody } from '../../lib/handshake-body.js';
import { os2ip } from '../../lib/integers.js';
import { prf12 } from '../../lib/prf.js';
import { rc4KeySchedule } from '../../lib/rc4.js';
import { joinHandshake, splitHandshake } from '../../lib/records.js';
import { ContentType, HandshakeType, nameOf, TLS10, TLS12 } from '../../lib/registry.js';
import { reference } from '../../lib/stages.js';
import { explainChain } from '../../lib/verify-chain.js';
import { parseCertificate } from '../../lib/x509.js';
import { amazon2009 as amazon, amazonTime } from '../sessions/amazon-2009.js';
import { tls12EcdheGcm as modern } from '../sessions/tls12-ecdhe-gcm.js';
import { annotatedHex, consecutive } from './annotated-hex.js';
import { chainGraph } from './chain-graph.js';
import { courseMap } from './course-map.js';
import { derBoxes } from './der-boxes.js';
import { counterModeDiagram, ghashDiagram } from './gcm-diagram.js';
import { hexDump } from './hex-dump.js';
import { keyBlockComparison, keyBlockCuts, keyBlockDiagram } from './key-block-diagram.js';
import { modPowPath } from './mod-pow-path.js';
import { pkcs1Layout } from './pkcs1-layout.js';
import { pHashDiagram, prf10Diagram, prf12Diagram } from './prf-diagram.js';
import { rc4OutputGrid, rc4ScheduleGrid } from './rc4-state.js';
import { recordBoxes } from './record-boxes.js';
import { gcmAdditionalDataLayout, gcmNonceLayout, macInputLayout } from './record-layouts.js';
import { sealDiagram } from './seal-diagram.js';
import { type Flight, sequenceDiagram } from './sequence-diagram.js';
import { transcriptDiagram } from './transcript-diagram.js';

export interface Exhibit {
  readonly name: string;
  readonly html: string;
}

function explain(message: Uint8Array): Field[] {
  const fields: Field[] = [];
  decodeAll(
    message,
    'Handshake',
    (r) => {
      const msgType = r.uint8('msg_type', (type) => nameOf(HandshakeType, type));
      r.inside(r.uint24('length'), 'body', (body) => readHandshakeBody(body, msgType));
    },
    fields,
  );
  return fields;
}

const flights: Flight[] = [
  { from: 'Client', messages: [{ name: 'ClientHello', recordType: 'handshake', length: 158 }] },
  {
    from: 'Server',
    messages: [
      { name: 'ServerHello', recordType: 'handshake', length: 74 },
      { name: 'Certificate', recordType: 'handshake', length: 2468 },
      { name: 'ServerHelloDone', recordType: 'handshake', length: 4 },
    ],
  },
  {
    from: 'Client',
    messages: [
      { name: 'ClientKeyExchange', recordType: 'handshake', length: 134 },
      { name: 'ChangeCipherSpec', recordType: 'change_cipher_spec', length: 1 },
      { name: 'Finished', recordType: 'handshake', length: 32, encrypted: true },
    ],
  },
  {
    from: 'Server',
    messages: [
      { name: 'ChangeCipherSpec', recordType: 'change_cipher_spec', length: 1 },
      { name: 'Finished', recordType: 'handshake', length: 32, encrypted: true },
    ],
  },
  {
    from: 'Client',
    messages: [{ name: 'GET', recordType: 'application_data', length: 508, encrypted: true }],
  },
];

const chain = (break_: boolean) => {
  const list = decodeCertificate(amazon.certificateMessage.slice(4)).map((c) => c.slice());
  if (break_) (list[0] as Uint8Array)[900] = 0;
  return explainChain(reference, {
    chain: list,
    anchors: [amazon.verisignRootCertificate],
    host: 'www.amazon.com',
    at: break_ ? amazonTime + 86400 * 200 : amazonTime,
    keyExchange: 'RSA',
  });
};

const modernSeed = concatBytes(modern.serverRandom, modern.clientRandom);
const long = prf12('SHA-256', modern.masterSecret, 'key expansion', modernSeed, 104);
const serverFlight = joinHandshake(
  concatBytes(amazon.serverHello, amazon.certificateMessage, amazon.serverHelloDone),
).messages;
const named = [
  { name: 'ServerHello', bytes: amazon.serverHello },
  { name: 'Certificate', bytes: amazon.certificateMessage },
  { name: 'ServerHelloDone', bytes: amazon.serverHelloDone },
];
const request = utf8ToBytes(modern.request);
const nonce = concatBytes(modern.clientWriteIv, modern.clientDataFragment.slice(0, 8));

export const exhibits = (): Exhibit[] =>
  [
    [
      'annotatedHex, five bytes',
      annotatedHex(
        amazon.recordHeaderClientHello,
        consecutive([
          ['type', 1, 'handshake'],
          ['version', 2, 'TLS 1.0'],
          ['length', 2, '158 bytes follow'],
        ]),
      ),
    ],
    ['annotatedHex, ClientHello', annotatedHex(amazon.clientHello, explain(amazon.clientHello))],
    [
      'annotatedHex, Certificate',
      annotatedHex(amazon.certificateMessage, explain(amazon.certificateMessage)),
    ],
    [
      'annotatedHex, X.509',
      (() => {
        const trace: Field[] = [];
        parseCertificate(amazon.amazonCertificate, trace);
        return annotatedHex(amazon.amazonCertificate, trace);
      })(),
    ],
    ['hexDump', hexDump(amazon.serverHello, explain(amazon.serverHello))],
    ['sequenceDiagram', sequenceDiagram(flights)],
    ['sequenceDiagram, in stage 05', sequenceDiagram(flights, { built: [0, 1, 2, 3], here: [4] })],
    [
      'courseMap',
      courseMap('06-master-secret', [
        '01-records',
        '02-hellos',
        '03-rsa',
        '04-certificates',
        '05-pre-master-secret',
      ]),
    ],
    ['chainGraph', chainGraph(chain(false), amazonTime)],
    ['chainGraph, broken', chainGraph(chain(true), amazonTime + 86400 * 200)],
    ['rc4ScheduleGrid', rc4ScheduleGrid(amazon.clientWriteKey, 40)],
    ['rc4OutputGrid', rc4OutputGrid(rc4KeySchedule(amazon.clientWriteKey), 4)],
    [
      'pHashDiagram',
      pHashDiagram(
        'MD5',
        amazon.masterSecret.slice(0, 24),
        concatBytes(utf8ToBytes('key expansion'), amazon.serverRandom, amazon.clientRandom),
        40,
      ),
    ],
    [
      'prf10Diagram',
      prf10Diagram(
        amazon.preMasterSecret,
        'master secret',
        concatBytes(amazon.clientRandom, amazon.serverRandom),
        48,
      ),
    ],
    ['prf12Diagram', prf12Diagram('SHA-256', modern.masterSecret, 'key expansion', modernSeed, 40)],
    ['keyBlockDiagram', keyBlockDiagram(amazon.keyBlock, keyBlockCuts(16, 16, 0))],
    ['keyBlockDiagram, GCM', keyBlockDiagram(modern.keyBlock, keyBlockCuts(0, 16, 4))],
    ['keyBlockComparison', keyBlockComparison(long, keyBlockCuts(0, 16, 4), keyBlockCuts(32, 16, 4))],
    ['counterModeDiagram', counterModeDiagram(modern.clientWriteKey, nonce, request)],
    [
      'ghashDiagram',
      ghashDiagram(
        modern.clientWriteKey,
        nonce,
        gcmAdditionalData(1n, 23, TLS12, request.length),
        modern.clientDataFragment.slice(8, -16),
      ),
    ],
    ['modPowPath, small', modPowPath(4n, 13n, 33n)],
    ['modPowPath, Amazon', modPowPath(os2ip(amazon.pkcs1Block), 65537n, os2ip(amazon.amazonModulus))],
    [
      'derBoxes',
      derBoxes(
        amazon.amazonTbsCertificate.slice(0, 0).length === 0
          ? Uint8Array.of(
              0x30,
              0x0d,
              0x06,
              0x09,
              0x2a,
              0x86,
              0x48,
              0x86,
              0xf7,
              0x0d,
              0x01,
              0x01,
              0x05,
              0x05,
              0x00,
            )
          : amazon.amazonTbsCertificate,
      ),
    ],
    ['derBoxes, certificate', derBoxes(amazon.amazonCertificate, 3)],
    ['recordBoxes', recordBoxes(named, splitHandshake(serverFlight, 2 ** 14))],
    ['recordBoxes, small records', recordBoxes(named, splitHandshake(serverFlight, 1000))],
    [
      'transcriptDiagram',
      transcriptDiagram(
        [
          { from: 'Client', name: 'ClientHello', bytes: amazon.clientHello },
          { from: 'Server', name: 'ServerHello', bytes: amazon.serverHello },
          { from: 'Server', name: 'Certificate', bytes: amazon.certificateMessage },
          { from: 'Server', name: 'ServerHelloDone', bytes: amazon.serverHelloDone },
          { from: 'Client', name: 'ClientKeyExchange', bytes: amazon.clientKeyExchange },
          {
            from: 'Client',
            name: 'ChangeCipherSpec',
            bytes: Uint8Array.of(1),
            leftOut: 'no handshake message: a record type of its own',
          },
        ],
        [
          ['MD5', amazon.handshakeMd5Client],
          ['SHA-1', amazon.handshakeSha1Client],
          ['client verify_data', amazon.clientVerifyData],
        ],
      ),
    ],
    ['macInputLayout', macInputLayout(0n, ContentType.handshake, TLS10, amazon.clientFinishedMessage)],
    [
      'sealDiagram',
      sealDiagram({
        mac: 'MD5',
        macKey: amazon.clientWriteMacSecret,
        state: rc4KeySchedule(amazon.clientWriteKey),
        sequenceNumber: 0n,
        type: 22,
        version: TLS10,
        content: amazon.clientFinishedMessage,
      }),
    ],
    ['gcmNonceLayout', gcmNonceLayout(modern.clientWriteIv, modern.clientDataFragment.slice(0, 8))],
    ['gcmAdditionalDataLayout', gcmAdditionalDataLayout(1n, 23, TLS12, request.length)],
    ['pkcs1Layout, 1', pkcs1Layout(1, amazon.amazonSignatureDecrypted, 'DigestInfo')],
    ['pkcs1Layout, 2', pkcs1Layout(2, amazon.pkcs1Block, 'pre-master secret')],
  ].map(([name, html]) => ({ name: name as string, html: html as string }));
