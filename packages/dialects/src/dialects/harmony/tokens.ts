/** The special tokens of the harmony format. */
export const START = '<|start|>';
export const CHANNEL = '<|channel|>';
export const MESSAGE = '<|message|>';
export const CALL = '<|call|>';
export const END = '<|end|>';
/** `<|return|>` ends the whole answer. */
export const MESSAGE_ENDS = [END, CALL, '<|return|>'];
export const HEADER_TOKENS = [START, CHANNEL];
export const ALL_TOKENS = [...MESSAGE_ENDS, ...HEADER_TOKENS, MESSAGE, '<|constrain|>'];
/** How a call is written right. */
export const EXAMPLE = `${START}assistant${CHANNEL}commentary to=functions.<name> <|constrain|>json${MESSAGE}{"<argument>": "<value>"}${CALL}`;
