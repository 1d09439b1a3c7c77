import { readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/**
 * Absolute path of a key file; "~/" is the home folder. With slashes on Windows too: docker-machine takes the last part
 * after a slash for the file's name.
 */
export function keyFile(path: string, { platform = process.platform, absolute = resolve } = {}): string {
  const file = /^~[\\/]/.test(path) ? join(homedir(), path.slice(2)) : absolute(path);
  return platform === "win32" ? file.replaceAll("\\", "/") : file;
}

/**
 * Why a file cannot serve as docker-machine's private SSH key, as a sentence; undefined where it can.
 * @param path relative to the project, absolute, or in the home folder ("~/")
 */
export function keyProblem(path: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const file = keyFile(path);
  const text = contentOf(file);
  if (text === undefined) return `file not found: ${file}`;
  if (/^(ssh-|ecdsa-|sk-)|PUBLIC KEY/.test(text)) {
    return `${file}: this is a public key; the private one is needed, usually ${file.replace(/\.pub$/, "")}`;
  }
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return `${file}: this is no private key`;
  // Windows keeps rights in lists that the mode does not show.
  if (platform !== "win32" && (statSync(file).mode & 0o077) !== 0) {
    return `${file}: key readable by others, which ssh refuses; run: chmod 600 ${file}`;
  }
  if (isEncrypted(text)) {
    return `${file}: the key has a passphrase, and docker-machine cannot ask for it; load it into an ssh-agent and leave sshKey away, or give a key without`;
  }
  return undefined;
}

/** Whether a key file holds an Ed25519 key in OpenSSH's own format. */
export function isEd25519(path: string): boolean {
  const body =
    /BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(contentOf(keyFile(path)) ?? "")?.[1] ?? "";
  return Buffer.from(body, "base64").includes("ssh-ed25519");
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Old PEM files say so in their head; OpenSSH's own format names its cipher first, "none" for an open key. */
function isEncrypted(pem: string): boolean {
  if (/^Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED/m.test(pem)) return true;
  const body = /BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END/.exec(pem)?.[1];
  if (body === undefined) return false;
  const magic = "openssh-key-v1\0";
  const bytes = Buffer.from(body, "base64");
  if (bytes.length < magic.length + 4) return false;
  const length = bytes.readUInt32BE(magic.length);
  return bytes.toString("latin1", magic.length + 4, magic.length + 4 + length) !== "none";
}
