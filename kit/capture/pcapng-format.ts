// Numbers of draft-ietf-opsawg-pcapng and of the link-layer type registry (www.tcpdump.org/linktypes.html).

export const Block = {
  sectionHeader: 0x0a0d0d0a,
  interfaceDescription: 1,
  simplePacket: 3,
  enhancedPacket: 6,
  decryptionSecrets: 10,
} as const;

/** "TLSK": the secrets of the block are an SSLKEYLOGFILE. */
export const SECRETS_TLS_KEY_LOG = 0x544c534b;

export const LinkType = {
  null: 0,
  ethernet: 1,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;
