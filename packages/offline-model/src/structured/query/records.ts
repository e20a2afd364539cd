/** Phrases for files, project notes, memory and tasks. */
import { listed } from '../../text/tokens.ts';
import type { Family, Scene } from './family.ts';

/** How a later request points at the results before it. */
function results({ results: count, draw }: Scene): string {
  if (count === 1) return draw.pick(['that result', 'the result']);
  return count === 2
    ? draw.pick(['both results', 'both answers', 'these two results'])
    : draw.pick(['all these results', 'all the answers', 'these results']);
}

const FILE_FOLLOWED = ['file-note'] as const;

/** The families of records. */
export const RECORDS: Family[] = [
  {
    name: 'file-note',
    allowed: /create a new file or completely overwrite|write(?:s|ing)? (?:a |to )?(?:new )?files?/i,
    about: 'save write file note document record text',
    kind: 'record',
    phrase: (scene) => {
      const { draw, paper, contact } = scene;
      if (scene.results > 0) {
        return draw.pick([
          `save ${results(scene)} in a file called ${paper}.md`,
          `write ${results(scene)} to ${paper}.md`,
          `put ${results(scene)} in a note called ${paper}.md`,
        ]);
      }
      return draw.pick([
        `save a note called ${paper}.md with the text "${contact.name} ${contact.fact}"`,
        `create a file called ${paper}.md that says "${draw.pick(scene.theme.slogans)}"`,
      ]);
    },
  },
  {
    name: 'file-check',
    allowed: /read the complete contents/i,
    about: 'read check file contents review',
    kind: 'follow',
    follows: FILE_FOLLOWED,
    phrase: ({ draw, paper }) =>
      draw.pick([`read ${paper}.md back so I can check it`, `show me what ${paper}.md says`]),
  },
  {
    name: 'file-list',
    allowed: /listing of all files/i,
    about: 'list files folder directory overview',
    kind: 'follow',
    follows: FILE_FOLLOWED,
    phrase: ({ draw }) =>
      draw.pick(['list the files in my workspace', 'show me which files are in the workspace']),
  },
  {
    name: 'file-find',
    allowed: /search for files/i,
    about: 'search find files locate',
    kind: 'follow',
    follows: FILE_FOLLOWED,
    phrase: ({ draw }) =>
      draw.pick(['find all markdown files in my workspace', 'search my workspace for .md files']),
  },
  {
    name: 'project-note',
    allowed: /memory bank file for a specific project/i,
    about: 'project note save record document memory bank',
    kind: 'record',
    phrase: (scene) => {
      const { draw, paper, project, contact } = scene;
      if (scene.results > 0)
        return draw.pick([
          `save ${results(scene)} as ${paper}.md in the project notes for ${project}`,
          `record ${results(scene)} in ${paper}.md in the project notes for ${project}`,
        ]);
      return `save a note with the text "${contact.name} ${contact.fact}" as ${paper}.md in the project notes for ${project}`;
    },
  },
  {
    name: 'project-check',
    allowed: /read a memory bank file/i,
    about: 'read project note check',
    kind: 'follow',
    follows: ['project-note'],
    phrase: ({ paper, project }) => `read ${paper}.md back from the project notes for ${project}`,
  },
  {
    name: 'project-files',
    allowed: /list all files within a specific project/i,
    about: 'list project files overview',
    kind: 'follow',
    follows: ['project-note'],
    phrase: ({ project }) => `list the files in the project notes for ${project}`,
  },
  {
    name: 'remember',
    allowed: /create multiple new entities/i,
    about: 'remember memory contact supplier fact knowledge store entities',
    kind: 'record',
    phrase: (scene) => {
      const { draw, contact, event } = scene;
      if (scene.results > 0 && !scene.followed && draw.next() < 0.4)
        return `remember ${results(scene)} under the name "${event.replace(/^(?:the|a|our) /, '')}"`;
      return draw.pick([
        `remember that ${contact.name} is our ${contact.kind} and ${contact.fact}`,
        `remember that ${contact.name} is a ${contact.kind} who ${contact.fact}`
          .replace(/ a ([aeiou])/, ' an $1')
          .replace(/ who /, ' and '),
      ]);
    },
  },
  {
    name: 'remember-more',
    allowed: /add new observations/i,
    about: 'add fact detail observation remember memory',
    kind: 'follow',
    follows: ['remember'],
    phrase: ({ contact }) =>
      `add the detail about ${contact.name} that it ${contact.extra}`.replace(/ that it /, ': '),
    alone: true,
  },
  {
    name: 'connect',
    allowed: /create multiple new relations/i,
    about: 'link relation connect people things knowledge',
    kind: 'follow',
    follows: ['remember'],
    phrase: ({ contact, event }) =>
      `link "${contact.name}" to "${event.replace(/^(?:the|a|our) /, '')}" as "${'supports'}"`,
  },
  {
    name: 'recall',
    allowed: /search for nodes/i,
    about: 'search look up memory knowledge recall find',
    kind: 'follow',
    follows: ['remember'],
    phrase: ({ draw, contact }) =>
      draw.pick([`tell me what we know about ${contact.name}`, `search the memory for "${contact.name}"`]),
  },
  {
    name: 'task-list',
    allowed: /plan its associated tasks|register a new user request/i,
    about: 'task plan list steps organise checklist request',
    kind: 'record',
    alone: true,
    phrase: ({ draw, event, chores }) =>
      draw.pick([
        `set up a task list for ${event} with three tasks: ${listed(chores)}`,
        `create a plan for ${event} with these tasks: ${listed(chores)}`,
      ]),
  },
  {
    name: 'task-first',
    allowed: /next pending task/i,
    about: 'next task first progress',
    kind: 'follow',
    follows: ['task-list'],
    phrase: ({ draw }) => draw.pick(['tell me which task comes first', 'show me the next task on that list']),
  },
  {
    name: 'task-tick',
    allowed: /mark a given task as done/i,
    about: 'mark task done complete progress',
    kind: 'follow',
    follows: ['task-list'],
    phrase: ({ draw, chores }) => draw.pick(['mark the first task as done', `mark "${chores[0]}" as done`]),
  },
  {
    name: 'task-more',
    allowed: /add new tasks to an existing request/i,
    about: 'add task list extend',
    kind: 'follow',
    follows: ['task-list'],
    phrase: ({ draw }) =>
      `add the task "${draw.pick(['send a reminder', 'check the budget', 'thank the helpers'])}" to the list`,
  },
];
