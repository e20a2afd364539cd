import type { Head } from '../head.ts';

export const instructionFollowing: Head = {
  name: 'instruction_following',
  version: 1,
  severity: 'drop',
  kinds: [
    { name: 'request_incomplete', meaning: 'a part of what the user asked for is neither done nor declined' },
    {
      name: 'constraint_ignored',
      meaning: 'a limit, rule or form that the user or the system prompt set is broken',
    },
    { name: 'off_topic', meaning: 'the answer is about something that nobody asked for' },
    {
      name: 'wrong_language',
      meaning: 'the answer is in another language than the request, and nobody wanted that',
    },
    {
      name: 'role_broken',
      meaning: 'an agent does what its system prompt forbids or leaves to another agent',
    },
  ],
  prompt:
    'You judge whether agents did what they were told: by the user in the request, and by their own system prompts. Judge the final answer of the first run against the request, and each sub-agent against what its caller asked of it.',
};
