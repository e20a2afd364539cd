/** Worlds of making and selling. */
import type { Theme } from './theme.ts';

/** The themes of trade. */
export const TRADE: Theme[] = [
  {
    name: 'food and hospitality',
    short: 'kitchen',
    zh: '餐饮',
    when: /baker|bread|caf[eé]|coffee|restaurant|kitchen|recipe|cook|cake|cater|food|menu|meal|餐|烘焙|面包|咖啡/i,
    goods: ['trays of croissants', 'sourdough loaves', 'boxes of muffins', 'lunch platters'],
    bulk: ['rye flour', 'butter', 'ground almonds', 'roasted coffee'],
    liquids: ['milk', 'olive oil', 'orange juice'],
    events: [
      'the spring food market',
      'the harvest breakfast',
      'a wedding order',
      'the opening of our second shop',
    ],
    contacts: [
      {
        name: 'Rosa Mill',
        kind: 'flour supplier',
        fact: 'delivers on Tuesdays',
        extra: 'wants orders in writing by Friday',
      },
      {
        name: 'Hillside Dairy',
        kind: 'milk supplier',
        fact: 'needs orders two days ahead',
        extra: 'offers a discount on full crates',
      },
      {
        name: 'Oak Street Hotel',
        kind: 'weekly customer',
        fact: 'orders breakfast rolls every morning',
        extra: 'pays at the end of the month',
      },
    ],
    papers: ['order-plan', 'stock-count', 'menu-costs', 'delivery-notes'],
    chores: [
      ['order the flour', 'book the delivery van', 'print the price list'],
      ['test the new dough', 'set the oven timetable', 'brief the weekend staff'],
    ],
    slogans: ['Fresh bread every morning', 'Baked by hand since 1984', 'Order by noon and collect by four'],
    roles: [
      ['head baker', '面包房主厨'],
      ['café owner', '咖啡馆老板'],
      ['catering manager', '餐饮经理'],
      ['pastry chef', '糕点师'],
    ],
  },
  {
    name: 'retail and shops',
    short: 'shop',
    zh: '零售',
    when: /shop|store\b|retail|e-?commerce|product|order|customer|sales|market|inventory|warehouse|商店|零售|电商|订单/i,
    goods: ['gift boxes', 'ceramic mugs', 'canvas bags', 'desk lamps'],
    bulk: ['packing paper', 'loose tea', 'soap flakes'],
    liquids: ['lamp oil', 'hand soap', 'glass cleaner'],
    events: ['the autumn sale', 'the stocktake', 'the holiday season', 'the launch of the new range'],
    contacts: [
      {
        name: 'Northwind Pottery',
        kind: 'mug supplier',
        fact: 'ships on the first Monday of the month',
        extra: 'replaces broken pieces free of charge',
      },
      {
        name: 'Mira Okafor',
        kind: 'wholesale customer',
        fact: 'prefers invoices by email',
        extra: 'orders again every quarter',
      },
      {
        name: 'Swift Parcel',
        kind: 'delivery partner',
        fact: 'collects parcels at five',
        extra: 'charges extra for weekend pick-ups',
      },
    ],
    papers: ['sales-summary', 'restock-list', 'price-check', 'supplier-notes'],
    chores: [
      ['count the stock room', 'update the price labels', 'order packing paper'],
      ['photograph the new range', 'write the product texts', 'brief the shop team'],
    ],
    slogans: ['Small shop, careful choices', 'Free returns for thirty days', 'New arrivals every Thursday'],
    roles: [
      ['shop owner', '店主'],
      ['inventory manager', '库存经理'],
      ['online sales lead', '电商销售主管'],
      ['customer service agent', '客服专员'],
    ],
  },
  {
    name: 'software and operations',
    short: 'engineering',
    zh: '软件',
    when: /software|developer|engineer|code|api\b|devops|server|deploy|release|program|graphql|data\b|cloud|软件|开发|接口|数据/i,
    goods: ['build minutes', 'test runs', 'support tickets', 'user seats'],
    bulk: ['server rails', 'network cable'],
    liquids: ['coolant'],
    events: ['the next release', 'the database migration', 'the security review', 'the on-call handover'],
    contacts: [
      {
        name: 'Checkout Service',
        kind: 'payment component',
        fact: 'is deployed every Wednesday',
        extra: 'needs a review by two people',
      },
      {
        name: 'Priya Nair',
        kind: 'release manager',
        fact: 'approves deployments',
        extra: 'is away on Fridays',
      },
      {
        name: 'Atlas Cluster',
        kind: 'production database',
        fact: 'is backed up every night',
        extra: 'keeps backups for thirty days',
      },
    ],
    papers: ['release-notes', 'capacity-plan', 'incident-log', 'migration-plan'],
    chores: [
      ['freeze the main branch', 'run the regression suite', 'publish the change log'],
      ['rotate the access keys', 'review the alert rules', 'test the rollback'],
    ],
    slogans: ['release-2027-03 is ready for review', 'Hello, world', 'Rollback within five minutes'],
    roles: [
      ['backend developer', '后端开发工程师'],
      ['site reliability engineer', '运维工程师'],
      ['product manager', '产品经理'],
      ['data analyst', '数据分析师'],
    ],
  },
  {
    name: 'design and media',
    short: 'studio',
    zh: '设计',
    when: /design|brand|colou?r|art\b|artist|music|photo|film|video|print|magazine|blog|writer|publish|设计|音乐|摄影|写作/i,
    goods: ['poster prints', 'photo books', 'sticker sheets', 'display frames'],
    bulk: ['printing paper', 'modelling clay'],
    liquids: ['ink', 'varnish', 'acrylic paint'],
    events: ['the gallery opening', 'the spring catalogue', 'the brand refresh', 'the film night'],
    contacts: [
      {
        name: 'Lumen Press',
        kind: 'print partner',
        fact: 'needs files five days ahead',
        extra: 'prints on recycled paper',
      },
      {
        name: 'Tomas Vidal',
        kind: 'freelance photographer',
        fact: 'works on weekday mornings',
        extra: 'delivers edited photos within a week',
      },
      { name: 'Harbour Gallery', kind: 'exhibition venue', fact: 'opens at ten', extra: 'closes on Mondays' },
    ],
    papers: ['print-order', 'colour-guide', 'shot-list', 'catalogue-notes'],
    chores: [
      ['choose the cover photo', 'proofread the captions', 'send the files to print'],
      ['sketch three layouts', 'collect feedback', 'export the final artwork'],
    ],
    slogans: ['Colour that carries', 'Made to be looked at twice', 'Open studio on Saturday'],
    roles: [
      ['graphic designer', '平面设计师'],
      ['magazine editor', '杂志编辑'],
      ['studio manager', '工作室经理'],
      ['photographer', '摄影师'],
    ],
  },
];
