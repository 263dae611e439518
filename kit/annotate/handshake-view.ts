// One handshake as an onlooker with the secrets sees it: what the hellos settled, the master secret, and whether
// each Finished is right.
import { equalBytes } from '@noble/curves/utils.js';
import { TlsError } from '../../lib/errors.js';
import { findExtension } from '../../lib/extensions.js';
import {
  type BodyContext,
  decodeClientKeyExchange,
  decodeNewSessionTicket,
} from '../../lib/handshake-body.js';
import type { HandshakeMessage } from '../../lib/handshake-message.js';
import {
  type ClientHello,
  decodeClientHello,
  decodeServerHello,
  type ServerHello,
} from '../../lib/hellos.js';
import type { WriteKeys } from '../../lib/key-block.js';
import { pkcs1Unpad } from '../../lib/pkcs1.js';
import { type RsaPrivateKey, rsaPrivateOperation } from '../../lib/rsa.js';
import {
  deriveKeys,
  deriveMasterSecret,
  deriveVerifyData,
  type SessionContext,
} from '../../lib/session-keys.js';
import { reference } from '../../lib/stages.js';
import { suiteById } from '../../lib/suites.js';
import { messageName } from './fields.js';
import type { Given, Secrets } from './secrets.js';
import type { Side } from './section.js';

export class HandshakeView {
  readonly messages: HandshakeMessage[] = [];
  private clientHello: ClientHello | undefined;
  private serverHello: ServerHello | undefined;
  private keyExchange: { readonly body: Uint8Array; readonly transcript: HandshakeMessage[] } | undefined;
  private known: Uint8Array | undefined;
  private judged = false;
  /** Why what was given does not fit this session, for the end of a sentence; undefined when it was never tried. */
  misfit: string | undefined;

  constructor(private readonly secrets: Secrets) {}

  /** What a reader of message bodies must know, once the ServerHello is there. */
  get bodyContext(): BodyContext | undefined {
    const { serverHello } = this;
    const suite = serverHello && suiteById(serverHello.cipherSuite);
    return suite && { version: serverHello.serverVersion, keyExchange: suite.keyExchange };
  }

  get resumed(): boolean {
    return this.serverHello !== undefined && this.keyExchange === undefined;
  }

  /** The session as far as it can be decrypted; undefined before the hellos, or for what this course leaves out. */
  get session(): SessionContext | undefined {
    const { clientHello, serverHello } = this;
    const suite = serverHello && suiteById(serverHello.cipherSuite);
    if (!clientHello || !serverHello || !suite) return undefined;
    return {
      version: serverHello.serverVersion,
      suite,
      clientRandom: clientHello.random,
      serverRandom: serverHello.random,
      extendedMasterSecret: findExtension(serverHello.extensions, 'extended_master_secret') !== undefined,
    };
  }

  /** Whether the MAC of a record is outside its encryption (RFC 7366). */
  get encryptThenMac(): boolean {
    const announced = findExtension(this.serverHello?.extensions, 'encrypt_then_mac') !== undefined;
    return announced && this.session?.suite.cipher === 'AES_CBC';
  }

  /** Why records after this handshake stay encrypted whatever secrets there are, or undefined. */
  get obstacle(): string | undefined {
    const { serverHello, session } = this;
    if (!serverHello) return 'the ServerHello is not in the input';
    if (findExtension(serverHello.extensions, 'supported_versions'))
      return 'this is TLS 1.3, which we do not decrypt';
    if (!session) return 'its cipher suite, or its ClientHello, is unknown to us';
    if (serverHello.compressionMethod !== 0) return 'its records are compressed';
    return undefined;
  }

  /**
   * Takes a message that has been explained; returns what it proves, if anything.
   * @throws TlsError when its body is malformed, or when it is a Finished that does not fit
   */
  take(sender: Side | undefined, message: HandshakeMessage): string | undefined {
    const { body, msgType } = message;
    const name = messageName(msgType);
    if (name === 'hello_request') return undefined; // never in the transcript (RFC 5246 7.4.1.1)
    const before = [...this.messages];
    this.messages.push(message);
    if (name === 'client_hello') this.clientHello = decodeClientHello(body);
    if (name === 'server_hello') this.serverHello = decodeServerHello(body);
    if (name === 'client_key_exchange') this.keyExchange = { body, transcript: [...this.messages] };
    if (name === 'new_session_ticket') this.rememberTicket(body);
    return name === 'finished' && sender ? this.checkFinished(sender, before, body) : undefined;
  }

  /** The write keys of both sides, or undefined without the master secret. */
  keys(): { client: WriteKeys; server: WriteKeys } | undefined {
    const master = this.masterSecret();
    if (!this.judged) this.judgeGiven(master);
    this.judged = true;
    return master && this.session && deriveKeys(reference, this.session, master);
  }

  private masterSecret(): Uint8Array | undefined {
    const { clientHello, serverHello } = this;
    if (this.known || !clientHello || !serverHello) return this.known;
    this.known =
      this.secrets.masterSecret(clientHello.random) ??
      (this.keyExchange ? this.fromRsaKey() : this.fromEarlier());
    if (this.known) this.secrets.remember('id', serverHello.sessionId, this.known);
    return this.known;
  }

  /** Holds what was given against this session: it should give the session's master secret. */
  private judgeGiven(master: Uint8Array | undefined): void {
    const random = this.clientHello?.random ?? new Uint8Array();
    for (const given of this.secrets.given) {
      if (given === 'key' && this.resumed) continue; // it opens only the handshake that is resumed
      const found = given === 'key' ? this.fromRsaKey() : this.secrets.inGivenKeyLog(random);
      const fits = found !== undefined && (master === undefined || equalBytes(found, master));
      const misfit = fits ? undefined : this.misfitOf(given);
      this.secrets.judge(given, misfit);
      this.misfit ??= misfit;
    }
  }

  private misfitOf(given: Given): string {
    const { keyExchange } = this.session?.suite ?? {};
    return given === 'key' && keyExchange !== undefined && keyExchange !== 'RSA'
      ? `the key that was given cannot open this session: its secret comes from ${keyExchange}, and only a key log has it`
      : `the ${given} that was given does not fit this session`;
  }

  /** Resumption: by session id, which the server then repeats, or by the ticket that the client shows. */
  private fromEarlier(): Uint8Array | undefined {
    const { sessionId, extensions } = this.clientHello as ClientHello;
    const ticket = findExtension(extensions, 'session_ticket') ?? new Uint8Array();
    const repeated = equalBytes(sessionId, (this.serverHello as ServerHello).sessionId);
    return (
      this.secrets.recall('ticket', ticket) ?? (repeated ? this.secrets.recall('id', sessionId) : undefined)
    );
  }

  private fromRsaKey(): Uint8Array | undefined {
    const { session, keyExchange, secrets } = this;
    if (!session || !keyExchange || !secrets.rsaKey || session.suite.keyExchange !== 'RSA') return undefined;
    const preMasterSecret = decryptPreMasterSecret(secrets.rsaKey, keyExchange.body);
    return preMasterSecret && deriveMasterSecret(reference, session, preMasterSecret, keyExchange.transcript);
  }

  private rememberTicket(body: Uint8Array): void {
    const master = this.masterSecret();
    const { ticket } = decodeNewSessionTicket(body);
    if (master) this.secrets.remember('ticket', ticket, master);
  }

  private checkFinished(sender: Side, before: HandshakeMessage[], body: Uint8Array): string | undefined {
    const master = this.masterSecret();
    if (!master || !this.session || this.obstacle) return undefined;
    const expected = deriveVerifyData(reference, this.session, master, sender, before);
    reference.checkVerifyData(expected, body);
    return `The ${sender}'s Finished is right: verify_data covers the ${before.length} messages before it.`;
  }
}

/** The pre-master secret, or undefined when the key is not the server's: then the block is malformed. */
function decryptPreMasterSecret(key: RsaPrivateKey, body: Uint8Array): Uint8Array | undefined {
  try {
    const encrypted = decodeClientKeyExchange('RSA', body);
    const preMasterSecret = pkcs1Unpad(2, rsaPrivateOperation(reference, key, encrypted));
    return preMasterSecret.length === 48 ? preMasterSecret : undefined;
  } catch (error) {
    if (error instanceof TlsError) return undefined;
    throw error;
  }
}
