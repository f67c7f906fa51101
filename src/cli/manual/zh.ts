import { zhCommands } from "./zh-commands.ts";
import { zhOptions } from "./zh-options.ts";
import { zhTopics } from "./zh-topics.ts";
import type { Manual } from "./manual.ts";

/** The manual in Chinese. */
export const zhManual: Manual = {
  colon: "：",
  commands: zhCommands,
  options: zhOptions,
  topics: zhTopics,
  help: {
    tagline: "jack：打开、观察、驱动 TCP、UDP 和 Unix 套接字",
    usage: "用法",
    examples: "示例",
    commands: "命令",
    topics: "帮助主题",
    arguments: "参数",
    options: "选项",
    oneOf: (choices) => `（可选 ${choices.join("、")}）`,
    option: "选项",
    man: {
      name: "名称",
      synopsis: "用法",
      examples: "示例",
      description: "说明",
      arguments: "参数",
      options: "选项",
      commands: "命令",
      topics: "专题",
      exit: "退出状态",
      seeAlso: "另见",
      manual: "Jackfield 手册",
    },
    helpOption: "显示本帮助",
    groups: {
      input: "发送的内容",
      flow: "多久、多快、多少",
      view: "如何显示和记录",
      files: "文件",
      end: "何时结束",
      opening: "打开失败时",
      socket: "套接字",
      security: "TLS 与代理",
    },
    more: "jack help 命令 显示该命令的选项，jack help 主题 解释一个主题。",
  },
};
