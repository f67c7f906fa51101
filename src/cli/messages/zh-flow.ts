import type { FlowMessages, FlowOptionKey } from "./flow-messages.ts";

/** Chinese of conversations. */
export const zhFlow: FlowMessages = {
  notASource: (text) => `“${text}”不是本机地址；请写 主机、:端口、主机:端口 或 [::1]:端口`,
  notKeepAlive: (text) => `“${text}”不符合 空闲[,间隔[,次数]]：秒、秒、探测次数`,
  notASockopt: (text) => `“${text}”不符合 选项=值，例如 SO_PRIORITY=6、TCP_CONGESTION=text:cubic 或 1:12=hex:06000000`,
  ruleNotText: (text) => `“${text}”不是文本；字节请写成 hex:01 02`,
  notUtf8Argument: (number) =>
    `第 ${number} 个参数不是有效的 UTF-8；字节请用 --hex 01ff 或从标准输入给出，文件名如此的请先改名`,
  everyNeedsSend: "在终端上使用 --every 需要 --send 文本：要反复发送的内容",
  inputTooLong: (bytes) => `输入超过 ${bytes} 字节，太长，不能反复发送`,
  noChecksumInFormat: (format) => `--in ${format} 没有消息之分，不能附加 --checksum`,
  retrying: (reason, seconds, attempt, attempts) =>
    `${reason}；${seconds} 秒后重试（第 ${attempt} 次${attempts === null ? "" : `，共 ${attempts} 次`}）`,
  gaveUp: (attempts) => `尝试 ${attempts} 次后放弃`,
  maxBytes: (bytes, more) =>
    `停止：已按 --max-bytes 收到 ${bytes} 字节${more === 0 ? "" : `；另有 ${more} 字节已到达，没有显示`}`,
  maxMessages: (messages) => `停止：已按 --max-messages 收到 ${messages} 条消息`,
  missedSends: (count) => `有 ${count} 次没有发送，因为前一次用时过长`,
  checksumRight: "校验和正确",
  checksumWrong: (found, wanted) => `校验和错误：${found}，应为 ${wanted}`,
  checksumShort: "太短，容不下校验和",
  wrongChecksums: (wrong, all) => `${all} 条消息中有 ${wrong} 条校验和错误`,
  totals: ({ received, receivedMessages, sent, sentMessages, peers, dropped, seconds }) =>
    `收到 ${received}（${receivedMessages} 次），发出 ${sent}（${sentMessages} 次）${
      peers > 0 ? `，${peers} 个对端` : ""
    }${dropped > 0 ? `，本机丢失 ${dropped} 个数据报` : ""}，用时 ${seconds} 秒`,
  saving: (path) => `正在保存到 ${path}`,
  saved: (path, size, bytes, rate, sha256) => `已保存 ${path}：${size}（${bytes} 字节），${rate}/秒\nsha256 ${sha256}`,
  cutShort: "在对方发送完毕之前就结束了",
  saveFailed: (path, reason) => `${path} 不完整：${reason}`,
  fileSent: (path, size, bytes, rate, sha256) =>
    `已发送 ${path}：${size}（${bytes} 字节），${rate}/秒\nsha256 ${sha256}`,
  arrivedFin: "全部字节已到达：对方系统确认了最后一个字节，并正常关闭",
  arrivedAcked: "全部字节已到达：对方系统确认了最后一个字节",
  arrivedUnknown: "在这里无法得知最后一个字节是否到达",
  notArrived: (bytes) => `有 ${bytes} 字节没有得到对方确认`,
  named: (peer, name) => `对端 #${peer} 名为 ${name}`,
  badName: (text) => `“${text}”不能作名称：需要 1 到 24 个字母、数字、- 或 _，且不以数字开头`,
  repeating: (period) => `每 ${period} 发送一次；/stop 停止`,
  repeatStopped: (sent, missed) => `已发送 ${sent} 次${missed > 0 ? `，漏发 ${missed} 次` : ""}`,
  notRepeating: "没有正在重复发送的内容",
  badPeriod: (text) => `“${text}”不符合 时间 文本，例如 /every 500ms ping`,
  refused: (address) => `${address} 无人接收：数据报被拒绝`,
};

/** Chinese descriptions of these options. */
export const zhFlowOptions: Readonly<Record<FlowOptionKey, string>> = {
  check: "检查收到的每条消息末尾的这种校验和；有错误则退出码为 4",
  delay: "发送的两行之间等待这么久",
  delayed: "积攒小的写入再发送（Nagle 算法），而不是立即发送",
  device: "只使用这个网络接口",
  keepalive: "连接静默“空闲”秒后开始探测，每“间隔”秒一次，“次数”次无应答即放弃（间隔 1，次数 10）",
  linger: "关闭之后系统继续发送这么多秒；0 使关闭变为重置",
  maxBytes: "收到这么多字节就结束：1000、64K、1M",
  maxMessages: "收到这么多条消息就结束（见 --framing）",
  mss: "最大的 TCP 报文段",
  multicastInterface: "经由这个接口向组播组发送：名称、编号或地址",
  multicastTtl: "发往组播组的数据报的跳数（1）",
  noMulticastLoop: "不接收本机自己发往组播组的数据报",
  overwrite: "替换已存在的文件（--capture、--save）",
  rate: "每秒最多发送这么多字节：64K、1M/s",
  rcvbuf: "系统的接收缓冲区：64K、4M",
  reply:
    "按规则应答收到的内容：'ping=>pong\\n'、'/^GET (\\w+)/=>{{1}}'、'hex:01 03 *=>hex:01 03 02 00 2a'、JSON 或 JSON 文件；可重复给出，第一条符合的规则应答",
  retry: "打开失败时重试这么多次；0 表示不限次数",
  retryDelay: "第一次重试前的等待，之后逐次加倍（500ms）",
  retryMaxDelay: "重试之间最长的等待（10s）",
  reuseaddr: "与其他允许共用的套接字共用端口（SO_REUSEADDR）",
  reuseport: "与其他同样要求的套接字共用端口（SO_REUSEPORT）",
  save: "把收到的内容写入这个文件，并显示大小、速率和 SHA-256",
  saveDir: "把每个连接发来的内容写入这个文件夹中各自的文件",
  send: "连接打开后发送此内容，按 --in 解读；可重复给出",
  sndbuf: "系统的发送缓冲区：64K、4M",
  sockopt: "任意套接字选项：SO_PRIORITY=6、TCP_CONGESTION=text:reno、层:选项=hex:01000000；可重复给出",
  source: "本端的地址、端口或两者：10.0.0.5、:4000、10.0.0.5:4000",
  tos: "服务类型字节（0x10），或 DSCP 名称：ef、af41、cs6",
  userTimeout: "发出的数据这么久没有得到确认即失败",
};
