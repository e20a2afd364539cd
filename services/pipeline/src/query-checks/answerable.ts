/**
 * A query asks for nothing that no tool of the framework can do, as far as words tell: what needs a hand in the world
 * (a mail, a call, a booking, a picture) needs a tool that says so. It refers to no attachment: its files lie where tools read, under
 * their paths.
 */
import type { QueryCheck } from './query-check.ts';

const ATTACHMENT =
  /\b(?:attached|the attachment|see attached|uploaded (?:file|document|image)|file above|document below)\b|附件|见附图|上传的文件/iu;

/** A demand, and what a capability says that meets it. */
const DEMANDS: readonly { asks: RegExp; meets: RegExp }[] = [
  {
    asks: /\b(?:send|forward|mail) (?:an? |the |this |it )?(?:e-?mail|message|sms|text message)\b|发(?:送)?(?:一封)?(?:邮件|短信)/iu,
    meets: /mail|message|sms|notif|邮件|短信|消息|通知/iu,
  },
  {
    asks: /\b(?:call|phone|ring) (?:me|them|him|her|the \w+) (?:up|on|at)\b|打电话给/iu,
    meets: /phone|telephone|voice call|电话/iu,
  },
  {
    asks: /\b(?:book|reserve) (?:me |us )?(?:a |an |the )?(?:table|flight|hotel|room|ticket|seat)s?\b|预订(?:酒店|机票|座位|餐桌)/iu,
    meets: /book|reserv|ticket|预订|订票/iu,
  },
  {
    asks: /\b(?:draw|paint|generate|create) (?:me )?(?:a |an )?(?:photo|picture|painting|video|animation)\b|生成(?:一张|一段)?(?:图片|照片|视频)/iu,
    meets: /image|picture|photo|video|draw|图片|图像|视频|绘/iu,
  },
];

export const answerable: QueryCheck = {
  name: 'answerable',
  scope: 'draft',
  refuse({ text, capabilities }) {
    if (ATTACHMENT.test(text)) return { reason: 'refers_to_missing' };
    if (capabilities.length === 0) return undefined;
    const unmet = DEMANDS.some(
      ({ asks, meets }) => asks.test(text) && !capabilities.some((one) => meets.test(one)),
    );
    return unmet ? { reason: 'not_answerable' } : undefined;
  },
};
