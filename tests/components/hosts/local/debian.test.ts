import { debootstrapProgress } from "../../../../components/hosts/local/debian";

test("debootstrap's hundreds of lines become one every five seconds that says how far it is", () => {
  let now = 0;
  const lines: string[] = [];
  const onLine = debootstrapProgress(
    (line) => lines.push(line),
    () => now,
  );
  const packages = Array.from({ length: 160 }, (_, index) => `package-${index}`);
  for (const verb of ["Retrieving", "Validating", "Unpacking", "Configuring"])
    for (const name of packages) {
      now += 50;
      onLine(`I: ${verb} ${name} 1.0`);
    }
  expect(lines).toEqual([
    "Debian base: retrieving package 1 of about 155, 0 s",
    "Debian base: retrieving package 101 of about 155, 5 s",
    "Debian base: unpacking package 1 of about 160, 16 s",
    "Debian base: unpacking package 101 of about 160, 21 s",
    "Debian base: configuring package 41 of about 160, 26 s",
    "Debian base: configuring package 141 of about 160, 31 s",
  ]);
});
