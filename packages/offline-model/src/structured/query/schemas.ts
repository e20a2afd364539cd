/** Phrases for looking at a GraphQL schema. */
import type { Family } from './family.ts';

const TYPES = ['Product', 'Order', 'Customer'];

/** The families of schema look-ups. */
export const SCHEMAS: Family[] = [
  {
    name: 'schema-types',
    allowed: /lists? all of the types/i,
    about: 'list types schema graphql overview',
    kind: 'find',
    phrase: ({ draw }) =>
      draw.pick([
        'list the types defined in our GraphQL schema',
        'tell me which types our GraphQL schema has',
      ]),
  },
  {
    name: 'schema-fields',
    allowed: /list of fields for a specific graphql type/i,
    about: 'fields type schema graphql details',
    kind: 'find',
    phrase: ({ draw }) =>
      draw.pick([
        `show me which fields the \`${draw.pick(TYPES)}\` type has in our GraphQL schema`,
        `list the fields of the \`${draw.pick(TYPES)}\` type in the schema`,
      ]),
  },
  {
    name: 'schema-type',
    allowed: /single graphql type from the schema/i,
    about: 'type definition schema graphql look up',
    kind: 'find',
    phrase: ({ draw }) => `show me the definition of the \`${draw.pick(TYPES)}\` type in our GraphQL schema`,
  },
  {
    name: 'schema-search',
    allowed: /search for types or fields/i,
    about: 'search schema graphql find name',
    kind: 'find',
    phrase: ({ draw }) =>
      `search the GraphQL schema for anything named "${draw.pick(['order', 'product', 'customer'])}"`,
  },
  {
    name: 'schema-queries',
    allowed: /root-level fields for a graphql query/i,
    about: 'queries schema graphql list api',
    kind: 'find',
    phrase: ({ draw }) =>
      draw.pick([
        'list the queries our GraphQL API offers',
        'tell me which queries the GraphQL schema offers',
      ]),
  },
  {
    name: 'schema-mutations',
    allowed: /root-level fields for a graphql mutation/i,
    about: 'mutations schema graphql list api',
    kind: 'find',
    phrase: () => 'list the mutations our GraphQL API offers',
  },
];
