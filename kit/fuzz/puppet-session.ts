// What a puppet knows: both sides' messages, the secrets that follow from them, and how to make any message.
import { findExtension } from '../../lib/extensions.js';
import {
  decodeClientKeyExchange,
  encodeCertificate,
  encodeClientKeyExchange,
} from '../../lib/handshake-body.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import { clientOffer, signatureAlgorithms } from '../../lib/handshake-rules.js';
import type { ClientHello, ServerHello } from '../../lib/hellos.js';
import {
  clientEphemeralShare,
  clientRsaShare,
  type ServerShare,
  serverEphemeralShare,
  serverRsaSecret,
  signServerKeyExchange,
} from '../../lib/key-exchange.js';
import { createProtection, type Protection } from '../../lib/protection.js';
import { HandshakeType, type HandshakeTypeName, NamedGroup, nameOf, TLS12 } from '../../lib/registry.js';
import { encodeServerKeyExchange, type ServerParams } from '../../lib/server-key-exchange.js';
import { deriveKeys, deriveMasterSecret, deriveVerifyData } from '../../lib/session-keys.js';
import { type ClientSession, offerSession } from '../../lib/sessions.js';
import { reference as f } from '../../lib/stages.js';
import { type CipherSuite, suiteById } from '../../lib/suites.js';
import type { Kind, Role } from './engines.js';
import { fuzzServer } from './pki.js';
import { seededRandom } from './random.js';

const GROUP = NamedGroup.secp256r1;

export class PuppetSession {
  private readonly transcript: HandshakeMessage[] = [];
  private readonly random = seededRandom(3).bytes;
  private readonly suite: CipherSuite;
  private clientRandom: Uint8Array;
  private serverRandom: Uint8Array;
  private clientSessionId: Uint8Array = new Uint8Array();
  private extendedMasterSecret = false;
  private ownShare: ServerShare | undefined;
  private serverParams: ServerParams | undefined;
  private preMasterSecret: Uint8Array = new Uint8Array();
  private masterSecret: Uint8Array | undefined;

  constructor(
    private readonly role: Role,
    private readonly kind: Kind,
    /** What to resume: then there is a master secret from the outset. */
    private readonly resumes?: ClientSession,
  ) {
    this.masterSecret = resumes?.masterSecret;
    this.suite = suiteById(kind.suite) as CipherSuite;
    this.clientRandom = this.random(32);
    this.serverRandom = this.random(32);
  }

  /** The body of a message, right for this session as far as it has come. */
  body(name: HandshakeTypeName): Uint8Array {
    switch (name) {
      case 'client_hello':
        return this.clientHello();
      case 'server_hello':
        return this.serverHello();
      case 'certificate':
        return encodeCertificate([fuzzServer.certificate]);
      case 'server_key_exchange':
        return this.serverKeyExchange();
      case 'certificate_request':
        return Uint8Array.of(1, 1, ...(this.kind.version >= TLS12 ? [0, 2, 4, 1] : []), 0, 0);
      case 'client_key_exchange':
        return this.clientKeyExchange();
      case 'certificate_verify':
        return Uint8Array.of(...(this.kind.version >= TLS12 ? [4, 1] : []), 0, 1, 0);
      case 'new_session_ticket':
        return Uint8Array.of(0, 0, 0, 60, 0, 1, 7);
      case 'finished':
        return deriveVerifyData(f, this.session, this.secret, this.role, this.transcript);
      case 'certificate_status':
        return Uint8Array.of(1, 0, 0, 1, 0);
      case 'hello_request':
      case 'server_hello_done':
        return new Uint8Array();
    }
  }

  /** The protection of one side's records after its change_cipher_spec. */
  protection(writer: Role): Protection {
    const keys = deriveKeys(f, this.session, this.secret)[writer];
    return createProtection(f, this.suite, this.kind.version, keys, this.random);
  }

  /** Our own messages count as well, except hello_request, which never does (RFC 5246 7.4.1.1). */
  noteSent(message: HandshakeMessage): void {
    if (message.msgType !== HandshakeType.hello_request) this.transcript.push(message);
    if (message.msgType === HandshakeType.client_key_exchange) this.fixSecret();
  }

  takeMessage(message: HandshakeMessage): void {
    const { msgType, body } = message;
    this.transcript.push(message);
    switch (nameOf(HandshakeType, msgType)) {
      case 'client_hello':
        this.takeClientHello(f.decodeClientHello(body));
        break;
      case 'server_hello':
        this.takeServerHello(f.decodeServerHello(body));
        break;
      case 'server_key_exchange':
        this.serverParams = f.decodeServerKeyExchange(this.suite.keyExchange, this.kind.version, body).params;
        break;
      case 'client_key_exchange':
        this.preMasterSecret = this.receivedSecret(body);
        this.fixSecret();
    }
  }

  private takeClientHello({ random, sessionId }: ClientHello): void {
    this.clientRandom = random.slice();
    this.clientSessionId = sessionId.slice();
  }

  private takeServerHello({ random, extensions }: ServerHello): void {
    this.serverRandom = random.slice();
    this.extendedMasterSecret = findExtension(extensions, 'extended_master_secret') !== undefined;
  }

  private receivedSecret(body: Uint8Array): Uint8Array {
    const { keyExchange } = this.suite;
    const exchangeKeys = decodeClientKeyExchange(keyExchange, body);
    if (keyExchange !== 'RSA') return this.share.preMasterSecret(exchangeKeys);
    return serverRsaSecret(f, this.kind.version, fuzzServer.key, exchangeKeys, this.random);
  }

  private clientHello(): Uint8Array {
    const { version, suite } = this.kind;
    const offer = { minVersion: version, maxVersion: version, cipherSuites: [suite], groups: [GROUP] };
    const sessionTicket = this.resumes?.ticket !== undefined;
    const hello = clientOffer({ ...offer, random: this.clientRandom, sessionTicket });
    return f.encodeClientHello(this.resumes ? offerSession(hello, this.resumes, new Uint8Array(32)) : hello);
  }

  private serverHello(): Uint8Array {
    return f.encodeServerHello({
      serverVersion: this.kind.version,
      random: this.serverRandom,
      sessionId: this.resumes ? this.clientSessionId : new Uint8Array(),
      cipherSuite: this.kind.suite,
      compressionMethod: 0,
    });
  }

  private serverKeyExchange(): Uint8Array {
    const [algorithm = { hash: 0, signature: 0 }] = signatureAlgorithms;
    const { params } = this.share;
    return encodeServerKeyExchange(signServerKeyExchange(f, this.session, fuzzServer.key, params, algorithm));
  }

  private clientKeyExchange(): Uint8Array {
    const { keyExchange } = this.suite;
    const share =
      keyExchange === 'RSA'
        ? clientRsaShare(f, this.kind.version, fuzzServer.key, this.random)
        : clientEphemeralShare(f, this.serverParams ?? this.share.params, this.random);
    this.preMasterSecret = share.preMasterSecret;
    return encodeClientKeyExchange(keyExchange, share.exchangeKeys);
  }

  /** The ephemeral key of a puppet server; made when first needed, whatever the suite. */
  private get share(): ServerShare {
    this.ownShare ??= serverEphemeralShare(f, this.suite.keyExchange, GROUP, this.random);
    return this.ownShare;
  }

  private get session() {
    const { suite, clientRandom, serverRandom, extendedMasterSecret } = this;
    return { version: this.kind.version, suite, clientRandom, serverRandom, extendedMasterSecret };
  }

  /** Before any key exchange it comes from no secret at all, as in CVE-2014-0224. */
  private get secret(): Uint8Array {
    return this.masterSecret ?? deriveMasterSecret(f, this.session, this.preMasterSecret, this.transcript);
  }

  private fixSecret(): void {
    this.masterSecret = deriveMasterSecret(f, this.session, this.preMasterSecret, this.transcript);
  }
}
