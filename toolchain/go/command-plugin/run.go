package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
)

// How long a command that is told to end may take to clean up behind it.
const grace = 5 * time.Second

// run runs one command with the state's inputs, and puts what it wrote into the state. No text: nothing is run.
func (state *CommandState) run(ctx context.Context, text *string) error {
	if text == nil {
		return nil
	}
	command := state.command(ctx, *text)
	var stdout, stderr, mixed bytes.Buffer
	both := &lockedWriter{inner: &mixed}
	logger := p.GetLogger(ctx)
	stdoutLog := &lineWriter{write: logger.Info, silent: !logs(state.Logging, "stdout")}
	stderrLog := &lineWriter{write: logger.Info, silent: !logs(state.Logging, "stderr")}
	command.Stdout = io.MultiWriter(&stdout, both, stdoutLog)
	command.Stderr = io.MultiWriter(&stderr, both, stderrLog)

	err := command.Run()
	stdoutLog.flush()
	stderrLog.flush()
	if ctx.Err() != nil {
		// The command itself is gone by now; what it started may not be.
		killGroup(command)
		err = fmt.Errorf("stopped: %w", context.Cause(ctx))
	}
	if err != nil {
		return fmt.Errorf("%w: running %q:\n%s", err, *text, mixed.String())
	}
	state.Stdout = strings.TrimSuffix(stdout.String(), "\n")
	state.Stderr = strings.TrimSuffix(stderr.String(), "\n")
	return nil
}

func (state *CommandState) command(ctx context.Context, text string) *exec.Cmd {
	interpreter := state.Interpreter
	if len(interpreter) == 0 {
		interpreter = defaultInterpreter(runtime.GOOS)
	}
	arguments := append(append([]string{}, interpreter[1:]...), text)
	command := exec.CommandContext(ctx, interpreter[0], arguments...)
	command.Env = state.environ()
	command.WaitDelay = grace
	if state.Dir != nil {
		command.Dir = *state.Dir
	}
	if state.Stdin != nil {
		command.Stdin = strings.NewReader(*state.Stdin)
	}
	ownGroup(command)
	return command
}

func defaultInterpreter(system string) []string {
	if system == "windows" {
		return []string{"cmd", "/C"}
	}
	return []string{"/bin/sh", "-c"}
}

// environ is the process's own environment, then the resource's, then what the previous command wrote.
func (state *CommandState) environ() []string {
	environ := os.Environ()
	for name, value := range state.Environment {
		environ = append(environ, name+"="+value)
	}
	if state.AddPreviousOutputInEnv == nil || *state.AddPreviousOutputInEnv {
		if state.Stdout != "" {
			environ = append(environ, "PULUMI_COMMAND_STDOUT="+state.Stdout)
		}
		if state.Stderr != "" {
			environ = append(environ, "PULUMI_COMMAND_STDERR="+state.Stderr)
		}
	}
	return environ
}

// lockedWriter lets both outputs of a command go to one buffer.
type lockedWriter struct {
	lock  sync.Mutex
	inner *bytes.Buffer
}

func (writer *lockedWriter) Write(text []byte) (int, error) {
	writer.lock.Lock()
	defer writer.lock.Unlock()
	return writer.inner.Write(text)
}
