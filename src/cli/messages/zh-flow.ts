import type { FlowMessages } from "./flow-messages.ts";

/** Chinese of conversations. */
export const zhFlow: FlowMessages = {
  notASource: (text) => `“${text}”不是本机地址；请写 主机、:端口、主机:端口 或 [::1]:端口`,
  notKeepAlive: (text) => `“${text}”不符合 空闲[,间隔[,次数]]：秒、秒、探测次数`,
  notASockopt: (text) => `“${text}”不符合 选项=值，例如 SO_PRIORITY=6、TCP_CONGESTION=text:cubic 或 1:12=hex:06000000`,
  ruleNotText: (text) => `“${text}”不是文本；字节请写成 hex:01 02`,
  notARule: (text) =>
    `“${text}”不是规则：请写“匹配=>应答”（'ping=>pong\\n'、'hex:01 03 *=>hex:01 83 02'，应答一切写 '=>hi'）、JSON，或已存在的 JSON 文件名（见 jack help reply）`,
  notUtf8Argument: (number) =>
    `第 ${number} 个参数不是有效的 UTF-8；字节请用 --hex 01ff 或从标准输入给出，文件名如此的请先改名`,
  everyNeedsSend: "在终端上使用 --every 需要 --send 文本：要反复发送的内容",
  inputTooLong: (bytes) => `输入超过最多能保存的 ${bytes} 字节`,
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
