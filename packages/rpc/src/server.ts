/** A gRPC server with health and reflection on, a span per call, and the platform's errors. */
import type { DescMethod, DescService, Message } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { boundary, NexError } from '@nex/core';
import { context as otel, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { definitionOf, type Implementation } from './define.ts';
import { openFace } from './face.ts';
import { toStatus } from './status.ts';

export interface RpcContext {
  /** Aborts when the caller goes or its deadline passes (`cancelled`), or the server closes (`unavailable`). */
  signal: AbortSignal;
  /** What came along with the call under that name. */
  metadata(name: string): string | undefined;
}

export interface RpcServerOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  /** Goes around each call: `Callers.serve`. A fault that it throws is answered. */
  serve?: <T>(header: (name: string) => string | undefined, work: () => T) => T;
  /** Told of every error that a method threw. */
  onFailure?: (thrown: unknown, method: string) => void;
}

export interface RpcServer extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
}

type Handler = (request: Message, context: RpcContext) => Promise<Message> | AsyncIterable<Message>;

/** Registers a service for `startRpcServer`; the compiler checks that every method is there. */
export function implement<S extends DescService>(service: S, methods: Implementation<S, RpcContext>) {
  return { service, methods: methods as unknown as Record<string, Handler> };
}

export async function startRpcServer(
  registrations: readonly ReturnType<typeof implement>[],
  options: RpcServerOptions,
): Promise<RpcServer> {
  const closing = new AbortController();
  const server = new grpc.Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  for (const { service, methods } of registrations) {
    const handlers: grpc.UntypedServiceImplementation = {};
    for (const method of service.methods) {
      const handler = methods[method.localName];
      if (handler) handlers[method.localName] = wrap(service, method, handler, options, closing.signal);
    }
    server.addService(definitionOf(service), handlers);
  }
  const names = registrations.map(({ service }) => service.typeName);
  const face = await openFace(server, names, () => closing.abort());
  const port = await boundary('unavailable', `The gRPC port ${options.port} cannot be bound.`, () =>
    face.bind(options),
  );
  return { address: `${options.host}:${port}`, [Symbol.asyncDispose]: () => face.close() };
}

function wrap(
  service: DescService,
  method: DescMethod,
  handler: Handler,
  options: RpcServerOptions,
  closing: AbortSignal,
) {
  const name = `${service.typeName}/${method.name}`;
  const inCallSpan = async (metadata: grpc.Metadata, work: () => Promise<void>): Promise<void> => {
    const parent = propagation.extract(otel.active(), {
      traceparent: String(metadata.get('traceparent')[0] ?? ''),
    });
    const span = trace.getTracer('nex').startSpan(
      name,
      {
        kind: SpanKind.SERVER,
        attributes: { 'rpc.system.name': 'grpc', 'rpc.method': name },
      },
      parent,
    );
    try {
      await otel.with(trace.setSpan(parent, span), () =>
        options.serve ? options.serve((header) => textOf(metadata, header), work) : work(),
      );
    } catch (thrown) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      options.onFailure?.(thrown, name);
      throw thrown;
    } finally {
      span.end();
    }
  };
  if (method.methodKind === 'server_streaming') {
    return (call: grpc.ServerWritableStream<Message, Message>) => {
      const signal = signalOf(call, closing);
      void inCallSpan(call.metadata, async () => {
        for await (const message of handler(
          call.request,
          contextOf(call, signal),
        ) as AsyncIterable<Message>) {
          if (signal.aborted) return;
          if (!call.write(message)) await drained(call, signal);
        }
        call.end();
      }).catch((thrown: unknown) => call.emit('error', toStatus(thrown)));
    };
  }
  const answer = async (call: grpc.ServerUnaryCall<Message, Message>, done: grpc.sendUnaryData<Message>) => {
    try {
      await inCallSpan(call.metadata, async () => {
        done(
          null,
          await (handler(call.request, contextOf(call, signalOf(call, closing))) as Promise<Message>),
        );
      });
    } catch (thrown) {
      done(toStatus(thrown));
    }
  };
  return (call: grpc.ServerUnaryCall<Message, Message>, done: grpc.sendUnaryData<Message>) =>
    void answer(call, done);
}

function contextOf({ metadata }: { metadata: grpc.Metadata }, signal: AbortSignal): RpcContext {
  return { signal, metadata: (name) => textOf(metadata, name) };
}

function textOf(metadata: grpc.Metadata, name: string): string | undefined {
  return metadata.get(name)[0]?.toString();
}

function signalOf(
  call: { on(event: 'cancelled', listener: () => void): unknown },
  closing: AbortSignal,
): AbortSignal {
  const gone = new AbortController();
  call.on('cancelled', () =>
    gone.abort(
      closing.aborted
        ? new NexError('unavailable', 'The server closes.')
        : new NexError('cancelled', 'The caller went away.'),
    ),
  );
  return gone.signal;
}

function drained(call: NodeJS.EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    call.once('drain', resolve);
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
