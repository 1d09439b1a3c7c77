import { progressOf } from "../../../../components/machine/tool/progress";

test("a machine of driver generic is told in four lines of twenty", () => {
  const said = [
    "Running pre-create checks...",
    "Creating machine...",
    "(node1) Importing SSH key...",
    "(node1) IP: 10.77.0.11",
    "Waiting for machine to be running, this may take a few minutes...",
    "Detecting operating system of created instance...",
    "Waiting for SSH to be available...",
    "Detecting the provisioner...",
    "Provisioning with debian...",
    "Installing Docker from: https://get.docker.com",
    "Copying certs to the local machine directory...",
    "Copying certs to the remote machine...",
    "Setting Docker configuration on the remote daemon...",
    "Checking connection to Docker...",
    "Docker is up and running!",
    "To see how to connect your Docker Client to the Docker Engine running on this virtual machine, run: docker-machine env node1",
    "(node1) Closing plugin on server side",
  ];

  expect(said.flatMap((line) => progressOf(line) ?? [])).toEqual([
    "waiting for its host to run",
    "waiting for SSH",
    "installing Docker where it is missing (1 to 3 minutes, else 1 s)",
    "setting up Docker for TLS (usually 3 to 10 s)",
  ]);
});

test("a removal does not warn of what it does not do", () => {
  const said = [
    "About to remove node1",
    "WARNING: This action will delete both local reference and remote instance.",
    "Successfully removed node1",
  ];

  expect(said.flatMap((line) => progressOf(line) ?? [])).toEqual([]);
});

test.each([
  ["(node1) Creating VirtualBox VM...", "Creating VirtualBox VM..."],
  ["Error creating machine: exit status 1", "Error creating machine: exit status 1"],
  ["(node1) (an aside) Waiting for an IP...", "(an aside) Waiting for an IP..."],
])("what is not known is passed on: %s", (line, passed) => {
  expect(progressOf(line)).toBe(passed);
});
