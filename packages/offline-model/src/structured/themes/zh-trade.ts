/** The worlds of making and selling, and everyday work, in Chinese words. Events and papers stand in the order of the English ones. */
import type { ThemeWords } from './theme.ts';

/** By the theme's short name. */
export const ZH_TRADE: Readonly<Record<string, ThemeWords>> = {
  desk: {
    goods: ['套资料夹', '件备用零件', '份迎新礼包', '盏台灯'],
    bulk: ['复印纸', '包装材料', '备件'],
    liquids: ['清洁液', '饮用水'],
    events: ['春季开放日', '季度总结会', '办公室搬迁', '项目启动会'],
    contacts: [
      { name: '海港文具', kind: '办公用品供应商', fact: '每周二送货', extra: '大额订单有折扣' },
      { name: '林悦', kind: '项目负责人', fact: '每周五审阅方案', extra: '喜欢简短的摘要' },
      { name: '桥头会堂', kind: '会议场地', fact: '能容纳八十人', extra: '晚上十点关门' },
    ],
    chores: [
      ['订会议室', '发送议程', '收集数据'],
      ['起草摘要', '核对数字', '分享方案'],
    ],
    slogans: ['先计划再动手', '一页纸就够了', '周一见'],
  },
  kitchen: {
    goods: ['盘可颂', '个酸面包', '盒玛芬', '份午餐拼盘'],
    bulk: ['黑麦面粉', '黄油', '杏仁粉', '咖啡豆'],
    liquids: ['牛奶', '橄榄油', '橙汁'],
    events: ['春季美食集市', '丰收早餐会', '一场婚宴的订单', '第二家分店的开业'],
    contacts: [
      { name: '玫瑰磨坊', kind: '面粉供应商', fact: '每周二送货', extra: '周五之前要收到书面订单' },
      { name: '山坡乳业', kind: '牛奶供应商', fact: '需要提前两天下单', extra: '整箱购买有折扣' },
      { name: '橡树街旅馆', kind: '长期客户', fact: '每天早上订早餐面包', extra: '月底统一付款' },
    ],
    chores: [
      ['订购面粉', '预约送货车', '打印菜单'],
      ['试做新面团', '排好烤箱时间', '给周末员工开会'],
    ],
    slogans: ['每天清晨新鲜出炉', '手工烘焙四十年', '中午前下单四点取货'],
  },
  shop: {
    goods: ['个礼盒', '只陶瓷杯', '个帆布袋', '盏台灯'],
    bulk: ['包装纸', '散装茶叶', '皂片'],
    liquids: ['灯油', '洗手液', '玻璃清洁剂'],
    events: ['秋季促销', '年终盘点', '节日旺季', '新品上市'],
    contacts: [
      { name: '北风陶坊', kind: '杯子供应商', fact: '每月第一个周一发货', extra: '破损的可以免费更换' },
      { name: '陈立', kind: '批发客户', fact: '希望收到电子发票', extra: '每个季度都会续订' },
      { name: '飞燕快递', kind: '配送伙伴', fact: '下午五点来取件', extra: '周末取件另外收费' },
    ],
    chores: [
      ['清点库房', '更换货架标签', '订购包装纸'],
      ['拍摄新品', '撰写商品介绍', '给店员开会'],
    ],
    slogans: ['小店用心挑选', '三十天无忧退货', '每周四上新'],
  },
  engineering: {
    goods: ['分钟构建时长', '次测试运行', '张支持工单', '个用户席位'],
    bulk: ['服务器导轨', '网线'],
    liquids: ['冷却液'],
    events: ['下一次发布', '数据库迁移', '安全评审', '值班交接'],
    contacts: [
      { name: '结算服务', kind: '支付组件', fact: '每周三部署', extra: '需要两个人评审' },
      { name: '周敏', kind: '发布经理', fact: '负责批准部署', extra: '周五不在' },
      { name: '阿特拉斯集群', kind: '生产数据库', fact: '每天夜里备份', extra: '备份保留三十天' },
    ],
    chores: [
      ['冻结主分支', '跑一遍回归测试', '发布变更记录'],
      ['轮换访问密钥', '复查告警规则', '演练回滚'],
    ],
    slogans: ['三月版本等待评审', '你好世界', '五分钟内完成回滚'],
  },
  studio: {
    goods: ['张海报', '本相册', '张贴纸', '个展示框'],
    bulk: ['打印纸', '雕塑黏土'],
    liquids: ['墨水', '清漆', '丙烯颜料'],
    events: ['画廊开幕', '春季图录', '品牌更新', '电影之夜'],
    contacts: [
      { name: '流明印社', kind: '印刷伙伴', fact: '需要提前五天收到文件', extra: '使用再生纸印刷' },
      { name: '何川', kind: '自由摄影师', fact: '工作日上午有空', extra: '一周内交付修好的照片' },
      { name: '海港画廊', kind: '展览场地', fact: '上午十点开门', extra: '周一闭馆' },
    ],
    chores: [
      ['挑选封面照片', '校对图注', '把文件送去印刷'],
      ['画三个版式', '收集意见', '导出终稿'],
    ],
    slogans: ['看得见的色彩', '值得再看一眼', '周六开放工作室'],
  },
};
