import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const script = join(__dirname, "..", "..", "lib", "foreground.js");

test("an interrupt reaches the program in the foreground once, and its exit code comes back", async () => {
  const child =
    "let n = 0; process.on('SIGINT', () => { console.log('got', ++n); setTimeout(() => process.exit(7), 300) });" +
    "console.log('ready'); setInterval(() => {}, 1000)";
  const parent =
    `require(${JSON.stringify(script)}).foreground(process.execPath, ["-e", ${JSON.stringify(child)}], {})` +
    ".then((code) => process.exit(code))";
  const started = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  started.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    // npm sends a copy of each signal, so two come almost at once.
    if (text.includes("ready")) started.kill("SIGINT");
    if (text.includes("got 1")) started.kill("SIGINT");
  });
  const [code] = await once(started, "close");
  expect(code).toBe(7);
  expect(output).toBe("ready\ngot 1\n");
});
