import type { Manual } from "./manual.ts";

/** Chinese of `jack nc` in the list of commands; its own help is in `nc-help-zh.ts`. */
export const zhNcCommand: Pick<Manual["commands"], "nc"> = {
  nc: {
    summary: "使用 ncat 的命令行（把 jack 链接为 nc 或 ncat，它就是那个程序）",
    details: "命令行、消息和退出码与 ncat 7.991 相同；全部选项见 `jack nc --help`。",
    examples: [
      ["jack nc -l 8080", "等待一个连接"],
      ["jack nc -zv 10.0.0.7 22", "端口开着吗？"],
    ],
  },
};
