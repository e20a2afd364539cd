/**
 * A gRPC client that knows no contract: what there is it asks the server itself, by the protocol of reflection, whose few
 * messages are read and written here by their field numbers (grpc/reflection/v1/reflection.proto).
 */
import {
  create,
  createFileRegistry,
  type DescMethod,
  type DescService,
  fromBinary,
  fromJson,
  type JsonValue,
  toBinary,
  toJson,
} from '@bufbuild/protobuf';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type FileDescriptorProto,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import * as grpc from '@grpc/grpc-js';

const PATH = '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo';
const ASK = { fileByName: 3, fileOfSymbol: 4, services: 7 } as const;
const ANSWER = { files: 4, services: 6, error: 7 } as const;

export interface ReflectedClient extends AsyncDisposable {
  services(): Promise<string[]>;
  /** With everything that its messages refer to. */
  describe(service: string): Promise<DescService>;
  /** Requests and answers as protobuf's JSON. */
  call(method: DescMethod, request: JsonValue, headers?: Record<string, string>): Promise<JsonValue>;
}

const asIs = (bytes: Uint8Array): Buffer => Buffer.from(bytes);

export function reflectedClient(address: string): ReflectedClient {
  const client = new grpc.Client(address, grpc.credentials.createInsecure());

  async function ask(field: number, text: string): Promise<Map<number, Uint8Array[]>> {
    const request = new BinaryWriter().tag(field, WireType.LengthDelimited).string(text).finish();
    const stream = client.makeBidiStreamRequest(PATH, asIs, asIs);
    stream.end(request);
    const answers = (await Array.fromAsync(stream)) as Uint8Array[];
    const [answer] = answers.map(fieldsOf);
    const refused = answer?.get(ANSWER.error);
    if (!answer || refused) throw new Error(`The server has no ${text}.`);
    return answer;
  }

  async function filesOf(field: number, text: string, known: Map<string, FileDescriptorProto>) {
    const [list] = (await ask(field, text)).get(ANSWER.files) ?? [];
    const files = (fieldsOf(list).get(1) ?? []).map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes));
    for (const file of files) known.set(file.name, file);
    for (const name of files.flatMap((file) => file.dependency)) {
      if (!known.has(name)) await filesOf(ASK.fileByName, name, known);
    }
  }

  return {
    async services() {
      const [list] = (await ask(ASK.services, '*')).get(ANSWER.services) ?? [];
      const found = fieldsOf(list).get(1) ?? [];
      return found.map((one) => Buffer.from(fieldsOf(one).get(1)?.[0] ?? []).toString());
    },
    async describe(service) {
      const known = new Map<string, FileDescriptorProto>();
      await filesOf(ASK.fileOfSymbol, service, known);
      const found = createFileRegistry(create(FileDescriptorSetSchema, { file: inOrder(known) })).getService(
        service,
      );
      if (!found) throw new Error(`${service} is not in the files that the server gave.`);
      return found;
    },
    async call(method, request, headers = {}) {
      const metadata = new grpc.Metadata();
      for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
      const bytes = toBinary(method.input, fromJson(method.input, request));
      const path = `/${method.parent.typeName}/${method.name}`;
      const answer = await new Promise<Uint8Array>((resolve, reject) => {
        client.makeUnaryRequest(path, asIs, asIs, asIs(bytes), metadata, (error, value) =>
          error || !value ? reject(error ?? new Error('no answer')) : resolve(value),
        );
      });
      return toJson(method.output, fromBinary(method.output, answer));
    },
    [Symbol.asyncDispose]() {
      client.close();
      return Promise.resolve();
    },
  };
}

/** Each after those that it depends on. */
function inOrder(known: ReadonlyMap<string, FileDescriptorProto>): FileDescriptorProto[] {
  const sorted = new Set<FileDescriptorProto>();
  const add = (file: FileDescriptorProto | undefined) => {
    if (!file || sorted.has(file)) return;
    for (const name of file.dependency) add(known.get(name));
    sorted.add(file);
  };
  for (const file of known.values()) add(file);
  return [...sorted];
}

/** Field number → what it holds, of those that hold bytes or texts. */
function fieldsOf(message: Uint8Array = new Uint8Array()): Map<number, Uint8Array[]> {
  const fields = new Map<number, Uint8Array[]>();
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited) {
      fields.set(number, [...(fields.get(number) ?? []), reader.bytes()]);
    } else reader.skip(type, number);
  }
  return fields;
}
