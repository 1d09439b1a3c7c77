package main

import (
	"os"
	"path/filepath"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/require"
)

// update answers new inputs of a resource whose last command wrote "old out" and "old err".
func update(t *testing.T, inputs map[string]any) p.UpdateResponse {
	t.Helper()
	response, err := newServer(t, t.Context()).Update(p.UpdateRequest{
		ID: "machine1234", Urn: urn, Inputs: values(t, inputs),
		State: values(t, map[string]any{"create": "echo created", "stdout": "old out", "stderr": "old err"}),
	})
	require.NoError(t, err)
	return response
}

func TestUpdateRunsTheUpdateCommand(t *testing.T) {
	response := update(t, map[string]any{"create": "echo created", "update": "echo updated"})
	require.Equal(t, "updated", response.Properties.Get("stdout").AsString())
	require.Equal(t, "echo updated", response.Properties.Get("update").AsString())
}

func TestUpdateFallsBackToTheCreateCommand(t *testing.T) {
	response := update(t, map[string]any{"create": "echo created again"})
	require.Equal(t, "created again", response.Properties.Get("stdout").AsString())
}

func TestUpdateWithoutAnyCommandKeepsTheOutputs(t *testing.T) {
	response := update(t, map[string]any{"delete": "true"})
	require.Equal(t, "old out", response.Properties.Get("stdout").AsString())
}

func TestUpdateSeesWhatThePreviousCommandWrote(t *testing.T) {
	show := `echo "${PULUMI_COMMAND_STDOUT-none}, ${PULUMI_COMMAND_STDERR-none}"`
	require.Equal(t, "old out, old err", update(t, map[string]any{"update": show}).Properties.Get("stdout").AsString())
	without := update(t, map[string]any{"update": show, "addPreviousOutputInEnv": false})
	require.Equal(t, "none, none", without.Properties.Get("stdout").AsString())
}

func TestCreateHasNoPreviousOutputs(t *testing.T) {
	require.Equal(t, "none", stdoutOf(t, map[string]any{"create": `echo "${PULUMI_COMMAND_STDOUT-none}"`}))
}

func TestAPreviewedUpdateRunsNothing(t *testing.T) {
	canary := filepath.Join(t.TempDir(), "canary")
	_, err := newServer(t, t.Context()).Update(p.UpdateRequest{
		ID: "machine1234", Urn: urn, DryRun: true,
		Inputs: values(t, map[string]any{"update": "touch " + canary}),
		State:  values(t, map[string]any{"create": "true", "stdout": "", "stderr": ""}),
	})
	require.NoError(t, err)
	require.NoFileExists(t, canary)
}

func TestDeleteRunsTheDeleteCommandWithThePreviousOutputs(t *testing.T) {
	trace := filepath.Join(t.TempDir(), "trace")
	err := newServer(t, t.Context()).Delete(p.DeleteRequest{ID: "machine1234", Urn: urn, Properties: values(t, map[string]any{
		"delete": `printf %s "$PULUMI_COMMAND_STDOUT" > "$TRACE"`, "environment": map[string]any{"TRACE": trace},
		"stdout": "made", "stderr": "",
	})})
	require.NoError(t, err)
	written, err := os.ReadFile(trace)
	require.NoError(t, err)
	require.Equal(t, "made", string(written))
}

func TestDeleteWithoutACommandRunsNothing(t *testing.T) {
	state := values(t, map[string]any{"create": "exit 1", "stdout": "", "stderr": ""})
	require.NoError(t, newServer(t, t.Context()).Delete(p.DeleteRequest{ID: "machine1234", Urn: urn, Properties: state}))
}

func TestAFailedDeleteIsAnError(t *testing.T) {
	state := values(t, map[string]any{"delete": "exit 4", "stdout": "", "stderr": ""})
	err := newServer(t, t.Context()).Delete(p.DeleteRequest{ID: "machine1234", Urn: urn, Properties: state})
	require.ErrorContains(t, err, `exit status 4: running "exit 4":`)
}
