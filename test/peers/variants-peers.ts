import type { Attempts, VariantPeer } from './variants.js';
import { gnutlsVariants } from './variants-gnutls.js';
import { nodeVariants } from './variants-node.js';
import { opensslVariants } from './variants-openssl.js';

export const attemptsWith: Record<VariantPeer, Attempts> = {
  openssl: opensslVariants,
  gnutls: gnutlsVariants,
  node: nodeVariants,
};
