// What the functions of the stages answer in a session such as Amazon's: the same questions for every learner's own.
import { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { ContentType, TLS10 } from '../../lib/registry.js';
import { type FunctionName, reference as f } from '../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import type { Case } from '../check/define.js';
import type { SessionFacts } from './session.js';

const suite = suiteById(0x0004) as CipherSuite;
const { handshake, application_data } = ContentType;

/** By function: its calls in a session, with their answers. Functions that no such session calls are left out. */
export const sessionCases: { readonly [F in FunctionName]?: (s: SessionFacts) => readonly Case[] } = {
  joinHandshake: (s) => {
    const flight = concatBytes(s.serverHello, s.certificateMessage, s.serverHelloDone);
    return [{ args: [flight], expected: f.joinHandshake(flight) }];
  },
  decodeClientHello: (s) => [
    { args: [s.clientHello.slice(4)], expected: f.decodeClientHello(s.clientHello.slice(4)) },
  ],
  decodeServerHello: (s) => [
    { args: [s.serverHello.slice(4)], expected: f.decodeServerHello(s.serverHello.slice(4)) },
  ],
  modPow: (s) => {
    const [block, modulus] = [f.os2ip(s.pkcs1Block), f.os2ip(s.amazonModulus)];
    return [{ args: [block, 65537n, modulus], expected: f.os2ip(s.encryptedPreMasterSecret) }];
  },
  pkcs1Pad: (s) => [
    { args: [2, s.preMasterSecret, s.amazonModulus.length, s.pkcs1PaddingString], expected: s.pkcs1Block },
  ],
  pkcs1Unpad: (s) => [{ args: [2, s.pkcs1Block], expected: s.preMasterSecret }],
  rsaPreMasterSecret: (s) => {
    const version = f.decodeClientHello(s.clientHello.slice(4)).clientVersion;
    return [{ args: [version, s.preMasterSecret.slice(2)], expected: s.preMasterSecret }];
  },
  recoverPreMasterSecret: (s) => [
    {
      args: [
        (s.preMasterSecret[0] as number) * 256 + (s.preMasterSecret[1] as number),
        s.preMasterSecret,
        s.masterSecret,
      ],
      expected: s.preMasterSecret,
    },
  ],
  hmac: (s) => [
    { args: ['MD5', s.clientWriteMacSecret, s.clientFinishedMacInput], expected: s.clientFinishedMac },
    {
      args: ['MD5', s.serverWriteMacSecret, dataInput(s.serverApplicationPlaintext)],
      expected: s.serverApplicationMac,
    },
  ],
  pHash: (s) => {
    const seed = concatBytes(utf8ToBytes('master secret'), s.clientRandom, s.serverRandom);
    return [
      { args: ['MD5', s.preMasterSecret.slice(0, 24), seed, 48], expected: s.masterSecretPMd5 },
      { args: ['SHA-1', s.preMasterSecret.slice(24), seed, 48], expected: s.masterSecretPSha1 },
    ];
  },
  prf10: (s) => {
    const randoms = concatBytes(s.clientRandom, s.serverRandom);
    const swapped = concatBytes(s.serverRandom, s.clientRandom);
    return [
      { args: [s.preMasterSecret, 'master secret', randoms, 48], expected: s.masterSecret },
      { args: [s.masterSecret, 'key expansion', swapped, 64], expected: s.keyBlock },
      { args: [s.masterSecret, 'client finished', clientHash(s), 12], expected: s.clientVerifyData },
    ];
  },
  masterSecret: (s) => [
    { args: [TLS10, 'SHA-256', s.preMasterSecret, s.clientRandom, s.serverRandom], expected: s.masterSecret },
  ],
  keyExpansion: (s) => [
    {
      args: [TLS10, suite, s.clientRandom, s.serverRandom],
      expected: { label: 'key expansion', seed: concatBytes(s.serverRandom, s.clientRandom), length: 64 },
    },
  ],
  partitionKeyBlock: (s) => [
    {
      args: [TLS10, suite, s.keyBlock],
      expected: {
        client: { macKey: s.clientWriteMacSecret, key: s.clientWriteKey, iv: new Uint8Array() },
        server: { macKey: s.serverWriteMacSecret, key: s.serverWriteKey, iv: new Uint8Array() },
      },
    },
  ],
  transcriptHash: (s) => {
    const before = [
      s.clientHello,
      s.serverHello,
      s.certificateMessage,
      s.serverHelloDone,
      s.clientKeyExchange,
    ];
    const messages = f.joinHandshake(concatBytes(...before)).messages;
    const [finished] = f.joinHandshake(s.clientFinishedMessage).messages;
    return [
      { args: [TLS10, 'SHA-256', messages], expected: clientHash(s) },
      {
        args: [TLS10, 'SHA-256', [...messages, finished]],
        expected: concatBytes(s.handshakeMd5Server, s.handshakeSha1Server),
      },
    ];
  },
  verifyDataInput: (s) => [
    {
      args: ['client', clientHash(s)],
      expected: { label: 'client finished', seed: clientHash(s), length: 12 },
    },
  ],
  checkVerifyData: (s) => [
    { args: [s.serverVerifyData, s.serverVerifyData], expected: undefined },
    {
      args: [s.serverVerifyData, s.clientVerifyData],
      refuses: ['decrypt_error'],
      because: "the server's verify_data is due, and this is the client's",
    },
  ],
  rc4KeySchedule: (s) => [{ args: [s.clientWriteKey], expected: f.rc4KeySchedule(s.clientWriteKey) }],
  rc4: (s) => {
    const args = [f.rc4KeySchedule(s.clientWriteKey), new Uint8Array(32)] as const;
    return [{ args, expected: f.rc4(...args) }];
  },
  macInput: (s) => [
    { args: [0n, handshake, TLS10, s.clientFinishedMessage], expected: s.clientFinishedMacInput },
    {
      args: [1n, application_data, TLS10, utf8ToBytes(s.clientApplicationPlaintext)],
      expected: dataInput(s.clientApplicationPlaintext),
    },
  ],
  sealStream: (s) => {
    const args = [
      afterFinished(s),
      utf8ToBytes(s.clientApplicationPlaintext),
      s.clientApplicationMac,
    ] as const;
    return [{ args, expected: { state: f.sealStream(...args).state, fragment: s.clientApplicationData } }];
  },
  openStream: (s) => {
    const args = [afterFinished(s), s.clientApplicationData, 16] as const;
    const content = utf8ToBytes(s.clientApplicationPlaintext);
    return [{ args, expected: { state: f.openStream(...args).state, content, mac: s.clientApplicationMac } }];
  },
};

const clientHash = (s: SessionFacts) => concatBytes(s.handshakeMd5Client, s.handshakeSha1Client);

const dataInput = (text: string) => f.macInput(1n, application_data, TLS10, utf8ToBytes(text));

/** The client's RC4 runs on from its Finished. */
const afterFinished = (s: SessionFacts) =>
  f.rc4(f.rc4KeySchedule(s.clientWriteKey), s.clientFinishedEncrypted).state;
