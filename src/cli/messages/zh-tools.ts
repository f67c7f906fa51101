import type { ToolMessages } from "./tool-messages.ts";

const STATES = {
  open: "开放",
  closed: "关闭",
  silent: "无应答",
  unreachable: "不可达",
  failed: "未能探测",
} as const;

const seconds = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** Chinese of the tools. */
export const zhTools: ToolMessages = {
  notAPort: (item) => `“${item}”不是端口：请写 80、1-1024、8000-、http，或用 - 表示全部`,
  portOutOfRange: (item) => `“${item}”：端口范围是 1 到 65535`,
  portsBackwards: (item) => `“${item}”的范围写反了`,
  emptyHost: "主机列表里有空项",
  notABlock: (item) => `“${item}”不是地址段：请写 10.0.0.0/24、10.0.0.1-20 或 fe80::/126`,
  otherFamily: (item, family) => `“${item}”是 IPv${family} 地址，已被排除`,
  tooManyHosts: (item, most) => `加上“${item}”，主机数超过 --max-hosts 的限制（还可加 ${most} 个）`,
  scan: {
    intent: ({ protocol, target, ports, parallel, rate, waitMs }) =>
      [
        `扫描 ${protocol} ${typeof target === "number" ? `${target} 台主机` : target}：${ports} 个端口`,
        protocol === "tcp" ? "连接后即关闭" : "每个端口发一个数据报",
        `同时 ${parallel} 个`,
        ...(rate === 0 ? [] : [`每秒 ${rate} 个`]),
        `等待 ${waitMs} 毫秒`,
      ].join("，"),
    foreign: "这是另一台机器：只扫描你有权扫描的机器，对方的日志会有记录。",
    others: (name, address, others) => `${name} 是 ${address}；它的其他地址不扫描：${others.join("、")}`,
    columns: ["端口", "状态", "服务", "用时", "收到的内容"],
    states: STATES,
    udpSilence: "UDP 无应答：不作声的程序和防火墙看起来一样，从这里无法判断",
    progress: (done, total, open, left) =>
      `${Math.floor((done / total) * 100)}%  已探测 ${done}/${total}，${open} 个开放${left === null ? "" : `，还需 ${seconds(left)} 秒`}`,
    summary: ({ host, counts, seconds: took }) =>
      `${host}：${Object.entries(STATES)
        .filter(([state]) => state === "open" || counts[state as keyof typeof STATES] > 0)
        .map(([state, word]) => `${counts[state as keyof typeof STATES]} 个${word}`)
        .join("，")}（${seconds(took)} 秒）`,
  },
  ls: {
    columns: {
      protocol: "协议",
      state: "状态",
      local: "本端",
      peer: "对端",
      receive: "接收队列",
      send: "发送队列",
      process: "进程",
      user: "用户",
      since: "已运行",
    },
    none: "没有这样的套接字",
    timeWait: (count) => `另有 ${count} 个刚结束的连接（time-wait）；--all 会显示它们`,
    hidden: (processes) => `有 ${processes} 个其他用户的进程无权查看；它们的套接字进程一栏为 -`,
    fromProc: "读自 /proc/net：没有 netlink，就没有积压上限、往返时间和丢包数",
    notHere: (platform) =>
      `无法从这里列出 ${platform} 的套接字；请用 ${platform === "win32" ? "netstat -ano" : "lsof -nP -i"}`,
    watching: (sockets, time, more) =>
      `${time}，${sockets} 个套接字${more > 0 ? `（另有 ${more} 个放不下）` : ""}；Ctrl-C 结束`,
  },
};
