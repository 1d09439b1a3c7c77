#!/bin/sh
# What a pull request would change. Settings come from the job: backend, passphrase, stack.
set -eu
npm run -s pulumi -- preview --diff --non-interactive
