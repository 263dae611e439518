// What a lab is. An attack of the past runs twice or more, once against a peer with the flaw and once for each fix;
// what must change between the two, and what must not, is a contract that is written down beforehand as data.
import type { Random } from '../../lib/key-exchange.js';
import type { ValueRow } from '../views/values.js';

/** Something that is so or is not so in a run, and what is promised about it. */
export interface Clause {
  /** Names the result in an `Attempt`. */
  readonly check: string;
  /** What is checked, in a few words: 'the attack reads the traffic'. */
  readonly says: string;
  readonly withFlaw: boolean;
  /** With every one of the lab's fixes. */
  readonly withFix: boolean;
}

/** A document that says what must be done about it, and what it says. */
export interface Law {
  /** 'RFC 5246 7.4.7.1'. */
  readonly rfc: string;
  readonly says: string;
}

/** What one run came to. */
export interface Attempt<Data = unknown> {
  /** What was so, by the names of the contract's checks. */
  readonly checks: Readonly<Record<string, boolean>>;
  /** What the attacker ended up with, in a sentence. */
  readonly outcome: string;
  /** The same as values to look at. */
  readonly found: readonly ValueRow[];
  /** The numbers behind it, plain data for whoever goes on with them. */
  readonly data: Data;
}

/** The peer with the flaw in it; a lab's fixes have names of their own. */
export const FLAW = 'flaw';

export interface Lab<Data = unknown> {
  /** What the command calls it: 'rc4-bias'. */
  readonly name: string;
  readonly title: string;
  readonly year: number;
  /** Who published it, and where. */
  readonly paper: string;
  /** The flaw, and how the attack uses it: two or three sentences. */
  readonly story: string;
  readonly recovers: string;
  /** What stops it, one name or several; any one of them alone does. */
  readonly fixes: readonly [string, ...string[]];
  readonly laws: readonly [Law, ...Law[]];
  readonly contract: readonly Clause[];
  /**
   * Runs the attack. It yields now and then and says how far it is, so that whoever runs it can show that or stop.
   * The same random bytes bring back the same attempt, byte for byte.
   * @param variant FLAW or the name of a fix
   */
  attempt(variant: string, random: Random): Generator<string, Attempt<Data>>;
  /** A picture of an attempt, as SVG, for labs that have something to look at. */
  picture?(data: Data): string;
}
