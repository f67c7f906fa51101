import { zhCertCommand } from "./zh-tls.ts";
import { zhNcCommand } from "./zh-nc.ts";
import { zhFileCommands } from "./zh-files.ts";
import { zhRelayCommand } from "./zh-relay.ts";
import { zhToolCommands } from "./zh-tools.ts";
import { zhTalkCommands } from "./zh-talk.ts";
import type { Manual } from "./manual.ts";

/** Chinese help of the commands. */
export const zhCommands: Manual["commands"] = {
  ...zhCertCommand,
  workbench: {
    summary: "打开工作台（浏览器页面；只写 jack 也可以）",
    details: "在本机提供工作台页面并用浏览器打开。地址中带有令牌，没有令牌就不能使用页面。",
    examples: [
      ["jack", "打开工作台"],
      ["jack workbench --no-open --port 8000", "只启动并打印地址"],
    ],
  },
  listen: {
    summary: "终端里的 TCP 或 Unix 服务器",
    details: `在终端上可以同时服务多个客户端：每个都显示编号和地址，输入的内容发给全部客户端，或用 /to 选定其中一个。

不在终端上时它是一条管道：两个方向的字节都原样通过。管道只接一个连接，连接结束它也结束（与 nc -l 相同）；--keep-open 则继续监听，输入发给每个客户端，收到的内容合并输出。

--reply 按规则应答，--save 把收到的内容写入文件，--expect、--max-bytes、--max-messages、--idle、--timeout 使它结束；--json 以 JSON 行输出一切。`,
    examples: [
      ["jack listen :8080", "在本机 8080 端口监听"],
      ["jack listen :8080 --lan --charset gbk", "其他机器可以访问，中文用 GBK"],
      ["jack listen :8080 > received.bin", "接收一个文件"],
      ["jack listen :0 --json", "以 JSON 行输出事件；自动选择端口并打印"],
      ["jack listen unix:///tmp/x.sock", "Unix 套接字"],
      ["jack listen :8080 --reply 'ping=>pong\\n' -k", "按规则应答"],
      ["jack listen :9000 --save photo.jpg", "接收文件，并显示大小、速率和 SHA-256"],
      ["jack listen :9000 --save-dir inbox", "每个连接存为一个文件"],
    ],
  },
  connect: {
    summary: "终端里的 TCP 或 Unix 客户端",
    details: `在终端上每输入一行就发送一行，收到的内容带时间显示。

不在终端上时它是一条管道：两个方向的字节都原样通过。输入结束时半关闭连接（FIN），并继续读取，直到对方也发送完毕。

使用 --charset、--eol、--checksum 或 --in 时改为逐行读取输入；--send 在命令行上给出消息，--every 反复发送它。`,
    examples: [
      ["jack connect 127.0.0.1:8080", "与服务器对话"],
      ["jack connect 10.0.0.7:502 --out hex --in hex", "以十六进制输入和查看"],
      ["jack connect 10.0.0.7:9000 --charset gbk --time ms", "中文用 GBK，显示时间"],
      ["jack connect 10.0.0.7:9000 < file > answer", "发送文件，保存应答"],
      ["jack connect 10.0.0.7:9000 --expect 'ready' --timeout 5s", "等待一个词，退出码 0 或 4"],
      ["jack connect 10.0.0.7:502 --in hex --send '01 03' --checksum modbus --every 1s", "每秒轮询设备一次"],
      ["jack connect 10.0.0.7:9000 --retry 0 --retry-delay 1s", "等到服务器出现"],
      ["jack connect 10.0.0.7:9000 --framing fixed:8 --check modbus --out both", "检查每条消息的校验和"],
    ],
  },
  udp: {
    summary: "终端里的 UDP 套接字",
    details: `发送给 PEER；没有 PEER 时发送给最后来信的一方。一行就是一个数据报，数据报从不截断，空数据报也不会结束程序。

不在终端上时每次读到的输入是一个数据报（最多 65507 字节）；--in lines 则每行一个。输入结束后，一秒内没有收到数据就结束（可用 --wait 更改）；没有 PEER 时继续接收。PEER 的端口无人接收且从未应答时，以退出码 2 结束。`,
    examples: [
      ["jack udp --bind :7788", "在 7788 端口接收，回复最后的发送者"],
      ["jack udp 127.0.0.1:7788 --charset gbk", "以 GBK 发送每一行"],
      ["jack udp --bind :5000 --join 239.1.1.1 --out hex", "收听组播组"],
      ["seq 3 | jack udp 127.0.0.1:7788 --in lines", "三个数据报"],
      ["jack udp 127.0.0.1:7788 --send ping --every 500ms --count 10", "十个数据报，每秒两个"],
      ["jack udp 239.1.1.1:5000 --multicast-ttl 4 --multicast-interface eth0", "向组播组发送"],
    ],
  },
  send: {
    summary: "发送一条或几条消息，打印应答后退出",
    details: `每个 TEXT 是一条消息。对方发送完毕（FIN）、按 --framing 收到一条完整消息，或收到内容后静默 --quiet-ms，应答即告完整。--wait（5s）之内没有应答则退出码为 124；--no-wait 不等待。

UDP 只认来自所询问地址的应答。发送 --file 之后会给出 SHA-256，并说明最后一个字节是否到达：对方系统已经确认。`,
    examples: [
      ["jack send 127.0.0.1:8080 hello", "发送文本，打印应答"],
      ["jack send 10.0.0.7:502 --hex '00 01 00 00 00 06 01 03 00 00 00 01'", "发送字节，打印应答"],
      ["jack send udp://127.0.0.1:7788 --charset gb2312 --no-wait 你好", "以 GB2312 发送一个数据报"],
      ["jack send 127.0.0.1:7000 --eol crlf --framing line PING QUIT", "两行，各有一个应答"],
      ["jack send 127.0.0.1:9000 --file photo.jpg", "发送文件"],
      [
        "jack send 10.0.0.7:502 --hex '01 03 00 00 00 01' --checksum modbus --check modbus",
        "附加校验和，并检查应答的校验和",
      ],
      ["jack send 10.0.0.7:9000 --file big.iso --rate 10M", "每秒最多 10 MiB"],
    ],
  },
  serve: {
    summary: "一项服务：echo、upper、reply、time、room、inbox、files、exec",
    details: `在本机打开一项或几项服务，每发生一件事打印一行。一直运行到被中断（Ctrl+C），然后依次关闭连接。

echo 原样送回；upper 把 a-z 变成 A-Z；两者都支持 TCP 和 UDP。reply 以 --text、--hex 或 --rules 应答每条消息，--checksum 在后面附加校验和，也可以不应答（--none）。time 在 UDP 上按 strftime 格式报时，--tcp 提供 DAYTIME，--ntp 提供 SNTP。room 是 UDP 与 TCP 互通的聊天室。inbox 是 jack chat to 的应答端：消息排队，输入一行回复最早的一条，输入 N 和一行回复第 N 条，或用 --auto-answer 自动回复。files 发送一个目录中的文件：原版客户端只发文件名来取，浏览器、curl 和 jack get 用 HTTP。exec 只运行 --allow 声明的命令，不经过 shell（--shell 仅供教学，什么都运行，只能在 127.0.0.1 上）；其他机器只能经由 TLS 1.3 和客户端证书访问它（--tls-cert、--tls-ca、--tls-require-client-cert，见 jack help tls）。

不写 SERVICE 时打开当前目录 jackfield.json 里写的服务和会话；--project FILE 指定别的文件。

不写 --port 时：echo 7007，upper、reply、exec 8080，time 9000，room 8000，inbox 8081，files 7788。`,
    examples: [
      ["jack serve upper --port 8080", "把收到的内容变成大写"],
      ["jack serve reply --tcp --text 'thank you !' --charset gbk --close", "应答一次后关闭"],
      ["jack serve reply --udp --text hi --port 9000", "应答每个数据报"],
      ["jack serve reply --hex '01 03 02 00 2a' --checksum modbus", "模拟设备：应答后面带 CRC"],
      ["jack serve time --tz Asia/Shanghai", "以任意 strftime 格式报时"],
      ["jack serve room:8000 time:9000 --json", "两项服务，以 JSON 行输出事件"],
      ["jack serve", "打开 jackfield.json 里写的内容"],
      ["jack serve inbox", "回复 jack chat to 的消息"],
      ["jack serve files ~/shared --port 7788", "提供下载；与其他服务一起时写 files=~/shared"],
      ["jack serve exec --allow disk='/usr/bin/df -h'", "替客户端运行 df，仅此而已"],
    ],
  },
  ...zhTalkCommands,
  ...zhFileCommands,
  ...zhRelayCommand,
  ...zhNcCommand,
  ...zhToolCommands,
  completion: {
    summary: "打印补全 jack 命令和选项的脚本",
    details: "用 Tab 键补全命令、选项及其取值。",
    examples: [
      ["source <(jack completion bash)", "写入 ~/.bashrc"],
      ["source <(jack completion zsh)", "写入 ~/.zshrc，放在 compinit 之后"],
      ["jack completion fish > ~/.config/fish/completions/jack.fish", "用于 fish"],
    ],
  },
  help: {
    summary: "解释一个命令或主题",
    details: "不写主题时列出全部命令和主题。",
    examples: [
      ["jack help send", "jack send 的选项"],
      ["jack help addresses", "地址的写法"],
    ],
  },
};
