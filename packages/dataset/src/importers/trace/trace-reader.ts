/** What is kept of a trace while its records come: spans that are read, with each message once; not the records. */
import type { Message } from '@nex/core';
import { MessageCache } from '../messages/message-cache.ts';
import { Notes } from '../notes.ts';
import { TextLifter } from '../text-calls/text-lifter.ts';
import type { TraceSpan } from './span.ts';

export class TraceReader {
  readonly notes = new Notes();
  readonly lifter = new TextLifter();
  readonly cache = new MessageCache();
  readonly paired = new WeakMap<Message, Message>();
  readonly spans: TraceSpan[] = [];
}
