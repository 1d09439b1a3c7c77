import { nodeIdIn } from "../../../components/machine/kept-node";

const certificate = `
-----BEGIN CERTIFICATE-----
MIICFTCCAbugAwIBAgIUNlJybKqGc+RxbSAgFBxa8SM+DWUwCgYIKoZIzj0EAwIw
YDEiMCAGA1UECgwZZWphcHJxbHdpdWd6ODBvdHpucHZuN2huOTEWMBQGA1UECwwN
c3dhcm0tbWFuYWdlcjEiMCAGA1UEAwwZaDBrODZ3Mm03cms0Y2MwOXo3cWxtaHB3
bDAeFw0yNjExMjcwNTM1NDJaFw0yNzAyMjUwNTM1NDJaMGAxIjAgBgNVBAoMGWVq
YXBycWx3aXVnejgwb3R6bnB2bjdobjkxFjAUBgNVBAsMDXN3YXJtLW1hbmFnZXIx
IjAgBgNVBAMMGWgwazg2dzJtN3JrNGNjMDl6N3FsbWhwd2wwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARQhMupaJi/68xCRK3i38u8bN16J8ne/wrOUBqakpVMA8DD
OIlxcfAgdPcEYtWlUuwG+zKL7Amk4jj/psHA2dlZo1MwUTAdBgNVHQ4EFgQUZ1Gl
AMrMce3MTujMzaiyelxiA7cwHwYDVR0jBBgwFoAUZ1GlAMrMce3MTujMzaiyelxi
A7cwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA5eohP/shskt1
3yW+YLnCJJ+4s0IuMpL7z6XSvkzrw5ECICqnxdAUV9CrKLhk9mC6urL0fYuyzKTy
AAWiNEaxR7Ts
-----END CERTIFICATE-----
`;

test("a node's certificate names the node", () => {
  expect(nodeIdIn(certificate)).toBe("h0k86w2m7rk4cc09z7qlmhpwl");
});

test.each(["", "no certificate", certificate.replace(/[A-M]/g, "A")])(
  "what is no certificate names nothing: %#",
  (text) => {
    expect(nodeIdIn(text)).toBeUndefined();
  },
);
