/** Bytes that one side sent, in the order in which they went over the wire. */
export interface WireRecord {
  readonly direction: 'client' | 'server';
  readonly bytes: Uint8Array;
}
