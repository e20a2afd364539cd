import * as z from 'zod';
import { sendMessage } from '../messages.ts';
import { defineTeamTool } from './team-tool.ts';

export const MessageContent = z.string().min(1).max(100_000);

export const messageTool = defineTeamTool({
  name: 'message',
  description:
    'Sends a message to an agent of the team. An idle teammate starts to work on it; one at work reads it with its next step. Its answer comes to you as a message.',
  args: z.strictObject({
    to_agent_id: z.string().describe('Id of a teammate, or leader.'),
    content: MessageContent.describe(
      'All that the receiver needs to know: it does not see your conversation.',
    ),
  }),
  forAll: true,
  async run(team, { to_agent_id: to, content }, caller) {
    await sendMessage(team, { from: caller, to, input: content });
    return `The message was sent to ${to}.`;
  },
});
