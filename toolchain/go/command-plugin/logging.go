package main

import "strings"

// isLogging tells whether a value of the input logging means something.
func isLogging(value string) bool {
	return value == "stdout" || value == "stderr" || value == "stdoutAndStderr" || value == "none"
}

// logs tells whether the lines of a stream go to the engine's log; without a value, both streams do.
func logs(logging *string, stream string) bool {
	return logging == nil || *logging == stream || *logging == "stdoutAndStderr"
}

// lineWriter passes text on in whole lines, as they come.
type lineWriter struct {
	write  func(line string)
	silent bool
	rest   string
}

func (writer *lineWriter) Write(text []byte) (int, error) {
	if writer.silent {
		return len(text), nil
	}
	lines := strings.Split(writer.rest+string(text), "\n")
	for _, line := range lines[:len(lines)-1] {
		writer.write(strings.TrimSuffix(line, "\r"))
	}
	writer.rest = lines[len(lines)-1]
	return len(text), nil
}

// flush passes on a last line that has no end.
func (writer *lineWriter) flush() {
	if writer.rest != "" {
		writer.write(writer.rest)
		writer.rest = ""
	}
}
