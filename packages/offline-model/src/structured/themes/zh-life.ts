/** The worlds of learning, travel, care and community in Chinese words. Events and papers stand in the order of the English ones. */
import type { ThemeWords } from './theme.ts';

/** By the theme's short name. */
export const ZH_LIFE: Readonly<Record<string, ThemeWords>> = {
  study: {
    goods: ['本练习册', '套实验器材', '台计算器', '份试卷'],
    bulk: ['石膏', '方格纸', '沙子'],
    liquids: ['蒸馏水', '水粉颜料'],
    events: ['科学展', '期末考试', '校外考察', '家长会'],
    contacts: [
      { name: '马兰博士', kind: '客座讲师', fact: '主讲潮汐与洋流', extra: '需要一台投影仪' },
      { name: '河畔图书馆', kind: '合作图书馆', fact: '图书可借六周', extra: '上午九点开门' },
      { name: '九年级小组', kind: '学习小组', fact: '每周四碰面', extra: '正在学分数' },
    ],
    chores: [
      ['预约实验室', '打印练习题', '批改作文'],
      ['收齐同意书', '预订大巴', '准备急救包'],
    ],
    slogans: ['好奇心第一', '再多读一页', '每个答案都从问题开始'],
  },
  trip: {
    goods: ['张火车票', '个胸牌', '份午餐盒', '间房'],
    bulk: ['行李', '露营装备'],
    liquids: ['饮用水', '燃油'],
    events: ['合作伙伴大会', '徒步之旅', '团队外出', '夏季节庆'],
    contacts: [
      { name: '林多客栈', kind: '民宿', fact: '早上七点供应早餐', extra: '退房后可以寄存行李' },
      { name: '蓝线客运', kind: '大巴公司', fact: '需要提前一周报人数', extra: '可以免费改一次' },
      { name: '杜英', kind: '当地导游', fact: '会说葡萄牙语', extra: '在港口集合团队' },
    ],
    chores: [
      ['确认住宿', '寄出请柬', '约好大巴'],
      ['打印胸牌', '检查音响', '给导游开会'],
    ],
    slogans: ['港口见', '九点开门', '轻装远行'],
  },
  garden: {
    goods: ['个育苗盘', '箱苹果', '根豆架杆', '袋堆肥'],
    bulk: ['堆肥', '土豆', '鸟食', '羊毛'],
    liquids: ['雨水', '液体肥', '苹果汁'],
    events: ['种苗义卖', '苹果采收', '花园开放日', '初霜检查'],
    contacts: [
      { name: '青田种业', kind: '种子供应商', fact: '三天之内发货', extra: '未拆封的可以退回' },
      { name: '老果园合作社', kind: '果汁作坊', fact: '十月以前收苹果', extra: '按箱付款' },
      { name: '魏蜂', kind: '养蜂人', fact: '隔周查看蜂箱', extra: '在门口卖蜂蜜' },
    ],
    chores: [
      ['翻堆肥', '播早豌豆', '修温室门'],
      ['给幼苗贴标签', '测土壤', '订豆架杆'],
    ],
    slogans: ['慢慢生长每日采摘', '早浇水勤除草', '小花园的种子'],
  },
  training: {
    goods: ['条弹力带', '个水壶', '张号码布', '个急救包'],
    bulk: ['燕麦', '杠铃片', '大米'],
    liquids: ['运动饮料', '饮用水'],
    events: ['半程马拉松', '健康检查周', '训练营', '慈善跑'],
    contacts: [
      { name: '园边诊所', kind: '理疗诊所', fact: '周一有空档', extra: '需要转诊信' },
      { name: '费琳', kind: '跑步教练', fact: '制定每周里程', extra: '每周安排一天休息' },
      { name: '城市跑团', kind: '跑步俱乐部', fact: '周三晚上训练', extra: '可以借号码带' },
    ],
    chores: [
      ['登记跑者', '订号码布', '标出路线'],
      ['更换急救包', '预约跑道', '分享热身动作'],
    ],
    slogans: ['再跑一公里', '休息也是训练', '慢慢起步有力收尾'],
  },
  household: {
    goods: ['个收纳箱', '罐油漆', '只灯泡', '块地砖'],
    bulk: ['洗衣粉', '木柴', '瓷砖胶'],
    liquids: ['墙面漆', '取暖油'],
    events: ['年度报税', '厨房翻新', '搬进新家', '全年预算'],
    contacts: [
      { name: '博兰暖通', kind: '取暖维修商', fact: '每年秋天上门保养', extra: '收固定的上门费' },
      { name: '桤木记账', kind: '记账员', fact: '每月十号之前要收据', extra: '可以电话答疑' },
      { name: '裴娜', kind: '房东', fact: '每月一号收房租', extra: '允许小修小补' },
    ],
    chores: [
      ['收齐收据', '比较两份报价', '付定金'],
      ['抄水表', '订地砖', '取消旧合同'],
    ],
    slogans: ['数两遍付一次', '收据都放在一处', '每周存一点'],
  },
};
