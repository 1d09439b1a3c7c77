//go:build !windows

package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/require"
)

// sleeper starts a child and waits; both note their ids.
const sleeper = `sleep 60 & echo "$$ $!" > "$PIDS.part"; mv "$PIDS.part" "$PIDS"; wait`

func TestACustomTimeoutEndsTheCommandAndWhatItStarted(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	begin := time.Now()
	_, err := newServer(t, t.Context()).Create(p.CreateRequest{
		Urn: urn, Timeout: 1,
		Properties: values(t, map[string]any{"create": sleeper, "environment": map[string]any{"PIDS": pids}}),
	})
	require.ErrorContains(t, err, "deadline exceeded")
	require.Less(t, time.Since(begin), grace)
	requireGone(t, pids)
}

func TestCancelEndsTheCommandAndWhatItStarted(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	server := newServer(t, t.Context())
	failed := make(chan error, 1)
	inputs := values(t, map[string]any{"create": sleeper, "environment": map[string]any{"PIDS": pids}})
	go func() {
		_, err := server.Create(p.CreateRequest{Urn: urn, Properties: inputs})
		failed <- err
	}()
	require.Eventually(t, func() bool { _, err := os.Stat(pids); return err == nil }, 5*time.Second, 10*time.Millisecond)
	require.NoError(t, server.Cancel())
	require.ErrorContains(t, <-failed, "canceled")
	requireGone(t, pids)
}

func TestACommandThatIgnoresTheSignalIsKilledAfterTheGrace(t *testing.T) {
	pids := filepath.Join(t.TempDir(), "pids")
	ctx, cancel := context.WithCancel(t.Context())
	text := `trap "" TERM; sleep 60 & echo "$$ $!" > "$PIDS.part"; mv "$PIDS.part" "$PIDS"; while :; do sleep 1; done`
	state := CommandState{CommandArgs: CommandArgs{Environment: map[string]string{"PIDS": pids}}}
	failed := make(chan error, 1)
	go func() { failed <- state.run(ctx, &text) }()
	require.Eventually(t, func() bool { _, err := os.Stat(pids); return err == nil }, 5*time.Second, 10*time.Millisecond)
	begin := time.Now()
	cancel()
	require.Error(t, <-failed)
	require.Less(t, time.Since(begin), 2*grace)
	requireGone(t, pids)
}

// requireGone waits until the noted processes have ended; one that waits for its parent to notice counts as ended.
func requireGone(t *testing.T, file string) {
	t.Helper()
	noted, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, text := range strings.Fields(string(noted)) {
		pid, err := strconv.Atoi(text)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return syscall.Kill(pid, 0) != nil || isZombie(text) },
			5*time.Second, 10*time.Millisecond, "process %d still runs", pid)
	}
}

func isZombie(pid string) bool {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	return err == nil && strings.Contains(string(stat), ") Z ")
}
