// A Windows process gets one text and cuts it into arguments itself. These are the two sides of that, each by its own
// source, so that it can be tried on any platform which values arrive as they were.

/** The text that Node makes of arguments when it starts a process (libuv, src/win/process.c, quote_cmd_arg). */
export function windowsCommandLine(args: readonly string[]): string {
  return args.map(quoted).join(" ");
}

function quoted(arg: string): string {
  if (arg === "") return '""';
  if (!/[ \t"]/.test(arg)) return arg;
  if (!/["\\]/.test(arg)) return `"${arg}"`;
  // Backslashes count only before a quotation mark, the closing one included.
  const escaped = arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, "$1$1");
  return `"${escaped}"`;
}

/** The arguments that a program finds in such a text (Microsoft, "Parsing C command-line arguments"). */
export function windowsArguments(line: string): string[] {
  const args: string[] = [];
  let [arg, begun, inQuotes, at] = ["", false, false, 0];
  while (at < line.length) {
    const backslashes = /^\\*/.exec(line.slice(at))![0].length;
    const next = line[at + backslashes];
    if (next === '"') {
      arg += "\\".repeat(Math.floor(backslashes / 2));
      if (backslashes % 2 === 1) arg += '"';
      else inQuotes = !inQuotes;
      begun = true;
      at += backslashes + 1;
    } else if (backslashes > 0) {
      arg += "\\".repeat(backslashes);
      begun = true;
      at += backslashes;
    } else if (!inQuotes && /[ \t]/.test(next)) {
      if (begun) args.push(arg);
      [arg, begun] = ["", false];
      at++;
    } else {
      arg += next;
      begun = true;
      at++;
    }
  }
  return begun ? [...args, arg] : args;
}
