// node-forge's two ends in one process. It knows no version after TLS 1.1 and serves TLS 1.0 alone, and its suites
// are TLS_RSA_WITH_AES_128_CBC_SHA and its 256-bit sister. Records hold up to 15 KiB.
import forge from 'node-forge';
import { type BenchPki, host } from './pki.js';

export interface ForgePair {
  readonly client: forge.tls.Connection;
  readonly server: forge.tls.Connection;
  /** Bytes of application data that either end has opened. */
  received(): number;
}

/** The most content that node-forge puts in a record. */
export const FORGE_RECORD = forge.tls.MaxFragment;

/** A full handshake of TLS 1.0; the client verifies the chain. */
export function openForgePair({ ca, server: { certificatePem, keyPem } }: BenchPki): ForgePair {
  let received = 0;
  const common = {
    cipherSuites: [forge.tls.CipherSuites.TLS_RSA_WITH_AES_128_CBC_SHA as forge.tls.CipherSuite],
    connected: () => {},
    closed: () => {},
    dataReady: ({ data }: forge.tls.Connection) => {
      received += data.getBytes().length;
    },
    error: (_: forge.tls.Connection, error: forge.tls.TLSError) => {
      throw new Error(`node-forge: ${error.message}`);
    },
  };
  const server: forge.tls.Connection = forge.tls.createConnection({
    ...common,
    server: true,
    getCertificate: () => certificatePem,
    getPrivateKey: () => keyPem,
    tlsDataReady: ({ tlsData }) => void client.process(tlsData.getBytes()),
  });
  const client: forge.tls.Connection = forge.tls.createConnection({
    ...common,
    server: false,
    caStore: forge.pki.createCaStore([ca.certificatePem]),
    virtualHost: host,
    verify: (_, verified) => verified,
    tlsDataReady: ({ tlsData }) => void server.process(tlsData.getBytes()),
  });
  client.handshake();
  if (!client.isConnected || !server.isConnected) throw new Error("node-forge's handshake did not end");
  return { client, server, received: () => received };
}
