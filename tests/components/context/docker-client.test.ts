import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snapProblem } from "../../../components/context/docker-client";

test("[snap-client] A docker client that is a snap is told from others, and what it cannot read is said", () => {
  const home = mkdtempSync(join(tmpdir(), "home-"));
  try {
    mkdirSync(join(home, "bin"));
    mkdirSync(join(home, "snap", "bin"), { recursive: true });
    const [snap, link, plain] = ["snap/bin/docker", "bin/docker", "bin/plain"].map((name) =>
      join(home, name),
    );
    for (const file of [snap!, plain!]) writeFileSync(file, "");
    symlinkSync(snap!, link!);
    const hidden = join(home, "clone", "..", ".state", "machines");
    for (const file of [snap!, link!]) {
      expect(snapProblem(file, hidden, home)).toMatch(
        /is a snap, and cannot read .*in a hidden folder of your home/,
      );
      expect(snapProblem(file, "/srv/machines", home)).toContain("outside of your home");
      expect(snapProblem(file, join(home, "machines"), home)).toBeUndefined();
    }
    expect(snapProblem(plain!, hidden, home)).toBeUndefined();
  } finally {
    rmSync(home, { recursive: true });
  }
});
