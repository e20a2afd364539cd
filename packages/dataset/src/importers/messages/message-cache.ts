/**
 * Foreign messages that were read before. Every model call of a trace repeats the history, so all but one in a hundred
 * are known: they cost a look, not a reading, and what is the same is one object.
 */
import type { JsonObject, Message } from '@nex/core';
import type { Notes } from '../notes.ts';
import { readMessage } from './message.ts';

export class MessageCache {
  readonly #known = new Map<string, readonly Message[]>();

  read(value: JsonObject, at: () => string, notes: Notes): readonly Message[] {
    const key = JSON.stringify(value);
    let messages = this.#known.get(key);
    if (!messages) {
      messages = readMessage(value, at(), notes);
      this.#known.set(key, messages);
    }
    return messages;
  }
}
