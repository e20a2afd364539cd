import type { LintRule, RuleFinding } from '../lint-rule.ts';

export const catalogueDrift: LintRule = {
  code: 'catalogue-drift',
  severity: 'warning',
  says: 'The tools of the servers are those that the framework was made with.',
  check: ({ model, catalogue, options }) => {
    if (catalogue === undefined) return [];
    const made = model.catalogueDigest;
    const now = options.catalogue?.digest;
    const changed: RuleFinding[] =
      made === undefined || now === undefined || made.digest === now
        ? []
        : [
            {
              place: made.place,
              message: 'The framework was made with another state of the catalogue.',
              fix: 'Lint and simulate it again; then it can be relied on.',
            },
          ];
    const drifted = model.agents.flatMap((agent) =>
      agent.servers.flatMap((server): RuleFinding[] => {
        const entry = server.type === 'catalogue' ? catalogue.get(server.name) : undefined;
        if (entry?.live === undefined || entry.live.digest === entry.snapshot) return [];
        const { tools } = entry.live;
        const gone = (server.tools ?? []).map((tool) => tool.name).filter((name) => !tools.includes(name));
        return [
          {
            place: server.place,
            severity: gone.length > 0 ? 'error' : 'warning',
            message:
              gone.length > 0
                ? `The server ${server.name} no longer has: ${gone.join(', ')}.`
                : `The tools of ${server.name} are no longer those of the snapshot.`,
            fix: 'Take the snapshot again (nex catalogue snapshot) and look at what changed.',
          },
        ];
      }),
    );
    return [...changed, ...drifted];
  },
};
