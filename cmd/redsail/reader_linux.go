package main

import (
	"os/exec"
	"runtime/debug"
	"syscall"
	"time"
)

// withParent ends the process with this one, and keeps Ctrl-C from it: this one ends it.
func withParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// limitSelf asks the system to hold this process to the limits: processor time, writable memory, no
// byte written to any file, few open files, no core.
func limitSelf(l readerLimits) error {
	seconds := uint64(l.cpu / time.Second)
	for _, r := range []struct {
		what       int
		soft, hard uint64
	}{
		{syscall.RLIMIT_CPU, seconds, seconds}, {syscall.RLIMIT_DATA, l.memory, l.memory}, {syscall.RLIMIT_FSIZE, 0, 0},
		{syscall.RLIMIT_NOFILE, 32, 32}, {syscall.RLIMIT_CORE, 0, 0},
	} {
		if err := syscall.Setrlimit(r.what, &syscall.Rlimit{Cur: r.soft, Max: r.hard}); err != nil {
			return err
		}
	}
	debug.SetMemoryLimit(int64(l.memory / 2)) // the collector works before the system must
	return nil
}
