import type { Manual } from "./manual.ts";

/** Chinese help topics. */
export const zhTopics: Manual["topics"] = {
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
--eol  none | lf | crlf | cr

文件：在 jack send（TEXT、--file）、put、cert show、serve --rules 和 relay 中 - 表示标准输入，在 jack get -o 和 relay 中
表示标准输出。没有这种意义的地方（--capture、--save、--tls-cert 等）不接受 -；文件名就是 - 时写 ./-。`,
  },
  charsets: {
    title: "字符编码",
    body: `--charset 名称 同时设置两个方向，--charset-in 设置接收，--charset-out 设置发送。
常见别名也可以用：cp936、euc-cn、sjis、iso-8859-1。被拆到两次读取中的字符会拼完整；
编码不认识的字节显示为 \\xE4；编码写不出的字符会被拒绝并指出是哪一个。`,
  },
  hex: {
    title: "发送和查看字节",
    examples: [
      ["jack connect 10.0.0.7:502 --in hex --out hex", "输入和显示都用十六进制"],
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 0A' --checksum modbus", "发送字节，后面带校验"],
      ["jack send 10.0.0.7:7000 --hex 0x48,0x69", "C 语言写法的字节"],
      ["jack connect 10.0.0.7:7000 --in escape", "输入带转义的文本：PING\\r\\n\\x00"],
    ],
    body: `十六进制可以用任何写法：01 02 ff、0102ff、01:02:ff、0x01,0x02、\\x01\\x02，或粘贴 hexdump 的行（偏移和文本会略去）。
写错的数字会被拒绝，并指出位置。

转义：\\r \\n \\t \\0 \\a \\b \\e \\f \\v \\\\ \\xE4（该字节） \\u4F60 \\u{1F600}（该字符，按字符编码发送）。

--checksum 名称 在每条消息后附加校验（见 jack help checksum）：modbus、crc32、xor8 等。--out hex 显示十六进制，--out both 显示文本和十六进制。`,
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
  len:u8,offset=2,adjust=2       帧头、长度、数据、CRC：设备最常见的帧（见下）
  idle:20ms            20 毫秒内没有新数据即结束
  slip、cobs           RFC 1055；以零字节结束的帧

除 read 和 fixed 外都可加 ,max=字节数，即拼接的最长消息。

设备的一帧，len:u8,offset=2,adjust=2（长度为两字节时写 len:u16le,offset=2,adjust=2）：

  AA 55   03       10 20 30   xx xx
  帧头    长度     数据       CRC
  offset=2         长度只计这 3 个
          u8                  adjust=2：此外还有 2 个不计在内

  adjust 是长度字段之后没有计入长度的字节数；长度把前面的字节也计入时为负：
  u8 把自身计入时 adjust=-1，计入整帧时 adjust=-3（帧头 2，长度 1）。`,
  },
  checksum: {
    title: "校验和与 CRC",
    examples: [
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 0A' --checksum modbus", "Modbus RTU：发出 … c5 cd"],
      ["jack connect 10.0.0.7:4001 --in hex --checksum xor8,1.. --check xor8,1..", "第一个字节不计算在内"],
      ["jack send 10.0.0.7:4001 --hex '02 31 03' --checksum crc16/ccitt-false,at=-1", "放在最后一个字节之前"],
    ],
    body: `--checksum 名称 在发出的每条消息后附加校验和，--reply 和 jack serve reply 的应答也一样；--check 名称 检查收到的每条消息末尾的校验和。
名称不分大小写和标点：CRC-16/MODBUS、crc16modbus、modbus 是同一个。

  modbus               说 Modbus 设备的“CRC16”时指的就是它：CRC-16/MODBUS，低字节在前
  crc16                是 CRC-16/ARC，另一种算法：初值为 0000，而 Modbus 为 FFFF
  crc16/ccitt-false    CRC-16/IBM-3740，高字节在前；同类还有 crc16/xmodem、crc16/x-25
  crc32                zip 和以太网所用；crc32c 用于 iSCSI
  sum8（累加和）、xor8（异或，bcc）、lrc（Modbus ASCII）、nmea（$GPGGA,…*hh）

名称,be 或 名称,le 选择字节序，名称,hex 写成数字字符，名称,1..-2 选择参与计算的字节（起..止，负数从末尾算），
名称,at=-2 选择位置。不知道设备用哪一种时，拿手册里的一帧来试：01 03 00 00 00 0A 用 modbus 得 c5 cd，用 crc16 得 c5 d6。

全部名称：`,
  },
  reply: {
    title: "按规则自动应答",
    examples: [
      ["jack listen :8080 -k --reply 'ping=>pong\\n' --reply '=>what?\\n'", "一段文本；其他一切"],
      [
        "jack listen :4001 -k --framing len:u8,offset=2,adjust=2 --checksum modbus --reply 'hex:aa 55 03 10 *=>hex:aa 55 01 90'",
        "模拟设备：每帧应答一次，带 CRC",
      ],
      ["jack udp --bind :9000 --reply '/^get (\\w+)/=>{{1}}={{random 20 30}}\\n'", "模拟传感器"],
      ["jack serve reply --rules rules.json --framing line", "规则放在文件里"],
    ],
    body: `一条规则写作 匹配=>应答。第一条符合的规则应答这条消息；都不符合则不应答。

匹配    文本                 消息包含它
        /正则/ 或 /正则/i     JavaScript 正则表达式能找到
        hex:01 03 *          从消息开头起的字节：?? 任意字节，? 任意一位数字，末尾的 * 为其后任意字节
        留空                 每条消息
应答    文本                 可用转义（\\r\\n \\x00），按字符编码发送
        hex:01 83 02         字节

什么算一条消息：给出 --framing 时，分帧得到的每条完整消息（连同帧头和结尾）立即应答一次；不完整或损坏的不应答，
损坏的会报告。没有 --framing 时字节流没有消息边界：20 毫秒内没有新数据或收到 FIN 即为一条。一个数据报总是一条消息，立即应答。

宏，可用在文本里或 hex: 的字节之间（数字和时间在那里也是文本）：
  {{counter}} {{counter 100}}     这条规则的应答次数，从 1 或从 100 起
  {{time}} {{time %H:%M:%S}}      时间（格式同 jack time）；{{unix}}、{{unixms}} 为 1970 年起的秒、毫秒
  {{random}} {{random 20 30}}     0 到 99、20 到 30 的随机数；{{randomhex 4}} 为 4 个随机字节
  {{1}} {{name}}                  /正则/ 中 (…) 和 (?<name>…) 找到的内容
  {{message}} {{length}} {{peer}} 收到的消息、它的长度、发送者
  {{hex 0d 0a}}                   文本中的字节
  {{checksum modbus}}             它之前所有内容的校验和；字节序和范围同 jack help checksum：{{checksum xor8,1..}}

--checksum 名称 也附加在每个应答之后，但应答里自己写了 {{checksum …}} 时不再附加。

写成 JSON 的规则可以更多；文件里是它们的列表：

  {"match":{"type":"exact","text":"ping"},"answer":{"text":"pong"},"delayMs":200,
   "times":3,"timesPerPeer":1,"peer":"127.0.0.1","close":"fin","name":"first"}

match 的类型：any、exact、prefix、suffix、contains、regex（pattern、flags）、hex（pattern）。`,
  },
  screen: {
    title: "全屏界面",
    examples: [
      ["jack listen :8080 --tui", "左边是对端，中间是实时记录，下面是输入及其字节"],
      ["jack connect 10.0.0.7:502 --tui --in hex --out both", "十六进制的客户端"],
      ["jack listen :8080 --no-tui", "大终端上也逐行打印"],
    ],
    body: `终端至少有 100 列、30 行时，jack listen 默认显示全屏界面，除非有选项指定了行的样子（--out、--time、--quiet、
--verbose 等）。JACKFIELD_TUI=0 使默认变为逐行打印。终端太小或太简单时自动逐行打印。

Tab 在输入、记录、对端之间切换，F1 列出全部按键。按回车将发送的内容始终以字节显示：按会话的字符编码，含行尾和校验。
F2 显示文本、十六进制或两者。F3 查找文本（或 hex:01 02），F4 只显示符合条件的行（见 jack help filters）。在某一行上按
回车可看它的全部字节。用 Alt-1 到 Alt-9、Ctrl-T、鼠标或列表选择对端；Alt-0 是全部。

界面打开期间一切都会录制：来得太快未及显示的行会计数，往回滚动时都在。/save 文件 保留录制；--capture 文件 从一开始就保留。`,
  },
  pipes: {
    title: "用于管道和文件",
    examples: [
      ["jack connect 10.0.0.7:9000 < request > answer", "发送文件，保存回答"],
      ["tar c folder | jack connect 10.0.0.7:9000", "发送程序的输出"],
      ["jack listen :9000 > received.bin", "接受一个连接，保存收到的内容"],
      ["seq 3 | jack udp 127.0.0.1:7788 --in lines", "每行一个数据报"],
    ],
    body: `没有终端时，字节原样通过，两个方向同时进行。输入结束时发送 FIN，并继续读取直到对方也结束；--wait 限制等待时间，
--no-shutdown 不发送 FIN，--send-only 不读取。

两个方向都结束时管道结束。对方 FIN 之后，输入只要还在流动就继续发送；静默半秒后结束。被重置算失败（退出码 3），之前收到
的内容会打印出来。没有人再读输出时，像所有 Unix 工具一样静静结束。

用 --charset、--eol、--checksum 或 --in text|lines|hex|escape|file 时逐行读取输入。`,
  },
  expect: {
    title: "等待并检查回答",
    examples: [
      ["jack send 127.0.0.1:9000 status --expect 'ready \\d+' --wait 3s", "收到则退出码 0，没有则 4"],
      ["jack connect 127.0.0.1:9000 --expect READY --timeout 30s < /dev/null", "等到服务器这样说"],
      ["jack send 10.0.0.7:502 --hex '01 03 00 00 00 01' --checksum modbus --expect hex:0103", "期望字节"],
    ],
    body: `--expect 接受正则表达式（JavaScript 语法，支持 Unicode），按字符编码在每个对端发来的内容中查找，可跨越多次读取；也可写
hex: 加字节。一旦出现，命令以 0 结束。对方先结束，或 --timeout、--wait 到时，则以 4 结束，并说明期望的是什么。

匹配最多可跨到之前 16K 字符的内容，--expect-window SIZE 可以改变。正则表达式在每次读取上最多运行 1s：回溯更久的（如 (a+)+b）
以 4 结束。标准输入为空时不发送 FIN：许多服务器收到 FIN 就挂断，所等的内容便永远不会来。

没有 --expect 时：jack send 在 --wait（5s）内没有回答以 124 结束，--idle 的静默和 --timeout 也是。`,
  },
  capture: {
    title: "录制给 Wireshark",
    examples: [
      ["jack listen :8080 --capture talk.pcapng", "录制一切，Wireshark 可以打开"],
      ["jack relay listen:8080 10.0.0.7:80 -k --capture talk.pcapng", "录制转发的内容"],
      ["jack udp --bind :7788 --capture sensors.pcapng", "数据报"],
    ],
    body: `文件是 pcapng：每次读取、写入或每个数据报是一个包，带时间和方向，其他事件各占一行。边发生边写入，崩溃最多丢失四分之一秒。
字节绝不截断。

工作台可以打开录制文件，也能打开 tcpdump 和 Wireshark 的：按下方的“打开抓包…”。`,
  },
  filters: {
    title: "过滤语言",
    examples: [
      ["dir:in temp", "收到的，且文本含有 temp（不分大小写）"],
      ["peer:#2 or peer:53211", "2 号对端，或端口为 53211 的"],
      ['len>10 hex:"02 ?? 03"', "长于 10 字节且含有这些字节；? 是任意一位"],
      ["kind:error,reset", "失败的事件"],
    ],
    body: `全屏界面（F4）和工作台用同一种语言。并列表示“且”；还有 or、not、! 和 ( )。

  word、"two words"            文本含有它；单词不分大小写
  text:Temp text~temp text="OK"  区分大小写含有、不分大小写含有、完全相同
  /temp=\\d+/i                  正则表达式
  hex:0d0a                     字节含有这些
  dir:in dir:out               收到的、发出的
  peer:#3 peer:53211 peer:10.0.  按编号、端口、地址的一部分
  kind:data                    listen accept open data eof reset close error limit drop rule fault note
  len>64 len:10..20 len=0      按长度
  row:100..200                 按行号
  time>10:02:11.5 time:+1s..+2s  按时刻，或距第一行的时间`,
  },
  tls: {
    title: "TLS",
    examples: [
      ["jack connect tls://10.0.0.7:443", "与 TLS 服务器对话，并检查其证书"],
      ["jack listen tls://:8443", "TLS 服务器，证书当场生成"],
      ["jack cert ca", "自己的证书机构，再用 jack cert server 名称、jack cert client 名称"],
      ["jack relay listen:8080 tls://10.0.0.7:443 -k", "让明文客户端访问 TLS 服务器"],
      [
        "jack relay listen:tls://:8443 10.0.0.7:80 -k --tls-cert cert.pem --tls-key key.pem",
        "让 TLS 客户端访问明文服务器",
      ],
    ],
    body: `客户端按系统的证书机构和所访问的名称检查服务器的证书；--tls-ca 文件 信任其他机构，--tls-name 换一个名称，--tls-insecure
信任任何人。jack nc 用 ncat 的选项，默认也同 ncat：只有 --ssl-verify 时才检查。
jack cert show 显示并检查文件或服务器的证书。

服务器出示 --tls-cert 和 --tls-key；没有时为本次运行生成证书并打印指纹，供对方核对。--tls-require-client-cert 只接受持有
受信任证书的客户端。`,
  },
  scripting: {
    title: "用于脚本和 CI",
    examples: [
      ["jack send 127.0.0.1:8080 --retries 3 ping || exit", "退出码说明发生了什么"],
      ["jack listen :0 --json | jq -r 'select(.event == \"listening\") | .local'", "空闲端口，以及它在哪里"],
      ["jack connect 127.0.0.1:9000 --json --recv-only --timeout 10s", "每个事件一行 JSON"],
      ["jack scan 127.0.0.1 8080", "那里有程序在监听吗？"],
    ],
    body: `--json 为每个事件打印一个 JSON 对象：listening、accept、open、data（有 --framing 时为 message）、eof、reset、close、
error、limit、drop；data 含 peer、direction、length、text 和 hex。错误写到标准错误，数据写到标准输出。

输出不是终端时没有颜色和动画，也从不提问。每种等待都有选项：--timeout 管总时间，--idle 管静默，还有 --connect-timeout
和 --wait。端口 0 选择空闲端口并打印出来。

同一选项给出两次时以最后一次为准；--send、--reply 和 --join 则累加。选项所指的文件在打开任何连接之前就会检查。

另见 jack help exit-codes 和 jack help environment。`,
  },
  "exit-codes": {
    title: "退出码",
    body: `  0    完成
  1    命令行有误
  2    无法连接或绑定
  3    运行中失败，例如连接被对方重置
  4    期望（--expect）没有满足，或校验和（--check）有误
  124  超时
  129  终端已关闭（SIGHUP）
  130  被中断（Ctrl-C）
  143  被终止（SIGTERM）

jack nc 用 ncat 的退出码：0 完成，1 网络失败，2 其他情况，包括命令行有误。`,
  },
  interactive: {
    title: "在终端上输入",
    body: `输入的一行就是一条消息。收到的内容打印在正在输入的那一行上方，不会打乱它。
以 / 开头的行是命令：`,
  },
  environment: {
    title: "环境变量",
    body: `  JACKFIELD_LANG=zh      语言，en 或 zh；否则由 LC_ALL、LC_MESSAGES、LANG 决定
  JACKFIELD_TUI=0        逐行打印，不用全屏界面
  JACKFIELD_DEBUG=1      显示错误从哪里来
  NO_COLOR=1             不用颜色；单次可用 --color always、never
  TERM=dumb              不用颜色和全屏界面
  TMPDIR                 没有 --capture 的录制在需要期间放在这里
  NCAT_PROXY_AUTH        jack nc：代理的 用户:密码`,
  },
  migrate: {
    title: "从 nc、ncat、socat 转来",
    examples: [
      ["jack nc -lk -c 'date' 7777", "ncat 自己的命令行；把指向 jack 的链接命名为 ncat 或 nc，它就是那个程序"],
      ["jack relay listen:8080 10.0.0.7:80 -k", "socat TCP-LISTEN:8080,fork,reuseaddr TCP:10.0.0.7:80"],
    ],
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
  echo hi | nc -q1 HOST PORT        jack send HOST:PORT hi
  nc -zv HOST 20-25                 jack scan HOST 20-25
  socat UNIX-LISTEN:S,fork TCP:H:P  jack relay listen:unix:S H:P -k
  socat TCP-LISTEN:P,fork EXEC:cmd  jack relay listen:P exec:cmd -k`,
  },
};
