#!/bin/sh
# Applies what was merged. Settings come from the job: backend, passphrase, stack.
set -eu
npm run -s pulumi -- up --yes --non-interactive
