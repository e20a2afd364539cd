/** Typed gRPC clients. Calls carry the active trace; a connection is kept open and re-established by grpc-js. */
import { create, type DescMethod, type DescService, type Message } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { NexError } from '@nex/core';
import { context as otel, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type CallOptions, type Client, definitionOf } from './define.ts';
import { fromStatus } from './status.ts';

const UNARY_TIMEOUT_MS = 30_000;

export type RpcClient<S extends DescService> = Client<S> & AsyncDisposable;

/** @param headers Asked at each call for what goes along with it; what the call itself is given comes over it. */
export function createRpcClient<S extends DescService>(
  service: S,
  address: string,
  headers: () => Readonly<Record<string, string>> = () => ({}),
): RpcClient<S> {
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), {
    'grpc.max_receive_message_length': 64 * 1024 * 1024,
    'grpc.keepalive_time_ms': 20_000,
    'grpc.max_reconnect_backoff_ms': 2000,
    'grpc.initial_reconnect_backoff_ms': 200,
    // Where the name has the addresses of several replicas, calls go to them in turn.
    'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
    'grpc.dns_min_time_between_resolutions_ms': 5000,
  });
  const withHeaders = (options: CallOptions): CallOptions => ({
    ...options,
    metadata: { ...headers(), ...options.metadata },
  });
  const definitions = definitionOf(service);
  const methods: Record<PropertyKey, unknown> = {};
  for (const method of service.methods) {
    const definition = definitions[method.localName] as grpc.MethodDefinition<Message, Message>;
    methods[method.localName] =
      method.methodKind === 'server_streaming'
        ? (request: Record<string, unknown>, options: CallOptions = {}) =>
            stream(client, address, method, definition, request, withHeaders(options))
        : (request: Record<string, unknown>, options: CallOptions = {}) =>
            unary(client, address, method, definition, request, withHeaders(options));
  }
  methods[Symbol.asyncDispose] = () => {
    client.close();
    return Promise.resolve();
  };
  return methods as RpcClient<S>;
}

async function unary(
  client: grpc.Client,
  address: string,
  method: DescMethod,
  definition: grpc.MethodDefinition<Message, Message>,
  request: Record<string, unknown>,
  options: CallOptions,
): Promise<Message> {
  options.signal?.throwIfAborted();
  const span = startSpan(definition.path);
  try {
    return await new Promise<Message>((resolve, reject) => {
      const call = client.makeUnaryRequest(
        definition.path,
        definition.requestSerialize,
        definition.responseDeserialize,
        create(method.input, request),
        metadataOf(span, options),
        { deadline: Date.now() + (options.timeoutMs ?? UNARY_TIMEOUT_MS) },
        (error, answer) => {
          options.signal?.removeEventListener('abort', cancel);
          if (error) reject(fromStatus(error, address, options.signal));
          else if (answer) resolve(answer);
          else reject(new NexError('internal', 'The service answered nothing.'));
        },
      );
      const cancel = () => call.cancel();
      options.signal?.addEventListener('abort', cancel, { once: true });
    });
  } catch (thrown) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw thrown;
  } finally {
    span.end();
  }
}

async function* stream(
  client: grpc.Client,
  address: string,
  method: DescMethod,
  definition: grpc.MethodDefinition<Message, Message>,
  request: Record<string, unknown>,
  options: CallOptions,
): AsyncIterable<Message> {
  options.signal?.throwIfAborted();
  const span = startSpan(definition.path);
  const call = client.makeServerStreamRequest(
    definition.path,
    definition.requestSerialize,
    definition.responseDeserialize,
    create(method.input, request),
    metadataOf(span, options),
    options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs },
  );
  const cancel = () => call.cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    for await (const message of call) yield message as Message;
  } catch (thrown) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw fromStatus(thrown, address, options.signal);
  } finally {
    options.signal?.removeEventListener('abort', cancel);
    // A caller that stops reading early ends the call; the error event that this causes is no failure.
    call.on('error', () => {});
    call.cancel();
    span.end();
  }
}

function startSpan(path: string) {
  const name = path.slice(1);
  return trace.getTracer('nex').startSpan(name, {
    kind: SpanKind.CLIENT,
    attributes: { 'rpc.system.name': 'grpc', 'rpc.method': name },
  });
}

function metadataOf(span: ReturnType<typeof startSpan>, given: CallOptions): grpc.Metadata {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(otel.active(), span), carrier);
  const metadata = new grpc.Metadata();
  if (carrier['traceparent']) metadata.set('traceparent', carrier['traceparent']);
  for (const [name, value] of Object.entries(given.metadata ?? {})) metadata.set(name, value);
  return metadata;
}
