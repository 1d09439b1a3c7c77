package main

import (
	"os/exec"
	"strconv"
)

// ownGroup makes what a command starts end with it.
func ownGroup(command *exec.Cmd) {
	command.Cancel = func() error {
		return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(command.Process.Pid)).Run()
	}
}

// killGroup has nothing left to do: taskkill /T ended the whole tree.
func killGroup(*exec.Cmd) {}
