//go:build tools

// Package tools pins what `go build` makes of this module: the maintained fork of docker-machine.
package tools

import _ "github.com/rancher/machine/cmd/rancher-machine"
