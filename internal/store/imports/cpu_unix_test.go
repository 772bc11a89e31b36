//go:build unix

package imports_test

import (
	"syscall"
	"time"
)

// processor is the processor time this process has taken, in all its threads. It
// says more than the clock where others share the machine.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
