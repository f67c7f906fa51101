import type { TalkMessages } from "./talk-messages.ts";

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
  askName: "你的名字：",
  askHost: "对方的 IP 地址：",
  askPort: "对方的端口：",
  badName: (name) => `“${name}”不能作名字：要有 1 到 192 字节，不含冒号和控制字符`,
  joinedUdp: (address, name) => `已通过 UDP 以 ${name} 的名字进入 ${address} 的聊天室；服务器不作确认。`,
  welcome: (name, members) => `你是 ${name}。在线：${members}`,
  roomHelp: "/who  /me 动作  /msg 名字 文本  /quit  （以 // 开头可发送以 / 开头的一行）",
  roomClosed: "聊天室关闭了连接",
  noRoom: "对方没有像聊天室那样应答；如果是 UDP 的原版聊天室，请用 --udp",
  noPrivate: "原版协议没有私聊；没有发送",
  who: (members, isComplete) => (isComplete ? `在线：${members}` : `目前听到的（服务器没有名单）：${members}`),
  joined: (name) => `${name} 加入了`,
  left: (name) => `${name} 离开了`,
  marks: { isPrivate: "私聊", isForged: "冒名" },
  peerHelp: (here, there) => `${here} 正与 ${there} 对话。输入一行即发送；/help 列出命令。`,
  peerCommands: "/empty  /charset 编码  /quit  （以 // 开头可发送以 / 开头的一行）",
  stranger: "陌生人",
  split: (count) => `这一行超过对方一次能读的长度，分成 ${count} 个数据报发出`,
  nobodyThere: (address) => `${address} 现在没有人监听`,
  contactHelp: (name) => `输入一行即发给 ${name}；q 离开。`,
  noContacts: (path) => `${path} 中还没有联系人；用 jack contacts add 名字 地址:端口 添加`,
  noContact: (name) => `没有联系人 ${name}`,
  unknownContact: (name, meant) =>
    `没有联系人 ${name}${meant === null ? "" : `；是不是想写 ${meant}？`}（jack contacts add 名字 地址:端口，或 jack chat to 地址:端口 --as 名字）`,
  contactSaved: (name, address, isChanged) => `${name} ${isChanged ? "改为" : "在"} ${address}`,
  contactRemoved: (name) => `已删除 ${name}`,
  inboxHelp: "文本 回复最早的一条，N 文本 回复第 N 条，空行回复空内容；/list /quit /help",
  inboxEmpty: "没有等待回复的消息",
  inboxMessage: (number, from, to, text) => `[${number}] ${from}${to === null ? "" : ` 发给 ${to}`}：${text}`,
  inboxAnswered: (number, to, text) => `[${number}] 已回复 ${to}：${text}`,
};

function signed(ms: number): string {
  return `${ms < 0 ? "-" : "+"}${Math.abs(ms).toFixed(3)}`;
}
