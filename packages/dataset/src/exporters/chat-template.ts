/**
 * The text that a model's own chat template makes of a conversation, and where in it the assistant wrote what is trained
 * on. Places are counted in code points, as Python counts them.
 */
import { type ChatTemplateFormat, EXPORT_VIEWS, type JsonObject, NexError } from '@nex/core';
import * as z from 'zod';
import type { Column } from '../columns.ts';
import { sameJson } from '../same-json.ts';
import { type Exporter, isRefusal, type RowReader } from './exporter.ts';
import { codePointPlaces, unitPlaces } from './template/code-points.ts';
import type { Span } from './template/loss-spans.ts';
import { templateRenderer } from './template/render-conversation.ts';
import { attempt } from './text/read-back.ts';

const FIELDS: readonly Column[] = [
  { name: 'text', type: 'string', about: "The conversation as the model's own chat template writes it." },
  {
    name: 'spans',
    type: {
      list: {
        struct: [
          { name: 'start', type: 'int32' },
          { name: 'end', type: 'int32' },
        ],
      },
    },
    about: 'What to put the loss on: places in the text in code points, the end not included, in order.',
  },
];

const Fields = z.object({
  text: z.string(),
  spans: z.array(z.object({ start: z.number().int().nonnegative(), end: z.number().int() })),
});
type Fields = z.infer<typeof Fields>;

export const chatTemplateReader: RowReader = {
  name: 'chat-template',
  version: 1,
  title: "A model's own chat template",
  description: 'The text that the chat template of a model makes, and the places to put the loss on.',
  fields: FIELDS,
  read: (fields) => {
    readFields(fields);
    return [];
  },
};

/** Throws `invalid_request` for a template that cannot be used. @param where The format's place in the request. */
export function chatTemplateExporter({ template }: ChatTemplateFormat, where: string): Exporter {
  const renderer = templateRenderer(template, `${where}.template`);
  return {
    ...chatTemplateReader,
    madeWith: { template: renderer.digest },
    views: EXPORT_VIEWS,
    write(conversation) {
      const rendered = renderer.render(conversation);
      if (isRefusal(rendered)) return rendered;
      const { text, spans, losses } = rendered;
      return {
        fields: { text, spans: inCodePoints(text, spans) } as unknown as JsonObject,
        losses,
        prove(read) {
          const back = attempt(() => readFields(read));
          if (!back) return { reason: 'reading', detail: 'the row cannot be read' };
          const trained = spans.map(({ start, end }) => text.slice(start, end));
          if (back.text !== text || !sameJson(trainedTexts(back), trained))
            return { reason: 'turn', detail: 'the text or its spans read back otherwise' };
          return undefined;
        },
      };
    },
  };
}

function inCodePoints(text: string, spans: readonly Span[]): Span[] {
  return spansAt(spans, codePointPlaces(text, placesOf(spans)));
}

/** As a reader in Python takes them. */
function trainedTexts({ text, spans }: Fields): string[] {
  const units = spansAt(spans, unitPlaces(text, placesOf(spans)));
  return units.map(({ start, end }) => text.slice(start, end));
}

/** Start and end of each. */
function placesOf(spans: readonly Span[]): number[] {
  return spans.flatMap(({ start, end }) => [start, end]);
}

function spansAt(spans: readonly Span[], places: readonly number[]): Span[] {
  return spans.map((_, at) => ({ start: places[2 * at] ?? 0, end: places[2 * at + 1] ?? 0 }));
}

/** Throws `invalid_request` unless the spans stand in order within the text. */
function readFields(fields: JsonObject): Fields {
  const parsed = Fields.safeParse(fields);
  if (!parsed.success) throw unreadable(z.prettifyError(parsed.error));
  let last = 0;
  for (const { start, end } of parsed.data.spans) {
    if (start < last || end <= start) throw unreadable('its spans are in no order');
    last = end;
  }
  if (last > parsed.data.text.length) throw unreadable('a span ends behind the text');
  return parsed.data;
}

function unreadable(problem: string): NexError {
  return new NexError('invalid_request', `The row is no chat-template row: ${problem}.`);
}
