import { computed, mustEqual, type ValueRow } from '../../views/values.js';

/** A row for a text that the attacker came by; it says so where that is what the victim had. */
export const found = (name: string, text: string, truth: string): ValueRow =>
  text === truth ? mustEqual(name, text, truth) : computed(name, text);
