package store

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// heldBy says in words which process uses the ledger and what to do. A pid of 0
// is one that could not be found.
func heldBy(pid int) error {
	who := "another process"
	switch {
	case pid == os.Getpid():
		who = fmt.Sprintf("this same process (%d)", pid)
	case pid > 0:
		who = fmt.Sprintf("process %d", pid)
		if cmd := commandOf(pid); cmd != "" {
			who += " (" + cmd + ")"
		}
	}
	return fmt.Errorf("%w by %s: wait for it or end it; if it serves the ledger, ask it through its page or API", ErrHeld, who)
}

// commandOf returns the command line of a process, shortened; "" if unknown.
func commandOf(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		return ""
	}
	cmd := strings.ToValidUTF8(string(bytes.ReplaceAll(bytes.TrimRight(b, "\x00"), []byte{0}, []byte{' '})), "?")
	if r := []rune(cmd); len(r) > 120 {
		cmd = string(r[:120]) + "…"
	}
	return cmd
}

// flockHolder finds who holds a lock on the file of that number, in Linux's table
// of locks; 0 if it cannot be found.
func flockHolder(inode uint64) int {
	table, err := os.ReadFile("/proc/locks")
	if err != nil {
		return 0
	}
	// 1: FLOCK  ADVISORY  WRITE 4242 fe:00:1234 0 EOF
	for line := range strings.Lines(string(table)) {
		c := strings.Fields(line)
		if len(c) >= 6 && c[1] == "FLOCK" && strings.HasSuffix(c[5], fmt.Sprintf(":%d", inode)) {
			pid, _ := strconv.Atoi(c[4])
			return max(pid, 0)
		}
	}
	return 0
}

// duckPID is how DuckDB names the process that holds its file.
var duckPID = regexp.MustCompile(`Conflicting lock is held.*\(PID (\d+)\)`)

// duckHeld returns the error for DuckDB's word that its file is locked by a
// program that is not ours, or nil.
func duckHeld(err error) error {
	if err == nil || !strings.Contains(err.Error(), "Could not set lock on file") {
		return nil
	}
	pid := 0
	if m := duckPID.FindStringSubmatch(err.Error()); m != nil {
		pid, _ = strconv.Atoi(m[1])
	}
	return heldBy(pid)
}
