import type { FileOptionKey } from "../messages/file-messages.ts";
import type { Manual } from "./manual.ts";

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
export const zhFileCommands: Pick<Manual["commands"], "get" | "put"> = {
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
