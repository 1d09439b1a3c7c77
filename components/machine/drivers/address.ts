import { isIP } from "node:net";

/** Whether a text is an IP address or a DNS name, without scheme and port. What looks like an IPv4 must be one. */
export function isHost(text: string): boolean {
  if (isIP(text) !== 0) return true;
  if (text.length > 253 || /^[\d.]+$/.test(text)) return false;
  return text.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}
