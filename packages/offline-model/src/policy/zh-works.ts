/**
 * What Chinese descriptions of agents say, in the English words that requests are matched by.
 */
const ENGLISH: readonly [zh: string, english: string][] = [
  ['计算算式与统计量', 'Evaluate math expressions or compute statistics on numbers'],
  ['换算长度、重量、容积等单位', 'Convert between units: length, weight, temperature, area, volume, speed'],
  ['推算日期、间隔天数与星期', 'Date calculations: diff between dates, add to date, weekday'],
  ['查询某月有多少天', 'Get the number of days in a month'],
  ['换算不同时区的时间', 'Convert time between timezones'],
  ['查询当前日期与时间', 'Get the current date and time'],
  ['查询日期属于第几周', 'Get the week and isoWeek of the year'],
  ['统计字符、单词与行数', 'Count characters, words, lines, and bytes in text'],
  ['转换颜色格式', 'Convert colors between HEX, RGB, and HSL formats'],
  ['比较软件版本号', 'Semantic versioning: compare versions'],
  ['解析定时表达式并列出下次执行时间', 'Parse cron expression and return next execution times'],
  ['对文本进行编码与解码', 'Encode or decode strings'],
  ['计算文本的哈希值', 'Compute hash of a string'],
  ['把内容写入文件', 'Create a new file or completely overwrite an existing file with new content'],
  ['读取文件内容', 'Read the complete contents of a file'],
  ['按名称查找文件', 'Recursively search for files and directories matching a pattern'],
  ['列出文件夹内容', 'Get a detailed listing of all files and directories in a specified path'],
  ['记下新的人物与事物', 'Create multiple new entities in the knowledge graph'],
  ['记下人物与事物之间的关系', 'Create multiple new relations between entities in the knowledge graph'],
  ['为已记住的对象补充要点', 'Add new observations to existing entities in the knowledge graph'],
  ['查找已记住的对象', 'Search for nodes in the knowledge graph based on a query'],
  ['登记一项需求并拆成任务', 'Register a new user request and plan its associated tasks'],
  ['查看下一项待办任务', 'Return the next pending task'],
  ['把完成的任务标为已完成', 'Mark a given task as done'],
  ['为已有需求追加任务', 'Add new tasks to an existing request'],
  ['写下项目笔记', 'Create a new memory bank file for a specific project'],
  ['读取项目笔记', 'Read a memory bank file for a specific project'],
  ['列出项目中的笔记', 'List all files within a specific project'],
  ['列出模式中的类型', 'Lists all of the types defined in the GraphQL schema'],
  ['查看类型的字段', 'Gets a simplified list of fields for a specific GraphQL type'],
  ['在模式中查找类型与字段', 'Search for types or fields in the schema by name pattern'],
  ['列出查询操作', 'Lists all of the available root-level fields for a GraphQL query'],
];

/** The description, followed by the English of what it says in Chinese. */
export function withEnglish(description: string): string {
  const said = ENGLISH.filter(([zh]) => description.includes(zh)).map(([, english]) => english);
  return said.length > 0 ? `${description} Does this work: ${said.join('; ')}.` : description;
}
