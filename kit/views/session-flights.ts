// The message flow of the course's two sessions, for sequenceDiagram.
import { amazon2009 as amazon } from '../sessions/amazon-2009.js';
import { tls12EcdheGcm as modern } from '../sessions/tls12-ecdhe-gcm.js';
import type { Flight, FlightMessage } from './sequence-diagram.js';

const handshake = (name: string, message: Uint8Array): FlightMessage => ({
  name,
  recordType: 'handshake',
  length: message.length,
});
const sealed = (name: string, recordType: string, fragment: Uint8Array): FlightMessage => ({
  name,
  recordType,
  length: fragment.length,
  encrypted: true,
});
const changeCipherSpec = { name: 'ChangeCipherSpec', recordType: 'change_cipher_spec', length: 1 };

/**
 * Firefox and Amazon, TLS 1.0: 0 ClientHello, 1 ServerHello, 2 Certificate, 3 ServerHelloDone, 4 ClientKeyExchange,
 * 5 and 6 the client's ChangeCipherSpec and Finished, 7 and 8 the server's, 9 the request, 10 the reply.
 */
export const amazonFlights: readonly Flight[] = [
  { from: 'Client', messages: [handshake('ClientHello', amazon.clientHello)] },
  {
    from: 'Server',
    messages: [
      handshake('ServerHello', amazon.serverHello),
      handshake('Certificate', amazon.certificateMessage),
      handshake('ServerHelloDone', amazon.serverHelloDone),
    ],
  },
  {
    from: 'Client',
    messages: [
      handshake('ClientKeyExchange', amazon.clientKeyExchange),
      changeCipherSpec,
      sealed('Finished', 'handshake', amazon.clientFinishedEncrypted),
    ],
  },
  {
    from: 'Server',
    messages: [changeCipherSpec, sealed('Finished', 'handshake', amazon.serverFinishedEncrypted)],
  },
  { from: 'Client', messages: [sealed('GET', 'application_data', amazon.clientApplicationData)] },
  { from: 'Server', messages: [sealed('200 OK', 'application_data', amazon.serverApplicationData)] },
];

/**
 * TLS 1.2 with ECDHE and AES-GCM: 0 ClientHello, 1 ServerHello, 2 Certificate, 3 ServerKeyExchange,
 * 4 ServerHelloDone, 5 ClientKeyExchange, 6 and 7 the client's ChangeCipherSpec and Finished, 8 and 9 the server's,
 * 10 the request, 11 the reply, 12 and 13 both close_notify alerts.
 */
export const modernFlights: readonly Flight[] = [
  { from: 'Client', messages: [handshake('ClientHello', modern.clientHello)] },
  {
    from: 'Server',
    messages: [
      handshake('ServerHello', modern.serverHello),
      handshake('Certificate', modern.certificateMessage),
      handshake('ServerKeyExchange', modern.serverKeyExchange),
      handshake('ServerHelloDone', modern.serverHelloDone),
    ],
  },
  {
    from: 'Client',
    messages: [
      handshake('ClientKeyExchange', modern.clientKeyExchange),
      changeCipherSpec,
      sealed('Finished', 'handshake', modern.clientFinishedFragment),
    ],
  },
  {
    from: 'Server',
    messages: [changeCipherSpec, sealed('Finished', 'handshake', modern.serverFinishedFragment)],
  },
  { from: 'Client', messages: [sealed('GET', 'application_data', modern.clientDataFragment)] },
  {
    from: 'Server',
    messages: [
      sealed('200 ok', 'application_data', modern.serverDataFragment),
      sealed('close_notify', 'alert', modern.serverAlertFragment),
    ],
  },
  { from: 'Client', messages: [sealed('close_notify', 'alert', modern.clientAlertFragment)] },
];
