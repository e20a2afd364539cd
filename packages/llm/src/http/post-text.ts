/**
 * One request and its whole answer as text. Goes below undici's `request`: without a stream for the body, which costs
 * more than the rest of a short call.
 */
import type { Dispatcher } from 'undici';

export interface TextAnswer {
  statusCode: number;
  headers: Dispatcher.ResponseData['headers'];
  text: string;
}

/** Rejects with undici's error, or with the reason of the signal; then the connection is given up. */
export function postText(
  pool: Pick<Dispatcher, 'dispatch'>,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    pool.dispatch(options, new TextHandler(signal, resolve, reject));
  });
}

class TextHandler implements Dispatcher.DispatchHandler {
  readonly #signal: AbortSignal;
  readonly #resolve: (answer: TextAnswer) => void;
  readonly #reject: (reason: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #statusCode = 0;
  #headers: TextAnswer['headers'] = {};
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;

  constructor(signal: AbortSignal, resolve: (answer: TextAnswer) => void, reject: (reason: unknown) => void) {
    this.#signal = signal;
    this.#resolve = resolve;
    this.#reject = reject;
    signal.addEventListener('abort', this);
  }

  /** Of the signal. */
  handleEvent(): void {
    this.#settled();
    this.#reject(this.#signal.reason);
    this.#controller?.abort(new Error('cancelled'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // A request that waited in line while its signal aborted.
    if (this.#signal.aborted) controller.abort(new Error('cancelled'));
    else this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    statusCode: number,
    headers: TextAnswer['headers'],
  ): void {
    this.#statusCode = statusCode;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#first) this.#first = chunk;
    else (this.#more ??= [this.#first]).push(chunk);
  }

  onResponseEnd(): void {
    this.#settled();
    this.#resolve({ statusCode: this.#statusCode, headers: this.#headers, text: this.#text() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settled();
    this.#reject(error);
  }

  #settled(): void {
    this.#signal.removeEventListener('abort', this);
  }

  #text(): string {
    const text = (this.#more ? Buffer.concat(this.#more) : this.#first)?.toString() ?? '';
    return text.charCodeAt(0) === 0xfe_ff ? text.slice(1) : text;
  }
}
