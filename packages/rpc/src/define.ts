/** Between the generated descriptors and grpc-js: how each method is spelled on the wire. */
import {
  create,
  type DescMethod,
  type DescService,
  fromBinary,
  type Message,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import type * as grpc from '@grpc/grpc-js';

/** Streams from the client are not used between the platform's services. */
export function definitionOf(service: DescService): grpc.ServiceDefinition {
  const definition: Record<string, grpc.MethodDefinition<Message, Message>> = {};
  for (const method of service.methods) definition[method.localName] = methodDefinition(service, method);
  return definition;
}

function methodDefinition(service: DescService, method: DescMethod): grpc.MethodDefinition<Message, Message> {
  return {
    path: `/${service.typeName}/${method.name}`,
    requestStream: false,
    responseStream: method.methodKind === 'server_streaming',
    requestSerialize: (message) => Buffer.from(toBinary(method.input, message)),
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    responseSerialize: (message) => Buffer.from(toBinary(method.output, create(method.output, message))),
    responseDeserialize: (bytes) => fromBinary(method.output, bytes),
  };
}

type Methods<S extends DescService> = S['method'];

export type Unary<M extends DescMethod, C> = (
  request: MessageShape<M['input']>,
  context: C,
) => Promise<MessageInitShape<M['output']>>;
export type Streaming<M extends DescMethod, C> = (
  request: MessageShape<M['input']>,
  context: C,
) => AsyncIterable<MessageInitShape<M['output']>>;

/** What implements a service: a promise per unary method, an async iterable per streaming one. */
export type Implementation<S extends DescService, C> = {
  [K in keyof Methods<S>]: Methods<S>[K]['methodKind'] extends 'unary'
    ? Unary<Methods<S>[K], C>
    : Streaming<Methods<S>[K], C>;
};

export interface CallOptions {
  signal?: AbortSignal;
  /** Deadline of the whole call. Default 30 s for unary methods, none for streams. */
  timeoutMs?: number;
  /** Goes along with the call, beside the trace. Names in lower case. */
  metadata?: Readonly<Record<string, string>>;
}

/** A service as its callers see it. */
export type Client<S extends DescService> = {
  [K in keyof Methods<S>]: Methods<S>[K]['methodKind'] extends 'unary'
    ? (
        request: MessageInitShape<Methods<S>[K]['input']>,
        options?: CallOptions,
      ) => Promise<MessageShape<Methods<S>[K]['output']>>
    : (
        request: MessageInitShape<Methods<S>[K]['input']>,
        options?: CallOptions,
      ) => AsyncIterable<MessageShape<Methods<S>[K]['output']>>;
};
