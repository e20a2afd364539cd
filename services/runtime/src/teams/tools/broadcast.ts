import * as z from 'zod';
import { broadcast } from '../messages.ts';
import { MessageContent } from './message.ts';
import { defineTeamTool } from './team-tool.ts';

export const broadcastTool = defineTeamTool({
  name: 'broadcast',
  description: 'Sends a message to all other agents of the team. Each one that is idle starts to work on it.',
  args: z.strictObject({ content: MessageContent }),
  forAll: true,
  async run(team, { content }, caller) {
    const receivers = await broadcast(team, caller, content);
    return receivers.length === 0
      ? 'There is nobody else.'
      : `The message was sent to ${receivers.join(', ')}.`;
  },
});
