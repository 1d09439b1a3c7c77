// A plugin compatible with Pulumi's command plugin, for computers that cannot download the official one. It has the one
// resource this project uses, command:local:Command, with everything of its contract but assets and archives.
package main

import (
	"context"
	"fmt"
	"os"
)

// version of the official plugin whose contract this one keeps; linked in by the build.
var version = "1.2.1"

func main() {
	provider, err := newProvider()
	if err == nil {
		err = provider.Run(context.Background(), "command", version)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
