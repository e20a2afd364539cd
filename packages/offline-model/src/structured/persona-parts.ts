/**
 * Parts of personas. Each English text is told after "who", each Chinese one after the role.
 */
import type { Bilingual } from './themes/theme.ts';

/** What somebody does. */
export const HABITS: readonly Bilingual[] = [
  ['plans the week every Sunday evening', '每周日晚上安排下一周的工作'],
  ['likes to check every figure twice', '习惯把每个数字核对两遍'],
  ['works with partners in several countries', '与多个国家的伙伴合作'],
  ['has to report to a small board every month', '每月要向小型董事会汇报'],
  ['took over the job only recently', '刚刚接手这份工作'],
  ['keeps short written notes of everything', '事事都留下简短的书面记录'],
  ['trains two new colleagues', '正在带两位新同事'],
  ['has little time between appointments', '在各种安排之间时间很紧'],
  ['prefers clear answers to long explanations', '喜欢清楚的答案而不是长篇解释'],
  ['looks after a tight budget', '负责管理一笔紧张的预算'],
  ['coordinates a team of volunteers', '协调一支志愿者团队'],
  ['works from home three days a week', '每周有三天在家办公'],
  ['answers most messages on the train', '大多在列车上回复消息'],
  ['draws everything on paper before typing it', '打字之前总要先在纸上画一遍'],
  ['compares offers from several suppliers', '总要比较几家供应商的报价'],
  ['learned the trade from an older relative', '从长辈那里学会了这一行'],
  ['writes down the reason for every decision', '每个决定都写下理由'],
  ['shares the work with a night shift', '与夜班同事分担工作'],
  ['collects ideas on coloured cards', '用彩色卡片收集想法'],
  ['starts each day with the hardest job', '每天先做最难的事'],
];

/** What somebody wants. */
export const NEEDS: readonly Bilingual[] = [
  ['Needs dependable numbers before ordering anything.', '下单之前需要可靠的数字。'],
  ['Wants dates and deadlines to be beyond doubt.', '希望日期和期限准确无误。'],
  ['Values answers that can be passed on unchanged.', '看重可以直接转发的答案。'],
  ['Often asks for several things at once.', '经常一次提出好几件事。'],
  ['Wants results kept where they can be found again.', '希望结果保存在容易找到的地方。'],
  ['Speaks plainly and expects the same.', '说话直接，也希望得到直接的回答。'],
  ['Prepares well ahead and dislikes surprises.', '提前做好准备，不喜欢意外。'],
  ['Asks for the way as well as for the result.', '既要结果，也要知道过程。'],
  ['Would rather hear bad news early than late.', '宁可早听到坏消息，也不愿晚听到。'],
  ['Trusts a source only after a second look.', '再看一遍之后才相信来源。'],
  ['Likes tables that fit on one printed page.', '喜欢能印在一页纸上的表格。'],
  ['Forgets names and relies on good records.', '记不住名字，全靠完整的记录。'],
  ['Hopes to finish before the children come home.', '希望在孩子回家之前做完。'],
  ['Checks totals against last year out of habit.', '习惯与去年的总数核对。'],
  ['Gives short instructions and leaves the rest open.', '只给简短的指示，其余自由发挥。'],
  ['Explains the background before asking.', '提问之前先交代背景。'],
];

/** Where somebody stands. */
export const SITUATIONS: readonly Bilingual[] = [
  ['Lives in a harbour town with long winters.', '住在冬季漫长的港口小城。'],
  ['Shares an office above a busy market hall.', '办公室在热闹的集市楼上，与人合用。'],
  ['Serves a valley of scattered villages.', '服务于村落分散的山谷。'],
  ['Moved to the capital two years ago.', '两年前搬到了首都。'],
  ['Runs everything with one part-time helper.', '只有一名兼职帮手，凡事亲力亲为。'],
  ['Belongs to a family firm in its third generation.', '身处一家传到第三代的家族企业。'],
  ['Travels between three sites every month.', '每个月在三个地点之间往返。'],
  ['Works for a town council on a fixed contract.', '以固定合同为市政部门工作。'],
  ['Came back after a long parental leave.', '休完长期育儿假刚刚回来。'],
  ['Studies in the evenings for a further degree.', '晚上还在攻读另一个学位。'],
  ['Hands over the whole job next spring.', '明年春天要把全部工作交接出去。'],
  ['Has just opened a second location.', '刚刚开了第二处场所。'],
  ['Depends on the weather more than most.', '比大多数人更受天气影响。'],
  ['Speaks three languages at work.', '工作中使用三种语言。'],
  ['Lost all old records in a flood.', '旧资料在一场水灾中全部丢失。'],
  ['Is known in the district for patience.', '在当地以耐心闻名。'],
];
