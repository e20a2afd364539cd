/** Work with lists of tasks. */
import type { Concept } from './concept.ts';

/** The concepts of tasks. */
export const TASKS: Concept[] = [
  {
    name: 'task-plan',
    when: /\b(?:task list|to-?do list|checklist|plan|list of tasks|action list)\b|\b(?:turn|break)\b.*\binto\b.*\b(?:tasks|steps)\b|\b(?:set up|create|register|plan|track)\b.*\b(?:tasks|steps)\b|任务清单|计划/i,
    unless:
      /\b(?:next|first) task\b|\bmark\b|\btick\b|\badd\b.*\bto (?:the|that|my|our|this) (?:task )?(?:list|plan)\b|\bplan(?:ning)?\.(?:md|txt)|^(?!.*:).*\b(?:list|show|which|what|overview)\b|^(?!.*(?:tasks|steps|list)).*\.\w{2,4}\b/i,
    weight: 1.5,
    must: ['task tasks', 'plan planning request register list lists'],
    terms: 'request planning plan register new tasks',
    stores: true,
  },
  {
    name: 'task-next',
    when: /\bnext (?:open |pending )?task\b|\btask\b.*\b(?:first|next)\b|\bfirst task\b|\bwhat (?:should|do) (?:i|we) (?:start|do) (?:with|first|next)\b/i,
    unless: /\bmark\b|\btick\b|\bdone\b|\bapprove\b/i,
    weight: 1.7,
    must: ['task tasks', 'next'],
    terms: 'get next task pending',
    after: ['task-plan', 'task-done', 'task-add', 'task-approve'],
  },
  {
    name: 'task-done',
    when: /\bmark\b.*\b(?:done|complete|completed|finished)\b|\btick\b.*\boff\b/i,
    weight: 1.8,
    must: ['task tasks', 'done complete completed completing finishing finished', 'mark marking marks'],
    terms: 'mark task done',
    avoid: 'approve',
    after: ['task-plan', 'task-add'],
    stores: true,
  },
  {
    name: 'task-approve',
    when: /\bapprove|\bsign off\b/i,
    weight: 1.8,
    must: ['approve approval approving', 'task request'],
    terms: 'approve task completion',
    after: ['task-done'],
    stores: true,
  },
  {
    name: 'task-add',
    when: /\badd\b.*\b(?:task|step|item|list|plan)\b/i,
    unless: /folder|directory|\bnew task list\b|\.\w{2,4}\b/i,
    weight: 1.6,
    must: ['add adding adds', 'task tasks'],
    terms: 'add new tasks existing request',
    after: ['task-plan'],
    stores: true,
  },
  {
    name: 'task-details',
    when: /\bdetails?\b.*\btask\b|\btask\b.*\bdetails?\b/i,
    weight: 1.7,
    must: ['details detail', 'task tasks'],
    terms: 'task details specific',
    after: ['task-plan', 'task-next'],
  },
  {
    name: 'task-overview',
    when: /\b(?:overview|list|show|how far|progress|status)\b.*\b(?:tasks|requests|task lists|plans)\b|\bhow many tasks\b/i,
    unless: /:/,
    weight: 1.6,
    must: ['list listing lists overview', 'requests tasks'],
    terms: 'list all requests summary overview',
    after: ['task-plan', 'task-done', 'task-add', 'task-approve'],
  },
];
