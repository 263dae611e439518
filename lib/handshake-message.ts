import { Writer } from './writer.js';

/** A handshake message: its type and its body, without the 4-byte header (RFC 5246 7.4). */
export interface HandshakeMessage {
  readonly msgType: number;
  readonly body: Uint8Array;
}

/** The message as it stands on the wire and in the transcript: type, 24-bit length, body (RFC 5246 7.4). */
export function encodeHandshake({ msgType, body }: HandshakeMessage): Uint8Array {
  return new Writer().uint8(msgType).vector(3, body).bytes();
}
