//go:build tools

// Package tools pins what `go build` makes of this module: Pulumi's language host for Node.js.
package tools

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
