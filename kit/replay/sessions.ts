import { amazonSteps } from './amazon.js';
import { exampleComSteps } from './example-com.js';
import type { Step } from './step.js';
import { tls12Steps } from './tls12-ecdhe-gcm.js';
import { toytlsSteps } from './toytls.js';

export interface ReplaySession {
  readonly title: string;
  readonly steps: () => Step[];
}

/** Every session that can be replayed, under the name of its module in kit/sessions. */
export const replaySessions: Readonly<Record<string, ReplaySession>> = {
  'amazon-2009': {
    title: 'Firefox to www.amazon.com, 10 June 2009: TLS 1.0, TLS_RSA_WITH_RC4_128_MD5',
    steps: () => amazonSteps(),
  },
  'toytls-google-2012': {
    title: 'toytls to www.google.com, 28 July 2012: TLS 1.1, ECDHE_RSA, a statement signed unawares',
    steps: () => toytlsSteps(),
  },
  'example-com-2017': {
    title: 'Edge to example.com, 20 January 2017: TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, in parts',
    steps: () => exampleComSteps(),
  },
  'tls12-ecdhe-gcm': {
    title: 'our client to OpenSSL: TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    steps: () => tls12Steps(),
  },
};
