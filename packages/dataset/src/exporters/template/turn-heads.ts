/** What the prompt for a turn ends with, such as `<|im_start|>assistant`: rendered once for each kind of message before it. */
import type { Message } from '@nex/core';
import { sharedLength } from './marks.ts';

/** Renders the beginning of a conversation. */
export type RenderUntil = (count: number, addGenerationPrompt: boolean) => string;

export class TurnHeads {
  readonly #known = new Map<string, string>();
  readonly #messages: readonly Message[];
  readonly #render: RenderUntil;

  constructor(messages: readonly Message[], render: RenderUntil) {
    this.#messages = messages;
    this.#render = render;
  }

  /** @param before The text before the turn; @param turn The turn with its head. Throws what the template throws. */
  of(at: number, before: string, turn: string): string {
    const kind = this.#messages[at - 1]?.role ?? '';
    const known = this.#known.get(kind);
    if (known !== undefined && turn.startsWith(known)) return known;
    const prompt = this.#render(at, true);
    const head = prompt.startsWith(before)
      ? prompt.slice(before.length)
      : prompt.slice(sharedLength(prompt, this.#render(at, false)));
    this.#known.set(kind, head);
    return head;
  }
}
