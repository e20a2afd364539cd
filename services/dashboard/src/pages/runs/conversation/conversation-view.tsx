/** The conversation of one agent; reasoning, calls and results are folded. Turns are in the document only while seen. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { EmptyState } from '../../../components/states.tsx';
import { texts } from '../../../texts/en.ts';
import type { AgentRecord, Turn } from '../record/run-record.ts';
import { TurnView } from './turn-view.tsx';

const ESTIMATED_PX = 90;
const OVERSCAN_TURNS = 6;
/** Whoever is so near the end is kept at the end as it grows. */
const NEAR_END_PX = 80;

export interface ConversationViewProps {
  agent: AgentRecord;
  /** What the agent was asked, where the record does not say. */
  input: string | undefined;
  version: number;
}

export function ConversationView({ agent, input, version }: ConversationViewProps) {
  const turns: Turn[] =
    input === undefined
      ? agent.turns
      : [{ kind: 'user', key: 'input', atMs: agent.startMs, text: input }, ...agent.turns];
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: turns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ESTIMATED_PX,
    overscan: OVERSCAN_TURNS,
    getItemKey: (index) => keyOf(turns[index], index),
  });
  const isLive = agent.endMs === undefined;
  // Each change of the record may have made the end grow.
  useEffect(() => {
    const element = scroller.current;
    if (!isLive || element === null) return;
    const distancePx = element.scrollHeight - element.scrollTop - element.clientHeight;
    if (distancePx < NEAR_END_PX) element.scrollTop = element.scrollHeight;
  }, [version, isLive]);
  if (turns.length === 0) return <EmptyState title={texts.runs.conversation.empty} />;
  return (
    <div
      ref={scroller}
      role="log"
      aria-label={texts.runs.conversation.of(agent.agent)}
      // A region that scrolls must be reachable by keys.
      tabIndex={0}
      data-conversation
      className="h-full min-h-0 overflow-auto px-4 outline-offset-[-2px]"
    >
      <div className="relative mx-auto max-w-4xl" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => {
          const turn = turns[index];
          if (turn === undefined) return null;
          return (
            <div
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              className="absolute inset-x-0 top-0 py-2"
              style={{ transform: `translateY(${start}px)` }}
            >
              <TurnView turn={turn} agent={agent.agent} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function keyOf(turn: Turn | undefined, index: number): string | number {
  if (turn === undefined) return index;
  return turn.kind === 'answer' ? turn.messageId : turn.key;
}
