/** Virtual time for a test file, and no lines of progress in its output; returns the lines that were printed. */
export function useVirtualTime(): string[] {
  const lines: string[] = [];
  beforeEach(() => {
    lines.length = 0;
    jest.useFakeTimers();
    jest.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
  return lines;
}
