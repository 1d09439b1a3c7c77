package main

import (
	"strings"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration/fake"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/provider"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/structpb"
)

// logOf runs the real gRPC server against an engine that keeps what is logged.
func logOf(t *testing.T, inputs map[string]any) []*pulumirpc.LogRequest {
	t.Helper()
	engine := fake.NewEngineServer()
	address, _, err := fake.StartEngineServer(t.Context(), engine)
	require.NoError(t, err)
	host, err := provider.NewHostClient(address)
	require.NoError(t, err)
	made, err := newProvider()
	require.NoError(t, err)
	server, err := p.RawServer("command", version, made)(host)
	require.NoError(t, err)

	properties, err := structpb.NewStruct(inputs)
	require.NoError(t, err)
	created, err := server.Create(t.Context(), &pulumirpc.CreateRequest{Urn: string(urn), Properties: properties})
	require.NoError(t, err)
	require.Contains(t, created.Id, "machine")
	return engine.Logs()
}

func TestLinesGoToTheLogAsTheLoggingSays(t *testing.T) {
	for logging, expected := range map[string]string{
		"": "out 1|out 2|err 1", "stdoutAndStderr": "out 1|out 2|err 1", "stdout": "out 1|out 2", "stderr": "err 1", "none": "",
	} {
		inputs := map[string]any{"create": "echo out 1; printf 'out 2'; echo err 1 >&2"}
		if logging != "" {
			inputs["logging"] = logging
		}
		var lines []string
		for _, entry := range logOf(t, inputs) {
			require.Equal(t, pulumirpc.LogSeverity_INFO, entry.Severity)
			require.Equal(t, urn, resource.URN(entry.Urn))
			lines = append(lines, strings.TrimSuffix(entry.Message, "\n"))
		}
		require.ElementsMatch(t, strings.FieldsFunc(expected, func(r rune) bool { return r == '|' }), lines, logging)
	}
}

func TestLinesAreLoggedWhole(t *testing.T) {
	var lines []string
	writer := lineWriter{write: func(line string) { lines = append(lines, line) }}
	for _, piece := range []string{"a", "b\r\nc", "\n\nd"} {
		_, _ = writer.Write([]byte(piece))
	}
	require.Equal(t, []string{"ab", "c", ""}, lines)
	writer.flush()
	require.Equal(t, []string{"ab", "c", "", "d"}, lines)
}
