import { isTerminal, type Run } from '@nex/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import clsx from 'clsx';
import { Bot } from 'lucide-react';
import { texts } from '../../../texts/en.ts';
import { type AgentRecord, callKey, type RunRecord } from '../record/run-record.ts';
import { ConversationView } from './conversation-view.tsx';

export interface ConversationPaneProps {
  run: Run;
  record: RunRecord;
  version: number;
}

/** Every agent of the run at the left, the conversation of the chosen one at the right. */
export function ConversationPane({ run, record, version }: ConversationPaneProps) {
  const search = useSearch({ from: '/runs/$runId' });
  const navigate = useNavigate({ from: '/runs/$runId' });
  const chosen = record.agentById.get(search.agent ?? run.id) ?? record.agents[0];
  if (chosen === undefined) return null;
  return (
    <div className="grid h-full min-h-0 grid-cols-[220px_minmax(0,1fr)]">
      <ul
        aria-label={texts.runs.conversation.agents}
        className="min-h-0 space-y-px overflow-auto border-r p-2"
      >
        {record.agents.map((agent) => (
          <li key={agent.runId}>
            <button
              type="button"
              aria-pressed={agent === chosen}
              onClick={() =>
                void navigate({ search: (old) => ({ ...old, agent: agent.runId }), replace: true })
              }
              className={clsx(
                'flex h-7 w-full items-center gap-1.5 rounded px-2 text-left',
                agent === chosen ? 'bg-accent-soft font-medium text-accent' : 'text-muted hover:bg-sunken',
              )}
              style={{ paddingLeft: 8 + agent.depth * 12 }}
            >
              <Bot aria-hidden className="size-3.5 shrink-0" />
              <span className="truncate">{agent.agent}</span>
              {agent.endMs === undefined && !isTerminal(run.state) && (
                <span className="ml-auto size-1.5 shrink-0 animate-pulse rounded-full bg-accent" />
              )}
            </button>
          </li>
        ))}
      </ul>
      <ConversationView
        key={chosen.runId}
        agent={chosen}
        input={inputOf(chosen, run, record)}
        version={version}
      />
    </div>
  );
}

/** The root is asked by the run's input, a sub-agent by the call that started it. */
function inputOf(agent: AgentRecord, run: Run, record: RunRecord): string | undefined {
  if (agent.runId === run.id) return run.input;
  if (agent.parentRunId === null || agent.parentCallId === null) return undefined;
  const call = record.callById.get(callKey(agent.parentRunId, agent.parentCallId));
  if (call === undefined) return undefined;
  try {
    const given = JSON.parse(call.argumentsText) as Record<string, unknown>;
    return typeof given['message'] === 'string' ? given['message'] : call.argumentsText;
  } catch {
    return call.argumentsText;
  }
}
