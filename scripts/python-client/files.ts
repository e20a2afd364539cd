/** The files of the Python client that are made from the OpenAPI document, by path below `clients/python`. */
import { methodsOf, type Operation } from './methods.ts';
import { declaration, type Schema } from './types.ts';

export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const NOTE = 'Made from clients/openapi.json by `npm run -s python-client`: change that, and make it again.';

export function pythonClientFiles({ paths, components }: OpenApiDocument): Record<string, string> {
  const schemas = Object.entries(components.schemas);
  const methods = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => methodsOf(method, path, operation)),
  );
  return {
    'nex_api/models.py': `"""Shapes of requests and answers. ${NOTE}"""
from typing import Any, Dict, List, Literal, TypedDict, Union

${schemas.map(([name, schema]) => declaration(name, schema)).join('\n\n\n')}
`,
    'nex_api/api.py': `"""Every operation of the API as a method. ${NOTE}"""
from typing import Any, Dict, Iterator, List, Literal, Optional, Union

from .models import *  # noqa: F401,F403
from .transport import Event, Transport, each, quoted


class NexApi(Transport):
    """Every operation of the API."""

${methods.join('\n\n')}
`,
  };
}
