/** Sentences of our own, over many domains and in both languages: what any release of the generator has to cope with. */
import type { PatternName } from '@nex/core';

export interface SampleSentence {
  domain: string;
  sentence: string;
  /** What `auto` is expected to choose. */
  pattern: PatternName;
}

const row = (domain: string, pattern: PatternName, sentence: string): SampleSentence => ({
  domain,
  sentence,
  pattern,
});

export const SENTENCES: readonly SampleSentence[] = [
  row(
    'bakery',
    'hierarchical_orchestrator',
    'A back office team for a small bakery that plans orders and deliveries, works out quantities and prices, and keeps notes.',
  ),
  row(
    'restaurant',
    'phased_pipeline',
    'For a restaurant: first look up what guests liked, then plan the menu week, and write the shopping list as a file.',
  ),
  row(
    'school',
    'hierarchical_orchestrator',
    'Help teachers who prepare lessons and field trips, keep track of tasks and remember their students.',
  ),
  row(
    'university',
    'bottom_up_aggregation',
    'Agents that evaluate student projects from many small findings and write a summary with figures.',
  ),
  row(
    'clinic',
    'hub_and_spoke',
    'A reception desk for a small clinic that gives advice on appointments, remembers patients and works out the body mass index.',
  ),
  row(
    'hospital',
    'phased_pipeline',
    'Triage requests for a hospital pharmacy in stages, calculate doses and plan refills only when stock is low.',
  ),
  row(
    'law',
    'fixed_workflow',
    'A checklist for a law office: every new case goes through the same steps of recording dates, people and files.',
  ),
  row(
    'museum',
    'hierarchical_orchestrator',
    'Help a museum remember its donors and objects, find connections between them and write short reports.',
  ),
  row(
    'library',
    'single_agent',
    'A single assistant for a library that checks ISBN numbers and keeps a list of new books.',
  ),
  row(
    'travel',
    'hierarchical_orchestrator',
    'Plan journeys for a travel agency: time zones, budgets, distances between places and packing lists.',
  ),
  row(
    'events',
    'phased_pipeline',
    'A team that takes a wedding through its phases: guest list, budget, schedule, and notes for the day.',
  ),
  row(
    'logistics',
    'hierarchical_orchestrator',
    'Coordinate a delivery fleet: routes and distances, loads in kilograms, delivery days and driver notes.',
  ),
  row(
    'warehouse',
    'fixed_workflow',
    'A fixed workflow for a warehouse: check the barcode, count the stock, file the record, for every pallet.',
  ),
  row(
    'farming',
    'hierarchical_orchestrator',
    'Agents for a farm that calculate seed quantities, plan the harvest weeks and keep a field log.',
  ),
  row(
    'gardening',
    'single_agent',
    'My personal assistant for the garden: when to sow, how much compost, and what I noted last year.',
  ),
  row(
    'sport',
    'hub_and_spoke',
    'A consulting desk for runners with advice on pace, training weeks and race dates, around shared athlete records.',
  ),
  row(
    'finance',
    'bottom_up_aggregation',
    'Compare savings plans and loans for families from many single figures and report on the best.',
  ),
  row(
    'accounting',
    'fixed_workflow',
    'The month-end routine of an accountant: sum the bills, check each IBAN, file the report.',
  ),
  row(
    'insurance',
    'phased_pipeline',
    'An insurance desk where claims go through stages: collect the facts, work out the amount, record the decision.',
  ),
  row(
    'software',
    'hierarchical_orchestrator',
    'Help software developers explore our GraphQL API, compare release versions and keep release notes.',
  ),
  row(
    'operations',
    'fixed_workflow',
    'The standard operating procedure after an outage: note the time line, list tasks, write the report.',
  ),
  row(
    'data',
    'bottom_up_aggregation',
    'Audit data files of a city: count lines, compute statistics and judge their quality.',
  ),
  row(
    'newsroom',
    'hierarchical_orchestrator',
    'An editorial team for a newsletter that checks reading time, keeps sources and plans deadlines.',
  ),
  row(
    'design',
    'hierarchical_orchestrator',
    'A design studio needs colours converted, briefs filed, customers remembered and projects planned.',
  ),
  row(
    'music',
    'hub_and_spoke',
    'A concierge for a concert house that knows its artists and helps with dates, fees and stage notes.',
  ),
  row(
    'chemistry',
    'fixed_workflow',
    'A lab protocol for reagents: work out each dilution, note the batch, file the label, always in the same order.',
  ),
  row(
    'energy',
    'bottom_up_aggregation',
    'Assess the yield of solar roofs from meter readings and rank them in a report.',
  ),
  row(
    'construction',
    'phased_pipeline',
    'A building site team that works in phases: measure, calculate material, plan tasks, and record changes.',
  ),
  row(
    'charity',
    'hierarchical_orchestrator',
    'Help a charity remember donors, plan volunteers and keep a budget.',
  ),
  row(
    'personal',
    'single_agent',
    'One assistant that keeps my to-do list and tells me dates and times abroad.',
  ),
  row(
    'hotel',
    'hub_and_spoke',
    'A service desk for a hotel with shared guest records, local times, prices and small reports.',
  ),
  row(
    'shipping',
    'hierarchical_orchestrator',
    'A harbour office that tracks arrivals over time zones, converts tonnes and writes port notes.',
  ),
  row('餐饮', 'hierarchical_orchestrator', '我们需要一个帮助小面包店管理订单、计算成本并记录客户的团队。'),
  row('餐饮', 'fixed_workflow', '为一家餐厅设计固定流程：每天清点库存、计算用量、写入记录。'),
  row('教育', 'hierarchical_orchestrator', '帮助学校老师安排课程日程，计算成绩平均数，并记住学生情况。'),
  row('教育', 'bottom_up_aggregation', '为一所大学评估学生项目，汇总各项发现并写出报告。'),
  row('医疗', 'hub_and_spoke', '为一家诊所提供健康咨询，记住患者情况，计算体重指数和用药日期。'),
  row('医疗', 'phased_pipeline', '先对患者来电分诊，再计算剂量，最后整理记录，服务于社区医院。'),
  row('法律', 'fixed_workflow', '律师事务所的检查清单：登记日期、人物和文件，每个案件都走同样的步骤。'),
  row(
    '旅行',
    'hierarchical_orchestrator',
    '为旅行社规划行程：换算时区、计算预算和两地距离，并保存行李清单。',
  ),
  row('物流', 'hierarchical_orchestrator', '帮助物流车队安排路线、换算重量、跟踪任务并写下司机记录。'),
  row('物流', 'bottom_up_aggregation', '比较几家快递公司的费用与时间，汇总后给出排名。'),
  row('农业', 'hierarchical_orchestrator', '为一家农场计算种子数量、安排收获日期并保存田间记录。'),
  row('园艺', 'single_agent', '一个小助手，帮我记录花园的播种日期和用量。'),
  row('财务', 'bottom_up_aggregation', '评估几种贷款和储蓄方案的利息，汇总成一份报告。'),
  row('财务', 'fixed_workflow', '会计的月末标准流程：合计账单、校验银行账号、归档文件。'),
  row('零售', 'hub_and_spoke', '为网店做客服，记住客户，计算价格并查询日期。'),
  row('零售', 'hierarchical_orchestrator', '我想要一个帮助小商店管理库存和订单的团队，要会核对条形码。'),
  row('博物馆', 'hierarchical_orchestrator', '帮助博物馆记住捐赠人与藏品的关系，并写展览说明文件。'),
  row('图书馆', 'single_agent', '图书馆的个人助理：校验书号，记录新书。'),
  row('体育', 'hub_and_spoke', '面向跑步爱好者的训练顾问，计算配速，记住每个人的目标。'),
  row('软件', 'hierarchical_orchestrator', '帮助软件开发团队查询接口模式、比较版本并写发布记录。'),
  row('软件', 'phased_pipeline', '分阶段处理软件故障：先查明时间线，再列出任务，最后归档报告。'),
  row('新闻', 'hierarchical_orchestrator', '为编辑部统计稿件字数和阅读时长，安排截止日期，保存资料。'),
  row('设计', 'hierarchical_orchestrator', '为设计工作室转换颜色、记住客户并规划项目任务。'),
  row('化学', 'fixed_workflow', '化学实验室的操作规程：计算稀释、记下批次、归档标签。'),
  row('能源', 'bottom_up_aggregation', '审计光伏电站的读数，统计数据并评判质量。'),
  row('活动', 'phased_pipeline', '婚礼筹备分三个阶段：整理宾客名单、计算预算、安排日程。'),
  row('公益', 'hierarchical_orchestrator', '帮助志愿者协会记住捐赠人、安排任务并管理预算。'),
  row('酒店', 'hub_and_spoke', '酒店前台：共享客人记录，查询当地时间，计算房费。'),
];
