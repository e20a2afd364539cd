/** Scalars of files whose type depends on how an interpolated value looks: `${env.KEY}` may read as a number. */
import * as z from 'zod';

/** Text that may come as a YAML number: a key made of digits. */
export const Text = z.union([z.string(), z.number().transform(String)]);

/** A number that may come as text: `"0.70"`. */
export const Decimal = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number),
]);

/** A whole number that may come as text: `"4096"`. */
export const Count = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

/** The same without 0. */
export const Positive = z.union([
  z.number().int().min(1),
  z
    .string()
    .regex(/^0{0,3}[1-9]\d{0,11}$/)
    .transform(Number),
]);

/** A number above 0 that may come as text: `"0.70"`. */
export const PositiveDecimal = z.union([
  z.number().positive(),
  z
    .string()
    .regex(/^(?=.*[1-9])\d+(\.\d+)?$/)
    .transform(Number),
]);

/** Values of environment variables and headers; YAML may read `8080` as a number. */
export const TextMap = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** Values for templates, tools and parameters. */
export const Values = z.record(z.string(), z.json());
