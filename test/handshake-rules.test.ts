import assert from 'node:assert/strict';
import { amazon2009 } from '../kit/sessions/amazon-2009.js';
import { encodePointFormats, encodeRenegotiationInfo, findExtension } from '../lib/extensions.js';
import {
  acceptServerHello,
  alertOutcome,
  clientFlight,
  clientOffer,
  expectedMessages,
  type MessageName,
  type Offer,
  transportEnd,
} from '../lib/handshake-rules.js';
import {
  decodeClientHello,
  decodeServerHello,
  encodeClientHello,
  encodeServerName,
  type ServerHello,
} from '../lib/hellos.js';
import {
  AlertDescription,
  type ExtensionName,
  ExtensionType,
  HandshakeType,
  TLS10,
  TLS11,
  TLS12,
} from '../lib/registry.js';
import type { KeyExchange } from '../lib/suites.js';
import { hex } from './support/hex.js';
import { refuses } from './support/properties.js';

const offer: Offer = {
  minVersion: TLS10,
  maxVersion: TLS12,
  cipherSuites: [0xc02f, 0x009c, 0x002f],
  groups: [23, 29],
  random: new Uint8Array(32).fill(7),
  serverName: encodeServerName('localhost'),
  sessionTicket: true,
};
const answer: ServerHello = {
  serverVersion: TLS12,
  random: new Uint8Array(32),
  sessionId: new Uint8Array(),
  cipherSuite: 0xc02f,
  compressionMethod: 0,
};
const accept = (hello: Partial<ServerHello>, changed: Partial<Offer> = {}, minVersion: number = TLS10) =>
  acceptServerHello(clientOffer({ ...offer, ...changed }), minVersion, { ...answer, ...hello });
const carrying = (name: ExtensionName, data = '') => ({
  extensions: [{ extensionType: ExtensionType[name], extensionData: hex(data) }],
});

describe('handshake rules', () => {
  it("Firefox takes Amazon's ServerHello", () => {
    const offered = decodeClientHello(amazon2009.clientHello.subarray(4));
    const hello = decodeServerHello(amazon2009.serverHello.subarray(4));
    assert.deepEqual(acceptServerHello(offered, TLS10, hello), {
      version: TLS10,
      cipherSuite: 0x0004,
      extendedMasterSecret: false,
      secureRenegotiation: false,
      sessionTicket: false,
    });
  });

  describe('clientOffer', () => {
    const types = (changed: Partial<Offer>) =>
      clientOffer({ ...offer, ...changed }).extensions?.map(({ extensionType }) => extensionType);

    it('carries what its suites need', () => {
      assert.deepEqual(types({}), [0, 0xff01, 23, 10, 11, 35, 13]);
      assert.deepEqual(types({ cipherSuites: [0x009c], sessionTicket: false }), [0, 0xff01, 23, 13]);
      assert.deepEqual(types({ maxVersion: TLS11 }), [0, 0xff01, 23, 35]);
    });

    it('leaves out suites that the highest version does not have', () => {
      assert.deepEqual(clientOffer({ ...offer, maxVersion: TLS11 }).cipherSuites, [0x002f]);
      assert.equal(clientOffer({ ...offer, maxVersion: TLS11 }).clientVersion, TLS11);
    });

    it('sends no server_name without a name', () => {
      const { serverName, ...nameless } = offer;
      assert.ok(serverName);
      assert.equal(findExtension(clientOffer(nameless).extensions, 'server_name'), undefined);
    });

    it('can be written and read', () => {
      const hello = clientOffer(offer);
      assert.deepEqual(decodeClientHello(encodeClientHello(hello)), hello);
    });
  });

  describe('acceptServerHello', () => {
    it('takes a version between our lowest and our highest, and no other', () => {
      for (const serverVersion of [TLS10, TLS11, TLS12])
        assert.equal(accept({ serverVersion, cipherSuite: 0x002f }).version, serverVersion);
      for (const serverVersion of [0x0002, 0x0300, 0x0304, 0x03ff, 0x0403])
        refuses('protocol_version', () => accept({ serverVersion, cipherSuite: 0x002f }));
      refuses('protocol_version', () => accept({ serverVersion: TLS11, cipherSuite: 0x002f }, {}, TLS12));
      refuses('protocol_version', () =>
        accept({ serverVersion: TLS12, cipherSuite: 0x002f }, { maxVersion: TLS11 }),
      );
    });

    it('takes only a suite that was offered', () => {
      for (const cipherSuite of [0x0004, 0x0000, 0x00ff, 0x5600, 0x1301, 0x0a0a, 0xffff])
        refuses('illegal_parameter', () => accept({ cipherSuite }));
    });

    it('takes no suite of TLS 1.2 in an earlier version', () => {
      refuses('illegal_parameter', () => accept({ serverVersion: TLS11, cipherSuite: 0xc02f }));
    });

    it('takes no compression', () => {
      for (const compressionMethod of [1, 64, 255])
        refuses('illegal_parameter', () => accept({ compressionMethod }));
    });

    it('takes no extension that nobody asked for', () => {
      refuses('unsupported_extension', () => accept(carrying('session_ticket'), { sessionTicket: false }));
      refuses('unsupported_extension', () => accept(carrying('application_layer_protocol_negotiation')));
      refuses('unsupported_extension', () => accept(carrying('encrypt_then_mac')));
      refuses('unsupported_extension', () =>
        accept({ extensions: [{ extensionType: 0x0a0a, extensionData: hex('') }] }),
      );
      refuses('unsupported_extension', () =>
        accept({ cipherSuite: 0x009c, ...carrying('ec_point_formats', '0100') }, { cipherSuites: [0x009c] }),
      );
    });

    it('takes those that were asked for', () => {
      assert.equal(accept(carrying('extended_master_secret')).extendedMasterSecret, true);
      assert.equal(accept(carrying('session_ticket')).sessionTicket, true);
      assert.equal(accept(carrying('renegotiation_info', '00')).secureRenegotiation, true);
      accept(carrying('server_name'));
      accept(carrying('ec_point_formats', '0100'));
    });

    it('takes renegotiation_info as the answer to its signalling suite (RFC 5746 3.4)', () => {
      const { extensions, ...bare } = clientOffer(offer);
      assert.ok(extensions);
      const hello = { ...answer, ...carrying('renegotiation_info', '00') };
      refuses('unsupported_extension', () => acceptServerHello(bare, TLS10, hello));
      const signalled = { ...bare, cipherSuites: [...bare.cipherSuites, 0x00ff] };
      assert.ok(acceptServerHello(signalled, TLS10, hello).secureRenegotiation);
    });

    it('refuses a renegotiation_info that is not empty', () => {
      const data = encodeRenegotiationInfo(new Uint8Array(12));
      refuses('handshake_failure', () =>
        accept({ extensions: [{ extensionType: ExtensionType.renegotiation_info, extensionData: data }] }),
      );
      refuses('decode_error', () => accept(carrying('renegotiation_info', '0000')));
    });

    it('refuses data where an extension has none, and points that are not uncompressed', () => {
      refuses('decode_error', () => accept(carrying('extended_master_secret', '00')));
      refuses('decode_error', () => accept(carrying('session_ticket', '0000')));
      for (const formats of [[1], [2, 1]])
        refuses('illegal_parameter', () =>
          accept({
            extensions: [
              { extensionType: ExtensionType.ec_point_formats, extensionData: encodePointFormats(formats) },
            ],
          }),
        );
    });
  });

  describe('expectedMessages', () => {
    const walk = (keyExchange: KeyExchange, ticket: boolean, ...received: MessageName[]) =>
      expectedMessages(received, keyExchange, ticket);

    it('follows RFC 5246 7.3, figure 1', () => {
      assert.deepEqual(expectedMessages([], undefined, false), ['server_hello']);
      assert.deepEqual(walk('RSA', false, 'server_hello'), ['certificate']);
      assert.deepEqual(walk('RSA', false, 'server_hello', 'certificate'), [
        'certificate_request',
        'server_hello_done',
      ]);
      for (const keyExchange of ['DHE_RSA', 'ECDHE_RSA'] as const)
        assert.deepEqual(walk(keyExchange, false, 'server_hello', 'certificate'), ['server_key_exchange']);
      assert.deepEqual(walk('RSA', false, 'server_hello_done'), ['change_cipher_spec']);
      assert.deepEqual(walk('RSA', true, 'server_hello_done'), ['new_session_ticket']);
      assert.deepEqual(walk('RSA', true, 'new_session_ticket'), ['change_cipher_spec']);
      assert.deepEqual(walk('RSA', false, 'change_cipher_spec'), ['finished']);
      assert.deepEqual(walk('RSA', false, 'finished'), ['application_data']);
    });

    it('never expects what only a client sends', () => {
      for (const name of Object.keys(HandshakeType) as MessageName[])
        for (const keyExchange of ['RSA', 'DHE_RSA', 'ECDHE_RSA'] as const)
          for (const due of walk(keyExchange, true, name))
            assert.ok(!['client_hello', 'client_key_exchange', 'certificate_verify'].includes(due));
    });
  });

  it('clientFlight sends an empty certificate only when asked', () => {
    assert.deepEqual(clientFlight(false), ['client_key_exchange', 'change_cipher_spec', 'finished']);
    assert.deepEqual(clientFlight(true)[0], 'certificate');
    assert.deepEqual(clientFlight(true).slice(1), clientFlight(false));
  });

  it('alertOutcome: close_notify closes, other warnings pass, all else fails', () => {
    for (const [name, description] of Object.entries(AlertDescription)) {
      const closes = name === 'close_notify';
      assert.equal(alertOutcome({ level: 1, description }), closes ? 'closed' : 'ignored');
      for (const level of [0, 2, 3, 255])
        assert.equal(alertOutcome({ level, description }), closes ? 'closed' : 'failed');
    }
    assert.equal(alertOutcome({ level: 2, description: 255 }), 'failed');
  });

  it('transportEnd: only after close_notify is the end the end', () => {
    assert.equal(transportEnd(true), 'closed');
    assert.equal(transportEnd(false), 'truncated');
  });
});
