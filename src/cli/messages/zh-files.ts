import { zhDetail } from "../../api/index.ts";
import { byteWords, clockWords } from "./byte-words.ts";
import type { FileMessages } from "./file-messages.ts";

const PROBLEMS: Readonly<Record<string, string>> = {
  "bad-name": "拒绝：不是目录之内的名称",
  missing: "没有这个文件",
  folder: "是目录",
  outside: "拒绝：链接指向目录之外",
  "not-a-file": "拒绝：不是普通文件",
  forbidden: "拒绝：没有读取权限",
  unreadable: "文件无法读取",
  empty: "空文件",
  "not-utf-8": "拒绝：文件名不是 UTF-8",
  "name-too-long": "拒绝：文件名太长",
  "no-name": "没有收到文件名",
  "left-early": "客户端提前离开",
  "foreign-host": "拒绝：请求用的是陌生的主机名",
  method: "拒绝：不支持的方法",
  exists: "拒绝：已存在",
  changed: "拒绝：文件已经变了",
};

/** Chinese of the file commands. */
export const zhFiles: FileMessages = {
  request: ({ request, status, bytes, ms, problem, lineEndTaken }) =>
    `${request === "" ? "（无文件名）" : request}${status === undefined ? "" : ` ${status}`}：${problem === undefined ? "" : `${PROBLEMS[problem] ?? zhDetail(problem)}，`}${byteWords(bytes)}，${ms} ms${lineEndTaken ? "（文件名后的换行已去掉）" : ""}`,
  progress: ({ doneBytes, totalBytes, bytesPerSecond, secondsLeft }) =>
    `${totalBytes === null ? "" : `${Math.floor((doneBytes / Math.max(1, totalBytes)) * 100)}%  `}${byteWords(doneBytes)}${totalBytes === null ? "" : ` / ${byteWords(totalBytes)}`}  ${byteWords(Math.round(bytesPerSecond))}/s${secondsLeft === null ? "" : `  剩余 ${clockWords(secondsLeft)}`}`,
  got: ({ name, bytes, resumedBytes, seconds, sha256, checked }) =>
    `${name}：${bytes} 字节，用时 ${seconds.toFixed(2)} s${resumedBytes > 0 ? `（其中 ${resumedBytes} 字节原已下载）` : ""}\nsha256 ${sha256}${checked === true ? "（与服务器所说一致）" : ""}`,
  put: ({ name, bytes, seconds, sha256, checked }) =>
    `${name}：已发送 ${bytes} 字节，用时 ${seconds.toFixed(2)} s\nsha256 ${sha256}${checked === true ? "（与服务器所说一致）" : ""}`,
  exists: (path) => `${path} 已存在；--force 替换它，-o 写到别的文件，-C 接着未完成的部分下载`,
  noName: "地址末尾没有文件名：HOST:PORT/NAME",
  isFolder: (name) => `${name} 是目录；用浏览器可以看到其中的内容`,
  status: (status, reason) => `服务器应答 ${status} ${reason}`,
  missing: (name) => `服务器没有文件 ${name}`,
  otherEndIsPlain: "对方未使用 HTTP；如果它是原版下载服务器，请用 --plain",
  missingOrEmpty: (name) => `什么也没有收到：对方没有 ${name}，或者它是空文件`,
  incomplete: (bytes, path) =>
    `连接在收到 ${bytes} 字节后中断，文件不完整${path === null ? "" : `；-C 可以从 ${path} 继续`}`,
  tooLarge: (bytes, most) => `${bytes === null ? "文件" : `${bytes} 字节`}会超过 ${most} 字节（--max-size）`,
  digestDiffers: (wanted, got) => `SHA-256 是 ${got}，而服务器说是 ${wanted}；收到的内容已损坏，没有保留文件`,
  changedMeanwhile: "服务器上的文件已经变了；请不带 -C 重新开始",
  putExists: (name) => `服务器上已有 ${name}；--force 替换它`,
  readOnly: "服务器不接受上传；jack serve files --writable 可以",
  noRanges: "服务器不能只发送一部分，无法继续；--force 重新开始",
  binaryOnTerminal: "二进制数据会扰乱终端；请用 -o FILE 写到文件，或用 -f 强制输出",
  unreadable: (option, path, reason) => `${option}：无法读取“${path}”：${reason}`,
  unwritable: (option, path, reason) => `${option}：无法写入“${path}”：${reason}`,
  noFolder: (option, path, folder, reason) => `${option}：无法写入“${path}”：文件夹“${folder}”${reason}`,
  reasons: {
    ENOENT: "不存在",
    EACCES: "没有权限",
    EISDIR: "是文件夹",
    ENOTDIR: "不是文件夹",
    ELOOP: "是无效的链接",
    EROFS: "是只读的",
    ENAMETOOLONG: "名称太长",
  },
  advice: (reason, path, isFolder) => {
    if (reason === "ENOENT")
      return isFolder ? "请先创建文件夹（mkdir -p），或换一个。" : `请检查拼写；查找的是 ${path}。`;
    if (reason === "EACCES") return `ls -ld ${path} 显示谁可以使用它；用 chmod 和 chown 修改。`;
    return reason === "EISDIR" ? "请指定一个文件。" : reason === "ENOTDIR" ? "请指定一个文件夹。" : "请换一个。";
  },
  noDash: (option) => `${option}：这里不能用 -；请指定文件（文件名就是 - 时写 ./-）`,
  notASize: (text) => `“${text}”不是大小；请写 1000、64K、10M 或 2G`,
};
