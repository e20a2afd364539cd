export {
  type AssembledMiddleware,
  assembleMiddleware,
  type MiddlewareParts,
} from './assemble-middleware.ts';
export { assembleModel, type ChooseModel, settingsOf } from './assemble-model.ts';
export { assembleTools, checkNames, serversOf, type ToolParts } from './assemble-tools.ts';
export { createCustomTool, type ToolHosts } from './custom-tool.ts';
export { outputContract } from './output-contract.ts';
export { placeSkills, skillsOf } from './skills.ts';
