import type { Build } from '@nex/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ClipboardCheck, Database, Pause, Play, Square, Wallet } from 'lucide-react';
import { useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { queryKeys } from '../../api/query-keys.ts';
import { Button, buttonClass } from '../../components/button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { texts } from '../../texts/en.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { hasEnded } from './current-stage.ts';

const words = texts.builds.actions;

/** What can be done with a build in the state that it is in. */
export function BuildActions({ build }: { build: Build }) {
  const client = useClient();
  const queries = useQueryClient();
  const [open, setOpen] = useState<'budget' | 'cancel'>();
  const act = useMutation({
    mutationFn: (action: 'pause' | 'resume' | 'cancel') => client.builds[action](build.id),
    onSuccess: (changed) => {
      queries.setQueryData(queryKeys.builds.one(build.id), changed);
      setOpen(undefined);
    },
  });
  const ended = hasEnded(build);
  const canResume = build.state === 'paused' || build.state === 'failed';
  return (
    <>
      {act.error && (
        <span role="alert" className="max-w-80 truncate text-bad" title={act.error.message}>
          {act.error.message}
        </span>
      )}
      {build.dataSet?.id !== undefined && (
        <Link to="/data-sets/$dataSetId" params={{ dataSetId: build.dataSet.id }} className={buttonClass()}>
          <Database aria-hidden />
          {words.dataSet}
        </Link>
      )}
      <Link
        to="/builds/$buildId/review"
        params={{ buildId: build.id }}
        className={buttonClass(build.paused?.reason === 'review' ? 'primary' : 'plain')}
      >
        <ClipboardCheck aria-hidden />
        {words.review}
      </Link>
      {!ended && (
        <Button onClick={() => setOpen('budget')}>
          <Wallet aria-hidden />
          {words.budget}
        </Button>
      )}
      {build.state === 'running' && (
        <Button onClick={() => act.mutate('pause')} disabled={act.isPending}>
          <Pause aria-hidden />
          {words.pause}
        </Button>
      )}
      {canResume && (
        <Button onClick={() => act.mutate('resume')} disabled={act.isPending}>
          <Play aria-hidden />
          {words.resume}
        </Button>
      )}
      {!ended && (
        <Button look="danger" onClick={() => setOpen('cancel')}>
          <Square aria-hidden />
          {words.cancel}
        </Button>
      )}
      {open === 'budget' && <BudgetDialog build={build} onClose={() => setOpen(undefined)} />}
      <Dialog
        title={words.cancelTitle}
        description={words.cancelText}
        open={open === 'cancel'}
        onClose={() => setOpen(undefined)}
        width="max-w-md"
      >
        <div className="flex justify-end gap-2">
          <Button onClick={() => setOpen(undefined)}>{words.keepIt}</Button>
          <Button look="danger" onClick={() => act.mutate('cancel')} disabled={act.isPending}>
            {words.cancelIt}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
