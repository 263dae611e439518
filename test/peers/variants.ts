// What a handshake can be besides a first and full one, tried with each peer, with us on either side.
import type { MeasuredVariant } from '../../kit/peers/variants-table.js';
import { variantNames } from '../../kit/peers/variants-table.js';
import { TLS10, TLS11, TLS12, versionName } from '../../lib/registry.js';
import type { PkiFiles } from '../support/pki.js';

export type VariantPeer = 'openssl' | 'gnutls' | 'node';
export type VariantCase = MeasuredVariant & { readonly peer: VariantPeer };

/** One variant with one peer in one version. @throws Error when it went another way than it should */
export type Attempt = (version: number, pki: PkiFiles) => Promise<void>;

/** The attempts with one peer; a variant that it lacks is left out. */
export interface Attempts {
  /** Our client with its server. */
  readonly client: { readonly [variant: string]: Attempt };
  /** Our server with its client. */
  readonly server: { readonly [variant: string]: Attempt };
}

export function variantCases(peer: VariantPeer, attempts: Attempts): VariantCase[] {
  return (['client', 'server'] as const).flatMap((role) =>
    variantNames
      .filter((variant) => attempts[role][variant])
      .flatMap((variant) => [TLS10, TLS11, TLS12].map((version) => ({ peer, role, version, variant }))),
  );
}

export const titleOfVariant = ({ role, version, variant }: VariantCase) =>
  `our ${role}, ${versionName(version)}, ${variant}`;
