import { useMutation } from '@tanstack/react-query';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useClient } from '../../api/api-provider.tsx';
import { Button } from '../../components/button.tsx';
import { TextInput } from '../../components/fields.tsx';
import { texts } from '../../texts/en.ts';

/** Says something to a run at work: the agent reads it before its next model call. */
export function SendMessage({ runId }: { runId: string }) {
  const client = useClient();
  const [input, setInput] = useState('');
  const send = useMutation({
    mutationFn: (text: string) => client.runs.addMessage(runId, { input: text }),
    onSuccess: () => setInput(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (input.trim() !== '') send.mutate(input.trim());
  };
  return (
    <form onSubmit={submit} className="flex shrink-0 items-center gap-2 border-t bg-surface px-4 py-2">
      <TextInput
        aria-label={texts.runs.message.label}
        placeholder={texts.runs.message.label}
        value={input}
        onChange={(event) => setInput(event.target.value)}
        className="min-w-0 flex-1"
      />
      <Button type="submit" disabled={send.isPending || input.trim() === ''}>
        <SendHorizontal aria-hidden />
        {texts.runs.message.send}
      </Button>
      {send.error && (
        <span role="alert" className="text-bad">
          {send.error.message}
        </span>
      )}
    </form>
  );
}
