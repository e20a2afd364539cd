import type { ToolCallAnswer } from '@nex/core';
import { Badge } from '../../../components/badge.tsx';
import { Code, JsonCode } from '../../../components/code.tsx';
import { Panel } from '../../../components/panel.tsx';
import { formatDuration } from '../../../format/time.ts';
import { texts } from '../../../texts/en.ts';

const words = texts.catalogue.tool;

export function ToolAnswer({ answer }: { answer: ToolCallAnswer }) {
  const { content, isError, errorKind, structured, durationMs } = answer;
  return (
    <Panel
      title={words.answer}
      bodyClass="space-y-2 p-3"
      actions={
        <>
          {isError && (
            <Badge tone="bad">
              {words.failed}
              {errorKind !== undefined && `: ${errorKind}`}
            </Badge>
          )}
          <span className="text-faint">
            {words.took} {formatDuration(durationMs)}
          </span>
        </>
      }
    >
      {content.map((block, place) =>
        block.type === 'text' ? (
          // Blocks of an answer never move
          <Code key={place} label={words.answer} text={pretty(block.text)} />
        ) : (
          <img
            // Blocks of an answer never move
            key={place}
            alt={words.image}
            src={block.url}
            className="max-w-full rounded border"
          />
        ),
      )}
      {structured !== undefined && <JsonCode label={words.structured} value={structured} />}
    </Panel>
  );
}

/** JSON on one line is hard to read. */
function pretty(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
