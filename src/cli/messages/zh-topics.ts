import type { Messages } from "./messages.ts";

/** Chinese help topics. */
export const zhTopics: Messages["topics"] = {
  addresses: {
    title: "地址的写法",
    body: `  tcp://127.0.0.1:8080    TCP 地址
  127.0.0.1:8080          同上：默认为 tcp（jack udp 中为 udp）
  localhost:8080          主机名
  :8080 或 8080           本机（127.0.0.1）的 8080 端口
  *:8080                  所有网络接口，用于监听
  [::1]:8080              IPv6 写在方括号里
  udp://127.0.0.1:8080    UDP 地址
  unix:///run/x.sock      Unix 套接字；也可写 /run/x.sock、./x.sock
  unix:@name              抽象 Unix 套接字（Linux）

端口 0 由系统选择空闲端口，并打印出来。`,
  },
  formats: {
    title: "输入与输出格式",
    body: `--out  text    按字符编码显示文本；控制字符显示为 \\e、\\x07 等，绝不直接送到终端
       hex     十六进制
       both    先文本，后十六进制
       raw     原样字节；输出不是终端时的默认值
       json    每行一个 JSON 对象：event、time、peer、direction、length、text、hex
--in   raw     原样字节；输入不是终端时的默认值
       text    UTF-8 文本行，按字符编码和 --eol 发送；终端上的默认值
       lines   字节行，去掉行尾后原样发送，再加 --eol
       hex     十六进制行：01 02 ff
       escape  带转义的行：\\r \\n \\t \\0 \\\\ \\xE4 \\u4F60
       file    每行是一个要发送的文件名
--time none | ms（12:00:01.123）| us（12:00:01.123456）| delta（距上一行的秒数）
--eol  none | lf | crlf | cr`,
  },
  charsets: {
    title: "字符编码",
    body: `--charset 名称 同时设置两个方向，--charset-in 设置接收，--charset-out 设置发送。
常见别名也可以用：cp936、euc-cn、sjis、iso-8859-1。被拆到两次读取中的字符会拼完整；
编码不认识的字节显示为 \\xE4；编码写不出的字符会被拒绝并指出是哪一个。`,
  },
  framing: {
    title: "如何把字节流切成消息",
    body: `TCP 是字节流，不保留消息边界。--framing 指定消息在哪里结束。

  read                 一次读取就是一条消息（默认），或一个数据报
  line                 以 LF 或 CR LF 结束
  delim:0d0a           以这些字节结束；也可写转义 delim:\\r\\n
  fixed:8              每条 8 字节
  len:u16be            前面有 2 字节长度，高位在前：u8 u16be u16le u24be u24le u32be u32le varint
  len:u16be,offset=2,adjust=-2   长度前还有 2 个字节，且长度把自身计算在内
  idle:20ms            20 毫秒内没有新数据即结束
  slip、cobs           RFC 1055；以零字节结束的帧

除 read 和 fixed 外都可加 ,max=字节数，即拼接的最长消息。`,
  },
  "exit-codes": {
    title: "退出码",
    body: `  0    完成
  1    命令行有误
  2    无法连接或绑定
  3    运行中失败，例如连接被对方重置
  4    期望（--expect）没有满足
  124  超时
  130  被中断（Ctrl-C）
  143  被终止（SIGTERM）`,
  },
  interactive: {
    title: "在终端上输入",
    body: `输入的一行就是一条消息。收到的内容打印在正在输入的那一行上方，不会打乱它。
以 / 开头的行是命令：`,
  },
  migrate: {
    title: "从 nc、ncat、socat 转来",
    body: `  nc HOST PORT                      jack connect HOST:PORT
  nc -l PORT、ncat -l PORT          jack listen :PORT            （其他机器要访问则加 --lan）
  ncat -lk PORT                     jack listen :PORT -k
  nc -u HOST PORT                   jack udp HOST:PORT
  nc -ul PORT                       jack udp --bind :PORT
  nc -N HOST PORT < file            jack connect HOST:PORT < file
  nc -U /run/x.sock                 jack connect /run/x.sock
  ncat -C                           --eol crlf
  ncat -i 5 / nc -w 5               --idle 5s
  ncat -x FILE                      --capture FILE.pcapng，或用 --out both 显示在屏幕上
  socat -v -x - TCP:HOST:PORT       jack connect HOST:PORT --out both --time us
  echo hi | nc -q1 HOST PORT        jack send HOST:PORT hi`,
  },
};
