import { isTerminal, type Run } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { GitCompareArrows, History, Square } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { texts } from '../../texts/en.ts';
import { ReplayDialog } from './replay-dialog.tsx';

/** What can be done with a run: stop it while it is at work, replay it and compare it afterwards. */
export function RunActions({ run }: { run: Run }) {
  const client = useClient();
  const queries = useQueryClient();
  const [replaying, setReplaying] = useState(false);
  const stop = useMutation({
    mutationFn: () => client.runs.cancel(run.id),
    onSuccess: (stopped) => queries.setQueryData(queryKeys.runs.one(run.id), stopped),
  });
  if (!isTerminal(run.state)) {
    return (
      <>
        {stop.error && <span className="text-bad">{stop.error.message}</span>}
        <Button look="danger" onClick={() => stop.mutate()} disabled={stop.isPending || stop.isSuccess}>
          <Square aria-hidden />
          {stop.isSuccess ? texts.runs.stopping : texts.runs.stop}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button onClick={() => setReplaying(true)}>
        <History aria-hidden />
        {texts.runs.replay.action}
      </Button>
      <Link to="/runs/compare" search={{ left: run.id }} className={buttonClass()}>
        <GitCompareArrows aria-hidden />
        {texts.runs.compare.open}
      </Link>
      {replaying && <ReplayDialog runId={run.id} onClose={() => setReplaying(false)} />}
    </>
  );
}
