/** What the policy says in Chinese around calls and results, beside the English of the files that it is used in. */
import { shorten } from '../../text/tokens.ts';

/** Openings of an answer to several requests, by how many of them stay open: none, one, more. */
export const ZH_OPENINGS = {
  done: ['结果如下：', '都办好了：', '您要的内容在这里：', '以下是得到的结果：'],
  partly: ['大部分已经办好，有一项没有完成：', '完成了一部分，还差一项：'],
  little: '目前只做到这些：',
} as const;

export const ZH_NOTHING = '我没有能做这件事的工具，对话里也没有答案。';
export const ZH_NO_DOER = '现有的工具都做不了这件事';
export const ZH_STOPPED = '在做到这一步之前工作就停止了';

/** Why a request cannot be begun. */
export function zhLacks(names: readonly string[]): string {
  return `请求里没有说明 ${names.join('、')}`;
}

/** A request that was not met, with the reason. */
export function zhUndone(request: string, reason: string): string {
  return reason.startsWith('未能') ? reason : `未能完成“${shorten(request, 60)}”：${reason}`;
}

/** Why calls are made. */
export function zhReason(
  requests: readonly string[],
  state: 'first' | 'next' | 'again',
  why: string,
): string {
  const deeds = requests.map((one) => `“${shorten(one, 60)}”`).join('、');
  if (state === 'again') return `刚才的调用没有成功（${why}），我换一种办法来完成${deeds}。`;
  return state === 'next' ? `有了这些结果，下一步是${deeds}。` : `我先来处理${deeds}。`;
}
