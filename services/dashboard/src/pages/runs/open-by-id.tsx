import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { TextInput } from '../../components/fields.tsx';
import { texts } from '../../texts/en.ts';

/** Goes to the run of the id that is typed or pasted. */
export function OpenById() {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim() !== '') void navigate({ to: '/runs/$runId', params: { runId: id.trim() } });
  };
  return (
    <form onSubmit={open}>
      <TextInput
        data-search
        aria-label={texts.runs.openById}
        placeholder={texts.runs.openById}
        value={id}
        onChange={(event) => setId(event.target.value)}
        className="w-72 font-mono"
      />
    </form>
  );
}
