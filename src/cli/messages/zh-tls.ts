import type { Messages } from "./messages.ts";
import type { TlsMessages, TlsOptionKey } from "./tls-messages.ts";

/** Chinese of TLS, proxies and `jack cert`. */
export const zhTls: TlsMessages = {
  temporary: (fingerprint) => `已生成本次使用的证书，SHA-256 ${fingerprint}`,
  agreed: ({ suite, subject, issuer, distrust }) =>
    `${suite}${subject === null ? "" : `，证书“${subject}”，由“${issuer}”颁发，${distrust === null ? "受信任" : `不受信任（${distrust}）`}`}`,
  audit: ({ request, who, refused, end, bytes, ms }) =>
    refused === null
      ? `${who === null ? "" : `为 ${who} `}运行了“${request}”：${end}，${bytes} 字节，${ms} 毫秒`
      : `拒绝了${who === null ? "" : ` ${who} 的`}“${request}”：${refused}`,
  truncated: "对方未结束 TLS（没有 close_notify）就断开：收到的内容可能不完整",
  notAlpn: (text) => `“${text}”不是协议列表；请写 h2,http/1.1`,
  notAProxy: (reason) => `--proxy：${reason}`,
  wrote: (path, what) => `已写入 ${path}（${what}）`,
  kinds: {
    authority: "颁发机构的证书：交给应当信任它所签证书的人",
    server: "服务器证书",
    client: "客户端证书",
    key: "私钥，只有您自己能读",
  },
  fileThere: (path) => `${path} 已存在；请换一个 --out 文件夹或名称，或加上 --force`,
  noAuthority: (folder) => `${folder} 里没有颁发机构；请先运行：jack cert ca --out ${folder}`,
  nameMissing: (what) =>
    `jack cert ${what} 需要名称，例如：jack cert ${what} ${what === "client" ? "alice" : "localhost 127.0.0.1"}`,
  notAnAction: (word) => `jack cert 没有“${word}”；有 ca、server、client 和 show`,
  nextAuthority: (folder) =>
    `接下来：jack cert server localhost 127.0.0.1 --out ${folder}\n        jack cert client alice --out ${folder}`,
  nextServer: (cert, key, ca) =>
    `接下来：jack listen tls://:8443 --tls-cert ${cert} --tls-key ${key}\n        jack connect tls://localhost:8443 --tls-ca ${ca}`,
  nextClient: (cert, key, ca) =>
    `接下来：jack connect tls://localhost:8443 --tls-ca ${ca} --tls-cert ${cert} --tls-key ${key}\n        （服务器一端：--tls-ca ${ca} --tls-require-client-cert）`,
  keepSecret: (path) => `请保管好 ${path}：得到它的人能签发您的机器所信任的证书。`,
  fields: {
    subject: "主体",
    names: "名称",
    issuer: "颁发者",
    validFrom: "生效时间",
    validTo: "到期时间",
    usages: "用途",
    publicKey: "密钥",
    signature: "签名算法",
    serialNumber: "序列号",
    fingerprintSha256: "SHA-256",
    fingerprintSha1: "SHA-1",
    authority: "颁发机构",
    protocol: "连接",
    trust: "信任",
  },
  anyUse: "不限",
  yes: "是，可以签发其他证书",
  selfSigned: "自己（自签名）",
  trusted: "本机信任，且名称相符",
  daysLeft: (days) => `还有 ${days} 天`,
  expired: (days) => `已过期 ${days} 天`,
  notYet: (days) => `${days} 天后才生效`,
  certificateOf: (index, count) => `第 ${index} 张证书，共 ${count} 张`,
};

/** Chinese descriptions of its options. */
export const zhTlsOptions: Readonly<Record<TlsOptionKey, string>> = {
  certAction: "ca、server、client 或 show",
  certArgument: "server：名称和地址；client：它的名称；show：PEM 文件或 HOST:PORT",
  certCa: "show：信任这些颁发机构（PEM）",
  certDays: "有效天数（颁发机构 3650，其他 825）",
  certFolder: "颁发机构及其所签证书的文件夹（./certs）",
  certForce: "覆盖已有的文件",
  certName: "颁发机构的通用名；服务器的通用名（默认是第一个名称）",
  certOrganization: "主体中的组织名",
  certRsa: "用 2048 位 RSA 代替 EC P-256，供老设备使用",
  proxy: "经过代理：http://HOST:PORT、socks5://USER:PASSWORD@HOST:PORT、socks4a://…",
  tls: "使用 TLS；没有给出证书时当场生成；任何 --tls 选项也表示使用 TLS",
  tlsAlpn: "应用层协议，优先者在前：h2,http/1.1",
  tlsCa: "信任这些颁发机构或证书（PEM），代替系统默认的",
  tlsCert: "本端的证书（PEM）",
  tlsCiphers: "加密套件，用 OpenSSL 的写法",
  tlsInsecure: "接受服务器的任何证书",
  tlsKey: "它的私钥（PEM）；也可以在 --tls-cert 的文件里",
  tlsMax: "最新的 TLS 版本",
  tlsMin: "最旧的 TLS 版本（1.2）",
  tlsName: "服务器证书必须包含的名称，也发送给服务器（SNI）",
  tlsPassphraseFile: "首行为密钥口令的文件",
  tlsRequireClientCert: "只接受持有可信证书（--tls-ca）的客户端",
  tlsServerInsecure: "与 --tls-require-client-cert 同用：任何证书都可以",
};

/** Chinese help of `jack cert`. */
export const zhCertCommand: Pick<Messages["commands"], "cert"> = {
  cert: {
    summary: "制作 TLS 证书，或查看证书",
    details:
      "制作您自己的小型颁发机构（CA），并由它签发服务器和客户端的证书，都是同一文件夹里的 PEM 文件。密钥只有您自己能读；没有 --force 不会覆盖任何文件。信任 ca.pem 的人就信任它所签发的证书。\nshow 显示文件里的证书，或服务器出示的证书，以及其中的问题。",
    examples: [
      ["jack cert ca", "制作颁发机构：certs/ca.pem 和 certs/ca-key.pem"],
      ["jack cert server localhost 127.0.0.1", "用于这些名称的服务器证书"],
      ["jack cert client alice", "客户端证书"],
      ["jack cert show certs/localhost.pem", "显示一张证书"],
      ["jack cert show example.org", "服务器出示的证书，以及本机是否信任"],
    ],
  },
};
