/**
 * A gRPC server that stands before others: it asks who calls and whether they may, and passes messages on as the bytes that
 * came. Readers that are slow make the service behind slow, and who goes away is gone there, too.
 */
import type { DescService } from '@bufbuild/protobuf';
import * as grpc from '@grpc/grpc-js';
import { boundary, NexError } from '@nex/core';
import { openFace } from './face.ts';
import { toStatus } from './status.ts';

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Never passed on from a caller: what the front says itself, and what callers prove themselves by. */
const OWN = ['nex-tenant', 'nex-actor', 'nex-scope', 'authorization', 'x-api-key'];

export interface FrontUpstream {
  service: DescService;
  /** `host:port`. */
  address: string;
}

export interface FrontCall {
  /** `nex.v1.RuntimeService/GetRun`. */
  method: string;
  metadata(name: string): string | undefined;
}

export interface Admission {
  /** Goes along to the service. */
  metadata: Readonly<Record<string, string>>;
  /** Told the status of gRPC when the call has ended. */
  onEnd?: (status: number) => void;
}

export interface RpcFrontOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  upstreams: readonly FrontUpstream[];
  /** Throws what the caller gets instead. */
  admit(call: FrontCall): Promise<Admission>;
}

export interface RpcFront extends AsyncDisposable {
  /** `host:port`. */
  readonly address: string;
}

const asIs = (bytes: Buffer): Buffer => bytes;

type UnaryCall = grpc.ServerUnaryCall<Buffer, Buffer>;
type StreamCall = grpc.ServerWritableStream<Buffer, Buffer>;

export async function startRpcFront(options: RpcFrontOptions): Promise<RpcFront> {
  const limits = {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  };
  const server = new grpc.Server(limits);
  const clients = new Map<string, grpc.Client>();
  const clientOf = (address: string) => {
    const client =
      clients.get(address) ??
      new grpc.Client(address, grpc.credentials.createInsecure(), {
        ...limits,
        'grpc.keepalive_time_ms': 20_000,
        'grpc.max_reconnect_backoff_ms': 2000,
      });
    clients.set(address, client);
    return client;
  };
  for (const { service, address } of options.upstreams) {
    const definition: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
    const handlers: grpc.UntypedServiceImplementation = {};
    for (const { name, localName, methodKind } of service.methods) {
      if (methodKind !== 'unary' && methodKind !== 'server_streaming') {
        throw new NexError(
          'internal',
          `The front passes no streams of callers: ${service.typeName}/${name}.`,
        );
      }
      const path = `/${service.typeName}/${name}`;
      definition[localName] = {
        path,
        requestStream: false,
        responseStream: methodKind === 'server_streaming',
        requestSerialize: asIs,
        requestDeserialize: asIs,
        responseSerialize: asIs,
        responseDeserialize: asIs,
      };
      const passing = { client: clientOf(address), path, admit: options.admit };
      handlers[localName] =
        methodKind === 'unary'
          ? (call: UnaryCall, done: grpc.sendUnaryData<Buffer>) => void passUnary(passing, call, done)
          : (call: StreamCall) => void passStream(passing, call);
    }
    server.addService(definition, handlers);
  }
  const face = await openFace(
    server,
    options.upstreams.map(({ service }) => service.typeName),
  );
  const port = await boundary('unavailable', `The gRPC port ${options.port} cannot be bound.`, () =>
    face.bind(options),
  );
  return {
    address: `${options.host}:${port}`,
    async [Symbol.asyncDispose]() {
      await face.close();
      for (const client of clients.values()) client.close();
    },
  };
}

interface Passing {
  client: grpc.Client;
  path: string;
  admit: RpcFrontOptions['admit'];
}

/** Undefined when the caller was refused, or went away meanwhile. */
async function admitted({ path, admit }: Passing, call: UnaryCall | StreamCall) {
  const { metadata, onEnd } = await admit({
    method: path.slice(1),
    metadata: (name) => call.metadata.get(name)[0]?.toString(),
  });
  const passed = call.metadata.clone();
  for (const name of OWN) passed.remove(name);
  for (const [name, value] of Object.entries(metadata)) passed.set(name, value);
  return { passed, callOptions: { deadline: call.getDeadline() }, onEnd: onEnd ?? (() => {}) };
}

async function passUnary(passing: Passing, call: UnaryCall, done: grpc.sendUnaryData<Buffer>): Promise<void> {
  try {
    const { passed, callOptions, onEnd } = await admitted(passing, call);
    if (call.cancelled) return;
    let trailer: grpc.Metadata | undefined;
    const going = passing.client.makeUnaryRequest(
      passing.path,
      asIs,
      asIs,
      call.request,
      passed,
      callOptions,
      (error, answer) => {
        onEnd(error?.code ?? grpc.status.OK);
        if (error) done(asStatus(error));
        else done(null, answer ?? Buffer.alloc(0), trailer);
      },
    );
    going.on('status', (status) => (trailer = status.metadata));
    going.on('metadata', (metadata) => call.sendMetadata(metadata));
    call.on('cancelled', () => going.cancel());
  } catch (thrown) {
    done(toStatus(thrown));
  }
}

async function passStream(passing: Passing, call: StreamCall): Promise<void> {
  try {
    const { passed, callOptions, onEnd } = await admitted(passing, call);
    if (call.cancelled) return;
    const going = passing.client.makeServerStreamRequest(
      passing.path,
      asIs,
      asIs,
      call.request,
      passed,
      callOptions,
    );
    call.on('cancelled', () => going.cancel());
    going.on('metadata', (metadata) => call.sendMetadata(metadata));
    going.on('data', (message: Buffer) => {
      if (call.write(message)) return;
      going.pause();
      call.once('drain', () => going.resume());
    });
    // The status ends both a good and a bad stream; of a bad one the error is told first.
    going.on('error', (error: grpc.ServiceError) => {
      onEnd(error.code);
      call.emit('error', asStatus(error));
    });
    going.on('end', () => call.end());
    going.on('status', ({ code }) => {
      if (code === grpc.status.OK) onEnd(code);
    });
  } catch (thrown) {
    call.emit('error', toStatus(thrown));
  }
}

/** What the service says goes on as it is; that it cannot be reached is said without its address. */
function asStatus({
  code,
  details,
  metadata,
}: grpc.ServiceError): Pick<grpc.StatusObject, 'code' | 'details' | 'metadata'> {
  if (code !== grpc.status.UNAVAILABLE || metadata.get('nex-code').length > 0)
    return { code, details, metadata };
  return toStatus(
    new NexError('unavailable', 'The service behind cannot be reached.', {
      hint: 'Try again; nex status shows what runs.',
    }),
  );
}
