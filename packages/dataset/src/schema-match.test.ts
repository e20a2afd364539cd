import { type Json, Trajectory } from '@nex/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { AtifTrajectory } from './importers/atif/document.ts';
import { anyMessages } from './message.arbitrary.ts';
import { sample } from './sample.fixture.ts';
import { exactMatch } from './schema-match.ts';

const isTrajectory = exactMatch(Trajectory);
const isDocument = exactMatch(AtifTrajectory);

/** What `JSON.parse` gives. */
function stored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

const trajectories = anyMessages.map((messages) => {
  const { trajectory } = sample(0);
  const runs = trajectory.runs.map((run, at) => (at === 0 ? { ...run, messages } : run));
  return stored({ ...trajectory, runs }) as Json;
});

/** One place of the value put otherwise: another value, a key more, a key less, keys in another order. */
function changed(value: Json, place: number, by: Json): Json {
  let left = place;
  const walk = (item: Json): Json => {
    left -= 1;
    if (left === 0) return by;
    if (typeof item !== 'object' || item === null) return item;
    if (Array.isArray(item)) return item.map(walk);
    const entries = Object.entries(item).map(([key, inner]) => [key, walk(inner)] as const);
    if (left > 0 && left % 5 === 0) entries.reverse();
    if (left > 0 && left % 7 === 0) entries.pop();
    return Object.fromEntries(left > 0 && left % 11 === 0 ? [...entries, ['more', by]] : entries);
  };
  return walk(value);
}

function agrees(schema: z.ZodType, isExact: (value: unknown) => boolean, value: unknown): void {
  if (!isExact(value)) return;
  const parsed = schema.safeParse(value);
  expect(parsed.success).toBe(true);
  expect(JSON.stringify(parsed.data)).toBe(JSON.stringify(value));
}

describe('a value that its schema would give back', () => {
  test('is known without zod for every trajectory, keys called __proto__ aside', () => {
    fc.assert(
      fc.property(trajectories, (trajectory) => {
        const text = JSON.stringify(trajectory);
        const isOwn = JSON.stringify(Trajectory.parse(trajectory)) === text;
        expect(isTrajectory(trajectory)).toBe(isOwn);
      }),
    );
  });

  test('is what zod gives, whatever was changed', () => {
    const by = fc.oneof(fc.jsonValue() as fc.Arbitrary<Json>, fc.constantFrom('text', 'tool', 1.5, -1));
    fc.assert(
      fc.property(trajectories, fc.nat(200), by, (trajectory, place, other) => {
        agrees(Trajectory, isTrajectory, stored(changed(trajectory, place, other)));
      }),
      { numRuns: 300 },
    );
  });

  test('holds no infinite number', () => {
    const value: unknown = JSON.parse('{"a": 1e999}');
    expect(exactMatch(z.object({ a: z.number() }))(value)).toBe(false);
    expect(exactMatch(z.object({ a: z.json() }))(value)).toBe(false);
    expect(exactMatch(z.object({ a: z.number().int() }))({ a: 1.5 })).toBe(false);
  });

  test('is not guessed where a schema changes or refines values', () => {
    expect(exactMatch(z.string().trim())(' a ')).toBe(false);
    expect(exactMatch(z.object({ a: z.string().default('b') }))({})).toBe(false);
    expect(exactMatch(z.object({ a: z.string() }).refine(() => false))({ a: '' })).toBe(false);
    expect(
      exactMatch(z.union([z.object({ a: z.string() }), z.object({ a: z.string(), b: z.string() })]))({
        a: '',
        b: '',
      }),
    ).toBe(false);
    expect(exactMatch(z.strictObject({ a: z.string() }))({ a: '', b: '' })).toBe(false);
  });

  test('may hold what it likes where the schema lets it', () => {
    const document = {
      extra: { any: ['thing'] },
      schema_version: 'ATIF-v1.7',
      agent: { name: 'lead', version: '1', tool_definitions: [{}] },
      steps: [{ step_id: 1, source: 'user', message: 'Hello.' }],
    };
    expect(isDocument(document)).toBe(true);
    expect(AtifTrajectory.parse(document)).toEqual(document);
    expect(isDocument({ ...document, steps: [] })).toBe(false);
    expect(isDocument({ ...document, schema_version: 'ATIF-v2.0' })).toBe(false);
  });
});
