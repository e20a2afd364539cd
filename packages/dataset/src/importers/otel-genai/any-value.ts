/** Attributes and values of OTLP in JSON (opentelemetry-proto, `common.proto`), or written plainly as an object. */
import { isJsonObject, type Json, type JsonObject } from '@nex/core';

export function attributesOf(value: Json | undefined): JsonObject {
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value)) return {};
  return Object.fromEntries(
    value.flatMap((entry): [string, Json][] =>
      isJsonObject(entry) && typeof entry['key'] === 'string'
        ? [[entry['key'], anyValue(entry['value'])]]
        : [],
    ),
  );
}

/** An integer is a string in OTLP's JSON. */
export function anyValue(value: Json | undefined): Json {
  if (!isJsonObject(value)) return value ?? null;
  const [kind, inner] = Object.entries(value)[0] ?? [];
  switch (kind) {
    case 'stringValue':
    case 'boolValue':
    case 'bytesValue':
      return inner ?? null;
    case 'intValue':
    case 'doubleValue':
      return Number(inner);
    case 'arrayValue':
      return isJsonObject(inner) && Array.isArray(inner['values']) ? inner['values'].map(anyValue) : [];
    case 'kvlistValue':
      return isJsonObject(inner) ? attributesOf(inner['values']) : {};
    case undefined:
      return null;
    default:
      return value;
  }
}
