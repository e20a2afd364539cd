/** Task "simulation_tasks": messages for one agent that its capabilities can answer. */
import type { JsonObject } from '../schema/json-schema.ts';
import { numberAt, objectAt, textAt, textsAt } from './input.ts';
import { query } from './query/index.ts';

/** One message for each problem type, or for one action after another, all different. */
export function simulationTasks(input: JsonObject, seed: number): JsonObject {
  const agent = objectAt(input, 'agent');
  const description = textAt(objectAt(input, 'framework'), 'description');
  const problems = Array.isArray(input['problem_types']) ? input['problem_types'] : [];
  const actions = textsAt(input, 'actions');
  const tasks: string[] = [];
  for (let index = 0; index < numberAt(input, 'count', 1); index += 1) {
    const problem = problems[index];
    const label = actions[index % Math.max(1, actions.length)] ?? textAt(agent, 'role');
    const task = query(
      {
        capabilities: textsAt(input, 'capabilities'),
        description,
        persona: '',
        language: textAt(input, 'language'),
        problem_type: typeof problem === 'object' && problem !== null ? problem : { label, path: [label] },
        difficulty: problems.length > 0 ? 'medium' : 'easy',
        nonce: `simulation ${index}`,
        avoid: tasks,
      },
      seed,
    );
    tasks.push(textAt(task, 'query'));
  }
  return { tasks };
}
