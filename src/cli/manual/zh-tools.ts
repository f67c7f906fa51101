import type { ToolOptionKey } from "../messages/tool-messages.ts";
import type { Manual } from "./manual.ts";

/** Chinese descriptions of their options. */
export const zhToolOptions: Readonly<Record<ToolOptionKey, string>> = {
  doctorJson: "每项结果一行 JSON",
  doctorPort: "谁占用这个端口、谁能到达、能否使用",
  lsAll: "TCP、UDP 和 Unix 套接字，以及刚结束的连接（time-wait）",
  lsEvery: "配合 --watch：多久看一次（1s）",
  lsJson: "每个套接字一行 JSON",
  lsListen: "只看等待别人的套接字：监听者，以及没有对端的 UDP",
  lsPort: "只看这个端口（任意一端）；可多次给出",
  lsProcess: "只看这个进程：名字的一部分或进程号；可多次给出",
  lsQuiet: "不要表头和说明",
  lsState: "只看处于这个状态的套接字；可多次给出",
  lsTcp: "TCP",
  lsUdp: "UDP",
  lsUnix: "Unix 套接字",
  lsWatch: "反复查看；没有终端时逐行输出出现（+）、消失（-）和变化（~）",
  lsWhat: "端口、进程、用户，或地址的一部分；须全部符合",
  scanAll: "显示所有端口，而不只是开放的",
  scanBanner: "TCP：显示开放端口先说的话；不发送任何内容",
  scanHex: "UDP：发送这些字节而不是空数据报（53、123、5353 会发其协议的询问）",
  scanHosts: "主机名、地址、地址段（10.0.0.0/28）、范围（10.0.0.1-20），用逗号分隔；省略时为本机",
  scanIpv4: "只用 IPv4",
  scanIpv6: "只用 IPv6",
  scanJson: "每个端口一行 JSON，最后再一行总计",
  scanMaxHosts: "主机数超过此值就拒绝（256）",
  scanParallel: "同时探测的端口数（128；UDP 为 64）",
  scanPorts: "80、1-1024、8000-、http，- 表示全部，用逗号分隔；省略时为常用端口",
  scanQuiet: "只输出结果",
  scanRate: "每秒最多开始多少次探测；0 不限（其他机器为 500）",
  scanRetries: "UDP：无应答时再发几次（1）",
  scanTimeout: "整个扫描超过此时间就放弃，退出码 124",
  scanUdp: "用 UDP 而不是 TCP",
  scanWait: "每个端口等待应答的时间（1s）",
};

/** Chinese help of their commands. */
export const zhToolCommands: Pick<Manual["commands"], "doctor" | "ls" | "scan"> = {
  doctor: {
    summary: "为什么连不上我：端口、地址、防火墙、字符集、限制",
    details: `检查本机，说出发现了什么以及该怎么办：该把哪个地址告诉对方、每个地址从哪里可以到达，在权限允许的范围内查看防火墙，谁在监听，Node，所用的套接字调用，终端的字符集，各种限制和丢失。不改动任何东西；给出 PORT 时会短暂绑定它，看能否使用。

ok：正常；!：须留意；!!：有问题；?：从这里无法得知。退出码 4：有问题。`,
    examples: [
      ["jack doctor", "检查本机"],
      ["jack doctor 8080", "再看 8080 端口：谁占用、谁能到达"],
      ["jack doctor --json", "供程序使用"],
    ],
  },
  ls: {
    summary: "本机的套接字，以及谁在使用",
    details: `列出 TCP 和 UDP 套接字，等待别人的在前：协议、状态、本端、对端、内核队列里的字节数、进程、用户，以及进程已运行多久。TCP 监听者的两个队列是等待 accept 的连接数和最多可等待的数目。内容与 ss(8) 相同，不需要特权；其他用户的进程只有 root 才看得到。

终端较窄时省去右边的列。退出码 4：没有符合所问的套接字。仅限 Linux。`,
    examples: [
      ["jack ls", "所有 TCP 和 UDP 套接字"],
      ["jack ls -l", "谁在等待连接和数据报"],
      ["jack ls 8080", "谁在用 8080 端口"],
      ["jack ls nginx --state established", "某个进程的连接"],
      ["jack ls --watch --json", "出现和消失的套接字，输出 JSON 行"],
    ],
  },
  scan: {
    summary: "查看主机的哪些端口开放（连接测试）",
    details: `逐个端口连接后即关闭，不发送任何内容。有程序接受就是开放，主机拒绝就是关闭，规定时间内什么也没回来就是“无应答”：可能是防火墙，也可能没有这台主机。

UDP 没有这样的把握。有应答是开放，收到 ICMP“端口不可达”是关闭，不作声则两者皆有可能；主机还会限制发送 ICMP 的数量，所以关闭的端口也可能看起来无应答。

退出码 0：至少一个端口开放；2：没有；124：先到了 --timeout。结果按端口顺序输出；探测超过 20 个端口时只显示开放的，除非用 --all。`,
    examples: [
      ["jack scan 127.0.0.1 1-1024,8080", "本机的这些端口"],
      ["jack scan 8000-9000", "同样是本机"],
      ["jack scan 192.168.1.1-20 ssh,http --banner", "二十台主机，并显示它们先说的话"],
      ["jack scan 192.168.1.7 53,123 --udp", "用 UDP 询问"],
      ["jack scan ::1 - --json", "所有端口，输出 JSON 行"],
    ],
  },
};
