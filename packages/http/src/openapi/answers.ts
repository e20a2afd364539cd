/** Answers that are not JSON, for the schemas of routes: the document tells of them, no serializer touches them. */
import * as z from 'zod';

/** Server-sent events; `what` says what each one holds. */
export function eventStream(what: string) {
  return {
    200: {
      description: `Server-sent events, each with an \`id\` to resume from (\`last-event-id\`). ${what}`,
      content: { 'text/event-stream': { schema: z.string() } },
    },
  };
}

/** Bytes of one of these media types; of `application/json` any value. */
export function bytes(description: string, mediaTypes: readonly string[]) {
  const schemaOf = (type: string) =>
    type === 'application/json' ? z.unknown() : z.unknown().meta({ type: 'string', format: 'binary' });
  const content = Object.fromEntries(mediaTypes.map((type) => [type, { schema: schemaOf(type) }]));
  return { 200: { description, content } };
}
