/**
 * A process that listens on a loopback port for as long as the pool lives: a daemon, or a server over HTTP. It is
 * started when it is first needed, and again, on the same port and in the same directory, after it ended.
 */
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { NexError } from '@nex/core';
import { ProcessGroup, type ProcessParameters } from '../session/process-group.ts';

export interface HostProcessOptions {
  /** Of the catalogue entry. */
  name: string;
  port: number;
  parameters: ProcessParameters;
  /** Run to the end before the first start. */
  init: (signal: AbortSignal) => Promise<void>;
  /** Aborts when the pool is disposed. */
  life: AbortSignal;
  /** Until it accepts connections. */
  startTimeoutMs: number;
  /** Is given the id of each process that is started. */
  note: (pid: number) => Promise<void>;
}

const ASK_EVERY_MS = 25;

export class HostProcess {
  readonly #options: HostProcessOptions;
  #group: ProcessGroup | undefined;
  #starting: Promise<void> | undefined;
  #initialised = false;

  constructor(options: HostProcessOptions) {
    this.#options = options;
  }

  get pid(): number | undefined {
    return this.#group?.over === false ? this.#group.child.pid : undefined;
  }

  /** Resolves when it accepts connections. Throws `tool_unavailable`. */
  async ensure(): Promise<void> {
    if (this.#group?.over === false && !this.#starting) return;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  async stop(): Promise<void> {
    await this.#starting?.catch(() => {});
    await this.#group?.close();
  }

  async #start(): Promise<void> {
    const { name, parameters, life, startTimeoutMs, init, note } = this.#options;
    const signal = AbortSignal.any([life, AbortSignal.timeout(startTimeoutMs)]);
    try {
      if (!this.#initialised) await init(signal);
      this.#initialised = true;
      const group = new ProcessGroup(parameters);
      this.#group = group;
      // Nobody reads what it says; a full pipe would stop it.
      group.child.stdout.resume();
      await group.spawned;
      if (group.child.pid !== undefined) await note(group.child.pid);
      while (!(await this.#accepts())) {
        if (group.over) throw new Error(group.stderrTail);
        await delay(ASK_EVERY_MS, undefined, { signal });
      }
    } catch (cause) {
      await this.#group?.kill();
      throw new NexError('tool_unavailable', `What the tool server ${name} needs could not be started.`, {
        cause,
      });
    }
  }

  async #accepts(): Promise<boolean> {
    const socket = connect({ port: this.#options.port, host: 'localhost' });
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
