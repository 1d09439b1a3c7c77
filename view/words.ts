/** "1 node", "3 nodes". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Memory in the largest fitting unit: "512 MiB", "7.8 GiB"; empty where it is not known. */
export function memoryText(bytes: number): string {
  if (bytes <= 0) return "";
  const gib = bytes / 2 ** 30;
  return gib < 1 ? `${Math.round(bytes / 2 ** 20)} MiB` : `${Number(gib.toFixed(gib < 10 ? 1 : 0))} GiB`;
}

/** A text of at most so many characters, with an ellipsis where it was longer. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  if (characters.length <= width) return text;
  return width < 1 ? "" : `${characters.slice(0, width - 1).join("")}…`;
}
