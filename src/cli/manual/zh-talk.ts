import type { TalkOptionKey } from "../messages/talk-messages.ts";
import type { Manual } from "./manual.ts";

/** Chinese descriptions of their options. */
export const zhTalkOptions: Readonly<Record<TalkOptionKey, string>> = {
  chatAs: "to：写在每条消息前面的名字，与 HOST:PORT 同用",
  chatBind: "peer：接收的地址，例如 :4567",
  chatKind: "聊天室 room、对端 peer，或通讯录中的联系人 to",
  chatName: "room：你的名字",
  chatTarget: "聊天室或对端的地址，或联系人的名字",
  chatTcp: "room：只用 TCP",
  chatUdp: "room：使用 UDP 的原版协议",
  chatWait: "room、peer：输入结束后静默这么久就离开（1s）；to：等待应答的时间（60s）",
  contactsAction: "做什么",
  contactsAddress: "联系人的地址；不写端口时为 8081",
  contactsCharset: "联系人使用的字符编码（utf-8）",
  contactsName: "联系人的名字",
  serveAutoAnswer: "inbox：以这段文本回复每条消息",
  execAddress: "服务器；不写端口时为 8080",
  execCharset: "与 --plain 同用：应答的字符编码（gbk）",
  execCommand: "命令及其参数；命令自带选项时在前面写 --",
  execPlain: "对方是原版服务器：打印它的原始应答",
  execWait: "服务器静默这么久就放弃（15s）",
  talkJson: "以 JSON 打印应答",
  timeAddress: "服务器；不写端口时为 9000，--tcp 为 13，--ntp 为 123",
  timeFormat: "strftime 格式，例如 %H:%M；不写则由服务器决定",
  timeNtp: "询问 NTP 服务器，并显示本机时钟的偏差",
  timeTcp: "通过 TCP 询问 DAYTIME 服务器（RFC 867）",
  waitEach: "每次等待应答的时间（1s）",
};

/** Chinese help of their commands. */
export const zhTalkCommands: Pick<Manual["commands"], "time" | "exec" | "chat" | "contacts"> = {
  time: {
    summary: "询问时间服务器",
    details: `通过 UDP 发送 strftime 格式并打印应答。--wait 之内没有应答就重发，共重发 --retries 次；仍无应答则退出码为 124。只认来自所询问地址的应答。

--tcp 读取 DAYTIME 服务器的一行。--ntp 询问一次 NTP 服务器，显示本机时钟差多少；不会修改任何东西。`,
    examples: [
      ["jack time 127.0.0.1:9000", "按服务器自己的格式报时"],
      ["jack time 127.0.0.1:9000 '%Y年%m月%d日 %H:%M'", "按这个格式报时"],
      ["jack time --ntp 127.0.0.1:123", "NTP 服务器的时间、偏差和往返时间"],
      ["jack time --tcp 127.0.0.1:13", "DAYTIME"],
    ],
  },
  exec: {
    summary: "在允许它的另一台机器上运行命令",
    details: `请 jack serve exec 启动的服务器运行它允许的一条命令。命令的标准输出和标准错误分别原样输出，它的退出码就是本命令的退出码。

--plain 与原版服务器对话：应答是一段文本，按 --charset 解码，没有退出码。原版服务器在 shell 中运行任何命令；命令没有输出时它也不应答，这时退出码为 124。`,
    examples: [
      ["jack exec 127.0.0.1:8080 disk", "运行服务器称为 disk 的命令"],
      ["jack exec 127.0.0.1:8080 say 你好 && echo done", "退出码就是命令的退出码"],
      [
        "jack exec tls://10.0.0.7:8080 disk --tls-ca ca.pem --tls-cert alice.pem --tls-key alice-key.pem",
        "在另一台机器上，经由 TLS 并出示您的证书",
      ],
      ["jack exec --plain 127.0.0.1:8080 'ls -l'", "原版服务器，应答为 GBK"],
      ["jack exec --plain 127.0.0.1:8080 --charset utf-8 date", "Linux 上的原版服务器"],
    ],
  },
  chat: {
    summary: "聊天：聊天室、对端、联系人",
    details: `room 进入聊天室：对方是我们的聊天室时走 TCP，有成员名单和历史；否则像原版客户端一样走 UDP。/who 列出成员，/me 说明动作，/msg 名字 文本 只告诉一个人，/quit 或 q 离开。

peer 通过 UDP 与另一个程序对话，双方随时可以说话。其他人的数据报标为陌生人。/quit 不发送任何内容。不写 HOST:PORT 时依次询问地址和端口。

to 把每一行发给通讯录（jack contacts）中的联系人，前面带“发给名字: ”，并显示每条的应答。q 离开。

不在终端上时标准输入的每一行是一条消息，收到的内容逐行打印。`,
    examples: [
      ["jack chat room 127.0.0.1:8000 --name 小明", "进入聊天室"],
      ["jack chat peer --bind :4567 127.0.0.1:8080 --charset gb2312", "与双工聊天或菜单聊天程序对话"],
      ["jack chat to taibai", "写给联系人"],
      ["jack chat to 127.0.0.1:8081 --as taibai", "不用通讯录"],
    ],
  },
  contacts: {
    summary: "jack chat to 的通讯录",
    details: "联系人保存在你的配置目录下的 contacts.json（$XDG_CONFIG_HOME/jackfield 或 ~/.config/jackfield）。",
    examples: [
      ["jack contacts add taibai 127.0.0.1:8081", "添加或修改联系人"],
      ["jack contacts add 老王 192.168.1.7:8081 --charset gbk", "对方使用 GBK"],
      ["jack contacts list", "全部联系人"],
      ["jack contacts remove taibai", "删除联系人"],
    ],
  },
};
