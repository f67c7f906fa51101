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
  otherEndIsPlain: "对方不讲 HTTP；如果它是原版下载服务器，请用 --plain",
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
  notASize: (text) => `“${text}”不是大小；请写 1000、64K、10M 或 2G`,
};

/** Chinese descriptions of their options. */
export const zhFileOptions: Readonly<Record<FileOptionKey, string>> = {
  continue: "接着上次中断的下载继续",
  fileForce: "文件已存在时替换它；与 -o - 一起用时，什么都可以输出到终端",
  fileMaxSize: "最多接收这么多字节：1000、64K、10M、2G",
  fileOutput: "写到这个文件（默认为 NAME 的最后一段）；- 表示标准输出",
  filePlain: "对方是原版服务器：只发送文件名，一直读到结束",
  fileWait: "这么久没有数据就放弃（30s）",
  getAddress: "要下载的文件；不写端口时为 7788",
  putAddress: "上传到哪里；以 / 结尾则保持原名",
  putFile: "要发送的文件；- 表示标准输入",
  putForce: "替换服务器上的文件",
  segments: "同时下载几段（1）",
  serveMaxSize: "files：上传文件的最大大小（1G）",
  serveWritable: "files：接受 HTTP PUT 上传；客户端不明说就不会覆盖任何文件",
};

/** Chinese help of their commands. */
export const zhFileCommands: Pick<Messages["commands"], "get" | "put"> = {
  get: {
    summary: "下载文件",
    details: `以 HTTP/1.1 从 jack serve files 或任何网站下载，并打印 SHA-256；服务器给出自己的值（Repr-Digest）时会比较。内容先写到目标旁边的 NAME.part，全部收到后才改成目标的名字；已存在的文件不带 --force 不会被替换。

-C 接着中断的下载留下的 NAME.part 继续。--segments 同时下载几段。

-o - 把文件写到标准输出，关于它的说明写到标准错误，别处什么也不保留。在终端上，文本中的控制字符会转义显示，二进制数据除非用 -f 强制，否则拒绝输出。

--plain 与原版服务器对话：只发送文件名，然后读到结束。文件不存在和文件为空时，原版服务器都什么也不发。`,
    examples: [
      ["jack get 127.0.0.1:7788/notes.txt", "下载到 ./notes.txt"],
      ["jack get 127.0.0.1:7788/big.iso -o /tmp/x.iso --segments 4", "同时下载四段"],
      ["jack get 127.0.0.1:7788/log.gz -o - | zcat", "写到标准输出"],
      ["jack get -C 127.0.0.1:7788/big.iso", "中断之后继续"],
      ["jack get --plain 127.0.0.1:7788/notes.txt", "从原版服务器下载"],
    ],
  },
  put: {
    summary: "上传文件",
    details:
      "以 HTTP PUT 上传到 jack serve files --writable。已存在的文件只有带 --force 才会被替换，而且只替换看到的那个版本。服务器会核对 SHA-256。- 表示把标准输入读到结束；这时必须给出 NAME。",
    examples: [
      ["jack put notes.txt 127.0.0.1:7788/", "保持原名 notes.txt"],
      ["jack put notes.txt 127.0.0.1:7788/old/n.txt --force", "替换另一个文件"],
      ["tar c src | jack put - 127.0.0.1:7788/src.tar", "另一个程序的输出"],
    ],
  },
};
