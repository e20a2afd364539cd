/**
 * MCP over the standard streams of a process group. Lines on stdout that are no messages (banners) are skipped. It is
 * known which requests the server has not answered yet, also those that were cancelled.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type JSONRPCMessage, serializeMessage, type Transport } from '@modelcontextprotocol/client';
import { LineReader } from './line-reader.ts';
import { ProcessGroup, type ProcessParameters } from './process-group.ts';

export interface ProcessTransportOptions extends ProcessParameters {
  /** Longest message that is read; a longer one ends the process. */
  maxMessageBytes: number;
}

/** Stays open for as long as the session. */
const STANDING_REQUEST = 'subscriptions/listen';
const PROGRESS = 'notifications/progress';

export class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: Transport['onmessage'];
  /** Tells the client that this is a stdio transport; the stream itself is drained here. */
  readonly stderr = null;
  readonly #options: ProcessTransportOptions;
  readonly #lines: LineReader;
  readonly #unanswered = new Set<string | number>();
  #quiet = Promise.withResolvers<void>();
  #group: ProcessGroup | undefined;
  #held = false;

  constructor(options: ProcessTransportOptions) {
    this.#options = options;
    this.#lines = new LineReader(options.maxMessageBytes);
  }

  get pid(): number | undefined {
    return this.#group?.child.pid;
  }

  /** Lines on stdout that were no messages. */
  get noise(): number {
    return this.#lines.skipped;
  }

  /** Last words on stderr: for the log, never for a model. */
  get stderrTail(): string {
    return this.#group?.stderrTail ?? '';
  }

  async start(): Promise<void> {
    const group = new ProcessGroup(this.#options);
    this.#group = group;
    void group.ended.then(() => {
      this.#lines.clear();
      this.onclose?.();
    });
    group.child.stdin.on('error', (error) => this.onerror?.(error));
    group.child.stdout.on('data', (chunk: Buffer) => this.#read(chunk));
    await group.spawned;
  }

  async send(message: JSONRPCMessage): Promise<void> {
    const group = this.#group;
    if (!group || group.over) throw new Error('The process has ended.');
    if ('method' in message && 'id' in message && message.method !== STANDING_REQUEST) {
      this.#unanswered.add(message.id);
    }
    const { stdin } = group.child;
    if (!stdin.write(serializeMessage(message))) {
      await Promise.race([new Promise<void>((resolve) => stdin.once('drain', resolve)), group.ended]);
    }
  }

  /** Whether the server has answered all that it was asked, or does so within the time. */
  async quiet(withinMs: number): Promise<boolean> {
    if (this.#unanswered.size === 0) return true;
    const stop = new AbortController();
    const late = delay(withinMs, false, { signal: stop.signal }).catch(() => false);
    const ended = this.#group?.ended.then(() => false) ?? false;
    const quiet = await Promise.race([this.#quiet.promise.then(() => true), late, ended]);
    stop.abort();
    return quiet;
  }

  async close(): Promise<void> {
    await this.#group?.close();
  }

  async kill(): Promise<void> {
    await this.#group?.kill();
  }

  #read(chunk: Buffer): void {
    try {
      this.#lines.append(chunk);
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      void this.kill();
      return;
    }
    this.#deliver();
  }

  /** The client hears progress a little later than an answer, so what follows a progress waits until it was heard. */
  #deliver(): void {
    while (!this.#held) {
      const message = this.#lines.next();
      if (message === undefined) return;
      this.#note(message);
      try {
        this.onmessage?.(message);
      } catch (error) {
        this.onerror?.(error instanceof Error ? error : new Error(String(error)));
      }
      if ('method' in message && message.method === PROGRESS) this.#hold();
    }
  }

  #hold(): void {
    this.#held = true;
    setImmediate(() => {
      this.#held = false;
      this.#deliver();
    });
  }

  #note(message: JSONRPCMessage): void {
    if ('method' in message || message.id === undefined || !this.#unanswered.delete(message.id)) return;
    if (this.#unanswered.size > 0) return;
    this.#quiet.resolve();
    this.#quiet = Promise.withResolvers();
  }
}
