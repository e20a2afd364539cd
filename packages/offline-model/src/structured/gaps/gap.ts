/**
 * A gap is a small calculation that tools of a catalogue seldom offer. Its function is a template that was
 * written by hand: the offline model writes no code of its own.
 */
import type { Json, JsonObject } from '../../schema/json-schema.ts';
import type { Bilingual } from '../themes/theme.ts';

/** One gap with the tool that closes it. */
export type Gap = {
  /** Name of the tool, in snake_case. */
  name: string;
  /** What a sentence says that wants it. */
  when: RegExp;
  /** The action. */
  does: Bilingual;
  /** English words for a search over tools. */
  needs: string;
  parameters: { name: string; type: 'string' | 'number' | 'integer'; text: Bilingual }[];
  returns: Bilingual;
  cases: { name: string; input: JsonObject; expected: Json }[];
  /** Body of `run(args)`; `wrong` answers with an error. */
  body: string;
};
