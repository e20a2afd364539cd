/** Takes what is there from values of unknown shape. */
import { isJsonObject } from '@nex/core';

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function mapOf(value: unknown): Record<string, unknown> {
  return isJsonObject(value) ? value : {};
}

/** Items with their places in the list; empty for what is no list. */
export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The key with its value, or nothing when it has none: keeps optional keys absent. */
export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
