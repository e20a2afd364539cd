import { createClient } from '@nex/client';
import { useMutation } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { isSignedOut, useApi } from '../api/api-provider.tsx';
import { Button } from '../components/button.tsx';
import { Field, TextInput } from '../components/fields.tsx';
import { texts } from '../texts/en.ts';

/** Asks for an API key, and takes it once the API has accepted it. */
export function SignIn() {
  const { signIn } = useApi();
  const [apiKey, setApiKey] = useState('');
  const check = useMutation({
    // Any call that needs a key will do; this one is cheap.
    mutationFn: (key: string) =>
      createClient({ baseUrl: window.location.origin, apiKey: key }).runs.list({ limit: 1 }),
    onSuccess: (_, key) => signIn(key),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (apiKey.trim() !== '') check.mutate(apiKey.trim());
  };
  return (
    <main className="flex h-full items-center justify-center p-4">
      <form
        onSubmit={submit}
        className="w-full max-w-sm space-y-4 rounded-lg border bg-surface p-6 shadow-sm"
      >
        <div>
          <KeyRound aria-hidden className="mb-2 size-5 text-accent" />
          <h1 className="text-base font-semibold">{texts.signIn.title}</h1>
          <p className="mt-1 text-muted">{texts.signIn.text}</p>
        </div>
        <Field label={texts.signIn.key}>
          {(id) => (
            <TextInput
              id={id}
              type="password"
              autoComplete="current-password"
              autoFocus
              required
              value={apiKey}
              onChange={(event) => setApiKey(event.target.value)}
              className="w-full"
            />
          )}
        </Field>
        {check.error && (
          <p role="alert" className="text-bad">
            {isSignedOut(check.error) ? texts.signIn.refused : check.error.message}
          </p>
        )}
        <Button look="primary" type="submit" disabled={check.isPending} className="w-full justify-center">
          {texts.signIn.enter}
        </Button>
      </form>
    </main>
  );
}
