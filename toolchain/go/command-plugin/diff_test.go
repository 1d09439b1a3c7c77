package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/stretchr/testify/require"
)

func TestNoChangeIsNoChange(t *testing.T) {
	inputs := map[string]any{"create": "a", "environment": map[string]any{"A": "1"}, "triggers": []any{"x", 1.0}}
	require.False(t, diff(t, inputs, inputs).HasChanges)
}

func TestAnyChangedInputUpdates(t *testing.T) {
	base := func() map[string]any {
		return map[string]any{"create": "a", "delete": "b", "environment": map[string]any{"A": "1"}}
	}
	changes := map[string]any{
		"create": "c", "update": "u", "delete": "c", "stdin": "s", "logging": "none", "dir": "/", "interpreter": []any{"sh"},
		"environment": map[string]any{"A": "2"}, "addPreviousOutputInEnv": false,
	}
	for name, value := range changes {
		changed := base()
		changed[name] = value
		response := diff(t, base(), changed)
		require.True(t, response.HasChanges, name)
		for path, change := range response.DetailedDiff {
			require.Contains(t, []p.DiffKind{p.Add, p.Update}, change.Kind, path)
		}
	}
}

func TestChangedTriggersReplace(t *testing.T) {
	for name, change := range map[string][2]map[string]any{
		"another value": {{"create": "a", "triggers": []any{"1"}}, {"create": "a", "triggers": []any{"2"}}},
		"one more":      {{"create": "a", "triggers": []any{"1"}}, {"create": "a", "triggers": []any{"1", "2"}}},
		"one less":      {{"create": "a", "triggers": []any{"1", "2"}}, {"create": "a", "triggers": []any{"1"}}},
		"the first":     {{"create": "a"}, {"create": "a", "triggers": []any{"1"}}},
		"a deep value": {
			{"create": "a", "triggers": []any{map[string]any{"b": "1"}}},
			{"create": "a", "triggers": []any{map[string]any{"b": "2"}}},
		},
	} {
		require.True(t, replaces(diff(t, change[0], change[1])), name)
	}
}

func TestChangedTriggersUpdateWhereThereIsAnUpdateCommand(t *testing.T) {
	response := diff(t,
		map[string]any{"create": "a", "update": "u", "triggers": []any{"1"}},
		map[string]any{"create": "a", "update": "u", "triggers": []any{"2"}})
	require.True(t, response.HasChanges)
	require.False(t, replaces(response))
}

func replaces(response p.DiffResponse) bool {
	for _, change := range response.DetailedDiff {
		if change.Kind == p.AddReplace || change.Kind == p.DeleteReplace || change.Kind == p.UpdateReplace {
			return true
		}
	}
	return false
}
