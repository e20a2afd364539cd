/** The compose file, merged and interpolated as `docker compose config` does it, as far as this file uses that. */
import { parse } from 'yaml';
import { z } from 'zod';
import { readText } from './repository.ts';

const serviceSchema = z.object({
  image: z.string().optional(),
  build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  profiles: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  restart: z.string(),
  read_only: z.boolean().default(false),
});

const composeSchema = z.object({
  name: z.string(),
  services: z.record(z.string(), serviceSchema),
  volumes: z.record(z.string(), z.unknown()),
});

export type ComposeService = z.infer<typeof serviceSchema>;
export type Compose = z.infer<typeof composeSchema>;

/** Throws where `${NAME:?message}` names a variable that `values` lacks. */
export function readCompose(path: string, values: Readonly<Record<string, string>>): Compose {
  const fill = (_: unknown, value: unknown) =>
    typeof value === 'string' ? interpolate(value, values) : value;
  return composeSchema.parse(parse(readText(path), fill, { merge: true }));
}

export function interpolate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_, name: string, operator?: string, operand?: string) => {
      const value = values[name] ?? '';
      if (value !== '') return value;
      if (operator === '?') throw new Error(`${name}: ${operand}`);
      return operand ?? '';
    },
  );
}
