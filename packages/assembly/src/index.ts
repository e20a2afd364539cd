export { type AssembledMiddleware, assembleMiddleware } from './assemble-middleware.ts';
export { assembleModel, type ChooseModel, settingsOf } from './assemble-model.ts';
export { assembleTools, completeTools, serversOf, type ToolParts } from './assemble-tools.ts';
export { createCustomTool, type ToolHosts } from './custom-tool.ts';
export { MIDDLEWARE, type MiddlewareParts, middlewareFault } from './middleware-table.ts';
export { outputContract } from './output-contract.ts';
export { promptOf, promptValues } from './prompt-values.ts';
export { placeSkills, skillsOf } from './skills.ts';
export { usesBundle } from './uses-bundle.ts';
