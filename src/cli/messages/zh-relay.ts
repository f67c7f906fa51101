import type { RelayMessages } from "./relay-messages.ts";

/** Chinese of `jack relay`. */
export const zhRelay: RelayMessages = {
  opened: (a, b) => `${a} <-> ${b}`,
  finished: (side) => `${side} 已发送完毕`,
  totals: ({ out, in: back, seconds, served, failed, refused }) =>
    `A 到 B ${out}，B 到 A ${back}，用时 ${seconds} s${served === 1 && failed === 0 ? "" : `；${served} 个连接`}${failed === 0 ? "" : `，${failed} 个失败`}${refused === 0 ? "" : `，${refused} 个被拒绝`}`,
  lingered: (name, ms) => `另一侧结束后，${name} 已沉默 ${ms} ms；转发结束`,
  dropped: (count) => `丢弃了 ${count} 个数据报：另一侧接收太慢`,
  droppedStrangers: (count, name) => `丢弃了其他对端发往 ${name} 的 ${count} 个数据报；--keep-open 也为它们服务`,
  unfinishedMessage: (bytes) => `字节流在一条消息中间结束；它的前 ${bytes} 字节没有发送`,
  onlyOnce: (kind) => `${kind} 只有一个，不能先后为多个连接服务：请去掉 --keep-open`,
  childFailed: (name, code, signal) =>
    code === null ? `${name}：被信号 ${signal ?? ""} 终止` : `${name}：退出码 ${code}`,
  webSocketClosed: (name, code, reason) => `${name}：以代码 ${code} 关闭${reason === "" ? "" : `（${reason}）`}`,
  webSocketFailed: (name, reason) => `${name}：${reason}`,
  noWebSocket: (url, reason) => `${url}：没有 WebSocket：${reason}`,
  notText: (name) => `${name}：要发送的内容不是 UTF-8；请去掉 ,text`,
  noTerminals: "pty：本机的 Node 不能创建伪终端（缺少 koffi），也没有 util-linux 的 script(1)",
  tooManyFiles: "打开的文件太多：要等某个连接结束才能接受新的连接",
  noProgram: (name) => `exec ${name}：没有这个程序`,
  notExecutable: (name) => `exec ${name}：不可执行`,
  cannotStart: (name, reason) => `${name}：无法启动：${reason}`,
  fileExists: (path) => `文件 ${path} 已存在；请写 file:${path},truncate 或 ,append`,
  fileMissing: (path) => `没有文件 ${path}`,
  fileRefused: (path, reason) => `文件 ${path}：${reason}`,
  fileOnlyRead: (path) => `file:${path},read 在这里并不读取，而是要写入`,
  fileOnlyWritten: (path, mode) => `file:${path},${mode} 会写入，但在这里是读取`,
  fileBothWays: (path) =>
    `返回的内容在 ${path} 中没有去处：请加 --one-way，或为它指定另一个文件（file:${path}!!file:ANSWER），或写 file:${path},rw 既读又写`,
};
