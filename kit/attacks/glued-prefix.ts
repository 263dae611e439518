// The attack that RFC 5746 ended (CVE-2009-3555), against connections in memory or on this machine only. The attacker
// shakes hands with the server and says the beginning of a request. Then it hands a victim's handshake on to the
// server inside its own connection: to the victim it is the first, to the server a renegotiation, and nothing in
// either tells them apart. What the victim says next, the server reads as the rest of the attacker's request. The
// attacker reads none of it: it has no keys of the second handshake and needs none.
import { clientHandshake } from '../../lib/client.js';
import type { Connection } from '../../lib/connection.js';
import type { Handshake, Security } from '../../lib/connection-types.js';
import { HandshakeBuffer } from '../../lib/handshake-buffer.js';
import { HandshakeChannel } from '../../lib/handshake-channel.js';
import type { MessageName } from '../../lib/handshake-rules.js';
import { type Content, RecordLayer } from '../../lib/record-layer.js';
import { MAX_CIPHERTEXT, MAX_PLAINTEXT } from '../../lib/records.js';
import { ContentType, HandshakeType, nameOf, TLS10 } from '../../lib/registry.js';
import { reference as f } from '../../lib/stages.js';

export class GluedPrefix {
  /** The attacker's end of its connection with the server. */
  private readonly server = new RecordLayer(f);
  private readonly channel = new HandshakeChannel(f, this.server, () => {});
  private readonly incoming = new HandshakeBuffer(f);
  private readonly handshake: Handshake;
  private own: Security | undefined;
  private readonly held: Uint8Array[] = [];
  private passesVictim = false;
  private passesServer = false;
  private readonly passed = { toServer: [] as Uint8Array[], toVictim: [] as Uint8Array[] };

  /** @param prefix application data that goes before everything the victim says */
  constructor(
    random: (length: number) => Uint8Array,
    private readonly prefix: Uint8Array,
  ) {
    const trust = 'accept any certificate from anyone';
    this.handshake = clientHandshake(this.channel, { functions: f, random, trust });
    this.advance(this.handshake.next());
  }

  /** Carries records between two engines in memory until nobody has any more to say. */
  carry(victim: Connection, server: Connection): void {
    for (let moved = true; moved; ) {
      moved = false;
      const pass = (records: readonly Uint8Array[], take: (bytes: Uint8Array) => void) => {
        for (const record of records) take(record.slice());
        moved ||= records.length > 0;
      };
      pass(this.takeForServer(), (bytes) => server.receive(bytes));
      pass(server.takeOutput(), (bytes) => this.fromServer(bytes));
      pass(victim.takeOutput(), (bytes) => this.fromVictim(bytes));
      pass(this.takeForVictim(), (bytes) => victim.receive(bytes));
    }
  }

  takeForServer(): Uint8Array[] {
    return [...this.server.takeOutput(), ...this.passed.toServer.splice(0)];
  }
  takeForVictim(): Uint8Array[] {
    return this.passed.toVictim.splice(0);
  }

  /** Takes records of the server. */
  fromServer(bytes: Uint8Array): void {
    for (const record of recordsIn(bytes)) {
      if (this.passesServer) {
        this.passed.toVictim.push(record);
        continue;
      }
      this.server.feed(record);
      const content = this.server.next();
      if (content) this.own ? this.relayToVictim(content) : this.takeOwn(content);
    }
  }

  /** Takes records of the victim, who waits until the attacker has said its piece. */
  fromVictim(bytes: Uint8Array): void {
    for (const record of recordsIn(bytes))
      if (this.passesVictim) this.passed.toServer.push(record);
      else if (this.own) this.relayToServer(record);
      else this.held.push(record);
  }

  /** The victim's record, under the attacker's keys; after its change_cipher_spec as it is. */
  private relayToServer(record: Uint8Array): void {
    const found = f.decodeRecord(record, MAX_PLAINTEXT);
    if (!found) return;
    this.server.write(found.record.type, found.record.fragment);
    this.passesVictim = found.record.type === ContentType.change_cipher_spec;
  }

  /** In the clear, as in a first handshake; after the server's change_cipher_spec as it is. */
  private relayToVictim({ type, content }: Content): void {
    const { version = TLS10 } = this.own ?? {};
    this.passed.toVictim.push(f.encodeRecord({ type, version, fragment: content }));
    this.passesServer = type === ContentType.change_cipher_spec;
  }

  /** The attacker's own handshake, an ordinary one. */
  private takeOwn({ type, content }: Content): void {
    if (type === ContentType.change_cipher_spec)
      this.advance(this.handshake.next({ name: 'change_cipher_spec', body: content }));
    else if (type === ContentType.handshake)
      for (const message of this.incoming.add(content)) {
        this.channel.transcript.push(message);
        const name = nameOf(HandshakeType, message.msgType) as MessageName;
        this.advance(this.handshake.next({ name, body: message.body }));
      }
  }

  private advance(step: IteratorResult<undefined, Security>): void {
    if (!step.done) return;
    this.own = step.value;
    this.server.write(ContentType.application_data, this.prefix);
    for (const record of this.held.splice(0)) this.relayToServer(record);
  }
}

/** Whole records; this attacker has a network that never cuts one. */
function* recordsIn(bytes: Uint8Array): Generator<Uint8Array> {
  for (let rest = bytes; rest.length > 0; ) {
    const length = f.decodeRecord(rest, MAX_CIPHERTEXT)?.length ?? rest.length;
    yield rest.subarray(0, length);
    rest = rest.subarray(length);
  }
}
