import { isHost } from "../../../../components/machine/drivers/generic";

test.each(["192.168.1.20", "::1", "fe80::1", "host", "host-1.example.com", "1a.example", "a".repeat(63)])(
  "%s is an address or a name",
  (text) => expect(isHost(text)).toBe(true),
);

test.each([
  "",
  "300.1.1.1",
  "1.2.3",
  "http://x",
  "x:22",
  "a b",
  "-a",
  "a-",
  "a..b",
  ".a",
  "a_b",
  "a".repeat(64),
  "x;y",
])("%j is neither", (text) => expect(isHost(text)).toBe(false));
