import type { TlsMessages } from "./tls-messages.ts";

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
