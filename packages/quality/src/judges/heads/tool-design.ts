import type { Head } from '../head.ts';

/** A bad tool is the framework's fault: its findings go back to who made it, and flag the row. */
export const toolDesign: Head = {
  name: 'tool_design',
  version: 2,
  severity: 'flag',
  seesTools: true,
  kinds: [
    { name: 'placeholder_output', meaning: 'a tool gives a stand-in instead of a result' },
    { name: 'verbose_output', meaning: 'a tool gives far more than anybody can use' },
    { name: 'unclear_error', meaning: 'an error does not say what was wrong or what to do' },
    {
      name: 'misleading_description',
      meaning: 'agents use a tool wrongly because of what its description says',
    },
    { name: 'missing_tool', meaning: 'agents lack a tool that their task needs' },
  ],
  prompt:
    'You judge the tools of agents, not the agents: whether results are real, short enough and clear, whether errors help, and whether the tools fit the task. "tools" has the names of the tools that each agent was given, and the descriptions of those that the batch is about.',
};
