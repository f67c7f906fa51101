import type { Messages } from "./messages.ts";
import type { TalkMessages, TalkOptionKey } from "./talk-messages.ts";

/** Chinese of the services' clients. */
export const zhTalk: TalkMessages = {
  tooLong: (bytes, most) => `文本有 ${bytes} 字节，对方最多只读 ${most} 字节`,
  strangersIgnored: (count) => `另有 ${count} 个来自其他地址的数据报，不当作应答`,
  noTime: (reason) => `服务器给不出时间：${reason}`,
  ntp: ({ serverMs, offsetMs, delayMs, stratum, reference }) =>
    `${new Date(serverMs).toISOString()}  偏差 ${signed(offsetMs)} 毫秒，往返 ${delayMs.toFixed(3)} 毫秒，层级 ${stratum}（${reference}）`,
  closedWithoutAnswer: "对方没有应答就关闭了连接",
  oneLineOnly: "命令只能有一行",
  notOurs:
    "对方不懂 JACKFIELD-EXEC/1，没有运行任何命令。如果对方是笔记里的原版服务器，请用 --plain，命令会在那边的 shell 中运行",
  badServer: (reason) => `服务器违反了协议：${reason}`,
  notRun: (reason) => `服务器没有运行它：${reason}`,
  endedByTimeout: "服务器结束了命令：运行时间太长",
  endedByOutput: "服务器结束了命令：输出太多",
};

/** Chinese descriptions of their options. */
export const zhTalkOptions: Readonly<Record<TalkOptionKey, string>> = {
  execAddress: "服务器；不写端口时为 8080",
  execCharset: "与 --plain 同用：应答的字符编码（gbk）",
  execCommand: "命令及其参数；命令自带选项时在前面写 --",
  execPlain: "对方是原版服务器：打印它的原始应答",
  execWait: "服务器静默这么久就放弃（15s）",
  talkJson: "以 JSON 打印应答",
  timeAddress: "服务器；不写端口时为 9000，--tcp 为 13，--ntp 为 123",
  timeFormat: "strftime 格式，例如 %H:%M；不写则由服务器决定",
  timeNtp: "询问 NTP 服务器，并显示本机时钟的偏差",
  timeTcp: "通过 TCP 询问 DAYTIME 服务器（RFC 867）",
  waitEach: "每次等待应答的时间（1s）",
};

/** Chinese help of their commands. */
export const zhTalkCommands: Pick<Messages["commands"], "time" | "exec"> = {
  time: {
    summary: "询问时间服务器",
    details: `通过 UDP 发送 strftime 格式并打印应答。--wait 之内没有应答就重发，共重发 --retries 次；仍无应答则退出码为 124。只认来自所询问地址的应答。

--tcp 读取 DAYTIME 服务器的一行。--ntp 询问一次 NTP 服务器，显示本机时钟差多少；不会修改任何东西。`,
    examples: [
      ["jack time 127.0.0.1:9000", "按服务器自己的格式报时"],
      ["jack time 127.0.0.1:9000 '%Y年%m月%d日 %H:%M'", "按这个格式报时"],
      ["jack time --ntp 127.0.0.1:123", "NTP 服务器的时间、偏差和往返时间"],
      ["jack time --tcp 127.0.0.1:13", "DAYTIME"],
    ],
  },
  exec: {
    summary: "在允许它的另一台机器上运行命令",
    details: `请 jack serve exec 启动的服务器运行它允许的一条命令。命令的标准输出和标准错误分别原样输出，它的退出码就是本命令的退出码。

--plain 与原版服务器对话：应答是一段文本，按 --charset 解码，没有退出码。原版服务器在 shell 中运行任何命令；命令没有输出时它也不应答，这时退出码为 124。`,
    examples: [
      ["jack exec 127.0.0.1:8080 disk", "运行服务器称为 disk 的命令"],
      ["jack exec 127.0.0.1:8080 say 你好 && echo done", "退出码就是命令的退出码"],
      ["jack exec --plain 127.0.0.1:8080 'ls -l'", "原版服务器，应答为 GBK"],
      ["jack exec --plain 127.0.0.1:8080 --charset utf-8 date", "Linux 上的原版服务器"],
    ],
  },
};

function signed(ms: number): string {
  return `${ms < 0 ? "-" : "+"}${Math.abs(ms).toFixed(3)}`;
}
