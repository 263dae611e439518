// Amazon, 2009: the hellos, and how all messages ride in records.
import { concatBytes } from '@noble/hashes/utils.js';
import { decodeCertificate, encodeCertificate, encodeClientKeyExchange } from '../../lib/handshake-body.js';
import { encodeHandshake } from '../../lib/handshake-message.js';
import { HandshakeType, nameOf, TLS10 } from '../../lib/registry.js';
import type { Functions } from '../../lib/stages.js';
import type { Amazon2009 } from '../sessions/amazon-2009.js';
import type { Story } from './step.js';

export function helloSteps(f: Functions, s: Amazon2009, story: Story): void {
  const add = story.chapter('The hellos');
  const clientHello = () => f.decodeClientHello(body(s.clientHello));
  const serverHello = () => f.decodeServerHello(body(s.serverHello));

  add('ClientHello, decoded and encoded again', 'RFC 5246 7.4.1.2', s.clientHello, () =>
    encodeHandshake({ msgType: HandshakeType.client_hello, body: f.encodeClientHello(clientHello()) }),
  );
  add('client random', 'RFC 5246 7.4.1.2', s.clientRandom, () => clientHello().random);
  add("its first four bytes, the client's clock", 'RFC 5246 7.4.1.2', String(s.clientRandomGmtUnixTime), () =>
    String(new DataView(clientHello().random.slice().buffer).getUint32(0)),
  );
  add('ServerHello, decoded and encoded again', 'RFC 5246 7.4.1.3', s.serverHello, () =>
    encodeHandshake({ msgType: HandshakeType.server_hello, body: f.encodeServerHello(serverHello()) }),
  );
  add('server random', 'RFC 5246 7.4.1.3', s.serverRandom, () => serverHello().random);
  add('session id', 'RFC 5246 7.4.1.3', s.serverSessionId, () => serverHello().sessionId);
  add('cipher suite', 'RFC 5246 7.4.1.3', s.serverCipherSuite, () => {
    const { cipherSuite } = serverHello();
    return Uint8Array.of(cipherSuite >> 8, cipherSuite & 0xff);
  });
  add('Certificate, decoded and encoded again', 'RFC 5246 7.4.2', s.certificateMessage, () =>
    encodeHandshake({
      msgType: HandshakeType.certificate,
      body: encodeCertificate(decodeCertificate(body(s.certificateMessage))),
    }),
  );
  add('ServerHelloDone', 'RFC 5246 7.4.5', s.serverHelloDone, () =>
    encodeHandshake({ msgType: HandshakeType.server_hello_done, body: new Uint8Array(0) }),
  );
  add('ClientKeyExchange', 'RFC 5246 7.4.7.1', s.clientKeyExchange, () =>
    encodeHandshake({
      msgType: HandshakeType.client_key_exchange,
      body: encodeClientKeyExchange('RSA', s.encryptedPreMasterSecret),
    }),
  );
}

export function recordSteps(f: Functions, s: Amazon2009, story: Story): void {
  const add = story.chapter('Records');
  const header = (fragment: Uint8Array) => () =>
    f.encodeRecord({ type: 22, version: TLS10, fragment }).subarray(0, 5);
  const serverFlight = concatBytes(s.serverHello, s.certificateMessage, s.serverHelloDone);

  add('header of the ClientHello', 'RFC 5246 6.2.1', s.recordHeaderClientHello, header(s.clientHello));
  add("header of the server's flight", 'RFC 5246 6.2.1', s.recordHeaderServerFlight, header(serverFlight));
  add(
    'the messages in that one record',
    'RFC 5246 6.2.1',
    'server_hello, certificate, server_hello_done',
    () =>
      f
        .joinHandshake(serverFlight)
        .messages.map(({ msgType }) => nameOf(HandshakeType, msgType))
        .join(', '),
  );
  add(
    'header of the ClientKeyExchange',
    'RFC 5246 6.2.1',
    s.recordHeaderClientKeyExchange,
    header(s.clientKeyExchange),
  );
  add('ChangeCipherSpec, a record of its own', 'RFC 5246 7.1', s.changeCipherSpecRecord, () =>
    f.encodeRecord({ type: 20, version: TLS10, fragment: Uint8Array.of(1) }),
  );
  add('header of both Finished', 'RFC 5246 6.2.1', s.recordHeaderFinished, header(s.clientFinishedEncrypted));
}

/** A handshake message without its 4-byte header. */
const body = (message: Uint8Array) => message.subarray(4);
