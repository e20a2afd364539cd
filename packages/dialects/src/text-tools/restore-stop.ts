/** A stop sequence ends an answer and is not part of it: a call that it closed arrives without its last tag. */
import { type Dialect, type ParsedReply, type ParseOptions, parseReply } from '../dialect.ts';

/**
 * The stop sequence that was cut off, or `''`. Only a closing tag whose opening tag is the last one in the text, and
 * only when no call becomes worse by it.
 */
export function cutOffStop(dialect: Dialect, text: string, options: ParseOptions): string {
  const open = dialect.stop.filter((stop) => leavesOpen(text, stop));
  if (open.length === 0) return '';
  const before = countCalls(parseReply(dialect, text, options));
  const restored = open.find((stop) => {
    const after = countCalls(parseReply(dialect, text + stop, options));
    return after.sound > 0 && after.sound >= before.sound && after.faulty <= before.faulty;
  });
  return restored ?? '';
}

function leavesOpen(text: string, stop: string): boolean {
  const tag = /^<\/(.+)>$/s.exec(stop)?.[1];
  return tag !== undefined && text.lastIndexOf(`<${tag}>`) > text.lastIndexOf(stop);
}

function countCalls({ calls }: ParsedReply): { sound: number; faulty: number } {
  const faulty = calls.filter((call) => call.fault !== undefined).length;
  return { sound: calls.length - faulty, faulty };
}
