// The manifest: every stage in order and the functions that a learner writes in it. The types come from the
// reference functions, so a signature is written once. Stage functions are pure and synchronous: plain data in,
// plain data out; sockets, clocks and randomness stay outside, and what must go on is returned.

import { checkValidity } from './certificate-rules.js';
import { decodeTlv } from './der.js';
import { Unsolved } from './errors.js';
import { checkVerifyData, transcriptHash, verifyDataInput } from './finished.js';
import { gcmAdditionalData, gcmDecrypt, gcmEncrypt, gcmNonce, gctr } from './gcm.js';
import { ghash } from './ghash.js';
import {
  acceptServerHello,
  alertOutcome,
  clientFlight,
  clientOffer,
  expectedMessages,
  transportEnd,
} from './handshake-rules.js';
import {
  decodeClientHello,
  decodeServerHello,
  encodeClientHello,
  encodeServerHello,
  encodeServerName,
  selectCipherSuite,
} from './hellos.js';
import { hmac } from './hmac.js';
import { checkHostName } from './host-name.js';
import { i2osp, modInverse, modPow, os2ip } from './integers.js';
import { keyExpansion, partitionKeyBlock } from './key-block.js';
import { extendedMasterSecret, masterSecret } from './master-secret.js';
import { buildPath } from './path.js';
import { pkcs1Pad, pkcs1Unpad } from './pkcs1.js';
import {
  dhePreMasterSecret,
  ecdhePreMasterSecret,
  recoverPreMasterSecret,
  rsaPreMasterSecret,
} from './pre-master-secret.js';
import { pHash, prf10, prf12 } from './prf.js';
import { rc4, rc4KeySchedule } from './rc4.js';
import { macInput, openStream, sealStream } from './record-mac.js';
import {
  decodeAlert,
  decodeRecord,
  encodeAlert,
  encodeRecord,
  joinHandshake,
  splitHandshake,
} from './records.js';
import { rsaKeyFromPrimes } from './rsa.js';
import { decodeServerKeyExchange, signedKeyExchange } from './server-key-exchange.js';
import { checkSignedDigest } from './signed-digest.js';
import { parseCertificate } from './x509.js';

export const stages = {
  '01-records': { decodeRecord, encodeRecord, splitHandshake, joinHandshake, decodeAlert, encodeAlert },
  '02-hellos': {
    encodeClientHello,
    decodeClientHello,
    encodeServerHello,
    decodeServerHello,
    encodeServerName,
    selectCipherSuite,
  },
  '03-rsa': { os2ip, i2osp, modPow, modInverse, rsaKeyFromPrimes, pkcs1Pad, pkcs1Unpad },
  '04-certificates': {
    decodeTlv,
    parseCertificate,
    checkSignedDigest,
    checkValidity,
    checkHostName,
    buildPath,
  },
  '05-pre-master-secret': {
    rsaPreMasterSecret,
    recoverPreMasterSecret,
    dhePreMasterSecret,
    ecdhePreMasterSecret,
    decodeServerKeyExchange,
    signedKeyExchange,
  },
  '06-master-secret': { hmac, pHash, prf10, prf12, masterSecret, extendedMasterSecret },
  '07-key-block': { keyExpansion, partitionKeyBlock },
  '08-finished': { transcriptHash, verifyDataInput, checkVerifyData },
  '09-rc4-records': { rc4KeySchedule, rc4, macInput, sealStream, openStream },
  '10-gcm-records': { ghash, gctr, gcmNonce, gcmAdditionalData, gcmEncrypt, gcmDecrypt },
  '11-handshake': {
    clientOffer,
    acceptServerHello,
    expectedMessages,
    clientFlight,
    alertOutcome,
    transportEnd,
  },
} as const;

export type Stages = typeof stages;
export type StageName = keyof Stages;
export const stageNames = Object.keys(stages) as StageName[];

type Intersection<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void ? I : never;
/** Every stage function by its own name: what the engines call. */
export type Functions = Intersection<Stages[StageName]>;
export type FunctionName = keyof Functions;

/** The reference implementation of everything. */
export const reference: Functions = Object.assign({}, ...Object.values(stages));

/** Whose code answered the calls of one function. */
export interface Ran {
  readonly stage: StageName;
  readonly name: FunctionName;
  yours: number;
  reference: number;
}

/** A learner's functions, by stage; anything may be missing. */
export type Exercises = { readonly [S in StageName]?: Partial<Stages[S]> };

/**
 * The learner's functions over the reference ones. A call goes to the learner's function and falls back to the
 * reference only when it throws `Unsolved` or is missing; any other exception, and any wrong value, surfaces.
 * So an unsolved check of a certificate, a signature, a MAC or a Finished is the reference's check, never a
 * silent yes. `ran` says afterwards whose code answered, call by call.
 */
export function withReference(exercises: Exercises): { functions: Functions; ran: Ran[] } {
  const functions: Record<string, unknown> = {};
  const ran: Ran[] = [];
  for (const stage of stageNames)
    for (const [name, fallback] of Object.entries(stages[stage])) {
      const count: Ran = { stage, name: name as FunctionName, yours: 0, reference: 0 };
      ran.push(count);
      functions[name] = overlay(
        (exercises[stage] as Record<string, AnyFunction> | undefined)?.[name],
        fallback,
        count,
      );
    }
  return { functions: functions as Functions, ran };
}

// biome-ignore lint/suspicious/noExplicitAny: the manifest's types are what callers see
type AnyFunction = (...args: any[]) => any;

function overlay(yours: AnyFunction | undefined, fallback: AnyFunction, count: Ran): AnyFunction {
  return (...args) => {
    if (yours)
      try {
        const value = yours(...args);
        count.yours++;
        return value;
      } catch (error) {
        if (!(error instanceof Unsolved)) {
          count.yours++;
          throw error;
        }
      }
    count.reference++;
    return fallback(...args);
  };
}
